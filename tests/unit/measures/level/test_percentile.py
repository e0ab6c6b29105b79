from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.kernels.quantiles import value_table
from publicvalue.measures.level.percentile import measure_percentile
from publicvalue.measures.result import Measured


@pytest.mark.parametrize("percent", [5, 25, 50, 90, 99])
def test_percentile_is_that_of_numpy_with_the_same_definition(percent: float) -> None:
    values = list(np.random.default_rng(2).exponential(10, 137))
    result = measure_percentile(table_of(value=values), context("days", percent=percent))
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(np.quantile(values, percent / 100, method="median_unbiased"), rel=1e-12)


def test_draws_of_the_percentile_agree_with_its_interval() -> None:
    values = list(np.random.default_rng(3).exponential(10, 500))
    result = measure_percentile(table_of(value=values), context("days", draws=100_000, percent=90))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], rel=0.02)


def test_percentile_that_few_cases_cannot_bound_says_so() -> None:
    result = measure_percentile(table_of(value=[float(value) for value in range(20)]), context("days", percent=90))
    assert isinstance(result, Measured)
    assert result.diagnostics[0].passed is False
    assert result.diagnostics[0].text == (
        "20 cases are too few to bound this percentile from above: the interval is too short."
    )


@pytest.mark.parametrize("shape", ["skewed", "tied", "two values far apart", "one value"])
def test_table_of_many_rows_is_narrowed_to_the_same_quantiles(shape: str) -> None:
    rng = np.random.default_rng(4)
    values = {
        "skewed": np.exp(rng.normal(0, 6, 20_000)),
        "tied": rng.integers(0, 50, 20_000).astype(float),
        "two values far apart": rng.choice([0.0, 1e12], 20_000),
        "one value": np.full(20_000, 7.0),
    }[shape]
    counts = rng.integers(0, 4, 20_000).astype(float)
    usable = usable_rows(table_of(value=list(values), count=list(counts)), ["value"])
    places = np.array([0.899, 0.9, 0.9005])
    whole = value_table(usable, "value", places)
    narrowed = value_table(usable, "value", places, most_rows=50)
    assert narrowed.quantile(places) == pytest.approx(whole.quantile(places), rel=1e-12)
    if shape == "skewed":
        assert len(narrowed.values) < 400
