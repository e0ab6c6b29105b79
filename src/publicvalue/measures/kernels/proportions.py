"""Shares of cases: Jeffreys intervals and draws, and what follows from two independent shares.

A share with `events` of `n` cases has the sampling distribution Beta(events + 1/2, n - events + 1/2). Its quantiles
are the Jeffreys interval, whose coverage is close to nominal on average and which is never empty, also at 0 and at n.

Source: L. D. Brown, T. T. Cai and A. DasGupta (2001), Interval estimation for a binomial proportion,
Statistical Science 16(2), 101-133.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from publicvalue.measures.definition import Context
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, Measured
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]

SCORES = np.linspace(-7.0, 7.0, 201)
"""Standard normal scores at which the first of two shares is computed when they are combined."""
NODES = np.linspace(-6.0, 6.0, 41)
"""Standard normal scores over which the second is summed."""


@dataclass(frozen=True)
class Share:
    """A number of events among a number of cases.

    Parameters
    ----------
    events, n
        Cases with the event, and all cases; 0 <= events <= n. Need not be whole numbers (effective sample sizes).
    """

    events: float
    n: float

    @property
    def estimate(self) -> float:
        """The share itself, 0 to 1. There must be cases (n > 0)."""
        return self.events / self.n

    def quantile(self, probability: float | Numbers) -> Numbers:
        """Return quantiles of the share's sampling distribution, 0 to 1."""
        return np.asarray(betaincinv(self.events + 0.5, self.n - self.events + 0.5, probability), dtype=np.float64)

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Return the Jeffreys interval, 0 to 1; its ends are 0 at no event and 1 at nothing but events."""
        return jeffreys_interval(self.events, self.n, level)

    def draws(self, size: int, rng: np.random.Generator) -> Numbers:
        """Return draws of the share, shape (size,), each 0 to 1."""
        return jeffreys_draws(self.events, self.n, size, rng)


def jeffreys_interval(events: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the Jeffreys interval of a share.

    Parameters
    ----------
    events, n
        Cases with the event, and all cases (n > 0).
    level
        Probability to cover, 0 to 1.

    Returns
    -------
    tuple of float
        Low and high end, each 0 to 1, with the share between them. As in the source, the low end is 0 when there is
        no event and the high end is 1 when every case has the event.
    """
    tail = (1 - level) / 2
    low, high = betaincinv(events + 0.5, n - events + 0.5, np.array([tail, 1 - tail]))
    share = events / n
    return (min(float(low), share) if events > 0 else 0.0), (max(float(high), share) if events < n else 1.0)


def jeffreys_draws(events: float, n: float, size: int, rng: np.random.Generator) -> Numbers:
    """Return draws from the sampling distribution of a share, shape (size,), each 0 to 1."""
    return rng.beta(events + 0.5, n - events + 0.5, size)


@dataclass(frozen=True)
class Distribution:
    """A distribution as ordered values, each with the probability up to it.

    Parameters
    ----------
    values
        In order, shape (values,).
    upto
        Probability up to each value, 0 to 1, never falling, shape (values,).
    """

    values: Numbers
    upto: Numbers

    def interval(self, estimate: float, level: float = LEVEL) -> tuple[float, float]:
        """Return the interval between the outer quantiles, widened where needed to hold the estimate."""
        tail = (1 - level) / 2
        low, high = np.interp([tail, 1 - tail], self.upto, self.values)
        return min(float(low), estimate), max(float(high), estimate)

    def draws(self, size: int, rng: np.random.Generator) -> Numbers:
        """Return draws, shape (size,)."""
        return np.interp(rng.random(size), self.upto, self.values)


def combined_distribution(first: Share, second: Share, combine: Callable[[Numbers, Numbers], Numbers]) -> Distribution:
    """Return the distribution of a function of two independent shares, without random numbers.

    The probability up to a value is that of the first share, given the second, summed over 41 evenly spaced normal
    scores of the second; the values are about 200 that the two can have together.

    Parameters
    ----------
    first, second
        The two shares.
    combine
        The function, vectorised, which rises with the first: difference, ratio, mean.
    """
    firsts, seconds = first.quantile(ndtr(SCORES)), second.quantile(ndtr(NODES))
    values = np.unique(combine(firsts[::5, None], seconds[None, ::2]))
    values = np.append(values[::4], values[-1])
    weights = np.exp(-(NODES**2) / 2)
    scores = np.array([np.interp(values, combine(firsts, np.full_like(firsts, one)), SCORES) for one in seconds])
    upto = weights / weights.sum() @ ndtr(scores)
    return Distribution(values, np.clip(np.maximum.accumulate(upto), 0.0, 1.0))


def combined_interval(
    first: Share, second: Share, combine: Callable[[Numbers, Numbers], Numbers], level: float = LEVEL
) -> tuple[float, float]:
    """Return the interval of a function of two independent shares, with that of their estimates between its ends."""
    estimate = float(combine(np.array(first.estimate), np.array(second.estimate)))
    return combined_distribution(first, second, combine).interval(estimate, level)


def effective_share(share: float, variance: float, n: float) -> Share:
    """Return the share of simple cases that is as uncertain as a share whose cases are not simple.

    Parameters
    ----------
    share
        The share, 0 to 1.
    variance
        Variance of one case's contribution (so that the share's own variance is variance / n), at least 0.
    n
        Cases, used as they are when the share is 0 or 1, or the variance is 0.

    Returns
    -------
    Share
        With n = share (1 - share) n / variance, the effective sample size.

    Source
    ------
    C. Franco, R. J. A. Little, T. A. Louis and E. V. Slud (2019), Comparative study of confidence intervals for
    proportions in complex sample surveys, Journal of Survey Statistics and Methodology 7(3), 334-364.
    """
    spread = share * (1 - share)
    size = n if spread <= 0 or variance <= 0 else spread * n / variance
    return Share(share * size, size)


def measured_share(
    share: Share,
    context: Context,
    method: Text,
    diagnostics: tuple[Diagnostic, ...] = (),
    details: tuple[Detail, ...] = (),
) -> Measured:
    """Return a share of recorded cases as a measure's result, in percent.

    Parameters
    ----------
    share
        The share, with the number of cases that its uncertainty rests on.
    context
        For the number of draws, the randomness and the unit, which must be percent.
    method, diagnostics, details
        Passed on to the result.
    """
    low, high = share.interval()
    return Measured(
        estimate=100 * share.estimate,
        low=100 * low,
        high=100 * high,
        draws=100 * share.draws(context.draws, context.rng),
        n=share.n,
        unit=context.unit,
        method=method,
        strength=3,
        diagnostics=diagnostics,
        details=details,
    )
