from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.effect.staggered.trend_bounds import trend_bounds

EFFECTS = np.array([0.5, -2.0, -3.0])
COVARIANCE = np.diag([0.04, 0.09, 0.16])


def test_bounds_without_any_departure_are_the_plain_interval() -> None:
    error = np.sqrt((0.09 + 0.16) / 4)
    bounds = trend_bounds(EFFECTS, COVARIANCE, 1, 1.96, ratio=0.0)
    assert bounds == pytest.approx((-2.5 - 1.96 * error, -2.5 + 1.96 * error))


def test_bounds_widen_with_the_departure_that_is_allowed_and_its_error() -> None:
    # A step of up to 0.5 in each period: 0.5 in the first and 1.0 in the second, 0.75 on average.
    assert trend_bounds(EFFECTS, COVARIANCE, 1, 0.0) == pytest.approx((-3.25, -1.75))
    error = np.sqrt((0.09 + 0.16) / 4 + 1.5**2 * 0.04)
    assert trend_bounds(EFFECTS, COVARIANCE, 1, 1.96) == pytest.approx((-3.25 - 1.96 * error, -1.75 + 1.96 * error))


@pytest.mark.parametrize(("before", "after", "ratio"), [(1, 1, 1.0), (2, 3, 1.0), (4, 2, 0.5), (3, 5, 2.0)])
def test_bounds_as_estimated_equal_those_of_the_library(before: int, after: int, ratio: float) -> None:
    from diff_diff.honest_did import _solve_rm_bounds_union  # noqa: PLC0415 - heavy

    effects = np.random.default_rng(before).normal(0, 1, before + after)
    known = _solve_rm_bounds_union(effects[:before], effects[before:], np.full(after, 1 / after), before, ratio)
    covariance = np.eye(before + after)
    assert trend_bounds(effects, covariance, before, 0.0, ratio) == pytest.approx(known, abs=1e-8)


def test_bounds_cover_the_effect_at_the_largest_departure() -> None:
    """The hardest case: trends part after adoption by exactly the largest step before it."""
    rng = np.random.default_rng(11)
    truth = np.array([0.2, 0.4, -0.6, -1.2, -1.8])  # no effect: steps of 0.2, 0.4 before and 0.6 after, ratio 1.5
    spread = rng.normal(0, 1, (40, 5))
    covariance = spread.T @ spread / 400
    root = np.linalg.cholesky(covariance)
    covered = 0
    for _ in range(2000):
        low, high = trend_bounds(truth + root @ rng.normal(0, 1, 5), covariance, 2, 1.96, 1.5)
        covered += low <= 0 <= high
    assert covered / 2000 >= 0.94
