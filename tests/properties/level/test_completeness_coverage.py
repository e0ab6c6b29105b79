"""Simulated coverage of the interval of completeness when the cells of a row are blank together."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.level.completeness import completeness_share

REPETITIONS = 5000


@pytest.mark.parametrize(("fields", "alike"), [(1, 1.0), (5, 0.1), (5, 0.6)])
def test_interval_holds_the_true_share(fields: int, alike: float) -> None:
    """`alike` is the correlation of two cells of one row (beta-binomial)."""
    rng = np.random.default_rng(20240504)
    held = []
    for share in (0.6, 0.8, 0.9):
        strength = 1 / alike - 1 if alike < 1 else 1e-9
        rows = rng.beta(share * strength + 1e-12, (1 - share) * strength + 1e-12, (REPETITIONS, 150))
        rows = rng.random((REPETITIONS, 150)) < share if fields == 1 else rows
        filled = rng.binomial(fields, rows) if fields > 1 else rows.astype(int)
        for row in filled:
            counts = np.bincount(row, minlength=fields + 1).astype(float)
            low, high = completeness_share(np.arange(fields + 1.0), counts, fields).interval()
            held.append(low <= share <= high)
    assert 0.94 <= np.mean(held) <= 0.96
