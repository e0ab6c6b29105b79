"""What is equal is equal on every processor: noise of arithmetic ranks nothing and decides nothing."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.scores import ranks
from publicvalue.scores.aggregate import aggregate_groups
from publicvalue.scores.composite.ranking import rank_scores
from publicvalue.scores.rounding import rank_key, rounded, rounded_to_scale


def test_means_of_equal_scores_are_equal_whatever_their_number():
    many = [aggregate_groups(np.full(n, 60.0), np.full(n, 0.1), np.array([0]), ["geometric"])[0] for n in range(1, 40)]
    assert set(many) == {60.0}


def test_systems_that_differ_by_noise_share_their_ranks_in_any_order():
    scores = np.tile([50.0, 50.0 + 3e-13, 40.0], (4000, 1))
    ranked = ranks.rank_scores(scores, np.random.default_rng(1))
    assert np.mean(ranked[:, 0] == 1) == pytest.approx(0.5, abs=0.03)
    # The same draws with the noise the other way round: the same ranks.
    other = ranks.rank_scores(scores[:, [0, 0, 2]], np.random.default_rng(1))
    np.testing.assert_array_equal(ranked, other)


def test_draws_in_single_precision_are_compared_to_a_thousandth_of_a_point():
    scores = np.tile(np.array([70.0, 70.00001, 69.99], np.float32), (2000, 1))
    ranked = ranks.rank_scores(scores, np.random.default_rng(2))
    assert np.mean(ranked[:, 0] == 1) == pytest.approx(0.5, abs=0.04)
    assert set(ranked[:, 2]) == {3}


def test_composite_scores_of_any_unit_are_tied_at_noise():
    assert rank_scores(np.array([3e9, 3e9 + 1e-6, 1.0, np.nan])).tolist()[:3] == [1.0, 1.0, 3.0]
    assert rank_scores(np.array([3e-9, 3e-9 + 1e-24, 1e-9])).tolist() == [1.0, 1.0, 3.0]
    assert rank_scores(np.array([3e-9, 3e-9 + 1e-18, 1e-9])).tolist() == [2.0, 1.0, 3.0]


def test_rounding_leaves_what_can_be_seen_and_what_is_missing():
    given = np.array([0.0, 100.0, 12.3456789, np.nan])
    np.testing.assert_array_equal(rounded(given), given)
    assert rank_key(1e-17) == 0.0
    np.testing.assert_array_equal(rounded_to_scale(np.array([0.0, np.nan, 0.0])), [0.0, np.nan, 0.0])


def test_values_of_any_unit_are_equal_to_twelve_digits_of_the_largest() -> None:
    assert len(np.unique(rounded_to_scale(np.array([1e6, 1e6 * (1 + 4e-13)])))) == 1
    assert len(np.unique(rounded_to_scale(np.array([1e6, 1e6 * (1 - 4e-12)])))) == 2
