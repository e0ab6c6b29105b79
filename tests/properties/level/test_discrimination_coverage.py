"""Simulated coverage of the interval of the area under the ROC curve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from level_worlds import WORLDS, plain_area, shares_held

REPETITIONS = 3000
TRUE, OTHER = 80, 120


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


@pytest.mark.parametrize("rare", ["4 of 100", "8 of 300", "20 of 300"])
def test_interval_of_rare_cases_holds_the_true_area(rare: str) -> None:
    named = [name for name in WORLDS["area under the curve"] if name.endswith(rare) and "spread 0.5" not in name]
    assert len(named) == 8
    for name in named:
        held, passed, _ = shares_held(WORLDS["area under the curve"][name], 300, np.random.default_rng(20261130))
        assert held >= 0.90, name
        assert passed == rare.startswith("20"), name
