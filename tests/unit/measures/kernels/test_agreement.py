"""Behaviour of the coefficients of agreement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from publicvalue.measures.kernels.agreement import alpha_interval, intraclass_correlations, krippendorff_alpha

METRICS = ["nominal", "ordinal", "interval", "ratio"]
SOME = arrays(
    np.float64, st.tuples(st.integers(2, 4), st.integers(2, 6)), elements=st.sampled_from([1, 2, 3, 4, np.nan])
)


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_of_perfect_agreement_is_one(metric: str) -> None:
    assert krippendorff_alpha(np.tile([1.0, 2.0, 3.0, 5.0], (3, 1)), metric) == 1


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_without_variation_or_pairs_is_not_defined(metric: str) -> None:
    assert np.isnan(krippendorff_alpha(np.full((3, 4), 2.0), metric))
    assert np.isnan(krippendorff_alpha(np.array([[1.0, np.nan], [np.nan, 2.0]]), metric))


def test_alpha_of_ratings_drawn_at_random_is_near_zero() -> None:
    ratings = np.random.default_rng(3).integers(1, 6, (4, 4000)).astype(float)
    assert krippendorff_alpha(ratings, "ordinal") == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("metric", METRICS)
@given(ratings=SOME)
def test_alpha_agrees_with_an_independent_implementation(metric: str, ratings: np.ndarray) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    ours = krippendorff_alpha(ratings, metric)
    if np.isfinite(ours):
        assert ours == pytest.approx(krippendorff.alpha(ratings, level_of_measurement=metric), abs=1e-9)


@given(ratings=SOME)
def test_alpha_does_not_depend_on_the_order_of_raters(ratings: np.ndarray) -> None:
    shuffled = ratings[::-1]
    assert krippendorff_alpha(shuffled, "ordinal") == pytest.approx(krippendorff_alpha(ratings, "ordinal"), nan_ok=True)


def test_alpha_interval_narrows_with_more_units() -> None:
    rng = np.random.default_rng(5)
    truth = rng.integers(1, 6, 400)
    ratings = np.clip(truth + rng.integers(-1, 2, (3, 400)), 1, 5).astype(float)
    few, many = (alpha_interval(ratings[:, :n], "ordinal", 300, rng) for n in (20, 400))
    assert many[1] - many[0] < (few[1] - few[0]) / 2
    assert many[0] <= krippendorff_alpha(ratings, "ordinal") <= many[1]


def test_intraclass_correlations_of_equal_ratings_are_not_defined() -> None:
    found = [*intraclass_correlations(np.full((3, 3), 2.0)).values()]
    assert np.isnan(found).tolist() == [True] * 6
