"""A document in the forms in which it is handed on: a page to print, Markdown, plain text."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.html import render_document
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.reports.render.terminal import render_text
from publicvalue.words.language import Language

WIDTH = 80
"""Longest line of plain text, in characters."""


def in_every_form(name: str, document: Document, language: Language) -> Mapping[str, bytes]:
    """Return a document as a page, as Markdown and as plain text: name of the file -> content."""
    return {
        f"{name}.html": render_document(document, language).encode(),
        f"{name}.md": render_markdown(document, language).encode(),
        f"{name}.txt": render_text(document, language, WIDTH).encode(),
    }
