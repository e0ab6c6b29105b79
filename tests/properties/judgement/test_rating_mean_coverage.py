"""Simulated coverage of the interval of a mean rating, for complete and incomplete ratings."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.judgement.rating_mean import fit_raters, is_connected
from publicvalue.measures.kernels.means import mean_interval

REPETITIONS = 300
ITEM_EFFECTS = np.array([2.4, 3.0, 3.1, 3.8, 2.7])


def draw(raters: int, missing: float, differ: float, rng: np.random.Generator) -> np.ndarray:
    """Ratings of raters who differ by a standard deviation of `differ`, with an error of 0.5."""
    while True:
        errors = 0.5 * rng.standard_normal((raters, len(ITEM_EFFECTS)))
        matrix = ITEM_EFFECTS + differ * rng.standard_normal((raters, 1)) + errors
        matrix[rng.random(matrix.shape) < missing] = np.nan
        given = np.isfinite(matrix)
        if given.any(axis=0).all() and given.any(axis=1).all() and is_connected(matrix):
            return matrix


def holds(matrix: np.ndarray) -> bool:
    fit = fit_raters(matrix)
    low, high = mean_interval(fit.mean, fit.standard_error, len(matrix) - 1)
    return bool(low <= ITEM_EFFECTS.mean() <= high)


@pytest.mark.parametrize("missing", [0.0, 0.2, 0.5])
def test_interval_holds_the_mean_of_the_population_of_raters(missing: float) -> None:
    rng = np.random.default_rng(20240621)
    worlds = [(raters, differ) for raters in (3, 5, 10) for differ in (0.0, 0.4)]
    held = [holds(draw(raters, missing, differ, rng)) for raters, differ in worlds for _ in range(REPETITIONS)]
    assert 0.94 <= np.mean(held) <= 0.96


def test_complete_ratings_have_the_standard_error_of_the_means_of_raters() -> None:
    matrix = draw(4, 0.0, 0.4, np.random.default_rng(20240622))
    fit = fit_raters(matrix)
    means = matrix.mean(axis=1)
    assert fit.mean == pytest.approx(means.mean())
    assert fit.standard_error == pytest.approx(means.std(ddof=1) / 2, rel=1e-5)
