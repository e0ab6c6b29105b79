from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.stats import ttest_ind

from evidence_tables import context, measured, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.effect.before_after.measure import measure_before_after
from publicvalue.measures.effect.before_after.period_means import compare_periods
from publicvalue.measures.picture import Series
from publicvalue.measures.result import Measured, NotApplicable

MONTHS = [dt.date(2018 + i // 12, i % 12 + 1, 1) for i in range(36)]
ADOPTION = "2019-07-01"


def monthly(values: np.ndarray) -> EvidenceTable:
    return table_of(value=values.tolist(), period=MONTHS)


def measure(evidence: EvidenceTable, **options: object) -> Measured:
    return measured(measure_before_after(evidence, context("days", period_size="month", adoption=ADOPTION, **options)))


def noise(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(20, 1, 36)


def test_a_fall_is_found_and_warned_about() -> None:
    result = measure(monthly(noise() - 3 * (np.arange(36) >= 18)))
    assert result.high < -2
    assert result.strength == 3
    assert "counts here as an effect of the system" in result.diagnostics[1].text
    assert result.pictures[0].adoption == 18


def test_a_trend_before_adoption_lowers_the_strength() -> None:
    result = measure(monthly(noise() + np.arange(36)))
    assert result.strength == 2
    assert any(check.passed is False and check.name == "Steady before adoption" for check in result.diagnostics)


def test_months_that_resemble_each_other_widen_the_interval() -> None:
    wave = 20 + np.sin(np.arange(18) / 3)
    mixed = np.random.default_rng(1).permutation(wave)
    found = compare_periods(np.array([wave, mixed]), np.array([wave, mixed]))
    assert found.likeness[0] > 0.8
    assert found.error[0] > 1.5 * found.error[1]


def test_periods_apart_have_the_error_of_welch() -> None:
    rng = np.random.default_rng(4)
    while True:
        before, after = rng.normal(0, 1, (1, 12)), rng.normal(0, 2, (1, 9))
        found = compare_periods(before, after)
        if found.likeness[0] <= 0:
            break
    plain = ttest_ind(after[0], before[0], equal_var=False)
    assert found.error[0] == pytest.approx((after.mean() - before.mean()) / plain.statistic)
    assert found.freedom[0] == pytest.approx(plain.df)


def test_few_periods_take_the_error_from_the_cases() -> None:
    rng = np.random.default_rng(2)
    rows = table_of(
        value=rng.normal(10, 1, 200).tolist(), period=[dt.date(2019, 1, 1)] * 100 + [dt.date(2020, 1, 1)] * 100
    )
    result = measure_before_after(rows, context("days", adoption="2020-01-01"))
    assert isinstance(result, Measured)
    assert result.strength == 2
    assert result.high - result.low == pytest.approx(2 * 1.97 * np.sqrt(2 / 100), rel=0.1)


def test_units_are_not_told_apart() -> None:
    rows = table_of(
        value=[1.0, 3.0, 5.0, 9.0],
        adopter=["a", "b", "a", "b"],
        period=[dt.date(2019, 1, 1)] * 2 + [dt.date(2020, 1, 1)] * 2,
    )
    result = measure_before_after(rows, context("days", adoption="2020-01-01"))
    assert isinstance(result, Measured)
    assert result.estimate == 5.0


@pytest.mark.parametrize(("adoption", "side"), [("2025-01-01", "after"), ("2001-01-01", "before")])
def test_adoption_outside_the_time_observed_gives_the_reason(adoption: str, side: str) -> None:
    result = measure_before_after(monthly(noise()), context("days", period_size="month", adoption=adoption))
    assert result == NotApplicable(f"No period lies {side} the adoption of the system.")


def test_the_same_outcome_throughout_has_no_error() -> None:
    result = measure_before_after(monthly(np.ones(36)), context("days", period_size="month", adoption=ADOPTION))
    assert isinstance(result, NotApplicable)


def few_in_march(count: int) -> EvidenceTable:
    """Cases of twelve months, ten in each but March, in which the event happened or not."""
    months = [month for month in range(1, 13) for _ in range(count if month == 3 else 10)]
    return table_of(
        event=[place % 3 == 0 for place in range(len(months))],
        period=[dt.date(2024, month, 1) for month in months],
    )


@pytest.mark.parametrize(("count", "hidden"), [(10, []), (5, []), (3, [0, 2])])
def test_a_month_of_few_cases_is_not_in_the_picture(count: int, hidden: list[int]) -> None:
    result = measure_before_after(few_in_march(count), context("percentage points", adoption="2024-07-01"))
    assert isinstance(result, Measured), result
    (picture,) = result.pictures
    assert isinstance(picture, Series)
    assert [place for place, value in enumerate(picture.observed) if value is None] == hidden


def test_figures_of_months_are_no_cases() -> None:
    (picture,) = measure(monthly(noise())).pictures
    assert isinstance(picture, Series)
    assert None not in picture.observed
