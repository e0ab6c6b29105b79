"""Cases just above a threshold against cases just below it."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.errors import MethodError
from publicvalue.measures.effect.local_linear import find_jump, make_side
from publicvalue.measures.effect.threshold_discontinuity import (
    can_run,
    density_check,
    measure_threshold_discontinuity,
)
from publicvalue.measures.picture import Series
from publicvalue.measures.result import Measured, NotApplicable


def made_up(size: int = 800, jump: float = 3.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    score = rng.uniform(0, 100, size)
    return score, 10 + 0.05 * score + jump * (score >= 50) + rng.normal(0, 1, size)


def measured(result: object) -> Measured:
    assert isinstance(result, Measured), result
    return result


def test_line_is_that_of_plain_weighted_least_squares() -> None:
    score, value = made_up()
    x = score - 50
    jump = find_jump(x, value, (10.0, 15.0))
    assert jump is not None
    levels = []
    for side in (x < 0, x >= 0):
        near = side & (np.abs(x) < 10)
        levels.append(np.polyfit(x[near], value[near], 1, w=np.sqrt(1 - np.abs(x[near]) / 10))[1])
    assert jump.conventional == pytest.approx(levels[1] - levels[0], abs=1e-8)


def test_parabola_is_followed_without_bias() -> None:
    x = np.linspace(-1, 1, 400, endpoint=False)
    jump = find_jump(x, 2 * x**2 + 3 * x + 5 * (x >= 0), (0.4, 0.6))
    assert jump is not None
    assert jump.effect == pytest.approx(5, abs=1e-8)


def test_variance_comes_from_the_three_nearest_neighbours() -> None:
    side = make_side(np.array([3.0, 1.0, 2.0, 10.0]), np.array([6.0, 1.0, 2.0, 3.0]))
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
    assert density_check(score - 50).passed is True


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


def test_threshold_that_is_no_number_is_refused() -> None:
    score, value = made_up(100)
    table = table_of(value=value, threshold_score=score)
    with pytest.raises(MethodError, match="Option threshold"):
        measure_threshold_discontinuity(table, context("days", threshold="high"))
    assert "names no threshold" in str(can_run(table, context("days")))
