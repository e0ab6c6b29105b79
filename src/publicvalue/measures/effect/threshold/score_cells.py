"""Cases by their score: how many have it, their mean outcome and its spread; and the variance of each such mean.

Many scores are whole points, so that many cases have one and the same. Everything is computed from sums by score, in
which no order of rows is left. The variance of a case's outcome comes from its three nearest neighbours; where the
third shares its distance with others all of these count, and where a score has four cases or more they are each other's
neighbours, so that the variance is that within the score.

Sources: S. Calonico, M. D. Cattaneo, M. H. Farrell and R. Titiunik (2017), rdrobust: Software for regression-
discontinuity designs, Stata Journal 17(2), 372-404, for neighbours among equal scores; D. S. Lee and D. Card (2008),
Regression discontinuity inference with specification error, Journal of Econometrics 142(2), 655-674, for scores that
scatter by themselves; written from the papers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

NEIGHBOURS = 3
ROUNDING = 1e-12
"""What is below this part of the largest of its kind is rounding: of outcomes, not chance; of scores, the same one."""
EQUALLY_FAR = 1 + 1e-9
CURVE = 4
"""Degree of the polynomial that is taken off before neighbours are compared."""
SHAPE = 2
"""Degree of the curve that the means of scores are compared with."""
SCATTERED = 0.05
"""Probability below which the scatter of scores on either side is more than chance."""
LEAST_FOR_CURVE = 20
"""Scores on a side that are not enough to tell a curve of that degree from chance; a judgement."""


@dataclass(frozen=True)
class ScoreCells:
    """Cases by score; arrays of shape (scores,).

    Parameters
    ----------
    x
        Distance of each score from the threshold, rising, no two alike; 0 and above is the upper side.
    cases
        Cases that have the score, above 0.
    mean, squares
        Their mean outcome, and the sum of their squared deviations from it.
    """

    x: Numbers
    cases: Numbers
    mean: Numbers
    squares: Numbers

    def part(self, which: NDArray[np.bool_]) -> ScoreCells:
        """Return the cells of some of the scores."""
        return ScoreCells(self.x[which], self.cases[which], self.mean[which], self.squares[which])

    def measured_from(self, point: float) -> ScoreCells:
        """Return the same cells with the distance from another point."""
        return ScoreCells(self.x - point, self.cases, self.mean, self.squares)

    @property
    def are_shares(self) -> bool:
        """Whether every outcome is 0 or 1."""
        between = (self.mean >= 0) & (self.mean <= 1)
        chance = self.cases * self.mean * (1 - self.mean)
        return bool(np.all(between & np.isclose(self.squares, chance, rtol=1e-9, atol=1e-9)))


def gather_scores(x: Numbers, y: Numbers) -> ScoreCells:
    """Put single cases together by their score.

    Parameters
    ----------
    x, y
        Distance from the threshold, and outcome; shape (cases,), in any order.
    """
    # In the order of the outcome too, so that sums are the same to the last digit whatever the order of rows.
    order = np.lexsort((y, x))
    return merge_scores(x[order], (np.ones(len(x)), y[order], np.zeros(len(x))), np.zeros(len(x)))


def merge_scores(x: Numbers, moments: tuple[Numbers, Numbers, Numbers], alike: Numbers) -> ScoreCells:
    """Put together what has the same score.

    Parameters
    ----------
    x
        Distance from the threshold, rising; shape (n,).
    moments
        Cases, mean and squares of each; those without cases are left out.
    alike
        Distance from the one before below which two scores are the same but for rounding; shape (n,).
    """
    cases, mean, squares = moments
    kept = cases > 0
    x, cases, mean, squares, alike = x[kept], cases[kept], mean[kept], squares[kept], alike[kept]
    place = np.cumsum(np.append(0, np.diff(x) > alike[1:])) if len(x) else np.zeros(0, int)
    total: Numbers = np.bincount(place, cases).astype(float)
    centre = np.bincount(place, cases * mean) / total
    around: Numbers = np.bincount(place, squares + cases * (mean - centre[place]) ** 2).astype(float)
    first = np.searchsorted(place, np.arange(len(total)))
    return ScoreCells(x[first], total, centre, around)


@dataclass(frozen=True)
class Pools:
    """For each score the cases that its variance comes from: its own, and those of its nearest neighbours.

    Parameters
    ----------
    first, last
        Places of the first and last score of the pool, shape (scores,).
    cases
        Cases in it.
    """

    first: Places
    last: Places
    cases: Numbers


def find_pools(cells: ScoreCells) -> Pools:
    """Return the nearest neighbours of each score, at least three cases beside each case where there are as many."""
    n = len(cells.x)
    first, last = np.arange(n), np.arange(n)
    upto, x = np.append(0.0, np.cumsum(cells.cases)), np.concatenate([[-np.inf], cells.x, [np.inf]])
    for _ in range(NEIGHBOURS):
        few = upto[last + 1] - upto[first] <= NEIGHBOURS
        left, right = cells.x - x[first], x[last + 2] - cells.x
        near = few & np.isfinite(np.minimum(left, right))
        first = first - (near & (left <= right * EQUALLY_FAR))
        last = last + (near & (right <= left * EQUALLY_FAR))
    return Pools(first, last, upto[last + 1] - upto[first])


def mean_variances(cells: ScoreCells, pools: Pools) -> Numbers:
    """Return the variance of each score's mean, shape (scores,).

    Neighbours differ by the curve too, and where it is steep that would count as chance; so a polynomial of the fourth
    degree is taken off first.
    """
    least = ROUNDING * float(np.abs(cells.mean).max(initial=0.0))
    left = cells.mean - curve_of(cells)
    left[np.abs(left) <= least] = 0.0
    squares = np.where(cells.squares <= cells.cases * least**2, 0.0, cells.squares)
    upto = np.append(0.0, np.cumsum(cells.cases * left))
    own = pools.first == pools.last
    away = np.where(own, 0.0, left - (upto[pools.last + 1] - upto[pools.first]) / pools.cases)
    factor = pools.cases / np.maximum(pools.cases - 1, 1)
    return np.asarray(factor * (squares + cells.cases * away**2) / cells.cases**2)


def curve_of(cells: ScoreCells) -> Numbers:
    """Return a polynomial through the cells of one side, 0 where there are too few for it; shape (scores,)."""
    reach = float(np.abs(cells.x).max(initial=0.0))
    if len(cells.x) <= LEAST_FOR_CURVE or reach == 0:
        return np.zeros(len(cells.x))
    root = np.sqrt(cells.cases)
    powers = np.vander(cells.x / reach, CURVE + 1, increasing=True)
    return np.asarray(powers @ np.linalg.lstsq(powers * root[:, None], cells.mean * root, rcond=None)[0])


def variance_spread(cells: ScoreCells, pools: Pools, weights: Numbers) -> tuple[float, float]:
    """Return size and spread of the estimated variance of a weighted sum of the scores' means.

    The estimate is a sum of squares of the outcomes, y' A y. For alike normal outcomes its mean is in proportion to the
    trace of A, its variance to that of A A; cases that are neighbours of several are counted as often.

    Parameters
    ----------
    cells, pools
        The scores of one side.
    weights
        What each mean is multiplied by, shape (scores,).

    Returns
    -------
    tuple of float
        Trace of A, and trace of A A.
    """
    n, width = len(cells.x), int((pools.last - pools.first).max()) + 1
    size = (weights / cells.cases) ** 2 * pools.cases / np.maximum(pools.cases - 1, 1)
    root, places = np.sqrt(cells.cases), np.arange(n)
    # What each mean, in standard errors, adds to the distance of a score's mean from that of its pool.
    parts = []
    for offset in range(width):
        at = np.minimum(pools.first + offset, n - 1)
        inside = pools.first + offset <= pools.last
        parts.append(np.where(inside, (at == places) - root * root[at] / pools.cases, 0.0))
    bands = np.zeros((2 * width - 1, n))
    for one in range(width):
        for other in range(width):
            at = np.minimum(pools.first + one, n - 1)
            bands[other - one + width - 1] += np.bincount(at, size * parts[one] * parts[other], n)
    within = float((size**2 * (cells.cases - 1)).sum())
    return float((weights**2 / cells.cases).sum()), within + float((bands**2).sum())


@dataclass(frozen=True)
class Scatter:
    """How far the means of scores lie from a smooth curve, against chance between the cases of a score.

    Parameters
    ----------
    chance
        Probability of at least so much by chance between cases; None where no two cases share a score.
    factor
        What variances are multiplied by: 1 where chance between cases explains the scatter.
    freedom
        Degrees of freedom of a factor that is not 1, else 0.
    """

    chance: float | None
    factor: float = 1.0
    freedom: float = 0.0


def find_scatter(cells: ScoreCells, bandwidth: float) -> Scatter:
    """Compare the means of the scores within a bandwidth with a parabola, by the F test for lack of fit.

    Where something befalls all cases of a score alike, or the curve is none, cases of a score resemble each other and
    the variance within scores is too small an error; then it is multiplied by F (D. S. Lee and D. Card 2008).
    """
    near = cells.part(np.abs(cells.x) < bandwidth)
    inside, between = float(np.maximum(near.cases - 1, 0).sum()), len(near.x) - (SHAPE + 1)
    root, least = np.sqrt(near.cases), ROUNDING * float(np.abs(cells.mean).max(initial=0.0))
    if between < 1 or inside < NEIGHBOURS * len(near.x):
        return Scatter(None)
    powers = np.vander(near.x / bandwidth, SHAPE + 1, increasing=True) * root[:, None]
    left = near.mean * root - powers @ np.linalg.lstsq(powers, near.mean * root, rcond=None)[0]
    pure = float(near.squares.sum()) / inside
    if pure <= least**2:
        return Scatter(None)
    ratio = float(left @ left) / between / pure
    chance = float(fdtrc(between, inside, ratio))
    return Scatter(chance) if chance >= SCATTERED / 2 else Scatter(chance, ratio, float(between))


def event_freedom(cells: ScoreCells, weights: Numbers) -> tuple[float, float]:
    """Return variance of a weighted sum of events, and how much that variance itself varies by chance.

    The squared residual of an event of probability p has the variance p q (1 - 4 p q): where events are rare it is far
    more than that of a normal outcome, and what is known of the variance rests on the few events.

    Parameters
    ----------
    cells
        The scores of one side, of outcomes 0 and 1.
    weights
        What each score's mean is multiplied by, shape (scores,).
    """
    each = (weights / cells.cases) ** 2
    squares, fourth = float(cells.cases @ each), float(cells.cases @ each**2)
    size = squares**2 / fourth
    share = (size * float(cells.cases * each @ cells.mean) / squares + 0.5) / (size + 1)
    chance = share * (1 - share)
    return squares * chance, fourth * chance * max(1 - 4 * chance, 0.0)
