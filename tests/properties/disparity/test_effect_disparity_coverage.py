"""Simulated coverage of the difference between the effects on groups, also where the worst of several is picked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import stdtrit

from adopting_units import draw_panel
from long_runs import confirming
from publicvalue.measures.disparity import effect_disparity
from publicvalue.measures.disparity.effect_disparity import _Effects, worst_effect_distribution
from publicvalue.measures.disparity.group_choice import ComparedGroups
from publicvalue.measures.effect.lots import measure as randomised_difference
from publicvalue.measures.effect.staggered.group_time import average_effects
from publicvalue.measures.effect.staggered.group_variance import widen
from publicvalue.measures.effect.staggered.measure import effect_of
from publicvalue.measures.result import Measured, Parts

REPETITIONS = 1500
DRAWS = 8_000


def effect_on(rng: np.random.Generator, truth: float, cases: int) -> Measured:
    """A randomised difference of two arms, with Welch's interval and draws."""
    arms = [rng.normal(mean, 2, cases) for mean in (0.0, truth)]
    error = np.sqrt(sum(arm.var(ddof=1) / cases for arm in arms))
    freedom = 2 * cases - 2
    estimate, reach = float(arms[1].mean() - arms[0].mean()), float(stdtrit(freedom, 0.975) * error)
    draws = estimate + error * rng.standard_t(freedom, DRAWS)
    return Measured(estimate, estimate - reach, estimate + reach, 2 * cases, "days", "", 5, draws=draws)


@pytest.mark.parametrize(
    "truths",
    [(0.0, 0.0, 0.0, 0.0), *confirming(((-2.0, 1.0),), ((0.0, 0.3, -0.3, 0.6, 0.1),), ((0.0, 3.0, 0.0, 0.0),))],
)
def test_interval_holds_the_true_difference_of_the_group_that_was_picked(truths: tuple[float, ...]) -> None:
    rng, inside = np.random.default_rng(20261201), 0
    names = tuple(f"g{place}" for place in range(len(truths)))
    chosen = ComparedGroups(names[0], names[1:], (), 30)
    for _ in range(REPETITIONS):
        found = {name: effect_on(rng, truth, 60) for name, truth in zip(names, truths, strict=True)}
        sizes = {name: effect_disparity._Size(120.0) for name in names}
        effects = _Effects(chosen, found, sizes, randomised_difference.DESIGN)
        estimate = effects.difference(effects.worst)
        low, high = worst_effect_distribution(effects).interval(estimate)
        inside += low <= truths[names.index(effects.worst)] - truths[0] <= high
    assert 0.94 <= inside / REPETITIONS <= 0.965


ADOPTED = np.repeat([2, 4, 6], [15, 15, 30])


def effects_on_shared_units(rng: np.random.Generator, truths: tuple[float, ...]) -> dict[str, Measured]:
    """Staggered effects on groups that the same units serve, and that feel much of what happens to a unit alike."""
    together = draw_panel(rng, ADOPTED, 6)
    found = {}
    for place, truth in enumerate(truths):
        own = draw_panel(rng, ADOPTED, 6, truth)
        panel = replace(own, outcome=own.outcome + 1.5 * together.outcome)
        average = average_effects(panel)
        assert average
        effect = effect_of(panel, average.overall, shares=False)
        error = float(np.sqrt(effect.covariance[0, 0]))
        reach = float(stdtrit(effect.freedom, 0.975) * error)
        draws = effect.difference + error * rng.standard_t(effect.freedom, DRAWS)
        parts = Parts(tuple(f"u{unit}" for unit in range(len(ADOPTED))), widen(panel, average.overall.influence))
        limits = effect.difference - reach, effect.difference + reach
        found[f"g{place}"] = Measured(effect.difference, *limits, 1.0, "days", "", 4, draws=draws, parts=parts)
    return found


@pytest.mark.parametrize("truths", [(0.0, 0.4, -0.2), *confirming(((-2.0, -1.0),), ((0.0, 0.0, 0.0, 0.0),))])
def test_interval_holds_where_groups_share_their_units(truths: tuple[float, ...]) -> None:
    rng, inside = np.random.default_rng(20261202), {True: 0, False: 0}
    names = tuple(f"g{place}" for place in range(len(truths)))
    chosen, repetitions = ComparedGroups(names[0], names[1:], (), 30), 1000
    for _ in range(repetitions):
        found = effects_on_shared_units(rng, truths)
        sizes = {name: effect_disparity._Size(120.0) for name in names}
        apart = {name: replace(one, parts=None) for name, one in found.items()}
        for shared, measured in ((True, found), (False, apart)):
            effects = _Effects(chosen, measured, sizes, randomised_difference.DESIGN)
            low, high = worst_effect_distribution(effects).interval(effects.difference(effects.worst))
            inside[shared] += low <= truths[names.index(effects.worst)] - truths[0] <= high
    assert 0.93 <= inside[True] / repetitions <= 0.97
    # Taken as independent they would hold the truth nearly always.
    assert inside[False] / repetitions > 0.985
