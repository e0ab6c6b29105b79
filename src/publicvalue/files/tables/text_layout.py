"""How a text table is laid out: what parts its cells, decided from the header and from the rows; and its header row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from publicvalue.errors import Place
from publicvalue.files.tables.text_bytes import MOST_ROW_BYTES, long_row
from publicvalue.files.untrusted.guards import CHUNK, refuse
from publicvalue.framework.written.text import one_form
from publicvalue.words.text import Text

DELIMITERS = ("\t", ";", "|", ",")
"""The rarer within a cell, the earlier."""
SAMPLE = 256 * 1024
"""Characters of a file in which its rows are looked at."""
NEARLY = 0.05
"""How much less of the rows may fit a delimiter that gives more columns."""
STATED = re.compile(r"\ufeff?sep=(.)\r?\n")
"""The line with which spreadsheet programs are told the delimiter."""


@dataclass(frozen=True)
class TextLayout:
    """What parts the cells, the names of the columns, and how many lines stand above them."""

    delimiter: str
    header: tuple[str, ...] = ()
    skipped: int = 0


def read_layout(path: Path, file: str) -> TextLayout:
    """Return the delimiter that header and rows agree on, and the columns' names."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        sample = stream.read(SAMPLE)
    stated = STATED.match(sample)
    skipped = 1 if stated else 0
    headers = {mark: first_record(path, mark, skipped) for mark in DELIMITERS}
    rows = sample[stated.end() :] if stated else sample
    delimiter = stated.group(1) if stated else choose_delimiter(headers, rows, len(sample) == SAMPLE)
    header = headers.get(delimiter) or first_record(path, delimiter, skipped)
    if not header and path.stat().st_size > 0 and not begins_blank(path):
        what = Text("a quotation mark in the header row is not closed")
        raise refuse(file, what, Text("column names in the first row"), Text("close it"))
    return TextLayout(delimiter, tuple(map(one_form, header)), skipped)


def choose_delimiter(headers: dict[str, list[str]], sample: str, cut: bool) -> str:
    """Return the delimiter under which most rows have as many cells as the header; of equals, that of most columns.

    A comma may stand in every row as a decimal mark and in the header too: of equals in both, the sign that is rarer
    within a cell is taken.
    """
    several = [mark for mark in DELIMITERS if len(headers[mark]) > 1]
    fits = {mark: fit(mark, len(headers[mark]), sample, cut) for mark in several or DELIMITERS}
    best = max(fits.values())
    near = [mark for mark in fits if fits[mark] >= best - NEARLY]
    widest = max(len(headers[mark]) for mark in near)
    first = [mark for mark in near if len(headers[mark]) == widest]
    # Of one column, a comma is taken where rows do not say otherwise.
    return first[0] if several or fits[","] < best else ","


def fit(delimiter: str, width: int, sample: str, cut: bool) -> float:
    """Return the share of the rows under the header that have as many cells as it has."""
    rows: list[Sequence[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        # A cell longer than Python takes: the rows before it say enough.
        cut = False
    found = [len(row) for row in (rows[1:-1] if cut else rows[1:]) if row]
    return sum(count == width for count in found) / len(found) if found else 1.0


def first_record(path: Path, delimiter: str, skipped: int = 0) -> list[str]:
    """Return the cells of the first row; none where the quotation marks do not fit the delimiter."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(skipped):
            stream.readline()
        try:
            return next(csv.reader(stream, delimiter=delimiter, strict=True), [])
        except csv.Error:
            return []


def begins_blank(path: Path) -> bool:
    with path.open(encoding="utf-8-sig") as stream:
        return not stream.readline(CHUNK).strip()


def check_long_rows(path: Path, delimiter: str, file: str) -> None:
    """Refuse a row that is longer than the engine takes, where quotation marks go over many lines."""
    before = csv.field_size_limit(MOST_ROW_BYTES)
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, row in enumerate(csv.reader(stream, delimiter=delimiter), start=1):
                if sum(map(len, row)) > MOST_ROW_BYTES:
                    raise long_row(file, Place(file, row=number))
    except csv.Error:
        raise long_row(file, Place(file, row=number + 1)) from None
    finally:
        csv.field_size_limit(before)
