"""Small CSV files that are settings and not evidence: every cell as text, with the row that it stands in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.node import Row

LIMIT = 20_000_000
"""Largest file, in bytes."""


def read_rows(path: Path, shown_as: str, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[Row, ...]:
    """Read a small CSV file in UTF-8, separated by commas or semicolons.

    Raises
    ------
    InputError
        When the file is not there, too large or no text, or lacks a column; when a row has more or fewer cells than
        the header. With every problem found.
    """
    header, rows = _table(_text(path, shown_as), shown_as)
    if problems := [*_header_problems(header, shown_as, required, optional), *_row_problems(header, rows, shown_as)]:
        raise InputError(problems)
    blank = dict.fromkeys(optional, "")
    return tuple(
        Row(shown_as, number, blank | {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
        for number, cells in rows
    )


def _table(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header, and the rows that are not blank with their numbers."""
    first = text.split("\n", 1)[0]
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error as error:
        what = f"this is no CSV file: {error}"
        raise _refuse(name, what, "a table with a header", "save the table again as CSV in UTF-8") from None
    header = [name.strip() for name in table[0]] if table else []
    return header, [(number, cells) for number, cells in enumerate(table[1:], 2) if any(cell.strip() for cell in cells)]


def _header_problems(
    header: Sequence[str], name: str, required: Sequence[str], optional: Sequence[str]
) -> Iterator[Problem]:
    expected, do = ", ".join((*required, *optional)), "add the column, or correct its name"
    for column in required:
        if column not in header:
            yield Problem(Place(name, row=1), f"there is no column '{column}'", expected, do)
    for column, times in Counter(header).items():
        if times > 1:
            place, do = Place(name, row=1, field=column), "rename or remove one of them"
            yield Problem(place, f"column '{column}' stands twice", "each column once", do)


def _row_problems(header: Sequence[str], rows: Sequence[tuple[int, list[str]]], name: str) -> Iterator[Problem]:
    expected, do = f"{len(header)}, as in the header", "put text that holds commas in quotes; look for missing commas"
    for number, cells in rows:
        if len(cells) != len(header):
            yield Problem(Place(name, row=number), f"{len(cells)} cells stand here", expected, do)


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LIMIT:
            what = f"the file has more than {LIMIT:,} bytes"
            raise _refuse(name, what, "a small table", "leave out what is not asked for")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _refuse(name, "the file does not exist", "", "check the path") from None
    except IsADirectoryError:
        raise _refuse(name, "this is a folder", "a CSV file", "name the file in it") from None
    except UnicodeDecodeError:
        raise _refuse(name, "the file is not UTF-8 text", "CSV in UTF-8", "save it again as 'CSV UTF-8'") from None


def _refuse(name: str, what: str, expected: str, do: str) -> InputError:
    return InputError([Problem(Place(name), what, expected, do)])
