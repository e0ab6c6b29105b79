"""Units that cells state themselves, a percent sign or a length of time, against what is stated of their column."""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

from publicvalue.errors import MethodError, Place, Problem
from publicvalue.evidence.model import Column
from publicvalue.evidence.units import QUANTITIES, convert, name_unit
from publicvalue.files.columns import lengths
from publicvalue.files.columns.cells import SHOWN, Cells, list_cells
from publicvalue.measures.definition import Role

PERCENT = "percent"
SCALELESS = ("percentage points", "points", "index")
"""Units in which a percent sign says nothing more."""


def percent_of(cells: Cells) -> tuple[str, Problem | None]:
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
    found = cells.engine.query(f"SELECT row, {cells.key} FROM ({cells.rows}) WHERE {few} ORDER BY row LIMIT {SHOWN}")
    shown = list_cells([(int(row), str(cell)) for row, cell in found])
    count, others = (without, "without") if without <= with_sign else (with_sign, "with")
    what = f"{count:,} {'cell is' if count == 1 else 'cells are'} {others} the format of per cent: {shown}"
    place = Place(cells.place.file, row=int(found[0][0]), field=cells.place.field)
    return PERCENT, Problem(place, what, "all cells of the column in one format", "format them alike in the workbook")


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
        what = f"the cells of column '{column.name}' are per cent, and its unit is stated as '{column.unit}'"
        return 1.0, Problem(column.place, what, "percent, or no unit", "remove the unit")
    if column.unit or name_unit(unit) in SCALELESS:
        return 1.0, None
    return _converted(PERCENT, unit, column, "per cent")


def _factor_of_length(column: Column, role: Role, unit: str, has_bounds: bool) -> tuple[float, Problem | None]:
    if has_bounds and not unit:
        what = f"column '{column.name}' holds lengths of time, and the unit of its bounds is not stated"
        return 1.0, Problem(column.place, what, "a unit such as days", "write it beside the bounds, as unit: days")
    if not role.measured and not has_bounds:
        what = f"column '{column.name}' holds lengths of time, and the role '{role.name}' takes plain numbers"
        return 1.0, Problem(column.place, what, role.text, "name another column")
    return _converted(lengths.UNIT, unit, column, "lengths of time")


def _converted(stated: str, unit: str, column: Column, words: str) -> tuple[float, Problem | None]:
    try:
        return convert(stated, unit), None
    except MethodError:
        what = f"the cells of column '{column.name}' are {words}, and the number is wanted in '{unit}'"
        expected = f"cells in '{unit}', or in a unit that can be turned into it"
        return 1.0, Problem(column.place, what, expected, "name another column, or correct the cells")


def _bounds_problem(column: Column) -> Problem | None:
    """Refuse a bound below 1 on cells of per cent: written for shares, it would be passed by nearly every cell."""
    for name, bound in (("at_least", column.at_least), ("at_most", column.at_most)):
        if bound is not None and 0 < abs(bound) < 1:
            what = f"the cells of column '{column.name}' are per cent, and {name} is {bound:g}"
            do = f"write {name}: {100 * bound:g} for {100 * bound:g} %"
            return Problem(column.place, what, "a bound in per cent", do)
    return None
