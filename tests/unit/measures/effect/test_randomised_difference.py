from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evidence_tables import context, table_of
from publicvalue.measures.effect.randomised_difference import measure_randomised_difference
from publicvalue.measures.result import Measured, NotApplicable


def test_without_clusters_it_is_welch() -> None:
    rng = np.random.default_rng(1)
    with_system, without = rng.normal(8, 3, 40), rng.normal(10, 1, 25)
    evidence = table_of(value=[*with_system, *without], drawn=[True] * 40 + [False] * 25)
    result = measure_randomised_difference(evidence, context("days"))
    assert isinstance(result, Measured)
    welch = stats.ttest_ind(with_system, without, equal_var=False).confidence_interval()
    assert (result.low, result.high) == pytest.approx((welch.low, welch.high))
    assert result.strength == 5
    assert result.pictures[0].rows[1][1] == pytest.approx(with_system.mean())


def test_cases_that_are_counted_are_as_good_as_rows() -> None:
    rows = table_of(event=[True] * 30 + [False] * 70 + [True] * 45 + [False] * 55, drawn=[False] * 100 + [True] * 100)
    counted = table_of(
        event=[True, False, True, False], drawn=[False, False, True, True], count=[30.0, 70.0, 45.0, 55.0]
    )
    found = [measure_randomised_difference(one, context("percentage points")) for one in (rows, counted)]
    assert isinstance(found[0], Measured)
    assert isinstance(found[1], Measured)
    assert (found[0].estimate, found[0].low) == pytest.approx((found[1].estimate, found[1].low))


def test_offices_that_resemble_themselves_widen_the_interval() -> None:
    rng = np.random.default_rng(3)
    offices = np.repeat(np.arange(24), 50)
    value = (rng.normal(0, 2, 24)[offices] + rng.normal(10, 1, 1200)).tolist()
    drawn = (offices % 2 == 0).tolist()
    alone = measure_randomised_difference(table_of(value=value, drawn=drawn), context("days"))
    clustered = measure_randomised_difference(
        table_of(value=value, drawn=drawn, cluster=[str(one) for one in offices]), context("days")
    )
    assert isinstance(alone, Measured)
    assert isinstance(clustered, Measured)
    assert clustered.estimate == pytest.approx(alone.estimate)
    assert clustered.high - clustered.low > 4 * (alone.high - alone.low)
    assert clustered.strength == 5


def test_few_drawn_lower_the_strength() -> None:
    evidence = table_of(value=[1.0, 2.0, 3.0, 4.0], drawn=[True, True, False, False])
    result = measure_randomised_difference(evidence, context("days"))
    assert isinstance(result, Measured)
    assert result.strength == 4


def test_strata_that_drew_one_way_are_left_out() -> None:
    evidence = table_of(
        value=[1.0, 2.0, 3.0, 4.0, 9.0],
        drawn=[True, True, False, False, True],
        stratum=["a", "a", "a", "a", "b"],
    )
    result = measure_randomised_difference(evidence, context("days"))
    assert isinstance(result, Measured)
    assert result.n == 4
    assert any("1 of 2 strata were left out" in one.text for one in result.diagnostics)


@pytest.mark.parametrize(
    ("value", "drawn", "reason"),
    [
        ([1.0, 2.0, 3.0], [True, False, False], "1 of 1 strata have fewer than two clusters, or cases, in an arm"),
        ([1.0, 1.0, 1.0, 1.0], [True, True, False, False], "The outcome is the same in all cases of each arm"),
    ],
)
def test_no_error_can_be_estimated(value: list[float], drawn: list[bool], reason: str) -> None:
    result = measure_randomised_difference(table_of(value=value, drawn=drawn), context("days"))
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith(reason)
