from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import MethodError
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.weigh import (
    budget_weights,
    component_weights,
    effective_weights,
    equal_weights,
    given_weights,
    pairwise_weights,
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
    with pytest.raises(MethodError, match="negative or missing"):
        budget_weights(np.array([[50.0, np.nan]]))


def test_pairwise_weights_of_comparisons_that_agree() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    found = pairwise_weights(weights[:, None] / weights)
    np.testing.assert_allclose(found.weights, weights)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)


def test_pairwise_weights_of_comparisons_that_contradict_each_other() -> None:
    """a over b over c over a: the circle leaves all weights equal and the ratio far above 0.1."""
    found = pairwise_weights(np.array([[1, 3, 1 / 3], [1 / 3, 1, 3], [3, 1 / 3, 1]]))
    np.testing.assert_allclose(found.weights, [1 / 3] * 3)
    assert found.eigenvalue == pytest.approx(1 + 3 + 1 / 3)
    assert found.consistency_ratio == pytest.approx((4 / 3) / 2 / 0.58)


@pytest.mark.parametrize("matrix", [[[1.0, 2.0], [2.0, 1.0]], [[1.0, 2.0, 3.0]], [[1.0, -2.0], [-0.5, 1.0]]])
def test_pairwise_weights_of_no_reciprocal_matrix(matrix: list) -> None:
    with pytest.raises(MethodError):
        pairwise_weights(np.array(matrix))


def test_component_weights_add_up_to_one_and_follow_what_varies_together() -> None:
    rng = np.random.default_rng(1)
    shared, own = rng.normal(size=200), rng.normal(size=200)
    values = np.column_stack([shared, shared + 0.1 * own, own, rng.normal(size=200)])
    weights = component_weights(values)
    assert weights.sum() == pytest.approx(1)
    assert weights[:2].min() > weights[2:].max()
    assert np.sum(principal_components(values).deviations ** 2) == pytest.approx(4)


def test_component_weights_need_data() -> None:
    with pytest.raises(MethodError, match="at least three units"):
        principal_components(np.array([[1.0, 2.0], [np.nan, 3.0]]))
    with pytest.raises(MethodError, match="not constant"):
        principal_components(np.array([[1.0, 2.0], [1.0, 3.0], [1.0, 5.0]]))


def test_perturbed_weights_stay_within_their_spread() -> None:
    weights = perturb_weights(INDEX, {2: 0.25}, 500, np.random.default_rng(1))
    assert (weights[:, [0, 1, 2, 5]] == INDEX.weights[[0, 1, 2, 5]]).all()
    assert (np.abs(weights[:, 3] / 2 - 1) <= 0.25).all()
    assert weights[:, 3].std() == pytest.approx(2 * 0.5 / np.sqrt(12), rel=0.1)
    with pytest.raises(MethodError, match="spread"):
        perturb_weights(INDEX, {2: 1.5}, 1, np.random.default_rng(1))
