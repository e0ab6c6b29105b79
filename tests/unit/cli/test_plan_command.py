"""A plan to know on the command line: from the sheets of the workbook and past records to a calendar drawn by lot."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from business_case_book import BASE, START, WHOLE, answer_sheet, fill_in
from publicvalue.cli.main import main

FIELD: Mapping[str, object] = {
    "units": 8,
    "months": 8,
    "first": BASE,
    "before": 2,
    "waves": 2,
    "gap": 3,
    "lot": "yes",
    "effect": -2,
    "seed": 7,
}
PLAN = (
    {
        "title": "Hours of clerks",
        "indicator": "Minutes a case",
        "source": "Case system",
        "frequency": "every month",
        "who": "Audit unit",
        "hours": 4,
        "stop": 4_000,
        "chance": 80,
        "action": "Hold the next wave",
    },
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sorting"
    done = CliRunner().invoke(main, ["new", str(folder), "--before-go-live"])
    assert done.exit_code == 0, done.output
    return folder


def gate_told(folder: Path) -> str:
    return " ".join((folder / "gate-report" / "gate.txt").read_text().split())


def test_plan_draws_the_calendar_of_the_units_that_have_records_and_answers_two_gates(folder: Path) -> None:
    workbook = folder / "business-case.xlsx"
    fill_in(workbook, START, {**WHOLE, "case_plan": PLAN})
    answer_sheet(workbook, "case_rollout", FIELD)
    lines = [
        f"Office {unit},2026-{month:02d},{30 + (unit * 7 + month * month * (unit + 3)) % 11 / 10}"
        for unit in range(8)
        for month in range(1, 9)
    ]
    (folder / "past-records.csv").write_text("\n".join(["unit,month,value", *lines]))
    done = CliRunner().invoke(main, ["plan", str(folder), "--runs", "200"])
    assert done.exit_code == 0, done.output
    assert "A roll-out in groups, drawn by lot can show what is promised" in done.output
    assert "Not said yet how it is measured, wholly: Earlier answers." in done.output
    data = json.loads((folder / "plan" / "plan.json").read_text())
    assert sorted(one["unit"] for one in data["calendar"]) == [f"Office {unit}" for unit in range(8)]
    assert {one["day"] for one in data["calendar"]} == {"2027-03-01", "2027-06-01"}
    assert 0 < data["smallest_by_simulation"] < data["promised_effect"] * -1
    gate = CliRunner().invoke(main, ["gate", str(folder), "go-live"]).output
    assert "Partly: Has each benefit an indicator" in gate
    assert "Will the design of the roll-out be able to show an effect?" not in gate
    assert "at what value of which indicator it is stopped" not in gate
    # The lot is drawn once: with a gate on record another number is refused, and that it was tried stays on record.
    CliRunner().invoke(main, ["gate", str(folder), "pilot", "--record"])
    answer_sheet(workbook, "case_rollout", {**FIELD, "seed": 8})
    for command in (["plan", str(folder), "--runs", "200"], ["gate", str(folder), "pilot"]):
        refused = CliRunner().invoke(main, command)
        assert (refused.exit_code, "the calendar was drawn by lot, frozen on" in refused.output) == (2, True)
    record = json.loads((folder / "gates.json").read_text())
    assert (record["format"], record["lot"]["seed"]) == (3, 7)
    assert [one["seed"] for one in record["refused_lots"]] == [8]
    answer_sheet(workbook, "case_rollout", FIELD)
    done = CliRunner().invoke(main, ["gate", str(folder), "pilot"])
    assert done.exit_code == 0, done.output
    told = gate_told(folder)
    assert "drawn by lot with the number 7, and frozen on" in told
    assert "another calendar was drawn, with the number 8, and was refused" in told
    # A new lot holds where somebody answers for it with a reason: from the next recorded gate on, the former beside it.
    answer_sheet(workbook, "case_rollout", {**FIELD, "seed": 9, "new_lot": "Two offices were closed"})
    refused = CliRunner().invoke(main, ["gate", str(folder), "pilot"])
    assert (refused.exit_code, "a new lot needs a reason and somebody who answers" in refused.output) == (2, True)
    agreed = {"new_lot": "Two offices were closed", "agreed_by": "Director of services"}
    answer_sheet(workbook, "case_rollout", {**FIELD, "seed": 9, **agreed})
    CliRunner().invoke(main, ["gate", str(folder), "pilot"])
    assert "with the number 9. Two offices were closed. Director" in gate_told(folder)
    assert json.loads((folder / "gates.json").read_text())["lot"]["seed"] == 7
    CliRunner().invoke(main, ["gate", str(folder), "pilot", "--record"])
    record = json.loads((folder / "gates.json").read_text())
    assert (record["lot"]["seed"], record["lot"]["why"]) == (9, "Two offices were closed")
    assert [one["seed"] for one in record["former_lots"]] == [7]
    assert "Before, the calendar was drawn with the number 7, and frozen on" in gate_told(folder)
    # The same reason does not serve twice.
    answer_sheet(workbook, "case_rollout", {**FIELD, "seed": 10, **agreed})
    assert CliRunner().invoke(main, ["gate", str(folder), "pilot"]).exit_code == 2


def test_forecasters_and_comparable_systems_stand_in_the_case_and_in_the_gate(folder: Path) -> None:
    workbook = folder / "business-case.xlsx"
    hours = {"title": "Hours of clerks", "day": BASE}
    forecasts = (
        {**hours, "who": "Ana", "low": 5_000, "likely": 9_000, "high": 12_000, "why": "Pilot elsewhere"},
        {**hours, "who": "Luis", "low": 2_000, "likely": 4_000, "high": 9_000, "form": "quantiles"},
        {"title": "Earlier answers", "day": BASE, "who": "Ana", "likely": 20_000},
    )
    comparables = [
        {"title": "Hours of clerks", "system": f"S{n}", "promised": 10, "came": came, "source": "Audit (made up)"}
        for n, came in enumerate((5, 6, 7, 9, 11))
    ]
    fill_in(workbook, START, {**WHOLE, "case_forecasts": forecasts, "case_comparables": comparables})
    done = CliRunner().invoke(main, ["case", str(folder)])
    assert done.exit_code == 0, done.output
    data = json.loads((folder / "report" / "business-case.json").read_text())
    # Between 2,000 and 9,000 lie 8 of 10, as far below and beyond it goes on evenly: 1,500 and 10,250.
    assert (data["amounts"]["Hours of clerks"]["low"], data["amounts"]["Hours of clerks"]["high"]) == (1_500, 12_000)
    text = (folder / "report" / "business-case.txt").read_text()
    assert "of 5 comparable systems the median came to 0.7 times" in " ".join(text.split())
    assert "No comparable system is named for: Earlier answers." in text
    assert CliRunner().invoke(main, ["gate", str(folder), "idea"]).exit_code == 0
    assert "all together, as the case counts it" in (folder / "gate-report" / "gate.html").read_text()


def test_delivery_is_read_by_everybody_and_a_stop_rule_that_holds_ends_it_at_the_gate(folder: Path) -> None:
    workbook = folder / "business-case.xlsx"
    past = {**START, "base": dt.date(2024, 1, 1), "end": dt.date(2033, 12, 31)}
    begun = {key: [_earlier(row) for row in WHOLE[key]] for key in ("case_costs", "case_benefits")}
    fill_in(workbook, past, {**WHOLE, **begun, "case_plan": PLAN})
    nothing = CliRunner().invoke(main, ["delivery", str(folder)])
    assert (nothing.exit_code, "no gate is on record" in nothing.output) == (2, True)
    CliRunner().invoke(main, ["gate", str(folder), "go-live", "--record"])
    hours = {"title": "Hours of clerks", "source": "Case system (made up)"}
    results = (
        {**hours, "measured": 7_000, "day": dt.date(2025, 1, 5), "moment": "in the pilot"},
        {**hours, "measured": 3_000, "low": 2_500, "high": 3_500, "day": dt.date(2026, 1, 5)},
        {"title": "Cloud", "measured": 30_000, "day": dt.date(2026, 1, 5), "source": "Accounts (made up)"},
    )
    fill_in(workbook, past, {"case_results": results})
    done = CliRunner().invoke(main, ["delivery", str(folder), "--next", str(folder)])
    assert done.exit_code == 0, done.output
    # Development and earlier answers are due and unmeasured; leaving the vendor is not due.
    assert "Promises that are due: 4. As promised or better: 0. Not so: 2. Never measured, and so unknown: 2." in (
        done.output
    )
    assert "Not due yet: Leaving the vendor." in done.output
    assert "It is to be stopped." in done.output
    page = (folder / "delivery" / "delivery.html").read_text()
    assert "measured in the pilot" in page
    assert "too few results are known" in page
    gate = CliRunner().invoke(main, ["gate", str(folder), "yearly"])
    assert "Each year: no." in gate.output
    assert "Not met: Is it likely enough that no value is passed" in gate.output
    fill_in(workbook, past, {"case_results": [{**results[0], "day": dt.date(2999, 1, 1)}]})
    refused = CliRunner().invoke(main, ["delivery", str(folder)])
    assert "2999-01-01 has not come yet: what is expected then is a forecast" in refused.output


def _earlier(row: Mapping[str, object]) -> Mapping[str, object]:
    return {key: one.replace(year=one.year - 3) if isinstance(one, dt.date) else one for key, one in row.items()}


def test_everything_wrong_with_a_plan_is_said_at_once_with_its_cell(folder: Path) -> None:
    workbook = folder / "business-case.xlsx"
    wrong = ({**PLAN[0], "chance": None}, {"title": "Hours of clarks"}, {**PLAN[0], "hours": -1})
    fill_in(workbook, START, {**WHOLE, "case_plan": wrong})
    answer_sheet(workbook, "case_rollout", {**FIELD, "units": 5_000, "carry": 2})
    done = CliRunner().invoke(main, ["plan", str(folder)])
    assert done.exit_code == 2
    told = (
        "Plan to know!I3: a stop rule needs a value and a probability",
        "Plan to know!B4: no line is called 'Hours of clarks'",
        "Plan to know!B5: 'Hours of clerks' stands on this sheet twice",
        "Roll-out!C3",
        "Roll-out!C13",
    )
    assert [one for one in told if one not in done.output] == [], done.output
