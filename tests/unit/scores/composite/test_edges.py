"""Steps of a composite index at their edges: two units, two indicators, thresholds that are met exactly, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from publicvalue.errors import InputError, MethodError
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.choice_runs import ChoiceDesign, plan_runs
from publicvalue.scores.composite.chunks import Chunks, RankTally
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.describe import correlations, cronbach_alpha
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.measurement import CellErrors
from publicvalue.scores.composite.normalise import DistanceToMaximum, Rank, Scaled, normalise
from publicvalue.scores.composite.treat import Treatment, column_shape
from publicvalue.scores.composite.uncertainty import Alternatives
from publicvalue.scores.composite.weigh import budget_weights
from publicvalue.scores.drivers.sobol import Evaluations
from publicvalue.scores.portfolio.draws import KNOTS, knot_scores
from publicvalue.scores.portfolio.groups import pool_groups


def refusal(error: pytest.ExceptionInfo[InputError]) -> tuple[str, str]:
    (problem,) = error.value.problems
    return problem.what, problem.expected


def test_settings_that_cannot_be_say_what_is_and_what_is_wanted() -> None:
    with pytest.raises(MethodError) as raised:
        Aggregation(threshold=2.0)
    assert refusal(raised) == ("the data threshold is 2", "a share from 0 to 1")
    with pytest.raises(MethodError) as raised:
        Chunks(size=0)
    assert refusal(raised) == ("parts of 0 runs", "at least one run")
    assert Chunks(size=1).size == 1
    with pytest.raises(MethodError) as raised:
        CellErrors(np.ones((2, 2)), seed=-1)
    assert refusal(raised) == ("the seed of the errors or their first run is negative", "zero or more")
    with pytest.raises(MethodError) as raised:
        Rank("no")  # type: ignore[arg-type]
    assert refusal(raised)[0] == "there is no rule for ties 'no'"
    with pytest.raises(MethodError) as raised:
        Evaluations(np.ones((3, 1)), np.ones((4, 1)), np.ones((2, 3, 1)))
    assert refusal(raised) == (
        "The outputs of a pick-freeze design do not fit together",
        "a and b of shape (runs, outputs), ab and ba of shape (factors, runs, outputs)",
    )


def test_thresholds_of_nothing_and_of_all_are_taken() -> None:
    assert [Aggregation(threshold=share).threshold for share in (0.0, 1.0)] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("values", "median"), [([1, 2, 3, 10], 2.5), ([4, 1], 2.5), ([7, 1, 2], 2), ([5], 5), ([1, 2, np.nan, 9], 2)]
)
def test_median_of_what_is_known(values: list[float], median: float) -> None:
    names = tuple("vwxyz"[: len(values)])
    index = Index(tuple(Indicator(name, "top") for name in names), (Group("top"),))
    found = aggregate(index, Data(("U",), names, np.array([values], dtype=float)), Aggregation("median"))
    assert found.column("top").tolist() == [median]


def test_group_with_as_much_data_as_its_threshold_has_a_score() -> None:
    index = Index((Indicator("x", "top"), Indicator("y", "top")), (Group("top"),))
    data = Data(("U", "V"), ("x", "y"), np.array([[4.0, np.nan], [np.nan, np.nan]]))
    assert aggregate(index, data, Aggregation(threshold=0.5)).column("top").tolist() == pytest.approx(
        [4.0, np.nan], nan_ok=True
    )
    assert np.isnan(aggregate(index, data, Aggregation(threshold=0.51)).column("top")).all()


def test_whole_numbers_become_decimals() -> None:
    data = Data(("U", "V"), ("x",), np.array([[1], [2]]))  # type: ignore[arg-type]
    assert data.values.dtype == np.float64
    assert Data(("U",), ("x",), np.ones((1, 1))).values.dtype == np.float64


@pytest.mark.parametrize("kind", ["pearson", "spearman", "kendall"])
def test_two_units_go_together_wholly_and_one_says_nothing(kind: str) -> None:
    two = np.array([[1.0, 5.0], [2.0, 3.0]])
    assert correlations(two, kind)[0, 1] == pytest.approx(-1)  # type: ignore[arg-type]
    assert np.isnan(correlations(two[:1], kind)).all()  # type: ignore[arg-type]


def test_alpha_of_two_indicators_is_that_of_two_halves() -> None:
    values = np.array([[1.0, 2.0], [2.0, 2.0], [4.0, 5.0]])
    variances, total = values.var(axis=0, ddof=1).sum(), values.sum(axis=1).var(ddof=1)
    assert cronbach_alpha(values) == pytest.approx(2 * (1 - variances / total))
    assert cronbach_alpha(values[:2]) == pytest.approx(2 * (1 - 0.5 / values[:2].sum(axis=1).var(ddof=1)))
    for few in (values[:, :1], values[:1]):
        with pytest.raises(MethodError):
            cronbach_alpha(few)


def test_distance_to_the_best_is_a_part_of_the_range() -> None:
    data = Data(("U", "V", "W"), ("x",), np.array([[10.0], [14.0], [20.0]]))
    assert normalise(data, np.ones(1), DistanceToMaximum()).column("x").tolist() == pytest.approx([0, 0.4, 1])
    assert normalise(data, -np.ones(1), DistanceToMaximum()).column("x").tolist() == pytest.approx([1, 0.6, 0])


SKEWED = np.array([1.0, 1.0, 2.0, 3.0, 9.0])


def test_shape_is_well_below_its_thresholds_and_not_on_them() -> None:
    found = column_shape(SKEWED, Treatment())
    on = Treatment(skewness=found.skewness, kurtosis=found.kurtosis)
    above = Treatment(skewness=found.skewness + 1e-9, kurtosis=found.kurtosis)
    beside = Treatment(skewness=found.skewness, kurtosis=found.kurtosis + 1e-9)
    assert [column_shape(SKEWED, one).passed for one in (on, above, beside)] == [False, True, True]
    # The same in another unit, in which squares add up to less than one.
    small = column_shape(SKEWED / 1000, Treatment())
    assert (small.skewness, small.kurtosis) == pytest.approx((found.skewness, found.kurtosis))


def test_ranks_between_two_places_are_in_proportion() -> None:
    # Four runs: ranks 1, 2, 2 and 3. The middle lies between the second and the third, both 2.
    tally = RankTally(("U", "V"), np.array([[1, 2, 1], [0, 0, 0]]), 4)
    found = tally.statistics
    assert (found.mean[0], found.median[0], found.low[0], found.high[0]) == pytest.approx((2, 2, 1.15, 2.85))
    assert np.isnan([found.mean[1], found.median[1], found.low[1], found.high[1]]).all()


def test_knots_keep_the_mean_of_the_tails_and_the_scale() -> None:
    draws = np.random.default_rng(1).normal(50, 10, 5_000)
    knots, ordered = knot_scores(draws).astype(float), np.sort(draws)
    tail = round(5_000 / (KNOTS - 1))
    assert (knots[0] + knots[1]) / 2 == pytest.approx(ordered[:tail].mean(), rel=1e-5)
    assert (knots[-1] + knots[-2]) / 2 == pytest.approx(ordered[-tail:].mean(), rel=1e-5)
    wide = knot_scores(np.random.default_rng(1).normal(50, 60, 5_000))
    assert (wide.min(), wide.max(), len(wide)) == (0, 100, KNOTS)


def test_largest_group_stands_first_and_the_others_last() -> None:
    labels = [*"aaaaa", *"bbbbbbbb", *"cccccc", "d"]
    assert list(pool_groups(labels, 3)) == ["b", "c", "others"]
    assert list(pool_groups([*"aaaaa", *"bbbbbbbb", *"cccccc"], 3)) == ["b", "c", "a"]


def test_one_run_has_the_rank_it_found() -> None:
    found = RankTally(("U", "V"), np.array([[0, 1], [1, 0]]), 1).statistics
    assert [one.tolist() for one in (found.mean, found.median, found.low, found.high)] == [[2, 1]] * 4


def test_errors_that_are_all_zero_are_no_factor() -> None:
    names = ("x", "y")
    data = Data(("U", "V"), names, np.array([[1.0, 2.0], [3.0, 4.0]]))
    opened = Alternatives(normalisations=(Scaled(), DistanceToMaximum()), errors=CellErrors(np.zeros((2, 2)), 1))
    found = plan_runs(data, opened, ChoiceDesign(np.random.default_rng(1), runs=4))
    assert found.factors == ("normalisation",)
    without = plan_runs(data, replace(opened, errors=None), ChoiceDesign(np.random.default_rng(1), runs=4))
    assert without.picks.tolist() == found.picks.tolist()


def test_runs_of_a_plan_see_the_tables_of_their_place() -> None:
    errors = CellErrors(np.ones((2, 2)), 1, plan=np.array([[0, 0], [1, 0], [0, 0], [0, 1]]))
    assert errors.tables(4).tolist() == [0, 2, 0, 1]
    assert errors.shift(1).tables(2).tolist() == [2, 0]
    assert CellErrors(np.ones((2, 2)), 1).shift(3).tables(2).tolist() == [3, 4]
    assert CellErrors(np.zeros((2, 2)), 1).shift(3).tables(2).tolist() == [0, 0]


def test_first_expert_whose_points_are_wrong_is_named() -> None:
    for points, total, what in (
        ([[50.0, 50.0], [0.0, 0.0], [0.0, 0.0]], None, "expert 2 of the budget allocation gives no points"),
        ([[0.5, 0.25], [0.0, 0.0]], None, "expert 2 of the budget allocation gives no points"),
        ([[0.0, 0.0], [50.0, 50.0]], None, "expert 1 of the budget allocation gives no points"),
        (
            [[50.0, 50.0], [50.0, 50.0], [60.0, 50.0]],
            100.0,
            "the points of expert 3 of the budget allocation add up to 110",
        ),
    ):
        with pytest.raises(MethodError) as raised:
            budget_weights(np.array(points), total)
        assert refusal(raised) == (what, f"a sum of {total:g}" if total else "some points from each expert")
