"""All comparisons with the reference at once: p-values and intervals that allow for their number.

Of twenty groups that are treated alike, one differs from the reference "significantly" by chance. Holm's p-values keep
the probability that any group is wrongly said to differ at 5 %; Bonferroni's intervals hold all true differences
together in at least 95 % of cases. Both hold whatever the dependence between the comparisons, which share a reference.

Sources: S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics
6(2), 65-70; O. J. Dunn (1961), Multiple comparisons among means, Journal of the American Statistical Association
56(293), 52-64.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.measures.kernels.proportions import Distribution
from publicvalue.measures.result import LEVEL
from publicvalue.words.text import Text

COLUMNS = (Text("low (all at once)"), Text("high (all at once)"), Text("p-value (Holm)"))
"""Headings of what a table adds for each comparison."""


@dataclass(frozen=True)
class Together:
    """One comparison as one of several.

    Parameters
    ----------
    low, high
        Interval of the difference; the intervals of all comparisons hold together in 95 % of cases.
    chance
        p-value of no difference, adjusted for the number of comparisons.
    """

    low: float
    high: float
    chance: float


def compare_together(compared: Mapping[str, tuple[float, Distribution]]) -> dict[str, Together]:
    """Return each comparison as one of all.

    Parameters
    ----------
    compared
        Group -> estimate and distribution of its difference from the reference.
    """
    level = 1 - (1 - LEVEL) / max(len(compared), 1)
    chances = adjust_by_holm([chance_of_none(found) for _, found in compared.values()])
    return {
        name: Together(*found.interval(estimate, level), chance)
        for (name, (estimate, found)), chance in zip(compared.items(), chances, strict=True)
    }


def chance_of_none(found: Distribution) -> float:
    """Return the two-sided p-value of no difference: twice the smaller probability on either side of 0."""
    below = float(np.interp(0.0, found.values, found.upto))
    return min(1.0, 2 * min(below, 1 - below))


def adjust_by_holm(chances: Sequence[float]) -> list[float]:
    """Return p-values adjusted for their number, in the order given, each 0 to 1."""
    order = np.argsort(chances, kind="stable")
    factors = np.arange(len(chances), 0, -1)
    adjusted = np.empty(len(chances))
    adjusted[order] = np.maximum.accumulate(np.minimum(np.asarray(chances)[order] * factors, 1.0))
    return [float(chance) for chance in adjusted]
