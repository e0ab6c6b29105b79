"""What is dated after the end of the assessment's period is expected and not recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from evidence_tables import context, table_of
from order_worlds import WORLDS, panel
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.dates import check_dates
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured

END = dt.date(2021, 6, 30)
RATE = {"discount_rate": 0.05}


def costs(last: dt.date) -> EvidenceTable:
    return table_of(
        date=[dt.date(2020, 1, 1), dt.date(2021, 6, 30), last],
        flow=["cost", "benefit", "benefit"],
        amount=[100.0, 60.0, 60.0],
    )


@pytest.mark.parametrize(("measure", "unit"), [("net_present_value", "euro"), ("benefit_cost_ratio", "ratio")])
def test_an_amount_after_the_period_is_a_forecast(measure: str, unit: str) -> None:
    told = replace(context(unit, **RATE), until=END)
    late, known = (DEFINITIONS[measure].compute(costs(day), told) for day in (END + dt.timedelta(days=1), END))
    assert isinstance(late, Measured)
    assert isinstance(known, Measured)
    assert (late.strength, known.strength) == (1, 3)
    texts = {check.name: (check.passed, check.text) for check in late.diagnostics}
    assert texts["Recorded or forecast"] == (None, "1 of 3 flows are forecasts.")
    assert texts["Forecasts with a range"] == (
        False,
        "Amounts dated after 2021-06-30, the end of the period: 1. They are forecasts without a range, so the"
        " interval is too narrow: give low, likely and high.",
    )
    assert "Forecasts with a range" not in {check.name for check in known.diagnostics}


def test_rows_after_the_period_lower_the_strength() -> None:
    definition = DEFINITIONS["level_drift"]
    days = [dt.date(2021, month, 1) for month in range(1, 13) for _ in range(20)]
    values = np.random.default_rng(1).normal(10, 1, len(days)).tolist()
    table = table_of(value=values, period=days)
    result = definition.compute(table, context("days", period_size="month"))
    assert isinstance(result, Measured)
    late = check_dates(result, table, definition, END)
    assert isinstance(late, Measured)
    assert (result.strength, late.strength) == (3, 1)
    assert late.diagnostics[-1].text == (
        "120 of 240 rows are dated after 2021-06-30, the end of the period: they cannot have been recorded in it. Leave"
        " them out, or correct the dates or the period."
    )
    in_time = check_dates(result, table, definition, dt.date(2021, 12, 1))
    assert in_time == replace(result, latest=dt.date(2021, 12, 1))


def test_a_planned_day_of_adoption_may_lie_ahead() -> None:
    definition = DEFINITIONS["staggered_adoption"]
    columns = panel(months=16)
    table = table_of(**{**columns, "adopted": [day and dt.date(2021, 2, 1) for day in columns["adopted"]]})
    result = definition.compute(table, context("days", period_size="month"))
    assert isinstance(result, Measured)
    in_time = check_dates(result, table, definition, dt.date(2021, 12, 31))
    assert in_time == replace(result, latest=dt.date(2021, 4, 1))


def test_every_measure_that_takes_dates_is_held_to_the_period() -> None:
    dated = {
        id
        for id, one in DEFINITIONS.items()
        if {role.type for roles in one.role_sets for role in roles} >= {"date"} and "costs" not in one.kinds
    }
    assert len(dated) >= 9
    for id in sorted(dated):
        definition = DEFINITIONS[id]
        world = next(one for one in WORLDS[id]() if {"period", "date"} & set(one.columns) or id == "effect_disparity")
        if not {"period", "date"} & set(world.columns):
            continue
        number = Measured(1.0, 1.0, 1.0, 1, "days", "made up", 4, draws=np.ones(2))
        found = check_dates(number, table_of(**world.columns), definition, dt.date(2000, 1, 1))
        assert isinstance(found, Measured)
        assert found.strength == 1, id
