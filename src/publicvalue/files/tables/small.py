"""Small CSV files that are settings and not evidence: every cell as text, with the row that it stands in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.node import Row
from publicvalue.words.text import Text, counted

LIMIT = 20_000_000
"""Largest file, in bytes."""

MOST_CELLS = 1_000_000
"""Most cells of a file, a blank row counted as one: each is kept as a value of its own, which takes time."""


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
    lines = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    table: list[list[str]] = []
    cells = 0
    try:
        for line in lines:
            cells += max(len(line), 1)
            if cells > MOST_CELLS:
                what = Text("the file holds more than {most:count} values", most=MOST_CELLS)
                raise _refuse(name, what, Text("a small table"), Text("leave out what is not asked for"))
            table.append(line)
    except csv.Error as error:
        what = Text("this is no CSV file: {error}", error=str(error))
        do = Text("save the table again as CSV in UTF-8")
        raise _refuse(name, what, Text("a table with a header"), do) from None
    header = [name.strip() for name in table[0]] if table else []
    return header, [(number, line) for number, line in enumerate(table[1:], 2) if any(cell.strip() for cell in line)]


def _header_problems(
    header: Sequence[str], name: str, required: Sequence[str], optional: Sequence[str]
) -> Iterator[Problem]:
    expected, do = Text("{names:list}", names=(*required, *optional)), Text("add the column, or correct its name")
    for column in required:
        if column not in header:
            what = Text("there is no column {column:quoted}", column=column)
            yield Problem(Place(name, row=1), what, expected, do)
    for column, times in Counter(header).items():
        if times > 1:
            place, what = Place(name, row=1, field=column), Text("column {column:quoted} stands twice", column=column)
            yield Problem(place, what, Text("each column once"), Text("rename or remove one of them"))


def _row_problems(header: Sequence[str], rows: Sequence[tuple[int, list[str]]], name: str) -> Iterator[Problem]:
    expected = Text("{cells}, as in the header", cells=len(header))
    do = Text("put text that holds commas in quotes; look for missing commas")
    for number, cells in rows:
        if len(cells) != len(header):
            what = counted(len(cells), "1 cell stands here", "{number} cells stand here")
            yield Problem(Place(name, row=number), what, expected, do)


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LIMIT:
            what = Text("the file has more than {most:count} bytes", most=LIMIT)
            raise _refuse(name, what, Text("a small table"), Text("leave out what is not asked for"))
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _refuse(name, Text("the file does not exist"), Text(""), Text("check the path")) from None
    except IsADirectoryError:
        do = Text("name the file in it")
        raise _refuse(name, Text("this is a folder"), Text("a CSV file"), do) from None
    except UnicodeDecodeError:
        do = Text("save it again as 'CSV UTF-8'")
        raise _refuse(name, Text("the file is not UTF-8 text"), Text("CSV in UTF-8"), do) from None


def _refuse(name: str, what: Text, expected: Text, do: Text) -> InputError:
    return InputError([Problem(Place(name), what, expected, do)])
