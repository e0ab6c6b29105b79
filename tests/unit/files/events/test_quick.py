"""What is there for speed alone changes no answer."""

# ruff: noqa: S608 - names and texts of our own

from __future__ import annotations

import datetime
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.errors import EvidenceError
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Evidence
from publicvalue.files.columns.cells import BLANKS, SPACES
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.events import roll_up as events
from publicvalue.files.events.quick import MOST_BITS, MOST_WORDS, unclean_id

NAMES = ("case", "activity", "time", "deadline")
MAPPING = CaseMapping(columns={name: name for name in NAMES}, unit="hours")
HOUR = [datetime.datetime(2024, 3, 5, hour) for hour in range(24)]  # noqa: DTZ001 - clocks on the wall
DAY = HOUR[0].date()
SCHEMA = pa.schema(list(zip(NAMES, (pa.string(), pa.string(), pa.timestamp("us"), pa.date32()), strict=True)))


@pytest.fixture
def as_many(monkeypatch):
    """Treat every log as one of too many events to put its cases in order."""
    monkeypatch.setattr(events, "MOST_SORTED", 0)


def cases_of(folder: Path, rows: list[tuple[Any, ...]], asked: Collection[str]) -> list[tuple[Any, ...]]:
    """Return the columns that are asked for, sorted, and check that no others were written."""
    table = pa.Table.from_pylist([dict(zip(NAMES, (*row, DAY)[:4], strict=True)) for row in rows], SCHEMA)
    pq.write_table(table, folder / "log.parquet")
    with open_engine(folder) as engine:
        engine.asked = {"log": frozenset(asked)}
        raw = events.open_rows(engine, Evidence("log", "records", "Log", "log.parquet", "the agency", cases=MAPPING))
        assert raw.parquet is not None
        written = {name for name, *_ in engine.query(f"DESCRIBE SELECT * FROM '{raw.parquet}'")}
        assert written - {events.IN_DOUBT} == set(asked) | ({"case"} if events.MOST_SORTED else set())
        keys = {column.name: column.key for column in raw.columns}
        found = engine.query(f"SELECT {', '.join(keys[name] for name in asked)} FROM ({raw.sql})")
        return sorted(found, key=lambda row: tuple((cell is None, cell) for cell in row))


@pytest.mark.parametrize("many", [False, True])
def test_the_first_filled_deadline_counts_where_those_of_a_case_differ(tmp_path, monkeypatch, many):
    if many:
        monkeypatch.setattr(events, "MOST_SORTED", 0)
    earlier, later = DAY - datetime.timedelta(1), DAY + datetime.timedelta(1)
    rows = [
        *(("a", "in", HOUR[8], None), ("a", "in", HOUR[9], later), ("a", "in", HOUR[10], earlier)),
        *(("b", "in", HOUR[9], None), ("b", "in", HOUR[8], earlier)),
        ("c", "in", HOUR[8], None),
    ]
    assert cases_of(tmp_path, rows, ["deadline", "events"]) == [(earlier, 2), (later, 3), (None, 1)]
    assert cases_of(tmp_path, [*rows[:2], *rows[3:]], ["deadline", "events"]) == [(earlier, 2), (later, 2), (None, 1)]


EVENTS = [("b", "in", HOUR[8]), ("a", "in", HOUR[8]), ("a", "in", HOUR[10]), ("b", "out", HOUR[9])]


@pytest.mark.usefixtures("as_many")
def test_ids_of_many_cases_are_written_where_they_are_asked_for(tmp_path):
    assert cases_of(tmp_path, EVENTS, ["case", "duration", "rework"]) == [("a", 2.0, 1), ("b", 1.0, 0)]
    assert cases_of(tmp_path, EVENTS, ["duration", "rework"]) == [(1.0, 0), (2.0, 1)]


@pytest.mark.usefixtures("as_many")
@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("written", ["{space}a", "a{space}", "{space}a{space}"])
def test_ids_of_many_cases_are_trimmed_though_they_are_not_written(tmp_path, written, space):
    spaced = [*EVENTS, (written.format(space=space), "out", HOUR[11])]
    assert cases_of(tmp_path, spaced, ["duration", "rework"]) == [(1.0, 0), (3.0, 1)]


@pytest.mark.usefixtures("as_many")
@pytest.mark.parametrize("blank", [None, *BLANKS, " ", " NaN ", "N/A", "Null"])
def test_events_without_a_case_are_named_among_many(tmp_path, blank):
    with pytest.raises(EvidenceError, match="row 5, case: 1 event has no case: row 5"):
        cases_of(tmp_path, [*EVENTS, (blank, "out", HOUR[9])], ["duration"])


@pytest.mark.parametrize("id_", ["a", "none", "n-a", "--", "0", "a b", "1-2"])
def test_ids_that_only_look_odd_are_clean(tmp_path, id_):
    with open_engine(tmp_path) as engine:
        assert engine.query(f"""SELECT {unclean_id()} FROM (SELECT '{id_}' AS "case")""") == [(False,)]


@pytest.mark.parametrize("id_", ["é", "e\u0301", "naïve", "çà", "Ñ", "a’b"])
def test_ids_with_letters_that_can_be_written_in_two_ways_are_looked_at(tmp_path, id_):
    with open_engine(tmp_path) as engine:
        assert engine.query(f"""SELECT {unclean_id()} FROM (SELECT '{id_}' AS "case")""") == [(True,)]


def test_spellings_of_an_activity_that_differ_by_spaces_are_one(tmp_path):
    rows = [("a", "in", HOUR[8]), ("a", " in", HOUR[9]), ("a", "in\u00a0", HOUR[10]), ("a", "In", HOUR[11])]
    assert cases_of(tmp_path, rows, ["rework"]) == [(2,)]


@pytest.mark.parametrize("words", [3, MOST_BITS, MOST_BITS + 1, MOST_WORDS + 1])
def test_activities_are_counted_however_many_there_are(tmp_path, words):
    rows = [("a", f"step {i % words}", HOUR[8]) for i in range(words + 5)]
    assert cases_of(tmp_path, [*rows, ("b", "step 0", HOUR[9])], ["rework"]) == [(0,), (5,)]


@pytest.mark.parametrize("spaced", [MOST_WORDS - 2, MOST_WORDS + 1])
def test_activities_are_counted_however_often_they_are_spelled_otherwise(tmp_path, spaced):
    rows = [("a", "in" + " " * i, HOUR[8]) for i in range(spaced)]
    assert cases_of(tmp_path, [*rows, ("a", "out", HOUR[9])], ["events", "rework"]) == [(spaced + 1, spaced - 1)]
