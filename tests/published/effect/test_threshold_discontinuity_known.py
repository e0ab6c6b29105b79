"""Published jumps: how congressmen vote after a close election, and what a seat in the Senate is worth at the next one.

`senate_elections.csv` holds the Democratic margin in a Senate election and the Democratic share in the next one for the
same seat, 1914 to 2010, from the replication data of M. D. Cattaneo, B. R. Frandsen and R. Titiunik (2015), Journal of
Causal Inference 3(1), 1-24.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from causaldata import close_elections_lmb
from diff_diff import RegressionDiscontinuity
from pandas import DataFrame

from evidence_tables import context, table_of
from publicvalue.measures.effect.threshold.bandwidths import choose_bandwidths, make_side
from publicvalue.measures.effect.threshold.local_linear import Jump, find_jump
from publicvalue.measures.effect.threshold.measure import measure_threshold_discontinuity
from publicvalue.measures.effect.threshold.score_cells import gather_scores
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
    # The line alone; the parabola that takes its bias off is narrow, and moves it by about one standard error.
    jump = find_jump(share - 0.5, score)
    assert isinstance(jump, Jump)
    assert jump.conventional == pytest.approx(21.2, abs=1.0)
    assert result.estimate == pytest.approx(21.2, abs=2 * 1.9)


def test_at_given_bandwidths_the_jump_is_that_of_another_implementation(
    elections: tuple[np.ndarray, np.ndarray],
) -> None:
    share, score = elections
    jump = find_jump(share - 0.5, score, (0.08, 0.12))
    frame = DataFrame({"x": share - 0.5, "y": score})
    other = RegressionDiscontinuity(cutoff=0.0, h=0.08, b=0.12, masspoints="off").fit(frame, outcome="y", running="x")
    assert isinstance(jump, Jump)
    assert (jump.conventional, jump.effect) == pytest.approx((other.att_conventional, other.att), abs=1e-6)
    assert jump.error == pytest.approx(other.se, rel=0.03)


@pytest.fixture(scope="module")
def senate() -> tuple[np.ndarray, np.ndarray]:
    margin, share = np.loadtxt(Path(__file__).parent / "senate_elections.csv", delimiter=",", skiprows=1, unpack=True)
    return margin, share


def test_seat_in_the_senate_is_worth_what_was_published(senate: tuple[np.ndarray, np.ndarray]) -> None:
    """Calonico, Cattaneo, Farrell and Titiunik (2017), Stata Journal 17(2), 372-404: 7.4141 [4.0937, 10.919]."""
    jump = find_jump(*senate, (17.754, 28.028))
    assert isinstance(jump, Jump)
    reach = 1.959964 * jump.error
    assert jump.conventional == pytest.approx(7.4141, abs=0.0005)
    assert (jump.effect - reach, jump.effect + reach) == pytest.approx((4.0937, 10.919), abs=0.001)
    assert jump.cases == (360, 323)


def test_bandwidths_are_those_that_were_published(senate: tuple[np.ndarray, np.ndarray]) -> None:
    margin, share = senate
    sides = [make_side(gather_scores(margin[which], share[which])) for which in (margin < 0, margin >= 0)]
    assert choose_bandwidths(*sides) == pytest.approx((17.754, 28.028), rel=0.005)


@pytest.mark.filterwarnings("ignore:Mass points")
def test_bandwidths_are_those_of_another_implementation(elections: tuple[np.ndarray, np.ndarray]) -> None:
    share, score = elections
    x = share - 0.5
    other = RegressionDiscontinuity(cutoff=0.0, masspoints="adjust").fit(
        DataFrame({"x": x, "y": score}), outcome="y", running="x"
    )
    chosen = choose_bandwidths(*(make_side(gather_scores(x[which], score[which])) for which in (x < 0, x >= 0)))
    assert chosen == pytest.approx((other.h_left, other.b_left), rel=1e-4)


@pytest.mark.filterwarnings("ignore:Mass points")
def test_whole_points_have_the_error_of_another_implementation() -> None:
    rng = np.random.default_rng(20261201)
    x = np.floor(rng.uniform(-60, 60, 3000))
    y = np.sin(x / 40) + 0.3 * (x >= 0) + rng.normal(0, 1, 3000)
    frame = DataFrame({"x": x, "y": y})
    other = RegressionDiscontinuity(cutoff=0.0, h=20, b=30, masspoints="adjust").fit(frame, outcome="y", running="x")
    ordered = np.lexsort((y, x))
    for jump in (find_jump(x, y, (20, 30)), find_jump(x[ordered], y[ordered], (20, 30))):
        assert isinstance(jump, Jump)
        assert (jump.effect, jump.error) == pytest.approx((other.att, other.se), rel=1e-9)
