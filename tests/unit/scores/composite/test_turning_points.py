"""Where a step of a composite index turns: the limit itself, and the next on either side."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import InputError, MethodError
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.describe import growth_rate
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import Goalposts, Posts, normalise
from publicvalue.scores.composite.treat import Treatment, column_shape, transform
from publicvalue.scores.composite.weigh import citizen_weights
from publicvalue.scores.drivers.sobol import Evaluations

CODES = tuple("abcd")
FLAT = Index(tuple(Indicator(code, "top") for code in CODES), (Group("top"),))


def top(rows: list[list[float]], choice: Aggregation) -> list[float]:
    units = tuple("UVWXYZ"[: len(rows)])
    return [float(one) for one in aggregate(FLAT, Data(units, CODES, np.array(rows)), choice).column("top")]


@pytest.mark.parametrize(("power", "refused"), [(0.5, True), (3.0, True), (2.0, False), (1.0, False)])
def test_powers_that_take_nothing_below_zero_say_so(power: float, refused: bool) -> None:
    choice = Aggregation("generalised", power)
    if not refused:
        assert np.isfinite(top([[-1.0, 2, 3, 4]], choice)).all()
        return
    with pytest.raises(InputError) as raised:
        top([[-1.0, 2, 3, 4]], choice)
    assert len(raised.value.problems) == 1
    assert np.isfinite(top([[0.0, 2, 3, 4]], choice)).all()


@pytest.mark.parametrize(("power", "refused"), [(-1.0, True), (-2.0, True), (2.0, False)])
def test_powers_below_zero_do_not_take_zero(power: float, refused: bool) -> None:
    choice = Aggregation("generalised", power)
    if refused:
        with pytest.raises(InputError):
            top([[0.0, 2, 3, 4]], choice)
    assert np.isfinite(top([[0.5, 2, 3, 4]], choice)).all()


def test_other_means_take_what_lies_below_zero() -> None:
    assert top([[-1.0, 2, 3, 4]], Aggregation("arithmetic")) == [2.0]


def test_share_of_data_is_asked_of_each_unit() -> None:
    none = np.nan
    rows = [[1.0, none, none, none], [1.0, 3.0, none, none], [1.0, 2.0, 3.0, 4.0]]
    assert np.isnan(top(rows, Aggregation(threshold=0.5))).tolist() == [True, False, False]


@pytest.mark.parametrize("values", [(0.0, 2.0), (2.0, 0.0), (-1.0, 2.0)])
def test_growth_needs_values_above_zero(values: tuple[float, float]) -> None:
    with pytest.raises(MethodError):
        growth_rate(np.array(values), np.array([0.0, 1.0]))
    assert growth_rate(np.array([2.0, 8.0]), np.array([0.0, 2.0])) == pytest.approx(1.0)


def test_goalposts_of_what_is_better_when_low_begin_at_the_high_end() -> None:
    data = Data(tuple("UVW"), ("x",), np.array([[10.0], [40.0], [110.0]]))
    scores = normalise(data, np.array([-1.0]), Goalposts({"x": Posts(20, 100)}))
    assert scores.values[:, 0].tolist() == [100.0, 75.0, 0.0]


def test_shape_of_a_column_needs_four_values() -> None:
    four = column_shape(np.array([1.0, 2.0, 3.0, 10.0, np.nan]), Treatment())
    assert (round(four.skewness, 3), round(four.kurtosis, 3)) == (1.764, 3.228)
    assert np.isnan(column_shape(np.array([1.0, 2.0, 10.0]), Treatment()).skewness)


def test_no_transformation_leaves_values_as_they_are() -> None:
    assert transform(np.array([1.0, 5.0]), Treatment(transformation="none")).tolist() == [1.0, 5.0]


def test_each_person_may_be_drawn_again() -> None:
    points = np.array([[90.0, 10.0], [10.0, 90.0]])
    found = citizen_weights(points, np.ones(2), 200, np.random.default_rng(1))
    assert found[0].tolist() == pytest.approx([0.5, 0.5])
    assert {round(float(one), 3) for one in found[1:, 0]} == {0.9, 0.5, 0.1}


def test_one_run_is_no_design() -> None:
    with pytest.raises(MethodError) as raised:
        Evaluations(np.ones((1, 1)), np.ones((1, 1)), np.ones((2, 1, 1)))
    (problem,) = raised.value.problems
    assert (problem.what, problem.expected) == ("A pick-freeze design with 1 runs", "at least 2 runs")
