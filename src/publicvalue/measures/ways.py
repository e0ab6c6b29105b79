"""Several ways to one number: which of them counts, and whether another contradicts it.

A finding that two methods share is surer than one that rests on a single method, and a contradiction is news. The
strongest way counts, so that a weaker one beside it moves no score; it can only lower the certainty. Source: GRADE
working group, handbook (2013), section 5.3, inconsistency: intervals with little or no overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from publicvalue.evidence.model import Answer
from publicvalue.measures.result import NotApplicable, Number

Agreement = Literal["agrees", "contradicts", "not_compared"]
"""What another way says of the one that counts; not compared where it has no number or is much weaker or stronger."""


@dataclass(frozen=True)
class TriedWay:
    """One way to an indicator's number.

    Parameters
    ----------
    answer
        Its evidence, columns, filters and options.
    stands_in
        Whether evidence of another kind stands in for the indicator's own: a figure, a forecast, an appraisal.
    result
        What it gave.
    """

    answer: Answer
    stands_in: bool
    result: Number | NotApplicable


def order_ways(tried: Sequence[TriedWay]) -> list[int]:
    """Return the positions of the ways; the first is the one that counts.

    A number before none; then the strongest; of these the indicator's own kind of evidence before what stands in for
    it; then the narrower interval; ties by the id of the evidence, and by what else the answer states. The order in
    which the ways are written has no part in it.
    """
    return sorted(range(len(tried)), key=lambda place: _rank(tried[place]))


def _rank(way: TriedWay) -> tuple[bool, int, bool, float, tuple[str, ...]]:
    if isinstance(way.result, NotApplicable):
        return True, 0, way.stands_in, 0.0, way.answer.way
    return False, -way.result.strength, way.stands_in, way.result.high - way.result.low, way.answer.way


def compare_ways(
    counts: Number | NotApplicable,
    other: Number | NotApplicable,
    no_change: float | None,
    apart: int,
    coarse: bool = False,
) -> Agreement:
    """Say whether another way contradicts the one that counts.

    Parameters
    ----------
    counts, other
        What the two ways gave, in one unit.
    no_change
        Value at which nothing changed; None where the indicator measures no change.
    apart
        Strengths by which two ways may differ to be set against each other, as the framework states it.
    coarse
        Whether one of the two is a single answer in the place of a measurement: it stands for a part of the scale, so
        that it is contradicted only from a distance of more than that part.

    Returns
    -------
    Agreement
        contradicts: their 95 % intervals share no value; or, of a change, their estimates lie on different sides of no
        change, and neither interval holds the other's estimate. not_compared: one has no number, or their strengths
        differ by more than `apart`.
    """
    if isinstance(counts, NotApplicable) or isinstance(other, NotApplicable):
        return "not_compared"
    if abs(counts.strength - other.strength) > apart:
        return "not_compared"
    slack = max(counts.high - counts.low, other.high - other.low) if coarse else 0.0
    if counts.low > other.high + slack or other.low > counts.high + slack:
        return "contradicts"
    return "contradicts" if no_change is not None and _turns(counts, other, no_change) else "agrees"


def _turns(one: Number, other: Number, no_change: float) -> bool:
    """Whether one way tells of a change and the other of the opposite, each beyond what the other leaves open."""
    opposite = min(one.estimate, other.estimate) < no_change < max(one.estimate, other.estimate)
    held = one.low <= other.estimate <= one.high or other.low <= one.estimate <= other.high
    return opposite and not held
