"""What a case costs, against sums made by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from publicvalue.business_case.model import Case, Line, Option, certain
from publicvalue.business_case.valuation import value_case
from publicvalue.reports.business_case.document import case_document
from publicvalue.reports.document.blocks import DataTable

BASE = dt.date(2027, 1, 1)
LAST = dt.date(2029, 12, 31)


def cost_of_a_case(**more: float) -> float:
    lines = (
        Line("build", "Build", "build", certain(100), BASE),
        Line("run", "Run", "run", certain(10), BASE, LAST),
        Line("health", "Health", "social", certain(50), BASE, LAST),
    )
    rate = more.pop("rate", 0.0)
    options = (Option("system", "System"),)
    case = Case("t", "DOP", BASE, LAST, rate, options, lines, cases=certain(5), draws=64, **more)  # type: ignore[arg-type]
    found = value_case(case).per_case
    assert found is not None
    return found.mean


def test_all_costs_over_all_cases() -> None:
    # 100 once and 10 in each of three years, for five cases a year.
    assert cost_of_a_case() == pytest.approx(130 / 15, rel=1e-3)


def test_later_cases_count_less_as_their_costs_do() -> None:
    # With the same rate on both, what runs costs 2 a case; what was built is spread over fewer present cases.
    assert cost_of_a_case(rate=0.1) > cost_of_a_case()
    assert cost_of_a_case(rate=0.1) - 2 == pytest.approx((cost_of_a_case() - 2) * 3 / sum_of_factors(0.1), rel=0.01)


def sum_of_factors(rate: float) -> float:
    return sum((1 + rate) ** -(year + 0.5) for year in range(3))


def test_what_taxes_cost_beyond_the_tax_is_not_paid_for_a_case() -> None:
    assert cost_of_a_case(tax_burden=0.2) == pytest.approx(cost_of_a_case())


def test_what_taxes_cost_beyond_the_tax_stands_beside_what_it_is_spent_on_and_is_nobody_s_payment() -> None:
    lines = (
        Line("build", "Build", "build", certain(100), BASE, who="Ministry"),
        Line("cash", "Cash", "cash_releasing", certain(150), BASE, who="Ministry"),
        Line("health", "Health", "social", certain(50), BASE, who="People"),
    )
    found = value_case(Case("t", "DOP", BASE, LAST, 0.0, (Option("system", "S"),), lines, tax_burden=0.2, draws=64))
    parts = {kind: spread.mean for kind, spread in found.by_kind.items()}
    assert parts == pytest.approx(
        {"build": 100, "tax_burden": 20, "cash_releasing": 150, "tax_relief": 30, "social": 50}
    )
    assert found.parties == pytest.approx({"Ministry": 50, "People": 50})
    assert sum(found.parties.values()) + found.burden == pytest.approx(found.proposed.value.mean) == 110


def test_forty_years_are_told_by_the_first_and_every_fifth_and_the_last() -> None:
    last = dt.date(2066, 12, 31)
    lines = (Line("run", "Run", "run", certain(10), BASE, last),)
    case = Case("t", "DOP", BASE, last, 0.0, (Option("system", "S"),), lines, draws=64)
    document = case_document(case, value_case(case))
    tables = [one.table for part in document.sections for one in part.blocks if isinstance(one, DataTable)]
    years = next(one for one in tables if one.name == "years")
    assert [row[0] for row in years.rows] == [*map(str, range(6)), *map(str, range(10, 36, 5)), "39"]
