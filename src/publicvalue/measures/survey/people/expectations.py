"""What people expect of a figure that is also measured: each answer, their mean and its sampling error.

What
    The weighted mean of the answers to one question that is answered by a number.
Interval
    95 % percentile bootstrap over respondents, or over clusters within strata.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from publicvalue.errors import method_error
from publicvalue.evidence.people.model import ExpectationAsked
from publicvalue.framework.questions.model import Instruments
from publicvalue.measures.survey.constructs.moments import CELLS, Floats
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.people.answers import PeopleAnswers, read_scale
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.words.text import Text, phrase

OPTIMISTIC, SCEPTICAL, IN_LINE = phrase("over-optimistic"), phrase("over-sceptical"), phrase("in line")
REPLICATES = 2_000
LEAST = 10


@dataclass(frozen=True)
class Expectation:
    """What one set of people expects.

    Parameters
    ----------
    who, evidence, question, text, indicator
        Who answered which question of which survey, and the indicator that measures the same.
    values, weights
        Answers and their survey weights, shape (respondents,).
    mean, draws
        Mean, and means in resamples, in the unit of the answers.
    """

    who: str
    evidence: str
    question: str
    text: str
    indicator: str
    values: Floats = field(repr=False, compare=False)
    weights: Floats = field(repr=False, compare=False)
    mean: float
    draws: Floats = field(repr=False, compare=False)


def find_expectation(
    instruments: Instruments, asked: ExpectationAsked, answers: PeopleAnswers, rng: np.random.Generator
) -> Expectation:
    """Return what people expect.

    Raises
    ------
    MethodError
        Where the survey lacks the question or too few answered it.
    EvidenceError
        Where an answer is none of the question's.
    """
    question = instruments.question(asked.question)
    if not answers.has(question, instruments):
        raise method_error(
            Text("the survey has no column for '{name}'", name=question.id), question.id, Text("name it under columns")
        )
    values = read_scale(answers, instruments, question)
    known = np.asarray(~np.isnan(values))
    if known.sum() < LEAST:
        raise method_error(
            Text("{known:count} people answered '{name}'", known=int(known.sum()), name=question.id),
            Text("{least} or more", least=LEAST),
        )
    if len(np.unique(values[known])) == 1:
        what = Text("all who answered '{name}' gave the same answer, so its error cannot be known", name=question.id)
        raise method_error(what, Text("answers that differ"), Text("ask more people"))
    sample, given = answers.sample.keep(known), values[known]
    return Expectation(
        who=asked.who,
        evidence=asked.survey.evidence,
        question=question.id,
        text=question.texts["en"],
        indicator=asked.indicator,
        values=given,
        weights=sample.weights,
        mean=float(sample.weights @ given / sample.weights.sum()),
        draws=draw_means(given[:, None], sample, rng)[:, 0],
    )


def draw_means(values: Floats, sample: RespondentSample, rng: np.random.Generator) -> Floats:
    """Return weighted means of columns in resamples, shape (resamples, columns); NaN answers are left out."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    size = max(1, CELLS // len(values))
    parts = []
    for start in range(0, REPLICATES, size):
        weights = sample.draw(min(size, REPLICATES - start), rng)
        parts.append(weights @ filled / np.maximum(weights @ known, 1e-300))
    return np.concatenate(parts)


def verdict_of(gap: Interval, up: int) -> str:
    """Return what an expectation is beside what is measured.

    Parameters
    ----------
    gap
        Expected less measured, with its interval.
    up
        1 where more is better, -1 where less is.
    """
    if gap.low > 0:
        return OPTIMISTIC if up > 0 else SCEPTICAL
    if gap.high < 0:
        return SCEPTICAL if up > 0 else OPTIMISTIC
    return IN_LINE
