"""Simulated coverage of the interval of the area under the ROC curve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from publicvalue.measures.level.discrimination import Area

REPETITIONS = 3000
TRUE, OTHER = 80, 120


def plain_area(true: np.ndarray, other: np.ndarray) -> Area:
    wins = (true[:, None] > other).astype(float)
    of_true, of_other = wins.mean(axis=1), wins.mean(axis=0)
    variance = of_true.var(ddof=1) / len(true) + of_other.var(ddof=1) / len(other)
    return Area(float(wins.mean()), float(variance), len(true), len(other))


@pytest.mark.parametrize("truth", [0.5, 0.7, 0.85])
def test_interval_holds_the_true_area(truth: float) -> None:
    rng = np.random.default_rng(20240505)
    shift = np.sqrt(2) * ndtri(truth)
    assert ndtr(shift / np.sqrt(2)) == pytest.approx(truth)
    held = []
    for _ in range(REPETITIONS):
        low, high = plain_area(rng.normal(shift, 1, TRUE), rng.normal(0, 1, OTHER)).interval()
        held.append(low <= truth <= high)
    assert 0.94 <= np.mean(held) <= 0.96
