"""Error of a survey's mean or total by Taylor linearisation, from sums by stratum.

The weighted mean is a ratio of two totals, sum(w y) / sum(w). Its error is that of the total of the linearised values
z = w (y - mean) / sum(w), added up in each cluster. Clusters count as drawn with replacement within their stratum,
reduced by the finite population correction where the stratum's size in the population is known:

    variance = sum over strata of (1 - n/N) n/(n - 1) sum of (z - mean of z in the stratum)^2

with n clusters drawn of N. Where the clusters' own units were drawn of a known number (a second stage), each drawn
cluster adds n/N times the same sum over its own units, and so on for a third stage. Whoever was drawn and does not
belong to the part of the population that a number is about counts with z = 0. The degrees of freedom are clusters less
strata, of those in which there is somebody whom the number is about.

Source: W. A. Fuller (2009), Sampling Statistics, chapters 1 and 2; W. G. Cochran (1977), Sampling Techniques, chapters
2.12 (parts of a population) and 10 (stages); T. Lumley (2004), Analysis of complex survey samples, Journal of
Statistical Software 9(8), whose results it repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit, stdtrit

from publicvalue.measures.kernels.means import mean_interval
from publicvalue.measures.result import LEVEL

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class StratumSums:
    """Sums of the linearised values by stratum, or of a later stage by cluster; arrays of shape (strata,).

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
    def variances(self) -> Numbers:
        """Variance of the sum of the linearised values of each stratum; none may be lonely."""
        spread = np.maximum(self.squares - self.totals**2 / self.units, 0)
        return (1 - self.sampled) * self.units / np.maximum(self.units - 1, 1) * spread

    @property
    def variance(self) -> float:
        """Variance of the sum of all linearised values; no stratum may be lonely."""
        return float(self.variances.sum())


@dataclass(frozen=True)
class SamplingStage:
    """One stage of drawing: units of which some were drawn within each parent.

    Parameters
    ----------
    unit
        Number of the unit of each row, from 0, different in different parents; shape (rows,).
    parent
        Number of the parent (stratum, or cluster of the stage before) of each row; shape (rows,).
    population
        Units that each parent has in the population, infinite where not known; shape (parents,).
    alike
        Whether a row that stands for several respondents is as many units: so it is where these are drawn.
    """

    unit: Codes
    parent: Codes
    population: Numbers
    alike: bool

    @cached_property
    def owners(self) -> Codes:
        """The parent of each unit, shape (units,)."""
        owner = np.zeros(int(self.unit.max()) + 1, dtype=np.int64)
        owner[self.unit] = self.parent
        return owner

    def copies(self, times: Numbers) -> Numbers:
        """Return how many units each unit's number stands for, shape (units,)."""
        if not self.alike:
            return np.ones(len(self.owners))
        return np.asarray(np.bincount(self.unit, times), dtype=np.float64)

    def sums(self, values: Numbers, copies: Numbers) -> StratumSums:
        """Return the sums by parent of one value for each respondent.

        Parameters
        ----------
        values
            Sum over the respondents that each row stands for, shape (rows,).
        copies
            How many units each unit's number stands for, shape (units,).
        """
        each = np.bincount(self.unit, values) / copies
        units, totals, squares = (
            np.bincount(self.owners, one, len(self.population)).astype(float)
            for one in (copies, copies * each, copies * each**2)
        )
        return StratumSums(units, totals, squares, self.population)

    def drawn(self, times: Numbers) -> Numbers:
        """Return the share of each parent's units that was drawn, 0 to 1, shape (parents,)."""
        return np.bincount(self.owners, self.copies(times), len(self.population)) / self.population


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


@dataclass(frozen=True)
class RareShare:
    """A share that few answers bear, or none: its interval is that of Clopper and Pearson on an effective number.

    Parameters
    ----------
    events, n
        Effective respondents with the answer, and all of them; 0 <= events <= n.

    Source
    ------
    E. L. Korn and B. I. Graubard (1998), Survey Methodology 24(2), 193-201.
    """

    events: float
    n: float

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Return the interval, 0 to 1; never empty."""
        tail = (1 - level) / 2
        low = betaincinv(self.events, self.n - self.events + 1, tail) if self.events > 0 else 0.0
        high = betaincinv(self.events + 1, self.n - self.events, 1 - tail) if self.events < self.n else 1.0
        return float(low), float(high)

    def draws(self, size: int, rng: np.random.Generator) -> Numbers:
        """Return draws of the share, each 0 to 1: each end's distribution on its side of the middle, shape (size,)."""
        place = rng.random(size)
        # At none and at all one of the two distributions is a point, and all draws are from the other.
        upper = np.full(size, self.events <= 0) | ((place > 0.5) & (self.events < self.n))
        drawn = betaincinv(self.events + upper, self.n - self.events + 1 - upper, place)
        return np.asarray(drawn, dtype=np.float64)


def unanimous_share(share: float, effective: float) -> RareShare:
    """Return the share to take the interval from when all answers agree, so that their variance is 0.

    Parameters
    ----------
    share
        0 or 1.
    effective
        Kish's effective number of clusters, or of respondents where there are none.
    """
    return RareShare(share * effective, effective)


def rare_share(found: LinearisedMean, n: float) -> RareShare:
    """Return the share of simple cases that is as uncertain as a survey's share (Korn and Graubard).

    Parameters
    ----------
    found
        The share, between 0 and 1, with its error.
    n
        Respondents: the effective number is never more.
    """
    size = found.mean * (1 - found.mean) / found.standard_error**2
    fewer = float((stdtrit(max(n - 1, 1), 0.975) / stdtrit(found.freedom, 0.975)) ** 2)
    size = min(size * fewer, n)
    return RareShare(found.mean * size, size)
