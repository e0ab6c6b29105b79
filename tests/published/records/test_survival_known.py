"""Times of which some are not known yet, against published figures and a second implementation."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import stats

from publicvalue.measures.kernels.survival import SurvivalCurve, Z, curve_from

REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
"""Weeks under 6-mercaptopurine: E. J. Freireich and others (1963), Blood 21(6), 699-716."""
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NOT_MAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"
"""Weeks of remission: R. G. Miller (1981), Survival Analysis, page 49; `aml` of R's package survival."""


def parse(written: str) -> tuple[np.ndarray, np.ndarray]:
    words = written.split()
    return np.array([float(word.rstrip("+")) for word in words]), np.array([word.endswith("+") for word in words])


def curve_by_hand(written: str) -> SurvivalCurve:
    times, still_open = parse(written)
    known = np.unique(times)
    ends = [float(((times == one) & ~still_open).sum()) for one in known]
    return curve_from(known, np.array(ends), np.array([float((times == one).sum()) for one in known]))


@pytest.mark.parametrize(
    ("written", "times", "shares", "median"),
    [
        (REMISSION, [6, 7, 10, 13, 16, 22, 23], [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], 23),
        (MAINTAINED, [9, 13, 18, 23, 31, 34, 48], [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], 31),
        (
            NOT_MAINTAINED,
            [5, 8, 12, 23, 27, 30, 33, 43, 45],
            [0.8333, 0.6667, 0.5833, 0.4861, 0.3889, 0.2917, 0.1944, 0.0972, 0],
            23,
        ),
    ],
)
def test_shares_and_medians_are_those_that_are_published(written, times, shares, median):
    curve = curve_by_hand(written)
    assert curve.times.tolist() == times
    np.testing.assert_allclose(curve.open_share, shares, atol=6e-4)
    assert curve.quantile(0.5) == median


def test_errors_are_those_that_are_published():
    curve = curve_by_hand(REMISSION)
    errors = curve.open_share * np.sqrt(curve.variance)
    np.testing.assert_allclose(errors, [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], atol=6e-5)


@pytest.mark.parametrize("written", [REMISSION, MAINTAINED, NOT_MAINTAINED])
@pytest.mark.parametrize("probability", [0.1, 0.25, 0.5, 0.75])
def test_intervals_are_those_of_a_second_implementation(written, probability):
    curve = curve_by_hand(written)
    second = stats.ecdf(stats.CensoredData.right_censored(*parse(written))).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        band = second.confidence_interval(confidence_level=0.95, method="log-log")
    lower, upper = (side.evaluate(curve.times) for side in (band.low, band.high))
    ours = np.array([1 - curve.ended_at(time, np.array([0.0, Z, -Z])) for time in curve.times])
    some = curve.open_share > 0
    np.testing.assert_allclose(ours[some, 0], second.evaluate(curve.times)[some], rtol=1e-12)
    np.testing.assert_allclose(ours[some, 1:], np.column_stack([lower, upper])[some], rtol=1e-9)
    ends = [float(curve.times[some][side[some] <= 1 - probability][:1].sum() or np.inf) for side in (lower, upper)]
    found = curve.quantile_at(np.array([Z, -Z]), probability)
    # Where nothing is open any more the second has no interval, and ours ends there.
    ends = [min(end, curve.times[-1]) if curve.open_share[-1] == 0 else end for end in ends]
    assert found.tolist() == ends
