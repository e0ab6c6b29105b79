"""Published figures and forecasts state a unit in each row: their values are turned into the indicator's unit."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from dataclasses import replace

from publicvalue.errors import MethodError, Place, Problem
from publicvalue.evidence.units import convert
from publicvalue.files.columns.typed import Read, Reading
from publicvalue.files.engines.duckdb import text
from publicvalue.words.text import Text

ROLE = "unit"
DO = Text("state the figure in one of these units, or name another figure in option figure")
FIGURES = ("value", "low", "likely", "high", "standard_error")


def convert_rows(read: Read, unit: str) -> tuple[Read, tuple[Problem, ...]]:
    """Multiply each row's figures by the factor of its unit; a unit that will not do is a problem with its row."""
    stated = read.of(ROLE)
    if stated is None or stated.problems:
        return read, ()
    found = stated.cells.engine.query(
        f"SELECT {stated.sql}, min(row), count(*) FROM ({read.rows}) GROUP BY 1 ORDER BY 2"
    )
    factors: dict[str, float] = {}
    problems: list[Problem] = []
    for written, row, _ in found:
        place = Place(stated.cells.place.file, row=row, field=stated.cells.place.field)
        if written is None:
            expected = Text("{unit:quoted}, or a unit of the same kind", unit=unit)
            problems.append(Problem(place, Text("the figure has no unit"), expected, Text("state it")))
            continue
        try:
            factors[written] = convert(written, unit)
        except MethodError as error:
            problems.extend(Problem(place, one.what, one.expected, DO) for one in error.problems)
    if problems or all(factor == 1 for factor in factors.values()):
        return read, tuple(problems)
    readings = tuple(converted(reading, stated, factors) for reading in read.readings)
    return replace(read, readings=readings), ()


def converted(reading: Reading, stated: Reading, factors: dict[str, float]) -> Reading:
    if reading.wanted.role.name not in FIGURES:
        return reading
    cases = " ".join(f"WHEN {text(written)} THEN {factor!r}::DOUBLE" for written, factor in factors.items())
    return replace(reading, sql=f"({reading.sql}) * CASE {stated.sql} {cases} END")
