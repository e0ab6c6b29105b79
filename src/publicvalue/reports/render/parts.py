"""A document, or its first screen, as a part of another page, which brings heading and style sheet."""

from __future__ import annotations

from markupsafe import Markup

from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.html import Page
from publicvalue.words.language import Language


def render_opening(document: Document, language: Language, whole: str) -> str:
    """Return the first screen of a document as a part of another page, which brings the style sheet.

    Parameters
    ----------
    document
        What it says.
    language
        The language of the page.
    whole
        Address of the page that shows all of the document.
    """
    page = Page(document.id, language, level=3, whole=whole)
    return Markup("\n").join([*map(page.block, document.notices), *map(page.block, document.opening)])


def render_body(document: Document, language: Language) -> str:
    """Return all of a document as a part of another page, which brings the style sheet and the heading."""
    page = Page(document.id, language)
    parts = [*map(page.block, document.notices), *map(page.block, document.opening)]
    return Markup("\n").join([*parts, page.contents(document.sections), *map(page.block, document.sections)])
