"""What assessors do who answer apart: their answers are theirs alone until all have finished; then they settle."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from publicvalue.errors import InputError, Place, Problem
from publicvalue.instruments.appraisal.agreement import all_alike, together
from publicvalue.instruments.appraisal.questions import Question
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions as assessments
from publicvalue.web.assessments.actions import Answer
from publicvalue.web.assessments.apart import open_panel, panel_of
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import key_of
from publicvalue.web.assessments.models import Assessor, Draft, Opinion, Panel, Settled
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessors.queries import (
    GIVEN,
    SENT,
    Compared,
    answered_before,
    answers_now,
    assessors_of,
    compared_in,
    draft_key,
    drafts_of,
    judged_parts,
    own_answers,
    people_for,
    subject_for,
)
from publicvalue.web.audit.writing import Audit, Object, account_key, writing
from publicvalue.web.jobs.telling import tell_people
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.models import Version
from publicvalue.words.text import Text
from publicvalue.workflow import panels
from publicvalue.workflow.panels import (
    ConsensusState,
    PanelStage,
    basis_of,
    check_compared,
    check_own,
    check_panel,
    sealed,
)
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject

LONGEST = 4000


def begin(by: User, version: Version, people: Sequence[User], parts: Sequence[str], *, again: bool = False) -> Panel:
    """Let several people answer what is open in some parts of an assessment, each apart from the others.

    Parameters
    ----------
    by, version, people, parts
        Who lets whom answer which parts of what.
    again
        Whether they are asked what was answered before, too: that answer stands until they settle on theirs.
    """
    with writing(by) as audit:
        _check(by, version, Action.CREATE)
        if open_panel(version) is not None:
            what, do = Text("a panel is at work on this assessment"), Text("wait for it, or end it")
            raise InputError([Problem(Place(), what, Text("one panel at a time"), do)])
        with open_record(version) as record:
            chosen_parts = [one for one in judged_parts(record) if one.part.id in parts]
            questions = [key for one in chosen_parts for key in one.keys(again=again)]
        chosen = [one for one in people_for(version.assessment.agency) if one in people]
        check_panel(panels.Panel(frozenset(map(account_key, chosen)), frozenset(questions)))
        panel = Panel.objects.create(version=version, by=by, questions=questions)
        Assessor.objects.bulk_create(Assessor(panel=panel, user=one) for one in chosen)
        after = {"assessors": [account_key(one) for one in chosen], "questions": questions}
        audit.record(Action.CREATE, _on(panel), after=after)
        told = Text("{who} asks you to answer {title}, apart from the others.", who=str(by), title=_title(version))
        _tell(panel, told, [one for one in chosen if one != by], by)
    return panel


def _check(by: User, version: Version, action: Action) -> None:
    version.refresh_from_db(fields=["state", "snapshot"])
    check_may_at(by, action, Subject(Kind.PANEL, State(version.state)), version.assessment.agency)


def _check_own(by: User, panel: Panel, action: Action = Action.CHANGE) -> None:
    version = panel.version
    version.refresh_from_db(fields=["state", "snapshot"])
    check_may_at(by, action, subject_for(panel, by, version), version.assessment.agency)


def _on(panel: Panel, kind: Kind = Kind.PANEL) -> Object:
    on = stores.of_version(panel.version, kind)
    return replace(on, key=f"{on.key}/panel-{panel.pk}")


def _title(version: Version) -> str:
    return version.assessment.title


def _tell(panel: Panel, told: Text, people: Sequence[User], tells_of: User | None = None) -> None:
    """Leave a notice with people, which leads to the panel."""
    assessment = panel.version.assessment
    place = f"/assessments/{assessment.agency.slug}/{assessment.slug}/assessors/"
    tell_people(people, told, place, tells_of)


def keep(by: User, panel: Panel, question: Question, given: Mapping[str, str]) -> None:
    """Keep an answer of somebody's own: a draft that nobody else reads, and no audit trail tells of."""
    _keep(by, panel, question, {GIVEN: dict(given)})


def keep_sent(by: User, panel: Panel, question: Question, sent: Mapping[str, str]) -> None:
    """Keep what somebody writes before they save it; the answer that they saved before stays."""
    stands = drafts_of(panel, by).get(key_of(question), {})
    _keep(by, panel, question, {**stands, SENT: dict(sent)})


def _keep(by: User, panel: Panel, question: Question, values: Mapping[str, Any]) -> None:
    with writing(by) as audit:
        # No entry tells of a draft; it waits for its turn, as what was handed in and sealed is not changed any more.
        audit.write_nothing()
        _check_own(by, panel)
        check_own(panel_of(panel), account_key(by), key_of(question))
        Draft.objects.update_or_create(
            version=panel.version,
            question=draft_key(panel, key_of(question)),
            by=by,
            defaults={"values": dict(values), "at": timezone.now()},
        )


def finish(by: User, panel: Panel) -> bool:
    """Hand one's own answers in; returns whether all have finished, and everything is compared now.

    The audit trail holds a seal of them, which tells nothing before they are compared and proves afterwards that they
    were not changed.

    Raises
    ------
    InputError
        When a question is open.
    """
    with writing(by) as audit:
        _check_own(by, panel, Action.FINISH)
        answers = own_answers(panel, by)
        after = panels.finish(panel_of(panel), account_key(by), set(answers))
        key = secrets.token_hex(32)
        Assessor.objects.filter(panel=panel, user=by).update(finished=timezone.now(), key=key)
        stores.finish_apart(by, panel.version)
        audit.record(Action.FINISH, _on(panel, Kind.OPINION), after={"seal": sealed(_of(panel, answers), key)})
        if after.stage is PanelStage.COMPARED:
            _compare(audit, panel)
    return after.stage is PanelStage.COMPARED


def _of(panel: Panel, answers: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    return {key: answers[key] for key in panel.questions if key in answers}


def _compare(audit: Audit, panel: Panel) -> None:
    """Show everybody what all answered: from now on it is never changed."""
    people, told = assessors_of(panel), {}
    for one in people:
        answers = _of(panel, own_answers(panel, one.user))
        Opinion.objects.bulk_create(
            Opinion(panel=panel, question=key, by=one.user, given=dict(given), apart=True)
            for key, given in answers.items()
        )
        told[account_key(one.user)] = {"key": one.key, "answers": {key: dict(given) for key, given in answers.items()}}
    _drop_drafts(panel)
    panel.compared = timezone.now()
    panel.save(update_fields=["compared"])
    audit.record(Action.CHANGE, _on(panel), after={"answers": told})
    ready = Text("All assessors of {title} have finished: see where they agree.", title=_title(panel.version))
    _tell(panel, ready, [one.user for one in people])


def _drop_drafts(panel: Panel) -> None:
    Draft.objects.filter(version=panel.version, question__startswith=draft_key(panel, "")).delete()


def go_on(by: User, panel: Panel) -> None:
    """Go on answering after one had finished, while others still answer."""
    with writing(by) as audit:
        _check_own(by, panel)
        panels.go_on(panel_of(panel), account_key(by))
        Assessor.objects.filter(panel=panel, user=by).update(finished=None, key="")
        audit.record(Action.CHANGE, _on(panel, Kind.OPINION), after={"finished": False})


def end(by: User, panel: Panel, why: str) -> None:
    """Give a panel up before all have finished: what somebody had answered stays a draft of theirs, for them alone."""
    with writing(by) as audit:
        _check(by, panel.version, Action.CANCEL)
        if not why.strip():
            what, do = Text("the panel is ended without a reason"), Text("write why")
            raise InputError([Problem(Place(field="reason"), what, Text("a reason"), do)])
        if panel_of(panel).stage is not PanelStage.APART:
            what, do = Text("the panel is over already"), Text("load the page again")
            raise InputError([Problem(Place(), what, Text("a panel that is at work"), do)])
        panel.ended = timezone.now()
        panel.save(update_fields=["ended"])
        for one in assessors_of(panel):
            for key, values in drafts_of(panel, one.user).items():
                own = values.get(SENT) or values.get(GIVEN) or {}
                Draft.objects.update_or_create(
                    version=panel.version, question=key, by=one.user, defaults={"values": own}
                )
        _drop_drafts(panel)
        audit.record(Action.CANCEL, _on(panel), why=why.strip()[:LONGEST])


def settle(by: User, panel: Panel, what: Answer) -> None:
    """Settle on an answer to a question, with the reason under `why`: it becomes the answer of the assessment."""
    version = panel.version
    with writing(by) as audit:
        _check(by, version, Action.CHANGE)
        check_compared(panel_of(panel))
        if not what.why.strip() or not what.given.get("answer"):
            field = "reason" if what.given.get("answer") else "answer"
            wrong, do = Text("a consensus needs an answer and its reason"), Text("give both")
            raise InputError([Problem(Place(field=field), wrong, Text("an answer and a reason"), do)])
        reason = what.why.strip()[:LONGEST]
        assessments.answer(by, version, replace(what, why=reason))
        _settled(by, audit, panel, key_of(what.question), (what.given, reason))


def _settled(by: User, audit: Audit, panel: Panel, key: str, what: tuple[Mapping[str, str], str]) -> None:
    given, reason = what
    basis = basis_of(answers_now(panel, key))
    row = Settled.objects.create(panel=panel, question=key, by=by, given=dict(given), reason=reason, basis=basis)
    audit.record(Action.CHANGE, _on(panel), after={"question": key, "given": row.given, "basis": basis}, why=reason)


def settle_alike(by: User, panel: Panel, reason: str) -> int:
    """Settle on everything that all answered alike and nobody has answered since; returns how many questions."""
    version = panel.version
    with writing(by) as audit:
        _check(by, version, Action.CHANGE)
        with open_record(version) as record:
            before = answered_before(panel, record)
            alike = [
                (one, value_of(record.appraisal, one.question)) for one in compared_in(panel, record) if is_ready(one)
            ]
            taken = [
                Answer(one.question, together(one.last), seen_of(stands))
                for one, stands in alike
                if not stands or one.key in before
            ]
        if not taken:
            audit.write_nothing()
            return 0
        assessments.take_book(by, version, taken, {}, source="panel")
        for one in taken:
            _settled(by, audit, panel, key_of(one.question), (one.given, reason))
    return len(taken)


def is_ready(one: Compared) -> bool:
    """Return whether a question is settled by itself: all say the same, and nothing was settled."""
    return one.settled is None and all_alike(one.last)


def change_mind(by: User, panel: Panel, question: Question, given: Mapping[str, str], why: str) -> None:
    """Answer otherwise than before, once everything is compared: what was settled on the old answer is open again.

    The first answer stays, and agreement is that of the first answers.
    """
    version, key = panel.version, key_of(question)
    with writing(by) as audit:
        _check_own(by, panel)
        check_compared(panel_of(panel))
        if not why.strip() or not given.get("answer"):
            what, do = Text("another answer needs its reason"), Text("give both")
            raise InputError([Problem(Place(field="why"), what, Text("an answer and a reason"), do)])
        with open_record(version) as record:
            before = next(one for one in compared_in(panel, record) if one.key == key)
            now = dict(value_of(record.appraisal, question))
        Opinion.objects.create(panel=panel, question=key, by=by, given=dict(given), apart=False)
        after = {"question": key, "given": dict(given)}
        audit.record(Action.CHANGE, _on(panel, Kind.OPINION), after=after, why=why.strip()[:LONGEST])
        if before.agreed is ConsensusState.STANDS:
            assessments.answer(by, version, Answer(question, {}, seen_of(now), "an assessor changed their mind"))
