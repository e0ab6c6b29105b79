"""Several assessors answer the same questions apart: who sees whose answers, and what rests on which.

Nobody sees what another one answers before all have finished. What they answered then is compared, and is never
changed; who changes their mind afterwards answers anew, and the consensus that rested on the old answer lapses.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from publicvalue.errors import InputError, NotPermittedError, Place, Problem
from publicvalue.words.text import Text, counted

LEAST = 2
"""Assessors of a panel."""

Answers = Mapping[str, Mapping[str, str]]
"""Key of an account -> what it answered to one question."""


class PanelStage(StrEnum):
    """How far a panel is."""

    APART = "apart"
    COMPARED = "compared"
    ENDED = "ended"


@dataclass(frozen=True)
class Panel:
    """People who answer the same questions, each apart from the others.

    Parameters
    ----------
    assessors
        Keys of their accounts.
    questions
        Keys of the questions.
    finished
        Who has answered all of them, and hands nothing in any more.
    ended
        Whether it was given up: nothing of it is compared then.
    """

    assessors: frozenset[str]
    questions: frozenset[str]
    finished: frozenset[str] = frozenset()
    ended: bool = False

    @property
    def stage(self) -> PanelStage:
        """How far it is: compared once the last one has finished."""
        if self.ended:
            return PanelStage.ENDED
        return PanelStage.COMPARED if self.assessors <= self.finished else PanelStage.APART


def check_panel(panel: Panel) -> None:
    """Do nothing where a panel can begin; InputError with all that is wrong with it otherwise."""
    problems = []
    if len(panel.assessors) < LEAST:
        what, do = Text("answers of one person cannot be compared"), Text("choose at least two people")
        problems.append(Problem(Place(field="people"), what, Text("two assessors or more"), do))
    if not panel.questions:
        what, do = Text("nothing is left to be answered apart"), Text("choose parts with open questions")
        problems.append(Problem(Place(field="parts"), what, Text("at least one open question"), do))
    if problems:
        raise InputError(problems)


def sees(panel: Panel, who: str, whose: str) -> bool:
    """Return whether somebody sees the answers of somebody: their own, and those of others once all have finished."""
    return who == whose or panel.stage is PanelStage.COMPARED


def is_closed(panel: Panel, question: str) -> bool:
    """Return whether a question can be answered and spoken of by nobody but apart, for as long as a panel is at it."""
    return panel.stage is PanelStage.APART and question in panel.questions


def check_open(panel: Panel, question: str) -> None:
    """Do nothing where everybody may answer a question and speak of it; NotPermittedError while a panel is at it."""
    if is_closed(panel, question):
        what = Text("this question is being answered by several assessors, each apart from the others")
        do = Text("wait until all have finished, or have the panel ended")
        raise NotPermittedError([Problem(Place(), what, Text("a question that no panel is at"), do)])


def check_own(panel: Panel, who: str, question: str = "") -> None:
    """Do nothing where somebody may give or change their own answers; NotPermittedError otherwise."""
    if (
        panel.stage is PanelStage.APART
        and who in panel.assessors - panel.finished
        and question in {"", *panel.questions}
    ):
        return
    what, do = Text("you cannot change this answer now"), Text("go on answering first, where not all have finished")
    if panel.stage is not PanelStage.APART:
        do = Text("see what became of the panel")
    raise NotPermittedError([Problem(Place(), what, Text("a question of a panel that you are still answering"), do)])


def is_kept_from(panel: Panel, who: str, *, answers: bool) -> bool:
    """Return whether what was answered before to the questions of a panel is kept from somebody now.

    Parameters
    ----------
    panel, who
        The panel, and the key of an account.
    answers
        Whether they are one of those who answer: nobody who may be asked next, or be spoken to, sees it.
    """
    return panel.stage is PanelStage.APART and (who in panel.assessors or answers)


def check_compared(panel: Panel) -> None:
    """Do nothing where all have finished; NotPermittedError before, and where the panel was ended."""
    if panel.stage is not PanelStage.COMPARED:
        what, do = Text("the answers are not compared"), Text("wait until all have finished")
        raise NotPermittedError([Problem(Place(), what, Text("answers of all assessors"), do)])


def finish(panel: Panel, who: str, answered: Set[str]) -> Panel:
    """Return a panel of which one more assessor has finished.

    Parameters
    ----------
    panel, who
        The panel, and who finishes.
    answered
        Keys of the questions that they have answered, be it by "unknown".

    Raises
    ------
    InputError
        When a question is open.
    NotPermittedError
        When they are no assessor of it, have finished, or it is over.
    """
    check_own(panel, who)
    if left := len(panel.questions - answered):
        what = counted(left, "1 question is not answered", "{number:count} questions are not answered")
        do = Text("answer each: unknown is an answer too")
        raise InputError([Problem(Place(), what, Text("an answer to each question"), do)])
    return replace(panel, finished=panel.finished | {who})


def go_on(panel: Panel, who: str) -> Panel:
    """Return a panel in which somebody who had finished goes on; InputError where they have not, or all have."""
    if panel.stage is not PanelStage.APART or who not in panel.finished:
        what, do = Text("you cannot go on answering now"), Text("see what became of the panel")
        raise InputError([Problem(Place(), what, Text("a panel that others are still at"), do)])
    return replace(panel, finished=panel.finished - {who})


class ConsensusState(StrEnum):
    """Where the consensus on a question stands."""

    OPEN = "open"
    STANDS = "stands"
    CHANGED_MIND = "changed_mind"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Consensus:
    """What the assessors settled on, why, and on which of their answers it rests."""

    given: Mapping[str, str]
    reason: str
    basis: str


def basis_of(answers: Answers) -> str:
    """Return the hash of the assessors' answers to a question, on which a consensus rests."""
    return hashlib.sha256(_written(answers)).hexdigest()


def agreed_of(consensus: Consensus | None, answers: Answers, now: Mapping[str, str]) -> ConsensusState:
    """Return where a consensus stands: it falls when an assessor answers otherwise, or the question itself is.

    Parameters
    ----------
    consensus
        What was settled last; None where nothing was.
    answers
        What the assessors say now.
    now
        How the question is answered in the assessment now.
    """
    if consensus is None:
        return ConsensusState.OPEN
    if consensus.basis != basis_of(answers):
        return ConsensusState.CHANGED_MIND
    return ConsensusState.STANDS if dict(now) == dict(consensus.given) else ConsensusState.OVERTAKEN


def sealed(answers: Answers, key: str) -> str:
    """Return what proves later that answers were not changed, and tells nothing of them before.

    Parameters
    ----------
    answers
        Key of the question -> what was answered.
    key
        Secret until the answers are compared: the few answers that there are could be guessed otherwise.
    """
    return hmac.digest(key.encode(), _written(answers), "sha256").hex()


def _written(answers: Answers) -> bytes:
    return json.dumps({name: dict(one) for name, one in answers.items()}, sort_keys=True, ensure_ascii=False).encode()
