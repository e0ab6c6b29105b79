"""What holds for every composite index, whatever its data."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import Borda, MinMax, PercentileRank, Rank, ZScore, normalise
from publicvalue.scores.composite.outrank import copeland_scores, outranking_shares

CELL = st.one_of(st.just(np.nan), st.integers(1, 9).map(float), st.floats(1, 100))
TABLES = arrays(np.float64, st.tuples(st.integers(1, 7), st.just(4)), elements=CELL)
WEIGHTS = arrays(np.float64, 4, elements=st.floats(0.1, 10))
MEANS = st.sampled_from(
    [
        Aggregation(),
        Aggregation("geometric"),
        Aggregation("harmonic"),
        Aggregation("generalised", 2),
        Aggregation("generalised", -0.5),
        Aggregation("median"),
    ]
)


def index_of(weights: np.ndarray) -> Index:
    leaves = tuple(Indicator(f"i{n}", "top", 1, float(weight)) for n, weight in enumerate(weights))
    return Index(leaves, (Group("top"),))


def data_of(values: np.ndarray) -> Data:
    return Data(tuple(f"u{n}" for n in range(len(values))), ("i0", "i1", "i2", "i3"), values)


@given(TABLES, WEIGHTS, MEANS)
def test_composite_mean_lies_between_its_children(values: np.ndarray, weights: np.ndarray, mean: Aggregation) -> None:
    top = aggregate(index_of(weights), data_of(values), mean).column("top")
    nothing = np.isnan(values).all(axis=1)
    np.testing.assert_array_equal(np.isnan(top), nothing)
    known = values[~nothing]
    assert (top[~nothing] >= np.nanmin(known, axis=1) * (1 - 1e-9)).all()
    assert (top[~nothing] <= np.nanmax(known, axis=1) * (1 + 1e-9)).all()


@given(TABLES, WEIGHTS, MEANS, st.floats(0.01, 100))
def test_composite_mean_depends_on_shares_of_weight_only(
    values: np.ndarray, weights: np.ndarray, mean: Aggregation, factor: float
) -> None:
    first = aggregate(index_of(weights), data_of(values), mean).column("top")
    second = aggregate(index_of(weights), data_of(values), mean, np.append(weights * factor, 1.0)).column("top")
    np.testing.assert_allclose(first, second, rtol=1e-9)


@given(TABLES, WEIGHTS)
def test_composite_means_keep_their_order(values: np.ndarray, weights: np.ndarray) -> None:
    kinds = (Aggregation("harmonic"), Aggregation("geometric"), Aggregation(), Aggregation("generalised", 2))
    tops = [aggregate(index_of(weights), data_of(values), kind).column("top") for kind in kinds]
    assert len(tops) == 4
    for lower, higher in pairwise(tops):
        assert (np.isnan(lower) | (lower <= higher * (1 + 1e-9))).all()


@given(TABLES, WEIGHTS, st.randoms(use_true_random=False))
def test_composite_copeland_does_not_depend_on_the_order_of_units(
    values: np.ndarray, weights: np.ndarray, random: object
) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(copeland_scores(values, weights)[order], copeland_scores(values[order], weights))


@given(TABLES, WEIGHTS)
def test_composite_pairs_share_their_weight(values: np.ndarray, weights: np.ndarray) -> None:
    shares = outranking_shares(values, weights)
    np.testing.assert_allclose(shares + shares.T + np.eye(len(shares)), 1, rtol=1e-12)
    scores = copeland_scores(values, weights)
    assert np.nansum(scores) == 0


@given(TABLES, st.sampled_from([MinMax(), MinMax(1, 100), ZScore(), Rank(), Borda(), PercentileRank()]))
def test_composite_normalisation_keeps_the_order_and_turns_it_with_the_direction(
    values: np.ndarray, method: MinMax
) -> None:
    assume(len(values) > 1)
    for sign in (1.0, -1.0):
        scores = normalise(data_of(values), np.full(4, sign), method, constant="missing").values
        assert scores.shape == values.shape
        for column, score in zip(values.T * sign, scores.T, strict=True):
            known = ~np.isnan(column) & ~np.isnan(score)
            order = np.argsort(column[known], kind="stable")
            assert (np.diff(score[known][order]) >= -1e-9).all()
