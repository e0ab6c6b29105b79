"""Simulated coverage of the jump at a threshold, over the curves of Calonico, Cattaneo and Titiunik (2014)."""

from __future__ import annotations

import numpy as np

from effect_worlds import CURVES, THRESHOLDS, draw_scores, outside, share_held
from publicvalue.measures.effect.threshold.checks import density_check
from publicvalue.measures.effect.threshold.local_linear import Jump, find_jump
from publicvalue.measures.effect.threshold.score_cells import gather_scores

SAMPLES = 400
SLOW = {"poverty, 1,500 cases", "third, 1,500 cases", "elections, 6,000 cases"}


def test_interval_holds_the_true_jump() -> None:
    rng = np.random.default_rng(20261129)
    held = {name: share_held(world, -0.2, SAMPLES, rng) for name, world in THRESHOLDS.items() if name not in SLOW}
    assert 0.94 <= np.mean(list(held.values())) <= 0.96, held
    assert not outside(held, SAMPLES)


def test_density_without_a_jump_raises_an_alarm_in_about_5_percent() -> None:
    rng = np.random.default_rng(20261128)
    alarms = [density_check(gather_scores(draw_scores(rng, 1500), np.zeros(1500))).passed is False for _ in range(400)]
    assert 0.02 <= np.mean(alarms) <= 0.085


def test_bias_that_is_left_where_the_curve_turns_sharply_is_a_small_part_of_the_error() -> None:
    rng, found = np.random.default_rng(20261130), []
    below, rest = CURVES["elections"]
    for _ in range(400):
        x = draw_scores(rng, 1500)
        y = np.where(x < 0, np.polyval(below[::-1], x), np.polyval((below[0], *rest)[::-1], x))
        jump = find_jump(x, y + rng.normal(0, 0.1295, 1500))
        assert isinstance(jump, Jump)
        assert jump.wider >= jump.bandwidth
        found.append(jump.effect)
    # With the parabola's bandwidth that is best for the estimate it is a third.
    assert abs(np.mean(found)) < 0.22 * np.std(found)
