"""What the columns of a table may hold: yes and no, numbers, days or names, seen from their cells."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.files.columns.long_cells import long_columns
from publicvalue.files.columns.yes_no import NO, YES
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, texts
from publicvalue.measures.definition import RoleType

ROWS = 10_000
"""Rows that are looked at."""
MOST_CELLS = 400_000
"""Cells that are looked at where each is fetched."""
BEGINNING = 100
"""Characters that are fetched of a cell."""


def column_kinds(engine: Engine, raw: RawTable) -> Mapping[str, frozenset[RoleType]]:
    """Return what each column may hold; every column may hold names, and a blank one nothing.

    A column with a cell that is too long for an answer is looked into no further.
    """
    long = long_columns(engine, raw)
    rows = f"SELECT * FROM ({raw.sql}) LIMIT {ROWS}"  # noqa: S608 - our own expressions
    return {one.name: frozenset(["category"] if one.name in long else _kinds(engine, rows, one)) for one in raw.columns}


def _kinds(engine: Engine, rows: str, column: RawColumn) -> list[RoleType]:
    cell = f"nullif(trim({column.key}::VARCHAR), '')"
    counts = {
        "all": f"count({cell})",
        "yes_no": f"count(*) FILTER (lower({cell}) IN ({texts((*YES, *NO))}))",
        "number": f"count(try_cast(replace({cell}, ',', '.') AS DOUBLE))",
        "date": f"count(try_cast({cell} AS DATE))",
    }
    [found] = engine.query(f"SELECT {', '.join(counts.values())} FROM ({rows})")  # noqa: S608 - our own expressions
    filled, yes_no, number, date = (int(str(one)) for one in found)
    if not filled:
        return []
    kinds: list[RoleType] = ["category"]
    kinds += ["yes_no"] if yes_no == filled else []
    kinds += ["number"] if number == filled else []
    kinds += ["date"] if date == filled else []
    return kinds


def first_cells(engine: Engine, raw: RawTable, most: int = MOST_CELLS) -> dict[str, list[str]]:
    """Return the cells of the first rows by column, as text without the blank ones; of a long cell its beginning.

    As many rows as hold `most` cells at most, and ROWS at most; none of a column with a cell that is too long for an
    answer.
    """
    rows = min(ROWS, max(1, most // max(1, len(raw.columns))))
    long = long_columns(engine, raw)
    columns = [one for one in raw.columns if one.name not in long]
    cells = (f"substr(trim({one.key}::VARCHAR), 1, {BEGINNING}) AS {one.key}" for one in columns)
    found = engine.query(f"SELECT {', '.join(cells)} FROM (SELECT * FROM ({raw.sql}) LIMIT {rows})") if columns else ()  # noqa: S608
    held = zip(*found, strict=True) if found else ([] for _ in columns)
    return {one.name: [str(cell) for cell in column if cell] for one, column in zip(columns, held, strict=True)}
