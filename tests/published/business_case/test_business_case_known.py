"""Known answers of business cases: discounting, bias, value of information, PERT and power, each with its source."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from publicvalue.business_case.discounting import (
    GREEN_BOOK,
    GREEN_BOOK_HEALTH,
    GREEN_BOOK_LOWER,
    flat,
    present_value,
)
from publicvalue.business_case.forecasts import pert_variance, quantiles_of
from publicvalue.business_case.information import value_of_information, value_of_knowing
from publicvalue.business_case.model import Case, Line, Option, Range, certain
from publicvalue.business_case.optimism import BIASES, find_uplift, mix_uppers
from publicvalue.business_case.power import (
    design_effect,
    find_power,
    find_units,
    minimum_effect,
    power_of_shares,
    units_with_covariates,
)
from publicvalue.business_case.staggered import Noise, RollOut, simulate_roll_out
from publicvalue.business_case.valuation import value_case
from publicvalue.reports.business_case.tables import case_tables

BASE = dt.date(2026, 1, 1)


def line(kind: str, amount: float, first: int = 0, years: int = 0, **more: object) -> Line:
    """A cost or benefit of the option `system`: once in a year, or each year from it on."""
    last = dt.date(BASE.year + first + years - 1, 12, 31) if years else None
    day = BASE.replace(year=BASE.year + first)
    return Line(f"{kind}{first}", kind, kind, certain(amount), day, last, **more)  # type: ignore[arg-type]


def case(*lines: Line, rate: float, years: int = 30, **more: object) -> Case:
    end = dt.date(BASE.year + years, 12, 31)
    return Case("t", "GBP", BASE, end, rate, (Option("system", "S"),), lines, draws=64, **more)  # type: ignore[arg-type]


def test_green_book_factors() -> None:
    """HM Treasury, Green Book (2026), chapter 6."""
    years = np.array([1, 10, 30, 31, 75, 76, 125, 126], dtype=float)
    found = GREEN_BOOK.factors(years)
    expected = [0.966184, 0.708919, 0.356278, 0.345901, 0.094214, 0.091916, 0.027411, 0.026873]
    assert found == pytest.approx(expected, abs=1e-6)
    assert GREEN_BOOK.factors(np.arange(1.0, 31)).sum() == pytest.approx(18.392045, abs=1e-6)
    assert GREEN_BOOK.factors(np.arange(1.0, 101)).sum() == pytest.approx(28.863363, abs=1e-6)
    assert GREEN_BOOK_HEALTH.factors(np.array([1.0, 31])) == pytest.approx([1 / 1.015, 1.015**-30 / 1.0129])
    assert GREEN_BOOK_LOWER.factors(np.array([51.0])) == pytest.approx([1.03**-30 / 1.0257**21])


def test_simple_flows_of_the_greenbook_package() -> None:
    """R package greenbook, test of discounting: -100, then 30 in each of five years at 3.5 percent."""
    flows = np.array([-100.0, 30, 30, 30, 30, 30])
    assert present_value(flows, np.arange(6.0), flat(0.035)) == pytest.approx(35.451571, abs=1e-6)


def test_case_of_the_greenbook_package() -> None:
    """R package greenbook, test of invariants: bias of 20 percent, half of it managed, tax burden of 20 percent."""
    costs = line("build", 100, bias=0.20, mitigation=0.5)
    benefits = line("social", 10, years=29)
    found = value_case(case(costs, benefits, rate=0.035, tax_burden=0.20, timing="end")).proposed
    assert found.costs.mean == pytest.approx(132.0, abs=1e-9)
    assert found.benefits.mean == pytest.approx(180.357670, abs=1e-6)
    assert found.value.mean == pytest.approx(48.357670, abs=1e-6)
    # What the state pays in money: the burden of tax falls on others.
    assert found.cash.mean == pytest.approx(-110.0, abs=1e-9)


def test_case_of_the_treasury_tool() -> None:
    """Cost benefit analysis tool in the style of New Zealand's Treasury: 8 percent, 30 years, flows at mid-year."""
    yearly = (line("social", 500_000, years=30), line("run", 500_000, years=30))
    first = value_case(case(*yearly, rate=0.08)).proposed
    assert first.benefits.mean == pytest.approx(5_849_716, abs=1)
    assert first.value.mean == pytest.approx(0, abs=1)
    parts = (line("social", 650_000, years=30), yearly[1], line("build", 2_000_000))
    second = value_case(case(*parts, rate=0.08)).proposed
    assert second.benefits.mean == pytest.approx(7_604_631, abs=1)
    assert second.costs.mean == pytest.approx(7_849_716, abs=1)
    assert second.ratio is not None
    assert second.ratio.mean == pytest.approx(0.97, abs=0.005)
    assert second.value.mean == pytest.approx(-245_085, abs=1)


@pytest.mark.parametrize(("timing", "expected"), [("end", 3616.24), ("middle", 3952.49), ("start", 4297.05)])
def test_timing_within_the_year(timing: str, expected: float) -> None:
    """University of Queensland, social cost-benefit analysis, chapter 3: -10,000, then 5,000 for three years at 5 %."""
    found = value_case(case(line("build", 10_000), line("social", 5_000, years=3), rate=0.05, timing=timing))
    assert found.proposed.value.mean == pytest.approx(expected, abs=0.005)


def test_optimism_bias() -> None:
    """Mott MacDonald (2002), table 2 and its worked examples."""
    upper = BIASES["non_standard_buildings"].cost[0]
    assert 100 * (1 + find_uplift(upper, 0.92)) == pytest.approx(104, abs=0.1)
    shares = {"non_standard_buildings": 0.3, "standard_buildings": 0.7}
    assert mix_uppers(shares) == pytest.approx(0.321)  # type: ignore[arg-type]
    assert mix_uppers(shares, "duration") == pytest.approx(0.145)  # type: ignore[arg-type]
    assert BIASES["outsourcing"].duration is None


def test_value_of_information_of_a_table() -> None:
    """The investor's example: three options under three states."""
    chances = np.array([0.5, 0.3, 0.2])
    options = np.array([[1500, 300, -800], [900, 600, -200], [500, 500, 500]], dtype=float)
    assert np.average(options, axis=1, weights=chances) == pytest.approx([680, 590, 500])
    assert value_of_information(options, chances) == pytest.approx(350)


def test_value_of_information_of_normal_benefits() -> None:
    """Closed form, and the toy model of R package voi: net benefit p1 + p2, of standard deviations 1 and 2."""
    rng = np.random.default_rng(3)
    p1, p2 = rng.standard_normal(200_000), 2 * rng.standard_normal(200_000)
    payoffs = np.stack([p1 + p2, np.zeros(len(p1))])
    assert value_of_information(payoffs) == pytest.approx(0.8920621, abs=0.012)
    assert value_of_knowing(payoffs, p1) == pytest.approx(0.3989423, abs=0.012)
    assert value_of_knowing(payoffs, p2) == pytest.approx(0.7978846, abs=0.012)
    assert value_of_knowing(payoffs, np.ones(len(p1))) == 0
    assert value_of_information(np.stack([1 + p2, np.zeros(len(p2))])) == pytest.approx(0.3955931, abs=0.012)


def test_pert_moments() -> None:
    """R package mc2d: the exact variance, not the shortcut's 2.25."""
    forecast = Range(1, 4, 10)
    assert forecast.mean == 4.5
    assert pert_variance(forecast) == pytest.approx(2.75)
    drawn = quantiles_of(forecast, (np.arange(20_000) + 0.5) / 20_000)
    assert (drawn.mean(), drawn.var()) == pytest.approx((4.5, 2.75), abs=1e-3)


def test_power_by_formula() -> None:
    """R packages pwr and statpsych; the t distribution, for which the normal would give 63 units."""
    assert find_units(0.5) == pytest.approx(63.765611, abs=1e-5)
    assert find_power(64, 0.5) == pytest.approx(0.801460, abs=1e-6)
    assert power_of_shares(80, 0.3) == pytest.approx(0.5996777, abs=1e-6)
    assert minimum_effect(500) == pytest.approx(0.1773584, abs=1e-6)
    assert design_effect(30, 0.05) == pytest.approx(2.45)
    assert units_with_covariates(1.37, 0.7, 1) == (61, 61)
    assert units_with_covariates(1.37, 0.7, 1, ratio=2) == (47, 94)


def test_power_of_a_roll_out_by_simulation_is_that_of_the_formula() -> None:
    plan = RollOut(40, 12, (3, 6, 9))
    found = simulate_roll_out(plan, Noise(), 1500, np.random.default_rng(1))
    assert found.estimates.std() == pytest.approx(plan.plain_error, rel=0.05)
    assert found.power(0) == pytest.approx(0.05, abs=0.02)
    assert found.minimum_effect() == pytest.approx((1.96 + 0.8416) * plan.plain_error, rel=0.08)


def test_months_that_hang_together_hide_effects() -> None:
    plan, rng = RollOut(40, 12, (3, 6, 9)), np.random.default_rng(1)
    carried = simulate_roll_out(plan, Noise(carry=0.7), 400, rng)
    past = simulate_roll_out(plan, Noise(past=np.tile([1.0, 2.0], (5, 10))), 10, rng)
    assert carried.minimum_effect() > 1.05 * (1.96 + 0.8416) * plan.plain_error
    # Units that all move alike leave nothing to chance.
    assert past.estimates == pytest.approx(np.zeros(10), abs=1e-12)


def test_pieces_of_a_case_that_move_together_spread_more() -> None:
    parts = [replace(line("social", 1, years=5), id=f"l{n}", amount=Range(5, 10, 20)) for n in range(8)]
    apart = value_case(case(*parts, rate=0.05))
    together = value_case(case(*(replace(one, cause="uptake") for one in parts), rate=0.05))
    assert together.proposed.value.mean == pytest.approx(apart.proposed.value.mean, rel=0.02)
    assert together.proposed.value.high - together.proposed.value.low > 2 * (
        apart.proposed.value.high - apart.proposed.value.low
    )
    assert [one.factor.kind for one in together.drivers] == ["cause"]
    assert together.drivers[0].total == pytest.approx(1, abs=0.05)


def test_costs_that_are_open_after_a_year_are_paid_for_after_two() -> None:
    found = value_case(case(line("build", 100), line("social", 60, years=3), rate=0.0))
    assert (found.payback.median, found.payback.never) == (2, 0)


def test_what_was_put_in_is_shown_with_every_digit() -> None:
    whole = case(line("build", 1_234_567.0), rate=0.0)
    assert case_tables(whole, value_case(whole))["assumptions"].rows[0][3:6] == (1_234_567,) * 3


def test_line_in_another_currency_and_with_a_rising_price_is_worth_what_can_be_counted_by_hand() -> None:
    foreign = line("run", 100, years=2, currency="USD", growth=certain(0.1))
    found = value_case(case(foreign, rate=0.0, timing="start", exchange={"USD": certain(60.0)}))
    assert found.proposed.costs.mean == pytest.approx(60 * (100 + 110))
    assert found.yearly[:2] == (pytest.approx((0, 6000, 0)), pytest.approx((1, 6600, 0)))
    assert (found.break_even, found.payback.median, found.perfect) == (None, None, 0)
