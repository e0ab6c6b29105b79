"""The level of some periods together, and the difference between two such levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.cells import Cells
from publicvalue.measures.kernels.means import Moments, mean_interval
from publicvalue.measures.kernels.proportions import Distribution, Numbers, Share, combined_distribution
from publicvalue.measures.kernels.welch import welch_distribution
from publicvalue.measures.privacy.suppression import hide_in_lines


@dataclass(frozen=True)
class PeriodLevel:
    """The cases of some periods together.

    Parameters
    ----------
    moments
        Of the outcome; for a share, an outcome of 0 or 1.
    is_share
        Whether the outcome is a share.
    """

    moments: Moments
    is_share: bool

    @property
    def cases(self) -> float:
        """Cases in the periods."""
        return self.moments.n

    @property
    def estimate(self) -> float:
        """Level: percent for a share, else in the unit of the values."""
        return self.moments.mean * (100 if self.is_share else 1)

    @property
    def share(self) -> Share:
        """Cases with the event among all."""
        return Share(min(self.moments.mean * self.moments.n, self.moments.n), self.moments.n)

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the level: Jeffreys for a share, else Student's t; needs two cases or more."""
        if self.is_share:
            low, high = self.share.interval()
            return 100 * low, 100 * high
        return mean_interval(self.moments.mean, self.moments.standard_error, self.moments.n - 1)


def level_of(cells: Cells, periods: slice) -> PeriodLevel:
    """Return the level of consecutive periods, each with its cases, mean and squared deviations."""
    cases, means = cells.cases[0, periods], cells.mean[0, periods]
    mean = float(np.average(means, weights=cases))
    squares = float(cells.squares[0, periods].sum() + cases @ (means - mean) ** 2)
    return PeriodLevel(Moments(float(cases.sum()), mean, squares), cells.shares)


def difference_of(first: PeriodLevel, last: PeriodLevel) -> Distribution:
    """Return the distribution of the last level minus the first: percentage points, or the unit of the values."""
    if not first.is_share:
        return welch_distribution(last.moments, first.moments)
    return combined_distribution(last.share, first.share, _percentage_points)


def _percentage_points(last: Numbers, first: Numbers) -> Numbers:
    return 100 * (last - first)


def shown_periods(cases: Numbers, known: Sequence[slice]) -> NDArray[np.bool_]:
    """Return which periods may be shown with their numbers; shape (periods,).

    Where the total of some periods is known, a hidden one could be had by subtracting those shown; so at least two are
    hidden there, with five cases or more together, or none.

    Parameters
    ----------
    cases
        Cases of each period; shape (periods,).
    known
        Consecutive periods whose total is known.
    """
    places = np.arange(len(cases))
    lines = [np.isin(places, places[part]) for part in known]
    return np.asarray(~hide_in_lines(cases, lines))
