"""Simulated coverage of a synthetic control's interval, in panels with common shocks that units feel differently."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from publicvalue.measures.effect.synthetic import Block, placebo_error, placebo_runs, synthetic_difference

EFFECT = 4.0


def share_held(sizes: tuple[int, int, int, int], likeness: float, repetitions: int) -> float:
    """Return how often the interval holds the effect on adopters, against controls, over periods before and after."""
    adopters, controls, before, after = sizes
    rng, held = np.random.default_rng(20261126), []
    freedom = controls - 1
    for _ in range(repetitions):
        shape = (adopters + controls, before + after)
        shocks = np.cumsum(rng.normal(0, 0.5, (2, before + after)), axis=1)
        chance = rng.normal(size=shape)
        for time in range(1, before + after):
            chance[:, time] = likeness * chance[:, time - 1] + np.sqrt(1 - likeness**2) * chance[:, time]
        rows = rng.normal(0, 3, (shape[0], 1)) + rng.normal(size=(shape[0], 2)) @ shocks + chance
        rows[:adopters, before:] += EFFECT
        block = Block(rows[adopters:], rows[:adopters], before)
        reach = stdtrit(freedom, 0.975) * placebo_error(placebo_runs(block, max(controls, 20), rng))
        held.append(abs(synthetic_difference(block).effect - EFFECT) <= reach)
    return float(np.mean(held))


def test_interval_of_one_adopter_holds_the_true_effect() -> None:
    assert 0.94 <= share_held((1, 14, 11, 5), 0.0, 1200) <= 0.96


@pytest.mark.parametrize("sizes", [(1, 10, 5, 1), (1, 10, 10, 5), (1, 20, 15, 5)])
def test_interval_holds_with_few_controls_and_periods_that_resemble_their_neighbours(
    sizes: tuple[int, int, int, int],
) -> None:
    assert 0.93 <= share_held(sizes, 0.7, 500) <= 0.975


@pytest.mark.parametrize("adopters", [3, 6])
def test_interval_of_several_adopters_holds_the_true_effect(adopters: int) -> None:
    assert 0.93 <= share_held((adopters, 14, 11, 5), 0.5, 400) <= (0.975 if adopters == 3 else 0.995)
