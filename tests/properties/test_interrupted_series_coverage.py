"""Simulated coverage of the change at adoption, for levels that stand still and levels that wander."""

from __future__ import annotations

import numpy as np

from publicvalue.measures.effect.local_level import LevelModel

PERIODS, ADOPTION, REPETITIONS = 48, 36, 250


def share_held(ratio: float, effect: float) -> float:
    rng, held = np.random.default_rng(20261125), []
    time = np.arange(PERIODS)
    model = LevelModel(time, np.column_stack([np.ones(PERIODS), time - ADOPTION, time >= ADOPTION]).astype(float))
    for _ in range(REPETITIONS):
        level = np.cumsum(rng.normal(0, np.sqrt(ratio), PERIODS))
        series = level + rng.normal(0, 1, PERIODS) + effect * (time >= ADOPTION)
        low, high = model.fit(series).combine(np.array([0.0, 0.0, 1.0])).interval(0.95)
        held.append(low <= effect <= high)
    return float(np.mean(held))


def test_interval_holds_the_true_change() -> None:
    shares = [share_held(ratio, 2.0) for ratio in (0.0, 0.01, 0.03, 0.1, 0.3, 1.0)]
    assert 0.94 <= np.mean(shares) <= 0.96
    assert min(shares) >= 0.9
