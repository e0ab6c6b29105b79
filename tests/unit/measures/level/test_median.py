from __future__ import annotations

import numpy as np

from evidence_tables import context, table_of
from publicvalue.measures.level.median import measure_median
from publicvalue.measures.result import Measured, NotApplicable


def test_median_is_that_of_numpy() -> None:
    values = list(np.random.default_rng(1).exponential(10, 101))
    result = measure_median(table_of(value=values), context("days"))
    assert isinstance(result, Measured)
    assert result.estimate == np.median(values)
    assert result.low < result.estimate < result.high


def test_median_of_six_cases_says_that_its_interval_can_be_trusted_and_of_five_that_it_cannot() -> None:
    for n, warned in ((5, True), (6, False)):
        result = measure_median(table_of(value=[float(value) for value in range(n)]), context("days"))
        assert isinstance(result, Measured)
        assert ("Cases enough for the percentile" in [d.name for d in result.diagnostics]) is warned


def test_median_of_one_case_is_not_applicable() -> None:
    result = measure_median(table_of(value=[1.0]), context("days"))
    assert result == NotApplicable("Fewer than two cases have a value: give at least two.")
