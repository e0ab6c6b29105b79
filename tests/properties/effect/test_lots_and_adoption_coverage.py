"""Simulated coverage of the intervals of effects; no effect is found where there is none, and a true one is found."""

from __future__ import annotations

import numpy as np
import pytest

from adopting_units import draw_panel
from evidence_tables import context
from long_runs import confirming
from publicvalue.measures.effect.estimates import Effect, EffectNumber, express
from publicvalue.measures.effect.staggered.group_time import UnitPanel, average_effects
from publicvalue.measures.effect.staggered.measure import effect_of
from publicvalue.measures.kernels.means import mean_interval

REPETITIONS = 2000
PERIODS = 6


def staggered(panel: UnitPanel) -> Effect:
    found = average_effects(panel)
    assert found
    return effect_of(panel, found.overall, shares=False)


def held(effect: Effect, truth: float) -> bool:
    low, high = mean_interval(effect.difference, float(np.sqrt(effect.covariance[0, 0])), effect.freedom)
    return low <= truth <= high


@pytest.mark.parametrize("sizes", [(15, 25, 40), *confirming(((6, 6, 20),), ((40, 40, 120),))])
def test_staggered_interval_holds_the_true_effect(sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(20260801)
    adopted = np.repeat([2, 4, PERIODS], sizes)
    found = [held(staggered(draw_panel(rng, adopted, PERIODS, -2.0)), -2.0) for _ in range(REPETITIONS)]
    assert 0.94 <= np.mean(found) <= 0.96


def test_staggered_percentage_holds_the_true_one() -> None:
    rng = np.random.default_rng(20260802)
    adopted, inside = np.repeat([2, 4, PERIODS], [15, 25, 40]), 0
    for _ in range(REPETITIONS):
        panel = draw_panel(rng, adopted, PERIODS, -2.0)
        number = express(staggered(panel), context("percent"))
        assert isinstance(number, EffectNumber)
        with_system = np.arange(PERIODS) >= adopted[:, None]
        low, high = number.interval()
        inside += low <= -200 / (panel.outcome[with_system].mean() + 2) <= high
    assert 0.94 <= inside / REPETITIONS <= 0.965


def test_no_effect_is_found_in_five_percent_of_placebo_runs() -> None:
    rng = np.random.default_rng(20260803)
    panel = draw_panel(rng, np.repeat([2, 4, PERIODS], [15, 25, 40]), PERIODS)
    dealt = (UnitPanel(panel.outcome, rng.permutation(panel.adopted), panel.weight) for _ in range(REPETITIONS))
    found = sum(not held(staggered(one), 0.0) for one in dealt)
    assert 0.04 <= found / REPETITIONS <= 0.06


def test_a_true_effect_is_found() -> None:
    rng = np.random.default_rng(20260804)
    adopted = np.repeat([2, 4, PERIODS], [15, 25, 40])
    found = [not held(staggered(draw_panel(rng, adopted, PERIODS, -1.5)), 0.0) for _ in range(200)]
    assert np.mean(found) > 0.95
