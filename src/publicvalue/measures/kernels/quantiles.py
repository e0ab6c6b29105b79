"""Quantiles of counted cases, with an interval that assumes nothing about the shape of the distribution.

The empirical quantile is type 8 of Hyndman and Fan: with n cases in order, the quantile at p lies at the place
h = (n + 1/3) p + 1/3, between case floor(h) and the next, in proportion; it is cut off at the first and the last case.

The share of the population that lies below the sample's p-quantile is close to Beta((n + 1) p, (n + 1)(1 - p)), the
distribution of an order statistic of uniform numbers. The interval and the draws are the empirical quantiles at
places drawn from it.

Sources: R. J. Hyndman and Y. Fan (1996), Sample quantiles in statistical packages, The American Statistician 50(4),
361-365. A. D. Hutson (1999), Calculating nonparametric confidence intervals for quantiles using fractional order
statistics, Journal of Applied Statistics 26(3), 343-353.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from publicvalue.evidence.table import fetch
from publicvalue.measures.diagnostics import CASES, Usable
from publicvalue.measures.result import LEVEL

Numbers = NDArray[np.float64]

MOST_ROWS = 2_000_000
"""Rows whose value table is held in memory; with more, the engine first finds the range that is needed."""
BINS = 4096


@dataclass(frozen=True)
class ValueTable:
    """Distinct values in rising order, with the cases up to and including each.

    Parameters
    ----------
    values
        Distinct values, shape (k,).
    upto
        Cases with this value or a lower one, shape (k,); cases below the first value are in it too, so a table may hold
        only the part of the values that is needed.
    n
        All cases.
    """

    values: Numbers
    upto: Numbers
    n: float

    def quantile(self, places: Numbers) -> Numbers:
        """Return the empirical quantiles at places between 0 and 1, in the unit of the values."""
        rank = rank_of(places, self.n)
        lower = np.floor(rank)
        below, above = self._case(lower), self._case(np.minimum(lower + 1, self.n))
        return below + (rank - lower) * (above - below)

    def _case(self, rank: Numbers) -> Numbers:
        return self.values[np.minimum(np.searchsorted(self.upto, rank), len(self.values) - 1)]


def rank_of(places: Numbers, n: float) -> Numbers:
    """Return the place h among n cases in order, 1 to n, of quantiles at places between 0 and 1 (type 8)."""
    return np.clip((n + 1 / 3) * places + 1 / 3, 1, n)


def place_quantiles(n: float, probability: float, level: float = LEVEL) -> Numbers:
    """Return the two places, 0 to 1, at which the interval of the quantile at `probability` is read."""
    tail = (1 - level) / 2
    ends = betaincinv((n + 1) * probability, (n + 1) * (1 - probability), np.array([tail, 1 - tail]))
    return np.asarray(ends, dtype=np.float64)


def place_draws(n: float, probability: float, size: int, rng: np.random.Generator) -> Numbers:
    """Return draws of the place, shape (size,), each 0 to 1, at which the quantile is read."""
    return rng.beta((n + 1) * probability, (n + 1) * (1 - probability), size)


def is_bounded(n: float, probability: float, level: float = LEVEL) -> tuple[bool, bool]:
    """Whether n cases can bound a quantile from below and from above: not so when the first or last case cannot."""
    tail = (1 - level) / 2
    return bool((1 - probability) ** n <= tail), bool(probability**n <= tail)


def value_table(usable: Usable, value: str, places: Numbers, most_rows: int = MOST_ROWS) -> ValueTable:
    """Count the cases of each value in the engine, over the range of values that the places need.

    Parameters
    ----------
    usable
        Rows with `value` and `cases`, standing for at least one case.
    value
        Name of the column.
    places
        Places between 0 and 1 that will be read from the table.
    most_rows
        Rows up to which the whole table is fetched.
    """
    rows = usable.rows.filter(usable.rows[CASES] > 0)
    rank = rank_of(places, usable.cases)
    below = 0.0
    if usable.kept > most_rows:
        rows, below = _narrowed(rows, value, (np.floor(rank.min()), np.floor(rank.max()) + 1), most_rows)
    counts = fetch(rows.group_by(value).aggregate(total=rows[CASES].sum()).order_by(value))
    values, totals = np.asarray(counts[value], np.float64), np.asarray(counts["total"], np.float64)
    return ValueTable(values, below + np.cumsum(totals), usable.cases)


def _narrowed(rows: ir.Table, value: str, ranks: tuple[float, float], most_rows: int) -> tuple[ir.Table, float]:
    """Return the rows whose values hold the ranks, and the cases below them.

    The range of values is cut into equal parts, the parts that hold the ranks are kept, and so on until few rows are
    left or nothing more can be cut. No sort and no approximation.
    """
    ends = fetch(rows.aggregate(low=rows[value].min(), high=rows[value].max(), inside=rows.count()))
    low, high, inside, below = float(ends["low"][0]), float(ends["high"][0]), int(ends["inside"][0]), 0.0
    while inside > most_rows and 0 < high - low < np.inf:
        parts = _parts(rows, value, low, high)
        upto = below + np.cumsum(parts["total"])
        first, last = (min(int(np.searchsorted(upto, rank)), len(upto) - 1) for rank in ranks)
        if first == 0 and last == len(upto) - 1:
            break
        below = float(upto[first - 1]) if first else below
        low, high, inside = (
            float(parts["low"][first]),
            float(parts["high"][last]),
            int(parts["n"][first : last + 1].sum()),
        )
    return rows.filter(rows[value].between(low, high)), below


def _parts(rows: ir.Table, value: str, low: float, high: float) -> dict[str, NDArray[np.generic]]:
    inside = rows.filter(rows[value].between(low, high))
    part = ((inside[value] - low) * (BINS / (high - low))).floor().clip(0, BINS - 1)
    column = inside[value]
    sums = inside.group_by(part=part).aggregate(
        total=inside[CASES].sum(), n=inside.count(), low=column.min(), high=column.max()
    )
    return fetch(sums.order_by("part"))
