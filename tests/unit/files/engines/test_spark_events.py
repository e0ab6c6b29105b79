"""Spark gives the same cases and months as DuckDB, and every measure of them the same number."""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from evidence_tables import context_of
from long_runs import confirming
from publicvalue.errors import EvidenceError
from publicvalue.evidence.events.calendars import OfficeHours
from publicvalue.evidence.events.mapping import CASE_COLUMNS, HORIZON_COLUMNS, PERIOD_COLUMNS, CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engines.duckdb import Engine, open_engine
from publicvalue.files.events.roll_up import open_rows
from publicvalue.files.events.spark import typed_events
from publicvalue.files.evidence_files import open_evidence
from publicvalue.files.tables.raw import open_raw
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
START = datetime.datetime(2024, 1, 1, 8)  # noqa: DTZ001 - a clock on the wall
MOMENTS = ("time", "start")
NAMES = ("case", "activity", "time", "start", "resource", "channel", "deadline")
FILES = {"plain.parquet": "", "zoned.parquet": "America/Barbados", "plain.csv": "", "nanoseconds.parquet": ""}
"""File -> the time zone that its mapping states."""
MAPPING = CaseMapping(
    columns={name: name for name in NAMES} | {"group": "channel"},
    closed_by=("decide",),
    keep=("resource",),
    automated_resources=("robot",),
    hours=OfficeHours(8 * 3600, 16 * 3600),
    country="BB",
    unit="hours",
)
NUMBERS = ("duration", "working_duration", "service", "waiting", "events", "rework", "hand_overs", "automated_share")
YES_OR_NO = ("reworked", "automated", "outside_office_hours", "deadline_met")
MEASURES = [
    *(("mean", column) for column in NUMBERS),
    ("median", "duration"),
    ("percentile", "working_duration"),
    *(("share", column) for column in YES_OR_NO),
    *(("completeness", column) for column in ("variant", "channel", "group", "ended", "period_ended")),
]
OPTIONS = {"percentile": {"percent": 90}}
ROLES = {"share": "event", "completeness": "fields"}


def events(kind: pa.DataType) -> pa.Table:
    """Make events of 200 cases in no order; some cases never end, some cells are blank or not trimmed."""
    draw = random.Random(3)  # noqa: S311 - made-up data
    rows = []
    for case in range(200):
        at = START + datetime.timedelta(minutes=draw.randrange(100_000))
        for step in range(draw.randrange(1, 7)):
            begin = at + datetime.timedelta(minutes=draw.randrange(3_000))
            at = begin + datetime.timedelta(minutes=draw.randrange(2_000))
            activity = draw.choice(["receive", " check", "ask", "decide "]) if step else "receive"
            deadline = START.date() + datetime.timedelta(days=80)
            who = draw.choice(["ann", "bob", "robot", "n/a", None])
            rows.append((f"case {case}", activity, at, begin, who, draw.choice(["web", "desk", None]), deadline))
    draw.shuffle(rows)
    table = pa.Table.from_pylist([dict(zip(NAMES, row, strict=True)) for row in rows])
    for name in MOMENTS:
        i = table.column_names.index(name)
        table = table.set_column(i, name, table.column(name).cast(kind))
    return table


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("events")
    pq.write_table(events(pa.timestamp("us")), folder / "plain.parquet")
    pyarrow.csv.write_csv(events(pa.timestamp("us")), folder / "plain.csv")
    pq.write_table(events(pa.timestamp("us", "UTC")), folder / "zoned.parquet")
    pq.write_table(events(pa.timestamp("ns")), folder / "nanoseconds.parquet")
    return folder


def evidence_of(file: str, rows: str = "cases") -> Evidence:
    mapping = dataclasses.replace(MAPPING, rows=rows, time_zone=FILES[file])
    return Evidence("log", "records", "Log", file, "s", cases=mapping)


def rolled(engine: Engine, evidence: Evidence) -> list[dict[str, Any]]:
    # Those that need the end of the time of which the file knows take another way: test_spark_forms.py.
    engine.asked = {evidence.id: frozenset(evidence.cases.row_columns) - HORIZON_COLUMNS}
    raw = open_rows(engine, evidence)
    asked = [column for column in raw.columns if column.name not in HORIZON_COLUMNS]
    columns = ", ".join(f'{column.key} AS "{column.name}"' for column in asked)
    query = f"SELECT {columns} FROM ({raw.sql}) ORDER BY row"  # noqa: S608 - names of our own
    return engine.backend.con.sql(query).to_arrow_table().to_pylist()


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        ("plain.parquet", "periods"),
        ("zoned.parquet", "cases"),
        *confirming(*((file, "cases") for file in FILES if file != "zoned.parquet")),
    ],
)
def test_cases_of_events_are_the_same(spark, folder, file, rows):
    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            found.append(rolled(engine, evidence_of(file, rows)))
    assert found[0] == found[1]
    assert len(found[0]) == (200 if rows == "cases" else 3)
    if rows == "cases":
        assert set(found[0][0]) == {*CASE_COLUMNS, "resource"} - HORIZON_COLUMNS
        assert any(case["ended"] is None for case in found[0])
        assert any(case["hand_overs"] for case in found[0])
    else:
        assert set(found[0][0]) == set(PERIOD_COLUMNS)


def test_cases_of_events_of_which_nothing_more_is_said_are_the_same(spark, folder):
    mapping = CaseMapping(columns={name: name for name in ("case", "activity", "time")})
    evidence = Evidence("log", "records", "Log", "plain.parquet", "s", cases=mapping)
    assert read_by_spark(spark, folder, "plain.parquet", columns=mapping.columns, closed_by=(), keep=())
    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            found.append(rolled(engine, evidence))
    assert found[0] == found[1]
    assert all(case["ended"] is not None for case in found[0])


def measured(engine: Engine, evidence: Evidence, asked: Iterable[tuple[str, str]]) -> list[tuple[Any, ...]]:
    found = []
    for name, column in asked:
        definition, role = DEFINITIONS[name], ROLES.get(name, "value")
        unit = definition.units[0] if definition.units else "hours"
        answer = Answer("i", "log", {role: (Column(column),)})
        table = open_evidence(engine, evidence, answer, definition, unit)
        result = definition.compute(table, context_of(name, unit, OPTIONS.get(name, {}), 200))
        assert isinstance(result, Measured), (name, column, result)
        found.append((name, column, result.n, result.estimate, result.low, result.high))
    return found


def assert_same(spark: Any, folder: Path, evidence: Evidence, asked: list[tuple[str, str]]) -> None:
    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            found.append(measured(engine, evidence, asked))
    for ours, theirs in zip(*found, strict=True):
        assert theirs[:3] == ours[:3]
        np.testing.assert_allclose(theirs[3:], ours[3:], rtol=1e-8, err_msg=str(ours[:2]))
    assert len({row[3] for row in found[0]}) > len(asked) / 3


def test_every_measure_of_cases_is_the_same(spark, folder):
    assert {column for _, column in MEASURES} <= set(CASE_COLUMNS)
    assert_same(spark, folder, evidence_of("zoned.parquet"), MEASURES)


@pytest.mark.long
def test_every_measure_of_months_is_the_same(spark, folder):
    asked = [("mean", column) for column in ("arrivals", "completed", "backlog")]
    assert_same(spark, folder, evidence_of("plain.parquet", "periods"), asked)


def read_by_spark(spark: Any, folder: Path, file: str, **changes: Any) -> bool:
    evidence = evidence_of(file)
    with open_engine(folder) as engine:
        return (
            typed_events(spark, open_raw(engine, evidence), dataclasses.replace(evidence.cases, **changes)) is not None
        )


def test_typed_events_are_read_by_spark_itself(spark, folder):
    assert read_by_spark(spark, folder, "plain.parquet")
    assert read_by_spark(spark, folder, "zoned.parquet")
    assert read_by_spark(spark, folder, "plain.parquet", where={"channel": ("web",)})


def test_events_that_need_care_are_left_to_duckdb(spark, folder):
    assert not read_by_spark(spark, folder, "plain.csv")
    assert not read_by_spark(spark, folder, "nanoseconds.parquet")
    # An hour of the night in autumn is there twice, and the engines would take different ones.
    assert not read_by_spark(spark, folder, "plain.parquet", time_zone="Europe/Amsterdam")
    assert not read_by_spark(spark, folder, "plain.parquet", closed_by=("never",))
    assert not read_by_spark(spark, folder, "plain.parquet", columns={**MAPPING.columns, "case": "channel"})
    exchanged = {**MAPPING.columns, "time": "start", "start": "time"}
    assert not read_by_spark(spark, folder, "plain.parquet", columns=exchanged)


def test_events_that_start_after_their_end_are_named_by_their_rows(spark, folder):
    exchanged = {**MAPPING.columns, "time": "start", "start": "time"}
    mapping = dataclasses.replace(MAPPING, columns=exchanged)
    evidence = dataclasses.replace(evidence_of("plain.parquet"), cases=mapping)
    with open_engine(folder) as engine:
        engine.spark = spark
        with pytest.raises(EvidenceError, match="events start after their end: row"):
            open_rows(engine, evidence)
