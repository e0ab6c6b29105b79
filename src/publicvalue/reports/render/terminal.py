"""A document as plain text for a terminal and for the minutes of a meeting: no colours, lines of a fixed width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from publicvalue.reports.document.blocks import (
    Block,
    Cell,
    Document,
    Grid,
    Item,
    Items,
    Notice,
    Paragraph,
    Parts,
    ScoreLine,
    ScoreLines,
    Section,
    Span,
)
from publicvalue.reports.render.cells import BOUND, bound
from publicvalue.reports.wording import write_number
from publicvalue.words.language import Language

LEAST_WIDTH = 40
NAME = 16
"""Width of the names before scores."""

SIGNS = {"warnings": "! ", "strong": "+ ", "weak": "- ", "plain": "  "}
"""What stands before items, by their role."""

Line = tuple[str, str]
"""A lead, and the text after it; the text's next lines are set in as far as the lead is wide."""


def render_text(document: Document, language: Language, width: int = 80) -> str:
    """Return a document as plain text.

    Parameters
    ----------
    document
        What it says: paragraphs, items and scores.
    language
        The language of the text.
    width
        Longest line, in characters; at least 40.
    """
    lines = _document(document, language)
    return "\n".join(line for lead, text in lines for line in wrap(text, max(LEAST_WIDTH, width), lead)) + "\n"


def wrap(text: str, width: int, lead: str = "") -> list[str]:
    """Wrap a text after its lead; without a text, the lead alone."""
    if not text:
        return [lead.rstrip()]
    lines = textwrap.wrap(bound(text), width, initial_indent=lead, subsequent_indent=" " * len(lead))
    # The lines are broken now, and a plain space can be searched for.
    return [line.replace(BOUND, " %") for line in lines]


def _document(document: Document, language: Language) -> Iterator[Line]:
    yield "", language.write(document.title)
    yield from (("", line) for line in language.write(document.kicker).splitlines())
    for notice in document.notices:
        yield "", ""
        yield "!! ", language.write(notice.text)
    for section in (*document.opening, *document.sections):
        yield "", ""
        yield "", language.write(section.heading).upper()
        yield from _blocks(section.blocks, language)


def _blocks(blocks: Iterable[Block], language: Language) -> Iterator[Line]:
    for block in blocks:
        match block:
            case Paragraph():
                yield "  ", _words(block.parts, language)
            case Items():
                yield from _items(block, language)
            case ScoreLines() | Grid():
                yield from _lines(block, language)
            case Notice():
                yield "!! ", language.write(block.text)
            case Section():
                yield "  ", language.write(block.heading)
                yield from ((f"  {lead}", text) for lead, text in _blocks(block.blocks, language))
            case _:
                # Pictures and tables of numbers are for pages and files.
                continue


def _lines(block: ScoreLines | Grid, language: Language) -> Iterator[Line]:
    if isinstance(block, Grid):
        yield from _grid(block, language)
        return
    for line in block.lines:
        yield from _score(line, language)


def _grid(grid: Grid, language: Language) -> Iterator[Line]:
    """Yield each row by its first cell, and below it what the columns say of it; empty cells are left out."""
    for row in (row for group in grid.groups for row in group.rows):
        first, *others = (_cell_words(cell, language) for cell in row.cells)
        yield "  ", first
        for column, words in zip(grid.columns[1:], others, strict=True):
            if words:
                yield "    ", f"{language.write(column.heading)}: {words}"


def _cell_words(cell: Cell, language: Language) -> str:
    if isinstance(cell, tuple):
        return _words(cell, language)
    if cell is None or isinstance(cell, str):
        return language.write(cell or "")
    return language.write(write_number(cell))


def _items(block: Items, language: Language) -> Iterator[Line]:
    for place, item in enumerate(block.items, 1):
        sign = f"{place}. " if block.ordered else SIGNS.get(block.role, "- ")
        yield from _item(f"  {sign}", item, language)


def _item(lead: str, item: Item, language: Language) -> Iterator[Line]:
    """Yield an item, and below it what stands back."""
    asides = [part for part in item.parts if isinstance(part, Span) and part.role == "aside"]
    yield lead, _words(tuple(part for part in item.parts if part not in asides), language)
    yield from ((" " * len(lead), language.write(part.text)) for part in asides)


def _score(line: ScoreLine, language: Language) -> Iterator[Line]:
    lead = f"  {language.write(line.name):<{NAME}}"
    yield lead, language.write(line.words)
    if line.numbers:
        yield " " * len(lead), _words(line.numbers, language)


def _words(parts: Parts, language: Language) -> str:
    """Return what can be read of parts; downloads and bars cannot."""
    texts = (part.text if isinstance(part, Span) else part for part in parts if isinstance(part, Span | str))
    return " ".join(language.write(text) for text in texts)
