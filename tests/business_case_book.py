"""Fills in the workbook of a business case as a person would: cell by cell, in a spreadsheet program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl

Rows = Iterable[Mapping[str, object]]
BASE, END = dt.date(2027, 1, 1), dt.date(2036, 12, 31)

START: Mapping[str, object] = {
    "title": "Sorting of complaints (made up)",
    "currency": "DOP",
    "base": BASE,
    "end": END,
    "rate": 8,
    "cases_low": 40_000,
    "cases_likely": 50_000,
    "cases_high": 55_000,
}
OPTIONS: Rows = ({"title": "Sorting by model"}, {"title": "More staff"})
COSTS: Rows = (
    {
        "title": "Development",
        "kind": "building it",
        "first": BASE,
        "low": 4e6,
        "likely": 5e6,
        "high": 9e6,
        "project": "software and equipment that are developed",
        "mitigation": 80,
        "who": "Ministry",
    },
    {
        "title": "Cloud",
        "kind": "running it",
        "first": BASE,
        "last": END,
        "low": 20_000,
        "likely": 25_000,
        "high": 40_000,
        "currency": "USD",
        "growth_low": -2,
        "growth_likely": 0,
        "growth_high": 5,
        "who": "Ministry",
    },
    {"title": "Leaving the vendor", "kind": "exit", "first": END, "likely": 1e6, "who": "Ministry"},
    {
        "title": "Ten clerks",
        "option": "More staff",
        "kind": "staff",
        "first": BASE,
        "last": END,
        "likely": 3e6,
        "who": "Ministry",
    },
)
BENEFITS: Rows = (
    {
        "title": "Hours of clerks",
        "kind": "time saved, in hours",
        "first": dt.date(2028, 1, 1),
        "last": END,
        "low": 5_000,
        "likely": 12_000,
        "high": 16_000,
        "price": 300,
        "source": "Pay scale 2026 (made up)",
        "redeployed": 40,
        "who": "Ministry",
        "cause": "uptake",
    },
    {
        "title": "Earlier answers",
        "kind": "social",
        "first": dt.date(2028, 1, 1),
        "last": END,
        "low": 10_000,
        "likely": 30_000,
        "high": 45_000,
        "price": 60,
        "source": "Survey of 2025 (made up)",
        "who": "People",
        "cause": "uptake",
    },
    {
        "title": "Earlier answers, by staff",
        "option": "More staff",
        "kind": "social",
        "first": BASE,
        "last": END,
        "low": 20_000,
        "likely": 40_000,
        "high": 50_000,
        "price": 60,
        "source": "Survey of 2025 (made up)",
        "who": "People",
    },
)
EXCHANGE: Rows = ({"currency": "USD", "low": 58, "likely": 60, "high": 75},)


def fill_in(path: Path, start: Mapping[str, object], rows: Mapping[str, Rows]) -> None:
    """Fill in a workbook: the answers of its first sheet by name, then the rows of others, by sheet."""
    file = openpyxl.load_workbook(path)
    sheets = {str(sheet.cell(1, 1).value).removeprefix("publicvalue:"): sheet for sheet in file.worksheets}
    for row in range(2, sheets["case_start"].max_row + 1):
        name = str(sheets["case_start"].cell(row, 1).value).removeprefix("case.")
        if name in start:
            sheets["case_start"].cell(row, 3).value = start[name]  # type: ignore[assignment]
    for name, filled in rows.items():
        sheet = sheets[name]
        columns = {sheet.cell(1, column).value: column for column in range(2, sheet.max_column + 1)}
        for number, cells in enumerate(filled, 3):
            for key, value in cells.items():
                sheet.cell(number, columns[key]).value = value  # type: ignore[assignment]
    file.save(path)


WHOLE: Mapping[str, Rows] = {
    "case_options": OPTIONS,
    "case_costs": COSTS,
    "case_benefits": BENEFITS,
    "case_exchange": EXCHANGE,
}


def answer_sheet(path: Path, name: str, answers: Mapping[str, object]) -> None:
    """Answer a sheet that asks one below another."""
    file = openpyxl.load_workbook(path)
    sheet = next(one for one in file.worksheets if one.cell(1, 1).value == f"publicvalue:{name}")
    for row in range(2, sheet.max_row + 1):
        key = str(sheet.cell(row, 1).value).removeprefix("case.")
        if key in answers:
            sheet.cell(row, 3).value = answers[key]  # type: ignore[assignment]
    file.save(path)
