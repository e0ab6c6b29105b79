"""Simulated coverage of a synthetic control's interval, in panels with common shocks that units feel differently."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from publicvalue.measures.effect.synthetic import Block, placebo_error, placebo_runs, synthetic_difference

PERIODS, BEFORE, CONTROLS = 16, 11, 14


def share_held(adopters: int, repetitions: int, runs: int) -> float:
    rng, held = np.random.default_rng(20261126), []
    freedom = CONTROLS / np.sqrt(adopters) - 1
    for _ in range(repetitions):
        units = adopters + CONTROLS
        shocks = np.cumsum(rng.normal(0, 0.5, (2, PERIODS)), axis=1)
        rows = rng.normal(0, 3, (units, 1)) + rng.normal(size=(units, 2)) @ shocks + rng.normal(size=(units, PERIODS))
        rows[:adopters, BEFORE:] += 4.0
        block = Block(rows[adopters:], rows[:adopters], BEFORE)
        reach = stdtrit(freedom, 0.975) * placebo_error(placebo_runs(block, runs, rng))
        held.append(abs(synthetic_difference(block).effect - 4.0) <= reach)
    return float(np.mean(held))


def test_interval_of_one_adopter_holds_the_true_effect() -> None:
    assert 0.94 <= share_held(1, 1200, CONTROLS) <= 0.96


def test_interval_of_several_adopters_holds_the_true_effect() -> None:
    assert 0.93 <= share_held(3, 200, 20) <= 0.98
