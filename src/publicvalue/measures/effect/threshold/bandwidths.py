"""Bandwidths of a jump at a threshold: those that are best for the estimate, and the narrower ones of its interval.

The bandwidths minimise the estimated mean squared error of the jump, with their term against bandwidths that grow where
the bias seems to be 0 (Calonico, Cattaneo and Titiunik 2014). Both are then narrowed, by the number of cases to the
power -1/20 for the line and -2/35 for the parabola: those that are best for the estimate leave a bias that costs up to
3 percent of coverage (Calonico, Cattaneo and Farrell 2020), the parabola's alone as much where the curve turns sharply
and cases are many. Where many cases have the same score, the bandwidth at which the curve is first looked at follows
from the number of different scores.

Sources: S. Calonico, M. D. Cattaneo and R. Titiunik (2014), Econometrica 82(6), 2295-2326; S. Calonico, M. D. Cattaneo
and M. H. Farrell (2020), Econometrics Journal 23(2), 192-210; written from the papers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.threshold.score_cells import Pools, ScoreCells, find_pools, mean_variances

Numbers = NDArray[np.float64]

SIDES = (-1.0, 1.0)
NARROWER = (-1 / 20, -2 / 35)
"""Powers of the number of cases by which the bandwidths of the line and of the parabola are narrowed for the interval:
with those that are best for the estimate what is left of the bias costs coverage. For a polynomial of degree p it is
-p / ((3 + p) (3 + 2 p)) (Calonico, Cattaneo and Farrell 2020)."""
LEAST_SIDE = 20
"""Cases within the bandwidth on a side below which a line cannot be fitted with any trust; a judgement."""
DEPENDENT = 1e-6
"""Part of the largest singular value below which the powers of the scores are one and the same but for rounding."""
LEAST_FITTED = 3
"""Different scores that a line must be fitted to on a side."""
LEAST_CURVED = 5
"""Different scores that a parabola, or what lies behind it, must be fitted to on a side."""


@dataclass(frozen=True)
class ThresholdSide:
    """One side of the threshold.

    Parameters
    ----------
    cells
        Its cases by score.
    pools
        Where the variance of each score's mean comes from.
    variances
        Of the scores' means, shape (scores,).
    """

    cells: ScoreCells
    pools: Pools
    variances: Numbers

    def weigh(self, degree: int, bandwidth: float, derivative: int) -> Numbers:
        """Return what each score's mean is multiplied by to give a derivative at the threshold; shape (scores,).

        Parameters
        ----------
        degree
            Of the polynomial.
        bandwidth
            Distance at which the weight of a case falls to 0.
        derivative
            0 for the value at the threshold, 2 for half the second derivative.
        """
        near, root, powers = self._powers(degree, bandwidth)
        weights = np.zeros(len(near))
        weights[near] = np.linalg.pinv(powers)[derivative] * root / bandwidth**derivative
        return weights

    def can_weigh(self, degree: int, bandwidth: float) -> bool:
        """Return whether the scores within a bandwidth lie far enough apart for a polynomial of this degree."""
        sizes = np.linalg.svd(self._powers(degree, bandwidth)[2], compute_uv=False)
        return bool(sizes[-1] > DEPENDENT * sizes[0])

    def _powers(self, degree: int, bandwidth: float) -> tuple[NDArray[np.bool_], Numbers, Numbers]:
        """Return which scores are near, the root of their weights, and the powers of their distance times that."""
        scaled = self.cells.x / bandwidth
        root = np.sqrt(np.maximum(1 - np.abs(scaled), 0.0) * self.cells.cases)
        near = root > 0
        return near, root[near], np.vander(scaled[near], degree + 1, increasing=True) * root[near, None]

    def within(self, bandwidth: float) -> tuple[int, int]:
        """Return the number of cases, and of scores, nearer than the bandwidth."""
        near = np.abs(self.cells.x) < bandwidth
        return int(self.cells.cases[near].sum()), int(near.sum())


def make_side(cells: ScoreCells) -> ThresholdSide:
    """Return one side with the variance of each score's mean."""
    pools = find_pools(cells)
    return ThresholdSide(cells, pools, mean_variances(cells, pools))


def choose_bandwidths(below: ThresholdSide, above: ThresholdSide) -> tuple[float, float]:
    """Return the bandwidths of the line and of the parabola that minimise the mean squared error of the jump.

    Three steps, each with the bias that the step before it makes known: of the third derivative by a cubic (its bias
    from a quartic over all cases), of the second by the parabola, of the level by the line.
    """
    x, cases = (np.concatenate([getattr(side.cells, name) for side in (below, above)]) for name in ("x", "cases"))
    n, reach = len(x), float(np.abs(x).max())
    spread = _spread(x, cases)
    # A rule of thumb for densities with the triangular kernel.
    first = max(2.576 * spread * n ** (-1 / 5), least_bandwidth((below, above), LEAST_CURVED))
    pilot = Pilot((below, above), min(first, reach), reach)
    cubic = pilot.minimise(3, 3, reach, regular=False)
    wider = pilot.minimise(2, 2, cubic)
    return pilot.minimise(1, 0, wider), wider


@dataclass(frozen=True)
class Pilot:
    """Where variance and bias are looked at before a bandwidth is known.

    Parameters
    ----------
    sides
        Below and above the threshold.
    bandwidth
        At which they are looked at.
    reach
        Largest distance from the threshold.
    """

    sides: tuple[ThresholdSide, ThresholdSide]
    bandwidth: float
    reach: float

    def minimise(self, degree: int, order: int, further: float, regular: bool = True) -> float:
        """Return the bandwidth that minimises variance plus squared bias of a derivative's jump.

        For a polynomial of degree p the variance of its derivative of order d falls with the bandwidth to the power
        -(1 + 2 d), and the bias grows with the power p + 1 - d.

        Parameters
        ----------
        degree, order
            p and d.
        further
            Bandwidth at which a polynomial of one degree more gives the derivative of order p + 1, which the bias
            rests on.
        regular
            Whether what is not known of the bias, three times its variance, is added to its square; it keeps the
            bandwidth from growing where the bias seems to be 0.
        """
        variance, bias, unknown = 0.0, 0.0, 0.0
        for side, turn in zip(self.sides, SIDES, strict=True):
            weights = side.weigh(degree, self.bandwidth, order)
            next_weights = side.weigh(degree + 1, further, degree + 1)
            unit = turn * float(weights @ side.cells.x ** (degree + 1))
            variance += float(weights**2 @ side.variances)
            bias += unit * float(next_weights @ side.cells.mean)
            unknown += 3 * unit**2 * float(next_weights**2 @ side.variances)
        power = degree + 1 - order
        ratio = (1 + 2 * order) * variance / (2 * power * max(bias**2 + regular * unknown, 1e-300))
        chosen = self.bandwidth * ratio ** (1 / (2 * degree + 3))
        return float(min(max(chosen, least_bandwidth(self.sides, LEAST_CURVED if degree > 1 else 1)), self.reach))


def narrow_bandwidths(best: tuple[float, float], sides: tuple[ThresholdSide, ThresholdSide]) -> tuple[float, float]:
    """Return the bandwidths for the interval: of the line, and of the parabola, which is no narrower."""
    cases = sum(float(side.cells.cases.sum()) for side in sides)
    line, parabola = (one * cases**power for one, power in zip(best, NARROWER, strict=True))
    line = max(line, least_bandwidth(sides, LEAST_FITTED))
    return line, max(parabola, line, least_bandwidth(sides, LEAST_CURVED))


def _spread(x: Numbers, cases: Numbers) -> float:
    """Return the smaller of the standard deviation and what the quartiles say it is, of a normal distribution."""
    total = cases.sum()
    upto = np.cumsum(cases)
    middle = float(cases @ x) / total
    deviation = float(np.sqrt(cases @ (x - middle) ** 2 / (total - 1)))
    low, high = (float(x[np.searchsorted(upto, part * total)]) for part in (0.25, 0.75))
    return min(deviation, (high - low) / 1.349 or np.inf)


def least_bandwidth(sides: tuple[ThresholdSide, ThresholdSide], scores: int) -> float:
    """Return the smallest bandwidth that holds enough cases, and so many scores, on both sides."""
    found = []
    for side in sides:
        away = np.abs(side.cells.x)
        order = np.argsort(away, kind="stable")
        enough = int(np.searchsorted(np.cumsum(side.cells.cases[order]), LEAST_SIDE))
        found.append(float(away[order][max(enough, scores - 1)]))
    return max(found) * 1.001
