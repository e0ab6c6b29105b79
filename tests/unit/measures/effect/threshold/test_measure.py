"""Cases just above a threshold against cases just below it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.measures.effect.adoption_effect import measure_adoption_effect
from publicvalue.measures.effect.threshold.bandwidths import make_side
from publicvalue.measures.effect.threshold.checks import count_classes, density_check
from publicvalue.measures.effect.threshold.local_linear import Jump, find_jump
from publicvalue.measures.effect.threshold.measure import measure_threshold_discontinuity
from publicvalue.measures.effect.threshold.score_cells import gather_scores
from publicvalue.measures.kernels.means import mean_interval
from publicvalue.measures.picture import Series
from publicvalue.measures.result import Measured, NotApplicable


def made_up(size: int = 800, jump: float = 3.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    score = rng.uniform(0, 100, size)
    return score, 10 + 0.05 * score + jump * (score >= 50) + rng.normal(0, 1, size)


def test_line_is_that_of_plain_weighted_least_squares() -> None:
    score, value = made_up()
    x = score - 50
    jump = find_jump(x, value, (10.0, 15.0))
    assert isinstance(jump, Jump)
    levels = []
    for side in (x < 0, x >= 0):
        near = side & (np.abs(x) < 10)
        levels.append(np.polyfit(x[near], value[near], 1, w=np.sqrt(1 - np.abs(x[near]) / 10))[1])
    assert jump.conventional == pytest.approx(levels[1] - levels[0], abs=1e-8)


def test_parabola_is_followed_without_bias() -> None:
    x = np.linspace(-1, 1, 400, endpoint=False)
    jump = find_jump(x, 2 * x**2 + 3 * x + 5 * (x >= 0), (0.4, 0.6))
    assert isinstance(jump, Jump)
    assert jump.effect == pytest.approx(5, abs=1e-8)


def test_variance_comes_from_the_three_nearest_neighbours() -> None:
    side = make_side(gather_scores(np.array([3.0, 1.0, 2.0, 10.0]), np.array([6.0, 1.0, 2.0, 3.0])))
    assert side.variances[0] == pytest.approx(0.75 * (1 - (2 + 6 + 3) / 3) ** 2)


def test_true_jump_is_found_and_shown() -> None:
    score, value = made_up()
    result = measured(
        measure_threshold_discontinuity(table_of(value=value, threshold_score=score), context("days", threshold=50))
    )
    assert result.low < 3 < result.high
    assert result.low > 1
    picture = result.pictures[0]
    assert isinstance(picture, Series)
    assert (picture.style, picture.mark, picture.adoption) == ("points", "threshold", 10)
    assert picture.expected[10] - picture.expected[9] > 2


def test_side_below_turns_the_effect_round() -> None:
    score, value = made_up()
    table = table_of(value=value, threshold_score=score)
    above = measured(measure_threshold_discontinuity(table, context("days", threshold=50)))
    below = measured(measure_threshold_discontinuity(table, context("days", threshold=50, side="below")))
    assert (below.estimate, below.low, below.high) == pytest.approx((-above.estimate, -above.high, -above.low))
    percent = measured(measure_threshold_discontinuity(table, context("percent", threshold=50)))
    assert percent.estimate == pytest.approx(100 * 3 / 12.5, abs=10)


def test_covariate_that_jumps_and_scores_that_were_moved_fail_their_checks() -> None:
    score, value = made_up(1500)
    moved = np.where((score > 47) & (score < 50), score + 3, score)
    age = np.where(moved >= 50, 40.0, 30.0) + np.random.default_rng(2).normal(0, 1, len(moved))
    table = table_of(value=value, threshold_score=moved, before=[list(age)])
    result = measured(measure_threshold_discontinuity(table, context("days", threshold=50)))
    failed = {check.name for check in result.diagnostics if check.passed is False}
    assert {"Scores not moved across the threshold", "No jump in before_1"} <= failed
    assert result.strength == 2
    assert density_check(gather_scores(score - 50, value)).passed is True


def whole_points(size: int, points: int, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Scores of so many whole points on a side of 50, and outcomes that fall by 2 of 12 at it."""
    rng = np.random.default_rng(seed)
    score = 50 + rng.integers(-points, points, size).astype(float)
    return score, 12 + 0.02 * (score - 50) - 2 * (score >= 50) + rng.normal(0, 1, size)


def test_order_of_rows_changes_no_number() -> None:
    score, value = whole_points(1200, 40)
    orders = (np.arange(1200), np.lexsort((value, score)), np.random.default_rng(1).permutation(1200))
    results = [
        measured(
            measure_threshold_discontinuity(
                table_of(value=value[order], threshold_score=score[order]), context("days", threshold=50)
            )
        )
        for order in orders
    ]
    assert len(results) == 3
    for result in results[1:]:
        assert (result.estimate, result.low, result.high) == pytest.approx(
            (results[0].estimate, results[0].low, results[0].high), rel=1e-12
        )
        assert [one.text for one in result.diagnostics] == [one.text for one in results[0].diagnostics]


@pytest.mark.parametrize("values", [1, 2, 3, 5, 9])
def test_score_of_few_values_has_no_number(values: int) -> None:
    score, value = whole_points(1500, values)
    result = measure_threshold_discontinuity(
        table_of(value=value, threshold_score=score), context("percent", threshold=50)
    )
    expected = (
        f"Different values of the score: {values} below the threshold and {values} from it on; at least 10 on each "
        "side are needed to tell a jump from a curve."
    )
    assert result == NotApplicable(expected)


@pytest.mark.parametrize("values", [10, 12, 15, 20, 25])
def test_score_of_some_values_has_a_true_number_or_none(values: int) -> None:
    results = []
    for seed in range(4):
        score, value = whole_points(1000, values, seed)
        table = table_of(value=value, threshold_score=score)
        results.append(measure_threshold_discontinuity(table, context("percent", threshold=50)))
    assert {one.reason[:13] for one in results if isinstance(one, NotApplicable)} <= {"The bandwidth"}
    assert all(one.low < -100 / 6 < one.high for one in results if isinstance(one, Measured))


def test_score_of_few_values_leaves_the_field_to_the_next_design() -> None:
    score, value = whole_points(600, 3)
    period = [dt.date(2020 if one >= 50 else 2019, 1, 1) for one in score]
    table = table_of(value=value, threshold_score=score, with_system=list(score >= 50), period=period)
    result = measured(measure_adoption_effect(table, context("days", threshold=50)))
    assert "Different values of the score: 3 below" in result.diagnostics[1].text


@pytest.mark.filterwarnings("error")
def test_scores_that_cannot_be_told_apart_and_one_far_away_raise_nothing() -> None:
    rng = np.random.default_rng(8)
    score = np.append(50 + np.concatenate([-np.arange(1, 40), np.arange(40)]) * 1e-9, [1e9, -1e9] * 30)
    value = rng.normal(10, 1, len(score))
    result = measure_threshold_discontinuity(
        table_of(value=value, threshold_score=score), context("days", threshold=50)
    )
    assert isinstance(result, NotApplicable)
    assert "lie too close together for a curve" in result.reason


def test_score_that_reaches_the_threshold_but_for_rounding_is_at_it() -> None:
    score = np.repeat(np.arange(-30, 30) / 10, 20) + 0.3
    off = np.where(score == 0.3, 0.1 + 0.2, score)
    value = np.tile([1.0, 3.0], 600) + 2.0 * (score >= 0.3)
    found = [
        measured(
            measure_threshold_discontinuity(table_of(value=value, threshold_score=one), context("d", threshold=limit))
        )
        for one, limit in ((score, 0.3), (off, 0.3), (score, 0.1 + 0.2))
    ]
    assert [one.estimate for one in found] == pytest.approx([2.0] * 3)


def test_cases_that_are_counted_are_as_good_as_rows() -> None:
    score, value = whole_points(900, 30)
    value, before = np.round(value), np.round(score / 3)
    rows = table_of(value=value, threshold_score=score, before=[list(before)])
    keys, number = np.unique(np.column_stack([score, value, before]), axis=0, return_counts=True)
    counted = table_of(
        value=keys[:, 1], threshold_score=keys[:, 0], before=[list(keys[:, 2])], count=number.astype(float)
    )
    assert len(keys) < 900
    one, other = (measured(measure_threshold_discontinuity(t, context("days", threshold=50))) for t in (rows, counted))
    assert (one.estimate, one.low, one.n) == pytest.approx((other.estimate, other.low, other.n))
    assert [check.passed for check in one.diagnostics] == [check.passed for check in other.diagnostics]


def test_conventional_estimate_is_in_the_unit_and_of_the_side_of_the_number() -> None:
    score, _ = whole_points(2000, 40)
    event = np.random.default_rng(2).random(2000) < np.where(score >= 50, 0.3, 0.5)
    table = table_of(event=list(event), threshold_score=score)
    for unit, options in (
        ("percentage points", {"side": "below"}),
        ("percentage points", {"signed": "better is positive", "better": "lower"}),
        ("percent", {}),
    ):
        result = measured(measure_threshold_discontinuity(table, context(unit, threshold=50, **options)))
        text = next(one.text for one in result.diagnostics if one.name == "Conventional estimate")
        sign = "−" if result.estimate < 0 else ""
        written = "%" if unit == "percent" else unit
        assert f"after it {sign}{abs(result.estimate):.3g} {written}." in text
        assert (f"effect is {sign}" in text) == (result.estimate != 0)
        assert text.count("−") == (2 if sign else 0)


def test_bandwidth_that_is_stated_is_taken_and_told() -> None:
    score, value = made_up()
    table = table_of(value=value, threshold_score=score)
    result = measured(measure_threshold_discontinuity(table, context("days", threshold=50, bandwidth=12)))
    x = score - 50
    levels = []
    for side in (x < 0, x >= 0):
        near = side & (np.abs(x) < 12)
        levels.append(np.polyfit(x[near], value[near], 2, w=np.sqrt(1 - np.abs(x[near]) / 12))[2])
    # With one bandwidth for line and parabola the number is the jump of the parabola.
    assert result.estimate == pytest.approx(levels[1] - levels[0])
    assert "within 12 of it, a bandwidth that the assessment states, local" in result.method
    assert (
        "bandwidth that the assessment"
        not in measured(measure_threshold_discontinuity(table, context("days", threshold=50))).method
    )


def test_bandwidth_that_holds_too_few_scores_says_so() -> None:
    score, value = whole_points(2000, 20)
    result = measure_threshold_discontinuity(
        table_of(value=value, threshold_score=score), context("days", threshold=50, bandwidth=3)
    )
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith("Different values of the score within 3 of the threshold: 2 below it and 3 from")


def test_scores_that_scatter_by_themselves_widen_the_interval_and_fail_a_check() -> None:
    score, value = whole_points(3000, 40)
    shocks = np.random.default_rng(5).normal(0, 1, 100)[score.astype(int)]
    plain, scattered = (
        measured(
            measure_threshold_discontinuity(
                table_of(value=one, threshold_score=score), context("days", threshold=50, bandwidth=20)
            )
        )
        for one in (value, value + shocks)
    )
    assert scattered.high - scattered.low > 3 * (plain.high - plain.low)
    assert [one.passed for one in plain.diagnostics if one.name == "No scatter of single scores"] == [True]
    assert [one.passed for one in scattered.diagnostics if one.name == "No scatter of single scores"] == [False]


def test_classes_of_whole_points_hold_equally_many_points() -> None:
    score = np.repeat(np.arange(-300, 300), 5).astype(float)
    centres, counts = count_classes(gather_scores(score, score))
    assert set(counts) == {20.0}
    assert centres[centres > 0][0] == 1.5
    assert centres[centres < 0][-1] == -2.5


def test_error_of_rare_events_rests_on_the_few_events() -> None:
    rng, held, freedom = np.random.default_rng(21), [], []
    for _ in range(100):
        x = np.floor(rng.uniform(-50, 50, 1500))
        jump = find_jump(x, (rng.random(1500) < np.where(x >= 0, 0.04, 0.02)).astype(float))
        assert isinstance(jump, Jump)
        low, high = mean_interval(jump.effect, jump.error, jump.freedom)
        held.append(low <= 0.02 <= high)
        freedom.append(jump.freedom)
    assert np.mean(held) >= 0.94
    assert np.median(freedom) < 20


def test_percent_of_a_level_that_may_be_nothing_has_no_bounds() -> None:
    score, _ = whole_points(1500, 40)
    event = np.random.default_rng(3).random(1500) < np.where(score >= 50, 0.04, 0.02)
    table = table_of(event=list(event), threshold_score=score)
    result = measure_threshold_discontinuity(table, context("percent", threshold=50))
    assert isinstance(result, NotApplicable)
    assert "may be 0 or less" in result.reason
    assert isinstance(measure_threshold_discontinuity(table, context("percentage points", threshold=50)), Measured)


def test_too_few_cases_say_so() -> None:
    score, value = made_up(40)
    result = measure_threshold_discontinuity(
        table_of(value=value, threshold_score=score), context("days", threshold=90)
    )
    assert isinstance(result, NotApplicable)


def test_outcome_that_does_not_vary_is_not_applicable() -> None:
    score, _ = made_up(400)
    result = measure_threshold_discontinuity(
        table_of(value=np.full(400, 5.0), threshold_score=score), context("days", threshold=50)
    )
    assert isinstance(result, NotApplicable)
