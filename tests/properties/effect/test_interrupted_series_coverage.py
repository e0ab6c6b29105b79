"""Simulated coverage of the change at adoption, for levels that stand still and levels that wander."""

from __future__ import annotations

import numpy as np
import pytest

from effect_worlds import SERIES, level_model, outside, share_found, stretch_of
from long_runs import confirming
from publicvalue.measures.effect.series.level_calibration import simulate_reach

RATIOS = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 30.0)
SAMPLES = 2_500


@pytest.mark.parametrize("kind", [(24, 16), (36, 24, 12), *confirming(((48, 36),), ((120, 60),))])
def test_interval_holds_the_true_change_however_the_level_wanders(kind: tuple[int, ...]) -> None:
    (model, contrast), stretch = level_model(*kind), stretch_of(*kind)
    rng, held = np.random.default_rng(20261125), {}
    for ratio in RATIOS:
        needed, wandering = simulate_reach(model, contrast, ratio, rng)
        assert len(needed) == SAMPLES
        held[str(ratio)] = float(np.mean(needed <= stretch.at(wandering)))
    assert 0.94 <= np.mean(list(held.values())) <= 0.96, held
    assert not outside(held, SAMPLES)


def test_simulated_series_are_solved_like_one_by_itself() -> None:
    """The interval, stretched by just what a simulated series needs, ends at its true change of 0."""
    model, contrast = level_model(30, 20)
    needed, wandering = simulate_reach(model, contrast, 0.1, np.random.default_rng(1))
    normal = np.random.default_rng(1).standard_normal((len(needed), 30))[0] * np.sqrt(1 + 0.1 * model.walk[0])
    mixture = model.fit(model.walk[1] @ normal).combine(contrast)
    assert mixture.wandering == pytest.approx(wandering[0])
    stretched = type(mixture)(**{**vars(mixture), "stretch": float(needed[0])})
    ends = stretched.quantile(np.array([0.025, 0.975]))
    assert float(np.abs(ends).min()) == pytest.approx(0, abs=1e-6)


def test_no_change_is_found_in_about_five_percent_of_placebos_and_a_true_one_is_found() -> None:
    rng = np.random.default_rng(20261126)
    worlds = [world for name, world in SERIES.items() if name.startswith("level")]
    found = [share_found(world, 0.0, 60, rng) for world in worlds]
    assert 0.03 <= np.mean(found) <= 0.07
    assert share_found(worlds[1], 4.0, 60, rng) > 0.95
