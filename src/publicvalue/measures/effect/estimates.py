"""An effect in the unit that is asked for, with its interval and draws.

The effect of adoption is the mean outcome with the system less the mean to be expected without it. In percent it is
that difference over the mean to be expected; its error follows from both by linearisation. Shares of cases may be asked
for in percent (relative to the share to be expected) or in percentage points (the difference).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.evidence.units import name_unit
from publicvalue.measures.definition import Context
from publicvalue.measures.means import mean_draws, mean_interval
from publicvalue.measures.result import NotApplicable

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
class Spread:
    """An effect in the unit that is asked for, with its 95 % interval and its draws, shape (draws,)."""

    estimate: float
    low: float
    high: float
    draws: Numbers


@dataclass(frozen=True)
class Number:
    """An effect in the unit that is asked for.

    Parameters
    ----------
    estimate, standard_error
        In that unit.
    freedom
        Degrees of freedom.
    scale
        What a difference in the unit of the outcome is multiplied by to be in that unit, sign included.
    """

    estimate: float
    standard_error: float
    freedom: float
    scale: float

    def interval(self) -> tuple[float, float]:
        """Return the 95 % t interval."""
        return mean_interval(self.estimate, self.standard_error, self.freedom)

    def spread(self, context: Context) -> Spread:
        """Return the estimate with its interval and draws."""
        return Spread(self.estimate, *self.interval(), self.draws(context))

    def draws(self, context: Context) -> Numbers:
        """Return draws from the t distribution of the estimate, shape (draws,)."""
        return mean_draws(self.estimate, self.standard_error, self.freedom, context.draws, context.rng)


def own_part(effect: Effect, unit: str) -> float:
    """Return by how much the error of the mean to be expected is multiplied beside that of the difference.

    The error of an effect is in proportion to that of the difference less this times that of the mean to be expected.
    """
    return effect.difference / effect.expected if name_unit(unit) == "percent" else 0.0


def write_signed(number: float) -> str:
    """Write a number for a sentence, with three digits and a true minus sign."""
    return f"{number:.3g}".replace("-", "−", 1 if number < 0 else 0)


def effect_sign(context: Context) -> float:
    """Return -1 where the indicator counts better as positive and a lower outcome is better, else 1."""
    better = context.options.get("better", "higher")
    if context.options.get("signed", "as measured") != "better is positive":
        if "better" in context.options:
            raise method_error(
                "The option better has no place here: the indicator counts the change as it is measured",
                "no option better",
                "remove it",
            )
        return 1.0
    return -1.0 if better == "lower" else 1.0


def express(effect: Effect, context: Context) -> Number | NotApplicable:
    """Return an effect in the context's unit.

    Parameters
    ----------
    effect
        The effect in the unit of the outcome.
    context
        For the unit, and the options `signed` and `better`.

    Returns
    -------
    Number or NotApplicable
        No number when a percentage is asked for and the mean to be expected is not above 0.
    """
    sign, unit = effect_sign(context), name_unit(context.unit)
    gradient, scale = np.array([1.0, 0.0]), 100.0 if effect.shares and unit == "percentage points" else 1.0
    estimate = effect.difference
    if unit == "percent":
        if effect.expected <= 0:
            return NotApplicable(
                f"The mean to be expected without the system is {effect.expected:.3g}; an effect in percent needs one "
                "above 0."
            )
        estimate, scale = effect.difference / effect.expected, 100.0
        gradient = np.array([1.0, -estimate]) / effect.expected
    error = scale * float(np.sqrt(max(gradient @ effect.covariance @ gradient, 0.0)))
    factor = sign * scale / (effect.expected if unit == "percent" else 1.0)
    return Number(sign * scale * estimate, error, effect.freedom, factor)
