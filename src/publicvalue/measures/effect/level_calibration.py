"""How far the interval of a change reaches, so that it holds the truth in 95 % of series however the level wanders.

How much a level wanders is not known, and a short series says little of it. For given periods and regressors, the
chance that an interval holds the true change depends on one number only, the ratio of the variances of the level's
steps and of the noise: neither on the regression's coefficients nor on the scale. So the chance can be simulated at
ratios from 0 up, for the very series at hand. Here the interval's reach is stretched or shortened by a factor that
depends on what the series says of its wandering (the posterior mean of the smoothing weight), and the factors are those
at which the interval holds the true change in 95 % of simulated series at each ratio.

The factors are a line through points over that mean; they are found by least squares, with a small penalty on bends,
and never lie below 0.7: an interval is not shortened further because a series happens to look steadier than chance.

Source: D. Elliott, U. K. Mueller and M. W. Watson (2015), Nearly optimal tests when a nuisance parameter is present
under the null hypothesis, Econometrica 83(2), 771-811, for the problem; the way to solve it is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

from publicvalue.measures.effect.local_level import WEIGHTS, LevelModel, Mixture, posterior_of, ratio_of
from publicvalue.measures.result import LEVEL

Numbers = NDArray[np.float64]

RATIOS = 10
MOST_NUMBERS = 800_000
"""Numbers that are simulated at most for each ratio of the variances."""
MOST_SERIES = 2_500
POINTS = 8
SHORTEST, LONGEST = 0.7, 2.0
SMOOTH = 0.02
"""Width of the step from held to not held, so that coverage changes smoothly with the factors."""
BENDS = 0.006
"""What a bend of the line of factors weighs beside a miss of the coverage of the same size."""


@dataclass(frozen=True)
class Stretch:
    """By how much an interval is stretched, by how much the level seems to wander.

    Parameters
    ----------
    wandering
        Posterior means of the smoothing weight, ascending; shape (points,).
    factors
        Of the normal scores, at these; shape (points,).
    """

    wandering: Numbers
    factors: Numbers

    def apply(self, mixture: Mixture) -> Mixture:
        """Return the distribution stretched."""
        return replace(mixture, stretch=float(np.interp(mixture.wandering, self.wandering, self.factors)))


def calibrate(model: LevelModel, contrast: Numbers, rng: np.random.Generator) -> Stretch:
    """Return how intervals of a sum of coefficients are to be stretched.

    Parameters
    ----------
    model
        The periods and regressors.
    contrast
        What each coefficient is multiplied by in the sum, shape (k,).
    rng
        For the simulated series.
    """
    simulated = [simulate_reach(model, contrast, ratio, rng) for ratio in _ratios(model)]
    needed, wandering = (np.array([one[place] for one in simulated]) for place in (0, 1))
    points = np.unique(np.quantile(wandering, np.linspace(0.02, 0.98, POINTS)))
    return Stretch(points, _find_factors(needed, wandering, points))


def _ratios(model: LevelModel) -> Numbers:
    """Return ratios from a level that stands still to one whose steps are all there is; few matter below 5 / n^2."""
    n = len(model.time)
    return np.append(0.0, np.geomspace(min(5 / n**2, 0.1), 30.0, RATIOS - 1))


def simulate_reach(
    model: LevelModel, contrast: Numbers, ratio: float, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Return by how much simulated intervals must be stretched to hold the true change, and how much levels wander.

    Parameters
    ----------
    model, contrast, rng
        As in `calibrate`.
    ratio
        Of the variances of the level's steps and of the noise, in the series that are simulated.

    Returns
    -------
    tuple of ndarray
        Factors, and posterior means of the smoothing weight; both of shape (series,).
    """
    n = len(model.time)
    series = rng.standard_normal((int(np.clip(MOST_NUMBERS // n, 100, MOST_SERIES)), n))
    series *= np.sqrt(1 + ratio * model.walk[0])
    likelihood, scores = _solve_all(model, contrast, series)
    weights = posterior_of(likelihood)
    upto = (weights * stdtr(n - model.design.shape[1], scores)).sum(axis=0)
    reach = float(ndtri((1 + LEVEL) / 2))
    return np.abs(ndtri(np.clip(upto, 1e-12, 1 - 1e-12))) / reach, WEIGHTS @ weights


def _solve_all(model: LevelModel, contrast: Numbers, series: Numbers) -> tuple[Numbers, Numbers]:
    """Return log likelihood and t statistic of the sum at each smoothing weight, both of shape (40, series).

    Parameters
    ----------
    model, contrast
        As in `calibrate`.
    series
        Along the directions of the random walk, shape (series, n); their regression is 0.
    """
    n, k = model.design.shape
    squares, likelihoods, scores = series**2, [], []
    for weight in WEIGHTS:
        spread = 1 + ratio_of(weight) * model.walk[0]
        weighed = model.rotated / spread[:, None]
        cross = model.rotated.T @ weighed
        inverse = np.linalg.inv(cross)
        seen = series @ weighed
        variance = (squares @ (1 / spread) - ((seen @ inverse) * seen).sum(axis=1)) / (n - k)
        likelihoods.append(-0.5 * (np.log(spread).sum() + np.linalg.slogdet(cross)[1] + (n - k) * np.log(variance)))
        scores.append(seen @ (inverse @ contrast) / np.sqrt(variance * (contrast @ inverse @ contrast)))
    return np.array(likelihoods), np.array(scores)


def _find_factors(needed: Numbers, wandering: Numbers, points: Numbers) -> Numbers:
    """Return factors at the points with which the interval holds the truth in 95 % at each ratio, as far as it can."""
    from scipy.optimize import least_squares  # noqa: PLC0415 - slow to load

    def missed(factors: Numbers) -> Numbers:
        margin = (np.interp(wandering, points, factors) - needed) / SMOOTH
        held = 1 / (1 + np.exp(-np.clip(margin, -50, 50)))
        return np.append(held.mean(axis=1) - LEVEL, BENDS * np.diff(factors, 2))

    start = np.ones(len(points))
    return np.asarray(least_squares(missed, start, bounds=(SHORTEST, LONGEST), max_nfev=60).x)
