from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cost.benefit_cost_ratio import DEFINITION, measure_benefit_cost_ratio
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable

FIRST, LATER, LAST = dt.date(2020, 1, 1), dt.date(2021, 7, 1), dt.date(2024, 1, 1)


def measure(evidence: EvidenceTable, draws: int = 2000, **options: object) -> Measured:
    return measured(
        measure_benefit_cost_ratio(evidence, context("ratio", draws=draws, **{"discount_rate": 0.05, **options}))
    )


def recorded(**changes: list) -> EvidenceTable:
    columns = {"date": [FIRST, LATER, LAST], "flow": ["cost", "cost", "benefit"], "amount": [100.0, 20.0, 150.0]}
    return table_of(**{**columns, **changes})


def forecast(**changes: list) -> EvidenceTable:
    columns = {"low": [90.0, 10.0, 100.0], "likely": [100.0, 20.0, 150.0], "high": [130.0, 30.0, 260.0]}
    return table_of(
        **{"date": [FIRST, LATER, LAST], "flow": ["cost", "cost", "benefit"], "label": ["build", "run", "time"]}
        | columns
        | changes
    )


def problems(evidence: EvidenceTable) -> list[str]:
    with pytest.raises(EvidenceError) as caught:
        measure_benefit_cost_ratio(evidence, context("ratio", discount_rate=0.05))
    return [f"{problem.place}: {problem.what}" for problem in caught.value.problems]


def test_benefit_cost_ratio_agrees_with_the_formula() -> None:
    costs = 100 + 20 / 1.05 ** ((LATER - FIRST).days / 365.25)
    result = measure(recorded())
    assert result.estimate == pytest.approx(150 / 1.05**4 / costs)
    assert (result.low, result.high, result.strength) == (result.estimate, result.estimate, 3)
    assert np.unique(result.draws).tolist() == pytest.approx([result.estimate])


def test_benefit_cost_ratio_does_not_depend_on_the_base_date() -> None:
    assert measure(recorded(), base_date="2030-06-30").estimate == pytest.approx(measure(recorded()).estimate)


def test_benefit_cost_ratio_of_forecasts_uses_their_means() -> None:
    costs = 310 / 3 + 20 / 1.05 ** ((LATER - FIRST).days / 365.25)
    result = measure(forecast())
    assert result.estimate == pytest.approx(160 / 1.05**4 / costs)
    assert result.low < result.estimate < result.high
    assert (result.strength, result.n) == (1, 3)
    assert Diagnostic("Recorded or forecast", None, "3 of 3 flows are forecasts.") in result.diagnostics


def test_benefit_cost_ratio_a_row_may_be_recorded_or_forecast() -> None:
    mixed = measure(forecast(amount=[100.0, None, None]))
    assert (mixed.n, mixed.strength) == (3, 1)
    assert mixed.details[0].rows[0][1] == pytest.approx(100 + 20 / 1.05 ** ((LATER - FIRST).days / 365.25))


def test_benefit_cost_ratio_uncertain_rate_widens_a_recorded_ratio() -> None:
    result = measure(recorded(), discount_rate_low=0.02, discount_rate_high=0.08)
    assert result.low < result.estimate < result.high
    assert result.strength == 3


def test_benefit_cost_ratio_correlation_widens_a_forecast_of_many_parts() -> None:
    parts = forecast(
        date=[FIRST] * 11,
        flow=["cost"] * 10 + ["benefit"],
        label=[None] * 11,
        low=[5.0] * 10 + [100.0],
        likely=[10.0] * 10 + [100.0],
        high=[25.0] * 10 + [100.0],
    )
    alone, tied = measure(parts, draws=20_000), measure(parts, draws=20_000, correlation=1)
    assert tied.high - tied.low > 2.5 * (alone.high - alone.low)


def test_benefit_cost_ratio_does_not_depend_on_the_order_of_rows() -> None:
    turned = forecast(
        date=[LAST, LATER, FIRST],
        flow=["benefit", "cost", "cost"],
        label=["time", "run", "build"],
        low=[100.0, 10.0, 90.0],
        likely=[150.0, 20.0, 100.0],
        high=[260.0, 30.0, 130.0],
    )
    one, other = measure(forecast()), measure(turned)
    assert one.draws.tolist() == other.draws.tolist()


def test_benefit_cost_ratio_words_for_flows_may_be_plural_or_capital() -> None:
    assert measure(recorded(flow=[" Costs", "COST", "Benefits "])).estimate == measure(recorded()).estimate


def test_benefit_cost_ratio_totals_by_year_are_shown() -> None:
    rows = measure(recorded(), discount_rate=0.0).details[1].rows
    assert rows == (
        ("2020", 100.0, 0.0, 100.0, 0.0),
        ("2021", 20.0, 0.0, 20.0, 0.0),
        ("2024", 0.0, 150.0, 0.0, 150.0),
    )


def test_benefit_cost_ratio_blank_rows_are_left_out_and_counted() -> None:
    result = measure(
        recorded(
            date=[FIRST, None, LAST, LATER], flow=["cost", None, "benefit", "cost"], amount=[100.0, None, 150.0, 20.0]
        )
    )
    assert result.n == 3
    text = "1 of 4 rows was left out because date, flow and amount are blank."
    assert Diagnostic("Rows left out", None, text) in result.diagnostics
    assert result.estimate == measure(recorded()).estimate


def test_benefit_cost_ratio_without_costs_is_not_applicable() -> None:
    result = measure_benefit_cost_ratio(recorded(flow=["benefit"] * 3), context("ratio", discount_rate=0.05))
    assert result == NotApplicable("No row is a cost: add the costs, or a row of amount 0 if there are none.")


def test_benefit_cost_ratio_without_benefits_is_not_zero() -> None:
    result = measure_benefit_cost_ratio(recorded(flow=["cost"] * 3), context("ratio", discount_rate=0.05))
    assert result == NotApplicable("No row is a benefit: add the benefits, or a row of amount 0 if there are none.")


def test_benefit_cost_ratio_of_costs_of_nothing_is_not_applicable() -> None:
    result = measure_benefit_cost_ratio(recorded(amount=[0.0, 0.0, 150.0]), context("ratio", discount_rate=0.05))
    assert result == NotApplicable("All costs are 0: add what the system costs, because nothing can be set against 0.")


def test_benefit_cost_ratio_all_wrong_rows_are_named_at_once() -> None:
    assert problems(
        forecast(
            amount=[-5.0, None, None],
            flow=["cost", "spending", "benefit"],
            likely=[100.0, 20.0, 300.0],
            low=[90.0, -10.0, 100.0],
        )
    ) == [
        "amount: 2020-01-01, build: the amount −5 is negative",
        "flow: 2021-07-01, run: 'spending' is no flow",
        "low: 2021-07-01, run: the low amount −10 is negative",
        "likely: 2024-01-01, time: low 100, likely 300, high 260 are out of order",
    ]


def test_benefit_cost_ratio_rows_filled_in_part_are_refused() -> None:
    assert problems(recorded(date=[None, LATER, LAST], flow=["cost", None, "benefit"], amount=[1.0, 2.0, None])) == [
        "flow: 2021-07-01: the flow is blank",
        ": 2024-01-01: the amount is blank",
        "date: a cost without a date: the date is blank",
    ]
    assert problems(forecast(high=[130.0, None, 260.0])) == ["high: 2021-07-01, run: the forecast has no high"]


def test_benefit_cost_ratio_many_wrong_rows_are_counted() -> None:
    evidence = table_of(date=[FIRST] * 50, flow=["cost"] * 50, amount=[-1.0] * 50)
    found = problems(evidence)
    assert len(found) == 21
    assert found[-1] == ": 30 more rows have problems of this kind"


def test_benefit_cost_ratio_both_sorts_of_columns_are_looked_for_first() -> None:
    assert [{role.name for role in roles if role.required} for roles in DEFINITION.role_sets] == [
        {"date", "flow", "amount", "low", "likely", "high"},
        {"date", "flow", "amount"},
        {"date", "flow", "low", "likely", "high"},
    ]
