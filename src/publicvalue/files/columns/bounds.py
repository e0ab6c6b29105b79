"""Numbers that cannot be: weights of nothing or less, answers outside their scale; with the rows they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from publicvalue.errors import Problem
from publicvalue.files.columns.cells import BadCells, find_cells
from publicvalue.files.columns.far_dates import far_dates
from publicvalue.files.columns.typed import Read
from publicvalue.framework.model import Indicator
from publicvalue.measures.definition import Definition, Role, Wants
from publicvalue.words.text import Text, counted

DESCRIBING = frozenset({"weight", "stratum", "cluster", "population", "count", "key", "group", "margins", "wave"})
"""Roles that say who a row is, and not what it answers."""


@dataclass(frozen=True)
class ScaledMeasure:
    """A measure whose answers stand on the scale of an indicator."""

    id: str
    role_sets: tuple[tuple[Role, ...], ...]


def on_scale(definition: Definition, indicator: Indicator) -> Wants:
    """Return what a measure wants, with the ends of the indicator's scale on the columns that carry its unit."""
    ends = [indicator.options.get(end) for end in ("low", "high")]
    low, high = (float(end) if isinstance(end, int | float) else None for end in ends)
    if low is None or high is None or not {"low", "high"} <= {option.name for option in definition.options}:
        return definition
    sets = (
        (replace(role, between=(low, high)) if role.measured else role for role in one) for one in definition.role_sets
    )
    return ScaledMeasure(definition.id, tuple(tuple(one) for one in sets))


def check_bounds(read: Read) -> tuple[Problem, ...]:
    """Return a problem for each column with numbers that its role does not allow."""
    return tuple(_problems(read))


def _problems(read: Read) -> Iterator[Problem]:
    for reading in read.readings:
        role = reading.wanted.role
        if not reading.problems and role.type == "date":
            yield from far_dates(read, reading)
        if reading.problems or role.type != "number":
            continue
        if role.above is not None:
            bad = f"({_answered(read)}) AND ({reading.sql}) <= {role.above!r}"
            if found := find_cells(reading.cells, read.rows, bad):
                yield _too_low(found, role.above)
        elif role.between is not None:
            low, high = role.between
            bad = f"({reading.sql}) < {low!r} OR ({reading.sql}) > {high!r}"
            if found := find_cells(reading.cells, read.rows, bad):
                yield _off_scale(found, low, high)


def _answered(read: Read) -> str:
    """Return the condition that a row answers something: who did not answer may have no weight."""
    cells = [one.cells.key for one in read.readings if one.wanted.role.name not in DESCRIBING]
    return " OR ".join(f"{cell} IS NOT NULL" for cell in cells) or "true"


def _too_low(found: BadCells, bound: float) -> Problem:
    what = counted(
        found.count,
        "1 number is not more than {bound:g}: {cells}",
        "{number:count} numbers are not more than {bound:g}: {cells}",
        bound=bound,
        cells=found.shown,
    )
    return Problem(
        found.place, what, Text("more than {bound:g}", bound=bound), Text("correct them, or delete the rows")
    )


def _off_scale(found: BadCells, low: float, high: float) -> Problem:
    what = counted(
        found.count,
        "1 number is outside the scale: {cells}",
        "{number:count} numbers are outside the scale: {cells}",
        cells=found.shown,
    )
    do = Text("correct them, or blank codes such as -99 or 9 for 'no answer'")
    return Problem(found.place, what, Text("{low:g} to {high:g}", low=low, high=high), do)
