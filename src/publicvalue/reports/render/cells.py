"""What the pages of every report share: tables as links, and cells."""

from __future__ import annotations

import base64
import re

from markupsafe import Markup, escape

from publicvalue.framework.written.text import without_steering
from publicvalue.reports.table import Table, csv_text
from publicvalue.reports.wording import write_number
from publicvalue.words.language import ENGLISH, Language

LONG_WORD = 12
"""Letters from which on a word in a table may break after a sign."""

BOUND = "\N{NO-BREAK SPACE}%"
_PERCENT = re.compile(r"(?<=[0-9]) %")
_SIGN = re.compile(r"(?<=[/_.-])")


def csv_address(table: Table, language: Language) -> str:
    """Return a table as the address of a CSV file that stands in the page itself."""
    # The byte order mark tells spreadsheets that the text is UTF-8.
    data = base64.b64encode(("\ufeff" + csv_text(table, language)).encode()).decode()
    return f"data:text/csv;charset=utf-8;base64,{data}"


def csv_link(table: Table) -> str:
    """Return a table as the address of a CSV file in English."""
    return csv_address(table, ENGLISH)


def write_cell(cell: object) -> Markup:
    """Write a cell of a table: numbers short, blanks where nothing is known, long words with places to break."""
    if cell is None:
        return Markup("")
    if isinstance(cell, int | float):
        return escape(write_number(cell))
    return break_words(str(cell))


def bound(text: str) -> str:
    """Return a text in which no line ends between a number and the sign for percent."""
    return _PERCENT.sub(BOUND, text)


def break_words(text: str) -> Markup:
    """Allow long words, such as addresses, to break after a sign: a narrow column would else be forced wide."""
    return Markup(" ").join(_breakable(word) for word in bound(without_steering(text)).split(" "))


def _breakable(word: str) -> Markup:
    if len(word) <= LONG_WORD:
        return escape(word)
    return Markup("<wbr>").join(escape(part) for part in _SIGN.split(word))
