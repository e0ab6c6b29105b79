"""What changes forms on the web: opened, answered, closed, made into a file of answers, destroyed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Object, writing
from publicvalue.web.evidence.actions import Sent, check, of_evidence
from publicvalue.web.evidence.answers import bring_answers
from publicvalue.web.evidence.models import Upload
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores.models import Version
from publicvalue.web.surveys.asking import form_of, steps_of
from publicvalue.web.surveys.models import Reply, Survey
from publicvalue.words.text import Text
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject


@dataclass(frozen=True)
class Opening:
    """What is said of a form before it is opened.

    Parameters
    ----------
    audience, questions
        Who is asked, and the ids of the questions.
    told
        Who asks, what becomes of the answers, and whom to ask about it.
    until
        The last day, if there is one.
    shared
        Whether many people answer on one device.
    """

    audience: str
    questions: tuple[str, ...]
    told: str
    until: dt.date | None = None
    shared: bool = False


def of_survey(survey: Survey) -> Object:
    return of_evidence(survey.version, f"survey-{survey.pk}")


def open_survey(by: User, version: Version, opening: Opening) -> Survey:
    """Open a form on the web.

    Raises
    ------
    InputError
        With all that is missing, or where one for the same people is open already.
    """
    check(by, version, Action.CREATE)
    problems = list(_wrong(version, opening))
    if problems:
        raise InputError(problems)
    with writing(by) as audit:
        check(by, version, Action.CREATE)
        if wrong := _open_already(version, opening):
            raise InputError(wrong)
        told = {"audience": opening.audience, "told": opening.told.strip(), "shared": opening.shared}
        chosen = {"questions": list(opening.questions), "until": opening.until}
        survey = Survey.objects.create(version=version, by=by, **told, **chosen)
        audit.record(Action.CREATE, of_survey(survey), after={**told, **chosen})
    return survey


def _wrong(version: Version, opening: Opening) -> list[Problem]:
    form = form_of(version, opening.audience)
    found = []
    if not opening.told.strip():
        found.append(_problem("told", Text("it is missing who asks"), Text("write who asks, and whom to ask about it")))
    steps = steps_of(form, opening.questions)
    if not any(one.use == "answer" for step in steps for one in step.questions):
        found.append(_problem("questions", Text("no question is chosen"), Text("choose one question, or more")))
    if opening.until and opening.until < timezone.localdate():
        found.append(_problem("until", Text("this day is over"), Text("give a later day")))
    return [*found, *_open_already(version, opening)]


def _open_already(version: Version, opening: Opening) -> list[Problem]:
    standing = Survey.objects.filter(
        version__assessment=version.assessment, audience=opening.audience, closed__isnull=True
    )
    if not any(one.is_open for one in standing):
        return []
    what, do = Text("a form for the same people is open already"), Text("close it first, or use its link")
    return [_problem("audience", what, do)]


def _problem(field: str, what: Text, do: Text) -> Problem:
    return Problem(Place(field=field), what, Text("a form that people can answer"), do)


def reply(survey: Survey, answers: Mapping[str, str], sheet: str, code: str = "") -> None:
    """Keep the answers of one person, who needs no account; the same sheet sent twice counts once.

    Raises
    ------
    InputError
        Where the form was closed meanwhile, or somebody has answered with the same code.
    """
    with writing(None) as audit, scopes_disabled():
        now = Survey.objects.select_related("version__assessment__agency").get(pk=survey.pk)
        digest = hashlib.sha256(sheet.encode()).hexdigest()
        if Reply.objects.filter(survey=now, sheet=digest).exists():
            audit.write_nothing()
            return
        if not now.is_open:
            what, do = Text("this form is closed"), Text("ask whoever gave you the link")
            raise InputError([_problem("form", what, do)])
        mark = code_mark(now, code) if code else ""
        if mark and Reply.objects.filter(survey=now, code=mark).exists():
            what, do = Text("somebody has answered with this code"), Text("look whether it is the code of your letter")
            raise InputError([_problem("code", what, do)])
        day = timezone.localdate()
        Reply.objects.create(survey=now, day=day, answers=dict(answers), sheet=digest, code=mark)
        # That somebody answered; neither what nor which row.
        audit.record(Action.CREATE, of_survey(now), after={"answered": True})


def code_mark(survey: Survey, code: str) -> str:
    """Return what is kept of a code to know it again."""
    return salted_hmac(f"survey {survey.token}", " ".join(code.split()).casefold(), algorithm="sha256").hexdigest()


def close_survey(by: User, survey: Survey) -> None:
    """Let nobody answer any more, in whatever state the assessment is."""
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(Kind.EVIDENCE, State.DRAFT), survey.version.assessment.agency)
        if not Survey.objects.filter(pk=survey.pk, closed__isnull=True).update(closed=timezone.now()):
            audit.write_nothing()
            return
        audit.record(Action.CHANGE, of_survey(survey), {"open": True}, {"open": False})
    survey.refresh_from_db()


def bring_replies(by: User, survey: Survey, version: Version) -> Upload:
    """Make the answers of a closed form into a file of answers, which is looked through and taken like any other.

    Raises
    ------
    InputError, EvidenceError
        Where it is open, or where nobody has answered.
    """
    check(by, version, Action.CREATE)
    if survey.closed is None:
        raise InputError([_problem("form", Text("the form is still open"), Text("close it first"))])
    rows = [
        {"id": str(one.pk), "version": form_of(survey.version, survey.audience).version, "data": one.answers}
        for one in Reply.objects.filter(survey=survey).order_by("pk")
    ]
    if not rows:
        raise InputError([_problem("form", Text("nobody has answered"), Text("hand out the link, and wait"))])
    content = json.dumps(rows, ensure_ascii=False).encode()
    upload = bring_answers(by, version, Sent(f"{survey.audience}.json", [content]), survey.audience)
    with writing(by) as audit:
        Survey.objects.filter(pk=survey.pk).update(upload=upload)
        audit.record(Action.CHANGE, of_survey(survey), after={"upload": upload.pk})
    return upload
