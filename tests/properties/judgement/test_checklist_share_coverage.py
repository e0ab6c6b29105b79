"""Simulated coverage of the interval of a checklist with asserted controls."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context
from publicvalue.measures.judgement.checklist_share import interval_of, share_draws


@pytest.mark.parametrize("asserted", [[1.0], [1.0, 0.5, 0.5], [1.0] * 6])
def test_interval_holds_what_the_assertions_turn_out_to_be(asserted: list[float]) -> None:
    rng, claims = np.random.default_rng(20240611), np.array(asserted)
    held = []
    for seed in range(400):
        draws = share_draws(2.0, claims, 8, context(seed=seed))
        low, high = interval_of(draws, 100 * (2.0 + claims.sum() / 2) / 8)
        truth = 100 * (2.0 + rng.random((25, len(claims))) @ claims) / 8
        held.extend((low <= truth) & (truth <= high))
    assert 0.94 <= np.mean(held) <= 0.96
