"""Known answer: the example in Microsoft's documentation of the spreadsheet function XNPV, 2,086.65.

The function divides days by 365 and not by 365.25, so that its 9 percent are a slightly higher yearly rate here.
"""

from __future__ import annotations

import datetime as dt

import pytest

from evidence_tables import context, table_of
from publicvalue.measures.cost.benefit_cost_ratio import measure_benefit_cost_ratio
from publicvalue.measures.cost.net_present_value import measure_net_present_value
from publicvalue.measures.result import Measured

DATES = [dt.date(2008, 1, 1), dt.date(2008, 3, 1), dt.date(2008, 10, 30), dt.date(2009, 2, 15), dt.date(2009, 4, 1)]
RATE = 1.09 ** (365.25 / 365) - 1
EVIDENCE = table_of(
    date=DATES,
    flow=["cost", "benefit", "benefit", "benefit", "benefit"],
    amount=[10_000.0, 2_750.0, 4_250.0, 3_250.0, 2_750.0],
)


def test_net_present_value_in_money() -> None:
    result = measure_net_present_value(EVIDENCE, context("dollars", discount_rate=RATE))
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(2086.65, abs=5e-3)
    assert (result.low, result.high, result.n) == (result.estimate, result.estimate, 5)


def test_the_ratio_and_the_percent_say_the_same() -> None:
    ratio = measure_benefit_cost_ratio(EVIDENCE, context("ratio", discount_rate=RATE))
    percent = measure_net_present_value(EVIDENCE, context("percent", discount_rate=RATE))
    assert isinstance(ratio, Measured)
    assert isinstance(percent, Measured)
    assert ratio.estimate == pytest.approx(1.208665, abs=5e-7)
    assert percent.estimate == pytest.approx(20.8665, abs=5e-5)
