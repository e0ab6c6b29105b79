"""Simulated coverage of the interval of a mean."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.means import Moments, mean_interval

REPETITIONS = 6000


def holds(values: np.ndarray, truth: float) -> bool:
    mean = float(values.mean())
    moments = Moments(len(values), mean, float(((values - mean) ** 2).sum()))
    low, high = mean_interval(mean, moments.standard_error, moments.n - 1)
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
