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

Numbers = NDArray[np.float64]

POINTS = 201
SHIFTS = 8
SCORES = np.linspace(-6.0, 6.0, POINTS * SHIFTS)
"""Standard normal scores at which a share is computed when two shares are combined."""


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


def combined_interval(
    first: Share, second: Share, combine: Callable[[Numbers, Numbers], Numbers], level: float = LEVEL
) -> tuple[float, float]:
    """Return the interval of a function of two independent shares, without random numbers.

    Each distribution is cut at 201 points, evenly spaced as normal scores from -6 to 6; the function is computed for
    every pair and weighted with the pair's probability, and the interval is read from the sorted pairs. The points of
    one share are shifted by eighths of a step from point to point of the other, so that the pairs lie densely even when
    one of the shares hardly varies.

    Parameters
    ----------
    first, second
        The two shares.
    combine
        The function, vectorised: difference, ratio, mean.
    level
        Probability to cover, 0 to 1.

    Returns
    -------
    tuple of float
        Low and high end, widened where needed to hold the function of the two estimates.
    """
    place = SHIFTS * np.arange(POINTS)[:, None] + 5 * np.arange(POINTS) % SHIFTS
    chances = ndtr(SCORES)
    pairs = combine(first.quantile(chances)[place], second.quantile(chances)[place.T]).ravel()
    order = np.argsort(pairs)
    weights = np.exp(-(SCORES[place] ** 2 + SCORES[place.T] ** 2) / 2).ravel()[order]
    upto = (np.cumsum(weights) - weights / 2) / weights.sum()
    tail = (1 - level) / 2
    low, high = np.interp([tail, 1 - tail], upto, pairs[order])
    estimate = float(combine(np.array(first.estimate), np.array(second.estimate)))
    return min(float(low), estimate), max(float(high), estimate)


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
    method: str,
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
