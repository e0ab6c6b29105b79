"""Moments of events as people and systems write them: an instant for lengths of time, and the clock on the wall."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.errors import Place, Problem
from publicvalue.files.columns.cells import NO_NOTE, ColumnCells, as_text, cleaned, is_date, is_text, unread_problem
from publicvalue.files.columns.far_dates import far_days
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, text
from publicvalue.words.text import Text

OFFSET = r"(:[0-9]{2}(\.[0-9]+)?) ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
PLAIN = (
    r"[0-9]{4}[/-][0-9]{1,2}[/-][0-9]{1,2}([T ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
    r"( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?)?"
)
"""Moments as the engine reads them: it takes any word behind them for a zone, and leaves it out."""
EARLIEST = "TIMESTAMP '1000-01-01'"
WANTED = (
    Text("a moment"),
    Text("moments such as 2024-03-05 14:30, 2024-03-05T14:30:00-04:00 or 05.03.2024 14:30"),
)


@dataclass(frozen=True)
class Moment:
    """How a column is read as moments.

    Parameters
    ----------
    instant, local
        Expressions for the moment in UTC, and as the clock on the wall showed it.
    offset
        Expression for whether the cell states its offset from UTC; empty when no cell can.
    note
        What was taken for granted.
    """

    instant: str
    local: str
    offset: str = ""
    note: Text = NO_NOTE


def read_moment(column: RawColumn, zone: str) -> Moment:
    """Return how a column of moments is read."""
    if column.type == "TIMESTAMP WITH TIME ZONE":
        local = in_zone(f"{column.key}::TIMESTAMP", zone) if zone else f"{column.key}::TIMESTAMP"
        note = Text("{column}: the clock of UTC was used, as no time_zone is given.", column=column.name)
        note = NO_NOTE if zone else note
        return Moment(f"{column.key}::TIMESTAMP", local, note=note)
    if is_date(column):
        wall = f"{column.key}::TIMESTAMP"
        return Moment(from_zone(wall, zone), wall)
    key = as_text(f"({cleaned(column)})", column)
    wall = f"try_cast(regexp_replace({key}, '{OFFSET}', '\\1') AS TIMESTAMP)"
    wall = f"CASE WHEN regexp_full_match({key}, '{PLAIN}') AND {wall} >= {EARLIEST} THEN {wall} END"
    offset = f"regexp_matches({key}, '{OFFSET}')"
    # The engine takes +02:00 and +02, not +0200, and no space before it.
    tidy = f"regexp_replace(regexp_replace({key}, '([+-][0-9]{{2}})([0-9]{{2}})$', '\\1:\\2'), ' ([+-])', '\\1')"
    instant = f"CASE WHEN {offset} THEN try_cast({tidy} AS TIMESTAMPTZ)::TIMESTAMP ELSE {from_zone(wall, zone)} END"
    local = f"CASE WHEN {offset} THEN {in_zone(instant, zone)} ELSE {wall} END" if zone else wall
    return Moment(f"CASE WHEN ({wall}) IS NOT NULL THEN {instant} END", local, offset)


def in_zone(instant: str, zone: str) -> str:
    return f"timezone({text(zone)}, timezone('UTC', {instant}))"


def from_zone(wall: str, zone: str) -> str:
    return f"timezone('UTC', timezone({text(zone)}, {wall}))" if zone else wall


def day_of(column: RawColumn, zone: str) -> str:
    """Return the expression for the day of a moment on the clock on the wall."""
    return column.key if column.type == "DATE" else f"({read_moment(column, zone).local})::DATE"


def check_moments(engine: Engine, raw: RawTable, rows: str, column: RawColumn, zone: str) -> list[Problem]:
    """Name cells that are no moments, and a column in which only some state an offset."""
    place, moment = Place(raw.file, field=column.name), read_moment(column, zone)
    cells = ColumnCells(engine, rows, f"({cleaned(column)})" if is_text(column) else column.key, place)
    count, found = (0, []) if is_date(column) else cells.unread(moment.instant)
    if count:
        return [unread_problem(cells, count, found, WANTED)]
    far = list(far_days(cells, rows, moment.local))
    # With a zone, a cell without an offset is a moment too.
    return far or (mixed_offsets(engine, rows, column, moment, place) if moment.offset and not zone else [])


def mixed_offsets(engine: Engine, rows: str, column: RawColumn, moment: Moment, place: Place) -> list[Problem]:
    found = engine.query(
        f"SELECT {moment.offset} AS stated, min(row), arg_min({column.key}::VARCHAR, row) FROM ({rows})"  # noqa: S608
        f" WHERE ({moment.instant}) IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    if len(found) < 2:
        return []
    without, stated = found
    return [
        Problem(
            Place(place.file, row=min(without[1], stated[1]), field=place.field),
            Text(
                "time zones are mixed: row {row} {cell:quoted} states its offset from UTC, row {other_row}"
                " {other:quoted} does not",
                row=stated[1],
                cell=stated[2],
                other_row=without[1],
                other=without[2],
            ),
            Text("an offset in all cells or in none, or the zone of those that state none"),
            Text("give time_zone under cases, such as America/Barbados"),
        )
    ]
