"""What is handed on before go-live: a business case and every gate on four printed pages at most, in both languages."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from printing import count_pages
from publicvalue.actions.before_go_live.business_cases import WORKBOOK, case_report, value_workbook
from publicvalue.actions.before_go_live.gate_reports import gate_report
from publicvalue.actions.before_go_live.gates import decide_gate
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.html import render_document
from publicvalue.words.languages import language_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "complaints-case"
PAGES, DAY = 4, dt.date(2026, 7, 13)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The example after two years: its case, its yearly gate, and the same gate where nobody answered anything."""
    folder = tmp_path_factory.mktemp("case") / "complaints"
    shutil.copytree(EXAMPLE, folder)
    found = {
        "case": case_report(value_workbook(folder / WORKBOOK, DEFAULT_LIMITS)),
        "yearly": gate_report(decide_gate(folder, "yearly", DEFAULT_LIMITS, DAY)),
    }
    book = openpyxl.load_workbook(folder / WORKBOOK)
    for sheet in book.worksheets:
        name = str(sheet.cell(1, 1).value).removeprefix("publicvalue:")
        columns = {"case_gates": (4, 5), "case_impacts": (3,)}.get(name, ())
        for row in range(3, sheet.max_row + 1):
            for column in columns:
                sheet.cell(row, column).value = None
    book.save(folder / WORKBOOK)
    unanswered = decide_gate(folder, "yearly", DEFAULT_LIMITS, DAY)
    assert unanswered.decision.tier == 4
    assert len(unanswered.decision.blocks) > 8
    return {**found, "unanswered": gate_report(unanswered)}


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("name", ["case", "yearly", "unanswered"])
def test_is_printed_on_four_pages_at_most(
    browser: Browser, tmp_path: Path, documents: dict[str, Document], name: str, code: str
) -> None:
    file = tmp_path / "page.html"
    file.write_text(render_document(documents[name], language_of(code)))
    assert 1 < count_pages(browser, file) <= PAGES
