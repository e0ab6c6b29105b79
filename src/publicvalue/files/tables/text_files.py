"""CSV and other text tables: encoding, delimiter and header row are found, broken rows are named."""

# ruff: noqa: S608 - paths are written as SQL literals, columns have keys of our own
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.columns.cells import cleaned, list_rows
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, parquet_source, text
from publicvalue.files.tables.text_bytes import MOST_ROW_BYTES, encoding_note, rewrite, scan_bytes
from publicvalue.files.tables.text_layout import TextLayout, check_long_rows, read_layout
from publicvalue.files.untrusted.guards import check_columns
from publicvalue.words.text import Text, counted, quoted

REJECTS = 1000
SMALL, FEW_COLUMNS = 4_000_000, 30
"""Bytes and columns of a text up to which its table is kept in memory."""


def read_text_file(engine: Engine, path: Path, file: str) -> RawTable:
    """Open a text table: every cell as text, every broken row as a problem."""
    found = scan_bytes(path, file)
    notes = () if found.encoding.startswith("utf-8") else (encoding_note(file, found.encoding),)
    if not found.plain:
        path, written = rewrite(engine.scratch_file(".csv"), path, file, found), found
        # The bytes of UTF-16 say nothing of rows.
        found = replace(scan_bytes(path, file), blank_lines=written.blank_lines)
    layout = read_layout(path, file)
    check_columns(len(layout.header), file, engine.limits)
    if found.long_rows:
        check_long_rows(path, layout.delimiter, file)
    header = settle_header(engine, layout.header, file)
    columns = tuple(RawColumn(title, f"c{i}", "VARCHAR") for i, title in enumerate(header))
    saved, columns = load(engine, path, layout, columns, file)
    sql = f"SELECT file_row_number + {layout.skipped + 2} AS row, * FROM ({saved}) WHERE NOT blank"
    several = len(columns) > 1
    return RawTable(
        file,
        sql,
        columns,
        notes=notes,
        blank_lines=found.blank_lines and several,
        delimiter=layout.delimiter if several else "",
    )


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
        what, expected = Text("the first row is blank"), Text("the names of the columns")
        do = Text("delete the rows above the names of the columns")
        problems.append(Problem(Place(file, row=1), what, expected, do))
    elif "" in header:
        numbers = tuple(str(i + 1) for i, title in enumerate(header) if not title)
        what = Text("columns without a name: number {numbers:list} of {all}", numbers=numbers, all=len(header))
        do = Text("name the columns or delete them")
        if header.count("") == len(header) - 1 > 1:
            do = Text("delete the title above the names of the columns")
        problems.append(Problem(Place(file, row=1), what, Text("a name for each column"), do))
    double = sorted({title for title in header if title and header.count(title) > 1})
    if double:
        what = Text("column names that appear more than once: {names:list}", names=quoted(double))
        expected = Text("a different name for each column")
        problems.append(Problem(Place(file, row=1), what, expected, Text("rename all but one")))
    if problems:
        raise EvidenceError(problems)


def load(
    engine: Engine, path: Path, layout: TextLayout, columns: tuple[RawColumn, ...], file: str
) -> tuple[str, tuple[RawColumn, ...]]:
    """Read the text once, so that rows have their numbers and later questions are quick: the query, and its columns.

    Broken rows are refused. A small table is kept in memory with its cells cleaned, as each question would take longer
    to be planned than to be answered; a large one as Parquet, whose cells are cleaned where they are asked for.
    """
    types = ", ".join(f"'{column.key}': 'VARCHAR'" for column in columns)
    keys = ", ".join(column.key for column in columns)
    target = engine.scratch_file(".parquet")
    table, rejects = target.stem, f"{target.stem}_rejects"
    options = (
        f"auto_detect=false, header=true, skip={layout.skipped}, delim={text(layout.delimiter)}, quote='\"',"
        f" escape='\"', max_line_size={MOST_ROW_BYTES}, columns={{{types}}}, store_rejects=true,"
        f" rejects_limit={REJECTS}, rejects_table='{rejects}', rejects_scan='{rejects}_scan'"
    )
    cells = f"{keys}, coalesce({keys}, NULL) IS NULL AS blank"
    source = f"FROM read_csv({text(path.as_posix())}, {options})"
    if path.stat().st_size > SMALL or len(columns) > FEW_COLUMNS:
        engine.query(f"COPY (SELECT {cells} {source}) TO {text(target.as_posix())} (FORMAT parquet)")
        saved = parquet_source(target, row_numbers=True)
    else:
        ascii_alone = path.read_bytes().isascii()
        clean = ", ".join(f"{cleaned(column, ascii_alone)} AS clean_{column.key}" for column in columns)
        number = "row_number() OVER () - 1 AS file_row_number"
        engine.query(f"CREATE TABLE {table} AS SELECT {cells}, {clean}, {number} {source}")
        saved, columns = f"SELECT * FROM {table}", tuple(replace(one, clean=f"clean_{one.key}") for one in columns)
    check_rows(engine, rejects, len(columns), file)
    return saved, columns


def check_rows(engine: Engine, rejects: str, width: int, file: str) -> None:
    """Turn the rows that the engine refused into problems, one for each kind."""
    rows = engine.query(
        "SELECT CASE WHEN error_type IN ('MISSING COLUMNS', 'TOO MANY COLUMNS') THEN 'ragged' ELSE error_type END,"
        " count(DISTINCT line), min(line), list_sort(list(DISTINCT line))[:3]"
        f" FROM {rejects} GROUP BY 1 ORDER BY 3"
    )
    if rows:
        raise EvidenceError([row_problem(str(kind), row, width, file) for kind, *row in rows])


def row_problem(kind: str, found: Sequence[Any], width: int, file: str) -> Problem:
    count, first, examples = found
    place, rows = Place(file, row=first), list_rows(examples)
    number = Text("{rows:count} or more rows", rows=REJECTS)
    if count != REJECTS:
        number = counted(count, "1 row", "{number} rows")
    if kind == "ragged":
        return Problem(
            place,
            Text("{number} with more or fewer cells than the header row: {rows}", number=number, rows=rows),
            counted(width, "1 cell in each row", "{number} cells in each row"),
            Text("put cells that hold a delimiter or a line break in quotation marks; delete titles and totals"),
        )
    if kind == "UNQUOTED VALUE":
        return Problem(
            place,
            Text(
                "{number} with a quotation mark that is not closed, or with text after it: {rows}",
                number=number,
                rows=rows,
            ),
            Text('cells such as "Smith, Ann"; a quotation mark inside a cell is written twice'),
            Text("close the quotation marks, or export the table again"),
        )
    return Problem(
        place,
        Text("{number} that cannot be read ({kind}): {rows}", number=number, kind=kind.lower(), rows=rows),
        Text("rows of a CSV file"),
        Text("export it again"),
    )
