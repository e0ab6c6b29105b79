"""From a table of events to a table of cases: the columns are read, checked, and rolled up once for all answers."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import duckdb

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.evidence.events.calendars import calendar_rows, public_holidays
from publicvalue.evidence.events.cases import roll_up
from publicvalue.evidence.events.mapping import REQUIRED_COLUMNS, CaseMapping
from publicvalue.evidence.model import Evidence
from publicvalue.files.columns.chosen_values import NamedValues, chosen_rows, named_values
from publicvalue.files.columns.long_cells import check_lengths
from publicvalue.files.columns.near_values import near_notes
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, name, parquet_source
from publicvalue.files.events.checks import (
    MOMENTS,
    STANDARD_COLUMNS,
    TEXTS,
    check_cells,
    check_closing,
    check_names,
    check_order,
    check_repeats,
    check_zone,
)
from publicvalue.files.events.lifecycle import once_a_case, paired_events
from publicvalue.files.events.moment_texts import with_plain_moments
from publicvalue.files.events.moments import day_of, read_moment
from publicvalue.files.events.quick import ACTIVITY_WORD, ids_can_wait, quick_columns, text_cell, unclean_id
from publicvalue.files.events.registers import register_events, with_horizon
from publicvalue.files.events.spark import Events, typed_events
from publicvalue.files.events.words import with_words
from publicvalue.files.tables.raw import open_raw, unreadable
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text

LIFECYCLE = {"lifecycle": "lifecycle:transition", "instance": "concept:instance"}
"""Columns that have no other meaning in any file, as XES names them."""

MOST_YEARS = 150
MOST_SORTED = 1_000_000
"""Events up to which their cases are put in order: for 4 million it takes a tenth more, and all their ids written."""
NOT_ASKED = "not_asked_for"
IN_DOUBT = "in_doubt"
"""Column of the cases that must be rolled up with more care."""
NO_END = Text(
    "No `closed_by` is given, so each case is taken to have ended with its last event: cases still open count too."
)


def open_rows(engine: Engine, evidence: Evidence) -> RawTable:
    """Return the table whose rows answers read: the file's own, or the cases that its events make."""
    raw = with_filled(open_raw(engine, evidence), evidence)
    if evidence.cases is None:
        return raw
    if evidence.id not in engine.rolled:
        try:
            engine.rolled[evidence.id] = open_cases(engine, evidence, raw, evidence.cases)
        except EvidenceError as error:
            engine.rolled[evidence.id] = error
        except duckdb.Error as error:
            raise unreadable(raw.file, error) from error
    found = engine.rolled[evidence.id]
    if isinstance(found, EvidenceError):
        raise type(found)(found.problems)
    return found


def with_filled(raw: RawTable, evidence: Evidence) -> RawTable:
    """Return the table with the words that the evidence says are values; refuse columns that the file does not have."""
    names = tuple(column.name for column in raw.columns)
    unknown = [title for title in evidence.not_blank if title not in names]
    if unknown:
        raise EvidenceError(
            Problem(
                evidence.places.get(f"not_blank.{title}", evidence.place),
                Text("{file} has no column {column:quoted}", file=raw.file, column=title),
                Text("one of: {names:list}", names=names),
                nearest(title, names, Text("name one of the file's columns")),
            )
            for title in unknown
        )
    words = {title: tuple(word.lower() for word in words) for title, words in evidence.not_blank.items()}
    columns = tuple(replace(one, filled=words.get(one.name, ())) for one in raw.columns)
    if evidence.cases is not None:
        # Events go through queries that know nothing of cells that are clean already.
        columns = tuple(replace(one, clean="") for one in columns)
    return replace(raw, columns=columns)


def filled_of(title: str, raw: RawTable, mapping: CaseMapping) -> tuple[str, ...]:
    """Return the words that are values in a column of cases: those of the column of events that it comes from."""
    source = mapping.columns.get(title, title) if title not in mapping.keep else title
    return next((column.filled for column in raw.columns if column.name == source), ())


def open_cases(engine: Engine, evidence: Evidence, raw: RawTable, stated: CaseMapping) -> RawTable:
    mapping = with_standard_columns(raw, stated)
    check_names(raw, mapping)
    check_repeats(raw, stated, mapping)
    check_zone(engine, mapping)
    if engine.spark is None:
        check_lengths(engine, raw, {*mapping.columns.values(), *mapping.keep, *mapping.where})
    raw = with_plain_moments(engine, raw, mapping)
    mapping, raw = with_words(engine, raw, mapping)
    raw = replace(raw, notes=(*raw.notes, *near_notes(engine, raw, named_by_where(mapping))))
    asked = engine.asked.get(evidence.id, frozenset(mapping.row_columns))
    path, raw, mapping = cases_file(engine, raw, mapping, asked)
    return rolled_table(engine, path, raw, mapping)


def cases_file(
    engine: Engine, raw: RawTable, mapping: CaseMapping, asked: Collection[str]
) -> tuple[Path, RawTable, CaseMapping]:
    """Roll events up to a file of cases: by the first way that fits the events, and by the careful way at last."""
    plain = not needs_care(mapping, asked)
    if engine.spark and plain and (events := typed_events(engine.spark, raw, mapping)):
        return roll_up_in_spark(engine, events, raw, mapping, asked), raw, mapping
    rows = used_rows(engine, raw, mapping)
    if plain and engine.spark is None and ids_can_wait(raw, mapping):
        check_cells(engine, raw, rows, mapping, [role for role in REQUIRED_COLUMNS if role != "case"])
        path = roll_up_in_process(engine, events_sql(raw, rows, mapping, as_written=True), raw, mapping, asked)
        if not engine.query(f"SELECT 1 FROM ({parquet_source(path)}) WHERE {IN_DOUBT} LIMIT 1"):
            return path, raw, mapping
    saved, mapping, raw = prepared_events(engine, raw, rows, mapping, asked)
    if engine.spark is None:
        return roll_up_in_process(engine, saved, raw, mapping, asked), raw, mapping
    return roll_up_in_spark(engine, handed_over(engine, saved, raw, mapping), raw, mapping, asked), raw, mapping


def prepared_events(
    engine: Engine, raw: RawTable, rows: str, mapping: CaseMapping, asked: Collection[str]
) -> tuple[str, CaseMapping, RawTable]:
    """Return the query for checked events, one for each thing that happened; notes go to the table."""
    if mapping.is_register:
        saved, mapping = register_events(engine, raw, rows, mapping)
    else:
        check_cells(engine, raw, rows, mapping, REQUIRED_COLUMNS)
        saved = events_sql(raw, rows, mapping)
        if raw.parquet is None or needs_care(mapping, asked):
            # Cells of text are read once; typed files are read where they stand.
            saved = engine.save(saved)
        if "event" in mapping.columns:
            saved = once_a_case(engine, saved, raw, mapping)
        if "lifecycle" in mapping.columns:
            saved, mapping, raw = paired_events(engine, saved, raw, mapping)
    if mapping.needs_horizon(asked):
        saved, note = with_horizon(engine, saved, raw, mapping)
        raw = replace(raw, notes=(*raw.notes, *note))
    return saved, mapping, raw


def needs_care(mapping: CaseMapping, asked: Collection[str]) -> bool:
    """Whether events must be put together before they are rolled up."""
    return bool({"lifecycle", "event", "opened", "closed"} & set(mapping.columns) or mapping.needs_horizon(asked))


def roll_up_in_process(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping, asked: Collection[str]) -> Path:
    check_order(engine, saved, raw, mapping)
    check_closing(engine, saved, raw, mapping)
    days = engine.table(parquet_source(save_calendar(engine, *days_of(engine, saved), raw, mapping)))
    events = engine.table(f"SELECT *{quick_columns(engine, raw, mapping, asked)} FROM ({saved})")
    cases = roll_up(events, days, mapping, asked)
    rolled = f"({engine.backend.compile(cases)})"
    if mapping.rows == "periods":
        return engine.save_file(f"SELECT * FROM {rolled} ORDER BY period")
    cells = f'SELECT *, {unclean_id()} AS {IN_DOUBT} FROM (SELECT * REPLACE ("case"::VARCHAR AS "case") FROM {rolled})'
    if engine.query(f"SELECT count(*) FROM ({saved})")[0][0] <= MOST_SORTED:
        # In order, so that the same evidence gives the same rows each time.
        return engine.save_file(f'{cells} ORDER BY "case"')
    # Of so many, none is looked at by itself: ids that nobody asked for are not written.
    return engine.save_file(cells if "case" in asked else f'SELECT * EXCLUDE ("case") FROM ({cells})')


def handed_over(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> Events:
    """Check events in this process, and hand them to Spark as a file."""
    assert engine.spark is not None  # noqa: S101 - it is called with Spark alone
    check_order(engine, saved, raw, mapping)
    check_closing(engine, saved, raw, mapping)
    events = engine.spark.read_parquet(engine.save_file(saved).as_uri())
    return Events(events, *days_of(engine, saved))


def roll_up_in_spark(
    engine: Engine, events: Events, raw: RawTable, mapping: CaseMapping, asked: Collection[str]
) -> Path:
    assert engine.spark is not None  # noqa: S101 - it is called with Spark alone
    calendar = save_calendar(engine, events.first, events.last, raw, mapping)
    days = engine.spark.read_parquet(calendar.as_uri())
    target = engine.scratch_file("")
    engine.spark.write_parquet(roll_up(events.rows, days, mapping, asked), target)
    return target


def rolled_table(engine: Engine, path: Path, raw: RawTable, mapping: CaseMapping) -> RawTable:
    stands = path.is_file()
    saved = parquet_source(path if stands else path / "*.parquet")
    types = {str(title): str(kind) for title, kind, *_ in engine.query(f"DESCRIBE {saved}")}
    keys = [(title, mapping.key_of(title)) for title in mapping.row_columns]
    columns = tuple(
        RawColumn(
            title,
            f"c{i}" if key in types else NOT_ASKED,
            types.get(key, "VARCHAR"),
            title=key if key in types and key != title else "",
            filled=filled_of(title, raw, mapping),
        )
        for i, (title, key) in enumerate(keys)
    )
    renamed = ", ".join(f"{name(key)} AS c{i}" for i, (_, key) in enumerate(keys) if key in types)
    if stands:
        sql = f"SELECT file_row_number + 1 AS row, {renamed} FROM ({parquet_source(path, row_numbers=True)})"
    else:
        order = '"case"' if mapping.rows == "cases" else '"period"'
        # Numbered only where a query asks for the number, which few do: the rows of a column of its type need none.
        sql = f"SELECT row_number() OVER (ORDER BY {order}) AS row, {renamed} FROM ({saved})"
    notes = (*raw.notes, *rolled_notes(raw, mapping))
    return RawTable(raw.file, sql, columns, notes=notes, parquet=path, copies=raw.copies)


def rolled_notes(raw: RawTable, mapping: CaseMapping) -> tuple[Text, ...]:
    columns = {column.name: column for column in raw.columns}
    used = dict.fromkeys(columns[mapping.columns[role]] for role in MOMENTS if role in mapping.columns)
    notes = [
        Text("{file}: {note}", file=raw.file, note=note)
        for column in used
        if (note := read_moment(column, mapping.time_zone).note)
    ]
    return (*notes, *(() if mapping.closed_by else (NO_END,)))


def with_standard_columns(raw: RawTable, mapping: CaseMapping) -> CaseMapping:
    names = {column.name for column in raw.columns}
    if mapping.is_register:
        return mapping
    standard = {role: title for role, title in STANDARD_COLUMNS.get(raw.form, {}).items() if title in names}
    if "start" not in mapping.columns:
        standard |= {role: title for role, title in LIFECYCLE.items() if title in names}
    return replace(mapping, columns=MappingProxyType({**standard, **mapping.columns}))


def named_by_where(mapping: CaseMapping) -> tuple[NamedValues, ...]:
    return tuple(named_values(mapping.where, mapping.places, mapping.place))


def used_rows(engine: Engine, raw: RawTable, mapping: CaseMapping) -> str:
    """Return the query for the events that the mapping's `where` keeps; refuse one that keeps none."""
    where, problems = chosen_rows(engine, raw, named_by_where(mapping))
    if problems:
        raise EvidenceError(problems)
    rows = f"SELECT * FROM ({raw.sql}) WHERE {where}"
    if not engine.query(f"SELECT 1 FROM ({rows}) LIMIT 1"):
        what = Text("{file} has no event that `where` keeps", file=raw.file)
        raise EvidenceError([Problem(mapping.place, what, Text("events"), Text("correct the values"))])
    return rows


def events_sql(raw: RawTable, rows: str, mapping: CaseMapping, as_written: bool = False) -> str:
    """Return the query for events as `evidence/events/cases.py` takes them; `as_written` leaves case ids untrimmed."""
    columns = {column.name: column for column in raw.columns}
    moments = [
        read_moment(columns[mapping.columns[role]], mapping.time_zone) for role in MOMENTS if role in mapping.columns
    ]
    time, start = moments[0], moments[-1]
    has_clock = any(moment.local != moment.instant for moment in moments)
    parts = [f"{time.instant} AS instant", "row AS position", *([f"{time.local} AS local"] if has_clock else [])]
    cells = {
        r: columns[title].key if as_written and r == "case" else text_cell(columns[title])
        for r, title in mapping.columns.items()
        if r in (*TEXTS, "lifecycle", "instance", "event")
    }
    parts += [f"{cell} AS {name(r)}" for r, cell in cells.items()]
    if "start" in mapping.columns:
        parts.append(f"coalesce({start.instant}, {time.instant}) AS start")
        parts += [f"coalesce({start.local}, {time.local}) AS start_local"] if has_clock else []
    if "deadline" in mapping.columns:
        parts.append(f"{day_of(columns[mapping.columns['deadline']], mapping.time_zone)} AS deadline")
    parts += [f"{text_cell(columns[title])} AS keep_{i}" for i, title in enumerate(mapping.keep)]
    if raw.parquet is not None:
        parts.append(f"{columns[mapping.columns['activity']].key} AS {ACTIVITY_WORD}")
    return f"SELECT {', '.join(parts)} FROM ({rows})"


def days_of(engine: Engine, saved: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of the events, on the clocks on the wall."""
    clocks = {str(title) for title, *_ in engine.query(f"DESCRIBE {saved}")}
    wall = "local" if "local" in clocks else "instant"
    begin = next(one for one in ("start_local", "start", wall) if one in clocks)
    since = {"since_local", "since"} & clocks
    # Of two clocks, the one on the wall.
    starts = ", ".join(f"min({one})" for one in {wall, begin, *([max(since)] if since else [])})
    ends = ", ".join(f"max({one})" for one in (wall, "horizon_local") if one in clocks)
    first, last = engine.query(f"SELECT least({starts})::DATE, greatest({ends})::DATE FROM ({saved})")[0]
    return first, last


def save_calendar(
    engine: Engine, first: datetime.date, last: datetime.date, raw: RawTable, mapping: CaseMapping
) -> Path:
    """Write the working calendar over all days of the events."""
    years = range(first.year, last.year + 1)
    if len(years) > MOST_YEARS:
        what = Text("the events span {years} years, from {first} to {last}", years=len(years), first=first, last=last)
        do = Text("correct the times, or leave out the rows with them")
        raise EvidenceError([Problem(Place(raw.file), what, Text("at most {years} years", years=MOST_YEARS), do)])
    try:
        days_off = public_holidays(mapping.country, mapping.region, years, mapping.place)
    except InputError as error:
        raise EvidenceError(error.problems) from error
    import pyarrow as pa  # noqa: PLC0415 - slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415

    rows = calendar_rows(first, last, mapping.hours, days_off | set(mapping.holidays))
    days, *seconds = zip(*rows, strict=True)
    clocks = dict(zip(("before", "opens", "closes"), (pa.array(one, pa.int64()) for one in seconds), strict=True))
    target = engine.scratch_file(".parquet")
    pq.write_table(pa.table({"day": pa.array(days, pa.date32()), **clocks}), target)
    return target
