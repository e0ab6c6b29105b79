"""What cannot be computed is refused, naming the unit and the indicator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from publicvalue.errors import InputError, MethodError
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.denominate import denominate
from publicvalue.scores.composite.impute import Imputation, impute, impute_panel
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import (
    Borda,
    DistanceToMaximum,
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    Goalposts,
    MinMax,
    PercentileRank,
    Posts,
    Rank,
    ZScore,
    normalise,
)
from publicvalue.scores.composite.screen import Screening, screen
from publicvalue.scores.composite.treat import Treatment
from publicvalue.scores.composite.weigh import given_weights

INDEX = Index((Indicator("x", "a"), Indicator("y", "b")), (Group("top"), Group("a", "top"), Group("b", "top")))
UP = np.ones(2)


def data(*rows: tuple[float, float]) -> Data:
    return Data(tuple("UVWZ"[: len(rows)]), ("x", "y"), np.array(rows, dtype=np.float64))


def what(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.what for problem in error.value.problems]


def test_data_infinite_value() -> None:
    with pytest.raises(InputError) as raised:
        data((1, 2), (3, np.inf))
    assert what(raised) == ["unit V, indicator y: the value is infinite"]


def test_data_names_twice_and_wrong_shape() -> None:
    with pytest.raises(InputError) as raised:
        Data(("U", "U"), ("x",), np.ones((2, 1)))
    assert what(raised) == ["unit U stands 2 times in the data"]
    with pytest.raises(InputError) as raised:
        Data(("U",), ("x",), np.ones((2, 1)))
    assert what(raised) == ["the values have shape (2, 1)"]


def test_data_without_units() -> None:
    with pytest.raises(InputError) as raised:
        Data((), ("x", "y"), np.empty((0, 2)))
    assert what(raised) == ["the data hold no unit"]


def test_a_direction_for_each_indicator_is_asked_for() -> None:
    with pytest.raises(InputError) as raised:
        normalise(data((1, 2), (3, 4)), np.ones(3), MinMax())
    assert what(raised) == ["3 directions are given for 2 indicators"]


def test_one_unit_cannot_be_compared_with_others() -> None:
    with pytest.raises(InputError) as raised:
        normalise(data((1, np.nan)), UP, MinMax())
    assert what(raised) == ["indicator x is constant: its one known value is 1, so unit U has no score in it"]


def test_items_without_a_code_and_weights_that_are_no_number() -> None:
    with pytest.raises(InputError) as raised:
        Index((Indicator("", "top"), Indicator("x", "top", weight="much")), (Group("top", weight=np.inf),))  # type: ignore[arg-type]
    assert what(raised) == [
        "an item below 'top' has no code",
        "indicator x: its weight is much",
        "group top: its weight is inf",
    ]


@pytest.mark.parametrize(
    "method",
    [
        MinMax(),
        ZScore(),
        Rank(),
        Borda(),
        PercentileRank(),
        DistanceToMaximum(),
        FractionOfMaximum(),
        DistanceToReference("U"),
        DistanceToTarget({"x": 5, "y": 5}),
    ],
)
def test_normalise_constant_column(method: MinMax) -> None:
    with pytest.raises(InputError) as raised:
        normalise(data((0.1, 1), (0.1, 2), (0.1, 3)), UP, method)
    assert what(raised)[0] == "indicator x is constant: all 3 known values are 0.1, so unit U has no score in it"


def test_normalise_constant_column_has_a_meaning_between_goalposts() -> None:
    posts = Goalposts({"x": Posts(0, 10), "y": Posts(0, 10)})
    assert normalise(data((5, 1), (5, 2)), UP, posts).column("x").tolist() == [50, 50]


def test_normalise_target_that_is_no_better_than_the_worst() -> None:
    with pytest.raises(InputError) as raised:
        normalise(data((1, 1), (2, 2)), UP, DistanceToTarget({"x": 3, "y": 1}))
    assert [(one.what, one.expected) for one in raised.value.problems] == [
        (
            "indicator y cannot be normalised by DistanceToTarget, so unit U has no score in it",
            "a target, or a reference unit with a value, that is better than the worst value",
        )
    ]


def test_normalise_constant_column_may_be_left_missing() -> None:
    scores = normalise(data((5, 1), (5, 2)), UP, MinMax(), constant="missing")
    np.testing.assert_array_equal(scores.values, [[np.nan, 0], [np.nan, 100]])


def test_normalise_column_without_values_stays_missing() -> None:
    scores = normalise(data((np.nan, 1), (np.nan, 2)), UP, PercentileRank())
    np.testing.assert_array_equal(scores.values, [[np.nan, 0], [np.nan, 1]])


def test_normalise_direction_of_zero() -> None:
    with pytest.raises(InputError) as raised:
        normalise(data((1, 1), (2, 2)), np.array([1.0, 0.0]), MinMax())
    assert what(raised) == ["indicator y: its direction is 0"]


def test_normalise_reference_without_a_value() -> None:
    with pytest.raises(InputError) as raised:
        normalise(data((1, np.nan), (2, 2), (3, 3)), UP, DistanceToReference("U"))
    assert "indicator y cannot be normalised by DistanceToReference, so unit V has no score in it" in what(raised)


def test_normalise_target_that_is_not_given() -> None:
    with pytest.raises(InputError) as raised:
        normalise(data((1, 1), (2, 2)), UP, DistanceToTarget({"x": 3}))
    assert what(raised) == ["indicator y has no target"]


def test_aggregate_geometric_mean_of_what_is_not_positive() -> None:
    with pytest.raises(InputError) as raised:
        aggregate(INDEX, data((1, 0), (-2, 3)), Aggregation("geometric"))
    assert what(raised) == ["unit V, indicator x: its value under a geometric mean is −2"]
    with pytest.raises(InputError) as raised:
        aggregate(INDEX, data((1, 0), (2, 3)), Aggregation("geometric"))
    assert what(raised) == ["unit U, indicator y: its value under a geometric mean is 0"]


@pytest.mark.parametrize("value", [0, -2])
def test_aggregate_harmonic_mean_of_what_is_not_positive(value: float) -> None:
    with pytest.raises(InputError) as raised:
        aggregate(INDEX, data((1, 4), (value, 3)), Aggregation("harmonic"))
    assert what(raised) == [f"unit V, indicator x: its value under a harmonic mean is {value}".replace("-", "−")]


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Aggregation("mean"), "there is no aggregation 'mean'"),
        (lambda: Imputation("mode"), "there is no statistic to impute 'mode'"),
        (lambda: Treatment(transformation="boxcox"), "there is no transformation 'boxcox'"),
        (lambda: Treatment(points=-1), "-1 points are to be winsorised"),
        (lambda: impute_panel(data((1, 2)), ["A"], [2020], "last"), "there is no method for a panel 'last'"),
    ],
)
def test_methods_that_do_not_exist(build: Callable[[], object], said: str) -> None:
    with pytest.raises(MethodError, match=said):
        build()


def test_aggregate_quadratic_mean_takes_negative_values_and_a_root_does_not() -> None:
    one = Index((Indicator("x", "top"), Indicator("y", "top")), (Group("top"),))
    squares = aggregate(one, data((-3, 3)), Aggregation("generalised", 2))
    assert squares.column("top").tolist() == [3]
    with pytest.raises(InputError, match="unit U, indicator x: its value under a generalised mean is −3"):
        aggregate(one, data((-3, 3)), Aggregation("generalised", 0.5))


def test_aggregate_data_without_an_indicator() -> None:
    with pytest.raises(InputError) as raised:
        aggregate(INDEX, data((1, 2)).columns(["x"]))
    assert what(raised) == ["indicator y has no column in the data"]


def test_aggregate_wrong_number_of_levels() -> None:
    with pytest.raises(MethodError, match="1 aggregations are given"):
        aggregate(INDEX, data((1, 2)), (Aggregation(),))


@pytest.mark.parametrize("settings", [{"kind": "generalised", "power": 0}, {"threshold": 1.5}])
def test_aggregate_impossible_settings(settings: dict) -> None:
    with pytest.raises(MethodError):
        Aggregation(**settings)


def test_weights_that_add_up_to_nothing_or_are_unknown() -> None:
    with pytest.raises(MethodError, match="the weights in group a add up to nothing"):
        given_weights(INDEX, {"x": 0})
    with pytest.raises(MethodError, match="x: its weight is negative"):
        given_weights(INDEX, {"x": -1})
    with pytest.raises(MethodError, match="weights are given for z"):
        given_weights(INDEX, {"z": 1})


def test_denominate_by_zero_or_without_a_row() -> None:
    with pytest.raises(InputError) as raised:
        denominate(data((1, 2)), Data(("U",), ("people",), np.zeros((1, 1))), {"y": "people"})
    assert what(raised) == ["unit U, indicator y: its denominator people is 0"]
    with pytest.raises(InputError) as raised:
        denominate(data((1, 2)), Data(("V",), ("people",), np.ones((1, 1))), {"y": "people"})
    assert what(raised) == ["unit U has no row among the denominators"]


def test_impute_groups_that_do_not_fit() -> None:
    with pytest.raises(InputError) as raised:
        impute(data((1, 2), (3, 4)), Imputation("mean", ("a",)))
    assert what(raised) == ["1 groups are given for 2 units"]


def test_impute_panel_time_twice() -> None:
    with pytest.raises(InputError) as raised:
        impute_panel(data((1, 2), (3, 4)), ["A", "A"], [2020, 2020], "latest")
    assert what(raised) == ["unit A has a time twice in the panel"]


def test_screen_unknown_unit() -> None:
    with pytest.raises(InputError) as raised:
        screen(data((1, 2)), Screening(forced={"Q": True}))
    assert what(raised) == ["unit Q is to be kept or removed but is not in the data"]
