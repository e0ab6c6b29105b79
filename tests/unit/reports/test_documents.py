"""A report as a tree of blocks: one tree, shown on a page and on a terminal, in any language."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser

import pytest

from blocks import blocks_of, pictures_of, walk
from outcomes import broken_floor_outcome, empty_outcome, full_outcome, partial_outcome
from publicvalue.reports.document.blocks import (
    Columns,
    DataTable,
    Document,
    Download,
    Figure,
    Folded,
    Item,
    Items,
    Notice,
    Paragraph,
    ScoreLine,
    Section,
    Span,
)
from publicvalue.reports.render.html import render_document
from publicvalue.reports.render.terminal import render_text, wrap
from publicvalue.reports.system.document import system_document
from publicvalue.reports.system.html import render_html
from publicvalue.reports.system.terminal import render_summary, summary_document
from publicvalue.reports.table import Table, csv_text
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

SPANISH = language_of("es")
OUTCOMES = (partial_outcome, full_outcome, empty_outcome, broken_floor_outcome)
TABLE = Table("t", Text("Scores"), (Text("score"), "own"), ((Text("unknown"), None), ("a, b", 1234.5)))


def document(*blocks: object) -> Document:
    section = Section("one", Text("Method"), blocks, contents=Text("Method"))  # type: ignore[arg-type]
    return Document("d", "Title <b>", "Name", "Kicker", (Notice("Beware"),), (), (section,))


def test_regions_of_a_page_are_not_called_the_same() -> None:
    page = render_document(document(DataTable(TABLE), Section("two", Text("Method"), (DataTable(TABLE),))), ENGLISH)
    named = re.findall(r'role="region" tabindex="0" aria-label="([^"]+)"', page)
    assert named == ["Table: Scores", "Table: Scores (2)"]


@pytest.fixture(params=OUTCOMES)
def outcome(request: pytest.FixtureRequest) -> AssessmentResult:
    return request.param()


def test_every_section_has_its_own_anchor_and_a_heading(outcome: AssessmentResult) -> None:
    sections = [block for block in blocks_of(system_document(outcome)) if isinstance(block, Section)]
    ids = [section.id for section in sections]
    assert len(sections) > 20
    assert len(ids) == len(set(ids))
    assert all(section.heading for section in sections)


def test_every_picture_has_its_own_id(outcome: AssessmentResult) -> None:
    ids = [id for id, _ in pictures_of(system_document(outcome))]
    assert len(ids) > 40
    assert len(ids) == len(set(ids))


def test_a_document_holds_no_markup_and_no_result(outcome: AssessmentResult) -> None:
    seen: list[object] = []

    def look(value: object) -> None:
        seen.append(value)
        assert not isinstance(value, AssessmentResult)
        assert not (isinstance(value, str) and "<svg" in value)
        if isinstance(value, tuple):
            for one in value:
                look(one)
        elif is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                look(getattr(value, field.name))

    look(system_document(outcome))
    assert len(seen) > 2_000


def test_page_names_its_language_and_speaks_it() -> None:
    page = render_html(partial_outcome(), language=SPANISH)
    assert '<html lang="es" class="page">' in page
    assert "¿Está creando valor público?" in page
    assert "Is it creating public value?" not in page
    assert ">adoption<" not in page


def test_numbers_are_the_same_in_every_language_with_the_marks_of_each() -> None:
    english, spanish = (render_html(partial_outcome(), language=language) for language in (ENGLISH, SPANISH))
    drawn = [re.findall(r'points="([^"]*)"', page) for page in (english, spanish)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) > 3
    assert "44.9 %" in english
    assert "44,9 %" in spanish
    assert "44.9 %" not in spanish


def test_table_as_csv_has_headings_in_the_language_and_numbers_as_machines_read_them() -> None:
    assert csv_text(TABLE) == 'score,own\r\nunknown,\r\n"a, b",1234.5\r\n'
    assert csv_text(TABLE, SPANISH) == 'puntuación,own\r\ndesconocido,\r\n"a, b",1234.5\r\n'


def test_summary_speaks_the_language_within_its_width() -> None:
    text = render_summary(partial_outcome(), 70, SPANISH)
    assert "¿CON QUÉ SEGURIDAD?" in text
    assert "HOW SURE?" not in text
    assert max(map(len, text.splitlines())) <= 70


def test_summary_and_page_are_made_of_the_same_texts() -> None:
    page = {
        str(part)
        for block in blocks_of(system_document(partial_outcome()))
        if isinstance(block, Paragraph)
        for part in block.parts
    }
    summary = [
        str(block.parts[0])
        for block in walk(summary_document(partial_outcome()).opening)
        if isinstance(block, Paragraph)
    ]
    assert len(summary) > 5
    assert len(page & set(summary)) >= 2


def test_terminal_shows_items_with_their_signs_and_leaves_out_what_only_a_page_can_show() -> None:
    told = document(
        Paragraph(("A finding", Span("with a link", to="#one"), Download(TABLE)), "finding"),
        Items((Item(("first", Span("below it", "aside"))),), ordered=True),
        Items((Item(("mind this",)),), role="warnings"),
        DataTable(TABLE),
    )
    assert render_text(told, ENGLISH).splitlines() == [
        "Title <b>",
        "Kicker",
        "",
        "!! Beware",
        "",
        "METHOD",
        "  A finding with a link",
        "  1. first",
        "     below it",
        "  ! mind this",
    ]


class Outline(HTMLParser):
    """Keeps the tags of a page in order, and refuses ones that are not closed in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        if tag not in {"meta", "wbr"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def test_page_of_every_kind_of_block_is_well_formed_and_escapes_what_users_wrote() -> None:
    nested = Section("two", "<script>", (Paragraph(("<i>",)),))
    page = render_document(
        document(
            Columns(((nested,), (DataTable(TABLE, titled=False),))),
            Folded("more", (Figure("f", None, TABLE),), of="this", paper=(Paragraph(("on paper",)),)),
            Items((Item((Span("away", to="javascript:x"),)),)),
        ),
        ENGLISH,
    )
    assert "<script>" not in page
    assert "<i>" not in page
    assert Outline(page).tags.count("table") == 2
    assert '<h3 id="two-title">&lt;script&gt;</h3>' in page


def test_score_line_without_numbers_is_one_line_on_a_terminal() -> None:
    lines = [block for block in walk(summary_document(empty_outcome()).opening) if hasattr(block, "lines")]
    assert all(isinstance(line, ScoreLine) and line.numbers == () for block in lines for line in block.lines)
    assert len(lines) == 1
    assert render_summary(empty_outcome()).count("Unknown, no evidence yet") == 4


def test_no_line_ends_between_a_number_and_the_sign_for_percent() -> None:
    said = Text("{half:percent} of a word, 95 % interval, % of all", half=0.5)
    table = Table("t", Text("Shares"), ("share",), (("20 % of all",),))
    page = render_document(document(Paragraph((said,)), DataTable(table)), ENGLISH)
    assert "50\N{NO-BREAK SPACE}% of a word, 95\N{NO-BREAK SPACE}% interval, % of all" in page
    assert "20\N{NO-BREAK SPACE}% of all" in page
    assert wrap("x" * 37 + " 50 % of all", 40) == ["x" * 37, "50 % of all"]


@pytest.mark.parametrize("make", OUTCOMES)
@pytest.mark.parametrize("language", [ENGLISH, SPANISH], ids=lambda one: one.code)
def test_name_of_the_page_ends_its_answer_once(make, language) -> None:
    name = language.write(system_document(make()).name)
    assert ".." not in name
    assert name.endswith((". Public value assessment", ". Evaluación del valor público"))
