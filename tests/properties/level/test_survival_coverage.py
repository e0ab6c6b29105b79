"""Simulated coverage of intervals of times where some cases are still open when the file is made."""

from __future__ import annotations

import numpy as np
import pytest

from long_runs import confirming
from publicvalue.measures.kernels.survival import SurvivalCurve, Z, curve_from

SAMPLES = 2500


def sample(rng: np.random.Generator, n: int, days: float) -> SurvivalCurve:
    """Draw cases that take 1 on average and were opened evenly over some time before the extract."""
    took, followed = rng.exponential(size=n), rng.uniform(0, days, n)
    times = np.minimum(took, followed)
    order = np.argsort(times)
    return curve_from(times[order], (took <= followed)[order].astype(float), np.ones(n))


@pytest.mark.parametrize(
    ("n", "days", "probability", "lowest"),
    [(200, 6.0, 0.9, 0.935), *confirming((50, 3.0, 0.5, 0.935), (200, 3.0, 0.5, 0.935), (50, 6.0, 0.75, 0.93))],
)
def test_interval_of_a_quantile_holds_the_true_value(n, days, probability, lowest):
    rng = np.random.default_rng(20261130)
    truth = -np.log(1 - probability)
    curves = [sample(rng, n, days) for _ in range(SAMPLES)]
    ends = np.array([curve.quantile_at(np.array([Z, -Z]), probability) for curve in curves])
    held = np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 1]))
    assert lowest <= held <= 0.97


@pytest.mark.parametrize(("n", "days", "time"), [(200, 3.0, 0.1), *confirming((30, 3.0, 1.0), (200, 3.0, 1.0))])
def test_interval_of_a_share_within_a_time_holds_the_true_value(n, days, time):
    rng = np.random.default_rng(20261201)
    truth = 1 - np.exp(-time)
    places = np.array([-Z, Z])
    ends = np.array([sample(rng, n, days).ended_at(time, places) for _ in range(SAMPLES)])
    assert 0.935 <= np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 1])) <= 0.97
