"""Several answers to one indicator become one: the strongest counts, and the others are kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publicvalue.framework.model import Indicator
from publicvalue.measures.definitions import CORE_ANSWER, DEFINITIONS
from publicvalue.measures.ways import TriedWay, compare_ways, order_ways
from publicvalue.results.model import Answered, Way


def choose_way(indicator: Indicator, found: Sequence[Answered], apart: int) -> Answered:
    """Return the answer that counts, with the others as its ways, the strongest of them first.

    Parameters
    ----------
    indicator
        The indicator.
    found
        What each of its answers gave, in any order; at least one.
    apart
        Strengths by which two of them may differ to contradict each other, as the framework states it.
    """
    if len(found) == 1:
        return found[0]
    tried = [TriedWay(one.answer, one.measure != indicator.measure, one.result) for one in found]
    first, *others = (found[place] for place in order_ways(tried))
    no_change = DEFINITIONS[indicator.measure].no_change
    return replace(first, ways=tuple(_way(first, other, no_change, apart) for other in others))


def _way(counts: Answered, other: Answered, no_change: float | None, apart: int) -> Way:
    coarse = CORE_ANSWER in (counts.measure, other.measure)
    agreement = compare_ways(counts.result, other.result, no_change, apart, coarse)
    return Way(other.answer, other.measure, other.version, other.result, other.rows, agreement)
