"""Small turns of a composite index, one by one: what is refused, with its whole message, and what just is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from publicvalue.errors import PublicValueError
from publicvalue.scores.composite.choice_effects import explore_choices
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.describe import growth_rate
from publicvalue.scores.composite.impute import impute_panel
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.measurement import CellErrors, check_errors
from publicvalue.scores.composite.normalise import Borda, normalise
from publicvalue.scores.composite.treat import Treatment, transform
from publicvalue.scores.composite.uncertainty import Alternatives, pick_alternatives
from publicvalue.scores.composite.weigh import (
    budget_weights,
    given_weights,
    group_weights,
    perturb_weights,
    principal_components,
)
from publicvalue.scores.drivers.sobol import split_blocks, split_interleaved
from publicvalue.scores.portfolio.draws import knot_scores

INDEX = Index((Indicator("x", "top"), Indicator("y", "top")), (Group("top"),))
DATA = Data(("U", "V", "W"), ("x", "y"), np.array([[3.0, 1.0], [1.0, 2.0], [2.0, 3.0]]))
ERRORS = np.full((3, 2), 0.1)


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (
            lambda: explore_choices(INDEX, DATA, Alternatives()),
            "each choice has one alternative\n    expected: a second one\n    do: give alternatives to try",
        ),
        (
            lambda: CellErrors(ERRORS, 1, plan=np.array([-1])),
            "the plan of the errors is no table of draws\n    expected: draws of runs by indicators, from 0",
        ),
        (
            lambda: check_errors(CellErrors(ERRORS[:2], 1), DATA),
            "the errors of the cells have shape (2, 2)\n"
            "    expected: (3, 2), units by indicators, or several draws of it\n"
            "    do: give the errors in the shape of the data",
        ),
        (
            lambda: pick_alternatives(np.full((1, 3), 0.5), (2, 1)),
            "3 columns of draws are given\n    expected: 2, one for each choice",
        ),
        (
            lambda: given_weights(INDEX, {"x": 1, "y": 2}, total=1),
            "the weights in group top add up to 3: x 1, y 2\n    expected: a sum of 1\n"
            "    do: correct them, or leave the total out: any scale counts",
        ),
        (
            lambda: group_weights(INDEX, "top", np.ones((4, 3))),
            "3 weights are given for group top\n    expected: one for each of x, y",
        ),
        (
            lambda: given_weights(INDEX, {"x": 0, "y": 0}),
            "the weights in group top add up to nothing: those of x, y are 0\n    expected: a sum above zero",
        ),
        (
            lambda: principal_components(np.array([[1.0, 2.0], [2.0, np.nan], [3.0, 1.0]])),
            "principal components: 2 of 3 units have no missing value\n"
            "    expected: at least three units without missing values",
        ),
        (
            lambda: transform(np.array([0.5, 1.0]), Treatment(transformation="log gii")),
            "the logarithm of the Global Innovation Index needs a largest value above 1",
        ),
        (
            lambda: split_blocks(np.zeros((0, 1)), 2),
            "0 rows of outputs\n    expected: a multiple of 4: the whole pick-freeze design",
        ),
    ],
)
def test_what_is_refused_says_what_and_what_is_expected(work: Callable[[], object], said: str) -> None:
    with pytest.raises(PublicValueError) as caught:
        work()
    assert str(caught.value) == said


def test_what_lies_on_a_limit_is_taken() -> None:
    assert CellErrors(ERRORS, 0).seed == 0
    assert growth_rate(np.array([0.5, 1.0]), np.array([2020.0, 2021.0])) == pytest.approx(1)
    assert budget_weights(np.array([[0.5, 0.5]])).tolist() == pytest.approx([0.5, 0.5])
    same = perturb_weights(INDEX, {1: 0.0}, 2, np.random.default_rng(1))
    assert np.array_equal(same, np.broadcast_to(INDEX.weights, same.shape))


def test_a_series_that_is_never_known_stays_unknown() -> None:
    panel = Data(("A20", "A21", "B20", "B21"), ("x",), np.array([[np.nan], [np.nan], [1.0], [np.nan]]))
    found = impute_panel(panel, ["A", "A", "B", "B"], [2020, 2021, 2020, 2021], "linear")
    np.testing.assert_array_equal(found.values[:, 0], [np.nan, np.nan, 1, 1])


def test_borda_counts_the_units_that_are_exceeded() -> None:
    assert normalise(DATA, np.ones(2), Borda()).values.tolist() == [[2, 0], [0, 1], [1, 2]]


def test_outputs_of_a_design_are_read_as_they_stand() -> None:
    outputs = np.arange(8.0)[:, None]
    blocks = split_blocks(outputs, 2)
    assert [one.ravel().tolist() for one in (blocks.a, blocks.b, *blocks.ab)] == [[0, 1], [2, 3], [4, 5], [6, 7]]
    runs = split_interleaved(outputs, 2, second=False)
    assert [one.ravel().tolist() for one in (runs.a, runs.b, *runs.ab)] == [[0, 4], [3, 7], [1, 5], [2, 6]]


def test_knots_of_few_draws_end_by_the_outermost_alone() -> None:
    knots = knot_scores(np.array([10.0, 50.0, 90.0]))
    assert (knots[0], knots[-1]) == (pytest.approx(20 - knots[1]), pytest.approx(180 - knots[-2]))
