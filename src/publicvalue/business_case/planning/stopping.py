"""Stop rules in probability: a system is stopped when it is likely enough that a promise is missed by so much.

A single measured number has an error, and a value that is passed by chance stops nothing: what counts is the
probability that the true value lies at the stop or beyond, of a benefit at or below it, of a cost at or above it. It is
read from the ends within which the result lies in nine of ten, each side by itself as half a normal distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import ndtr, ndtri

from publicvalue.business_case.delivery import LEVEL, ForecastOutcome
from publicvalue.business_case.planning.model import Measuring

ENDS = float(ndtri((1 + LEVEL) / 2))
"""Standard deviations from a result to its ends."""


@dataclass(frozen=True)
class Stopping:
    """A stop rule and what is known of it.

    Parameters
    ----------
    promise, rule
        The promise, and how it is measured and when it is stopped.
    probability
        That its true value lies at the stop or beyond; None where nobody measured, or the error is not known.
    """

    promise: ForecastOutcome
    rule: Measuring
    probability: float | None

    @property
    def holds(self) -> bool | None:
        """Whether it is to be stopped; None where that is not known."""
        if self.probability is None or self.rule.chance is None:
            return None
        return self.probability >= self.rule.chance


def find_stops(promises: Sequence[ForecastOutcome], measured: Sequence[Measuring]) -> tuple[Stopping, ...]:
    """Return every stop rule with what is known of it, in the order of the promises."""
    rules = {one.title: one for one in measured if one.stop is not None}
    return tuple(_stopping(one, rules[one.title]) for one in promises if one.title in rules)


def _stopping(promise: ForecastOutcome, rule: Measuring) -> Stopping:
    if promise.result is None or promise.ends is None or rule.stop is None:
        return Stopping(promise, rule, None)
    low, high = promise.ends
    side = promise.result - low if rule.stop < promise.result else high - promise.result
    gap = rule.stop - promise.result
    below = float(ndtr(gap / (side / ENDS))) if side > 0 else float(gap > 0 if promise.is_cost else gap >= 0)
    return Stopping(promise, rule, 1 - below if promise.is_cost else below)
