from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import MethodError
from publicvalue.measures.cost.benefit_cost_ratio import measure_benefit_cost_ratio
from publicvalue.measures.cost.net_present_value import measure_net_present_value
from publicvalue.measures.result import Measured

RATE = {"discount_rate": 0.05}
EVIDENCE = table_of(
    date=[dt.date(2020, 1, 1), dt.date(2022, 3, 1), dt.date(2024, 1, 1)],
    flow=["cost", "benefit", "benefit"],
    low=[90.0, 50.0, 60.0],
    likely=[100.0, 60.0, 60.0],
    high=[140.0, 90.0, 60.0],
)


def measure(unit: str, **options: object) -> Measured:
    return measured(measure_net_present_value(EVIDENCE, context(unit, **RATE, **options)))


def test_net_present_value_in_percent_is_the_ratio_less_one() -> None:
    percent, ratio = measure("percent"), measure_benefit_cost_ratio(EVIDENCE, context("ratio", **RATE))
    assert isinstance(ratio, Measured)
    assert percent.estimate == pytest.approx(100 * (ratio.estimate - 1))
    assert np.allclose(percent.draws, 100 * (ratio.draws - 1))
    assert (percent.unit, percent.strength) == ("percent", 1)


def test_net_present_value_in_money_grows_with_the_base_date() -> None:
    early, late = measure("euro"), measure("euro", base_date=dt.date(2024, 1, 1))
    assert late.estimate == pytest.approx(early.estimate * 1.05**4)
    assert late.draws == pytest.approx(early.draws * 1.05**4)


def test_net_present_value_falls_as_the_rate_rises() -> None:
    rates = (0.0, 0.03, 0.10)
    results = [measure_net_present_value(EVIDENCE, context("euro", discount_rate=rate)) for rate in rates]
    estimates = [result.estimate for result in results if isinstance(result, Measured)]
    assert len(estimates) == 3
    assert estimates == sorted(estimates, reverse=True)


@pytest.mark.parametrize(("unit", "relative"), [("percent", False), ("euro", True)])
def test_net_present_value_option_that_contradicts_the_unit_is_refused(unit: str, relative: bool) -> None:
    with pytest.raises(MethodError, match=f"relative: {relative} and the unit '{unit}'"):
        measure_net_present_value(EVIDENCE, context(unit, **RATE, relative=relative))
