"""What is wrong with events, before they are rolled up: names, blank cells, moments, and cases that never end."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.events.mapping import REGISTER_COLUMNS, REQUIRED_COLUMNS, CaseMapping
from publicvalue.files.columns.cells import SHOWN, bytes_problems, cleaned, list_rows
from publicvalue.files.engines.duckdb import Engine, RawTable, text
from publicvalue.files.events.moments import check_moments
from publicvalue.files.untrusted.xes_events import TRACE
from publicvalue.words.text import Text, counted, quoted

MOMENTS = ("time", "start")
TEXTS = ("case", "activity", "resource", "group", "channel")
"""Roles of the columns of events, by what their cells are."""
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
FILL = Text("fill the cells, or delete the rows")


def check_names(raw: RawTable, mapping: CaseMapping) -> None:
    """Name the columns that are missing from the mapping, or from the file."""
    names = tuple(column.name for column in raw.columns)
    problems = [
        Problem(
            mapping.place,
            Text("cases: no column is named for {role:quoted}", role=role),
            Text("one of: {names:list}", names=names),
            Text("write {role}: and the name of the column", role=role),
        )
        for role in (REGISTER_COLUMNS if mapping.is_register else REQUIRED_COLUMNS)
        if role not in mapping.columns
    ]
    for title in (*mapping.columns.values(), *mapping.keep, *mapping.where):
        if title not in names:
            what = Text("{file} has no column {column:quoted}", file=raw.file, column=title)
            expected = Text("one of: {names:list}", names=names)
            problems.append(Problem(mapping.place, what, expected, Text("correct the name under cases")))
    problems += bytes_problems(raw, [*mapping.columns.values(), *mapping.keep, *mapping.where], mapping.place)
    if raw.form == "ocel" and "object_type" not in mapping.where and mapping.columns.get("case") == "object":
        what = Text("cases: the log has objects of several types, and none is chosen")
        do = Text("write for example {line}", line="where: {object_type: Application}")
        problems.append(Problem(mapping.place, what, Text("the type of object that makes a case"), do))
    if problems:
        raise EvidenceError(problems)


def check_repeats(raw: RawTable, stated: CaseMapping, mapping: CaseMapping) -> None:
    """Refuse traces of one name, which may be parts of one case or two cases, unless the mapping says which."""
    title = mapping.columns.get("case", "")
    if not raw.repeated or stated.columns.get("case") or title != STANDARD_COLUMNS[".xes"]["case"]:
        return
    problem = Problem(
        mapping.place,
        Text("{file} has more than one trace called {names:list}", file=raw.file, names=quoted(raw.repeated)),
        Text("a name of its own for each case, or a word on whether such traces are parts of one case"),
        Text(
            "write `case: {trace}` under cases where each trace is a case, `case: {column}` where they are parts of"
            " one",
            trace=TRACE,
            column=title,
        ),
    )
    raise EvidenceError([problem])


def check_zone(engine: Engine, mapping: CaseMapping) -> None:
    zone = mapping.time_zone
    if zone and not engine.query(f"SELECT 1 FROM pg_timezone_names() WHERE name = {text(zone)}"):
        what = Text("no time zone is called {zone:quoted}", zone=zone)
        expected = Text("an IANA name such as America/Barbados")
        raise EvidenceError([Problem(mapping.place, what, expected, Text("correct time_zone"))])


def check_cells(engine: Engine, raw: RawTable, rows: str, mapping: CaseMapping, roles: Collection[str]) -> None:
    """Name events without a case, an activity or a time, and times that cannot be read."""
    columns = {column.name: column for column in raw.columns}
    problems: list[Problem] = []
    needed = {role: columns[mapping.columns[role]] for role in roles}
    for role, column in needed.items():
        count, first = engine.query(
            f"SELECT count(*), min(row, {SHOWN}) FROM ({rows}) WHERE ({cleaned(column)}) IS NULL"
        )[0]
        if count:
            what = counted(
                count,
                "1 event has no {role}: {rows}",
                "{number:count} events have no {role}: {rows}",
                role=role,
                rows=list_rows(first),
            )
            expected = Text("the {role} of each event", role=role)
            do = register_hint(mapping) if role == "time" else FILL
            problems.append(Problem(Place(raw.file, row=first[0], field=column.name), what, expected, do))
    for role in MOMENTS:
        if role in mapping.columns:
            problems += check_moments(engine, raw, rows, columns[mapping.columns[role]], mapping.time_zone)
    if "deadline" in mapping.columns:
        problems += check_moments(engine, raw, rows, columns[mapping.columns["deadline"]], mapping.time_zone)
    if problems:
        raise EvidenceError(problems)


def register_hint(mapping: CaseMapping) -> Text:
    """Say how a table with a row a case is read, where times are blank as those of open cases are."""
    if "start" not in mapping.columns:
        return FILL
    return Text(
        "fill the cells, or delete the rows; where a row is a case, write opened: {start} and closed: {time} in place"
        " of activity, start and time",
        start=mapping.columns["start"],
        time=mapping.columns["time"],
    )


def check_order(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> None:
    """Refuse events that end before they start: they would make negative durations."""
    if "start" not in mapping.columns:
        return
    count, first = engine.query(
        f"SELECT count(*), list_sort(list(position))[:{SHOWN}] FROM ({saved}) WHERE start > instant"
    )[0]
    if count:
        what = counted(
            count,
            "1 event starts after its end: {rows}",
            "{number:count} events start after their end: {rows}",
            rows=list_rows(first),
        )
        do = Text("correct the times, or exchange the two columns under cases")
        place = Place(raw.file, row=first[0], field=mapping.columns["start"])
        raise EvidenceError([Problem(place, what, Text("a start at or before the time of the event"), do)])


def check_closing(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> None:
    """Refuse a mapping by which no case ends: a word may be spelled otherwise in the file."""
    words = ", ".join(map(text, mapping.closed_by))
    if not words or mapping.is_register or engine.query(f"SELECT 1 FROM ({saved}) WHERE activity IN ({words}) LIMIT 1"):
        return
    found = engine.query(f"SELECT activity FROM ({saved}) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {2 * SHOWN}")
    problem = Problem(
        mapping.place,
        Text(
            "no case ever ends: {file} has no event whose activity is one of closed_by ({words:list})",
            file=raw.file,
            words=quoted(mapping.closed_by),
        ),
        Text("activities of the file, such as {activities:list}", activities=quoted(str(one) for (one,) in found)),
        Text("correct closed_by, or leave it out where the last event of a case ends it"),
    )
    raise EvidenceError([problem])
