"""What is wrong with events, before they are rolled up: names, blank cells, moments, and cases that never end."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.events.mapping import REGISTER_COLUMNS, REQUIRED_COLUMNS, CaseMapping
from publicvalue.files.columns.cells import SHOWN, bytes_problems, cleaned
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, text
from publicvalue.files.events.moments import check_moments
from publicvalue.files.untrusted.event_log_process import TRACE

MOMENTS = ("time", "start")
STANDARD_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ".xes": {
            "case": "case:concept:name",
            "activity": "concept:name",
            "time": "time:timestamp",
            "resource": "org:resource",
        },
        "ocel": {"case": "object", "activity": "activity", "time": "time", "event": "event"},
    }
)
"""Form of an event log -> the columns that its standard names."""


def check_names(raw: RawTable, mapping: CaseMapping) -> None:
    """Name the columns that are missing from the mapping, or from the file."""
    names = [column.name for column in raw.columns]
    problems = [
        Problem(
            mapping.place,
            f"cases: no column is named for '{role}'",
            "one of: " + ", ".join(names),
            f"write {role}: and the name of the column",
        )
        for role in (REGISTER_COLUMNS if mapping.is_register else REQUIRED_COLUMNS)
        if role not in mapping.columns
    ]
    for title in (*mapping.columns.values(), *mapping.keep, *mapping.where):
        if title not in names:
            what = f"{raw.file} has no column '{title}'"
            problems.append(Problem(mapping.place, what, "one of: " + ", ".join(names), "correct the name under cases"))
    problems += bytes_problems(raw, [*mapping.columns.values(), *mapping.keep, *mapping.where], mapping.place)
    if raw.form == "ocel" and "object_type" not in mapping.where and mapping.columns.get("case") == "object":
        what = "cases: the log has objects of several types, and none is chosen"
        do = "write for example where: {object_type: Application}"
        problems.append(Problem(mapping.place, what, "the type of object that makes a case", do))
    if problems:
        raise EvidenceError(problems)


def check_repeats(raw: RawTable, stated: CaseMapping, mapping: CaseMapping) -> None:
    """Refuse traces of one name, which may be parts of one case or two cases, unless the mapping says which."""
    title = mapping.columns.get("case", "")
    if not raw.repeated or stated.columns.get("case") or title != STANDARD_COLUMNS[".xes"]["case"]:
        return
    names = ", ".join(f"'{one}'" for one in raw.repeated)
    problem = Problem(
        mapping.place,
        f"{raw.file} has more than one trace called {names}",
        "a name of its own for each case, or a word on whether such traces are parts of one case",
        f"write `case: {TRACE}` under cases where each trace is a case, `case: {title}` where they are parts of one",
    )
    raise EvidenceError([problem])


def check_zone(engine: Engine, mapping: CaseMapping) -> None:
    zone = mapping.time_zone
    if zone and not engine.query(f"SELECT 1 FROM pg_timezone_names() WHERE name = {text(zone)}"):
        what = f"no time zone is called '{zone}'"
        expected = "an IANA name such as America/Barbados"
        raise EvidenceError([Problem(mapping.place, what, expected, "correct time_zone")])


def check_cells(engine: Engine, raw: RawTable, rows: str, mapping: CaseMapping, roles: Collection[str]) -> None:
    """Name events without a case, an activity or a time, and times that cannot be read."""
    columns = {column.name: column for column in raw.columns}
    problems: list[Problem] = []
    needed = {role: columns[mapping.columns[role]] for role in roles}
    blanks = ", ".join(f"({blanks_of(role, column, rows)})" for role, column in needed.items())
    blank = dict(zip(needed, engine.query(f"SELECT {blanks}")[0], strict=True))
    for role, column in needed.items():
        if not blank[role]:
            continue
        count, first = engine.query(
            f"SELECT count(*), list_sort(list(row))[:{SHOWN}] FROM ({rows}) WHERE ({cleaned(column)}) IS NULL"
        )[0]
        if count:
            shown = ", ".join(f"row {row}" for row in first)
            problems.append(
                Problem(
                    Place(raw.file, row=first[0], field=column.name),
                    f"{count:,} {'event has' if count == 1 else 'events have'} no {role}: {shown}",
                    f"the {role} of each event",
                    "fill the cells, or delete the rows",
                )
            )
    for role in MOMENTS:
        if role in mapping.columns:
            problems += check_moments(engine, raw, rows, columns[mapping.columns[role]], mapping.time_zone)
    if "deadline" in mapping.columns:
        problems += check_moments(engine, raw, rows, columns[mapping.columns["deadline"]], mapping.time_zone)
    if problems:
        raise EvidenceError([with_register_hint(problem, mapping) for problem in problems])


def with_register_hint(problem: Problem, mapping: CaseMapping) -> Problem:
    """Say how a table with a row a case is read, where times are blank as those of open cases are."""
    if " no time: " not in problem.what or "start" not in mapping.columns:
        return problem
    start, time = mapping.columns["start"], mapping.columns["time"]
    do = f"; where a row is a case, write opened: {start} and closed: {time} in place of activity, start and time"
    return replace(problem, do=problem.do + do)


def blanks_of(role: str, column: RawColumn, rows: str) -> str:
    """Return the query for whether a column has blank cells: 0 where it has none."""
    if role == "activity":
        # A log has few activities: each word is looked at once.
        return f"SELECT count(*) FILTER (({cleaned(column)}) IS NULL) FROM (SELECT DISTINCT {column.key} FROM ({rows}))"
    if cleaned(column) == column.key:
        # The file itself says how many cells are filled.
        return f"SELECT count(*) - count({column.key}) FROM ({rows})"
    return f"SELECT count(*) FILTER (({cleaned(column)}) IS NULL) FROM ({rows})"


def check_order(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> None:
    """Refuse events that end before they start: they would make negative durations."""
    if "start" not in mapping.columns:
        return
    count, first = engine.query(
        f"SELECT count(*), list_sort(list(position))[:{SHOWN}] FROM ({saved}) WHERE start > instant"
    )[0]
    if count:
        rows = ", ".join(f"row {row}" for row in first)
        what = f"{count:,} {'event starts after its end' if count == 1 else 'events start after their end'}: {rows}"
        do = "correct the times, or exchange the two columns under cases"
        place = Place(raw.file, row=first[0], field=mapping.columns["start"])
        raise EvidenceError([Problem(place, what, "a start at or before the time of the event", do)])


def check_closing(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> None:
    """Refuse a mapping by which no case ends: a word may be spelled otherwise in the file."""
    words = ", ".join(map(text, mapping.closed_by))
    if not words or mapping.is_register or engine.query(f"SELECT 1 FROM ({saved}) WHERE activity IN ({words}) LIMIT 1"):
        return
    found = engine.query(f"SELECT activity FROM ({saved}) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {2 * SHOWN}")
    problem = Problem(
        mapping.place,
        f"no case ever ends: {raw.file} has no event whose activity is one of closed_by ({words})",
        "activities of the file, such as " + ", ".join(f"'{activity}'" for (activity,) in found),
        "correct closed_by, or leave it out where the last event of a case ends it",
    )
    raise EvidenceError([problem])
