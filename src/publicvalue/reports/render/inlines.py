"""Parts of sentences as HTML: text, links, emphasis, downloads of tables, and pictures within a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from publicvalue.framework.written.text import without_steering
from publicvalue.reports.addresses import web_address
from publicvalue.reports.document.blocks import Bar, Download, Inline, Span
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.render.cells import bound, csv_address
from publicvalue.reports.table import Table
from publicvalue.words.language import Language


def join_lines(parts: Iterable[Markup]) -> Markup:
    """Return parts of a page, each on a line of its own."""
    return Markup("\n").join(parts)


def class_of(*names: str) -> Markup:
    """Return the attribute of classes; nothing where none has a name."""
    known = [name for name in names if name]
    return Markup(' class="{}"').format(" ".join(known)) if known else Markup("")


def id_of(id: str) -> Markup:
    """Return the attribute of an id; nothing where it is empty."""
    return Markup(' id="{}"').format(id) if id else Markup("")


@dataclass(frozen=True)
class Inlines:
    """Writes parts of sentences for one file in one language."""

    file: str
    language: Language
    whole: str = ""
    """Address of the whole document, where this page shows a part of it: what is not here is there."""

    def text(self, text: str) -> Markup:
        """Write a text in the language of the page."""
        return escape(without_steering(bound(self.language.write(text))))

    def parts(self, parts: Iterable[Inline]) -> Markup:
        """Write parts of a sentence one after the other."""
        return Markup(" ").join(map(self.inline, parts))

    def inline(self, part: Inline) -> Markup:
        """Write one part of a sentence."""
        match part:
            case Span():
                return self.span(part)
            case Download():
                return self.download(part.table, part.text)
            case Bar():
                return Markup(draw(part.id, part.picture, self.language))  # noqa: S704 - pictures escape their words
            case _:
                return self.text(part)

    def span(self, part: Span) -> Markup:
        """Write words with a role, or that lead somewhere."""
        text = self.text(part.text)
        if part.to:
            rel = Markup(' rel="noreferrer"') if web_address(part.to) else ""
            to = self.whole + part.to if part.to.startswith("#") else part.to
            text = Markup('<a href="{}"{}>{}</a>').format(to, rel, text)
        match part.role:
            case "":
                return text
            case "strong":
                return Markup("<strong>{}</strong>").format(text)
            case role:
                return Markup("<span{}>{}</span>").format(class_of("" if role == "aside" else role), text)

    def download(self, table: Table, text: str) -> Markup:
        """Write the link to a table as a CSV file."""
        link = Markup('<a class="csv" download="{}-{}.csv" href="{}">{}<span class="hidden">: {}</span></a>')
        told = self.text(text), self.text(table.title)
        return link.format(self.file, table.name, csv_address(table, self.language), *told)
