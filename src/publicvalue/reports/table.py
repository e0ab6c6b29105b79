"""A table of a report: named, with its cells as values; and how it is written as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publicvalue.framework.written.text import INVISIBLE, without_steering
from publicvalue.words.language import ENGLISH, Language

Cell = str | float | int | None
Data = dict[str, object]

_SIGN = "=+\\-@＝＋－＠﹢﹣﹦﹫"
_FORMULA = re.compile(rf"[\s{INVISIBLE}]*[{_SIGN}]|[\t\r]")
"""How text begins that a spreadsheet program runs: full-width signs, and what is not seen before them, too."""
_WITHIN = re.compile(rf"([;\t\r\n])(?=[\s{INVISIBLE}]*[{_SIGN}])")
"""Where a cell begins to a program that separates by another sign: it minds no quotation mark within a cell."""
_QUOTED = re.compile(r'[",;\t|\r\n]')
"""What ends a cell in some country's spreadsheet program, if it is not within quotation marks."""


@dataclass(frozen=True)
class Table:
    """A table with a name.

    Parameters
    ----------
    name
        Name in files: lower case letters, digits and hyphens.
    title
        Caption.
    columns
        Column headings, with units.
    rows
        Cells: words of the product (Texts) or what a user wrote, numbers, or None where unknown.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def csv_text(table: Table, language: Language = ENGLISH) -> str:
    """Write a table as CSV (RFC 4180, comma, CRLF); text that a spreadsheet would run as a formula is neutralised.

    Headings and words are in the language; numbers are as machines read them, with a point, in every language.
    """
    rows = [
        [_apart(language.write(column)) for column in table.columns],
        *([_csv_cell(cell, language) for cell in row] for row in table.rows),
    ]
    return rows_text(rows)


def rows_text(rows: Iterable[Sequence[str]], end: str = "\r\n") -> str:
    """Write rows as CSV, their cells quoted for every delimiter; what may be a formula is neutralised by who knows."""
    # A row of one blank cell is no blank line, which readers leave out.
    return "".join((",".join(_quote(cell) for cell in row) or '""') + end for row in rows)


def _quote(cell: str) -> str:
    # The csv module quotes for its own delimiter alone; elsewhere `x;=1+1` would be a cell and a formula.
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def neutralise(text: str) -> str:
    """Put an apostrophe before text that begins like a formula, and leave out signs that steer a terminal."""
    text = without_steering(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _apart(text: str) -> str:
    """Neutralise a text whose parts may be cells elsewhere: an apostrophe before each that begins like a formula."""
    return _WITHIN.sub(r"\1'", neutralise(text))


def _csv_cell(cell: Cell, language: Language) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _apart(language.write(cell))
    return str(cell) if isinstance(cell, int) else format(cell, ".10g")
