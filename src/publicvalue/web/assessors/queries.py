"""What is read of a panel: by its assessors their own answers alone, by everybody what is compared."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publicvalue.actions.bringing.appraisals import Record
from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.agreement import Agreement, find_agreement
from publicvalue.instruments.appraisal.questions import Question
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.apart import panel_of
from publicvalue.web.assessments.items import Part, Status, find_question, parts_of
from publicvalue.web.assessments.models import Assessor, Draft, Edit, Opinion, Panel, Settled
from publicvalue.web.audit.writing import account_key
from publicvalue.web.spaces.models import Agency, Membership
from publicvalue.web.stores.models import Version
from publicvalue.workflow.panels import Answers, Consensus, ConsensusState, agreed_of, check_compared
from publicvalue.workflow.rights import AUTHORS
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Kind, Subject

ASKED = frozenset({"red_line", "core"})
"""Kinds of questions that a panel judges; the others are facts that are looked up."""
UNANSWERED = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS})
GIVEN, SENT = "given", "sent"
"""What a draft holds: the answer as files hold it, and what was written since and is not saved."""


def draft_key(panel: Panel, key: str) -> str:
    """Return under which name an assessor's answer is kept until all have finished."""
    return f"apart/{panel.pk}/{key}"


def drafts_of(panel: Panel, user: User) -> dict[str, dict[str, Any]]:
    """Return what somebody has written for a panel: key of the question -> answer and unsaved words. Nobody else's."""
    prefix = draft_key(panel, "")
    found = Draft.objects.filter(version=panel.version_id, by=user, question__startswith=prefix)
    return {one.question.removeprefix(prefix): one.values for one in found}


def own_answers(panel: Panel, user: User) -> dict[str, dict[str, str]]:
    """Return what somebody has answered for a panel, before all have finished."""
    return {key: one[GIVEN] for key, one in drafts_of(panel, user).items() if one.get(GIVEN, {}).get("answer")}


def assessors_of(panel: Panel) -> list[Assessor]:
    """Return who is on a panel, by the order in which they were named."""
    return list(Assessor.objects.filter(panel=panel).select_related("user"))


def subject_for(panel: Panel, who: User, version: Version) -> Subject:
    """Return an answer that is given apart, as permission sees it: somebody's own where they are on the panel."""
    own = Assessor.objects.filter(panel=panel, user=who).exists()
    return Subject(Kind.OPINION, State(version.state), own)


def people_for(agency: Agency) -> list[User]:
    """Return who can be on a panel: those who may answer, by name."""
    held = Membership.objects.filter(agency=agency, ended__isnull=True, role__in=[one.value for one in AUTHORS])
    return sorted({one.user for one in held.select_related("user")}, key=str)


@dataclass(frozen=True)
class Judged:
    """A part of an assessment with the keys of what a panel can judge in it: not answered yet, and answered before."""

    part: Part
    open: tuple[str, ...]
    answered: tuple[str, ...]

    def keys(self, *, again: bool) -> list[str]:
        """Return what a panel is asked, in the order of the part: what was answered before only where that is said."""
        return [one.key for one in self.part.items if one.key in (*self.open, *(self.answered if again else ()))]


def judged_parts(record: Record) -> list[Judged]:
    """Return the parts of an assessment of which a panel can judge something."""
    found = []
    for part in parts_of(record.files.framework, record.appraisal):
        items = [one for one in part.items if one.question.kind in ASKED]
        is_open = {one.key: one.status in UNANSWERED and not one.value.get("answer") for one in items}
        if items:
            opened = tuple(key for key, yes in is_open.items() if yes)
            found.append(Judged(part, opened, tuple(key for key, yes in is_open.items() if not yes)))
    return found


def answered_before(panel: Panel, record: Record) -> set[str]:
    """Return the questions of a panel that had an answer when it began, which stands as it was."""
    since = set(Edit.objects.filter(version=panel.version_id, at__gt=panel.begun).values_list("question", flat=True))
    asked = questions_in(record.files.framework, panel)
    return {key for key, one in asked if key not in since and value_of(record.appraisal, one).get("answer")}


def questions_in(framework: Framework, panel: Panel) -> list[tuple[str, Question]]:
    """Return the questions of a panel with their keys, in order."""
    found = ((key, find_question(framework, *key.split("/", 1))) for key in panel.questions)
    return [(key, one) for key, one in found if one is not None]


@dataclass(frozen=True)
class Compared:
    """A question that all have answered.

    Parameters
    ----------
    key, question
        What was asked.
    first, last
        What the assessors answered apart from each other, and what they say now: in their order.
    settled
        What they settled on last, with who and when; None where nothing.
    agreed
        Where that stands.
    """

    key: str
    question: Question
    first: tuple[Mapping[str, str], ...]
    last: tuple[Mapping[str, str], ...]
    settled: Settled | None
    agreed: ConsensusState


def compared_in(panel: Panel, record: Record) -> list[Compared]:
    """Return what all answered, question by question; NotPermittedError before all have finished."""
    check_compared(panel_of(panel))
    users = [one.user_id for one in assessors_of(panel)]
    first: dict[tuple[str, int], dict[str, str]] = {}
    last: dict[tuple[str, int], dict[str, str]] = {}
    for one in Opinion.objects.filter(panel=panel):
        if one.apart:
            first[one.question, one.by_id] = one.given
        last[one.question, one.by_id] = one.given
    settled = {one.question: one for one in Settled.objects.filter(panel=panel).select_related("by")}
    found = []
    for key, question in questions_in(record.files.framework, panel):
        answers = {str(user): last.get((key, user), {}) for user in users}
        consensus = settled.get(key)
        found.append(
            Compared(
                key,
                question,
                tuple(first.get((key, user), {}) for user in users),
                tuple(answers.values()),
                consensus,
                agreed_of(_consensus(consensus), answers, value_of(record.appraisal, question)),
            )
        )
    return found


def _consensus(row: Settled | None) -> Consensus | None:
    return Consensus(row.given, row.reason, row.basis) if row else None


def answers_now(panel: Panel, key: str) -> Answers:
    """Return what the assessors of a panel say now: key of the account -> answer; a consensus rests on it."""
    users = [account_key(one.user) for one in assessors_of(panel)]
    last = {str(one.by_id): one.given for one in Opinion.objects.filter(panel=panel, question=key)}
    return {user: last.get(user, {}) for user in users}


def agreement_in(panel: Panel, compared: list[Compared]) -> Agreement:
    """Return how far the assessors agree in what they answered apart from each other."""
    seed = zlib.crc32(f"panel {panel.pk}".encode())
    return find_agreement([(one.question, one.first) for one in compared], seed)
