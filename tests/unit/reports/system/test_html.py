from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from outcomes import HOSTILE, broken_floor_outcome, empty_outcome, full_outcome, hostile_outcome, partial_outcome
from publicvalue.measures.result import Number
from publicvalue.reports.addresses import web_address
from publicvalue.reports.render.cells import csv_link, write_cell
from publicvalue.reports.system.every_table import every_table
from publicvalue.reports.system.html import render_html
from publicvalue.reports.system.tables import outcome_tables
from publicvalue.reports.table import Table, csv_text
from publicvalue.results.model import AssessmentResult

OUTCOMES = {
    "partial": partial_outcome,
    "full": full_outcome,
    "empty": empty_outcome,
    "broken floor": broken_floor_outcome,
    "hostile": hostile_outcome,
}
VOID = frozenset({"meta", "br", "wbr", "link", "img", "input", "hr"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, *tags: str) -> Iterator[Element]:
        for child in self.children:
            if not tags or child.tag in tags:
                yield child
            yield from child.all(*tags)


class Reader(HTMLParser):
    """Reads a page into a tree, and refuses tags that are not closed in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("root", {})
        self.open = [self.root]
        self.feed(page)
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


@pytest.fixture(params=list(OUTCOMES))
def outcome(request: pytest.FixtureRequest) -> AssessmentResult:
    return OUTCOMES[request.param]()


@pytest.fixture
def page(outcome: AssessmentResult) -> Element:
    return Reader(render_html(outcome)).root


def test_render_html_asks_nothing_of_the_network(page: Element) -> None:
    assert [
        element.tag for element in page.all("script", "link", "img", "iframe", "object", "embed", "base", "form")
    ] == []
    for element in page.all():
        for name, value in element.attributes.items():
            if name == "href" and element.tag == "a":
                assert re.match(r"#|https?://|data:text/csv;", value), value
            elif name != "xmlns":
                assert not re.search(r"https?:|//|javascript:", value) or name == "content", (element.tag, name, value)
    style = next(page.all("style")).text
    assert not re.search(r"url\(|@import|https?:", style)


def test_render_html_has_a_table_and_a_csv_beside_every_picture(page: Element) -> None:
    figures = [figure for figure in page.all("figure") if any(figure.all("svg"))]
    assert figures
    for figure in figures:
        assert any(figure.all("table"))
        assert any("download" in link.attributes for link in figure.all("a"))
    # Every other picture stands in a table, or with the scores, which are there as a table and as CSV.
    scores = [one for one in page.all("section") if one.attributes.get("id") in ("for-whom", "how-sure")]
    assert len(scores) == 2
    for section in scores:
        assert any(link.attributes.get("href") == "#scores-table" for link in section.all("a"))
        assert any("download" in link.attributes for link in section.all("a"))
    places = (*figures, *page.all("table"), *scores)
    placed = sum(len(list(_pictures(place))) for place in places)
    assert placed == len(list(_pictures(page)))


def _pictures(place: Element) -> Iterator[Element]:
    return (svg for svg in place.all("svg") if svg.attributes.get("role") == "img")


def test_render_html_names_every_picture(page: Element) -> None:
    ids = {element.attributes["id"] for element in page.all() if "id" in element.attributes}
    assert [svg for svg in page.all("svg") if svg.attributes.get("aria-hidden") != "true"]
    for svg in page.all("svg"):
        if svg.attributes.get("aria-hidden") != "true":
            assert svg.attributes["role"] == "img"
            assert set(svg.attributes["aria-labelledby"].split()) <= ids


def test_render_html_has_unique_ids_and_links_that_lead_somewhere(page: Element) -> None:
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert sorted(ids) == sorted(set(ids))
    targets = {link.attributes["href"][1:] for link in page.all("a") if link.attributes["href"].startswith("#")}
    assert targets <= set(ids)


def test_render_html_has_a_place_for_every_node_and_indicator(outcome: AssessmentResult, page: Element) -> None:
    ids = {element.attributes["id"] for element in page.all() if "id" in element.attributes}
    framework = outcome.framework
    assert {*framework.node_ids(), *(indicator.id for indicator in framework.indicators)} - ids == set()


def test_render_html_has_headings_in_order(page: Element) -> None:
    levels = [int(element.tag[1]) for element in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_render_html_has_landmarks_language_and_captions(page: Element) -> None:
    assert next(page.all("html")).attributes["lang"] == "en"
    assert [element.tag for element in page.all("header", "main", "nav", "footer")] == [
        "header",
        "main",
        "nav",
        "footer",
    ]
    for table in page.all("table"):
        assert any(table.all("caption"))
        assert all("scope" in cell.attributes for cell in table.all("th"))
    for region in page.all("div"):
        if region.attributes.get("role") == "region":
            assert region.attributes["tabindex"] == "0"
            assert region.attributes["aria-label"]


def test_render_html_escapes_hostile_text() -> None:
    page = render_html(hostile_outcome())
    assert "<script" not in page
    assert "&lt;script&gt;alert(" in page
    assert 'href="javascript' not in page
    assert HOSTILE not in page


def test_render_html_holds_the_tables_as_csv() -> None:
    outcome = partial_outcome()
    links = {
        link.attributes["download"]: link.attributes["href"]
        for link in Reader(render_html(outcome)).root.all("a")
        if "download" in link.attributes
    }
    tables = every_table(outcome)
    assert {"open-questions", *outcome_tables(outcome)} <= set(tables)
    for name, table in tables.items():
        data = links[f"food-inspections-{name}.csv"].partition(";base64,")[2]
        assert base64.b64decode(data).decode("utf-8-sig") == csv_text(table)


def test_render_html_lists_every_open_question_on_screen_on_paper_and_in_its_table() -> None:
    for outcome in (empty_outcome(), partial_outcome()):
        root = Reader(render_html(outcome)).root
        section = next(one for one in root.all("section") if one.attributes.get("id") == "unknown")
        screen, paper = (
            " ".join(
                part.text for one in section.all(tag) if kind in one.attributes.get("class", "") for part in one.all()
            )
            for tag, kind in (("details", "off-paper"), ("div", "on-paper"))
        )
        table = every_table(outcome)["open-questions"]
        without = [i for i in outcome.framework.indicators if i.id not in {row[0] for row in table.rows}]
        assert {i.id for i in without} == {id for id, one in outcome.answered.items() if isinstance(one.result, Number)}
        for row in table.rows:
            assert str(row[1]) in screen
            assert str(row[1]) in paper


def test_render_html_of_the_same_outcome_is_the_same() -> None:
    assert render_html(partial_outcome()) == render_html(partial_outcome())


def test_render_html_of_nothing_measured_says_unknown_and_shows_no_score() -> None:
    page = render_html(empty_outcome())
    assert page.count('<span class="unknown">unknown</span>') == 4 + 12 + 26
    assert "<strong>0</strong>" not in page


def test_render_html_of_partial_evidence_says_what_was_realised_and_what_was_refused() -> None:
    page = render_html(partial_outcome())
    for text in ("Realised ÷ expected", "No group has 30 cases.", "SHA-256 " + "ab" * 32, "Share of all finds made"):
        assert text in page


def test_csv_link_neutralises_formulas() -> None:
    link = csv_link(Table("t", "T", ("a",), (("=1+1",),)))
    assert base64.b64decode(link.partition(",")[2]).decode("utf-8-sig") == "a\r\n'=1+1\r\n"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "ftp://x", "", " https://x"])
def test_web_address_refuses_what_is_none(text: str) -> None:
    assert web_address(text) == ""


def test_write_cell_breaks_long_words_and_escapes() -> None:
    assert write_cell("https://example.org/a_b") == "https:/<wbr>/<wbr>example.<wbr>org/<wbr>a_<wbr>b"
    assert write_cell("<b> short") == "&lt;b&gt; short"
    assert [write_cell(None), write_cell(1234.5), write_cell(0.5)] == ["", "1,234", "0.5"]
