"""Forecasts are pooled, set beside comparable systems, and held against what came."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from publicvalue.business_case.delivery import ForecastOutcome, corrected, find_record
from publicvalue.business_case.forecasts import (
    ReferenceClass,
    from_quantiles,
    latest_of,
    pool_forecasts,
    pooled,
    quantiles_between,
    quantiles_of,
)
from publicvalue.business_case.model import Case, Forecast, Line, Option, Range
from publicvalue.business_case.valuation import value_case
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


def test_forecast_of_quantiles_has_their_mean_and_is_never_below_0() -> None:
    even = from_quantiles([0.1, 0.5, 0.9], [10, 50, 90])
    assert (even.low, even.likely, even.high, even.mean) == pytest.approx((0, 50, 100, 50))
    assert from_quantiles([0.1, 0.5, 0.9], [1, 10, 40]).low == 0
    assert quantiles_of(even.times(2), np.array([0.1, 0.5, 0.9])).tolist() == pytest.approx([20, 100, 180])
    with pytest.raises(MethodError, match="out of order"):
        replace(even, nodes=even.nodes[::-1])


def test_pool_takes_the_latest_of_each_forecaster_and_its_mean_is_theirs() -> None:
    day = dt.date(2026, 1, 1)
    said = [
        Forecast("Hours", Range(500, 600, 700), "Ana", day),
        Forecast("Hours", Range(10, 12, 20), "Ana", day.replace(year=2027)),
        Forecast("Hours", Range(20, 30, 40), "Luis", day),
    ]
    found = pooled(said)
    assert (found.low, found.high) == (10, 40)
    assert found.mean == pytest.approx((13 + 30) / 2, rel=0.02)
    assert pooled(said[:2]) == Range(10, 12, 20)
    assert [one.who for one in latest_of(said)] == ["Ana", "Luis"]


def test_case_values_what_forecasters_expect_together() -> None:
    day = dt.date(2027, 1, 1)
    both = pooled([Forecast("Gain", Range(8, 10, 12), "A"), Forecast("Gain", Range(80, 100, 120), "B")])
    line = Line("gain", "Gain", "social", both, day)
    case = Case("t", "DOP", day, dt.date(2028, 12, 31), 0.0, (Option("system", "S"),), (line,), draws=2048)
    value = value_case(case).proposed.value
    assert value.mean == pytest.approx(both.mean, rel=0.01)
    # Both forecasters stay in the spread.
    assert value.low < 12
    assert value.high > 100


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
    record = find_record([ForecastOutcome("p", "p", one, result) for one, result in zip(forecasts, came, strict=True)])
    assert record.held / record.measured == pytest.approx(0.9, abs=0.03)
    assert record.correction == pytest.approx(1.05, abs=0.05)


def test_record_of_rosy_forecasts_finds_by_how_much_and_counts_what_nobody_measured() -> None:
    forecasts = [Range(8, 10, 13)] * 6
    promises = [ForecastOutcome("p", "p", one, 14.0) for one in forecasts] + [
        ForecastOutcome("q", "q", forecasts[0], None)
    ]
    record = find_record(promises)
    assert (record.promised, record.measured, record.unmeasured, record.held) == (7, 6, 1, 0)
    assert corrected(Range(10, 20, 30), record) == Range(14, 28, 42)
    assert (promises[-1].error, promises[-1].score, promises[-1].is_held) == (None, None, None)


def test_score_is_best_for_who_says_what_they_expect() -> None:
    rng = np.random.default_rng(4)
    truth, sure = Range(0, 10, 20), Range(9, 10, 11)
    came = quantiles_of(truth, rng.random(80))

    def mean_score(said: Range) -> float:
        return float(np.mean([ForecastOutcome("p", "p", said, float(one)).score or 0 for one in came]))

    assert mean_score(truth) < mean_score(sure)
    assert mean_score(truth) < mean_score(Range(-20, 10, 40))
    assert ForecastOutcome("p", "p", Range(10, 10, 10), 12.0).score == pytest.approx(2)
