"""Effects of adoption over the systems of a portfolio: each as its own assessment found it, and their mean.

Only effects that answer the same question in the same unit are pooled, by `measures.pooling`. A mean is formed from the
portfolio's smallest group on; below that the systems' own effects stand one by one, and there is no mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from publicvalue.framework.model import Indicator
from publicvalue.measures.kernels.pooling import Pooled, pool_effects
from publicvalue.measures.result import LEVEL, Number

EFFECTS = frozenset(
    {
        "adoption_effect",
        "before_after",
        "interrupted_series",
        "randomised_difference",
        "staggered_adoption",
        "synthetic_control",
        "threshold_discontinuity",
    }
)
"""Measures whose number is an effect of adoption."""


@dataclass(frozen=True)
class OwnEffect:
    """An effect of adoption of one system.

    Parameters
    ----------
    indicator
        The question that it answers.
    estimate, low, high
        In the indicator's unit, with the 95 % interval.
    strength
        Strength of evidence, 0 to 5.
    """

    indicator: Indicator
    estimate: float
    low: float
    high: float
    strength: int

    @property
    def standard_error(self) -> float:
        """Standard error of a normal distribution with this interval: also where it is a t with few degrees."""
        return (self.high - self.low) / (2 * float(ndtri((1 + LEVEL) / 2)))


@dataclass(frozen=True)
class PooledEffect:
    """The effects of several systems on one question.

    Parameters
    ----------
    indicator
        The question.
    systems
        Id and title of each system, and its effect, in order of the effects.
    pooled
        Their mean, its interval and spread; None when they are fewer than the smallest group.
    """

    indicator: Indicator
    systems: tuple[tuple[str, str, OwnEffect], ...]
    pooled: Pooled | None


def own_effects(indicators: Iterable[Indicator], results: Mapping[str, tuple[str, object]]) -> tuple[OwnEffect, ...]:
    """Return the effects among an assessment's results.

    Parameters
    ----------
    indicators
        Those of its framework.
    results
        Indicator id -> measure that was used, and its result.
    """
    return tuple(
        OwnEffect(indicator, result.estimate, result.low, result.high, result.strength)
        for indicator in indicators
        for measure, result in (results.get(indicator.id, ("", None)),)
        if measure in EFFECTS and isinstance(result, Number) and result.high > result.low
    )


def pool_systems(systems: Sequence[tuple[str, str, tuple[OwnEffect, ...]]], minimum: int) -> tuple[PooledEffect, ...]:
    """Return each question that two or more systems answer with an effect, in order of the question's id.

    Parameters
    ----------
    systems
        Id, title and effects of each system.
    minimum
        Fewest systems of which a mean is formed, at least 2.

    Raises
    ------
    MethodError
        When effects cannot be pooled.
    """
    asked: dict[tuple[str, ...], list[tuple[str, str, OwnEffect]]] = {}
    for id, title, effects in systems:
        for effect in effects:
            asked.setdefault(_question(effect.indicator), []).append((id, title, effect))
    return tuple(_pool(found, minimum) for _, found in sorted(asked.items()) if len(found) > 1)


def _question(indicator: Indicator) -> tuple[str, ...]:
    """Return what must be the same for two effects to answer the same question."""
    options = [f"{name}={value}" for name, value in sorted(indicator.options.items())]
    return (indicator.id, indicator.statement, indicator.unit, *options)


def _pool(found: Sequence[tuple[str, str, OwnEffect]], minimum: int) -> PooledEffect:
    ordered = sorted(found, key=lambda one: (one[2].estimate, one[0]))
    effects = [effect for _, _, effect in ordered]
    pooled = None
    if len(ordered) >= minimum:
        pooled = pool_effects(
            np.array([effect.estimate for effect in effects]), np.array([effect.standard_error for effect in effects])
        )
    return PooledEffect(effects[0].indicator, tuple(ordered), pooled)
