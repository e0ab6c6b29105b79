"""From a file's columns to role columns: typed as the role says, in the indicator's unit."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from publicvalue.errors import MethodError, Place, Problem
from publicvalue.evidence.model import Column
from publicvalue.evidence.units import convert
from publicvalue.files.columns import chosen_values, dates, lengths, numbers, yes_no
from publicvalue.files.columns.cell_units import factor_of_cells, percent_of
from publicvalue.files.columns.cells import (
    NO_NOTE,
    SHOWN,
    ColumnCells,
    Settled,
    as_text,
    cleaned,
    find_cells,
    is_date,
    is_number,
    is_text,
    unread_problem,
)
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, name
from publicvalue.measures.definition import Role
from publicvalue.words.text import Text, counted

PROBED = 100_000
"""First rows of a column that are looked at for how often its words come again."""
WANTED = {"number": numbers.WANTED, "date": dates.WANTED, "yes_no": yes_no.WANTED}


@dataclass(frozen=True)
class Wanted:
    """A role, the name of its column in the result, and the file's column that plays it.

    Parameters
    ----------
    kept
        False for a column that is checked and then left out: a key, or the unit of a row.
    """

    alias: str
    role: Role
    column: Column
    raw: RawColumn
    kept: bool = True


@dataclass(frozen=True)
class Reading:
    """One column with the way in which its cells are read, and the unit that they state themselves."""

    wanted: Wanted
    cells: ColumnCells
    sql: str
    problems: tuple[Problem, ...] = ()
    note: Text = NO_NOTE
    unit: str = ""


@dataclass(frozen=True)
class Read:
    """All columns as they are read.

    Parameters
    ----------
    rows
        Query that gives `row` and the cleaned cells.
    readings
        One for each wanted column.
    count
        Number of rows.
    """

    rows: str
    readings: tuple[Reading, ...]
    count: int

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for reading in self.readings for problem in reading.problems)

    @property
    def notes(self) -> tuple[Text, ...]:
        return tuple(reading.note for reading in self.readings if reading.note)

    @property
    def sql(self) -> str:
        kept = [reading for reading in self.readings if reading.wanted.kept]
        columns = ", ".join(f"{reading.sql} AS {name(reading.wanted.alias)}" for reading in kept)
        return f"SELECT {columns} FROM ({self.rows})"

    def of(self, role: str) -> Reading | None:
        return next((reading for reading in self.readings if reading.wanted.role.name == role), None)


def read_columns(engine: Engine, raw: RawTable, wanted: Sequence[Wanted], where: str, unit: str) -> Read:
    """Decide for each wanted column how its cells are read; cells that cannot be read become problems."""
    keys = sorted({one.raw.key for one in wanted})
    inner = ", ".join(["row", *keys, *(f"{cleaned(one.raw)} AS x{i}" for i, one in enumerate(wanted))])
    rows = f"SELECT {inner} FROM ({raw.sql}) WHERE {where}"
    cells = [
        ColumnCells(engine, rows, f"x{i}", Place(raw.file, field=one.column.name), raw) for i, one in enumerate(wanted)
    ]
    quick = [quick_reading(one, cell.key) for one, cell in zip(wanted, cells, strict=True)]
    # One pass: how many filled cells the quick way leaves, and what it might get wrong.
    census = [
        f"{left_out(cell, sql)}, {changed(engine, raw, (one, cell), where)}, {doubt(one)}"
        for one, cell, sql in zip(wanted, cells, quick, strict=True)
    ]
    total, *counts = engine.query(f"SELECT count(*), {', '.join(census)} FROM ({rows})")[0]
    readings = []
    for i, (one, cell) in enumerate(zip(wanted, cells, strict=True)):
        left, cleaning, doubtful = counts[3 * i : 3 * i + 3]
        if quick[i] == cell.key and not cleaning:
            # Nothing was trimmed: the file's own column is read, whose words the engine need not look at again.
            quick[i] = one.raw.key
        if left or doubtful == 1:
            reading = careful_reading(one, cell, quick[i])
        else:
            reading = Reading(one, cell, quick[i], unit=lengths.UNIT if one.raw.type == lengths.INTERVAL else "")
        readings.append(finish(reading, unit))
    return Read(rows, tuple(readings), total)


def doubt(wanted: Wanted) -> str:
    """Return 1 where all points of a column of written numbers might part thousands, as in 1.250."""
    if not is_text(wanted.raw) or parsed_as(wanted) != "number":
        return "0"
    key = wanted.raw.key
    return f"max(CASE WHEN NOT contains({key}, '.') THEN 0 WHEN {numbers.may_part_thousands(key)} THEN 1 ELSE 2 END)"


def left_out(cell: ColumnCells, quick: str) -> str:
    """Return the count of filled cells that a reading leaves out."""
    return "0" if quick == cell.key else f"count(CASE WHEN ({quick}) IS NULL THEN {cell.key} END)"


def changed(engine: Engine, raw: RawTable, one: tuple[Wanted, ColumnCells], where: str) -> str:
    """Return the count of cells, or of words, that cleaning changes, where cells of text are read as they are."""
    wanted, cell = one
    key = wanted.raw.key
    if not is_text(wanted.raw) or parsed_as(wanted) != "category":
        return "1"
    if not has_few_words(engine, raw, key):
        return f"count(CASE WHEN {cell.key} IS DISTINCT FROM {key} THEN 1 END)"
    words = f"SELECT DISTINCT {key} FROM ({raw.sql}) WHERE {where}"
    is_changed = f"CASE WHEN {cleaned(wanted.raw)} IS DISTINCT FROM {key} THEN 1 END"
    return str(engine.query(f"SELECT count({is_changed}) FROM ({words})")[0][0])


def has_few_words(engine: Engine, raw: RawTable, key: str) -> bool:
    """Whether a typed column says the same again and again, as far as its first rows go.

    Then its words are looked at, and not its cells: of six million, in a fifth of the time.
    """
    if raw.parquet is None:
        return False
    first = f"SELECT {key} FROM ({raw.sql}) LIMIT {PROBED}"
    found, rows = engine.query(f"SELECT count(DISTINCT {key}), count(*) FROM ({first})")[0]
    return bool(rows == PROBED and found < PROBED // 10)


def parsed_as(wanted: Wanted) -> str:
    """Return what the cells themselves are, before a threshold or a list of values makes them yes or no."""
    if wanted.column.equals:
        return "values"
    if wanted.column.at_least is not None or wanted.column.at_most is not None:
        return "number"
    return wanted.role.type


def quick_reading(wanted: Wanted, key: str) -> str:
    """Return the reading that suits nearly all files: it settles nothing, and gives null for what it does not know."""
    kind, raw = parsed_as(wanted), wanted.raw
    if kind in {"number", "date"}:
        # Read before they are trimmed, which would take longer than the reading.
        key = raw.key
    if kind == "number":
        return quick_number(raw)
    if kind == "date":
        if is_date(raw):
            return f"{key}::DATE"
        stated = wanted.column.date_format
        return dates.formatted_date(as_text(key, raw), stated) if stated else dates.iso_date(as_text(key, raw))
    if kind == "yes_no":
        return key if raw.type == "BOOLEAN" else yes_no.word_is_yes(as_text(key, raw))
    if kind == "values":
        values = [chosen_values.written(value) for value in wanted.column.equals]
        cell = chosen_values.cell_text(raw, values, key)
        return f"CASE WHEN {key} IS NOT NULL THEN {chosen_values.is_among(cell, values)} END"
    return as_text(key, raw)


def quick_number(raw: RawColumn) -> str:
    if is_number(raw):
        return f"CASE WHEN isfinite({raw.key}::DOUBLE) THEN {raw.key}::DOUBLE END"
    if raw.type == lengths.INTERVAL:
        return lengths.typed_seconds(raw.key)
    return f"{raw.key}::INTEGER::DOUBLE" if raw.type == "BOOLEAN" else numbers.finite(as_text(raw.key, raw))


def careful_reading(wanted: Wanted, cells: ColumnCells, quick: str) -> Reading:
    """Look at all cells of a column before reading any, and name those that still cannot be read."""
    kind = parsed_as(wanted)
    settled = Settled(quick)
    if is_text(wanted.raw) and kind == "number":
        settled = settle_measured(cells)
    elif is_text(wanted.raw) and kind == "date" and not wanted.column.date_format:
        settled = dates.settle_dates(cells)
    if settled.problem:
        return Reading(wanted, cells, "NULL", (settled.problem,))
    count, found = cells.unread(settled.sql)
    expected = settled.wanted or expected_cells(wanted, kind)
    problems = (unread_problem(cells, count, found, expected),) if count else ()
    stated = lengths.UNIT if wanted.raw.type == lengths.INTERVAL else settled.unit
    return Reading(wanted, cells, settled.sql, problems, settled.note, stated)


def settle_measured(cells: ColumnCells) -> Settled:
    """Decide whether a column holds lengths of time or numbers, and which unit its cells state."""
    if length := lengths.settle_lengths(cells):
        return length
    settled = numbers.settle_numbers(cells)
    unit, problem = percent_of(cells)
    return replace(settled, unit=unit, problem=settled.problem or problem)


def expected_cells(wanted: Wanted, kind: str) -> tuple[Text, Text]:
    thing, expected = WANTED[kind]
    date_format = wanted.column.date_format
    if kind == "date" and date_format:
        return thing, Text(
            "dates written as date_format says, {format:quoted}, or as year-month-day", format=date_format
        )
    return thing, expected


def finish(reading: Reading, unit: str) -> Reading:
    """Apply thresholds, the stated unit and the role's type to cells that are read."""
    column, role = reading.wanted.column, reading.wanted.role
    sql, problems = reading.sql, reading.problems
    if reading.unit and not problems:
        factor, problem = factor_of_cells(reading.unit, column, role, unit)
        sql, problems = times(sql, factor), (problem,) if problem else ()
    answers = bool(column.equals)
    if not answers and (column.at_least is not None or column.at_most is not None):
        sql, answers = yes_no.within(sql, column.at_least, column.at_most), True
    if answers and role.type != "yes_no":
        problems += (threshold_problem(reading.wanted),)
    if column.unit and reading.unit != lengths.UNIT:
        factor, found = factor_of_column(reading.wanted, unit)
        sql, problems = times(sql, factor), problems + found
    return replace(reading, sql=sql, problems=problems)


def times(number: str, factor: float) -> str:
    return f"({number}) * {factor!r}::DOUBLE" if factor != 1 else number


def threshold_problem(wanted: Wanted) -> Problem:
    return Problem(
        wanted.column.place,
        Text(
            "column {column:quoted} is turned into yes or no, but the role {role:quoted} takes a {type}",
            column=wanted.column.name,
            role=wanted.role.name,
            type=wanted.role.type,
        ),
        Text("at_least, at_most and equals only where a yes or no is asked for"),
        Text("remove at_least, at_most or equals"),
    )


def factor_of_column(wanted: Wanted, unit: str) -> tuple[float, tuple[Problem, ...]]:
    column, role = wanted.column, wanted.role
    if not role.measured:
        what = Text(
            "a unit is stated for column {column:quoted}, but the role {role:quoted} carries none",
            column=column.name,
            role=role.name,
        )
        expected = Text("a unit only where the indicator's value stands")
        return 1.0, (Problem(column.place, what, expected, Text("remove the unit")),)
    try:
        return convert(column.unit, unit), ()
    except MethodError as error:
        return 1.0, tuple(Problem(column.place, found.what, found.expected, found.do) for found in error.problems)


def check_counts(read: Read) -> tuple[Problem, ...]:
    """A count must stand in every row, whole and not negative: nobody is two fifths of a case."""
    reading = read.of("count")
    if reading is None or reading.problems:
        return ()
    bad = f"coalesce({reading.sql}, -1) < 0 OR {reading.sql} <> floor({reading.sql})"
    found = find_cells(reading.cells, read.rows, bad)
    if not found:
        return ()
    return (
        Problem(
            found.place,
            counted(
                found.count,
                "1 count is blank, negative or no whole number: {cells}",
                "{number:count} counts are blank, negative or no whole number: {cells}",
                cells=found.shown,
            ),
            Text("a whole number of cases, 0 or more, in each row"),
            Text("correct the counts, or delete the rows; what weighs people in a survey is a weight, not a count"),
        ),
    )


def check_keys(read: Read) -> tuple[Problem, ...]:
    """A key names one row."""
    reading = read.of("key")
    if reading is None or reading.problems:
        return ()
    found = reading.cells.engine.query(
        f"SELECT cell, rows, count(*) OVER () FROM"
        f" (SELECT {reading.sql} AS cell, list_sort(list(row))[:{SHOWN}] AS rows FROM ({read.rows})"
        f" GROUP BY 1 HAVING count(*) > 1 AND cell IS NOT NULL) ORDER BY rows"
        f" LIMIT {SHOWN}"
    )
    if not found:
        return ()
    keys = tuple(
        Text("{key:quoted} in rows {rows:list}", key=str(cell), rows=tuple(map(str, rows))) for cell, rows, _ in found
    )
    return (
        Problem(
            Place(reading.cells.place.file, row=found[0][1][0], field=reading.cells.place.field),
            counted(
                found[0][2],
                "1 key appears more than once: {keys:parts}",
                "{number:count} keys appear more than once: {keys:parts}",
                keys=keys,
            ),
            Text("a different key in each row"),
            Text("delete the rows that are there twice, or name the column that tells the rows apart"),
        ),
    )
