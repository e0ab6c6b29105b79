"""A workbook of an appraisal as a value: its sheets, what each cell shows, and what may be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from publicvalue.words.text import Text

Look = Literal["key", "title", "head", "text", "hint", "entry"]
"""How a cell is shown: a key that is hidden, a title, a heading, a text, a hint, a cell that is filled in."""
Takes = Literal["text", "number", "day"]

KEY = "id"
"""Column with the id of what a row is about; it is hidden, so that rows may be moved."""
KEY_ROWS = 1
"""Rows at the top of a sheet that hold the keys of its columns, and are hidden."""


@dataclass(frozen=True)
class Cell:
    """One cell.

    Parameters
    ----------
    value
        What stands in it; empty where nothing does.
    look
        How it is shown; what is filled in is an `entry`, and all else is locked.
    takes
        What is filled in.
    offers
        Texts among which the cell lets choose; none where anything may be written.
    note
        A hint that is shown when the cell is chosen.
    """

    value: str = ""
    look: Look = "text"
    takes: Takes = "text"
    offers: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Page:
    """One sheet.

    Parameters
    ----------
    mark
        What the sheet is, whatever people call it: it stands in its first cell.
    name
        What people call it.
    keys
        Key of each column after the first.
    rows
        Its rows, headings first; the first cell of each holds the id of what the row is about.
    widths
        Width of each column after the first, in letters.
    frozen
        Rows of headings that stay in sight.
    """

    mark: str
    name: str
    keys: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    frozen: int = 1


@dataclass(frozen=True)
class Book:
    """The sheets in their order, and the code of the language that they are written in."""

    pages: tuple[Page, ...]
    language: str


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as it was read.

    Parameters
    ----------
    name
        What it is called.
    rows
        Number of the row -> key of the column -> text of the cell; cells that are blank are left out.
    columns
        Key of a column -> its letters.
    merged
        Ranges of cells that were made one, such as `C4:C6`.
    """

    name: str
    rows: Mapping[int, Mapping[str, str]]
    columns: Mapping[str, str]
    merged: tuple[str, ...] = ()


SHEETS = ("start", "system", "red_lines", "core", "figures", "costs", "ratings", "documents")
MARK = "publicvalue:"


def mark_of(sheet: str) -> str:
    """Return what stands in the first cell of a sheet."""
    return f"{MARK}{sheet}"


@dataclass(frozen=True)
class BookKind:
    """A kind of workbook: the sheets that it may have, what it is, and what to do where it is none.

    Parameters
    ----------
    sheets
        Names of its sheets, as their marks have them.
    written, called
        What wrote it, and what it is, for messages.
    do
        What to do where a workbook is of another kind.
    """

    sheets: tuple[str, ...]
    written: Text
    called: Text
    do: Text


APPRAISAL = BookKind(
    SHEETS,
    Text("a workbook that `publicvalue new --quick` or `publicvalue export` wrote"),
    Text("a workbook of an appraisal"),
    Text("fill in the workbook that was written, or write it anew with `publicvalue export`"),
)

ReadBook = Mapping[str, ReadSheet]
"""Sheet, as `SHEETS` names it -> what was read."""
