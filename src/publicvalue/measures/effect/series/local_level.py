"""A series whose level wanders: regression with a local level, and intervals that know how little is known of it.

The series is a regression (seasons, trend, control series, the change at adoption) plus a random walk plus independent
noise: the local level model. Its diffuse likelihood is the restricted likelihood of a regression with the covariance
I + q M, where M holds the shorter of two times and q is the ratio of the two variances; M is diagonalised once, so that
each q costs little.

An interval that takes the estimated q for the true one is too short: with 36 to 60 periods it held the truth in 85 to
92 % of simulations instead of 95 %. Here q stays uncertain. In terms of the smoothing weight w (q = w^2 / (1 - w), the
weight of the newest value in exponential smoothing) every w has the prior weight w^(-1/2), our judgement, and the
posterior of a coefficient is the mixture of its t distributions over w. The mixture alone holds the truth in 98 % of
series whose level stands still and in 92 to 94 % of others; `level_calibration` mends that.

Source: A. C. Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, sections 3.4 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

Numbers = NDArray[np.float64]

WEIGHTS = (np.arange(40) + 0.5) / 40
"""Smoothing weights over which the mixture runs."""

HALVINGS = 40
TABLE = 4_000
FARTHEST = 4.5
"""Normal score beyond which no draw goes."""


@dataclass(frozen=True)
class Mixture:
    """The distribution of one number: t distributions, one for each smoothing weight.

    Parameters
    ----------
    estimate
        At the most likely smoothing weight.
    centres, errors, weights
        Of the parts, shape (40,); the weights sum to 1.
    freedom
        Degrees of freedom of each part.
    mode_error
        Standard error at the most likely smoothing weight.
    stretch
        What normal scores are multiplied by, above 0: 1 for the mixture itself.
    """

    estimate: float
    centres: Numbers
    errors: Numbers
    weights: Numbers
    freedom: float
    mode_error: float
    stretch: float = 1.0

    @property
    def wandering(self) -> float:
        """Mean of the smoothing weight, 0 to 1: how much the level seems to wander."""
        return float(self.weights @ WEIGHTS)

    def upto(self, values: Numbers) -> Numbers:
        """Return the probability of the mixture up to each value, shape (values,)."""
        return np.asarray(self.weights @ stdtr(self.freedom, (values - self.centres[:, None]) / self.errors[:, None]))

    def quantile(self, probabilities: Numbers) -> Numbers:
        """Return quantiles, by halving the range between the smallest and the largest quantile of the parts."""
        probabilities = ndtr(self.stretch * ndtri(probabilities))
        parts = self.centres[:, None] + self.errors[:, None] * stdtrit(self.freedom, probabilities)
        low, high = parts.min(axis=0), parts.max(axis=0)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            short = self.upto(middle) < probabilities
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.asarray((low + high) / 2)

    def interval(self, level: float) -> tuple[float, float]:
        """Return the interval of a level, widened where needed to hold the estimate."""
        low, high = self.quantile(np.array([(1 - level) / 2, (1 + level) / 2]))
        return min(float(low), self.estimate), max(float(high), self.estimate)

    def draws(self, size: int, rng: np.random.Generator) -> Numbers:
        """Return draws, shape (size,), from a table of values and their normal scores."""
        low, high = self.quantile(ndtr(np.array([-FARTHEST, FARTHEST])))
        values = np.linspace(low, high, TABLE)
        scores = ndtri(np.clip(self.upto(values), 1e-15, 1 - 1e-15)) / self.stretch
        return np.interp(rng.standard_normal(size), scores, values)


@dataclass(frozen=True)
class LevelModel:
    """A regression with a local level, for any series at the same times.

    Parameters
    ----------
    time
        Whole numbers of periods since the first, ascending; gaps are allowed. Shape (n,).
    design
        Regressors with a constant, of full rank; shape (n, k) with k < n.
    """

    time: NDArray[np.int64]
    design: Numbers

    @cached_property
    def walk(self) -> tuple[Numbers, Numbers]:
        """Variances, shape (n,), and directions, shape (n, n), of the random walk."""
        values, vectors = np.linalg.eigh(np.minimum(self.time[:, None], self.time[None, :]).astype(float))
        return np.maximum(values, 0.0), np.asarray(vectors)

    @cached_property
    def rotated(self) -> Numbers:
        """The regressors at right angles, along the directions of the random walk, shape (n, k)."""
        return np.asarray(self.walk[1].T @ self._angles[0])

    @cached_property
    def back(self) -> Numbers:
        """What brings coefficients of the regressors at right angles back to those of the design, shape (k, k)."""
        return np.asarray(np.linalg.inv(self._angles[1]))

    @cached_property
    def _angles(self) -> tuple[Numbers, Numbers]:
        # Right angles keep the digits that regressors of very different size, or much alike, would cost.
        own, rest = np.linalg.qr(self.design)
        return np.asarray(own), np.asarray(rest)

    def fit(self, series: Numbers) -> LevelFit:
        """Return the fit of a series of shape (n,)."""
        from scipy.optimize import minimize_scalar  # noqa: PLC0415 - slow to load

        rotated = self.walk[1].T @ series
        parts = [self._solve(rotated, ratio_of(weight)) for weight in WEIGHTS]
        likelihood = np.array([part[3] for part in parts])
        best = float(WEIGHTS[int(likelihood.argmax())])
        step = WEIGHTS[1] - WEIGHTS[0]
        found = minimize_scalar(
            lambda weight: -self._solve(rotated, ratio_of(weight))[3],
            bounds=(max(best - step, 0.0), min(best + step, 1 - 1e-6)),
            method="bounded",
            options={"xatol": 1e-7},
        )
        weight = float(found.x) if -found.fun > self._solve(rotated, 0.0)[3] else 0.0
        mode = self._solve(rotated, ratio_of(weight))
        return LevelFit(self, series, ratio_of(weight), (mode, parts), posterior_of(likelihood))

    def _solve(self, rotated: Numbers, ratio: float) -> tuple[Numbers, Numbers, float, float]:
        """Return coefficients, their covariance, the variance of the noise and the restricted log likelihood."""
        spread = 1 + ratio * self.walk[0]
        design = self.rotated / np.sqrt(spread)[:, None]
        series = rotated / np.sqrt(spread)
        cross = design.T @ design
        inverse = np.linalg.inv(cross)
        coefficients = inverse @ (design.T @ series)
        freedom = len(series) - len(coefficients)
        variance = float(((series - design @ coefficients) ** 2).sum()) / freedom
        variance = max(variance, np.finfo(float).tiny)
        likelihood = -0.5 * (np.log(spread).sum() + np.linalg.slogdet(cross)[1] + freedom * np.log(variance))
        covariance = np.asarray(variance * self.back @ inverse @ self.back.T)
        return self.back @ coefficients, covariance, variance, float(likelihood)


def posterior_of(likelihood: Numbers) -> Numbers:
    """Return the posterior weights of the smoothing weights from their log likelihoods, shape (40, ...) both."""
    weights = np.exp(likelihood - likelihood.max(axis=0))
    weights /= np.sqrt(WEIGHTS).reshape(-1, *[1] * (likelihood.ndim - 1))
    return np.asarray(weights / weights.sum(axis=0))


def ratio_of(weight: float) -> float:
    """Return the ratio of the variances of the level's steps and of the noise that gives a smoothing weight."""
    return weight**2 / (1 - weight)


@dataclass(frozen=True)
class LevelFit:
    """What a series says about the regression.

    Parameters
    ----------
    model, series
        What was fitted.
    ratio
        Most likely ratio of the variances of the level's steps and of the noise.
    solutions
        Coefficients, covariance, variance and likelihood at that ratio, and at each smoothing weight.
    weights
        Posterior weights of the smoothing weights, shape (40,).
    """

    model: LevelModel
    series: Numbers
    ratio: float
    solutions: tuple[tuple[Numbers, Numbers, float, float], list[tuple[Numbers, Numbers, float, float]]]
    weights: Numbers

    @property
    def freedom(self) -> float:
        """Periods less coefficients."""
        return float(self.model.design.shape[0] - self.model.design.shape[1])

    @property
    def coefficients(self) -> Numbers:
        """At the most likely ratio, shape (k,)."""
        return self.solutions[0][0]

    @property
    def covariance(self) -> Numbers:
        """Covariance of the coefficients at the most likely ratio, shape (k, k)."""
        return self.solutions[0][1]

    def combine(self, contrast: Numbers) -> Mixture:
        """Return the distribution of a sum of coefficients, each times its entry of `contrast`."""
        mode, parts = self.solutions
        centres = np.array([contrast @ part[0] for part in parts])
        errors = np.sqrt([contrast @ part[1] @ contrast for part in parts])
        error = float(np.sqrt(contrast @ mode[1] @ contrast))
        return Mixture(float(contrast @ mode[0]), centres, errors, self.weights, self.freedom, error)

    def fitted(self) -> Numbers:
        """Return regression and smoothed level together, shape (n,)."""
        residual = self.series - self.model.design @ self.coefficients
        values, vectors = self.model.walk
        level = vectors @ (self.ratio * values / (1 + self.ratio * values) * (vectors.T @ residual))
        return np.asarray(self.model.design @ self.coefficients + level)

    def innovations(self) -> Numbers:
        """Return what each period held that those before it did not foretell, in units of its error; shape (n,)."""
        time = self.model.time
        walk = np.minimum(time[:, None], time[None, :])
        lower = np.linalg.cholesky(np.eye(len(time)) + self.ratio * walk)
        residual = self.series - self.model.design @ self.coefficients
        return np.asarray(np.linalg.solve(lower, residual) / np.sqrt(self.solutions[0][2]))
