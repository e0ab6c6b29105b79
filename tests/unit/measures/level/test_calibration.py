from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.measures.kernels.proportions import Share
from publicvalue.measures.level.calibration import measure_calibration
from publicvalue.measures.result import Measured, NotApplicable


def test_predicting_too_little_is_below_zero() -> None:
    evidence = table_of(truth=[True, True, False, False], probability=[0.3, 0.3, 0.1, 0.1])
    result = measure_calibration(evidence, context("percentage points"))
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(-30.0)


def test_details_compare_predicted_and_observed_by_tenth() -> None:
    evidence = table_of(truth=[True, False, True], probability=[0.05, 0.08, 1.0], count=[2.0, 6.0, 5.0])
    result = measure_calibration(evidence, context("percentage points"))
    assert isinstance(result, Measured)
    rows = result.details[0].rows
    assert rows[0][:4] == ("0 to 10", 8.0, pytest.approx(7.25), 25.0)
    assert rows[1][:4] == ("90 to 100", 5.0, 100.0, 100.0)
    assert rows[0][4:] == pytest.approx([100 * bound for bound in Share(2.0, 8.0).interval()])
    assert rows[1][4:] == pytest.approx([100 * bound for bound in Share(5.0, 5.0).interval()])


def test_draws_of_few_cases_are_as_wide_as_the_interval() -> None:
    evidence = table_of(truth=[True, False, False, False], probability=[0.9, 0.2, 0.3, 0.1])
    result = measure_calibration(evidence, context("percentage points", draws=400_000))
    assert isinstance(result, Measured)
    low, high = np.quantile(result.draws, [0.025, 0.975])
    assert (low, high) == pytest.approx((result.low, result.high), abs=0.5)


def test_a_tenth_of_few_cases_is_not_shown_nor_the_next_smallest() -> None:
    evidence = table_of(truth=[True, False, True], probability=[0.05, 0.5, 0.9], count=[4.0, 40.0, 30.0])
    result = measure_calibration(evidence, context("percentage points"))
    assert isinstance(result, Measured)
    assert [row[1] for row in result.details[0].rows] == ["not shown", 40.0, "not shown"]
    assert result.details[0].rows[2] == ("90 to 100", "not shown", None, None, None, None)


def test_cases_that_all_went_one_way_keep_an_interval() -> None:
    evidence = table_of(truth=[False] * 20, probability=[0.1] * 20)
    result = measure_calibration(evidence, context("percentage points", draws=200_000))
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(10.0)
    assert result.high - result.low > 15
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.2)


def test_probabilities_in_percent_are_left_out_and_named() -> None:
    evidence = table_of(truth=[True, False, True, False, True], probability=[60.0, 0.5, 0.5, 0.5, 1.5])
    result = measure_calibration(evidence, context("percentage points"))
    assert isinstance(result, Measured)
    assert result.n == 3
    assert [(d.name, d.passed) for d in result.diagnostics] == [("Probabilities in range", False)]


def test_no_usable_case_is_not_applicable() -> None:
    result = measure_calibration(table_of(truth=[True, False], probability=[60.0, 40.0]), context("percentage points"))
    assert result == NotApplicable("Fewer than two cases have a truth and a probability between 0 and 1: add cases.")
