"""Simulated coverage of the interval of reliance when officers differ."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.kernels.clusters import clusters_of_sizes
from publicvalue.measures.kernels.proportions import Share


@pytest.mark.parametrize(("officers", "alike"), [(15, 0.05), (40, 0.2)])
def test_interval_holds_the_true_share_when_officers_differ(officers: int, alike: float) -> None:
    """`alike` is the correlation of two decisions of one officer (beta-binomial)."""
    rng, truth, held = np.random.default_rng(20261124), 0.3, []
    strength = 1 / alike - 1
    for _ in range(5000):
        own = rng.beta(truth * strength, (1 - truth) * strength, officers)
        cases = rng.integers(10, 40, officers)
        events = rng.binomial(cases, own)
        share = Share(float(events.sum()), float(cases.sum()))
        squares = (events - share.estimate * cases) ** 2
        found = clusters_of_sizes(cases.astype(float), np.ones(officers), squares)
        low, high = found.share(share).interval()
        held.append(low <= truth <= high)
    assert 0.94 <= np.mean(held) <= 0.96
