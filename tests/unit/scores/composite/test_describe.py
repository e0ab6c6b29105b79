"""How indicators go together: each name is what it says, and no other name is taken for one of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from publicvalue.errors import MethodError
from publicvalue.measures.kernels.agreement import alpha_interval, krippendorff_alpha
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.describe import correlations, cronbach_alpha
from publicvalue.scores.composite.normalise import Rank
from publicvalue.scores.composite.ranking import rank_upwards, rank_within
from publicvalue.scores.composite.treat import Treatment, treat
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


def test_alpha_by_pairs_takes_every_unit_that_has_both() -> None:
    # As R's cov(x, use = "pairwise") would have it: variances 2.5, 5 / 3 and 2.5, covariances by hand below.
    values = np.array([[1.0, 2, 1], [2, 1, np.nan], [3, 4, 3], [4, np.nan, 5], [5, 3, 4]])
    known = [values[~np.isnan(values[:, pair]).any(axis=1)][:, pair] for pair in ([0, 1], [0, 2], [1, 2])]
    off = sum(float(np.cov(pair.T)[0, 1]) for pair in known)
    diagonal = sum(float(np.nanvar(column, ddof=1)) for column in values.T)
    assert cronbach_alpha(values, "pairwise") == pytest.approx(1.5 * (1 - diagonal / (diagonal + 2 * off)))
    complete = values[[0, 2, 4]]
    assert cronbach_alpha(values) == cronbach_alpha(complete) == pytest.approx(cronbach_alpha(complete, "pairwise"))


def test_alpha_of_indicators_that_no_unit_has_together_is_refused() -> None:
    values = np.array([[1.0, np.nan], [2, np.nan], [np.nan, 1], [np.nan, 3]])
    with pytest.raises(MethodError, match="two units that have each two of them"):
        cronbach_alpha(values, "pairwise")
    with pytest.raises(MethodError, match="there is no rule for missing values 'mean'"):
        cronbach_alpha(values, "mean")


def test_ranks_within_groups_begin_at_one_in_each() -> None:
    scores = np.array([[5.0, 3, 4, 9, np.nan, 7]])
    found = rank_within(scores, ["a", "a", "b", "b", "a", ""])
    np.testing.assert_array_equal(found, [[1, 2, 2, 1, np.nan, np.nan]])
    with pytest.raises(MethodError, match="2 groups are given for 6 units"):
        rank_within(scores, ["a", "b"])


def test_a_treatment_by_indicator_leaves_the_others_as_they_are() -> None:
    column = np.append(np.arange(1.0, 12), 500)
    data = Data(tuple(f"u{i}" for i in range(12)), ("x", "y"), np.column_stack([column, column]))
    found = treat(data, {"y": Treatment(points=1)})
    assert found.data.column("x").tolist() == column.tolist()
    assert found.data.column("y").max() == 11
    with pytest.raises(MethodError, match="a treatment is given for z"):
        treat(data, {"z": Treatment()})
