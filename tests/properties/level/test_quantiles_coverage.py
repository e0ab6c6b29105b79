"""Simulated coverage of the intervals of a median and of percentiles, for values that are far from normal."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.kernels.quantiles import ValueTable, place_quantiles

REPETITIONS = 5000
MEDIANS = [(20, 0.5), (101, 0.5), (400, 0.5)]
PERCENTILES = [(60, 0.75), (60, 0.9), (400, 0.9), (400, 0.1)]


@pytest.mark.parametrize(("n", "probability"), MEDIANS + PERCENTILES)
def test_interval_holds_the_true_value(n: int, probability: float) -> None:
    rng = np.random.default_rng(20240503)
    truth = -np.log(1 - probability)
    places = place_quantiles(n, probability)
    held = []
    for values in np.sort(rng.exponential(size=(REPETITIONS, n))):
        low, high = ValueTable(values, np.arange(1.0, n + 1), n).quantile(places)
        held.append(low <= truth <= high)
    assert 0.94 <= np.mean(held) <= 0.96
