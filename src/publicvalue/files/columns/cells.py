"""The cells of one column: how they are cleaned, asked about, and named when they cannot be read."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publicvalue.errors import Place, Problem
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, text
from publicvalue.framework.written.text import ALIKE, INVISIBLE
from publicvalue.words.text import Text, counted

SPACES = " \t\r\n\u00a0\u202f\ufeff"
BLANKS = ("", "na", "n/a", "nan", "null", "-")
NUMBER_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
SHOWN = 3
NO_NOTE = Text("")
BYTES = "BYTES"
"""Type of a column with cells of bytes, which no answer can use."""


@dataclass(frozen=True)
class ColumnCells:
    """The cells of one column in the rows that are used.

    Parameters
    ----------
    engine, rows
        Where to ask, and the query that gives `row` and the cleaned cells of each column.
    key
        Name of the column in that query.
    place
        File and column, for messages.
    table
        The table that they come from, whose form and other columns say how it was written; None where nobody asks.
    """

    engine: Engine
    rows: str
    key: str
    place: Place
    table: RawTable | None = None

    def classes(self, expression: str, tidy: str) -> dict[str, tuple[int, int, str]]:
        """Sort the filled cells into classes; each class comes with its size, its first row and that row's cell.

        The expression may name `tidy`, which is worked out once for each cell.
        """
        # No filter on cells: the engine would move it down, and clean and read each cell once more for it.
        found = self.engine.query(
            f"SELECT class, count(*), min(row), arg_min(cell, row) FROM"
            f" (SELECT row, cell, CASE WHEN cell IS NOT NULL THEN {expression} END AS class FROM"
            f" (SELECT row, {self.key}::VARCHAR AS cell, {tidy} AS tidy FROM ({self.rows}))) GROUP BY class"
        )
        return {str(kind): (count, row, str(cell)) for kind, count, row, cell in found if kind is not None}

    def unread(self, expression: str) -> tuple[int, list[tuple[int, str]]]:
        """Return how many filled cells an expression leaves unread, and the first of them with their rows."""
        count, rows, cells = self.engine.query(
            f"SELECT count(*) FILTER (bad), min(row, {SHOWN}) FILTER (bad), arg_min(cell, row, {SHOWN}) FILTER (bad)"
            f" FROM (SELECT row, {self.key}::VARCHAR AS cell, {self.key} IS NOT NULL AND ({expression}) IS NULL AS bad"
            f" FROM ({self.rows}))"
        )[0]
        return count, list(zip(rows or (), cells or (), strict=True))


@dataclass(frozen=True)
class Settled:
    """How a column's cells are read: an expression, a note on what was decided, or the problem that forbids it.

    `unit` is the unit that the cells themselves state, `wanted` what cells that cannot be read are not, and what was
    expected; empty where nothing is to be said.
    """

    sql: str = "NULL"
    note: Text = NO_NOTE
    problem: Problem | None = None
    unit: str = ""
    wanted: tuple[Text, Text] | tuple[()] = ()


def cleaned(column: RawColumn, ascii_alone: bool = False) -> str:
    """Return a column with its cells trimmed and its blank cells null; letters alike are one letter beyond ASCII."""
    if column.clean and not column.filled:
        return column.clean
    if column.type.startswith(("FLOAT", "DOUBLE")):
        return f"CASE WHEN NOT isnan({column.key}) THEN {column.key} END"
    if not is_text(column):
        return column.key
    trimmed = f"trim({column.key}::VARCHAR, {text(SPACES)})"
    # No IN: the engine makes a join of the list, and looks at each cell again and not once at each word of a column.
    blanks = " ".join(f"WHEN {text(word)} THEN NULL" for word in BLANKS if word not in column.filled)
    if ascii_alone:
        return f"CASE lower({trimmed}) {blanks} ELSE {trimmed} END"
    # Of letters and signs of ASCII alone, as nearly all are, as many bytes as letters: nothing more is to be done.
    key = f"{column.key}::VARCHAR"
    odd = f"strlen({key}) <> length({key})"
    return f"CASE lower({trimmed}) {blanks} ELSE CASE WHEN {odd} THEN {in_one_form(trimmed)} ELSE {trimmed} END END"


def in_one_form(cell: str) -> str:
    """Write a text so that those that look alike are the same, as `written_text.one_form` does; null where none is."""
    alike, plain = "".join(ALIKE), "".join(ALIKE.values())
    signs = f"nfc_normalize(translate({cell}, {text(alike + INVISIBLE)}, {text(plain)}))"
    return f"nullif(trim(replace(replace({signs}, chr(13) || chr(10), chr(10)), chr(13), chr(10))), '')"


def as_text(key: str, column: RawColumn) -> str:
    """Write cells as text: whole numbers without a decimal point, dates as year-month-day."""
    if column.type.startswith(("FLOAT", "DOUBLE", "DECIMAL")):
        whole = f"CASE WHEN {key} = floor({key}) THEN try_cast({key} AS HUGEINT)::VARCHAR END"
        return f"coalesce({whole}, {key}::VARCHAR)"
    return key if is_text(column) else f"{key}::VARCHAR"


def is_text(column: RawColumn) -> bool:
    return column.type == "VARCHAR" or column.type.startswith("ENUM")


def is_number(column: RawColumn) -> bool:
    return column.type.removeprefix("U").startswith(NUMBER_TYPES) and not column.type.endswith("]")


def is_date(column: RawColumn) -> bool:
    return column.type == "DATE" or column.type.startswith("TIMESTAMP")


def bytes_problems(raw: RawTable, titles: Iterable[str], place: Place) -> Iterator[Problem]:
    """Yield the columns of bytes, such as pictures, among those that are asked for."""
    kinds = {column.name: column.type for column in raw.columns}
    for title in dict.fromkeys(titles):
        if kinds.get(title) == BYTES:
            yield Problem(
                place,
                Text(
                    "{file}: column {column:quoted} holds bytes, which are no text and no number",
                    file=raw.file,
                    column=title,
                ),
                Text("a column of text or numbers"),
                Text("name another one, or write it out as text first"),
            )


@dataclass(frozen=True)
class BadCells:
    """Cells of a column that are refused: how many, where the first one stands, and the first of them for a message."""

    count: int
    place: Place
    shown: Text


def find_cells(cells: ColumnCells, rows: str, bad: str) -> BadCells | None:
    """Return the cells for which a condition holds in a query of rows; None where there are none."""
    found = cells.engine.query(
        f"SELECT row, {cells.key}::VARCHAR, count(*) OVER () FROM ({rows}) WHERE {bad} ORDER BY row LIMIT {SHOWN}"
    )
    if not found:
        return None
    place = Place(cells.place.file, row=int(found[0][0]), field=cells.place.field)
    shown = list_cells([(int(row), "" if cell is None else str(cell)) for row, cell, _ in found])
    return BadCells(int(found[0][2]), place, shown)


def list_cells(found: Iterable[tuple[int, str]]) -> Text:
    """Write rows and their cells for a message."""
    cells = (
        Text("row {row} {cell:quoted}", row=row, cell=cell if len(cell) <= 40 else cell[:39] + "…")
        for row, cell in found
    )
    return Text("{cells:list}", cells=tuple(cells))


def list_rows(rows: Iterable[int]) -> Text:
    """Write the numbers of rows for a message."""
    return Text("{rows:list}", rows=tuple(Text("row {row}", row=row) for row in rows))


def unread_problem(cells: ColumnCells, count: int, found: list[tuple[int, str]], wanted: tuple[Text, Text]) -> Problem:
    """Name the cells that cannot be read, once for the column."""
    thing, expected = wanted
    return Problem(
        Place(cells.place.file, row=found[0][0], field=cells.place.field),
        counted(
            count,
            "1 cell is not {thing}: {cells}",
            "{number:count} cells are not {thing}: {cells}",
            thing=thing,
            cells=list_cells(found),
        ),
        expected,
        Text("correct the cells, or leave them blank where the value is not known"),
    )
