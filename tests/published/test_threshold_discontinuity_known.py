"""What winning a close election does to how congressmen vote: Lee, Moretti and Butler (2004)."""

from __future__ import annotations

import numpy as np
import pytest
from causaldata import close_elections_lmb
from diff_diff import RegressionDiscontinuity
from pandas import DataFrame

from evidence_tables import context, table_of
from publicvalue.measures.effect.local_linear import find_jump
from publicvalue.measures.effect.threshold_discontinuity import measure_threshold_discontinuity
from publicvalue.measures.result import Measured


@pytest.fixture(scope="module")
def elections() -> tuple[np.ndarray, np.ndarray]:
    rows = close_elections_lmb.load_pandas().data[["lagdemvoteshare", "score"]].dropna()
    return rows["lagdemvoteshare"].to_numpy(float), rows["score"].to_numpy(float)


def test_interval_holds_the_published_effect(elections: tuple[np.ndarray, np.ndarray]) -> None:
    share, score = elections
    # Table I: 21.2 (standard error 1.9), by means of elections within 2 points of the threshold.
    near = np.abs(share - 0.5) < 0.02
    assert score[near & (share >= 0.5)].mean() - score[near & (share < 0.5)].mean() == pytest.approx(21.2, abs=0.1)
    table = table_of(value=score, threshold_score=share)
    result = measure_threshold_discontinuity(table, context("points", threshold=0.5))
    assert isinstance(result, Measured)
    assert result.low < 21.2 < result.high
    assert result.estimate == pytest.approx(21.2, abs=3.0)


def test_at_given_bandwidths_the_jump_is_that_of_another_implementation(
    elections: tuple[np.ndarray, np.ndarray],
) -> None:
    share, score = elections
    jump = find_jump(share - 0.5, score, (0.08, 0.12))
    frame = DataFrame({"x": share - 0.5, "y": score})
    other = RegressionDiscontinuity(cutoff=0.0, h=0.08, b=0.12, masspoints="off").fit(frame, outcome="y", running="x")
    assert jump is not None
    assert (jump.conventional, jump.effect) == pytest.approx((other.att_conventional, other.att), abs=1e-6)
    assert jump.error == pytest.approx(other.se, rel=0.03)
