"""Simulated coverage of the interval of a disparity of errors, whose number of cases that count is itself random."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context
from publicvalue.measures.disparity.group_rates import compare_groups
from publicvalue.measures.kernels import proportions
from publicvalue.measures.kernels.confusion import RATES
from publicvalue.measures.result import Measured

REPETITIONS = 700
CELLS = ((True, True), (True, False), (False, True), (False, False))
SIZES = {"large": 300, "small": 160}


def chances(base: float, found: float, alarm: float) -> np.ndarray:
    """Return the chance of each cell: `base` true, of which `found` are predicted; `alarm` of the others too."""
    return np.array([base * found, base * (1 - found), (1 - base) * alarm, (1 - base) * (1 - alarm)])


def rate_of(rate: str, counts: np.ndarray) -> proportions.Share:
    return RATES[rate].share({cell: float(n) for cell, n in zip(CELLS, counts, strict=True)})


@pytest.mark.parametrize("rate", ["false_positive_rate", "false_negative_rate", "precision"])
def test_interval_holds_the_true_disparity(rate: str) -> None:
    rng = np.random.default_rng(20240509)
    held = []
    for _ in range(REPETITIONS):
        worlds = {
            "large": chances(rng.uniform(0.4, 0.6), rng.uniform(0.5, 0.8), rng.uniform(0.2, 0.4)),
            "small": chances(rng.uniform(0.4, 0.6), rng.uniform(0.5, 0.8), rng.uniform(0.2, 0.4)),
        }
        shares = {name: rate_of(rate, rng.multinomial(SIZES[name], world)) for name, world in worlds.items()}
        truth = {name: rate_of(rate, world).estimate for name, world in worlds.items()}
        asked = context("percentage points", draws=2, reference="large")
        result = compare_groups(shares, asked, RATES[rate].title)
        assert isinstance(result, Measured)
        held.append(result.low <= 100 * (truth["small"] - truth["large"]) <= result.high)
    assert 0.94 <= np.mean(held) <= 0.96
