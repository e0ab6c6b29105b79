"""Registers: a row is a case with its opening and its closing, which is blank while the case is open."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.events.mapping import MOMENT_COLUMNS, CaseMapping
from publicvalue.files.columns.cells import SHOWN, BadCells, cleaned, list_cells, list_rows
from publicvalue.files.engines.duckdb import Engine, RawTable, name, text
from publicvalue.files.events.checks import FILL
from publicvalue.files.events.moments import check_moments, day_of, from_zone, read_moment
from publicvalue.files.events.quick import text_cell
from publicvalue.words.text import Text, counted

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


def unread_cells(engine: Engine, raw: RawTable, rows: str, mapping: CaseMapping) -> Iterator[Problem]:
    """Yield what is wrong in cells by themselves: no opening, no case, no moment."""
    columns = {column.name: column for column in raw.columns}
    for role in (OPENED, "case"):
        if role not in mapping.columns:
            continue
        column = columns[mapping.columns[role]]
        blank = f"SELECT row, '' FROM ({rows}) WHERE ({cleaned(column)}) IS NULL"
        if found := bad_rows(engine, blank, Place(raw.file, field=column.name)):
            no_case = counted(
                found.count, "1 row has no case: {rows}", "{number:count} rows have no case: {rows}", rows=found.shown
            )
            no_opening = counted(
                found.count,
                "1 row has no time of opening: {rows}",
                "{number:count} rows have no time of opening: {rows}",
                rows=found.shown,
            )
            what = no_case if role == "case" else no_opening
            yield Problem(found.place, what, Text("one in each row"), FILL)
    for role in MOMENT_COLUMNS:
        if role in mapping.columns:
            yield from check_moments(engine, raw, rows, columns[mapping.columns[role]], mapping.time_zone)


def wrong_order(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> Iterator[Problem]:
    found = engine.query(
        f"SELECT position, opened::VARCHAR, closed::VARCHAR, count(*) OVER () FROM ({saved}) WHERE closed < opened"
        f" ORDER BY 1 LIMIT {SHOWN}"
    )
    if found:
        shown = (
            Text("row {row} '{opened} to {closed}'", row=row, opened=opened, closed=closed)
            for row, opened, closed, _ in found
        )
        what = counted(
            found[0][3],
            "1 case was closed before being opened: {rows:list}",
            "{number:count} cases were closed before being opened: {rows:list}",
            rows=tuple(shown),
        )
        do = Text("correct the times, or exchange opened and closed under cases")
        place = Place(raw.file, row=found[0][0], field=mapping.columns[CLOSED])
        yield Problem(place, what, Text("a closing at or after the opening"), do)


def after_extract(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> Iterator[Problem]:
    """Yield times that the file cannot know of, as plans and slips of the pen are."""
    if mapping.extracted is None:
        return
    clocks = {str(title) for title, *_ in engine.query(f"DESCRIBE {saved}")}
    for one in (OPENED, CLOSED):
        wall = f"{one}_local" if f"{one}_local" in clocks else one
        late = f"SELECT position, {wall}::VARCHAR FROM ({saved}) WHERE {wall}::DATE > DATE '{mapping.extracted}'"
        if found := bad_rows(engine, late, Place(raw.file, field=mapping.columns[one])):
            what = late_closing(found, mapping.extracted) if one == CLOSED else late_opening(found, mapping.extracted)
            do = Text("correct the times, or extracted under cases")
            yield Problem(found.place, what, Text("times up to that day"), do)


def late_opening(found: BadCells, extracted: datetime.date) -> Text:
    return counted(
        found.count,
        "1 case was opened after the day of the extract, {extracted}: {rows}",
        "{number:count} cases were opened after the day of the extract, {extracted}: {rows}",
        extracted=extracted,
        rows=found.shown,
    )


def late_closing(found: BadCells, extracted: datetime.date) -> Text:
    return counted(
        found.count,
        "1 case was closed after the day of the extract, {extracted}: {rows}",
        "{number:count} cases were closed after the day of the extract, {extracted}: {rows}",
        extracted=extracted,
        rows=found.shown,
    )


def same_cases(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> Iterator[Problem]:
    if "case" not in mapping.columns:
        return
    twice = f'SELECT max(position), "case" FROM ({saved}) GROUP BY 2 HAVING count(*) > 1'
    if found := bad_rows(engine, twice, Place(raw.file, field=mapping.columns["case"])):
        what = counted(
            found.count,
            "1 case stands in more than one row: {rows}",
            "{number:count} cases stand in more than one row: {rows}",
            rows=found.shown,
        )
        do = Text(
            "delete the rows that are there twice; leave `case` out where each row is a case of its own; a table with a"
            " row an event takes activity and time in place of opened and closed"
        )
        yield Problem(found.place, what, Text("a row a case"), do)


def bad_rows(engine: Engine, query: str, place: Place) -> BadCells | None:
    """Return how many rows a query for (row, cell) has, and the first of them; None where it has none."""
    rows = engine.query(f"SELECT *, count(*) OVER () FROM ({query}) ORDER BY 1 LIMIT {SHOWN}")
    if not rows:
        return None
    has_cells = any(cell for _, cell, _ in rows)
    cells = list_cells((int(row), str(cell)) for row, cell, _ in rows)
    return BadCells(rows[0][2], replace(place, row=rows[0][0]), cells if has_cells else list_rows(r[0] for r in rows))


def with_horizon(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> tuple[str, tuple[Text, ...]]:
    """Add to events the end of the time of which the file knows: the stated day, else the last event of a log."""
    clocks = {str(title) for title, *_ in engine.query(f"DESCRIBE {saved}")}
    wall = "local" if "local" in clocks else "instant"
    if mapping.extracted is None:
        if mapping.is_register and (count := still_open(engine, saved)):
            raise EvidenceError([no_extract(raw, mapping, count)])
        last = engine.query(f"SELECT max({wall}) FROM ({saved})")[0][0]
        note = Text(
            "{file}: no day of the extract is given, so the last event, of {last}, was taken for it.",
            file=raw.file,
            last=str(last),
        )
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
    return Problem(
        mapping.place,
        counted(
            count,
            "cases: 1 case is open in {file}, and nothing says up to which day",
            "cases: {number:count} cases are open in {file}, and nothing says up to which day",
            file=raw.file,
        ),
        Text("the last day of which the file knows"),
        Text("write extracted: and that day, such as 2024-06-30, under cases"),
    )
