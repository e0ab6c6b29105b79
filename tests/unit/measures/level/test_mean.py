from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.measures.level.mean import measure_mean
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable


def test_mean_without_a_count_column_takes_each_row_as_a_case() -> None:
    result = measure_mean(table_of(value=[1.0, 2.0, 6.0]), context("days"))
    assert isinstance(result, Measured)
    assert (result.estimate, result.n, result.unit, result.strength) == (3.0, 3, "days", 2)


def test_mean_of_blank_and_infinite_values_leaves_them_out_and_says_so() -> None:
    result = measure_mean(table_of(value=[1.0, None, float("nan"), float("inf"), 3.0]), context("days"))
    assert isinstance(result, Measured)
    assert result.estimate == 2.0
    told = Diagnostic("Rows left out", None, "3 of 5 rows were left out because value is blank.")
    assert told in result.diagnostics


def test_mean_keeps_its_digits_when_values_are_large_and_close() -> None:
    result = measure_mean(table_of(value=[1e9 + 1, 1e9 + 2, 1e9 + 3]), context("days"))
    assert isinstance(result, Measured)
    assert result.high - result.low == pytest.approx(2 * 4.302653 * np.sqrt(1 / 3), rel=1e-6)


def test_draws_of_the_mean_agree_with_its_interval() -> None:
    result = measure_mean(table_of(value=[1.0, 2.0, 3.0, 4.0, 5.0, 9.0]), context("days", draws=200_000))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.05)


def test_mean_of_equal_values_warns_that_the_interval_has_no_width() -> None:
    result = measure_mean(table_of(value=[2.0, 2.0, 2.0]), context("days"))
    assert isinstance(result, Measured)
    assert result.low == result.high == 2.0
    assert [d.passed for d in result.diagnostics if d.name == "Spread of the values"] == [False]


def test_mean_of_few_skewed_values_warns() -> None:
    result = measure_mean(table_of(value=[1.0] * 30 + [100.0]), context("days"))
    assert isinstance(result, Measured)
    assert [d.passed for d in result.diagnostics if d.name == "Cases enough for the skewness"] == [False]


def test_mean_of_no_case_is_not_applicable() -> None:
    result = measure_mean(table_of(value=[1.0, 2.0], count=[0.0, 0.0]), context("days"))
    assert result == NotApplicable("Fewer than two cases have a value: give at least two.")
