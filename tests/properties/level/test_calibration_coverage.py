"""Simulated coverage of the interval of calibration in the large."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.kernels.means import Moments, mean_interval
from publicvalue.measures.level.calibration import calibration_error

REPETITIONS = 6000


@pytest.mark.parametrize(
    ("first", "second", "bias"), [(2.0, 2.0, 0.0), (1.0, 9.0, 0.0), (1.0, 9.0, 0.1), (1.0, 19.0, 0.0)]
)
def test_interval_holds_the_true_gap(first: float, second: float, bias: float) -> None:
    rng = np.random.default_rng(20240506)
    n = 250
    chance = rng.beta(first, second, (REPETITIONS, n)) * (1 - bias)
    gaps = chance + bias - (rng.random((REPETITIONS, n)) < chance)
    held = []
    for gap in gaps:
        mean = float(gap.mean())
        error = calibration_error(Moments(n, mean, float(((gap - mean) ** 2).sum())))
        low, high = mean_interval(mean, error, n - 1)
        held.append(low <= bias <= high)
    assert 0.94 <= np.mean(held) <= 0.96
