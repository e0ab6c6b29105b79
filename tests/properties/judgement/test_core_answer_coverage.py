"""Simulated coverage of the intervals of answers to core questions."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context
from publicvalue.framework.judgement.core_questions import Grade
from publicvalue.measures.judgement.core_answer import spread_of_grade, spread_of_share


@pytest.mark.parametrize(("low", "high"), [(0.0, 20.0), (60.0, 80.0), (75.0, 100.0)])
def test_interval_of_a_grade_holds_a_truth_that_lies_anywhere_in_it(low: float, high: float) -> None:
    rng = np.random.default_rng(20261130)
    spread = spread_of_grade(Grade("a", "", low, high), context(draws=10_000))
    truth = rng.uniform(low, high, 20_000)
    assert 0.945 <= np.mean((spread.low <= truth) & (truth <= spread.high)) <= 0.955
    drawn = np.quantile(spread.draws, [0.025, 0.975])
    assert drawn == pytest.approx([spread.low, spread.high], abs=0.02 * (high - low))


@pytest.mark.parametrize("n", [20, 60, 200])
def test_interval_of_a_count_holds_the_share_behind_it(n: int) -> None:
    rng = np.random.default_rng(20261130)
    shares = rng.random(3_000)
    held = []
    for share, events in zip(shares, rng.binomial(n, shares), strict=True):
        spread = spread_of_share(float(events), n, "random", context(draws=10))
        held.append(spread.low <= 100 * share <= spread.high)
    assert 0.94 <= np.mean(held) <= 0.96
