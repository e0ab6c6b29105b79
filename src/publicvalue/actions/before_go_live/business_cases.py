"""Business cases: start a workbook, value what was filled in, write the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publicvalue.actions.before_go_live.shipped_gates import load_gates
from publicvalue.actions.store import Results, Store
from publicvalue.business_case.model import Case
from publicvalue.business_case.result import CaseResult
from publicvalue.business_case.valuation import value_case
from publicvalue.files.answers.appraisal_book import read_appraisal_book
from publicvalue.files.tables.appraisal_workbook import appraisal_bytes
from publicvalue.files.untrusted.guards import Limits
from publicvalue.instruments.appraisal.book import KEY, ReadBook
from publicvalue.instruments.business_case.read_case import read_case
from publicvalue.instruments.business_case.sheets import BUSINESS_CASE, make_case_book
from publicvalue.reports.business_case.data import case_data
from publicvalue.reports.business_case.document import case_document
from publicvalue.reports.business_case.tables import case_tables
from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.table import csv_text
from publicvalue.results.codec import json_bytes
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

WORKBOOK = "business-case.xlsx"
REPORT = "business case report"
"""What the folder is called in its mark."""


@dataclass(frozen=True)
class ValuedCase:
    """A business case with what it comes to, and notes on its workbook."""

    case: Case
    result: CaseResult
    notes: tuple[Text, ...]


def start_case(store: Store, title: str, language: Language = ENGLISH) -> tuple[str, ...]:
    """Write the workbook of a new business case; returns the names of the files.

    Raises
    ------
    InputError
        When something is kept there already.
    """
    files = {WORKBOOK: appraisal_bytes(make_case_book(title or store.label, language, load_gates()))}
    store.start(files)
    return tuple(files)


def value_workbook(path: Path, limits: Limits) -> ValuedCase:
    """Read a workbook and find what its case comes to.

    Raises
    ------
    InputError
        With every problem of the workbook, each with its sheet and cell.
    EvidenceError
        When there is no such workbook, or it cannot be read within the limits.
    """
    book, notes = read_appraisal_book(path, limits, BUSINESS_CASE)
    case = read_case(book, path.name, language_in(book))
    return ValuedCase(case, value_case(case), notes)


def language_in(book: ReadBook) -> Language:
    """Return the language that a workbook was written in."""
    rows = book["case_start"].rows.values() if "case_start" in book else ()
    code = next((cells.get("answer", "") for cells in rows if cells.get(KEY) == "language"), "")
    return language_of(code or ENGLISH.code)


def case_report(valued: ValuedCase) -> Document:
    """Return the report of a business case."""
    return case_document(valued.case, valued.result)


def write_case(valued: ValuedCase, results: Results, language: Language = ENGLISH) -> None:
    """Write page, Markdown, text, JSON and tables; a former report in the same place is replaced.

    Raises
    ------
    InputError
        When something else than a former report is there: nothing else is ever replaced.
    """
    files: dict[str, bytes] = dict(in_every_form("business-case", case_report(valued), language))
    files["business-case.json"] = json_bytes(case_data(valued.case, valued.result))
    results.write(REPORT, {**files, **_tables(valued, language)})


def _tables(valued: ValuedCase, language: Language) -> Mapping[str, bytes]:
    tables = case_tables(valued.case, valued.result)
    return {f"tables/{name}.csv": csv_text(table, language).encode("utf-8-sig") for name, table in tables.items()}
