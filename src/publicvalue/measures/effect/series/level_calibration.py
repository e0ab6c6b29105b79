"""How far the interval of a change reaches, so that it holds the truth in 95 % of series however the level wanders.

How much a level wanders is not known, and a short series says little of it. For given periods and regressors, the
chance that an interval holds the true change depends on one number only, the ratio of the variances of the level's
steps and of the noise: neither on the regression's coefficients nor on the scale. So its reach can be set by simulation
(`reach_calibration`), at ratios from 0 up, by the posterior mean of the smoothing weight.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

from publicvalue.measures.effect.reach_calibration import Stretch, find_stretch, samples_of
from publicvalue.measures.effect.series.local_level import WEIGHTS, LevelModel, Mixture, posterior_of, ratio_of
from publicvalue.measures.result import LEVEL

Numbers = NDArray[np.float64]

RATIOS = 10
SERIES = 2_500
SHORTEST = 0.7


def stretch_mixture(mixture: Mixture, stretch: Stretch) -> Mixture:
    """Return the distribution stretched by what it says of the level's wandering."""
    return replace(mixture, stretch=float(stretch.at(mixture.wandering)))


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
    return find_stretch(needed, wandering, SHORTEST)


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
    series = rng.standard_normal((samples_of(n, SERIES), n))
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
    contrast = model.back.T @ contrast
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
