"""Promise against delivery: of one system or of a ministry's, and the next case corrected by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from publicvalue.actions.before_go_live.business_cases import WORKBOOK, language_in, value_workbook
from publicvalue.actions.before_go_live.gate_records import RECORD, checked_record
from publicvalue.actions.before_go_live.plans import read_planned
from publicvalue.actions.store import Results
from publicvalue.business_case.delivered import Delivered, deliver, promised_in
from publicvalue.business_case.delivery import Calibration, calibrate
from publicvalue.business_case.model import Case
from publicvalue.business_case.result import CaseResult
from publicvalue.business_case.valuation import value_case
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.answers.appraisal_book import read_appraisal_book
from publicvalue.files.untrusted.guards import Limits
from publicvalue.instruments.business_case.gate_sheets import read_results
from publicvalue.instruments.business_case.read_case import read_case
from publicvalue.instruments.business_case.rows import WorkbookRows
from publicvalue.instruments.business_case.sheets import BUSINESS_CASE
from publicvalue.reports.business_case.delivery import (
    delivery_data,
    delivery_document,
    delivery_table,
    history_table,
)
from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.table import csv_text
from publicvalue.results.codec import json_bytes
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

REPORT = "delivery report"
"""What the folder is called in its mark."""


@dataclass(frozen=True)
class Deliveries:
    """What came of the promises of systems, how well they were forecast, and the next case corrected by it."""

    systems: tuple[Delivered, ...]
    calibration: Calibration
    next_case: tuple[Case, CaseResult, CaseResult] | None = None


def compare_deliveries(folders: Sequence[Path], following: Path | None, limits: Limits, today: dt.date) -> Deliveries:
    """Set what came beside what was promised, in each folder, and correct the next case by it.

    Parameters
    ----------
    folders
        Folders of business cases with a gate on record.
    following
        Folder of the next case; None where there is none.
    limits, today
        What may be read, and the day.

    Raises
    ------
    InputError
        When a workbook cannot be used, or nothing was promised in a folder.
    EvidenceError
        When there is no workbook.
    """
    systems = tuple(_delivered(one, limits, today) for one in folders)
    calibration = calibrate([promise for one in systems for promise in one.promises])
    if following is None:
        return Deliveries(systems, calibration)
    valued = value_workbook(following / WORKBOOK, limits)
    corrected = value_case(calibration.corrected(valued.case))
    return Deliveries(systems, calibration, (valued.case, valued.result, corrected))


def _delivered(folder: Path, limits: Limits, today: dt.date) -> Delivered:
    record = checked_record(folder, today)
    if not record.gates:
        what = Text("no gate is on record: nothing was promised that could be held against what came")
        do = Text("put the gate on record with `publicvalue gate FOLDER go-live --record`, before the system is used")
        raise InputError([Problem(Place(str(folder / RECORD)), what, Text("a recorded gate"), do)])
    book, _ = read_appraisal_book(folder / WORKBOOK, limits, BUSINESS_CASE)
    rows = WorkbookRows(str(folder / WORKBOOK), language_in(book))
    case = read_case(book, rows.file, rows.language)
    results = read_results(book, rows, [one.title for one in promised_in(record, case)], today)
    planned = read_planned(folder, book, case, rows)
    if rows.problems:
        raise InputError(rows.problems)
    return deliver(case, record, results, planned.plan.measured, today)


def delivery_report(found: Deliveries) -> Document:
    """Return the page on promise and delivery."""
    return delivery_document(found.systems, found.calibration, found.next_case)


def write_deliveries(found: Deliveries, results: Results, language: Language = ENGLISH) -> None:
    """Write page, Markdown, text, JSON and tables; a former report in the same place is replaced."""
    document = delivery_report(found)
    files: dict[str, bytes] = dict(in_every_form("delivery", document, language))
    files["delivery.json"] = json_bytes(delivery_data(found.systems, found.calibration))
    for number, one in enumerate(found.systems, 1):
        for table in (delivery_table(one.promises), history_table(one.history)):
            files[f"tables/{table.name}-{number}.csv"] = csv_text(table, language).encode("utf-8-sig")
    results.write(REPORT, files)
