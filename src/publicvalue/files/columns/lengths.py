"""Lengths of time as programs write them: PT36H, 1 days 12:00:00, 36:00:00; and as Parquet and databases type them."""

from __future__ import annotations

from publicvalue.errors import Place, Problem
from publicvalue.files.columns.cells import ColumnCells, Settled
from publicvalue.words.text import Text

UNIT = "seconds"
INTERVAL = "INTERVAL"
"""Type of a column of lengths of time in the engine."""

ISO = r"[+-]?P([0-9.]+W)?([0-9.]+D)?(T([0-9.]+H)?([0-9.]+M)?([0-9.]+S)?)?"
DAYS = r"[+-]?[0-9]+ days?( [+-]?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?)?"
CLOCK = r"[+-]?[0-9]+:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
LONGER = r"[+-]?(0*[1-9][0-9]{2,}|0*2[4-9]|0*[3-9][0-9]):.*"
"""A clock that shows 24 hours or more, as no clock on a wall does."""


def typed_seconds(key: str) -> str:
    """Read a typed length of time; one in months has no length."""
    return f"CASE WHEN datepart('year', {key}) = 0 AND datepart('month', {key}) = 0 THEN epoch({key})::DOUBLE END"


def settle_lengths(cells: ColumnCells) -> Settled | None:
    """Return how a column of lengths of time is read; None where it holds no cell that is one."""
    found = cells.classes(class_of_length("tidy"), cells.key)
    if not set(found) & {"iso", "days", "longer", "clock"}:
        return None
    if "clock" in found and not set(found) & {"iso", "days", "longer"}:
        return Settled(problem=clock_problem(cells, found["clock"]))
    return Settled(seconds(cells.key), unit=UNIT)


def class_of_length(key: str) -> str:
    return (
        f"CASE WHEN regexp_full_match({key}, '{ISO}') AND {key}[-1] NOT IN ('P', 'T') THEN 'iso'"
        f" WHEN regexp_full_match({key}, '{DAYS}') THEN 'days'"
        f" WHEN regexp_full_match({key}, '{CLOCK}') THEN"
        f" CASE WHEN regexp_full_match({key}, '{LONGER}') THEN 'longer' ELSE 'clock' END"
        f" ELSE 'other' END"
    )


def seconds(key: str) -> str:
    """Return the seconds of a written length of time."""
    sign = f"CASE WHEN {key}[1] = '-' THEN -1 ELSE 1 END"
    iso = part(key, "([0-9.]+)W", 604_800) + " + " + part(key, "([0-9.]+)D", 86_400)
    for letter, size in (("H", 3_600), ("M", 60), ("S", 1)):
        iso += " + " + part(key, f"T.*?([0-9.]+){letter}", size)
    clock = " + ".join(
        part(key, pattern, size)
        for pattern, size in ((r"([0-9]+):[0-9]+:", 3_600), (r":([0-9]+):", 60), (r":([0-9.]+)$", 1))
    )
    # Data frames write less than nothing as -1 days +23:30:00: the days alone carry the sign.
    turned = f"CASE WHEN contains({key}, ' -') THEN -1 ELSE 1 END"
    days = f"({sign}) * {part(key, '([0-9]+) day', 86_400)} + ({turned}) * ({clock})"
    return (
        f"CASE {class_of_length(key)} WHEN 'iso' THEN ({sign}) * ({iso}) WHEN 'days' THEN {days}"
        f" WHEN 'other' THEN NULL ELSE ({sign}) * ({clock}) END"
    )


def part(key: str, pattern: str, size: int) -> str:
    return f"coalesce(try_cast(regexp_extract({key}, '{pattern}', 1) AS DOUBLE), 0) * {size}"


def clock_problem(cells: ColumnCells, found: tuple[int, int, str]) -> Problem:
    _, row, cell = found
    return Problem(
        Place(cells.place.file, row=row, field=cells.place.field),
        Text("times of day and lengths of time look alike: row {row} {cell:quoted}", row=row, cell=cell),
        Text("numbers, or lengths of time that cannot be times of day, such as PT8H30M or 36:00:00"),
        Text("write a number and state its unit; in a workbook, format the column as [h]:mm:ss"),
    )
