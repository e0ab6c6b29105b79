"""What changes an assessment in the browser: each answer with its entry in the audit trail, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.bringing.appraisals import changed_files
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.stores.folder import FILE, RESULTS
from publicvalue.instruments.appraisal.questions import Question
from publicvalue.instruments.appraisal.values import value_of, with_value
from publicvalue.results.manifest import hash_bytes
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.apart import check_none_apart, open_panel
from publicvalue.web.assessments.beginning import first_settings
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import key_of
from publicvalue.web.assessments.models import Comment, Draft, Edit
from publicvalue.web.assessments.publishing import place_files, published_files, remove_files
from publicvalue.web.assessments.records import open_record
from publicvalue.web.audit.writing import writing
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.jobs.telling import tell_people
from publicvalue.web.public.models import Publication
from publicvalue.web.register.models import State, System
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.content import hashes_of
from publicvalue.web.stores.handed_out import check_told
from publicvalue.web.stores.models import Assessment, Version
from publicvalue.web.stores.opened import open_version
from publicvalue.web.stores.queries import standing_of, subject_of
from publicvalue.words.language import Language
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind, Subject

TRIES = 4
"""Times that an answer is written anew where others were written meanwhile to other questions."""


class AnsweredMeanwhileError(InputError):
    """Somebody else has answered the question since this person opened it.

    Parameters
    ----------
    theirs
        What the answer is now.
    """

    def __init__(self, theirs: Mapping[str, str]) -> None:
        self.theirs = theirs
        what = Text("somebody else has answered this question while you wrote")
        super().__init__([Problem(Place(), what, do=Text("look at both, and choose what stays"))])


def begin(by: User, system: System, language: Language) -> Version:
    """Begin the assessment of a system with what the register says of it; a new one beside those that there are."""
    agency = system.agency
    check_may_at(by, Action.CREATE, Subject(Kind.ASSESSMENT), agency)
    slug = _free_slug(system)
    files = {FILE: first_settings(system, slug, language).encode()}
    with transaction.atomic():
        return link(by, stores.start(by, agency, slug, system.name, files), system)


def link(by: User, version: Version, system: System) -> Version:
    """Say which record of the register an assessment is about; publication stands beside it."""
    with writing(by) as audit:
        _check(by, version, Action.CHANGE)
        if system.agency_id != version.assessment.agency_id:
            what, do = Text("the record is another agency's"), Text("choose a record of the same agency")
            raise InputError([Problem(Place(field="system"), what, Text("a record of the same agency"), do)])
        Assessment.objects.filter(pk=version.assessment_id).update(system=system)
        version.assessment.system = system
        audit.record(Action.CHANGE, stores.of_version(version), after={"system": system.slug})
    return version


def _free_slug(system: System) -> str:
    taken = set(Assessment.objects.filter(agency=system.agency).values_list("slug", flat=True))
    base = system.slug[:70]
    return next(one for n in range(1, len(taken) + 2) if (one := base if n == 1 else f"{base}-{n}") not in taken)


@dataclass(frozen=True)
class Answer:
    """An answer as it was given: to which question, what, what its writer saw before, and why where that is told."""

    question: Question
    given: Mapping[str, str]
    seen: str
    why: str = ""


def answer(by: User, version: Version, what: Answer) -> bool:
    """Write an answer into the files of a version; returns whether it changed anything.

    Raises
    ------
    AnsweredMeanwhileError
        When somebody else has answered it otherwise since; nothing is written then.
    InputError, NotPermittedError
        When the settings cannot be changed, or this person may not change them now.
    """
    _check(by, version, Action.CHANGE, Kind.ANSWER)
    check_none_apart(version, [key_of(what.question)])
    for left in reversed(range(TRIES)):
        try:
            return _answer_once(by, version, what)
        except AnsweredMeanwhileError:
            raise
        except InputError:
            if not left or _is_unchanged(version):
                raise
            version.refresh_from_db()
    raise AssertionError


def _check(by: User, version: Version, action: Action, kind: Kind = Kind.ASSESSMENT) -> None:
    """Raise NotPermittedError where somebody may not do something to a version as it stands in the database."""
    version.refresh_from_db(fields=["state", "snapshot"])
    check_may_at(by, action, subject_of(version, standing_of(version), by, kind), version.assessment.agency)


def _is_unchanged(version: Version) -> bool:
    now: str = Version.objects.values_list("snapshot", flat=True).get(pk=version.pk)
    return now == version.snapshot


def _answer_once(by: User, version: Version, what: Answer) -> bool:
    before = hashes_of(version)
    with open_record(version) as record:
        value = dict(value_of(record.appraisal, what.question))
        if value != what.given and seen_of(value) != what.seen:
            raise AnsweredMeanwhileError(value)
        files = changed_files(record, with_value(record.appraisal, what.question, what.given))
    key = key_of(what.question)
    if not files:
        Draft.objects.filter(version=version, question=key, by=by).delete()
        return False
    with writing(by) as audit:
        check_none_apart(version, [key])
        now = stores.change_files(by, version, files, {name: before.get(name, "") for name in files})
        Edit.objects.create(version=now, question=key, by=by, before=value, after=dict(what.given))
        Draft.objects.filter(version=version, question=key, by=by).delete()
        on = replace(stores.of_version(now, Kind.ANSWER), key=f"{stores.of_version(now).key}/{key}")
        audit.record(Action.CHANGE, on, value, what.given, what.why)
    version.snapshot, version.state = now.snapshot, now.state
    return True


def take_book(
    by: User, version: Version, taken: Sequence[Answer], tables: Mapping[str, object], source: str = "workbook"
) -> int:
    """Write what was chosen of a workbook into a version: all of it, or none; returns how many answers changed.

    Parameters
    ----------
    by, version
        Who takes it into which version.
    taken
        The answers that are taken, each with what its chooser saw.
    tables
        Parts of the appraisal that are taken whole: flows, ratings, documents, discount_rate.
    source
        What the answers come from.

    Raises
    ------
    AnsweredMeanwhileError
        When one of them was answered otherwise since it was chosen.
    """
    _check(by, version, Action.CHANGE, Kind.ANSWER)
    keys = [key_of(one.question) for one in taken]
    check_none_apart(version, keys)
    before = hashes_of(version)
    with open_record(version) as record:
        told = [(one, dict(value_of(record.appraisal, one.question))) for one in taken]
        for one, value in told:
            if seen_of(value) != one.seen:
                raise AnsweredMeanwhileError(value)
        new = replace(record.appraisal, **tables)  # type: ignore[arg-type]
        for one in taken:
            new = with_value(new, one.question, one.given)
        files = changed_files(record, new, source)
    if not files:
        return 0
    with writing(by) as audit:
        check_none_apart(version, keys)
        now = stores.change_files(by, version, files, {name: before.get(name, "") for name in files}, source)
        Edit.objects.bulk_create(
            Edit(version=now, question=key_of(one.question), by=by, before=value, after=dict(one.given))
            for one, value in told
        )
        after = {key_of(one.question): dict(one.given) for one in taken}
        audit.record(Action.CHANGE, stores.of_version(now, Kind.ANSWER), after=after, why=source)
    return len(told)


def seen_tables(tables: Mapping[str, Any]) -> str:
    """Return what tells one state of tables from another, for the form in which they are changed."""
    return seen_of({name: repr(one) for name, one in sorted(tables.items())})


def write_tables(by: User, version: Version, tables: Mapping[str, Any], seen: str) -> bool:
    """Write tables of an appraisal whole: flows with discount_rate, or ratings; returns whether anything changed.

    Raises
    ------
    AnsweredMeanwhileError
        When somebody else has changed them since this person opened the form; nothing is written then.
    InputError, NotPermittedError
        When the settings cannot be changed, or this person may not change them now.
    """
    _check(by, version, Action.CHANGE, Kind.ANSWER)
    before = hashes_of(version)
    with open_record(version) as record:
        stand = {name: getattr(record.appraisal, name) for name in tables}
        if stand != dict(tables) and seen_tables(stand) != seen:
            raise AnsweredMeanwhileError({})
        files = changed_files(record, replace(record.appraisal, **tables))
    if not files:
        return False
    with writing(by) as audit:
        now = stores.change_files(by, version, files, {name: before.get(name, "") for name in files})
        on = replace(stores.of_version(now, Kind.ANSWER), key=f"{stores.of_version(now).key}/{'-'.join(tables)}")
        audit.record(Action.CHANGE, on, _plain(stand), _plain(tables))
    return True


def _plain(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables as the audit trail holds them."""
    return {name: [asdict(row) for row in one] if isinstance(one, tuple) else one for name, one in tables.items()}


def keep_draft(by: User, version: Version, question: Question, sent: Mapping[str, str]) -> Draft:
    """Keep what somebody has written so far: their own view of it, which is no answer and in no audit trail."""
    _check(by, version, Action.CHANGE, Kind.ANSWER)
    check_none_apart(version, [key_of(question)])
    kept, _ = Draft.objects.update_or_create(
        version=version, question=key_of(question), by=by, defaults={"values": dict(sent), "at": timezone.now()}
    )
    return kept


def comment(by: User, version: Version, question: Question, text: str, asked: User | None = None) -> Comment:
    """Say something of a question; a colleague who is asked finds it among their notices."""
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(Kind.COMMENT), version.assessment.agency)
        check_none_apart(version, [key_of(question)])
        if not text.strip():
            what, do = Text("the comment says nothing"), Text("write what you want to say")
            raise InputError([Problem(Place(field="text"), what, Text("a comment"), do)])
        made = Comment.objects.create(
            version=version, question=key_of(question), by=by, text=text.strip()[:4000], asked=asked
        )
        on = replace(stores.of_version(version, Kind.COMMENT), key=str(made.pk))
        audit.record(Action.CREATE, on, after={"question": made.question})
        if asked is not None:
            told = Text("{who} asks you about {title}.", who=str(by), title=version.assessment.title)
            assessment = version.assessment
            place = f"/assessments/{assessment.agency.slug}/{assessment.slug}/{key_of(question)}/"
            tell_people([asked], told, place, by)
    return made


def submit(by: User, version: Version, snapshot: str, language: str) -> Version:
    """Hand a version over for review as it was seen, and have its results computed meanwhile.

    Raises
    ------
    InputError, EvidenceError
        With all that keeps it from being assessed.
    """
    _check(by, version, Action.SUBMIT)
    _check_no_panel(version)
    with open_version(version) as store:
        load_assessment(store)
    with writing(by) as audit:
        # Who submits writes the entry; a panel may have begun while the version was read.
        audit.write_nothing()
        _check_no_panel(version)
        submitted = stores.submit(by, version, snapshot)
        jobs.assess(by, submitted, language)
    return submitted


def _check_no_panel(version: Version) -> None:
    if open_panel(version) is not None:
        what, do = Text("several assessors are still answering apart"), Text("wait for them, or have the panel ended")
        raise InputError([Problem(Place(), what, Text("answers that are compared"), do)])


def publish(by: User, version: Version, snapshot: str) -> Publication:
    """Publish what was approved: as files that never change, beside the record of its system.

    Raises
    ------
    InputError
        When its system is not in the public register, or the results of what was approved are not computed.
    """
    _check(by, version, Action.PUBLISH)
    _public_system(version)
    files = published_files(version, snapshot)
    with writing(by) as audit:
        # Writing the reports takes a while: the record may be withdrawn, or another one, by now.
        system = _public_system(version)
        check_told(version, snapshot)
        now = stores.publish(by, version, snapshot)
        last = Publication.objects.filter(system=system).aggregate(last=Max("number"))["last"] or 0
        row = Publication.objects.create(system=system, number=last + 1, result=files[RESULTS], version=now)
        on = replace(stores.of_version(now, Kind.PUBLICATION), key=f"{system.slug}/{row.number}")
        audit.record(Action.PUBLISH, on, after={"files": {name: hash_bytes(one) for name, one in files.items()}})
        place_files(row, files)
    return row


def _public_system(version: Version) -> System:
    """Return the system that an assessment is about now; InputError where the public register does not show it."""
    system = Assessment.objects.select_related("system__agency").get(pk=version.assessment_id).system
    if system is None or system.state != State.PUBLIC:
        what, do = Text("its system is not in the public register"), Text("show the record to the public first")
        raise InputError([Problem(Place(), what, Text("a public record"), do)])
    return system


def withdraw(by: User, version: Version, reason: str) -> None:
    """Take a publication back: its files go offline, the reason stays in their place."""
    with writing(by) as audit:
        now = stores.withdraw(by, version, reason)
        rows = tuple(Publication.objects.filter(version=now, withdrawn__isnull=True))
        Publication.objects.filter(pk__in=[one.pk for one in rows]).update(withdrawn=timezone.now(), note=reason)
        on = stores.of_version(now, Kind.PUBLICATION)
        audit.record(Action.WITHDRAW, on, after={"numbers": [one.number for one in rows]}, why=reason)
        transaction.on_commit(lambda: remove_files(rows))
