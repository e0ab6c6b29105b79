"""The fast aggregation against a slow, plain one; and what must hold for any scores and weights."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publicvalue.framework.model import Mean
from publicvalue.scores.aggregate import SMALLEST, aggregate_groups

MEANS: tuple[Mean, ...] = ("arithmetic", "geometric", "harmonic")
scores = st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=7)
groups = st.lists(scores, min_size=1, max_size=5)


def plain_mean(values: list[float | None], weights: list[float], mean: Mean) -> float:
    pairs = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None]
    total = sum(w for _, w in pairs)
    if total == 0:
        return math.nan
    if mean == "arithmetic":
        return sum(v * w for v, w in pairs) / total
    if mean == "geometric":
        return math.prod(max(v, SMALLEST) ** (w / total) for v, w in pairs)
    return total / sum(w / max(v, SMALLEST) for v, w in pairs)


@given(groups, st.sampled_from(MEANS), st.integers(0, 2**32 - 1))
def test_fast_equals_plain(lists: list[list[float | None]], mean: Mean, seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = [[float(w) for w in rng.choice([0.0, 0.5, 1.0, 3.0], len(values))] for values in lists]
    flat = np.array([math.nan if v is None else v for values in lists for v in values])
    starts = np.cumsum([0, *(len(values) for values in lists)])[:-1]
    fast = aggregate_groups(flat, np.array([w for ws in weights for w in ws]), starts, [mean])
    plain = [plain_mean(values, ws, mean) for values, ws in zip(lists, weights, strict=True)]
    np.testing.assert_allclose(fast, plain, rtol=1e-9, atol=1e-10)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=7), st.sampled_from(MEANS))
def test_mean_lies_between_smallest_and_largest(values: list[float], mean: Mean) -> None:
    found = aggregate_groups(np.array(values), np.ones(len(values)), np.array([0]), [mean])[0]
    low, high = (min(values), max(values)) if mean == "arithmetic" else (max(min(values), 1), max(*values, 1))
    assert low - 1e-9 <= found <= high + 1e-9


@given(st.lists(st.floats(1, 100), min_size=2, max_size=7), st.floats(0.1, 20), st.sampled_from(MEANS))
def test_a_better_score_never_lowers_the_mean(values: list[float], more: float, mean: Mean) -> None:
    better = [min(100.0, values[0] + more), *values[1:]]
    before, after = (aggregate_groups(np.array(v), np.ones(len(v)), np.array([0]), [mean])[0] for v in (values, better))
    assert after >= before - 1e-9


@given(st.lists(st.floats(1, 100), min_size=1, max_size=7))
def test_little_compensation_means_a_lower_score(values: list[float]) -> None:
    harmonic, geometric, arithmetic = (
        aggregate_groups(np.array(values), np.ones(len(values)), np.array([0]), [mean])[0]
        for mean in ("harmonic", "geometric", "arithmetic")
    )
    assert harmonic <= geometric + 1e-9
    assert geometric <= arithmetic + 1e-9


def test_draws_are_aggregated_row_by_row() -> None:
    rows = np.array([[10.0, 20.0, np.nan], [30.0, np.nan, 90.0]])
    found = aggregate_groups(rows, np.ones(3), np.array([0, 2]), ["arithmetic"])
    np.testing.assert_equal(found, [[15.0, np.nan], [30.0, 90.0]])
    assert found.shape == (2, 2)


def test_weights_may_differ_by_draw() -> None:
    found = aggregate_groups(
        np.array([[0.0, 100.0]]), np.array([[1.0, 1.0], [1.0, 3.0]]), np.array([0]), ["arithmetic"]
    )
    assert found[:, 0].tolist() == pytest.approx([50, 75])
