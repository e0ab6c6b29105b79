"""Over-optimism and over-scepticism: what people expect, set against what is measured.

An expectation is over-optimistic where the interval of (expected - measured) lies wholly on the better side of 0,
over-sceptical where it lies wholly on the worse side; otherwise it cannot be told from what is measured. The better
side is the one on which the indicator scores higher.

Beside what staff think stands what they do: where the records tell how often wrong advice was followed and right advice
overruled, the larger of the two, beyond their intervals, says whether they rely too much or too little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.framework.model import Indicator
from publicvalue.measures.privacy.suppression import hide_cells
from publicvalue.measures.result import Measured
from publicvalue.measures.survey.people.expectations import IN_LINE, OPTIMISTIC, Expectation, verdict_of
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.measures.survey.people.path_tables import interval_of
from publicvalue.words.text import phrase

TOO_MUCH, TOO_LITTLE, UNTOLD = phrase("relies too much"), phrase("relies too little"), phrase("cannot be told")


@dataclass(frozen=True)
class Mindset:
    """What people expect beside what is measured.

    Parameters
    ----------
    who, indicator, question, text, unit
        Who answered which question, and what it is compared with.
    expected, measured, gap
        Means with their intervals, in the indicator's unit; gap is expected - measured.
    verdict
        over-optimistic, over-sceptical or in line.
    better, worse
        Percent of people who expect better, and worse, than all of the measured interval; None where they, or others
        whose number could be had from it, are so few that they could be told.
    respondents
        With an answer.
    """

    who: str
    indicator: str
    question: str
    text: str
    unit: str
    expected: Interval
    measured: Interval
    gap: Interval
    verdict: str
    better: float | None
    worse: float | None
    respondents: int


@dataclass(frozen=True)
class Reliance:
    """What staff think of the system beside how they follow its advice.

    Parameters
    ----------
    who, mindset
        Who answered, and whether they are over-optimistic, over-sceptical or in line.
    over, under
        Percent of wrong advice that was followed, and of right advice that was overruled.
    conduct
        TOO_MUCH where the interval of `over` lies above that of `under`, TOO_LITTLE the other way round, else UNTOLD.
    agree
        Whether mindset and conduct point the same way; None where one of them tells no direction.
    """

    who: str
    mindset: str
    over: Interval
    under: Interval
    conduct: str
    agree: bool | None


def compare_reliance(mindset: Mindset, over: Measured, under: Measured) -> Reliance:
    """Set what staff expect of a system beside measured over- and under-reliance."""
    conduct = TOO_MUCH if over.low > under.high else TOO_LITTLE if under.low > over.high else UNTOLD
    told = mindset.verdict != IN_LINE and conduct != UNTOLD
    agree = (mindset.verdict == OPTIMISTIC) == (conduct == TOO_MUCH) if told else None
    followed, overruled = (Interval(one.estimate, one.low, one.high) for one in (over, under))
    return Reliance(mindset.who, mindset.verdict, followed, overruled, conduct, agree)


def compare_expectation(
    expectation: Expectation, indicator: Indicator, measured: Measured, factor: float = 1.0
) -> Mindset:
    """Set what people expect beside what is measured.

    Parameters
    ----------
    expectation
        In the unit of the question.
    indicator, measured
        In the indicator's unit.
    factor
        From the question's unit to the indicator's.
    """
    expectation = replace(
        expectation,
        values=factor * expectation.values,
        mean=factor * expectation.mean,
        draws=factor * expectation.draws,
    )
    draws = np.resize(measured.draws, len(expectation.draws))
    gap = interval_of(expectation.mean - measured.estimate, expectation.draws - draws)
    anchors = indicator.goalposts.anchors
    up = 1 if anchors[-1][1] > anchors[0][1] else -1
    above, below = _shares(expectation, measured)
    return Mindset(
        who=expectation.who,
        indicator=indicator.id,
        question=expectation.question,
        text=expectation.text,
        unit=measured.unit,
        expected=interval_of(expectation.mean, expectation.draws),
        measured=Interval(measured.estimate, measured.low, measured.high),
        gap=gap,
        verdict=verdict_of(gap, up),
        better=above if up > 0 else below,
        worse=below if up > 0 else above,
        respondents=len(expectation.values),
    )


def _shares(expectation: Expectation, measured: Measured) -> tuple[float | None, float | None]:
    """Return the percent of people above and below the measured interval."""
    sides = expectation.values > measured.high, expectation.values < measured.low
    parts: dict[str, NDArray[np.bool_]] = {"above": sides[0], "below": sides[1], "between": ~(sides[0] | sides[1])}
    # A part in which there is nobody gives nobody away.
    counts = {name: float(who.sum()) for name, who in parts.items() if who.any()}
    hidden = dict(zip(counts, hide_cells([(name,) for name in counts], list(counts.values())), strict=True))
    above, below = (
        None if hidden.get(name) else 100 * float(expectation.weights @ parts[name] / expectation.weights.sum())
        for name in ("above", "below")
    )
    return above, below
