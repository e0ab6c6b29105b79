"""Plans to know: what of each promise is measured, which design can show it, and the calendar drawn by lot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

from publicvalue.actions.before_go_live.business_cases import WORKBOOK, language_in
from publicvalue.actions.before_go_live.gate_records import checked_lot, checked_record
from publicvalue.actions.store import Results
from publicvalue.business_case.model import Case
from publicvalue.business_case.planning.designs import guide
from publicvalue.business_case.planning.known import plan_of
from publicvalue.business_case.planning.past import PastRecords
from publicvalue.business_case.planning.planned import Planned, lot_of, simulated
from publicvalue.errors import InputError
from publicvalue.files.answers.appraisal_book import read_appraisal_book
from publicvalue.files.register_files import read_register_file
from publicvalue.files.untrusted.guards import Limits, find_file
from publicvalue.instruments.appraisal.book import ReadBook
from publicvalue.instruments.business_case.past_table import past_records
from publicvalue.instruments.business_case.plan_sheets import read_plan
from publicvalue.instruments.business_case.read_case import read_case
from publicvalue.instruments.business_case.rows import WorkbookRows
from publicvalue.instruments.business_case.sheets import BUSINESS_CASE
from publicvalue.reports.business_case.plan import plan_data, plan_document, plan_tables
from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.table import csv_text
from publicvalue.results.codec import json_bytes
from publicvalue.words.language import ENGLISH, Language

PAST = "past-records.csv"
REPORT = "plan report"
"""What the folder is called in its mark."""


def read_planned(folder: Path, book: ReadBook, case: Case, rows: WorkbookRows) -> Planned:
    """Return the plan that a workbook holds, with the past records beside it; problems of the workbook go to the rows.

    Raises
    ------
    EvidenceError
        When the past records cannot be used.
    """
    lines = case.lines_of(case.proposed.id)
    plan = read_plan(book, rows, [one.title for one in lines])
    past = _past(folder)
    return Planned(case, plan, past, plan_of(lines, plan), guide(plan.field, past))


def make_plan(
    folder: Path, limits: Limits, today: dt.date, runs: int, show: Callable[[float], None] | None = None
) -> Planned:
    """Read a plan to know, simulate its roll-out, and draw its calendar.

    Parameters
    ----------
    folder, limits, today
        The folder of the case, what may be read, and the day.
    runs
        How often the roll-out is simulated.
    show
        Is told the share that is done.

    Raises
    ------
    InputError
        With every problem of the workbook; when a calendar is drawn anew after a gate that froze it, which is put on
        record.
    EvidenceError
        When there is no workbook, or the past records cannot be used.
    """
    book, _ = read_appraisal_book(folder / WORKBOOK, limits, BUSINESS_CASE)
    rows = WorkbookRows(WORKBOOK, language_in(book))
    planned = read_planned(folder, book, read_case(book, WORKBOOK, rows.language), rows)
    if rows.problems:
        raise InputError(rows.problems)
    checked_lot(folder, checked_record(folder, today), lot_of(planned, today), today)
    return simulated(planned, runs, show)


def _past(folder: Path) -> PastRecords | None:
    if not (folder / PAST).exists():
        return None
    table = read_register_file(PAST, find_file(folder, PAST).read_bytes())
    return past_records(PAST, table.header, table.rows)


def plan_report(planned: Planned) -> Document:
    """Return the report of a plan."""
    return plan_document(planned)


def write_plan(planned: Planned, results: Results, language: Language = ENGLISH) -> None:
    """Write page, Markdown, text, JSON and tables of a plan; a former report in the same place is replaced."""
    document, tables = plan_document(planned), plan_tables(planned)
    files: dict[str, bytes] = dict(in_every_form("plan", document, language))
    files["plan.json"] = json_bytes(plan_data(planned))
    written: Mapping[str, bytes] = {
        f"tables/{name}.csv": csv_text(table, language).encode("utf-8-sig") for name, table in tables.items()
    }
    results.write(REPORT, {**files, **written})
