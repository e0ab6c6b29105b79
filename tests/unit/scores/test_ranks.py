"""Ranks with uncertainty, against counting by hand and probabilities that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import rankdata

from publicvalue.errors import MethodError
from publicvalue.scores.ranks import _order_within, batch_error, rank_scores, rank_systems


def rng() -> np.random.Generator:
    return np.random.default_rng(9)


def test_ranks_of_equal_scores_are_taken_equally_often() -> None:
    scores = np.tile([50.0, 70.0, 70.0, 10.0, 70.0], (30_000, 1))
    shares = rank_systems(scores, rng()).acceptability()
    third = pytest.approx(1 / 3, abs=0.01)
    assert shares.tolist() == [
        [0, 0, 0, 1, 0],
        [third, third, third, 0, 0],
        [third, third, third, 0, 0],
        [0, 0, 0, 0, 1],
        [third, third, third, 0, 0],
    ]


def test_ranks_agree_with_scipy_up_to_the_order_of_ties() -> None:
    scores = np.random.default_rng(1).integers(0, 9, (500, 12)).astype(np.float64)
    ranks = rank_scores(scores, rng())
    assert (ranks >= rankdata(-scores, method="min", axis=1)).all()
    assert (ranks <= rankdata(-scores, method="max", axis=1)).all()
    assert (np.sort(ranks, axis=1) == np.arange(1, 13)).all()


def test_rank_distribution_is_counted_over_all_batches() -> None:
    scores = np.random.default_rng(2).normal([3.0, 2.0, 1.0], 1.0, (2500, 3))
    ranks = rank_systems(scores, rng(), batch=1000)
    own = rankdata(-scores, axis=1)
    expected = np.array([[(own[:, system] == rank).mean() for rank in (1, 2, 3)] for system in range(3)])
    assert ranks.acceptability() == pytest.approx(expected)
    assert ranks.mean() == pytest.approx(own.mean(axis=0))
    assert ranks.top(2) == pytest.approx(expected[:, :2].sum(axis=1))
    assert ranks.acceptability().sum(axis=0) == pytest.approx(1)


def test_rank_interval_holds_the_ends_of_the_sorted_ranks() -> None:
    scores = np.random.default_rng(3).normal(np.arange(20.0), 3.0, (4000, 20))
    ranks = rank_systems(scores, rng())
    own = np.sort(rank_scores(scores, rng()), axis=0)
    assert ranks.low.tolist() == own[99].tolist()
    assert ranks.middle.tolist() == own[1999].tolist()
    assert ranks.high.tolist() == own[3899].tolist()


def test_rank_of_two_normal_systems_has_the_known_probability() -> None:
    scores = np.random.default_rng(4).normal([1.0, 0.0], 1.0, (200_000, 2))
    assert rank_systems(scores, rng()).top(1)[0] == pytest.approx(ndtr(1 / np.sqrt(2)), abs=0.004)


def test_ranks_in_another_order_follow_their_systems() -> None:
    scores = np.random.default_rng(5).normal([3.0, 2.0, 1.0], 1.0, (3000, 3))
    order = np.array([2, 0, 1])
    turned, again = rank_systems(scores, rng()).in_order(order), rank_systems(scores[:, order], rng())
    assert (turned.counts == again.counts).all()
    assert (turned.low == again.low).all()
    assert (turned.error == again.error).all()


def test_batch_error_needs_two_batches() -> None:
    assert np.isnan(batch_error(np.array([[1.0, 2.0]]))).all()
    assert batch_error(np.array([[1.0], [3.0]])) == pytest.approx([1.0])


def test_batch_error_of_a_mean_is_its_standard_error() -> None:
    means = np.random.default_rng(6).normal(0, 1, (400, 100)).mean(axis=1)
    assert batch_error(means[:, None])[0] == pytest.approx(1 / np.sqrt(40_000), rel=0.1)


@pytest.mark.parametrize("scores", [np.empty((0, 3)), np.empty((3, 0)), np.array([[1.0, np.nan]])])
def test_ranks_of_nothing_or_of_the_unknown_are_refused(scores: np.ndarray) -> None:
    with pytest.raises(MethodError):
        rank_systems(scores, rng())


def test_ties_among_thousands_are_put_in_order_as_by_a_sort_of_two_keys() -> None:
    order = np.random.default_rng(1)
    run, by = np.cumsum(order.random(20_000) < 0.1) + 1, order.random(20_000)
    assert (_order_within(run, by) == np.lexsort((by, run))).all()


def test_thousands_of_equal_scores_take_the_order_of_the_random_numbers() -> None:
    ranks = rank_scores(np.full((3, 5_000), 50.0), rng())
    numbers = rng().random(15_000).reshape(3, 5_000)
    expected = np.argsort(np.argsort(numbers, axis=1), axis=1) + 1
    assert (ranks == expected).all()


def test_only_equal_scores_change_places() -> None:
    scores = np.array([[10.0, 30.0, 20.0, 30.0], [5.0, 4.0, 3.0, 2.0], [7.0, 9.0, 9.0, 9.0], [1.0, 1.0, 5.0, 8.0]])
    # Ties in the order of draws and systems: 30 and 30, then 9, 9 and 9, then 1 and 1.
    numbers = rng().random(7)
    ranks = rank_scores(scores, rng())

    def order(first: int, stop: int) -> list[int]:
        return [int(place) for place in np.argsort(np.argsort(numbers[first:stop]))]

    one, two = order(0, 2)
    assert ranks[0].tolist() == [4, 1 + one, 3, 1 + two]
    assert ranks[1].tolist() == [1, 2, 3, 4]
    assert ranks[2].tolist() == [4, *(1 + place for place in order(2, 5))]
    assert ranks[3].tolist() == [*(3 + place for place in order(5, 7)), 2, 1]


def test_equal_scores_below_the_best_take_their_ranks_equally_often() -> None:
    shares = rank_systems(np.tile([90.0, 50.0, 50.0], (4_000, 1)), rng()).acceptability()
    half = pytest.approx(0.5, abs=0.04)
    assert shares.tolist() == [[1, 0, 0], [0, half, half], [0, half, half]]
