"""The kernel of weighted means: shapes, precision, missing children, and agreement of its three callers."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.files.frameworks import load_framework
from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.means import PowerMean, exchanged_means, weighted_means
from publicvalue.scores.tree import Tree, build_tree

STARTS = np.array([0, 2])
VALUES = np.array([[2.0, np.nan], [8.0, 4.0], [5.0, np.nan], [5.0, np.nan]])
WEIGHTS = np.array([[1.0], [3.0], [1.0], [1.0]])


@pytest.mark.parametrize(
    ("power", "expected"), [(1, 6.5), (0, 2**0.25 * 8**0.75), (-1, 4 / (1 / 2 + 3 / 8)), (2, (196 / 4) ** 0.5)]
)
def test_means_of_any_power_leave_out_what_is_missing(power: float, expected: float) -> None:
    found = weighted_means(VALUES, WEIGHTS, STARTS, PowerMean(power))
    np.testing.assert_allclose(found, [[expected, 4.0], [5.0, np.nan]], rtol=1e-14)


def test_a_group_without_weight_has_no_score() -> None:
    found = weighted_means(np.array([[1.0], [2.0]]), np.zeros((2, 1)), np.zeros(1, np.intp), PowerMean())
    assert np.isnan(found).all()


def test_floor_holds_for_means_that_zero_would_erase() -> None:
    zero = np.array([[0.0], [100.0]])
    starts, weights = np.zeros(1, np.intp), np.ones((2, 1))
    assert weighted_means(zero, weights, starts, PowerMean(0, floor=1.0))[0, 0] == pytest.approx(10.0)
    assert weighted_means(zero, weights, starts, PowerMean(1, floor=1.0))[0, 0] == 50.0


def test_single_precision_stays_single() -> None:
    found = weighted_means(VALUES.astype(np.float32), WEIGHTS.astype(np.float32), STARTS, PowerMean(0.5))
    assert found.dtype == np.float32


def test_weights_of_every_run_meet_the_values_of_every_unit() -> None:
    rng = np.random.default_rng(1)
    values, weights = rng.uniform(1, 9, (4, 1, 5)), rng.uniform(0, 1, (4, 3, 1))
    found = weighted_means(values, weights, STARTS, PowerMean())
    assert found.shape == (2, 3, 5)
    plain = (values[2:] * weights[2:]).sum(axis=0) / weights[2:].sum(axis=0)
    np.testing.assert_allclose(found[1], plain, rtol=1e-14)


def as_index(tree: Tree) -> Index:
    """The same tree as a composite index."""
    parents = [
        (child, level.nodes[parent], weight)
        for level in tree.levels
        for child, parent, weight in zip(level.children, level.parents, level.weights, strict=True)
    ]
    leaves = len(tree.indicators)
    return Index(
        tuple(Indicator(code, parent, weight=float(weight)) for code, parent, weight in parents[:leaves]),
        (Group(tree.levels[-1].nodes[0]), *(Group(c, p, float(w)) for c, p, w in parents[leaves:])),
    )


def test_assessment_and_composite_index_agree_on_the_same_tree() -> None:
    tree = build_tree(load_framework("public-value/1.0").framework)
    scores = np.random.default_rng(2).uniform(1, 100, (20, len(tree.indicators)))
    scores[np.random.default_rng(3).random(scores.shape) < 0.6] = np.nan
    index = as_index(tree)
    means = tuple(Aggregation(level.mean) for level in tree.levels)
    found = aggregate(index, Data(tuple(f"u{n}" for n in range(20)), tree.indicators, scores), means)
    assert len(tree.levels) == 3
    for level, climbed in zip(tree.levels, aggregate_tree(tree, scores), strict=True):
        np.testing.assert_allclose(climbed, found.columns(level.nodes).values, rtol=1e-12, atol=1e-10)


@pytest.mark.parametrize("picks", [None, np.array([0, 1, 0, 1, 1])])
def test_a_group_with_one_child_exchanged_has_the_digits_of_the_whole_group(picks: np.ndarray | None) -> None:
    rng, means = np.random.default_rng(1), [PowerMean(0, 1.0), PowerMean(1)]
    values, weights, new = rng.uniform(0, 100, (3, 5)), rng.random((3, 5)), rng.uniform(0, 100, (4, 5))
    values[0, 2] = values[2] = new[1, 3] = np.nan
    groups = np.stack([np.broadcast_to(values[0], new.shape), new, np.broadcast_to(values[2], new.shape)])
    first = np.zeros(1, np.intp)
    geometric, arithmetic = (weighted_means(groups, weights[:, np.newaxis], first, mean)[0] for mean in means)
    expected = geometric if picks is None else np.where(picks == 0, geometric, arithmetic)
    np.testing.assert_array_equal(exchanged_means(values, weights, (1, new), means, picks), expected)
