"""Spark gives the same answers as DuckDB: every measure of records, the cases of an event log, text and typed files."""

from __future__ import annotations

import dataclasses
import datetime
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from publicvalue.errors import EvidenceError, InputError, Place
from publicvalue.evidence.calendars import OfficeHours
from publicvalue.evidence.case_mapping import CASE_COLUMNS, CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engine import Engine, open_engine
from publicvalue.files.events import open_rows
from publicvalue.files.evidence_files import open_evidence
from publicvalue.files.spark import MASTER, OPTIONS, open_spark, stated_options
from publicvalue.measures.breakdown import add_breakdown
from publicvalue.measures.definition import Context
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.effect.cells import roll_up
from publicvalue.measures.result import Measured

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
ROWS = 2_000
START = datetime.datetime(2024, 1, 1, 8)  # noqa: DTZ001 - a clock on the wall


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    if shutil.which("java") is None:
        reason = "No Java is installed (Debian and Ubuntu: apt-get install default-jre-headless)."
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(reason)
    pytest.importorskip("pyspark", reason="pyspark is not installed (make test installs it where there is Java).")
    with open_spark(Place()) as backend:
        yield backend


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the same records as typed Parquet and as text."""
    folder = tmp_path_factory.mktemp("spark")
    rng = np.random.default_rng(5)
    probability = rng.uniform(0.05, 0.95, ROWS)
    records = pa.table(
        {
            "value": pa.array([None if i % 50 == 0 else float(x) for i, x in enumerate(rng.gamma(2.0, 5.0, ROWS))]),
            "event": pa.array(rng.uniform(size=ROWS) < 0.4),
            "predicted": pa.array(rng.uniform(size=ROWS) < probability),
            "actual": pa.array(rng.uniform(size=ROWS) < probability),
            "probability": pa.array(probability),
            "score": pa.array(np.round(probability, 2)),
            "group": pa.array([" north", "south", "east ", "n/a"][i % 4] for i in range(ROWS)),
            "day": pa.array([START.date() + datetime.timedelta(days=i % 90) for i in range(ROWS)]),
            "count": pa.array(rng.integers(1, 5, ROWS)),
        }
    )
    pq.write_table(records, folder / "records.parquet")
    pyarrow.csv.write_csv(records, folder / "records.csv")
    pq.write_table(events(), folder / "events.parquet")
    return folder


def events() -> pa.Table:
    draw = random.Random(3)  # noqa: S311 - made-up data
    rows = []
    for case in range(200):
        at = START + datetime.timedelta(minutes=draw.randrange(100_000))
        for step in range(draw.randrange(1, 7)):
            begin = at + datetime.timedelta(minutes=draw.randrange(3_000))
            at = begin + datetime.timedelta(minutes=draw.randrange(2_000))
            activity = draw.choice(["receive", "check", "ask", "decide"]) if step else "receive"
            deadline = START.date() + datetime.timedelta(days=80)
            who = draw.choice(["ann", "bob", "robot", None])
            rows.append((f"case {case}", activity, at, begin, who, draw.choice(["web", "desk", None]), deadline))
    draw.shuffle(rows)
    names = ("case", "activity", "time", "start", "resource", "channel", "deadline")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


MAPPING = CaseMapping(
    columns={name: name for name in ("case", "activity", "time", "start", "resource", "channel", "deadline")}
    | {"group": "channel"},
    closed_by=("decide",),
    automated_resources=("robot",),
    hours=OfficeHours(8 * 3600, 16 * 3600),
    country="BB",
    unit="hours",
)
COLUMNS = {
    "value": Column("value"),
    "event": Column("event"),
    "prediction": Column("predicted"),
    "truth": Column("actual"),
    "probability": Column("probability"),
    "score": Column("score"),
    "group": Column("group"),
    "period": Column("day"),
    "count": Column("count"),
}
MEASURES = (
    "mean",
    "median",
    "percentile",
    "share",
    "completeness",
    "classification_rate",
    "discrimination",
    "calibration",
    "outcome_disparity",
    "error_disparity",
    "value_disparity",
    "level_drift",
)
OPTIONS_OF = {
    "classification_rate": {"rate": "accuracy"},
    "error_disparity": {"rate": "false_positive_rate"},
    "level_drift": {"period_size": "week"},
}


def measure(folder: Path, backend: Any, name: str, file: str) -> Measured:
    definition = next(one for one in DEFINITIONS.values() if one.id == name)
    roles = {role.name for role_set in definition.role_sets for role in role_set}
    columns = {role: (column,) for role, column in COLUMNS.items() if role in roles}
    if name == "value_disparity":
        columns["group"] = (Column("group"), Column("predicted"))
    if "fields" in roles:
        columns["fields"] = (Column("value"), Column("group"))
    answer = Answer("i", "e", columns, options=OPTIONS_OF.get(name, {}))
    options = {option.name: option.default for option in definition.options if option.default is not None}
    options |= {option.name: option.choices[0] for option in definition.options if option.required and option.choices}
    with open_engine(folder) as engine:
        engine.spark = backend
        unit = definition.units[0] if definition.units else "days"
        table = open_evidence(engine, Evidence("e", "records", "E", file, "s"), answer, definition, unit)
        rng = np.random.default_rng(1)
        result = definition.compute(table, Context(unit, {**options, **answer.options}, 200, rng))
    assert isinstance(result, Measured), result
    return result


@pytest.mark.parametrize(
    ("name", "file"),
    [(name, "records.parquet") for name in MEASURES]
    + [("median", "records.csv"), ("outcome_disparity", "records.csv")],
)
def test_measures_are_the_same(spark, folder, name, file):
    ours, theirs = (measure(folder, backend, name, file) for backend in (None, spark))
    assert (theirs.n, theirs.method) == (ours.n, ours.method)
    found = [theirs.estimate, theirs.low, theirs.high, *theirs.draws]
    expected = [ours.estimate, ours.low, ours.high, *ours.draws]
    if name in {"median", "percentile", "share", "completeness", "outcome_disparity", "error_disparity"}:
        assert found == expected
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-8)


def cases(engine: Engine, mapping: CaseMapping) -> list[dict[str, Any]]:
    raw = open_rows(engine, Evidence("log", "records", "Log", "events.parquet", "s", cases=mapping))
    columns = ", ".join(f'{column.key} AS "{column.name}"' for column in raw.columns)
    query = f"SELECT {columns} FROM ({raw.sql}) ORDER BY row"  # noqa: S608 - names of our own
    return engine.backend.con.sql(query).to_arrow_table().to_pylist()


@pytest.mark.parametrize("rows", ["cases", "periods"])
def test_cases_of_events_are_the_same(spark, folder, rows):
    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            found.append(cases(engine, dataclasses.replace(MAPPING, rows=rows)))
    assert found[0] == found[1]
    assert len(found[0]) == (200 if rows == "cases" else 3)
    if rows == "cases":
        assert set(found[0][0]) == set(CASE_COLUMNS)
        assert any(case["ended"] is None for case in found[0])
        assert any(case["hand_overs"] for case in found[0])


@pytest.mark.parametrize("file", ["records.parquet", "records.csv"])
def test_breakdowns_by_period_and_group_are_the_same(spark, folder, file):
    each = "quarter"
    definition = DEFINITIONS["mean"]
    by = {"period": Column("day"), "group": Column("group")}
    answer = Answer("i", "e", {"value": (Column("value"),)}, by=by, each=each)

    def context_of(_: tuple[str, ...]) -> Context:
        return Context("days", {}, 200, np.random.default_rng(1))

    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            table = open_evidence(engine, Evidence("e", "records", "E", file, "s"), answer, definition, "days")
            result = definition.compute(table, context_of(()))
            assert isinstance(result, Measured)
            found.append(add_breakdown(result, table, definition, each, context_of).details[-1])
    assert [row[:2] for row in found[1].rows] == [row[:2] for row in found[0].rows]
    assert len(found[0].rows) == 4
    for ours, theirs in zip(found[0].rows, found[1].rows, strict=True):
        np.testing.assert_allclose(theirs[2:], ours[2:], rtol=1e-8)


def test_cells_of_units_and_periods_are_the_same(spark, tmp_path):
    rng = np.random.default_rng(4)
    unit, month = rng.integers(0, 12, ROWS), rng.integers(1, 13, ROWS)
    adopted = [datetime.date(2024, 3 * (one % 4), 1) if one % 4 else None for one in unit.tolist()]
    period = [datetime.date(2024, one, 1 + i % 28) for i, one in enumerate(month.tolist())]
    columns = {"adopter": [f"office {one} " for one in unit], "period": period, "adopted": adopted}
    pq.write_table(pa.table({**columns, "value": rng.normal(20, 4, ROWS)}), tmp_path / "rows.parquet")
    definition = DEFINITIONS["staggered_adoption"]
    found = []
    for backend in (None, spark):
        with open_engine(tmp_path) as engine:
            engine.spark = backend
            evidence = Evidence("e", "records", "E", "rows.parquet", "s")
            table = open_evidence(engine, evidence, Answer("i", "e"), definition, "days")
            context = Context("days", {"period_size": "month"}, 200, np.random.default_rng(1))
            found.append(roll_up(table, context, squares=True))
    ours, theirs = (dataclasses.asdict(one) for one in found)
    assert (theirs["units"], theirs["size"]) == (ours["units"], ours["size"])
    assert ours["cases"].shape == (12, 12)
    assert ours["cases"].sum() == ROWS
    for name in ("periods", "cases", "exposed", "adopted"):
        np.testing.assert_array_equal(theirs[name], ours[name])
    for name in ("mean", "squares"):
        np.testing.assert_allclose(theirs[name], ours[name], rtol=1e-8)


@pytest.mark.parametrize(
    ("name", "role", "column"),
    [("median", "value", "duration"), ("share", "event", "deadline_met")],
)
def test_measures_of_cases_are_the_same(spark, folder, name, role, column):
    definition = DEFINITIONS[name]
    answer = Answer("i", "log", {role: (Column(column),)}, by={"period": Column("period")})
    unit = definition.units[0] if definition.units else "hours"
    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            evidence = Evidence("log", "records", "Log", "events.parquet", "s", cases=MAPPING)
            table = open_evidence(engine, evidence, answer, definition, unit)
            result = definition.compute(table, Context(unit, {}, 200, np.random.default_rng(1)))
            assert isinstance(result, Measured)
            found.append([result.n, result.estimate, result.low, result.high])
    np.testing.assert_allclose(found[1], found[0], rtol=1e-8)


def test_where_and_bounds_are_read_by_spark(spark, folder):
    definition = DEFINITIONS["share"]
    columns = {"event": (Column("value", at_least=10.0),)}
    answer = Answer("i", "e", columns, where={"group": ("north",)})
    evidence = Evidence("e", "records", "E", "records.parquet", "s")
    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            table = open_evidence(engine, evidence, answer, definition, "percent")
            sums = table.rows.aggregate(events=table.rows["event"].cast("int64").sum(), rows=table.rows.count())
            found.append((table.rows_read, sums.to_pyarrow().to_pylist()))
    assert found[0] == found[1]
    assert found[0][0] == ROWS / 4


def test_wrong_cells_are_named_by_their_rows(spark, tmp_path):
    pq.write_table(pa.table({"value": [1.0, float("inf")]}), tmp_path / "x.parquet")
    evidence = Evidence("e", "records", "E", "x.parquet", "s")
    with open_engine(tmp_path) as engine:
        engine.spark = spark
        with pytest.raises(EvidenceError) as caught:
            open_evidence(engine, evidence, Answer("i", "e"), DEFINITIONS["mean"], "days")
    assert str(caught.value).startswith("x.parquet, row 2, value: 1 cell is not a number: row 2 'inf'")


def test_options_of_spark_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(OPTIONS, "spark.executor.memory=8g spark.executor.cores=4")
    assert stated_options(Place()) == {"spark.executor.memory": "8g", "spark.executor.cores": "4"}
    monkeypatch.setenv(OPTIONS, "8g")
    with pytest.raises(InputError) as caught:
        stated_options(Place("assessment.yaml", field="engine"))
    assert str(caught.value).startswith(f"assessment.yaml, engine: {OPTIONS} holds '8g'")
    assert MASTER == "PUBLICVALUE_SPARK_MASTER"
