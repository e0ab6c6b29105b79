"""An effect in the unit that is asked for, with its interval and draws.

The effect of adoption is the mean outcome with the system less the mean to be expected without it. In percent it is
that difference over the mean to be expected, with Fieller's interval: it follows from the errors of both, and holds 0
just when the interval of the difference does, so that the unit never changes what can be said. Shares of cases may be
asked for in percent (relative to the share to be expected) or in percentage points (the difference).

Source: E. C. Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B 16(2),
175-185.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from publicvalue.evidence.units import name_unit
from publicvalue.measures.definition import Context
from publicvalue.measures.effect.panel_roles import SignOptions
from publicvalue.measures.kernels.proportions import SCORES
from publicvalue.measures.result import LEVEL, NotApplicable
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What changed because of the system, in the unit of the outcome (shares as 0 to 1).

    Parameters
    ----------
    difference
        Mean with the system less the mean to be expected without it.
    expected
        Mean to be expected without the system.
    covariance
        Of `difference` and `expected`, shape (2, 2).
    freedom
        Degrees of freedom of the standard error, above 0.
    shares
        Whether the outcome is a share of 0 to 1.
    """

    difference: float
    expected: float
    covariance: Numbers
    freedom: float
    shares: bool


@dataclass(frozen=True)
class EffectSpread:
    """An effect in the unit that is asked for, with its 95 % interval and its draws, shape (draws,).

    `quantiles` are those at the normal scores `proportions.SCORES`, None where the draws are all that is known.
    """

    estimate: float
    low: float
    high: float
    draws: Numbers
    quantiles: Numbers | None = None


@dataclass(frozen=True)
class EffectNumber:
    """An effect in the unit that is asked for.

    Parameters
    ----------
    estimate, standard_error
        In that unit; the error by linearisation.
    effect
        What it comes from.
    factor
        Sign and scale: what the difference, or where `relative` its ratio to the mean to be expected, is multiplied by.
    relative
        Whether it is in percent of the mean to be expected.
    """

    estimate: float
    standard_error: float
    effect: Effect
    factor: float
    relative: bool

    @property
    def freedom(self) -> float:
        """Degrees of freedom."""
        return self.effect.freedom

    @property
    def scale(self) -> float:
        """What a difference in the unit of the outcome is multiplied by to be in that unit, sign included."""
        return self.factor / (self.effect.expected if self.relative else 1.0)

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval: Student's t, or Fieller's for a ratio."""
        reach = float(stdtrit(self.freedom, (1 + LEVEL) / 2))
        ends = self._at(np.array([-reach, reach]))
        return float(ends.min()), float(ends.max())

    def spread(self, context: Context) -> EffectSpread:
        """Return the estimate with its interval and draws."""
        return EffectSpread(self.estimate, *self.interval(), self.draws(context), self.quantiles())

    def draws(self, context: Context) -> Numbers:
        """Return draws from the distribution whose quantiles are the ends of the intervals, shape (draws,)."""
        return self._at(self._bounded(context.rng.standard_t(self.freedom, context.draws)))

    def quantiles(self) -> Numbers:
        """Return the quantiles of that distribution at the normal scores `SCORES`."""
        return np.sort(self._at(self._bounded(np.asarray(stdtrit(self.freedom, ndtr(SCORES))))))

    def _bounded(self, scores: Numbers) -> Numbers:
        """Return scores at which a ratio has a value."""
        if not self.relative:
            return scores
        # Further out the mean to be expected could be 0: draws from there on take the value of the last before.
        reach = float(stdtrit(self.freedom, (1 + LEVEL) / 2))
        most = (reach + certainty(self.effect)) / 2
        return np.clip(scores, -most, most)

    def _at(self, scores: Numbers) -> Numbers:
        """Return the number that lies so many standard errors from the estimate, of the shape of `scores`."""
        difference, expected = self.effect.difference, self.effect.expected
        own, both, other = (float(self.effect.covariance[place]) for place in ((0, 0), (0, 1), (1, 1)))
        if not self.relative:
            return np.asarray(self.factor * (difference + scores * float(np.sqrt(max(own, 0.0)))))
        # Fieller: the ratios r for which difference - r expected lies so many of its own errors from 0.
        squares = scores**2
        first, second = expected**2 - squares * other, difference * expected - squares * both
        under = second**2 - first * (difference**2 - squares * own)
        return np.asarray(self.factor * (second + np.sign(scores) * np.sqrt(np.maximum(under, 0.0))) / first)


ROUNDING = 1e-12
"""Part of the level of an outcome that is nothing but rounding."""


def is_rounding(number: float, *levels: float) -> bool:
    """Say whether a number is nothing but rounding, against the levels of the outcome that it comes from."""
    return abs(number) <= ROUNDING * max((abs(level) for level in levels), default=0.0)


OPPOSITE = 0.8
"""Level at which two ways of opposite sign are told apart: more is asked of those that agree in their sign."""


WAYS_DIFFER = Text("The two differ by more than chance, or in their sign while one is told from 0.")


@dataclass(frozen=True)
class TestedEstimate:
    """A number with its standard error and degrees of freedom, to be told from 0."""

    number: float
    error: float
    freedom: float

    def told_from_zero(self, level: float = LEVEL) -> bool:
        """Say whether the interval of a level leaves out 0."""
        return abs(self.number) > float(stdtrit(self.freedom, (1 + level) / 2)) * self.error


def ways_agree(first: TestedEstimate, second: TestedEstimate, apart: TestedEstimate) -> bool:
    """Say whether two ways to estimate one effect agree.

    They do not where they differ by more than chance (95 %), or have opposite signs and either differ by more than
    chance at 80 %, or one of them is told from 0. Where there is no effect at all, one pair in ten is found so.

    Parameters
    ----------
    first, second
        The two ways.
    apart
        Their difference, with an error of its own, for both see the same data.
    """
    if first.number * second.number >= 0:
        return not apart.told_from_zero()
    return not (apart.told_from_zero(OPPOSITE) or first.told_from_zero() or second.told_from_zero())


def certainty(effect: Effect) -> float:
    """Return how many standard errors the mean to be expected is above 0."""
    variance = max(float(effect.covariance[1, 1]), 0.0)
    return effect.expected / max(float(np.sqrt(variance)), float(np.finfo(float).tiny))


def own_part(effect: Effect, unit: str) -> float:
    """Return by how much the error of the mean to be expected is multiplied beside that of the difference.

    The error of an effect is in proportion to that of the difference less this times that of the mean to be expected.
    """
    return effect.difference / effect.expected if name_unit(unit) == "percent" else 0.0


def express(effect: Effect, context: Context) -> EffectNumber | NotApplicable:
    """Return an effect in the context's unit.

    The inference is made once, on the difference. An interval in percent is Fieller's, which holds 0 just when that of
    the difference does.

    Parameters
    ----------
    effect
        The effect in the unit of the outcome.
    context
        For the unit, and the options `signed` and `better`.

    Returns
    -------
    Number or NotApplicable
        No number when a percentage is asked for and the mean to be expected is not above 0, or may not be.
    """
    sign, unit = context.given(SignOptions).sign, name_unit(context.unit)
    if unit != "percent":
        factor = sign * (100.0 if effect.shares and unit == "percentage points" else 1.0)
        error = abs(factor) * float(np.sqrt(max(effect.covariance[0, 0], 0.0)))
        return EffectNumber(factor * effect.difference, error, effect, factor, relative=False)
    if effect.expected <= 0:
        return NotApplicable(
            Text(
                "The mean to be expected without the system is {expected:.3g}; an effect in percent needs one above 0.",
                expected=effect.expected,
            )
        )
    if certainty(effect) <= float(stdtrit(effect.freedom, (1 + LEVEL) / 2)):
        return NotApplicable(
            Text("The mean to be expected without the system may be 0 or less; an effect in percent needs one above 0.")
        )
    ratio = effect.difference / effect.expected
    gradient = np.array([1.0, -ratio]) / effect.expected
    error = 100.0 * float(np.sqrt(max(float(gradient @ effect.covariance @ gradient), 0.0)))
    return EffectNumber(sign * 100.0 * ratio, error, effect, sign * 100.0, relative=True)
