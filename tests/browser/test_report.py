"""The report as a reader meets it: without scripts, without a network, on a small screen, on paper, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from made_up_people import people_outcome
from outcomes import broken_floor_outcome, empty_outcome, full_outcome, hostile_outcome, partial_outcome
from printing import count_pages
from publicvalue.reports.system.html import render_html
from publicvalue.words.languages import language_of

OUTCOMES = {
    "partial": partial_outcome,
    "full": full_outcome,
    "empty": empty_outcome,
    "broken floor": broken_floor_outcome,
    "hostile": hostile_outcome,
    "people": people_outcome,
}
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # What holds is not told part by part: that takes longer than to find it out.
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module", params=list(OUTCOMES))
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_html(OUTCOMES[request.param]()), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_report_says_what_it_is_and_answers_on_the_first_screen(page: Page, address: str) -> None:
    page.goto(address)
    answer = page.locator("section[aria-labelledby=public-value-title]").bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] <= 800
    assert answer["x"] + answer["width"] <= 1280
    for id in ("facts-title", "lines-title"):
        box = page.locator(f"#{id}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800, id


def test_the_first_sentence_leaves_room_for_others_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    first = page.locator(".answer").first.bounding_box()
    assert first is not None
    assert first["height"] <= 0.4 * 640
    context.close()


def test_report_asks_nothing_of_the_network(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert asked == [address]


def test_report_reflows_at_320_pixels(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_report_has_no_accessibility_faults(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address)
    found = Axe().run(page, options=WCAG).response
    assert [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found["violations"]] == []
    context.close()


def test_report_can_be_used_with_the_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def _hidden_tables(page: Page, but_in: str) -> int:
    """Count the tables that are not seen, but for those inside what a selector finds."""
    script = """
        but => [...document.querySelectorAll('table')]
            .filter(one => !one.closest(but) && one.getClientRects().length === 0).length
    """
    return int(page.evaluate(script, but_in))


def test_report_prints_with_its_tables_open(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF-")
    assert _hidden_tables(page, ".off-paper, .annex") == 0
    assert page.locator(".annex").count() > 0
    assert page.locator(".annex:visible").count() == 0
    page.evaluate("document.querySelector('main').classList.add('annexes')")
    assert _hidden_tables(page, ".off-paper") == 0
    assert page.locator(".off-paper:visible").count() == 0
    assert page.locator(".on-paper:not(:visible)").count() == 0


MAIN_PAGES = 10


def test_main_part_of_a_full_report_in_the_longer_language_is_printed_on_ten_pages_at_most(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_html(full_outcome(), language=language_of("es")), encoding="utf-8")
    assert 1 < count_pages(browser, file) <= MAIN_PAGES
