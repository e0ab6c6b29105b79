"""Cases by score, and the variance of each score's mean."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.effect.threshold.score_cells import (
    find_pools,
    find_scatter,
    gather_scores,
    mean_variances,
    merge_scores,
    variance_spread,
)


def slow_variance(x: np.ndarray, y: np.ndarray, place: int) -> float:
    """Variance of one case's outcome from its three nearest neighbours and all that are as near as the third."""
    away = np.abs(x - x[place])
    away[place] = np.inf
    near = away <= np.sort(away)[2] * (1 + 1e-9)
    return float(near.sum() / (near.sum() + 1) * (y[place] - y[near].mean()) ** 2)


def test_variances_are_those_of_neighbours_found_one_by_one() -> None:
    rng = np.random.default_rng(1)
    x, y = -rng.integers(1, 12, 60).astype(float), rng.normal(0, 1, 60)
    x[:3] = [-13, -14, -17]
    cells = gather_scores(x, y)
    found = mean_variances(cells, find_pools(cells))
    assert len(found) > 3
    for score, cases, variance in zip(cells.x, cells.cases, found, strict=True):
        own = [slow_variance(x, y, place) for place in np.flatnonzero(x == score)]
        assert variance == pytest.approx(sum(own) / cases**2)


def test_freedom_is_that_of_the_matrix_of_squares() -> None:
    rng = np.random.default_rng(2)
    x, y = np.sort(-rng.integers(1, 9, 18).astype(float)), rng.normal(0, 1, 18)
    cells = gather_scores(x, y)
    weights = rng.normal(0, 1, len(cells.x))
    of_case = (weights / cells.cases)[np.searchsorted(cells.x, x)]
    matrix = np.zeros((18, 18))
    for place in range(18):
        away = np.abs(x - x[place])
        away[place] = np.inf
        near = away <= np.sort(away)[2]
        row = np.where(near, -1 / near.sum(), 0.0)
        row[place] = 1.0
        matrix += of_case[place] ** 2 * near.sum() / (near.sum() + 1) * np.outer(row, row)
    found = variance_spread(cells, find_pools(cells), weights)
    assert found == pytest.approx((np.trace(matrix), np.trace(matrix @ matrix)))


def test_order_of_rows_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 9, 200).astype(float), rng.normal(0, 1, 200)
    order = rng.permutation(200)
    one, other = gather_scores(x, y), gather_scores(x[order], y[order])
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("x", "cases", "mean", "squares"))


def test_scores_that_differ_by_rounding_are_one() -> None:
    x = np.array([0.1, 0.3, 0.1 + 0.2])
    cells = merge_scores(x, (np.array([1.0, 1.0, 3.0]), np.array([5.0, 1.0, 5.0]), np.zeros(3)), np.full(3, 1e-12))
    assert list(cells.x) == [0.1, 0.3]
    assert list(cells.cases) == [1, 4]
    assert list(cells.mean) == [5, 4]
    assert list(cells.squares) == [0, 12]


def test_scatter_is_the_f_test_for_lack_of_fit() -> None:
    rng = np.random.default_rng(4)
    x = np.repeat(np.arange(8.0), 25)
    y = 1 + 0.3 * x - 0.1 * x**2 + rng.normal(0, 1, 8)[x.astype(int)] + rng.normal(0, 1, 200)
    found = find_scatter(gather_scores(x, y), 10)
    left = y - np.polyval(np.polyfit(x, y, 2), x)
    pure = sum(float(((y[x == score] - y[x == score].mean()) ** 2).sum()) for score in np.unique(x))
    assert found.factor == pytest.approx((float(left @ left) - pure) / 5 / (pure / 192))
    assert found.freedom == 5
    assert found.chance is not None
    assert found.chance < 0.001


def test_chance_between_cases_needs_no_scatter() -> None:
    rng = np.random.default_rng(6)
    x = np.repeat(np.arange(8.0), 25)
    found = find_scatter(gather_scores(x, x + rng.normal(0, 1, 200)), 10)
    assert (found.factor, found.freedom) == (1, 0)
    assert find_scatter(gather_scores(np.arange(50.0), rng.normal(0, 1, 50)), 100).chance is None
