"""How indicators go together: each name is what it says, and no other name is taken for one of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from publicvalue.errors import MethodError
from publicvalue.measures.agreement import alpha_interval, krippendorff_alpha
from publicvalue.scores.composite.describe import correlations
from publicvalue.scores.composite.normalise import Rank
from publicvalue.scores.composite.ranking import rank_upwards
from publicvalue.scores.composite.uncertainty import pick_alternatives


def tau(one: np.ndarray, other: np.ndarray) -> float:
    """Return tau-b from every pair of units."""
    pairs = list(combinations(range(len(one)), 2))
    signs = np.array([[np.sign(one[a] - one[b]), np.sign(other[a] - other[b])] for a, b in pairs])
    return float(signs.prod(axis=1).sum() / np.sqrt(np.prod((signs != 0).sum(axis=0))))


def test_kendall_of_ranks_is_the_share_of_pairs_in_order_less_the_rest() -> None:
    # Of six pairs, five in the same order and one in the other: (5 - 1) / 6.
    values = np.array([[1.0, 1], [2, 2], [3, 4], [4, 3]])
    assert correlations(values, "kendall")[0, 1] == pytest.approx(4 / 6)


def test_kendall_of_tied_values_is_tau_b_over_units_that_have_both() -> None:
    values = np.random.default_rng(1).integers(0, 5, (40, 3)).astype(float)
    values[3, 0] = values[7, 2] = np.nan
    found = correlations(values, "kendall")
    for first, second in combinations(range(3), 2):
        known = ~np.isnan(values[:, [first, second]]).any(axis=1)
        assert found[first, second] == pytest.approx(tau(values[known, first], values[known, second]))
    assert np.isnan(correlations(np.column_stack([values, np.ones(40)]), "kendall")[3]).all()


def test_the_three_kinds_differ() -> None:
    values = np.random.default_rng(2).lognormal(size=(30, 2))
    assert len({float(correlations(values, kind)[0, 1]) for kind in ("pearson", "spearman", "kendall")}) == 3


@pytest.mark.parametrize(
    "work",
    [
        lambda: correlations(np.eye(3), "Kendall"),
        lambda: correlations(np.eye(3), "spearmann"),
        lambda: krippendorff_alpha(np.eye(3), "intervall"),
        lambda: alpha_interval(np.eye(3), "", 10, np.random.default_rng(1)),
        lambda: rank_upwards(np.arange(3.0), "average"),
        lambda: Rank("average"),
        lambda: pick_alternatives(np.zeros((2, 1)), (2,), "units"),
    ],
)
def test_an_unknown_name_is_refused_with_those_that_are_known(work) -> None:
    with pytest.raises(MethodError, match=r"there is no .*\n    expected: one of: "):
        work()
