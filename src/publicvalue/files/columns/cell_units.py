"""Units that cells state themselves, a percent sign or a length of time, against what is stated of their column."""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

from publicvalue.errors import MethodError, Problem
from publicvalue.evidence.model import Column
from publicvalue.evidence.units import QUANTITIES, convert, name_unit
from publicvalue.files.columns import lengths
from publicvalue.files.columns.cells import BadCells, ColumnCells, find_cells
from publicvalue.measures.definition import Role
from publicvalue.words.text import Text, counted

PERCENT = "percent"
SCALELESS = ("percentage points", "points", "index")
"""Units in which a percent sign says nothing more."""


def percent_of(cells: ColumnCells) -> tuple[str, Problem | None]:
    """Return `percent` where cells carry its sign; a problem where some of a sheet do and others do not.

    A sheet shows 0.45 as 45 % where its cell has that format, so that a cell without it may mean 45 or 45 %. Who writes
    the sign as text writes the same numbers without it.
    """
    signed = f"{cells.key}[-1] = '%'"
    with_sign, without = cells.engine.query(
        f"SELECT count(*) FILTER ({signed}), count({cells.key}) FILTER (NOT {signed}) FROM ({cells.rows})"
    )[0]
    if not with_sign:
        return "", None
    if not without or not (cells.table and cells.table.is_sheet):
        return PERCENT, None
    few = f"{cells.key} IS NOT NULL AND {f'NOT ({signed})' if without <= with_sign else signed}"
    found = find_cells(cells, cells.rows, few)
    return PERCENT, _mixed_formats(found, without <= with_sign) if found else None


def _mixed_formats(found: BadCells, are_without: bool) -> Problem:
    if are_without:
        what = counted(
            found.count,
            "1 cell is without the format of per cent: {cells}",
            "{number:count} cells are without the format of per cent: {cells}",
            cells=found.shown,
        )
    else:
        what = counted(
            found.count,
            "1 cell is with the format of per cent: {cells}",
            "{number:count} cells are with the format of per cent: {cells}",
            cells=found.shown,
        )
    expected = Text("all cells of the column in one format")
    return Problem(found.place, what, expected, Text("format them alike in the workbook"))


def factor_of_cells(stated: str, column: Column, role: Role, unit: str) -> tuple[float, Problem | None]:
    """Return the factor from the unit that the cells state to the one in which they are read.

    Parameters
    ----------
    stated
        `seconds` or `percent`.
    column, role
        What the assessment says of the column, and the role that it plays.
    unit
        The indicator's unit.
    """
    has_bounds = column.at_least is not None or column.at_most is not None
    if stated == lengths.UNIT:
        return _factor_of_length(column, role, column.unit if has_bounds else unit, has_bounds)
    if not role.measured or has_bounds:
        return 1.0, _bounds_problem(column)
    if column.unit and name_unit(column.unit) in QUANTITIES["share"] and name_unit(column.unit) != PERCENT:
        what = Text(
            "the cells of column {column:quoted} are per cent, and its unit is stated as {unit:quoted}",
            column=column.name,
            unit=column.unit,
        )
        return 1.0, Problem(column.place, what, Text("percent, or no unit"), Text("remove the unit"))
    if column.unit or name_unit(unit) in SCALELESS:
        return 1.0, None
    what = Text(
        "the cells of column {column:quoted} are per cent, and the number is wanted in {unit:quoted}",
        column=column.name,
        unit=unit,
    )
    return _converted(PERCENT, unit, column, what)


def _factor_of_length(column: Column, role: Role, unit: str, has_bounds: bool) -> tuple[float, Problem | None]:
    if has_bounds and not unit:
        what = Text(
            "column {column:quoted} holds lengths of time, and the unit of its bounds is not stated", column=column.name
        )
        do = Text("write it beside the bounds, as unit: days")
        return 1.0, Problem(column.place, what, Text("a unit such as days"), do)
    if not role.measured and not has_bounds:
        what = Text(
            "column {column:quoted} holds lengths of time, and the role {role:quoted} takes plain numbers",
            column=column.name,
            role=role.name,
        )
        return 1.0, Problem(column.place, what, role.text, Text("name another column"))
    what = Text(
        "the cells of column {column:quoted} are lengths of time, and the number is wanted in {unit:quoted}",
        column=column.name,
        unit=unit,
    )
    return _converted(lengths.UNIT, unit, column, what)


def _converted(stated: str, unit: str, column: Column, otherwise: Text) -> tuple[float, Problem | None]:
    try:
        return convert(stated, unit), None
    except MethodError:
        expected = Text("cells in {unit:quoted}, or in a unit that can be turned into it", unit=unit)
        return 1.0, Problem(column.place, otherwise, expected, Text("name another column, or correct the cells"))


def _bounds_problem(column: Column) -> Problem | None:
    """Refuse a bound below 1 on cells of per cent: written for shares, it would be passed by nearly every cell."""
    for name, bound in (("at_least", column.at_least), ("at_most", column.at_most)):
        if bound is not None and 0 < abs(bound) < 1:
            what = Text(
                "the cells of column {column:quoted} are per cent, and {name} is {bound}",
                column=column.name,
                name=name,
                bound=f"{bound:g}",
            )
            do = Text("write {name}: {percent} for {percent} %", name=name, percent=f"{100 * bound:g}")
            return Problem(column.place, what, Text("a bound in per cent"), do)
    return None
