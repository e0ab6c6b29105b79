"""Simulated coverage of the interval of a mean."""

from __future__ import annotations

import numpy as np
import pytest

from level_worlds import WORLDS, moments_of, shares_held

REPETITIONS = 6000


def holds(values: np.ndarray, truth: float) -> bool:
    low, high = moments_of(values).interval()
    return low <= truth <= high


@pytest.mark.parametrize("n", [5, 40])
def test_interval_holds_the_mean_of_normal_values(n: int) -> None:
    rng = np.random.default_rng(20240501)
    held = [holds(values, 3.0) for values in rng.normal(3, 2, (REPETITIONS, n))]
    assert 0.94 <= np.mean(held) <= 0.96


def test_interval_holds_the_mean_of_skewed_values_when_cases_are_many() -> None:
    rng = np.random.default_rng(20240502)
    held = [holds(values, 10.0) for values in rng.exponential(10, (REPETITIONS, 400))]
    assert 0.94 <= np.mean(held) <= 0.96


@pytest.mark.parametrize(
    ("world", "least"),
    [
        ("exponential, n = 15", 0.92),
        ("lognormal (sigma 1), n = 60", 0.91),
        ("lognormal (sigma 1.5), n = 60", 0.88),
        ("a fifth exponential, others 0, n = 60", 0.94),
    ],
)
def test_interval_of_few_skewed_values_holds_the_mean_nearly_as_often(world: str, least: float) -> None:
    held, passed, _ = shares_held(WORLDS["mean of cases"][world], 3000, np.random.default_rng(20261130))
    assert held >= least
    assert passed < 0.3
