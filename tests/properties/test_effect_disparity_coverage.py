"""Simulated coverage of the difference between the effects on groups, also where the worst of several is picked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from publicvalue.measures.disparity import effect_disparity
from publicvalue.measures.disparity.effect_disparity import _Effects, worst_effect_distribution
from publicvalue.measures.disparity.group_choice import Comparison
from publicvalue.measures.effect import randomised_difference
from publicvalue.measures.result import Measured

REPETITIONS = 1500
DRAWS = 8_000


def effect_on(rng: np.random.Generator, truth: float, cases: int) -> Measured:
    """A randomised difference of two arms, with Welch's interval and draws."""
    arms = [rng.normal(mean, 2, cases) for mean in (0.0, truth)]
    error = np.sqrt(sum(arm.var(ddof=1) / cases for arm in arms))
    freedom = 2 * cases - 2
    estimate, reach = float(arms[1].mean() - arms[0].mean()), float(stdtrit(freedom, 0.975) * error)
    draws = estimate + error * rng.standard_t(freedom, DRAWS)
    return Measured(estimate, estimate - reach, estimate + reach, draws, 2 * cases, "days", "", 5)


@pytest.mark.parametrize(
    "truths", [(-2.0, 1.0), (0.0, 0.0, 0.0, 0.0), (0.0, 0.3, -0.3, 0.6, 0.1), (0.0, 3.0, 0.0, 0.0)]
)
def test_interval_holds_the_true_difference_of_the_group_that_was_picked(truths: tuple[float, ...]) -> None:
    rng, inside = np.random.default_rng(20261201), 0
    names = tuple(f"g{place}" for place in range(len(truths)))
    chosen = Comparison(names[0], names[1:], (), 30)
    for _ in range(REPETITIONS):
        found = {name: effect_on(rng, truth, 60) for name, truth in zip(names, truths, strict=True)}
        sizes = {name: effect_disparity._Size(120.0) for name in names}
        effects = _Effects(chosen, found, sizes, randomised_difference.DESIGN)
        estimate = effects.difference(effects.worst)
        low, high = worst_effect_distribution(effects).interval(estimate)
        inside += low <= truths[names.index(effects.worst)] - truths[0] <= high
    assert 0.94 <= inside / REPETITIONS <= 0.965
