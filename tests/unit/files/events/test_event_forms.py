"""What counts as one event, one case and one column, in all forms of logs and databases."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from event_files import MAPPING, OCEL, STANDARD, csv_cases, database, refusal, rows_of, xes
from publicvalue.errors import EvidenceError
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Column, Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.events.roll_up import NO_END, open_rows

PERMITS = CaseMapping(where={"object_type": ("Permit",)}, place=MAPPING.place)


def notes_of(folder: Path, file: str, mapping: CaseMapping | None, table: str = "") -> tuple[str, ...]:
    with open_engine(folder) as engine:
        return open_rows(engine, Evidence("log", "records", "Log", file, "s", table=table, cases=mapping)).notes


# ---- lifecycle


def log(folder: Path, *lines: str, head: str = "id,step,at,part,who") -> None:
    (folder / "log.csv").write_text(head + "\n" + "".join(f"{line}\n" for line in lines))


def parts(folder: Path, *lines: str, **mapping: object) -> list[dict]:
    log(folder, *lines)
    columns = {"case": "id", "activity": "step", "time": "at", "lifecycle": "part"}
    stated = {"columns": columns, "unit": "hours", **mapping}
    return rows_of(folder, "log.csv", dataclasses.replace(MAPPING, **stated))


def test_a_start_and_its_end_are_one_activity_with_service_and_waiting(tmp_path):
    (case,) = parts(
        tmp_path,
        "a,check,2024-03-01 09:00,start,",
        "a,check,2024-03-01 11:00,complete,",
        "a,decide,2024-03-01 14:00,START,",
        "a,decide,2024-03-01 15:00,Complete,",
    )
    assert (case["events"], case["rework"], case["reworked"], case["variant"]) == (2, 0, False, "check > decide")
    assert (case["duration"], case["service"], case["waiting"]) == (6.0, 3.0, 3.0)


def test_an_activity_done_twice_is_rework(tmp_path):
    (case,) = parts(
        tmp_path,
        "a,check,2024-03-01 09:00,start,",
        "a,check,2024-03-01 10:00,complete,",
        "a,check,2024-03-01 12:00,start,",
        "a,check,2024-03-01 13:00,complete,",
    )
    assert (case["events"], case["rework"], case["service"], case["waiting"]) == (2, 1, 2.0, 2.0)


def test_two_at_a_time_are_paired_in_the_order_in_which_they_began(tmp_path):
    """The plain way: a queue for each activity of a case."""
    (case,) = parts(
        tmp_path,
        "a,check,2024-03-01 09:00,start,",
        "a,check,2024-03-01 10:00,start,",
        "a,check,2024-03-01 11:00,complete,",
        "a,check,2024-03-01 15:00,complete,",
        "a,decide,2024-03-01 20:00,start,",
        "a,decide,2024-03-01 21:00,complete,",
    )
    assert (case["events"], case["service"], case["waiting"]) == (3, 7.0, 5.0)


def test_an_end_without_a_start_takes_no_later_start(tmp_path):
    (case,) = parts(
        tmp_path,
        "a,check,2024-03-01 09:00,complete,",
        "a,check,2024-03-01 11:00,start,",
        "a,check,2024-03-01 12:00,complete,",
    )
    assert (case["duration"], case["service"], case["waiting"]) == (3.0, 1.0, 2.0)
    mapping = dataclasses.replace(
        MAPPING, columns={"case": "id", "activity": "step", "time": "at", "lifecycle": "part"}
    )
    assert notes_of(tmp_path, "log.csv", mapping) == (
        "part: 1 starts and ends were taken together as one activity each.",
        "part: 1 activities have no start or no end in the log, and count when they have one.",
        NO_END,
    )


def test_an_activity_that_still_goes_on_counts_once(tmp_path):
    (case,) = parts(
        tmp_path,
        "a,check,2024-03-01 09:00,start,",
        "a,check,2024-03-01 10:00,complete,",
        "a,decide,2024-03-01 12:00,start,",
    )
    assert (case["events"], case["service"], case["waiting"], case["duration"]) == (2, 1.0, 2.0, 3.0)


def test_what_only_plans_work_is_waited_for_and_is_no_activity(tmp_path):
    (case,) = parts(
        tmp_path,
        "a,check,2024-03-01 08:00,schedule,",
        "a,check,2024-03-01 09:00,assign,",
        "a,check,2024-03-01 10:00,start,",
        "a,check,2024-03-01 11:00,complete,",
    )
    assert (case["events"], case["duration"], case["service"], case["waiting"]) == (1, 3.0, 1.0, 2.0)
    assert case["started"].hour == 8


def test_a_case_of_which_nothing_has_begun_is_kept(tmp_path):
    cases = parts(
        tmp_path,
        "a,check,2024-03-01 08:00,schedule,",
        "b,check,2024-03-01 08:00,start,",
        "b,check,2024-03-01 09:00,complete,",
    )
    assert [(case["case"], case["events"], case["duration"]) for case in cases] == [("a", 1, 0.0), ("b", 1, 1.0)]


def test_service_is_not_known_where_work_was_suspended(tmp_path):
    (case,) = parts(
        tmp_path,
        "a,check,2024-03-01 08:00,start,",
        "a,check,2024-03-01 09:00,suspend,",
        "a,check,2024-03-01 10:00,resume,",
        "a,check,2024-03-01 11:00,complete,",
    )
    assert (case["events"], case["duration"], case["service"], case["waiting"]) == (1, 3.0, None, None)


def test_words_that_say_neither_start_nor_end_are_refused(tmp_path):
    log(tmp_path, "a,check,2024-03-01 08:00,begun,", "a,check,2024-03-01 09:00,complete,")
    columns = {"case": "id", "activity": "step", "time": "at", "lifecycle": "part"}
    found = refusal(tmp_path, "log.csv", mapping=dataclasses.replace(MAPPING, columns=columns))
    assert found.startswith(
        "assessment.yaml, line 9, cases: log.csv: column 'part' holds words that say neither start nor end: 'begun'\n"
        "    expected: one of: start, complete, "
    )


def test_a_log_of_ends_alone_says_nothing_of_service(tmp_path):
    (case,) = parts(tmp_path, "a,check,2024-03-01 08:00,complete,", "a,check,2024-03-01 09:00,complete,")
    assert (case["events"], "service" in case) == (2, False)


def test_lifecycle_under_its_own_name_needs_no_mapping(tmp_path):
    log(
        tmp_path,
        "a,check,2024-03-01 08:00,start,",
        "a,check,2024-03-01 09:00,complete,",
        head="id,step,at,lifecycle:transition,who",
    )
    (case,) = rows_of(tmp_path, "log.csv", MAPPING)
    assert (case["events"], case["reworked"]) == (1, False)


def test_activities_with_an_instance_are_paired_by_it(tmp_path):
    log(
        tmp_path,
        "a,check,2024-03-01 08:00,start,1",
        "a,check,2024-03-01 09:00,start,2",
        "a,check,2024-03-01 10:00,complete,2",
        "a,check,2024-03-01 10:00,complete,1",
    )
    columns = {"case": "id", "activity": "step", "time": "at", "lifecycle": "part", "instance": "who"}
    (case,) = rows_of(tmp_path, "log.csv", dataclasses.replace(MAPPING, columns=columns))
    assert case["events"] == 2


def test_ids_of_events_do_not_keep_a_start_from_its_end(tmp_path):
    log(tmp_path, "a,check,2024-03-01 08:00,start,1", "a,check,2024-03-01 09:00,complete,2")
    columns = {"case": "id", "activity": "step", "time": "at", "lifecycle": "part", "instance": "who"}
    (case,) = rows_of(tmp_path, "log.csv", dataclasses.replace(MAPPING, columns=columns, unit="hours"))
    assert (case["events"], case["service"]) == (1, 1.0)


# ---- one event counts once a case


def ocel_with(relationships: list[dict]) -> str:
    events = [{**OCEL["events"][0], "relationships": relationships}, OCEL["events"][1]]
    return json.dumps({**OCEL, "events": events})


def test_one_object_with_two_qualifiers_is_one_event(tmp_path):
    twice = [{"objectId": "p1", "qualifier": "for"}, {"objectId": "p1", "qualifier": "checked"}]
    (tmp_path / "log.json").write_text(ocel_with(twice))
    (case,) = rows_of(tmp_path, "log.json", PERMITS)
    assert (case["events"], case["reworked"]) == (2, False)


def test_an_event_that_touches_two_objects_of_a_case_counts_once(tmp_path):
    log(tmp_path, "a,pay,2024-03-01,e1,x", "a,pay,2024-03-01,e1,y", "a,pay,2024-03-02,e2,x", "a,pay,2024-03-03,,x")
    columns = {"case": "id", "activity": "step", "time": "at", "event": "part"}
    (case,) = rows_of(tmp_path, "log.csv", dataclasses.replace(MAPPING, columns=columns))
    assert case["events"] == 3


def test_two_events_of_one_id_are_refused(tmp_path):
    log(tmp_path, "a,pay,2024-03-01,e1,x", "a,post,2024-03-01,e1,y")
    columns = {"case": "id", "activity": "step", "time": "at", "event": "part"}
    found = refusal(tmp_path, "log.csv", mapping=dataclasses.replace(MAPPING, columns=columns))
    assert found.startswith("log.csv, row 2, part: 1 id stands for different events of a case: 'e1' in rows 2 and 3\n")


OCEL_1_0 = {
    "ocel:global-log": {"ocel:version": "1.0"},
    "ocel:events": {
        "e1": {
            "ocel:activity": "apply",
            "ocel:timestamp": "2024-01-01T09:00:00Z",
            "ocel:omap": ["p1", "c1"],
            "ocel:vmap": {"channel": "web"},
        },
        "e2": {"ocel:activity": "grant", "ocel:timestamp": "2024-01-03T09:00:00Z", "ocel:omap": ["p1"]},
    },
    "ocel:objects": {
        "p1": {"ocel:type": "Permit", "ocel:ovmap": {"area": "North"}},
        "c1": {"ocel:type": "Citizen", "ocel:ovmap": {}},
    },
}
OCEL_1_0_XML = """<log><global scope="event"/><events>
<event><string key="id" value="e1"/><string key="activity" value="apply"/>
<date key="timestamp" value="2024-01-01T09:00:00Z"/><list key="omap"><string key="object-id" value="p1"/>
<string key="object-id" value="c1"/></list><list key="vmap"><string key="channel" value="web"/></list></event>
<event><string key="id" value="e2"/><string key="activity" value="grant"/>
<date key="timestamp" value="2024-01-03T09:00:00Z"/><list key="omap"><string key="object-id" value="p1"/></list></event>
</events><objects><object><string key="id" value="p1"/><string key="type" value="Permit"/>
<list key="ovmap"><string key="area" value="North"/></list></object>
<object><string key="id" value="c1"/><string key="type" value="Citizen"/></object></objects></log>"""


@pytest.mark.parametrize(("file", "content"), [("log.jsonocel", json.dumps(OCEL_1_0)), ("log.xml", OCEL_1_0_XML)])
def test_logs_of_ocel_1_0_are_read(tmp_path, file, content):
    (tmp_path / file).write_text(content)
    columns = {"channel": "event:channel", "group": "object:area"}
    (case,) = rows_of(tmp_path, file, dataclasses.replace(PERMITS, columns=columns))
    assert (case["case"], case["variant"], case["duration"]) == ("p1", "apply > grant", 2.0)
    assert (case["channel"], case["group"]) == ("web", "North")


def test_a_database_of_ocel_1_0_is_named(tmp_path):
    database(tmp_path, "CREATE TABLE EVENTS (a); CREATE TABLE OBJECTS (a); CREATE TABLE RELATIONS (a)")
    assert "it is an OCEL 1.0 log, which is read from JSON and XML alone" in refusal(tmp_path, "office.db")


def test_an_object_of_two_types_is_refused(tmp_path):
    objects = [*OCEL["objects"], {"id": "p1", "type": "Citizen"}]
    found = refusal(tmp_path, "log.json", json.dumps({**OCEL, "objects": objects}), mapping=PERMITS)
    assert "two objects of different types are called p1" in found


# ---- traces of one name

TRACE = """<trace><string key="concept:name" value="{name}"/><event><string key="concept:name" value="in"/>
<date key="time:timestamp" value="2024-01-0{day}T09:00:00Z"/></event></trace>"""
TWICE = xes(TRACE.format(name="a", day=1) + TRACE.format(name="a", day=3) + TRACE.format(name="b", day=5))


def test_traces_of_one_name_are_refused_with_both_ways_out(tmp_path):
    assert refusal(tmp_path, "log.xes", TWICE, mapping=STANDARD) == (
        "assessment.yaml, line 9, cases: log.xes has more than one trace called 'a'\n"
        "    expected: a name of its own for each case, or a word on whether such traces are parts of one case\n"
        "    do: write `case: number of the trace` under cases where each trace is a case, `case: case:concept:name`"
        " where they are parts of one"
    )
    apart = dataclasses.replace(STANDARD, columns={"case": "number of the trace"})
    assert [case["events"] for case in rows_of(tmp_path, "log.xes", apart)] == [1, 1, 1]
    one = dataclasses.replace(STANDARD, columns={"case": "case:concept:name"})
    assert [(case["case"], case["duration"]) for case in rows_of(tmp_path, "log.xes", one)] == [("a", 2.0), ("b", 0.0)]


def test_traces_without_events_are_told(tmp_path):
    (tmp_path / "log.xes").write_text(xes(TRACE.format(name="a", day=1) + "<trace/>"))
    assert "log.xes: 1 traces hold no event, so they are no cases here." in notes_of(tmp_path, "log.xes", STANDARD)


# ---- SQLite


def test_a_database_with_changes_beside_it_is_refused(tmp_path):
    link = sqlite3.connect(tmp_path / "office.db")
    link.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    link.execute("PRAGMA wal_checkpoint")
    link.execute("INSERT INTO t VALUES (2)")
    link.commit()
    found = refusal(tmp_path, "office.db", mapping=None)
    link.close()
    assert found.startswith(
        "office.db: 'office.db-wal' lies beside the database: it holds changes that the file itself does not have\n"
    )
    assert rows_of(tmp_path, "office.db", None) == [{"x": "1"}, {"x": "2"}]
    assert "the latest rows are missing" in notes_of(tmp_path, "office.db", None)[0]


@pytest.mark.parametrize(("content", "refused"), [(b"\xd9\xd5\x05\xf9", True), (b"", False), (b"\x00" * 512, False)])
def test_a_journal_beside_a_database_counts_where_it_holds_something(tmp_path, content, refused):
    database(tmp_path, "CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    (tmp_path / "office.db-journal").write_bytes(content)
    if refused:
        assert "'office.db-journal' lies beside the database" in refusal(tmp_path, "office.db", mapping=None)
    else:
        assert rows_of(tmp_path, "office.db", None) == [{"x": "1"}]


def test_bytes_in_a_column_that_nobody_asks_for_do_no_harm(tmp_path):
    database(tmp_path, "CREATE TABLE t (id, photo, at); INSERT INTO t VALUES ('a', x'FFD8', '2024-01-01')")
    columns = {"case": "id", "activity": "id", "time": "at"}
    (case,) = rows_of(tmp_path, "office.db", dataclasses.replace(MAPPING, columns=columns))
    assert case["case"] == "a"
    kept = dataclasses.replace(MAPPING, columns=columns, keep=("photo",))
    assert refusal(tmp_path, "office.db", mapping=kept).startswith(
        "assessment.yaml, line 9, cases: office.db: column 'photo' holds bytes, which are no text and no number\n"
    )


def test_bytes_that_an_answer_asks_for_are_refused_by_name(reader):
    database(reader.folder, "CREATE TABLE t (value, photo); INSERT INTO t VALUES (1, x'FFD8')")
    assert reader.read("office.db").columns["value"] == [1.0]
    found = reader.refusal("office.db", {"group": Column("photo")})
    assert "office.db: column 'photo' holds bytes, which are no text and no number" in found


def test_text_of_a_database_that_is_no_utf_8_keeps_its_signs_apart(tmp_path):
    database(tmp_path, "CREATE TABLE t (x); INSERT INTO t VALUES (CAST(x'E9' AS TEXT)), (CAST(x'E8' AS TEXT))")
    assert rows_of(tmp_path, "office.db", None) == [{"x": "é"}, {"x": "è"}]
    assert "it was read as Windows-1252" in notes_of(tmp_path, "office.db", None)[0]


# ---- names that differ in their case alone


def test_columns_that_differ_in_case_are_different_columns(tmp_path, reader):
    pq.write_table(pa.table([[1.0], [2.0], [3.0]], names=["value", "Value", "VALUE"]), tmp_path / "t.parquet")
    assert [
        reader.read("t.parquet", {"value": Column(name)}).columns["value"] for name in ("value", "Value", "VALUE")
    ] == [
        [1.0],
        [2.0],
        [3.0],
    ]


def test_attributes_that_differ_in_case_are_different_attributes(tmp_path):
    both = TRACE.format(name="a", day=1).replace(
        "<event>", '<event><int key="cost" value="3"/><int key="Cost" value="5"/>'
    )
    (tmp_path / "log.xes").write_text(xes(both))
    (event,) = rows_with(tmp_path, "log.xes")
    assert (event["cost"], event["Cost"]) == ("3", "5")


def rows_with(folder: Path, file: str, table: str = "") -> list[dict]:
    """Return rows by the columns' names, which a table of the engine could not tell apart."""
    with open_engine(folder) as engine:
        raw = open_rows(engine, Evidence("log", "records", "Log", file, "s", table=table))
        found = engine.query(f"SELECT {', '.join(column.key for column in raw.columns)} FROM ({raw.sql})")  # noqa: S608
        return [dict(zip((column.name for column in raw.columns), row, strict=True)) for row in found]


def test_a_case_may_keep_columns_that_differ_in_case_from_others(tmp_path):
    (tmp_path / "log.csv").write_text("id,step,at,Duration,area,Area\na,in,2024-01-01,long,x,y\n")
    with open_engine(tmp_path) as engine:
        mapping = dataclasses.replace(MAPPING, keep=("Duration", "area", "Area"))
        raw = open_rows(engine, Evidence("log", "records", "Log", "log.csv", "s", cases=mapping))
        keys = {column.name: column.key for column in raw.columns}
        names = ("duration", "Duration", "area", "Area")
        found = engine.query(f"SELECT {', '.join(keys[one] for one in names)} FROM ({raw.sql})")  # noqa: S608
    assert found == [(0.0, "long", "x", "y")]


# ---- times in other forms


def lengths(folder: Path, *times: str, **mapping: object) -> list[float]:
    """Return the hours between pairs of times."""
    lines = [f'{i // 2},{"out" if i % 2 else "in"},"{time}",,' for i, time in enumerate(times)]
    return [case["duration"] for case in csv_cases(folder, *lines, unit="hours", **mapping)]


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        ("2024-03-01 09:00:00 UTC", "2024-03-01 09:00:00 America/New_York", 5.0),
        ("2024-07-01 09:00:00 UTC", "2024-07-01 09:00 America/New_York", 4.0),
        ("2024-07-01 09:00 CEST", "2024-07-01 09:00 GMT", 2.0),
        ("2024-07-01 09:00 CET", "2024-07-01 09:00 UTC", 1.0),
        ("2024-07-01T09:00:00+02:00[Europe/Paris]", "2024-07-01T09:00:00Z[UTC]", 2.0),
        ("2024-03-01 09:00 AM", "2024-03-01 09:00 PM", 12.0),
        ("2024-03-01 12:30 AM", "2024-03-01 12:30 p.m.", 12.0),
        ("15.03.2024 14:30", "16.03.2024 14:45", 24.25),
        ("03/15/2024 2:30 PM", "03/15/2024 11:30 PM", 9.0),
        ("15/03/2024 14:30:30", "15/03/2024 15:30:30", 1.0),
        ("15 Mar 2024 14:30", "16 Mar 2024 14:30", 24.0),
        ("15.03.2024 14:30 +0100", "15.03.2024 14:30 Z", 1.0),
        ("2024-03-01 09:00 Etc/GMT+4", "2024-03-01 15:00 UTC", 2.0),
    ],
)
def test_times_are_read_as_people_write_them(tmp_path, first, last, hours):
    assert lengths(tmp_path, first, last) == [hours]


@pytest.mark.parametrize("zone", ["IST", "CST", "AST", "EST", "Mars/Olympus", "America"])
def test_zones_that_are_used_in_several_places_or_nowhere_are_refused(tmp_path, zone):
    found = refusal(tmp_path, "log.csv", f"id,step,at,from,who\na,in,2024-03-01 09:00 {zone},,\n")
    assert found.startswith(
        "log.csv, row 2, at: 1 cell states a time zone that is not known, or that is used in several parts of the"
        f" world: row 2 '2024-03-01 09:00 {zone}'\n"
    )


@pytest.mark.parametrize("time", ["2024-03-01 13:00 PM", "2024-03-01 09:00:00 +05:30:00", "2024-03-01 09:00 x"])
def test_times_of_which_a_part_would_be_left_out_are_refused(tmp_path, time):
    found = refusal(tmp_path, "log.csv", f"id,step,at,from,who\na,in,{time},,\n")
    assert f"row 2 '{time}'" in found


def test_day_and_month_that_can_be_exchanged_need_the_format(tmp_path):
    found = refusal(tmp_path, "log.csv", "id,step,at,from,who\na,in,03/04/2024 09:00,,\n")
    assert "day and month can be taken for each other in every cell: row 2 '03/04/2024'" in found
    times = ("03/04/2024 09:00", "04/04/2024 10:00")
    assert lengths(tmp_path, *times, date_format="%d/%m/%Y %H:%M") == [25.0]
    assert lengths(tmp_path, *times, date_format="%d/%m/%Y") == [25.0]
    assert lengths(tmp_path, *times, date_format="%m/%d/%Y") == [31 * 24 + 1.0]
    mapping = dataclasses.replace(MAPPING, date_format="%Q")
    assert "is not a way to write dates" in refusal(tmp_path, "log.csv", mapping=mapping)


def test_a_view_that_makes_up_rows_without_end_is_refused_before_it_fills_the_disk(tmp_path):
    link = sqlite3.connect(tmp_path / "office.db")
    link.execute(
        "CREATE VIEW cases AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT i, 'a cell of two hundred letters or so ' || printf('%0200d', i) AS text FROM n"
    )
    link.commit()
    link.close()
    with open_engine(tmp_path) as engine, pytest.raises(EvidenceError, match="far more than the file"):
        open_rows(engine, Evidence("e", "records", "E", "office.db", "s", table="cases"))
    assert not list(tmp_path.glob("*.parquet"))
