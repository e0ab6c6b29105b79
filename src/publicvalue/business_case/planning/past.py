"""Past records of units, and what their months do by themselves: how far they spread, and how long that lasts.

Means of units and of months are taken out first, and that takes a part of the spread and of the correlation with it.
How much of each is known for a first-order autoregression, so that both are read off without that error; where there
are few units, they are still uncertain.

Source: Nickell (1981), Econometrica 49, 1417-1426, for what taking out means does; here it is solved and not expanded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from publicvalue.business_case.staggered import take_means_out
from publicvalue.errors import method_error
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

LEAST_MONTHS = 6
HIGHEST = 0.98
"""Correlation of a month with the next above which a series has no level to come back to."""
HALVINGS = 50


@dataclass(frozen=True)
class PastRecords:
    """What was measured of each unit in each month, before the system.

    Parameters
    ----------
    units, months
        Their names in order.
    values
        Shape (units, months).

    Raises
    ------
    MethodError
        When there are fewer than six months.
    """

    units: tuple[str, ...]
    months: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        """Refuse records of a few months."""
        if len(self.months) < LEAST_MONTHS:
            raise method_error(
                Text("The past records are of {own} months", own=len(self.months)),
                Text("at least {least}", least=LEAST_MONTHS),
            )


@dataclass(frozen=True)
class Wander:
    """What months do by themselves: their standard deviation, and the correlation of one with the next."""

    deviation: float
    carry: float


def wander_of_units(past: PastRecords) -> Wander | None:
    """Return how the months of a unit wander around its own level and that of all; None with one unit."""
    units, months = past.values.shape
    if units < 2:
        return None
    ones = np.ones((months, 1))
    found = _solve(take_means_out(past.values), ones)
    return Wander(float(found.deviation / np.sqrt(1 - 1 / units)), found.carry)


def wander_of_series(past: PastRecords) -> Wander:
    """Return how the mean of all units wanders around a straight line, month by month."""
    months = past.values.shape[1]
    trend = np.column_stack([np.ones(months), np.arange(months, dtype=np.float64)])
    series = past.values.mean(axis=0)
    left = series - trend @ np.linalg.lstsq(trend, series, rcond=None)[0]
    return _solve(np.asarray(left[np.newaxis, :], dtype=np.float64), trend)


def autoregression(months: int, carry: float) -> Floats:
    """Return the correlations of months with each other, shape (months, months)."""
    apart = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    return np.asarray(np.power(float(carry), apart))


def _solve(left: Floats, taken: Floats) -> Wander:
    """Return what months did before columns were taken out of them, from what is left, shape (units, months)."""
    months = left.shape[1]
    keep = np.eye(months) - taken @ np.linalg.pinv(taken)
    total = (left**2).sum()
    if not total > 0:
        return Wander(0.0, 0.0)
    seen = (left[:, 1:] * left[:, :-1]).sum() / total
    low, high = 0.0, HIGHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _ratio(keep, middle) < seen else (low, middle)
    spread = np.trace(keep @ autoregression(months, low) @ keep)
    return Wander(float(np.sqrt(total / len(left) / spread)), float(low))


def _ratio(keep: Floats, carry: float) -> float:
    left = keep @ autoregression(len(keep), carry) @ keep
    return float(np.trace(left, offset=1) / np.trace(left))
