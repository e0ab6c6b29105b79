"""Files of published registers: bytes into rows of text, and the user's own file back with what was wrong with it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.untrusted.guards import MEBIBYTE, size_text
from publicvalue.files.untrusted.strict_json import sign_no_text_holds
from publicvalue.reports.table import Table, csv_text
from publicvalue.schema.node import Row
from publicvalue.words.text import Text, counted

MOST_BYTES = 20 * MEBIBYTE
"""Of a file as it comes, and unpacked: the largest of the public registers has 3 MB."""
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 20_000, 200, 20_000
ENCODINGS = ("utf-8-sig", "cp1252")
BYTE_ORDER = "\ufeff"
"""By which spreadsheets tell that a table is in UTF-8."""
REFUSED_STARTS = (b"<", b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"PAR1")
"""First bytes of pages, pictures, spreadsheets and documents."""


@dataclass(frozen=True)
class RegisterTable:
    """The table of a register's file: names of columns, and rows of as many cells.

    Parameters
    ----------
    file
        Its name.
    header
        Columns by unlike names: of those that are called alike, the later ones have a number behind their name.
    rows
        Every row, with its number; the header is row 1.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def refuse(file: str, what: str, expected: str = "", do: str = "") -> EvidenceError:
    return EvidenceError([Problem(Place(file), what, expected, do)])


def check_size(file: str, size: int) -> None:
    """Refuse a file by its size, before it is read."""
    if size > MOST_BYTES:
        what = Text("the file has {size}", size=size_text(size))
        do = Text("send its rows in several files; attachments and pictures do not belong in it")
        raise refuse(file, what, Text("at most {size}", size=size_text(MOST_BYTES)), do)


def read_register_file(file: str, data: bytes) -> RegisterTable:
    """Read a CSV file, as it is or packed by gzip, or a JSON file with a list of records.

    Raises
    ------
    EvidenceError
        When it is too large, of another kind, or broken.
    """
    check_size(file, len(data))
    data = _unpacked(file, data) if data[:2] == b"\x1f\x8b" else data
    start = data.lstrip()[:8].removeprefix(b"\xef\xbb\xbf").lstrip()
    if any(start.startswith(one) for one in REFUSED_STARTS) or b"\0" in data[:4096]:
        what = Text("this is neither a table of text nor JSON")
        do = Text("save the sheet as CSV (UTF-8), and bring that file")
        raise refuse(file, what, Text("CSV, CSV packed by gzip, or JSON"), do)
    text = _decoded(file, data)
    header, lines = _from_json(file, text) if start[:1] in (b"[", b"{") else _from_csv(file, text)
    return _table(file, header, lines)


def _unpacked(file: str, data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            found = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        expected = Text("a whole file, packed by gzip")
        raise refuse(file, Text("the file cannot be unpacked"), expected, Text("download it again")) from None
    check_size(file, len(found))
    return found


def _decoded(file: str, data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    expected = Text("text in UTF-8")
    raise refuse(file, Text("the file's letters cannot be read"), expected, Text("save the table as CSV (UTF-8)"))


def _from_csv(file: str, text: str) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(MOST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [line for _, line in zip(range(MOST_ROWS + 2), lines, strict=False)]
    except csv.Error:
        expected = Text("cells of at most {signs:count} signs, quotation marks in pairs", signs=MOST_CELL)
        do = Text("look for a quotation mark that does not close near line {line}", line=lines.line_num)
        raise refuse(file, Text("the table breaks off within a cell"), expected, do) from None
    if not rows:
        raise refuse(file, Text("the file is empty"), Text("a header and a row for each system"), Text("look at it"))
    return rows[0], rows[1:]


def _from_json(file: str, text: str) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        do = Text("download it again")
        raise refuse(file, Text("the file is no JSON that can be read"), Text("a list of records"), do) from None
    if broken := sign_no_text_holds(text.encode(), found):
        raise refuse(file, broken, Text("JSON in UTF-8"), Text("download it again"))
    if isinstance(found, dict):
        found = next((one for one in found.values() if isinstance(one, list)), None)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        do = Text("bring the list of records, or a CSV file")
        raise refuse(file, Text("the file holds no list of records"), Text("a list of records"), do)
    header = list(dict.fromkeys(key for one in found for key in one))
    # Before the cells: each row has one for every column that any row has.
    _check_columns(file, len(header))
    try:
        return header, [[_cell(one.get(key)) for key in header] for one in found[: MOST_ROWS + 1]]
    except RecursionError:
        what, do = Text("a value of the file holds lists in lists, many hundred deep"), Text("look at it")
        raise refuse(file, what, Text("values as registers have them"), do) from None


def _check_columns(file: str, columns: int) -> None:
    if columns > MOST_COLUMNS:
        what = counted(columns, "the table has one column", "the table has {number:count} columns")
        expected = Text("at most {columns:count} columns", columns=MOST_COLUMNS)
        raise refuse(file, what, expected, Text("bring the columns of the register alone"))


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_cell, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None or isinstance(value, dict) else str(value)[:MOST_CELL]


def _table(file: str, header: Sequence[str], lines: Iterable[Sequence[str]]) -> RegisterTable:
    _check_columns(file, len(header))
    names = _unlike(header)
    filled = (list(line) + [""] * (len(names) - len(line)) for line in lines)
    rows = [
        Row(file, number, dict(zip(names, line, strict=False)))
        for number, line in enumerate(filled, start=2)
        if any(cell.strip() for cell in line)
    ]
    if len(rows) > MOST_ROWS:
        expected = Text("at most {rows:count} rows", rows=MOST_ROWS)
        raise refuse(file, Text("the table has more rows than are read at once"), expected, Text("send it in parts"))
    return RegisterTable(file, tuple(names), tuple(rows))


def _unlike(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for name in (" ".join(one.split()) for one in header):
        numbered = (f"{name} ({number})" for number in count(2))
        names.append(next(one for one in chain([name], numbered) if one not in names))
    return names


def table_with_errors(table: RegisterTable, errors: Mapping[int, str], column: str) -> str:
    """Return a table as CSV with one more column: what was wrong with each row, blank where nothing was.

    Parameters
    ----------
    table
        As it was read.
    errors
        Number of a row -> its errors, as one text.
    column
        What the new column is called.
    """
    rows = tuple(
        (*(row.cells.get(name, "") for name in table.header), errors.get(row.number, "")) for row in table.rows
    )
    return BYTE_ORDER + csv_text(Table("errors", table.file, (*table.header, column), rows))
