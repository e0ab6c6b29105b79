from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.api import OLS

from evidence_tables import context, table_of
from publicvalue.measures.effect.lots.arms import cluster_freedom
from publicvalue.measures.effect.lots.measure import measure_randomised_difference
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


def with_covariates(size: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(31)
    x, drawn = rng.normal(5, 2, (size, 2)), rng.random(size) < 0.5
    return x, drawn, 10 + x @ [2.0, -1.0] + drawn * (1 + 0.5 * (x[:, 0] - 5)) + rng.normal(0, 1, size)


def test_covariates_are_taken_off_as_by_regression_with_slopes_of_their_own() -> None:
    x, drawn, value = with_covariates()
    table = table_of(value=value.tolist(), drawn=drawn.tolist(), before=[x[:, 0].tolist(), x[:, 1].tolist()])
    result = measure_randomised_difference(table, context("days"))
    assert isinstance(result, Measured)
    centred = x - x.mean(axis=0)
    design = np.column_stack([np.ones(300), drawn, centred, centred * drawn[:, None]])
    fit = OLS(value, design).fit(cov_type="HC2")
    assert result.estimate == pytest.approx(fit.params[1])
    # Beside Lin's error that of the sample of covariates, where slopes differ.
    more = fit.params[4:] @ np.cov(x.T) @ fit.params[4:] / 300
    assert (result.high - result.low) / 2 == pytest.approx(1.97 * np.sqrt(fit.bse[1] ** 2 + more), rel=0.03)
    assert "taken off by a regression" in result.method
    note = next(one.text for one in result.diagnostics if one.name == "Covariates")
    alone = measure_randomised_difference(table_of(value=value.tolist(), drawn=drawn.tolist()), context("days"))
    assert isinstance(alone, Measured)
    assert f"Without that the effect is {alone.estimate:.3g} days" in note
    assert result.high - result.low < 0.5 * (alone.high - alone.low)


def test_covariates_of_offices_in_strata_are_those_of_the_slow_regression() -> None:
    rng = np.random.default_rng(32)
    offices, size = 40, rng.integers(3, 30, 40)
    of, stratum = np.repeat(np.arange(offices), size), np.repeat(np.arange(offices) % 2, size)
    drawn = np.repeat(np.arange(offices) // 2 % 2 == 0, size)
    x = np.repeat(rng.normal(0, 1, offices), size) + stratum
    value = 5 + x + 2 * stratum + drawn + np.repeat(rng.normal(0, 0.5, offices), size) + rng.normal(0, 1, len(x))
    table = table_of(
        value=value.tolist(),
        drawn=drawn.tolist(),
        before=[x.tolist()],
        cluster=[str(one) for one in of],
        stratum=[str(one) for one in stratum],
    )
    result = measure_randomised_difference(table, context("days"))
    assert isinstance(result, Measured)
    expected = 0.0
    for arm, sign in ((True, 1), (False, -1)):
        own = drawn == arm
        slope = OLS(value[own], np.column_stack([x[own], stratum[own] == 0, stratum[own] == 1]).astype(float)).fit()
        for name in (0, 1):
            here = stratum == name
            level = slope.params[1 + name] + slope.params[0] * x[here].mean()
            expected += sign * here.mean() * level
    assert result.estimate == pytest.approx(expected)
    assert result.low < 1 < result.high


def test_covariates_that_are_constant_or_twice_the_same_change_nothing() -> None:
    x, drawn, value = with_covariates()
    one, first = [1.0] * 300, x[:, 0].tolist()
    found = [
        measure_randomised_difference(
            table_of(value=value.tolist(), drawn=drawn.tolist(), before=before), context("days")
        )
        for before in ([first], [first, first], [first, one])
    ]
    assert all(isinstance(result, Measured) for result in found)
    assert [result.estimate for result in found] == pytest.approx([found[0].estimate] * 3)


def test_too_few_for_covariates_are_compared_without_and_say_so() -> None:
    table = table_of(value=[1.0, 2.0, 4.0, 3.0, 5.0, 7.0], drawn=[True, False] * 3, before=[[1.0, 2, 3, 4, 5, 6]])
    result = measure_randomised_difference(table, context("days"))
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(10 / 3 - 4)
    assert "before_1: not taken off" in "".join(one.text for one in result.diagnostics)
