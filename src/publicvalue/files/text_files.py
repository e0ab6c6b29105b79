"""CSV and other text tables: encoding, delimiter and header row are found, broken rows are named."""

# ruff: noqa: S608 - paths are written as SQL literals, columns have keys of our own
from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.engine import Engine, RawColumn, RawTable, parquet_source, text
from publicvalue.files.guards import CHUNK, refuse
from publicvalue.framework.written_text import one_form

DELIMITERS = (",", ";", "\t")
REJECTS = 1000


@dataclass(frozen=True)
class Bytes:
    """What the bytes of a text file are: their encoding, and whether the engine can take them as they are."""

    encoding: str
    line_ends_mixed: bool = False
    blank_lines: bool = False

    @property
    def plain(self) -> bool:
        return self.encoding in {"utf-8", "utf-8-sig"} and not self.line_ends_mixed


def read_text_file(engine: Engine, path: Path, file: str) -> RawTable:
    """Open a text table: every cell as text, every broken row as a problem."""
    found = scan_bytes(path, file)
    notes = () if found.encoding.startswith("utf-8") else (encoding_note(file, found.encoding),)
    if not found.plain:
        path = rewrite(engine, path, file, found.encoding)
    delimiter, header = read_header(path, file)
    header = settle_header(engine, header, file)
    columns = tuple(RawColumn(title, f"c{i}", "VARCHAR") for i, title in enumerate(header))
    saved = load(engine, path, delimiter, columns)
    check_rows(engine, columns, file)
    sql = f"SELECT file_row_number + 2 AS row, * FROM ({saved}) WHERE NOT blank"
    blank_lines = found.blank_lines and len(columns) > 1
    return RawTable(file, sql, columns, notes=notes, blank_lines=blank_lines, delimiter=delimiter)


def encoding_note(file: str, encoding: str) -> str:
    name = {"cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]
    return f"{file} is not written in UTF-8; it was read as {name}."


def scan_bytes(path: Path, file: str) -> Bytes:
    """Read the file once as bytes, chunk by chunk: a table with one wrong byte at its end is not UTF-8."""
    with path.open("rb") as stream:
        start = stream.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return Bytes("utf-16", line_ends_mixed=True)
        stream.seek(0)
        encoding = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
        decoder = codecs.getincrementaldecoder("utf-8")()
        crlf = line_feeds = returns = 0
        blank = False
        last = b""
        while chunk := stream.read(CHUNK):
            if b"\x00" in chunk:
                raise binary(file)
            encoding = encoding if decodes(decoder, chunk) else "cp1252"
            # The return that ends a chunk is counted with the line feed that may follow it.
            crlf += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            line_feeds += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            blank = blank or b"\n\n" in chunk or b"\n\r\n" in chunk
            last = chunk[-1:]
    kinds = (crlf > 0) + (line_feeds > crlf) + (returns > crlf)
    return Bytes(encoding, kinds > 1, blank)


def decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def binary(file: str) -> EvidenceError:
    return refuse(
        file,
        "the file holds zero bytes, as no text file does",
        "text in UTF-8, or in UTF-16 with its byte order mark",
        "export the table again as CSV in UTF-8",
    )


def rewrite(engine: Engine, path: Path, file: str, encoding: str) -> Path:
    """Copy a text file as UTF-8 with one kind of line end."""
    target = engine.scratch_file(".csv")
    try:
        with path.open(encoding=encoding) as source, target.open("w", encoding="utf-8", newline="\n") as out:
            while chunk := source.read(CHUNK):
                out.write(chunk)
    except UnicodeError as error:
        raise refuse(
            file,
            "the file is in no encoding that can be told from its bytes",
            "text in UTF-8, UTF-16 with its byte order mark, or Windows-1252",
            "export the table again as CSV in UTF-8",
        ) from error
    return target


def read_header(path: Path, file: str) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter under which the header row has most columns, and the columns' names."""
    headers = {delimiter: first_record(path, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda mark: len(headers[mark]))
    if not headers[delimiter] and path.stat().st_size > 0 and not begins_blank(path):
        raise refuse(
            file, "a quotation mark in the header row is not closed", "column names in the first row", "close it"
        )
    return delimiter, tuple(map(one_form, headers[delimiter]))


def first_record(path: Path, delimiter: str) -> list[str]:
    """Return the cells of the first row; none where the quotation marks do not fit the delimiter."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            return next(csv.reader(stream, delimiter=delimiter, strict=True), [])
        except csv.Error:
            return []


def begins_blank(path: Path) -> bool:
    with path.open(encoding="utf-8-sig") as stream:
        return not stream.readline(CHUNK).strip()


def settle_header(engine: Engine, header: tuple[str, ...], file: str) -> tuple[str, ...]:
    """Return the names of columns; where every header is taken, blank and double ones get a name of their own."""
    if not engine.any_header or not any(header):
        check_header(header, file)
        return header
    seen: set[str] = set()
    named = []
    for place, title in enumerate(header, start=1):
        # As in a group of its own: what a column is called still stands at the end.
        apart = f"column {place}/{title}" if title in seen else title or f"column {place}"
        seen.add(title)
        named.append(apart)
    return tuple(named)


def check_header(header: tuple[str, ...], file: str) -> None:
    """Refuse a header row with names that are blank or appear twice."""
    problems = []
    if not any(header):
        problems.append(
            Problem(
                Place(file, row=1), "the first row is blank", "the names of the columns", "delete the rows above them"
            )
        )
    elif "" in header:
        numbers = ", ".join(str(i + 1) for i, title in enumerate(header) if not title)
        what = f"columns without a name: number {numbers} of {len(header)}"
        problems.append(Problem(Place(file, row=1), what, "a name for each column", "name the columns or delete them"))
    double = sorted({title for title in header if title and header.count(title) > 1})
    if double:
        what = "column names that appear more than once: " + ", ".join(f"'{title}'" for title in double)
        problems.append(Problem(Place(file, row=1), what, "a different name for each column", "rename all but one"))
    if problems:
        raise EvidenceError(problems)


def load(engine: Engine, path: Path, delimiter: str, columns: tuple[RawColumn, ...]) -> str:
    """Turn the text into Parquet, in which rows have their numbers and later questions are quick."""
    engine.query("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    types = ", ".join(f"'{column.key}': 'VARCHAR'" for column in columns)
    keys = ", ".join(column.key for column in columns)
    target = engine.scratch_file(".parquet")
    options = (
        f"auto_detect=false, header=true, delim={text(delimiter)}, quote='\"', escape='\"', columns={{{types}}},"
        f" store_rejects=true, rejects_limit={REJECTS}"
    )
    engine.query(
        f"COPY (SELECT {keys}, coalesce({keys}, NULL) IS NULL AS blank"
        f" FROM read_csv({text(path.as_posix())}, {options}))"
        f" TO {text(target.as_posix())} (FORMAT parquet)"
    )
    return parquet_source(target, row_numbers=True)


def check_rows(engine: Engine, columns: tuple[RawColumn, ...], file: str) -> None:
    """Turn the rows that the engine refused into problems, one for each kind."""
    rows = engine.query(
        "SELECT CASE WHEN error_type IN ('MISSING COLUMNS', 'TOO MANY COLUMNS') THEN 'ragged' ELSE error_type END,"
        " count(DISTINCT line), min(line), list_sort(list(DISTINCT line))[:3] FROM reject_errors GROUP BY 1 ORDER BY 3"
    )
    if rows:
        raise EvidenceError([row_problem(str(kind), row, len(columns), file) for kind, *row in rows])


def row_problem(kind: str, found: list[object], width: int, file: str) -> Problem:
    count, first, examples = found
    number = f"{REJECTS:,} or more rows" if count == REJECTS else f"{count} row{'s' if count != 1 else ''}"
    rows = ", ".join(f"row {row}" for row in examples)  # type: ignore[attr-defined]
    place = Place(file, row=first)  # type: ignore[arg-type]
    if kind == "ragged":
        return Problem(
            place,
            f"{number} with more or fewer cells than the header row: {rows}",
            f"{width} cells in each row",
            "put cells that hold a delimiter or a line break in quotation marks; delete titles and totals",
        )
    if kind == "UNQUOTED VALUE":
        return Problem(
            place,
            f"{number} with a quotation mark that is not closed, or with text after it: {rows}",
            'cells such as "Smith, Ann"; a quotation mark inside a cell is written twice',
            "close the quotation marks, or export the table again",
        )
    return Problem(
        place, f"{number} that cannot be read ({kind.lower()}): {rows}", "rows of a CSV file", "export it again"
    )
