from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import MethodError
from publicvalue.scores.composite.aggregate import aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.uncertainty import Alternatives, draw_picks, run_uncertainty
from publicvalue.scores.composite.weigh import (
    budget_weights,
    citizen_weights,
    component_weights,
    effective_weights,
    equal_weights,
    given_weights,
    group_weights,
    perturb_weights,
    principal_components,
)

INDEX = Index(
    (Indicator("x", "a", 1, 3), Indicator("y", "a"), Indicator("z", "b")),
    (Group("top"), Group("a", "top", 2), Group("b", "top", 3)),
)


def test_effective_weights_multiply_down_the_tree() -> None:
    np.testing.assert_allclose(effective_weights(INDEX), [0.3, 0.1, 0.6, 0.4, 0.6, 1])
    np.testing.assert_allclose(effective_weights(INDEX, equal_weights(INDEX)), [0.25, 0.25, 0.5, 0.5, 0.5, 1])


def test_given_weights_replace_the_own() -> None:
    assert given_weights(INDEX, {"y": 3, "b": 1}).tolist() == [3, 3, 1, 2, 1, 1]


def test_budget_weights_count_every_expert_alike() -> None:
    np.testing.assert_allclose(budget_weights(np.array([[50.0, 50.0], [10.0, 0.0]])), [0.75, 0.25])
    with pytest.raises(MethodError, match="expert 2 of the budget allocation gives no points"):
        budget_weights(np.array([[50.0, 50.0], [0.0, 0.0]]))
    with pytest.raises(MethodError, match="expert 1 of the budget allocation gives item 2 points that are negative or"):
        budget_weights(np.array([[50.0, np.nan]]))


def test_budget_weights_of_points_that_do_not_add_up() -> None:
    points = np.array([[60.0, 40.0], [50.0, 49.0]])
    assert budget_weights(points).tolist() == pytest.approx([(0.6 + 50 / 99) / 2, (0.4 + 49 / 99) / 2])
    with pytest.raises(MethodError, match="the points of expert 2 of the budget allocation add up to 99"):
        budget_weights(points, total=100)


def test_given_weights_that_do_not_add_up() -> None:
    assert given_weights(INDEX, {"x": 0.7, "y": 0.3}, total=1).tolist() == [0.7, 0.3, 1, 2, 3, 1]
    with pytest.raises(MethodError, match=r"the weights in group a add up to 0.9: x 0.7, y 0.2"):
        given_weights(INDEX, {"x": 0.7, "y": 0.2}, total=1)


def test_group_weights_take_several_sets_for_one_group() -> None:
    found = group_weights(INDEX, "a", np.array([[0.1, 0.9], [0.5, 0.5]]))
    assert found.tolist() == [[0.1, 0.9, 1, 2, 3, 1], [0.5, 0.5, 1, 2, 3, 1]]
    with pytest.raises(MethodError, match="3 weights are given for group a"):
        group_weights(INDEX, "a", np.ones(3))
    with pytest.raises(MethodError, match="z: not a group"):
        group_weights(INDEX, "z", np.ones(3))
    with pytest.raises(MethodError, match="y: its weight is negative or not a number, -1"):
        group_weights(INDEX, "a", np.array([1.0, -1.0]))


def test_weights_of_citizens_count_people_and_hold_the_truth_in_95_of_100_samples() -> None:
    rng = np.random.default_rng(5)
    doubled = citizen_weights(np.array([[60.0, 40.0], [20.0, 80.0]]), np.array([2.0, 1.0]), 0, rng)
    repeated = citizen_weights(np.array([[60.0, 40.0], [60.0, 40.0], [20.0, 80.0]]), np.ones(3), 0, rng)
    np.testing.assert_allclose(doubled, repeated)
    # The truth is the closed geometric centre of all people: equal parts here.
    held = 0
    for _ in range(1000):
        logs = rng.normal(0, 0.8, (60, 3))
        shares = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
        found = citizen_weights(100 * shares, np.ones(60), 400, rng)
        assert found.sum(axis=1) == pytest.approx(1)
        low, high = np.quantile(found[1:, 0], [0.025, 0.975])
        held += low <= 1 / 3 <= high
    assert 0.93 <= held / 1000 <= 0.965


def test_weights_of_citizens_vary_the_runs_of_an_index() -> None:
    points = np.array([[90.0, 10.0], [50.0, 50.0], [10.0, 90.0]])
    sets = group_weights(INDEX, "a", citizen_weights(points, np.ones(3), 50, np.random.default_rng(1)))
    data = Data(("U", "V"), ("x", "y", "z"), np.array([[1.0, 9.0, 5.0], [7.0, 2.0, 4.0]]))
    alternatives = Alternatives(weights=sets)
    found = run_uncertainty(INDEX, data, alternatives, draw_picks(alternatives, 200, np.random.default_rng(2)), ("a",))
    assert len(np.unique(found.picks[:, 3])) == 51
    assert found.scores[:, :, 0].std(axis=0).min() > 0
    assert aggregate(INDEX, data, weights=sets[0]).column("a").tolist() == pytest.approx([5, 4.5])


@pytest.mark.parametrize("people", [np.ones(2), np.array([1.0, 0.0, 1.0]), np.array([1.0, np.nan, 1.0])])
def test_weights_of_citizens_need_a_weight_for_each(people: np.ndarray) -> None:
    with pytest.raises(MethodError, match="the survey weights do not fit the people"):
        citizen_weights(np.full((3, 2), 50.0), people, 5, np.random.default_rng(1))


def test_component_weights_add_up_to_one_and_follow_what_varies_together() -> None:
    rng = np.random.default_rng(1)
    shared, own = rng.normal(size=200), rng.normal(size=200)
    values = np.column_stack([shared, shared + 0.1 * own, own, rng.normal(size=200)])
    weights = component_weights(Data(tuple(map(str, range(200))), tuple("abcd"), values))
    assert weights.sum() == pytest.approx(1)
    assert weights[:2].min() > weights[2:].max()
    assert np.sum(principal_components(values).deviations ** 2) == pytest.approx(4)


def test_component_weights_need_data() -> None:
    with pytest.raises(MethodError, match="at least three units"):
        principal_components(np.array([[1.0, 2.0], [np.nan, 3.0]]))
    with pytest.raises(MethodError, match="0 of 2 units have no missing value"):
        principal_components(np.array([[1.0, np.nan], [np.nan, 3.0]]))
    constant = np.array([[4.0, 2.0], [4.0, 3.0], [4.0, 5.0], [7.0, np.nan]])
    with pytest.raises(MethodError, match="indicator x is constant at 4 over the units without missing values"):
        component_weights(Data(tuple("UVWZ"), ("x", "y"), constant))
    with pytest.raises(MethodError, match="indicator 1 is constant at 4"):
        principal_components(constant)


def test_perturbed_weights_stay_within_their_spread() -> None:
    weights = perturb_weights(INDEX, {2: 0.25}, 500, np.random.default_rng(1))
    assert (weights[:, [0, 1, 2, 5]] == INDEX.weights[[0, 1, 2, 5]]).all()
    assert (np.abs(weights[:, 3] / 2 - 1) <= 0.25).all()
    assert weights[:, 3].std() == pytest.approx(2 * 0.5 / np.sqrt(12), rel=0.1)
    with pytest.raises(MethodError, match="spread"):
        perturb_weights(INDEX, {2: 1.5}, 1, np.random.default_rng(1))
