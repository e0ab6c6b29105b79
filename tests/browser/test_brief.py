"""The brief as it is handed on: two printed pages, on a small screen, without faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from made_up_people import people_outcome
from outcomes import broken_floor_outcome, empty_outcome, full_outcome, hostile_outcome, partial_outcome
from printing import count_pages
from publicvalue.reports.brief.forms import brief_files
from publicvalue.words.language import Language
from publicvalue.words.languages import language_of

OUTCOMES = {
    "partial": partial_outcome,
    "full": full_outcome,
    "empty": empty_outcome,
    "broken floor": broken_floor_outcome,
    "people": people_outcome,
}
PAGES = 2
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # What holds is not told part by part: that takes longer than to find it out.
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("name", list(OUTCOMES))
def test_brief_is_printed_on_two_pages_at_most(browser: Browser, tmp_path: Path, name: str, code: str) -> None:
    language: Language = language_of(code)
    file = tmp_path / "brief.html"
    file.write_bytes(brief_files(OUTCOMES[name](), language)["brief.html"])
    assert 1 <= count_pages(browser, file) <= PAGES


@pytest.mark.parametrize("name", [*OUTCOMES, "hostile"])
def test_brief_has_no_accessibility_faults_and_reflows(browser: Browser, tmp_path: Path, name: str) -> None:
    outcome = {**OUTCOMES, "hostile": hostile_outcome}[name]()
    file = tmp_path / "brief.html"
    file.write_bytes(brief_files(outcome)["brief.html"])
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320
    found = Axe().run(page, options=WCAG).response
    assert [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found["violations"]] == []
    context.close()
