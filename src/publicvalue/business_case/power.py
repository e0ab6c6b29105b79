"""How small an effect a design can show: by formula where there is one.

Two arms of equal size are compared by a two-sided t test; its power is that of the non-central t distribution, and not
the shortcut by the normal, which promises too much with few units. Units in groups count for less by the design effect.

Source: Cohen (1988), Statistical Power Analysis, chapters 2 and 6; Kish (1965) for the design effect. The size under
covariates has Guenther's correction and a unit for each covariate, and gives the published answers of R package
statpsych.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.special import nctdtr, ndtr, ndtri, stdtrit

from publicvalue.errors import method_error
from publicvalue.words.text import Text

HALVINGS = 60
FARTHEST, NEAREST = 30.0, 5.0
"""Effects of so many standard errors are always shown; and from so many on none is shown with the wrong sign."""


def find_power(units: float, effect: float, alpha: float = 0.05) -> float:
    """Return the power of a two-sided t test.

    Parameters
    ----------
    units
        Units in each arm, more than 1.
    effect
        Difference of the means in standard deviations.
    alpha
        Probability of a false alarm.
    """
    df, shift = 2 * (units - 1), effect * math.sqrt(units / 2)
    if shift > FARTHEST:
        return 1.0
    critical = stdtrit(df, 1 - alpha / 2)
    wrong = nctdtr(df, shift, -critical) if shift < NEAREST else 0.0
    return float(1 - nctdtr(df, shift, critical) + wrong)


def find_units(effect: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the units that each arm needs, not rounded.

    Raises
    ------
    MethodError
        When there is no effect to find, or power or alpha are no probabilities.
    """
    _check(power, alpha)
    if not effect:
        raise method_error(Text("No number of units shows an effect of 0"), Text("an effect other than 0"))
    return _solve(lambda units: find_power(units, abs(effect), alpha) - power, 1.001)


def minimum_effect(units: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the smallest effect that a design shows with the power, in standard deviations.

    Raises
    ------
    MethodError
        When an arm has not two units, or power or alpha are no probabilities.
    """
    _check(power, alpha)
    if units < 2:
        raise method_error(Text("{units:g} units in an arm", units=units), Text("at least 2"))
    return _solve(lambda effect: find_power(units, effect, alpha) - power, 0.0)


def power_of_shares(units: float, effect: float, alpha: float = 0.05) -> float:
    """Return the power of a one-sided test of two shares, its effect as Cohen's h."""
    return float(ndtr(effect * math.sqrt(units / 2) - ndtri(1 - alpha)))


def design_effect(size: float, correlation: float) -> float:
    """Return by how much units in groups of a size count for less, with the correlation within groups."""
    return 1 + (size - 1) * correlation


def units_with_covariates(
    variance: float, effect: float, covariates: int, ratio: float = 1.0, power: float = 0.9
) -> tuple[int, int]:
    """Return the units of two arms when covariates explain a part of the variance, at a false alarm in 20.

    Parameters
    ----------
    variance
        Variance that the covariates leave.
    effect
        Difference of the means, in the unit of its root.
    covariates
        How many there are.
    ratio
        Units of the second arm for each of the first.
    power
        Probability to show the effect.
    """
    z, wanted = ndtri(0.975), ndtri(power)
    units = variance * (1 + 1 / ratio) * (z + wanted) ** 2 / effect**2 + z**2 / 4 + covariates
    first = math.ceil(units)
    return first, math.ceil(first * ratio)


def _check(power: float, alpha: float) -> None:
    if not 0 < alpha < power < 1:
        raise method_error(
            Text("power {power:g} with alpha {alpha:g}", power=power, alpha=alpha), Text("0 < alpha < power < 1")
        )


def _solve(function: Callable[[float], float], low: float) -> float:
    """Return where a rising function is 0: twice as far until it is passed, then by halving."""
    high = 2 * low + 1e-6
    while function(high) < 0:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) >= 0 else (middle, high)
    return high
