"""Error of a survey's mean by Taylor linearisation, from sums by stratum.

The weighted mean is a ratio of two totals, sum(w y) / sum(w). Its error is that of the total of the linearised values
z = w (y - mean) / sum(w), added up in each cluster. Clusters count as drawn with replacement within their stratum,
reduced by the finite population correction where the stratum's size in the population is known:

    variance = sum over strata of (1 - n/N) n/(n - 1) sum of (z - mean of z in the stratum)^2

with n clusters drawn of N. The degrees of freedom are clusters less strata.

Source: W. A. Fuller (2009), Sampling Statistics, chapter 1; T. Lumley (2004), Analysis of complex survey samples,
Journal of Statistical Software 9(8), whose results it repeats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from publicvalue.measures.means import mean_interval
from publicvalue.measures.proportions import Share
from publicvalue.measures.result import LEVEL

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class StratumSums:
    """Sums of the linearised values by stratum; arrays of shape (strata,).

    Parameters
    ----------
    units
        Clusters drawn; where there are none, respondents. At least 1.
    totals, squares
        Sum, and sum of squares, of the clusters' linearised values.
    population
        Clusters (or respondents) that the stratum has in the population, infinite where not known.
    """

    units: Numbers
    totals: Numbers
    squares: Numbers
    population: Numbers

    @property
    def sampled(self) -> Numbers:
        """Share of the stratum that was drawn, 0 to 1."""
        return self.units / self.population

    @property
    def lonely(self) -> NDArray[np.bool_]:
        """Strata whose error cannot be known: one cluster of several was drawn."""
        return (self.units < 2) & (self.sampled < 1)

    @property
    def freedom(self) -> float:
        """Degrees of freedom: clusters less strata."""
        return float(self.units.sum() - len(self.units))

    @property
    def variance(self) -> float:
        """Variance of the sum of all linearised values; no stratum may be lonely."""
        spread = np.maximum(self.squares - self.totals**2 / self.units, 0)
        factor = (1 - self.sampled) * self.units / np.maximum(self.units - 1, 1)
        return float((factor * spread).sum())


@dataclass(frozen=True)
class LinearisedMean:
    """A survey's mean with its error.

    Parameters
    ----------
    mean
        Weighted mean, in the unit of the values.
    standard_error
        Of the mean, at least 0.
    freedom
        Degrees of freedom, more than 0 unless the standard error is 0.
    """

    mean: float
    standard_error: float
    freedom: float

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Return the t interval of the mean."""
        if self.standard_error == 0:
            return self.mean, self.mean
        return mean_interval(self.mean, self.standard_error, self.freedom, level)

    def draws(self, size: int, rng: np.random.Generator) -> Numbers:
        """Return draws of the mean from its t distribution, shape (size,)."""
        return self.mean + self.standard_error * self._deviates(size, rng)

    def logit_interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Return the t interval of a share, 0 to 1, made on the logit scale; the share must lie between 0 and 1."""
        if self.standard_error == 0:
            return self.mean, self.mean
        reach = float(stdtrit(self.freedom, (1 + level) / 2)) * self._logit_error
        low, high = expit(logit(self.mean) + np.array([-reach, reach]))
        return float(low), float(high)

    def logit_draws(self, size: int, rng: np.random.Generator) -> Numbers:
        """Return draws of a share, each 0 to 1, from its t distribution on the logit scale, shape (size,)."""
        drawn: Numbers = expit(logit(self.mean) + self._logit_error * self._deviates(size, rng))
        return drawn

    @property
    def _logit_error(self) -> float:
        return self.standard_error / (self.mean * (1 - self.mean))

    def _deviates(self, size: int, rng: np.random.Generator) -> Numbers:
        return np.zeros(size) if self.standard_error == 0 else rng.standard_t(self.freedom, size)


def unanimous_share(share: float, effective: float) -> Share:
    """Return the share to take the interval from when all answers agree, so that their variance is 0.

    Parameters
    ----------
    share
        0 or 1.
    effective
        Kish's effective number of clusters, or of respondents where there are none.
    """
    return Share(share * effective, effective)
