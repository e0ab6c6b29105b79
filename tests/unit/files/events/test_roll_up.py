from __future__ import annotations

import dataclasses
import datetime
import gzip
import json
import random
import sqlite3
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from event_files import COLUMNS, HEADER, MAPPING, OCEL, STANDARD, csv_cases, database, refusal, rows_of, xes
from publicvalue.evidence.events.calendars import OfficeHours
from publicvalue.evidence.events.cases import roll_up
from publicvalue.evidence.events.mapping import HORIZON_COLUMNS, CaseMapping
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS

# ---- times


def test_moments_with_an_offset_are_instants_and_keep_their_clock(tmp_path):
    (case,) = csv_cases(tmp_path, "a,in,2024-03-31T01:30:00+01:00,,", "a,out,2024-03-31 03:30:00 +0200,,", unit="hours")
    assert (case["duration"], case["started"].hour, case["ended"].hour) == (1.0, 1, 3)


def test_a_zone_turns_clocks_into_instants_over_the_change_of_clocks(tmp_path):
    (case,) = csv_cases(
        tmp_path, "a,in,2024-03-31 01:30,,", "a,out,2024-03-31 03:30,,", unit="hours", time_zone="Europe/Amsterdam"
    )
    assert (case["duration"], case["started"].hour, case["ended"].hour) == (1.0, 1, 3)


def test_instants_are_shown_on_the_clock_of_the_zone(tmp_path):
    (case,) = csv_cases(tmp_path, "a,in,2024-01-01T02:00:00Z,,", time_zone="America/Barbados")
    assert case["started"].isoformat() == "2023-12-31T22:00:00"
    assert case["period"] == "2023-12"


def test_mixed_time_zones_are_refused_unless_the_zone_is_given(tmp_path):
    lines = ("a,in,2024-03-05 10:00,,", "a,out,2024-03-05T14:00:00+01:00,,")
    assert refusal(tmp_path, "log.csv", HEADER, "\n".join(lines)) == (
        "log.csv, row 2, at: time zones are mixed: row 3 '2024-03-05T14:00:00+01:00' states its offset from UTC,"
        " row 2 '2024-03-05 10:00' does not\n"
        "    expected: an offset in all cells or in none, or the zone of those that state none\n"
        "    do: give time_zone under cases, such as America/Barbados"
    )
    (case,) = csv_cases(tmp_path, *lines, unit="hours", time_zone="Europe/Amsterdam")
    assert case["duration"] == 4.0


def test_times_that_are_other_text_are_refused(tmp_path):
    assert refusal(tmp_path, "log.csv", HEADER, "a,in,later,,\na,out,soon,,\n") == (
        "log.csv, row 2, at: 2 cells are not a moment: row 2 'later', row 3 'soon'\n"
        "    expected: moments such as 2024-03-05 14:30, 2024-03-05T14:30:00-04:00 or 05.03.2024 14:30\n"
        "    do: correct the cells, or leave them blank where the value is not known"
    )


def test_an_unknown_zone_is_refused(tmp_path):
    mapping = dataclasses.replace(MAPPING, time_zone="Bridgetown")
    assert refusal(tmp_path, "log.csv", HEADER, "a,in,2024-01-01,,\n", mapping=mapping) == (
        "assessment.yaml, line 9, cases: no time zone is called 'Bridgetown'\n"
        "    expected: an IANA name such as America/Barbados\n"
        "    do: correct time_zone"
    )


def test_events_that_end_before_they_start_are_refused(tmp_path):
    mapping = dataclasses.replace(MAPPING, columns={**COLUMNS, "start": "from"})
    assert refusal(tmp_path, "log.csv", HEADER, "a,in,2024-01-01 09:00,2024-01-01 10:00,\n", mapping=mapping) == (
        "log.csv, row 2, from: 1 event starts after its end: row 2\n"
        "    expected: a start at or before the time of the event\n"
        "    do: correct the times, or exchange the two columns under cases"
    )


def test_events_over_an_impossible_span_are_refused(tmp_path):
    assert refusal(tmp_path, "log.csv", HEADER, "a,in,1024-01-01,,\na,out,2024-01-01,,\n").startswith(
        "log.csv, row 2, at: 1 date is before 1920 or after 2150: row 2 '1024-01-01'\n"
    )


# ---- cases


def test_a_case_that_never_ends_has_no_duration(tmp_path):
    cases = csv_cases(
        tmp_path,
        "a,in,2024-01-01,,",
        "a,out,2024-01-03,,",
        "b,in,2024-01-02,,",
        "b,ask,2024-01-09,,",
        closed_by=("out",),
    )
    assert [(case["case"], case["duration"], case["ended"] is None) for case in cases] == [
        ("a", 2.0, False),
        ("b", None, True),
    ]


def test_waiting_is_the_time_in_which_nothing_is_worked_on(tmp_path):
    (case,) = csv_cases(
        tmp_path,
        "a,in,2024-01-01 10:00,2024-01-01 08:00,",
        "a,check,2024-01-01 11:00,2024-01-01 09:00,",
        "a,out,2024-01-01 15:00,2024-01-01 14:00,",
        columns={**COLUMNS, "start": "from"},
        unit="hours",
    )
    assert (case["duration"], case["waiting"], case["service"]) == (7.0, 3.0, 4.0)


def test_working_days_leave_out_week_ends_and_public_holidays(tmp_path):
    # Thursday 28 March 2024 to Tuesday 2 April: Good Friday and Easter Monday are holidays in Barbados.
    hours = OfficeHours(8 * 3600, 16 * 3600)
    (case,) = csv_cases(tmp_path, "a,in,2024-03-28 12:00,,", "a,out,2024-04-02 12:00,,", hours=hours, country="BB")
    assert (case["duration"], case["working_duration"]) == (5.0, 1.0)
    (case,) = csv_cases(tmp_path, "a,in,2024-03-28 12:00,,", "a,out,2024-04-02 12:00,,", hours=hours)
    assert case["working_duration"] == 3.0


def test_an_unknown_country_is_refused(tmp_path):
    mapping = dataclasses.replace(MAPPING, country="Atlantis")
    assert refusal(tmp_path, "log.csv", HEADER, "a,in,2024-01-01,,\n", mapping=mapping).startswith(
        "assessment.yaml, line 9, cases: no public holidays are known for 'Atlantis'\n"
    )


def test_hand_overs_count_known_resources_alone(tmp_path):
    (case,) = csv_cases(
        tmp_path,
        "a,1,2024-01-01,,x",
        "a,2,2024-01-02,,y",
        "a,3,2024-01-03,,",
        "a,4,2024-01-04,,x",
        "a,5,2024-01-05,,x",
        columns={**COLUMNS, "resource": "who"},
        automated_resources=("x",),
    )
    assert (case["hand_overs"], case["automated_share"], case["automated"]) == (1, 60.0, False)


def test_months_without_events_are_there(tmp_path):
    months = csv_cases(
        tmp_path,
        "a,in,2024-01-01,,",
        "b,in,2024-01-20,,",
        "a,out,2024-03-03,,",
        rows="periods",
        closed_by=("out",),
    )
    assert [tuple(month.values()) for month in months] == [
        ("2024-01", 2, 0, 2),
        ("2024-02", 0, 0, 2),
        ("2024-03", 0, 1, 1),
    ]


def test_only_events_that_where_keeps_are_used(tmp_path):
    lines = ("a,in,2024-01-01,,x", "a,out,2024-01-03,,y")
    (case,) = csv_cases(tmp_path, *lines, where={"who": ("x",)})
    assert case["events"] == 1
    mapping = dataclasses.replace(MAPPING, where={"who": ("z",)})
    assert "log.csv has no row where who is 'z'" in refusal(tmp_path, "log.csv", mapping=mapping)


def test_events_without_a_case_or_time_are_named_together(tmp_path):
    found = refusal(tmp_path, "log.csv", HEADER, ",in,2024-01-01,,\na,out,,,\n")
    assert "row 2, id: 1 event has no case: row 2" in found
    assert "row 3, at: 1 event has no time: row 3" in found


def test_a_mapping_that_names_no_time_is_refused(tmp_path):
    mapping = dataclasses.replace(MAPPING, columns={"case": "id", "activity": "what"})
    found = refusal(tmp_path, "log.csv", HEADER, "a,in,2024-01-01,,\n", mapping=mapping)
    assert "cases: no column is named for 'time'" in found
    assert "log.csv has no column 'what'" in found


# ---- XES


TRACE = """<trace><string key="concept:name" value="a"/><event><string key="concept:name" value="in"/>
<date key="time:timestamp" value="2024-01-01T09:00:00Z"/></event></trace>"""


@pytest.mark.parametrize("file", ["log.xes", "log.xes.gz"])
def test_columns_of_a_standard_log_need_no_mapping(tmp_path, file):
    content = xes(TRACE).encode()
    (tmp_path / file).write_bytes(gzip.compress(content) if file.endswith("gz") else content)
    (case,) = rows_of(tmp_path, file, STANDARD)
    assert (case["case"], case["events"], case["variant"]) == ("a", 1, "in")


def test_events_of_a_log_can_be_read_as_rows(tmp_path):
    (tmp_path / "log.xes").write_text(xes(TRACE))
    assert rows_of(tmp_path, "log.xes", None) == [
        {"case:concept:name": "a", "concept:name": "in", "time:timestamp": "2024-01-01T09:00:00Z"}
    ]


def test_traces_may_hold_comments_and_other_elements_and_differ_in_their_attributes(tmp_path):
    other = TRACE.replace('value="a"', 'value="b"').replace("<event>", '<event><int key="cost" value="3"/><list/>')
    strange = TRACE.replace("<trace>", '<trace><!-- a comment --><string key="no value"/>')
    (tmp_path / "log.xes").write_text(xes('<string key="creator" value="x"/>' + strange + other))
    event = {"concept:name": "in", "time:timestamp": "2024-01-01T09:00:00Z"}
    assert rows_of(tmp_path, "log.xes", None) == [
        {"case:concept:name": "a", **event, "cost": None},
        {"case:concept:name": "b", **event, "cost": "3"},
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (xes(TRACE)[:-20], "line "),
        ("<html><body/></html>", "its first element is 'html', not 'log'"),
        ("no xml", "its XML is damaged in line 1"),
        (xes("<event/>" + TRACE), "an event stands outside every trace, so its case is not known"),
        (xes(TRACE + "<event/>"), "an event stands outside every trace, so its case is not known"),
        ('<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + xes(TRACE)[22:], "it declares a document type"),
    ],
)
def test_damaged_and_dangerous_logs_are_refused(tmp_path, content, reason):
    found = refusal(tmp_path, "log.xes", content, mapping=STANDARD)
    assert found.startswith("log.xes: file rejected: it cannot be read as an XES event log (")
    assert reason in found


def test_an_empty_log_is_refused(tmp_path):
    found = refusal(tmp_path, "log.xes", xes(""), mapping=STANDARD)
    assert found.startswith("log.xes: the log holds no events\n")


def test_a_log_that_unpacks_without_end_is_refused(tmp_path):
    bomb = gzip.compress(xes(" " * 30_000_000).encode())
    found = refusal(tmp_path, "log.xes.gz", bomb, mapping=STANDARD)
    assert "it unpacks to more than a hundred times its size" in found
    small = dataclasses.replace(DEFAULT_LIMITS, log_unpacked_bytes=100)
    found = refusal(tmp_path, "log.xes", xes(TRACE), mapping=STANDARD, limits=small)
    assert "it unpacks to more than 100 bytes" in found


def test_a_log_that_takes_too_much_memory_is_refused(tmp_path):
    small = dataclasses.replace(DEFAULT_LIMITS, log_memory_bytes=20_000_000)
    found = refusal(tmp_path, "log.xes", xes(TRACE), mapping=STANDARD, limits=small)
    assert found.startswith("log.xes: file rejected: ")


# ---- OCEL

OCEL_XML = """<log><events>
<event id="e1" type="apply" time="2024-01-01T09:00:00Z">
<attributes><attribute name="channel">web</attribute></attributes>
<objects><relationship object-id="p1" qualifier="for"/><relationship object-id="c1" qualifier="by"/></objects></event>
<event id="e2" type="grant" time="2024-01-03T09:00:00Z"><objects><relationship object-id="p1"/></objects></event>
</events><objects><object id="p1" type="Permit"><attributes><attribute name="area" time="2024-01-01T00:00:00Z">North\
</attribute></attributes></object><object id="c1" type="Citizen"/></objects></log>"""
OCEL_SQL = """
CREATE TABLE event (ocel_id, ocel_type); CREATE TABLE object (ocel_id, ocel_type);
CREATE TABLE event_object (ocel_event_id, ocel_object_id, ocel_qualifier);
CREATE TABLE event_map_type (ocel_type, ocel_type_map); CREATE TABLE object_map_type (ocel_type, ocel_type_map);
CREATE TABLE event_Apply (ocel_id, ocel_time, channel); CREATE TABLE event_Grant (ocel_id, ocel_time);
CREATE TABLE object_Permit (ocel_id, ocel_time, area, ocel_changed_field);
CREATE TABLE object_Citizen (ocel_id, ocel_time, ocel_changed_field);
INSERT INTO event VALUES ('e1', 'apply'), ('e2', 'grant');
INSERT INTO object VALUES ('p1', 'Permit'), ('c1', 'Citizen');
INSERT INTO event_object VALUES ('e1', 'p1', 'for'), ('e1', 'c1', 'by'), ('e2', 'p1', NULL);
INSERT INTO event_map_type VALUES ('apply', 'Apply'), ('grant', 'Grant');
INSERT INTO object_map_type VALUES ('Permit', 'Permit'), ('Citizen', 'Citizen');
INSERT INTO event_Apply VALUES ('e1', '2024-01-01T09:00:00Z', 'web');
INSERT INTO event_Grant VALUES ('e2', '2024-01-03T09:00:00Z');
INSERT INTO object_Permit VALUES ('p1', '2024-01-01T00:00:00Z', 'North', NULL);
INSERT INTO object_Citizen VALUES ('c1', '1970-01-01T00:00:00Z', NULL);
"""


def write_ocel(folder: Path, form: str) -> str:
    file = f"log.{form}"
    if form == "sqlite":
        database = sqlite3.connect(folder / file)
        database.executescript(OCEL_SQL)
        database.close()
    else:
        (folder / file).write_text(json.dumps(OCEL) if form == "json" else OCEL_XML)
    return file


@pytest.mark.parametrize("form", ["json", "xml", "sqlite"])
def test_an_object_centric_log_gives_cases_of_one_type_of_object(tmp_path, form):
    mapping = CaseMapping(
        columns={"channel": "event:channel", "group": "object:area"}, where={"object_type": ("Permit",)}
    )
    (case,) = rows_of(tmp_path, write_ocel(tmp_path, form), mapping)
    assert (case["case"], case["variant"], case["duration"]) == ("p1", "apply > grant", 2.0)
    assert (case["channel"], case["group"]) == ("web", "North")


def test_an_object_centric_log_asks_for_the_type_of_object(tmp_path):
    found = refusal(tmp_path, write_ocel(tmp_path, "json"), mapping=STANDARD)
    assert "cases: the log has objects of several types, and none is chosen" in found


def test_an_object_centric_log_that_lacks_parts_is_refused(tmp_path):
    found = refusal(tmp_path, "log.json", '{"objects": []}', mapping=STANDARD)
    assert found.startswith("log.json: file rejected: it cannot be read as an OCEL event log ('events' is missing)")
    assert "(its JSON is damaged in line 1)" in refusal(tmp_path, "log.json", "{", mapping=STANDARD)
    assert "(it is nested too deep)" in refusal(tmp_path, "log.json", "[" * 100_000, mapping=STANDARD)


# ---- SQLite


def test_a_table_of_a_database_is_read_as_a_file(tmp_path):
    database(
        tmp_path, "CREATE TABLE t (id INTEGER, fee REAL, note TEXT); INSERT INTO t VALUES (1, 2.5, NULL), (2, 3, 'x')"
    )
    assert rows_of(tmp_path, "office.db", None) == [
        {"id": "1", "fee": "2.5", "note": ""},
        {"id": "2", "fee": "3", "note": "x"},
    ]


def test_a_database_with_several_tables_asks_for_one(tmp_path):
    database(tmp_path, "CREATE TABLE a (x); CREATE TABLE b (x); INSERT INTO b VALUES (7)")
    assert refusal(tmp_path, "office.db", mapping=None) == (
        "office.db: the database has several tables, and none is chosen\n"
        "    expected: one of: 'a', 'b'\n"
        "    do: name it under `table`"
    )
    assert "has no table 'c'" in refusal(tmp_path, "office.db", mapping=None, table="c")
    assert rows_of(tmp_path, "office.db", None, "b") == [{"x": "7"}]


def test_what_is_no_database_is_refused(tmp_path):
    assert refusal(tmp_path, "office.db", "id,fee\n1,2\n", mapping=None).startswith(
        "office.db: the file is named as an SQLite database but holds text\n"
    )
    damaged = b"SQLite format 3\x00" + b"\x07" * 5000
    assert refusal(tmp_path, "office.db", damaged, mapping=None).startswith(
        "office.db: file rejected: it cannot be read as an SQLite database ("
    )


def typed_log(folder: Path, rows: list[tuple[Any, ...]]) -> CaseMapping:
    """Write events with case, activity, a typed time and a channel, and return their mapping."""
    names = ("case", "activity", "time", "channel")
    pq.write_table(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows]), folder / "log.parquet")
    return dataclasses.replace(MAPPING, columns={name: name for name in names}, unit="hours")


HOUR = [datetime.datetime(2024, 3, 5, hour) for hour in range(24)]  # noqa: DTZ001 - clocks on the wall


@pytest.mark.parametrize("space", [" ", "\t", "\n", "\u00a0", "\u202f", "\ufeff"])
@pytest.mark.parametrize("written", ["{space}a", "a{space}", "{space}a{space}"])
def test_ids_of_typed_cases_are_trimmed_before_they_are_compared(tmp_path, written, space):
    rows = [("a", "in", HOUR[8], "web"), (written.format(space=space), "out", HOUR[9], "desk")]
    mapping = typed_log(tmp_path, rows)
    (case,) = rows_of(tmp_path, "log.parquet", mapping)
    assert (case["case"], case["duration"], case["channel"]) == ("a", 1.0, "web")


@pytest.mark.parametrize("blank", [None, "  ", "N/A"])
def test_typed_events_without_a_case_are_named(tmp_path, blank):
    mapping = typed_log(tmp_path, [("a", "in", HOUR[8], "web"), (blank, "out", HOUR[9], "desk")])
    assert refusal(tmp_path, "log.parquet", mapping=mapping).startswith(
        "log.parquet, row 2, case: 1 event has no case: row 2\n"
    )


def test_cases_of_typed_events_may_have_whole_numbers_as_ids(tmp_path):
    mapping = typed_log(tmp_path, [(10, "in", HOUR[8], "web"), (9, "in", HOUR[8], "web"), (10, "out", HOUR[9], "web")])
    assert [(case["case"], case["events"]) for case in rows_of(tmp_path, "log.parquet", mapping)] == [
        ("10", 2),
        ("9", 1),
    ]


def test_of_events_at_one_instant_the_first_in_the_file_counts(tmp_path):
    mapping = typed_log(tmp_path, [("a", "in", HOUR[8], None), ("a", "in", HOUR[8], "z"), ("a", "in", HOUR[8], "b")])
    (case,) = rows_of(tmp_path, "log.parquet", mapping)
    assert case["channel"] == "z"


def test_a_millionth_of_a_second_counts_before_the_place_in_the_file(tmp_path):
    later = HOUR[8] + datetime.timedelta(microseconds=1)
    mapping = typed_log(tmp_path, [("a", "in", later, "late"), ("a", "in", later, None), ("a", "in", HOUR[8], "early")])
    (case,) = rows_of(tmp_path, "log.parquet", mapping)
    assert case["channel"] == "early"


def test_quick_columns_change_no_answer(tmp_path):
    """The same random events as typed file, with the quick columns, and as plain expressions without them."""
    draw = random.Random(2)  # noqa: S311 - made-up data
    steps, channels = ["in", "ask", "decide", "out"], ["web", "desk", None]
    cases, times = [f"c{i}" for i in range(40)], HOUR[8:14]
    rows = [tuple(map(draw.choice, (cases, steps, times, channels))) for _ in range(400)]
    mapping = dataclasses.replace(
        typed_log(tmp_path, rows), closed_by=("out",), country="BB", hours=OfficeHours(0, 43_200)
    )
    asked = frozenset(mapping.row_columns) - HORIZON_COLUMNS
    quick = rows_of(tmp_path, "log.parquet", mapping, asked=asked)
    backend = ibis.duckdb.connect()
    events = backend.read_parquet(tmp_path / "log.parquet")
    events = events.mutate(instant=events["time"], local=events["time"], position=ibis.row_number())
    days = ibis.memtable({"day": [HOUR[0].date()], "before": [0], "opens": [0], "closes": [43_200]})
    plain = backend.to_pyarrow(roll_up(events, days, mapping, asked).order_by("case")).to_pylist()
    assert quick == [{name: row[name] for name in quick[0]} for row in plain]
