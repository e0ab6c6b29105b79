from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evidence_tables import context, table_of
from publicvalue.measures.effect.randomised_difference import cluster_freedom, measure_randomised_difference
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


def slow_cr2(size: np.ndarray, value: np.ndarray) -> tuple[float, float]:
    """Variance of a mean by CR2, and its degrees of freedom, with the matrices of Bell and McCaffrey case by case."""
    owner, n = np.repeat(np.arange(len(size)), size), int(size.sum())
    design = np.ones((n, 1))
    inverse = np.linalg.inv(design.T @ design)
    hat = np.eye(n) - design @ inverse @ design.T
    rows = []
    for cluster in range(len(size)):
        own = owner == cluster
        values, vectors = np.linalg.eigh(hat[np.ix_(own, own)])
        rows.append((inverse @ design[own].T @ (vectors / np.sqrt(values)) @ vectors.T @ hat[own])[0])
    squares = sum(np.outer(row, row) for row in rows)
    return float(value @ squares @ value), float(np.trace(squares) ** 2 / np.trace(squares @ squares))


def test_error_over_unequal_clusters_is_cr2_with_the_freedom_of_bell_and_mccaffrey() -> None:
    rng = np.random.default_rng(11)
    arms, columns = [], {"value": [], "drawn": [], "cluster": []}
    for drawn, sizes in ((False, [2, 3, 20, 7]), (True, [1, 12, 5, 5, 30])):
        size = np.array(sizes)
        value = np.repeat(rng.normal(10, 2, len(size)), size) + rng.normal(0, 1, size.sum())
        arms.append((value.mean(), *slow_cr2(size, value)))
        columns["value"] += value.tolist()
        columns["drawn"] += [drawn] * int(size.sum())
        columns["cluster"] += [f"{drawn} {place}" for place in np.repeat(np.arange(len(size)), size)]
        assert cluster_freedom(size / size.sum()) == pytest.approx(arms[-1][2])
    result = measure_randomised_difference(table_of(**columns), context("days"))
    assert isinstance(result, Measured)
    (old, before, few), (new, after, many) = arms
    freedom = (before + after) ** 2 / (before**2 / few + after**2 / many)
    reach = stats.t.ppf(0.975, freedom) * np.sqrt(before + after)
    assert (result.estimate, result.low, result.high) == pytest.approx(
        (new - old, new - old - reach, new - old + reach)
    )


def test_freedom_of_clusters_of_one_size_is_their_number_less_one() -> None:
    assert cluster_freedom(np.full(7, 1 / 7)) == pytest.approx(6)
    assert cluster_freedom(np.array([0.9, 0.05, 0.05])) < 1.2


def test_percent_holds_the_ratios_that_the_data_do_not_reject() -> None:
    rng = np.random.default_rng(12)
    with_system, without = rng.normal(5, 3, 40), rng.normal(4, 3, 30)
    table = table_of(value=[*with_system, *without], drawn=[True] * 40 + [False] * 30)
    result = measure_randomised_difference(table, context("percent"))
    turned = measure_randomised_difference(table, context("percent", signed="better is positive", better="lower"))
    assert isinstance(result, Measured)
    assert isinstance(turned, Measured)
    for end in (result.low, result.high):
        ratio = 1 + end / 100
        away = with_system.mean() - ratio * without.mean()
        error = np.sqrt(with_system.var(ddof=1) / 40 + ratio**2 * without.var(ddof=1) / 30)
        assert 1.9 < abs(away) / error < 2.1
    assert result.high - result.estimate > 1.1 * (result.estimate - result.low)
    assert (turned.low, turned.high) == pytest.approx((-result.high, -result.low))
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], rel=0.2)


def test_percent_of_what_may_be_nothing_has_no_bounds() -> None:
    table = table_of(value=[1.0, -2.0, 3.0, 0.0, 2.0, 5.0, 4.0, 3.0], drawn=[False] * 4 + [True] * 4)
    result = measure_randomised_difference(table, context("percent"))
    assert isinstance(result, NotApplicable)
    assert result.reason == (
        "The mean to be expected without the system may be 0 or less; an effect in percent needs one above 0."
    )


@pytest.mark.parametrize("unit", ["percentage points", "percent"])
def test_rare_events_have_an_interval_that_leans(unit: str) -> None:
    table = table_of(event=[True, False, True, False], drawn=[False, False, True, True], count=[3.0, 297.0, 9.0, 291.0])
    result = measure_randomised_difference(table, context(unit))
    assert isinstance(result, Measured)
    rng = np.random.default_rng(13)
    old, new = rng.beta(3.5, 297.5, 400_000), rng.beta(9.5, 291.5, 400_000)
    ends = np.quantile(100 * (new / old - 1 if unit == "percent" else new - old), [0.025, 0.975])
    assert (result.low, result.high) == pytest.approx(ends, abs=0.01 * (ends[1] - ends[0]))
    assert np.quantile(result.draws, 0.5) == pytest.approx(result.estimate, rel=0.15)
    turned = measure_randomised_difference(table, context(unit, signed="better is positive", better="lower"))
    assert isinstance(turned, Measured)
    assert (turned.low, turned.high) == pytest.approx((-result.high, -result.low))
