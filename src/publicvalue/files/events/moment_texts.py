"""Moments of events that are written in other ways than year, month, day: rewritten once, before they are read."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.events.mapping import MOMENT_COLUMNS, CaseMapping
from publicvalue.files.columns.cells import SHOWN, ColumnCells, Settled, cleaned, is_text, list_cells
from publicvalue.files.columns.dates import check_date_format, iso_date, settle_dates
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, text, texts
from publicvalue.files.events.moments import PLAIN
from publicvalue.words.text import Text, counted

CLOCK = r"([0-9]{1,2}):([0-9]{2})(:([0-9]{2})([.,][0-9]+)?)?( ?([AaPp])\.?[Mm]\.?)?$"
OFFSET = r" ?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)$"
CLOCK_WITH_OFFSET = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp]\.?[Mm]\.?)?" + OFFSET
ZONED = r"^(.*[0-9Z.]|.*[AaPp][Mm]) ?[\[(]?([A-Za-z]{2,}[A-Za-z0-9_/+-]*)[\])]?$"
HALVES = ("AM", "PM")
OFFSETS = {
    **dict.fromkeys(("UTC", "UT", "GMT", "WET"), "+00:00"),
    **dict.fromkeys(("CET", "WEST"), "+01:00"),
    **dict.fromkeys(("CEST", "EET"), "+02:00"),
    "EEST": "+03:00",
}
"""Short names of zones that mean one offset from UTC; all others are used in several parts of the world."""


def with_plain_moments(engine: Engine, raw: RawTable, mapping: CaseMapping) -> RawTable:
    """Return the table with moments as `moments.py` reads them; those that nobody can read stay as they are."""
    problem = check_date_format(engine, mapping.date_format, mapping.place) if mapping.date_format else None
    problems = [problem] if problem else []
    for title in dict.fromkeys(mapping.columns[role] for role in MOMENT_COLUMNS if role in mapping.columns):
        column = next(one for one in raw.columns if one.name == title)
        if not problem and is_text(column) and (mapping.date_format or has_odd(engine, raw, column)):
            try:
                raw = rewritten(engine, raw, column, mapping)
            except EvidenceError as error:
                problems += error.problems
    if problems:
        raise EvidenceError(problems)
    return raw


def has_odd(engine: Engine, raw: RawTable, column: RawColumn) -> bool:
    cell = f"({cleaned(column)})"
    return bool(engine.query(f"SELECT 1 FROM ({raw.sql}) WHERE NOT regexp_full_match({cell}, '{PLAIN}') LIMIT 1"))


def rewritten(engine: Engine, raw: RawTable, column: RawColumn, mapping: CaseMapping) -> RawTable:
    """Return the table with the cells of a column as year, month, day, time and offset from UTC."""
    place = Place(raw.file, field=column.name)
    rows = engine.save(parts_of(raw, column))
    zones = [zone for (zone,) in engine.query(f"SELECT DISTINCT zone FROM ({rows}) WHERE zone IS NOT NULL")]
    known = {zone for zone in zones if zone.upper() in OFFSETS} | known_zones(engine, zones)
    if set(zones) - known:
        raise EvidenceError([zone_problem(engine, rows, known, place)])
    settled = settle_wall(engine, rows, place, mapping.date_format)
    if settled.problem:
        raise EvidenceError([settled.problem])
    walls = f"SELECT *, {settled.sql} AS wall FROM ({rows})"
    written = f"strftime(wall, '%Y-%m-%d %H:%M:%S.%f') || CASE WHEN own <> '' THEN own ELSE {offset_of(known)} END"
    saved = engine.save(
        f"SELECT * EXCLUDE (cell, zone, body, own, bare, day, wall) REPLACE (coalesce({written}, cell) AS {column.key})"
        f" FROM ({walls})"
    )
    return replace(raw, sql=saved, notes=(*raw.notes, *([settled.note] if settled.note else [])), parquet=None)


def parts_of(raw: RawTable, column: RawColumn) -> str:
    """Return the query for the parts of a cell: its zone, its own offset, and what stands before them."""
    word = f"regexp_extract(cell, '{ZONED}', 2)"
    cells = f"SELECT *, ({cleaned(column)}) AS cell FROM ({raw.sql})"
    zones = f"SELECT *, CASE WHEN upper({word}) NOT IN ({texts(('', *HALVES))}) THEN {word} END AS zone FROM ({cells})"
    body = f"CASE WHEN zone IS NULL THEN cell ELSE regexp_extract(cell, '{ZONED}', 1) END"
    bodies = f"SELECT *, {body} AS body FROM ({zones})"
    # A stated offset says more than a zone, whose hour in autumn is there twice.
    owns = f"SELECT *, coalesce(regexp_extract(body, '{CLOCK_WITH_OFFSET}', 1), '') AS own FROM ({bodies})"
    bare = f"CASE WHEN own = '' THEN body ELSE regexp_replace(body, '{OFFSET}', '') END"
    bares = f"SELECT *, trim({bare}) AS bare FROM ({owns})"
    return f"SELECT *, trim(regexp_replace(bare, '{CLOCK}', ''), ' ,T') AS day FROM ({bares})"


def settle_wall(engine: Engine, rows: str, place: Place, date_format: str) -> Settled:
    """Decide how the clocks on the wall are read: as stated, else by all cells of the column."""
    cells = ColumnCells(engine, rows, "day", place)
    if date_format:
        stated = text(date_format.replace("%z", "").replace("%Z", "").strip())
        iso = f"CASE WHEN day NOT LIKE '%:%' THEN ({iso_date('day')})::TIMESTAMP + {clock('bare')} END"
        with_clock = f"try_strptime(day, {stated})::TIMESTAMP + {clock('bare')}"
        return Settled(f"coalesce(try_strptime(bare, {stated})::TIMESTAMP, {with_clock}, {iso})")
    settled = settle_dates(cells)
    return replace(settled, sql=f"CASE WHEN day NOT LIKE '%:%' THEN ({settled.sql})::TIMESTAMP + {clock('bare')} END")


def clock(key: str) -> str:
    """Return the expression for the time of day as an interval; null for one that no clock shows."""
    hour, minute, second, part, half = (f"regexp_extract({key}, '{CLOCK}', {i})" for i in (1, 2, 4, 5, 7))
    h, m, s = (f"coalesce(try_cast({one} AS INTEGER), 0)" for one in (hour, minute, second))
    hours = (
        f"CASE WHEN coalesce({half}, '') = '' THEN CASE WHEN {h} <= 24 THEN {h} END"
        f" WHEN {h} BETWEEN 1 AND 12 THEN {h} % 12 + CASE WHEN lower({half}) = 'p' THEN 12 ELSE 0 END END"
    )
    seconds = f"CASE WHEN {m} < 60 AND {s} < 60 THEN 60 * {m} + {s} END"
    parts = f"coalesce(try_cast('0' || replace({part}, ',', '.') AS DOUBLE), 0)"
    return f"to_microseconds((1000000 * (3600 * ({hours}) + {seconds} + {parts}))::BIGINT)"


def known_zones(engine: Engine, words: Iterable[str]) -> set[str]:
    """Return the zones that have an IANA name with a place in it; EST and the like mean several."""
    asked = [word for word in words if "/" in word]
    found = engine.query(f"SELECT name FROM pg_timezone_names() WHERE name IN ({texts(asked)})") if asked else []
    return {str(zone) for (zone,) in found}


def offset_of(zones: Iterable[str]) -> str:
    """Return the expression for the offset from UTC that a zone has at a clock on the wall."""
    ways = []
    for zone in sorted(zones):
        fixed = OFFSETS.get(zone.upper())
        minutes = f"date_diff('minute', timezone('UTC', timezone({text(zone)}, wall)), wall)"
        moved = (
            f"CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END"
            f" || printf('%02d:%02d', abs({minutes}) // 60, abs({minutes}) % 60)"
        )
        ways.append(f"WHEN {text(zone)} THEN {text(fixed) if fixed else moved}")
    return f"CASE zone {' '.join(ways)} ELSE '' END" if ways else "''"


def zone_problem(engine: Engine, rows: str, known: Iterable[str], place: Place) -> Problem:
    of_known = f"zone IN ({texts(sorted(known))})" if known else "false"
    found = engine.query(
        f"SELECT row, cell, count(*) OVER () FROM ({rows}) WHERE zone IS NOT NULL AND NOT {of_known}"
        f" ORDER BY row LIMIT {SHOWN}"
    )
    return Problem(
        replace(place, row=found[0][0]),
        counted(
            found[0][2],
            "1 cell states a time zone that is not known, or that is used in several parts of the world: {cells}",
            "{number:count} cells state a time zone that is not known, or that is used in several parts of the world:"
            " {cells}",
            cells=list_cells((int(row), str(cell)) for row, cell, _ in found),
        ),
        Text("UTC, an offset such as -04:00, or a zone by its IANA name such as America/Barbados"),
        Text("write the offset in its place; or delete it and give time_zone under cases"),
    )
