"""How ready an agency's staff is to change: the competencies of public servants, and their attitudes.

What
    Competency: the mean level, put on 0 to 100 from the lowest level to the highest; and the share of staff who reach
    the level that the framework asks of their role. Attitude: the mean over people of the mean of a construct's items,
    reversed ones turned, put on 0 to 100.
Left out
    People who answered fewer than half of a construct's items; roles that the framework does not know.
Interval
    95 % percentile bootstrap over respondents, or over clusters within strata; survey weights count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from publicvalue.errors import method_error
from publicvalue.framework.questions.model import Competency, Construct, Instruments
from publicvalue.measures.privacy.suppression import hide_share
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.people.answers import PeopleAnswers, Reader, read_questions, read_scale, scale_ends
from publicvalue.measures.survey.people.expectations import draw_means
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.measures.survey.people.path_tables import interval_of
from publicvalue.measures.survey.sample.linearisation import unanimous_share
from publicvalue.words.text import Text

ROLE = "role"
LEAST = 10


@dataclass(frozen=True)
class Trait:
    """One competency or attitude of the staff.

    Parameters
    ----------
    id, title, kind
        As the framework has it; competency or attitude.
    level
        0 to 100.
    reached
        Share of staff, in percent, who reach the level that their role asks; None for attitudes, without roles, and
        where those who do or do not are so few that they could be told.
    respondents
        With an answer.
    """

    id: str
    title: str
    kind: str
    level: Interval
    reached: Interval | None
    respondents: int


@dataclass(frozen=True)
class Readiness:
    """The profile of an agency's staff."""

    evidence: str
    respondents: int
    traits: tuple[Trait, ...]


def readiness_reader(instruments: Instruments) -> Reader:
    """Return the reader of the competencies, the role, and the items of constructs that staff are asked."""
    asked = {competency.question for competency in instruments.competencies} | {ROLE}
    staff = staff_constructs(instruments)
    questions = [one for one in instruments.questions if one.id in asked or one.construct in staff]
    return read_questions("readiness", instruments, questions)


def staff_constructs(instruments: Instruments) -> frozenset[str]:
    """Return the constructs that are asked of those who are asked for their competencies."""
    questions = {competency.question for competency in instruments.competencies}
    staff = {audience for one in instruments.questions if one.id in questions for audience in one.asked_of}
    competent = {one.construct for one in instruments.questions if one.id in questions}
    constructs = {one.construct for one in instruments.questions if one.construct and staff & set(one.asked_of)}
    return frozenset(constructs - competent)


def find_readiness(
    instruments: Instruments, evidence: str, answers: PeopleAnswers, rng: np.random.Generator
) -> Readiness:
    """Return the profile of an agency's staff.

    Raises
    ------
    MethodError
        Where the survey asks none of it or too few answered.
    EvidenceError
        Where an answer is none of its question's.
    """
    traits = [
        *(trait for one in instruments.competencies for trait in _competency(instruments, one, answers, rng)),
        *(
            trait
            for one in instruments.constructs
            if one.id in staff_constructs(instruments)
            for trait in _attitude(instruments, one, answers, rng)
        ),
    ]
    if not traits:
        what = Text("the survey tells nothing of the staff's competencies or attitudes")
        raise method_error(
            what, Text("{least} or more answers to one of their questions", least=LEAST), Text("name the columns")
        )
    return Readiness(evidence, len(answers.sample.weights), tuple(traits))


def _competency(
    instruments: Instruments, competency: Competency, answers: PeopleAnswers, rng: np.random.Generator
) -> Iterator[Trait]:
    question = instruments.question(competency.question)
    if not answers.has(question, instruments):
        return
    values = read_scale(answers, instruments, question)
    known = np.asarray(~np.isnan(values))
    if known.sum() < LEAST:
        return
    low, high = scale_ends(instruments, question)
    level = _mean(100 * (values - low) / (high - low), answers, rng)
    wanted = _wanted(instruments, competency, answers)
    reached = np.where(np.isnan(wanted) | ~known, np.nan, 100.0 * (values >= wanted))
    asked, above = int((~np.isnan(reached)).sum()), int((reached > 0).sum())
    share = _mean(reached, answers, rng) if asked >= LEAST and not hide_share(above, asked) else None
    yield Trait(competency.id, competency.texts["en"], "competency", level, share, int(known.sum()))


def _wanted(instruments: Instruments, competency: Competency, answers: PeopleAnswers) -> Floats:
    """Return the level that each respondent's role asks; NaN where the role is not known."""
    levels = {
        role.id: float(role.levels[competency.id]) for role in instruments.staff_roles if competency.id in role.levels
    }
    roles = answers.cells.get(ROLE)
    if roles is None:
        return np.full(len(answers.sample.weights), np.nan)
    return np.array([levels.get(str(role), np.nan) for role in roles])


def _attitude(
    instruments: Instruments, construct: Construct, answers: PeopleAnswers, rng: np.random.Generator
) -> Iterator[Trait]:
    items = [one for one in instruments.items(construct.id) if answers.has(one, instruments)]
    if not items:
        return
    points = []
    for item in items:
        low, high = scale_ends(instruments, item)
        points.append(100 * (read_scale(answers, instruments, item) - low) / (high - low))
    given = np.column_stack(points)
    known = ~np.isnan(given)
    sums = np.where(known, given, 0.0).sum(axis=1)
    enough = 2 * known.sum(axis=1) >= len(items)
    means = np.where(enough, sums / np.maximum(known.sum(axis=1), 1), np.nan)
    if enough.sum() >= LEAST:
        level = _mean(means, answers, rng)
        yield Trait(construct.id, construct.texts["en"], "attitude", level, None, int(enough.sum()))


def _mean(values: Floats, answers: PeopleAnswers, rng: np.random.Generator) -> Interval:
    known = np.asarray(~np.isnan(values))
    sample = answers.sample.keep(known)
    mean = float(sample.weights @ values[known] / sample.weights.sum())
    if len(np.unique(values[known])) == 1:
        # All say the same: others may lie at either end of 0 to 100.
        most = unanimous_share(0.0, sample.effective).interval()[1]
        return Interval(mean, mean - most * mean, mean + most * (100 - mean))
    return interval_of(mean, draw_means(values[known][:, None], sample, rng)[:, 0])
