"""Registers: a row is a case with its opening and its closing, which is blank while the case is open."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.events.mapping import MOMENT_COLUMNS, CaseMapping
from publicvalue.files.columns.cells import SHOWN, cleaned
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, name, text
from publicvalue.files.events.moments import check_moments, from_zone, read_moment
from publicvalue.files.events.quick import text_cell

OPENED, CLOSED = "opened", "closed"
TEXTS = ("resource", "group", "channel")


def register_events(engine: Engine, raw: RawTable, rows: str, mapping: CaseMapping) -> tuple[str, CaseMapping]:
    """Return the query for two events a case, its opening and its closing, and the mapping that reads them."""
    columns = {column.name: column for column in raw.columns}
    problems = list(unread_cells(engine, raw, rows, mapping))
    if problems:
        raise EvidenceError(problems)
    opened, closed = (read_moment(columns[mapping.columns[role]], mapping.time_zone) for role in (OPENED, CLOSED))
    has_clock = any(moment.local != moment.instant for moment in (opened, closed))
    cells = [
        f"{text_cell(columns[mapping.columns[role]])} AS {name(role)}" for role in TEXTS if role in mapping.columns
    ]
    cells += [f"{text_cell(columns[title])} AS keep_{i}" for i, title in enumerate(mapping.keep)]
    if "deadline" in mapping.columns:
        cells.append(f"{day_of(columns[mapping.columns['deadline']], mapping.time_zone)} AS deadline")
    case = text_cell(columns[mapping.columns["case"]]) if "case" in mapping.columns else "row::VARCHAR"
    cells += [f'{case} AS "case"', "row AS position"]
    moments = [f"{opened.instant} AS opened, {closed.instant} AS closed"]
    moments += [f"{opened.local} AS opened_local, {closed.local} AS closed_local"] if has_clock else []
    saved = engine.save(f"SELECT {', '.join([*cells, *moments])} FROM ({rows})")
    problems = [*wrong_order(engine, saved, raw, mapping), *after_extract(engine, saved, raw, mapping)]
    problems += same_cases(engine, saved, raw, mapping)
    if problems:
        raise EvidenceError(problems)
    events = " UNION ALL BY NAME ".join(
        f"SELECT * EXCLUDE (opened, closed{', opened_local, closed_local' if has_clock else ''}),"
        f" {one} AS instant{f', {one}_local AS local' if has_clock else ''}, {text(one)} AS activity"
        f" FROM ({saved}) WHERE {one} IS NOT NULL"
        for one in (OPENED, CLOSED)
    )
    return engine.save(events), replace(mapping, closed_by=(CLOSED,))


def day_of(column: RawColumn, zone: str) -> str:
    return column.key if column.type == "DATE" else f"({read_moment(column, zone).local})::DATE"


def unread_cells(engine: Engine, raw: RawTable, rows: str, mapping: CaseMapping) -> Iterator[Problem]:
    """Yield what is wrong in cells by themselves: no opening, no case, no moment."""
    columns = {column.name: column for column in raw.columns}
    for role in (OPENED, "case"):
        if role not in mapping.columns:
            continue
        column = columns[mapping.columns[role]]
        yield from listed(
            engine,
            f"SELECT row, '' FROM ({rows}) WHERE ({cleaned(column)}) IS NULL",
            (raw.file, column.name),
            ("row has no", "rows have no", f"{role if role == 'case' else 'time of opening'}"),
            ("one in each row", "fill the cells, or delete the rows"),
        )
    for role in MOMENT_COLUMNS:
        if role in mapping.columns:
            yield from check_moments(engine, raw, rows, columns[mapping.columns[role]], mapping.time_zone)


def wrong_order(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> Iterator[Problem]:
    found = f"SELECT position, opened || ' to ' || closed FROM ({saved}) WHERE closed < opened"
    return listed(
        engine,
        found,
        (raw.file, mapping.columns[CLOSED]),
        ("case was closed", "cases were closed", "before being opened"),
        ("a closing at or after the opening", "correct the times, or exchange opened and closed under cases"),
    )


def after_extract(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> Iterator[Problem]:
    """Yield times that the file cannot know of, as plans and slips of the pen are."""
    if mapping.extracted is None:
        return
    clocks = {str(title) for title, *_ in engine.query(f"DESCRIBE {saved}")}
    for one in (OPENED, CLOSED):
        wall = f"{one}_local" if f"{one}_local" in clocks else one
        yield from listed(
            engine,
            f"SELECT position, {wall}::VARCHAR FROM ({saved}) WHERE {wall}::DATE > DATE '{mapping.extracted}'",
            (raw.file, mapping.columns[one]),
            (f"case was {one}", f"cases were {one}", f"after the day of the extract, {mapping.extracted}"),
            ("times up to that day", "correct the times, or extracted under cases"),
        )


def same_cases(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> Iterator[Problem]:
    if "case" not in mapping.columns:
        return iter(())
    found = f'SELECT max(position), "case" FROM ({saved}) GROUP BY 2 HAVING count(*) > 1'
    return listed(
        engine,
        found,
        (raw.file, mapping.columns["case"]),
        ("case stands", "cases stand", "in more than one row"),
        (
            "a row a case",
            "delete the rows that are there twice; leave `case` out where each row is a case of its own; a table with a"
            " row an event takes activity and time in place of opened and closed",
        ),
    )


def listed(
    engine: Engine, found: str, place: tuple[str, str], words: tuple[str, str, str], advice: tuple[str, str]
) -> Iterator[Problem]:
    """Yield one problem that names the first rows of a query for (row, cell); none where it has no rows."""
    rows = engine.query(f"SELECT *, count(*) OVER () FROM ({found}) ORDER BY 1 LIMIT {SHOWN}")
    if not rows:
        return
    one, several, rest = words
    count = rows[0][2]
    shown = ", ".join(f"row {row}" + (f" '{cell}'" if cell else "") for row, cell, _ in rows)
    what = f"{'1 ' + one if count == 1 else f'{count:,} {several}'} {rest}: {shown}"
    yield Problem(Place(place[0], row=rows[0][0], field=place[1]), what, advice[0], advice[1])


def with_horizon(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> tuple[str, tuple[str, ...]]:
    """Add to events the end of the time of which the file knows: the stated day, else the last event of a log."""
    clocks = {str(title) for title, *_ in engine.query(f"DESCRIBE {saved}")}
    wall = "local" if "local" in clocks else "instant"
    if mapping.extracted is None:
        if mapping.is_register and (count := still_open(engine, saved)):
            raise EvidenceError([no_extract(raw, mapping, count)])
        last = engine.query(f"SELECT max({wall}) FROM ({saved})")[0][0]
        note = f"{raw.file}: no day of the extract is given, so the last event, of {last}, was taken for it."
        return f"SELECT *, max(instant) OVER () AS horizon, max({wall}) OVER () AS horizon_local FROM ({saved})", (
            () if mapping.is_register else (note,)
        )
    # In a file of days alone a day is a whole one; one with hours knows of its last day up to midnight.
    days = engine.query(f"SELECT bool_and({wall} = date_trunc('day', {wall})) FROM ({saved})")[0][0]
    local = f"TIMESTAMP '{mapping.extracted} {'00:00:00' if days else '23:59:59.999999'}'"
    return f"SELECT *, {from_zone(local, mapping.time_zone)} AS horizon, {local} AS horizon_local FROM ({saved})", ()


def still_open(engine: Engine, saved: str) -> int:
    found = engine.query(
        f"SELECT count(*) FILTER (activity = '{OPENED}') - count(*) FILTER (activity = '{CLOSED}') FROM ({saved})"
    )
    return int(found[0][0])


def no_extract(raw: RawTable, mapping: CaseMapping, count: int) -> Problem:
    cases = "1 case is" if count == 1 else f"{count:,} cases are"
    return Problem(
        mapping.place,
        f"cases: {cases} open in {raw.file}, and nothing says up to which day",
        "the last day of which the file knows",
        "write extracted: and that day, such as 2024-06-30, under cases",
    )
