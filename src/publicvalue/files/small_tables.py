"""Small CSV files that are settings and not evidence: every cell as text, with the row that it stands in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.node import Row

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
    text = _text(path, shown_as)
    first = text.split("\n", 1)[0]
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error as error:
        raise InputError([Problem(Place(shown_as), f"this is no CSV file: {error}", "a table with a header")]) from None
    header = [name.strip() for name in table[0]] if table else []
    problems = [
        Problem(Place(shown_as, row=1), f"there is no column '{name}'", ", ".join((*required, *optional)))
        for name in required
        if name not in header
    ]
    problems += [
        Problem(Place(shown_as, row=1, field=name), f"column '{name}' stands twice", "each column once")
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    rows = [(number, cells) for number, cells in enumerate(table[1:], 2) if any(cell.strip() for cell in cells)]
    problems += [
        Problem(Place(shown_as, row=number), f"{len(cells)} cells stand here", f"{len(header)}, as in the header")
        for number, cells in rows
        if len(cells) != len(header)
    ]
    if problems:
        raise InputError(problems)
    blank = dict.fromkeys(optional, "")
    return tuple(
        Row(shown_as, number, blank | {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
        for number, cells in rows
    )


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LIMIT:
            raise InputError([Problem(Place(name), f"the file has more than {LIMIT:,} bytes", "a small table")])
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError([Problem(Place(name), "the file does not exist", "", "check the path")]) from None
    except IsADirectoryError:
        raise InputError([Problem(Place(name), "this is a folder", "a CSV file")]) from None
    except UnicodeDecodeError:
        raise InputError([Problem(Place(name), "the file is not UTF-8 text", "CSV in UTF-8")]) from None
