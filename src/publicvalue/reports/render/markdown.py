"""A document as Markdown: for mail, minutes and web pages that take it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from publicvalue.reports.document.blocks import (
    Block,
    Definitions,
    Document,
    Inline,
    Items,
    Notice,
    Paragraph,
    Parts,
    ScoreLines,
    Section,
    Span,
)
from publicvalue.words.language import Language

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")
"""What Markdown, or HTML within it, would read as more than words."""

_START = re.compile(r"^([-+]|\d+\.)(?=\s)")
"""What would begin an item at the start of a line."""

STRONG = ("strong", "step")


def render_markdown(document: Document, language: Language) -> str:
    """Return a document as Markdown, its words escaped; tables and pictures are for pages and files.

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
    return "\n\n".join(part for part in parts if part) + "\n"


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
                case Definitions():
                    yield "\n".join(f"- **{self.words(one.term)}:** {self.parts(one.parts)}" for one in block.entries)
                case ScoreLines():
                    lines = ((line, self.parts(line.numbers)) for line in block.lines)
                    yield "\n".join(
                        f"- **{self.words(one.name)}:** {self.words(one.words)} {text}".rstrip() for one, text in lines
                    )
                case Section():
                    yield f"{'#' * level} {self.words(block.heading)}"
                    yield from self.blocks(block.blocks, level + 1)
                case _:
                    continue

    def _items(self, block: Items) -> Iterator[str]:
        for place, item in enumerate(block.items, 1):
            yield f"{f'{place}.' if block.ordered else '-'} {self.parts(item.parts)}"
