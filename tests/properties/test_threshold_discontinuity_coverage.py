"""Simulated coverage of the jump at a threshold, over the curves of Calonico, Cattaneo and Titiunik (2014)."""

from __future__ import annotations

import numpy as np

from publicvalue.measures.effect.local_linear import find_jump
from publicvalue.measures.effect.threshold_discontinuity import density_check
from publicvalue.measures.means import mean_interval

CURVES = (
    ((0.48, 1.27, 7.18, 20.21, 21.54, 7.33), (0.52, 0.84, -3.0, 7.99, -9.01, 3.56)),
    ((0.0, 0.5), (1.0, 0.5)),
    ((0.48, 1.27, -3.59, 14.147, 23.694, 10.995), (0.52, 0.84, -0.3, -2.397, -0.901, 3.56)),
)


def draw(size: int, rng: np.random.Generator) -> np.ndarray:
    return 2 * rng.beta(2, 4, size) - 1


def test_interval_holds_the_true_jump() -> None:
    rng, held = np.random.default_rng(20261127), []
    for below, above in CURVES:
        for size in (300, 600, 1500):
            for _ in range(150):
                x = draw(size, rng)
                y = np.where(x < 0, np.polyval(below[::-1], x), np.polyval(above[::-1], x)) + rng.normal(0, 0.3, size)
                jump = find_jump(x, y)
                assert jump is not None
                low, high = mean_interval(jump.effect, jump.error, jump.freedom)
                held.append(low <= above[0] - below[0] <= high)
    assert 0.94 <= np.mean(held) <= 0.96


def test_density_without_a_jump_raises_an_alarm_in_about_5_percent() -> None:
    rng = np.random.default_rng(20261128)
    alarms = [density_check(draw(1500, rng)).passed is False for _ in range(400)]
    assert 0.02 <= np.mean(alarms) <= 0.085
