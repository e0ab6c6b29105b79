"""Simulated coverage of the jump at a threshold, over the curves of Calonico, Cattaneo and Titiunik (2014)."""

from __future__ import annotations

import numpy as np

from effect_worlds import THRESHOLDS, draw_scores, outside, share_held
from publicvalue.measures.effect.threshold_discontinuity import density_check

SAMPLES = 500


def test_interval_holds_the_true_jump() -> None:
    rng = np.random.default_rng(20261129)
    held = {name: share_held(world, -0.2, SAMPLES, rng) for name, world in THRESHOLDS.items()}
    assert 0.94 <= np.mean(list(held.values())) <= 0.96, held
    assert not outside(held, SAMPLES)


def test_density_without_a_jump_raises_an_alarm_in_about_5_percent() -> None:
    rng = np.random.default_rng(20261128)
    alarms = [density_check(draw_scores(rng, 1500)).passed is False for _ in range(400)]
    assert 0.02 <= np.mean(alarms) <= 0.085
