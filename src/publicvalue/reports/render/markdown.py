"""A document as Markdown: for mail, minutes and web pages that take it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from publicvalue.framework.written.text import without_steering
from publicvalue.reports.document.blocks import (
    Block,
    Cell,
    Definitions,
    Document,
    Grid,
    Inline,
    Items,
    Notice,
    Paragraph,
    Parts,
    ScoreLines,
    Section,
    Span,
)
from publicvalue.reports.wording import write_number
from publicvalue.words.language import Language

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")
"""What Markdown, or HTML within it, would read as more than words."""

_START = re.compile(r"^([-+]|\d+\.)(?=\s)")
"""What would begin an item at the start of a line."""

STRONG = ("strong", "step")


def render_markdown(document: Document, language: Language) -> str:
    """Return a document as Markdown, its words escaped; pictures and tables of numbers are for pages and files.

    Parameters
    ----------
    document
        What it says.
    language
        The language of the text.
    """
    write = _Writer(language)
    parts = [f"# {write.words(document.title)}", write.words(document.kicker)]
    parts += write.blocks(document.notices, 2)
    parts += write.blocks((*document.opening, *document.sections), 2)
    parts += write.blocks(document.foot, 2)
    return without_steering("\n\n".join(part for part in parts if part) + "\n")


class _Writer:
    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, text: str) -> str:
        """Write a text on one line, its signs escaped."""
        line = " ".join(self.language.write(text).split())
        return _START.sub(r"\\\1", _SIGNS.sub(r"\\\1", line))

    def inline(self, part: Inline) -> str:
        if isinstance(part, Span):
            text = self.words(part.text)
            return f"**{text}**" if part.role in STRONG and text else text
        return self.words(part) if isinstance(part, str) else ""

    def parts(self, parts: Parts) -> str:
        return " ".join(text for part in parts if (text := self.inline(part)))

    def blocks(self, blocks: Iterable[Block], level: int) -> Iterator[str]:
        for block in blocks:
            match block:
                case Paragraph():
                    text = self.parts(block.parts)
                    yield f"**{text}**" if block.role == "answer" else text
                case Notice():
                    yield f"> **{self.words(block.text)}**"
                case Items():
                    yield "\n".join(self._items(block))
                case Definitions() | ScoreLines() | Grid():
                    yield "\n".join(self._lines(block))
                case Section():
                    yield f"{'#' * level} {self.words(block.heading)}"
                    yield from self.blocks(block.blocks, level + 1)
                case _:
                    continue

    def _items(self, block: Items) -> Iterator[str]:
        for place, item in enumerate(block.items, 1):
            yield f"{f'{place}.' if block.ordered else '-'} {self.parts(item.parts)}"

    def _lines(self, block: Definitions | ScoreLines | Grid) -> Iterator[str]:
        match block:
            case Definitions():
                yield from (f"- **{self.words(one.term)}:** {self.parts(one.parts)}" for one in block.entries)
            case ScoreLines():
                lines = ((line, self.parts(line.numbers)) for line in block.lines)
                for one, text in lines:
                    yield f"- **{self.words(one.name)}:** {self.words(one.words)} {text}".rstrip()
            case Grid():
                yield from self._grid(block)

    def _grid(self, grid: Grid) -> Iterator[str]:
        """Write a table of words: a heading within it becomes a row whose first cell is strong."""
        yield self._line(self.words(column.heading) for column in grid.columns)
        yield self._line("---:" if column.numeric else "---" for column in grid.columns)
        for group in grid.groups:
            if group.heading:
                rest = [""] * (len(grid.columns) - 1)
                yield self._line([f"**{self.words(group.heading)}**", *rest])
            for row in group.rows:
                yield self._line(self._cell(cell) for cell in row.cells)

    def _line(self, cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, tuple):
            return self.parts(cell)
        if cell is None or isinstance(cell, str):
            return self.words(cell or "")
        return self.words(write_number(cell))
