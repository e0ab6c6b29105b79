"""Forecasts are pooled, set beside comparable systems, and held against what came."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.business_case.delivery import Promise, corrected, find_record
from publicvalue.business_case.forecasts import ReferenceClass, pool_forecasts, quantiles_between, quantiles_of
from publicvalue.business_case.model import Range
from publicvalue.errors import MethodError


def test_pool_of_forecasters_around_a_known_truth_finds_it() -> None:
    rng = np.random.default_rng(5)
    centres = 100 + rng.normal(0, 10, 60)
    pooled = pool_forecasts([Range(one - 15, one, one + 15) for one in centres])
    assert np.median(pooled) == pytest.approx(100, abs=3)
    # Their disagreement stays in the spread, beyond what each allows.
    assert pooled.std() == pytest.approx(np.hypot(10, 15 / 7**0.5), rel=0.2)


def test_quantiles_of_a_forecast_go_through_those_given() -> None:
    found = quantiles_between([0.1, 0.5, 0.9], [10, 20, 40], np.array([0.0, 0.1, 0.3, 0.5, 0.9, 1.0]))
    assert found.tolist() == pytest.approx([7.5, 10, 15, 20, 40, 45])
    with pytest.raises(MethodError, match="out of order"):
        quantiles_between([0.5, 0.1], [1, 2], np.array([0.5]))


def test_reference_class_is_told_by_percentiles_and_refuses_a_few() -> None:
    overruns = ReferenceClass((0.9, 1.0, 1.1, 1.2, 1.5, 2.0, 9.0))
    assert (overruns.median, overruns.percentile(80), overruns.percentile(90)) == pytest.approx((1.2, 1.9, 4.8))
    assert overruns.share_above(1.5) == pytest.approx(2 / 7)
    with pytest.raises(MethodError, match="A reference class of 4"):
        ReferenceClass((1.0,) * 4)


def test_record_of_honest_forecasts_holds_nine_in_ten_and_corrects_nothing() -> None:
    rng = np.random.default_rng(2)
    forecasts = [Range(one, 2 * one, 4 * one) for one in rng.uniform(10, 50, 400)]
    came = [float(quantiles_of(one, rng.random(1))[0]) for one in forecasts]
    record = find_record([Promise("p", "p", one, result) for one, result in zip(forecasts, came, strict=True)])
    assert record.held / record.measured == pytest.approx(0.9, abs=0.03)
    assert record.correction == pytest.approx(1.05, abs=0.05)


def test_record_of_rosy_forecasts_finds_by_how_much_and_counts_what_nobody_measured() -> None:
    forecasts = [Range(8, 10, 13)] * 6
    promises = [Promise("p", "p", one, 14.0) for one in forecasts] + [Promise("q", "q", forecasts[0], None)]
    record = find_record(promises)
    assert (record.promised, record.measured, record.unmeasured, record.held) == (7, 6, 1, 0)
    assert corrected(Range(10, 20, 30), record) == Range(14, 28, 42)
    assert (promises[-1].error, promises[-1].score, promises[-1].is_held) == (None, None, None)


def test_score_is_best_for_who_says_what_they_expect() -> None:
    rng = np.random.default_rng(4)
    truth, sure = Range(0, 10, 20), Range(9, 10, 11)
    came = quantiles_of(truth, rng.random(80))

    def mean_score(said: Range) -> float:
        return float(np.mean([Promise("p", "p", said, float(one)).score or 0 for one in came]))

    assert mean_score(truth) < mean_score(sure)
    assert mean_score(truth) < mean_score(Range(-20, 10, 40))
    assert Promise("p", "p", Range(10, 10, 10), 12.0).score == pytest.approx(2)
