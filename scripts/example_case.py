"""Write the example of a business case from its idea to two years of use: made up, as a ministry would fill it in.

    python scripts/example_case.py examples/complaints-case

The workbook is filled in anew for each gate, the gate is decided and put on record on its day, and both are kept.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from publicvalue.actions.before_go_live.business_cases import WORKBOOK, start_case
from publicvalue.actions.before_go_live.deliveries import compare_deliveries, write_deliveries
from publicvalue.actions.before_go_live.gate_records import BASELINE, RECORD
from publicvalue.actions.before_go_live.gate_reports import write_gate
from publicvalue.actions.before_go_live.gates import decide_gate, record_decision
from publicvalue.actions.before_go_live.plans import PAST, make_plan, write_plan
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.stores.results_folder import ResultsFolder
from publicvalue.files.tables.sheet_files import without_times
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS

Rows = Iterable[Mapping[str, object]]

BASE, USE, LAST = dt.date(2024, 1, 1), dt.date(2024, 7, 1), dt.date(2033, 12, 31)
IDEA, PILOT, LIVE, YEAR_1, YEAR_2 = (
    dt.date(2023, 9, 4),
    dt.date(2024, 1, 15),
    dt.date(2024, 7, 1),
    dt.date(2025, 7, 14),
    dt.date(2026, 7, 13),
)
HOURS, ANSWERS, PAPER = "Hours of clerks", "Complaints answered within 30 days", "Paper and post"
MINISTRY: Mapping[str, object] = {"who": "Ministry"}
YEARS: Mapping[str, object] = {"first": USE, "last": LAST}

START = {
    "title": "Sorting of complaints (made up)",
    "currency": "DOP",
    "base": BASE,
    "end": LAST,
    "rate": 8,
    "cases_low": 40_000,
    "cases_likely": 48_000,
    "cases_high": 55_000,
}
COSTS: Rows = (
    {
        "title": "Development",
        "kind": "building it",
        "first": dt.date(2024, 1, 15),
        "low": 8e6,
        "likely": 10e6,
        "high": 16e6,
        "project": "software and equipment that are developed",
        "mitigation": 70,
        **MINISTRY,
    },
    {"title": "Cloud", "kind": "running it", **YEARS, "low": 1.2e6, "likely": 1.5e6, "high": 2.2e6, **MINISTRY},
    {"title": "Reviewers", "kind": "staff", **YEARS, "low": 2e6, "likely": 2.4e6, "high": 3e6, **MINISTRY},
    {"title": "Training", "kind": "training and change of work", "first": USE, "likely": 1e6, **MINISTRY},
    {"title": "Leaving the vendor", "kind": "exit", "first": LAST, "likely": 1.5e6, **MINISTRY},
    {"title": "Ten clerks", "option": "More clerks", "kind": "staff", **YEARS, "likely": 6e6, **MINISTRY},
)
BENEFITS: Rows = (
    {
        "title": HOURS,
        "kind": "time saved, in hours",
        **YEARS,
        "low": 9_000,
        "likely": 16_000,
        "high": 22_000,
        "price": 450,
        "source": "Pay scale of 2023 (made up)",
        "redeployed": 50,
        "cause": "uptake",
        **MINISTRY,
    },
    {
        "title": ANSWERS,
        "kind": "good for people or society",
        **YEARS,
        "low": 8_000,
        "likely": 15_000,
        "high": 20_000,
        "price": 500,
        "source": "Survey of those who wait, 2023 (made up)",
        "who": "People who complain",
        "public": "no",
        "cause": "uptake",
    },
    {"title": PAPER, "kind": "money that is no longer spent", **YEARS, "likely": 9e5, **MINISTRY},
    {
        "title": "Answered earlier by clerks",
        "option": "More clerks",
        "kind": "good for people or society",
        **YEARS,
        "low": 8_000,
        "likely": 12_000,
        "high": 14_000,
        "price": 500,
        "source": "Survey of those who wait, 2023 (made up)",
        "who": "People who complain",
        "public": "no",
    },
)
COMPARABLES: Rows = tuple(
    {"title": HOURS, "system": f"Made-up system {n}", "promised": p, "came": c, "source": "Made up"}
    for n, (p, c) in enumerate(((10, 4), (12, 9), (8, 6), (20, 13), (5, 6), (9, 7)), 1)
)
FIRST_FORECASTS: tuple[Mapping[str, object], ...] = (
    {"title": HOURS, "who": "Project office", "day": IDEA, "low": 9_000, "likely": 16_000, "high": 22_000},
    {
        "title": HOURS,
        "who": "Budget office",
        "day": IDEA,
        "low": 4_000,
        "likely": 9_000,
        "high": 15_000,
        "form": "1 in 10 lies below the first, 1 in 10 above the last",
        "why": "What came of six systems",
    },
)
AFTER_PILOT: Mapping[str, object] = {
    "title": HOURS,
    "who": "Project office",
    "day": dt.date(2024, 6, 10),
    "low": 8_000,
    "likely": 13_000,
    "high": 18_000,
    "why": "The pilot in four offices",
}
PLAN: Rows = tuple(
    {
        "title": title,
        "indicator": indicator,
        "source": "Case system",
        "frequency": "every month",
        "who": "Audit unit",
        "hours": hours,
        "action": action,
        **stop,
    }
    for title, indicator, hours, action, stop in (
        (HOURS, "Minutes a case, by office", 4, "Hold the next group of offices", {}),
        (ANSWERS, "Complaints answered within 30 days", 3, "Back to the old way", {"stop": 6_000, "chance": 80}),
        (PAPER, "Pages printed", 1, "Ask why", {}),
    )
)
FIELD = {
    "units": 40,
    "months": 24,
    "first": dt.date(2024, 1, 1),
    "before": 6,
    "waves": 4,
    "gap": 3,
    "lot": "yes",
    "threshold": "no",
    "effect": 10,
    "seed": 20240115,
}
IMPACTS = {
    "reversibility": "with effort or late",
    "duration": "months",
    "vulnerability": "some are",
    "scale": "up to a hundred thousand",
}
PILOT_RESULTS: tuple[Mapping[str, object], ...] = (
    {
        "title": HOURS,
        "measured": 12_000,
        "low": 8_000,
        "high": 16_000,
        "day": dt.date(2024, 6, 3),
        "moment": "in the pilot",
        "source": "Case system, four offices (made up)",
    },
)


def _year(day: dt.date, hours: float, answers: float, cloud: float) -> tuple[Mapping[str, object], ...]:
    source = "Case system and accounts (made up)"
    return (
        {"title": HOURS, "measured": hours, "low": 0.85 * hours, "high": 1.15 * hours, "day": day, "source": source},
        {
            "title": ANSWERS,
            "measured": answers,
            "low": answers - 1_500,
            "high": answers + 1_500,
            "day": day,
            "began": dt.date(2024, 9, 2),
            "source": source,
        },
        {"title": "Cloud", "measured": cloud, "day": day, "source": source},
    )


BUILT: tuple[Mapping[str, object], ...] = (
    {"title": "Development", "measured": 13.5e6, "day": dt.date(2025, 1, 20), "source": "Accounts (made up)"},
    {"title": "Training", "measured": 1.3e6, "day": dt.date(2025, 1, 20), "source": "Accounts (made up)"},
    {"title": "Reviewers", "measured": 2.5e6, "day": dt.date(2025, 7, 1), "source": "Accounts (made up)"},
)
ANSWERED: Mapping[dt.date, Mapping[str, str]] = {
    IDEA: {"problem": "yes", "authority": "yes", "not_prohibited": "yes"},
    PILOT: {"theory": "yes"},
    LIVE: {"pilot_result": "partly", "appeal": "yes", "equal_treatment": "yes", "independent_review": "partly"},
    YEAR_1: {"still_legal": "yes", "independent_review": "yes", "pilot_result": "yes"},
    YEAR_2: {},
}
STAGES: tuple[tuple[dt.date, str, str, Mapping[str, Rows]], ...] = (
    (IDEA, "idea", "1-idea", {"case_forecasts": FIRST_FORECASTS}),
    (PILOT, "pilot", "2-pilot", {"case_plan": PLAN}),
    (LIVE, "go-live", "3-go-live", {"case_forecasts": (*FIRST_FORECASTS, AFTER_PILOT), "case_results": PILOT_RESULTS}),
    (
        YEAR_1,
        "yearly",
        "4-first-year",
        {"case_results": (*PILOT_RESULTS, *BUILT, *_year(dt.date(2025, 7, 1), 10_500, 8_800, 1.9e6))},
    ),
    (
        YEAR_2,
        "yearly",
        "5-second-year",
        {
            "case_results": (
                *PILOT_RESULTS,
                *BUILT[:2],
                {**BUILT[2], "day": dt.date(2026, 7, 1)},
                *_year(dt.date(2025, 7, 1), 10_500, 8_800, 1.9e6),
                *_year(dt.date(2026, 7, 1), 12_500, 11_900, 2.1e6),
            )
        },
    ),
)


def fill_rows(sheet: Worksheet, rows: Rows) -> None:
    """Fill in rows under the keys of a sheet's columns."""
    columns = {sheet.cell(1, column).value: column for column in range(2, sheet.max_column + 1)}
    for number, cells in enumerate(rows, 3):
        for key, value in cells.items():
            sheet.cell(number, columns[key]).value = value


def answer_rows(sheet: Worksheet, answers: Mapping[str, object], column: str = "answer") -> None:
    """Answer the rows of a sheet that ask one below another."""
    columns = {sheet.cell(1, place).value: place for place in range(2, sheet.max_column + 1)}
    for row in range(2, sheet.max_row + 1):
        key = str(sheet.cell(row, 1).value).removeprefix("case.")
        if key in answers:
            sheet.cell(row, columns[column]).value = answers[key]


def fill_in(path: Path, rows: Mapping[str, Rows], answers: Mapping[str, str]) -> None:
    """Fill in sheets by their names, and answers to the gates with their documents."""
    book = openpyxl.load_workbook(path)
    sheets = {str(sheet.cell(1, 1).value).removeprefix("publicvalue:"): sheet for sheet in book.worksheets}
    for name, filled in rows.items():
        fill_rows(sheets[name], filled)
    answer_rows(sheets["case_start"], START)
    answer_rows(sheets["case_rollout"], FIELD)
    answer_rows(sheets["case_impacts"], IMPACTS)
    answer_rows(sheets["case_gates"], answers)
    answer_rows(
        sheets["case_gates"], {one: f"Note on {one.replace('_', ' ')} (made up)" for one in answers}, "document"
    )
    book.save(path)
    # Equal cells are equal bytes: the record of the gates holds the hash of the workbook.
    path.write_bytes(without_times(path.read_bytes()))


def past_records() -> str:
    """Return what offices did in each month before: made up, each month like the one before."""
    rng = np.random.default_rng(5)
    months = [f"{2021 + (month + 6) // 12}-{(month + 6) % 12 + 1:02d}" for month in range(30)]
    noise = rng.standard_normal((40, 30))
    for month in range(1, 30):
        noise[:, month] = 0.5 * noise[:, month - 1] + 0.75**0.5 * noise[:, month]
    values = 60 + 9 * noise + rng.normal(0, 15, (40, 1)) + rng.normal(0, 4, (1, 30))
    lines = [
        f"Office {unit + 1:02d},{month},{values[unit, place]:.0f}"
        for unit in range(40)
        for place, month in enumerate(months)
    ]
    return "\n".join(["unit,month,value", *lines, ""])


def write_example(target: Path) -> None:
    """Write the folder of the example, and the reports of its gates, its plan and its delivery beside it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, answers = Path(scratch) / "case", {}
        start_case(FolderStore(folder), str(START["title"]))
        fixed = {
            "case_options": ({"title": "Sorting by model"}, {"title": "More clerks"}),
            "case_costs": COSTS,
            "case_benefits": BENEFITS,
            "case_comparables": COMPARABLES,
        }
        target.mkdir(parents=True, exist_ok=True)
        for day, gate, name, rows in STAGES:
            answers |= ANSWERED[day]
            fill_in(folder / WORKBOOK, {**fixed, **rows}, answers)
            if gate == "pilot":
                records = past_records()
                (folder / PAST).write_text(records)
                (folder / BASELINE).write_text(records)
                write_plan(make_plan(folder, DEFAULT_LIMITS, day, 1000), ResultsFolder(Path(scratch) / "plan"))
                shutil.copy(Path(scratch) / "plan" / "plan.md", target / "plan.md")
            if day != YEAR_2:
                shutil.copy(folder / WORKBOOK, target / f"{name}.xlsx")
            decided = record_decision(folder, decide_gate(folder, gate, DEFAULT_LIMITS, day), day)
            write_gate(decided, ResultsFolder(Path(scratch) / name))
            shutil.copy(Path(scratch) / name / "gate.md", target / f"{name}.md")
        found = compare_deliveries([folder], None, DEFAULT_LIMITS, YEAR_2)
        write_deliveries(found, ResultsFolder(Path(scratch) / "delivery"))
        shutil.copy(Path(scratch) / "delivery" / "delivery.md", target / "delivery.md")
        for name in (WORKBOOK, PAST, BASELINE, RECORD):
            shutil.copy(folder / name, target / name)


if __name__ == "__main__":
    write_example(Path(sys.argv[1]))
