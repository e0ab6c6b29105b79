"""Comparisons in pairs: Saaty's own example, contradictions, and cells that are none."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import EvidenceError, MethodError
from publicvalue.measures.survey.priorities.pairs import (
    RANDOM_CONSISTENCY,
    pair_columns,
    pairwise_weights,
    read_pairs,
    weights_of_pairs,
)

HOUSE = (
    "1 5 3 7 6 6 1/3 1/4",
    "1/5 1 1/3 5 3 3 1/5 1/7",
    "1/3 3 1 6 3 4 6 1/5",
    "1/7 1/5 1/6 1 1/3 1/4 1/7 1/8",
    "1/6 1/3 1/3 3 1 1/2 1/5 1/6",
    "1/6 1/3 1/4 4 2 1 1/5 1/6",
    "3 5 1/6 7 5 5 1 1/2",
    "4 7 5 8 6 6 2 1",
)
"""Eight criteria of buying a house, compared in pairs: T. L. Saaty (1990), How to make a decision: The Analytic
Hierarchy Process, European Journal of Operational Research 48, 9-26, table 2."""


def test_weights_of_saatys_house_are_those_that_he_printed() -> None:
    cells = [row.split() for row in HOUSE]
    upper = [np.array([cells[i][j]], dtype=object) for i in range(8) for j in range(i + 1, 8)]
    names = pair_columns("house", "abcdefgh")
    weights, ratios = weights_of_pairs(read_pairs(upper, names), 8)
    np.testing.assert_allclose(weights[0], [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], atol=0.0006)
    assert ratios[0] == pytest.approx(0.169, abs=0.0006)


def test_cells_that_are_no_comparison_and_pairs_left_out_are_all_named() -> None:
    names = pair_columns("p", ("a", "b", "c"))
    assert names == ("p_a_b", "p_a_c", "p_b_c")
    cells = [np.array(column, dtype=object) for column in (["12", "1/3"], ["x", "0,5"], ["2", "1:9"])]
    with pytest.raises(EvidenceError) as refused:
        read_pairs(cells, names)
    assert [(one.place.row, one.place.field) for one in refused.value.problems] == [(1, "p_a_b"), (1, "p_a_c")]
    left_out = [np.array(column, dtype=object) for column in (["3", None], [None, None], ["2", None])]
    with pytest.raises(EvidenceError, match="comparisons are missing: p_a_c"):
        read_pairs(left_out, names)
    read = read_pairs([column[1:] for column in cells], names)
    np.testing.assert_allclose(read, [[1 / 3, 0.5, 1 / 9]])


def test_random_consistency_is_near_that_of_simulated_comparisons() -> None:
    rng = np.random.default_rng(3)
    scale = np.array([1 / 9, 1 / 8, 1 / 7, 1 / 6, 1 / 5, 1 / 4, 1 / 3, 1 / 2, *range(1, 10)])
    for size in range(3, 11):
        upper = np.triu(rng.choice(scale, (2000, size, size)), 1)
        below = np.swapaxes(np.divide(1, upper, out=np.zeros_like(upper), where=upper > 0), 1, 2)
        largest = np.linalg.eigvals(upper + below + np.eye(size)).real.max(axis=1)
        simulated = float(((largest - size) / (size - 1)).mean())
        assert RANDOM_CONSISTENCY[size - 1] == pytest.approx(simulated, abs=0.08)


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
