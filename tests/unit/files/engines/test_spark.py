"""Spark gives the same answers as DuckDB: every measure of records, from text and from typed files."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from evidence_tables import context_of
from long_runs import confirming
from publicvalue.errors import EvidenceError, PublicValueError
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.evidence.table import fetch
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.breakdown import add_breakdown
from publicvalue.measures.definition import Context
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.effect.cells import roll_up
from publicvalue.measures.people_behind import read_source
from publicvalue.measures.result import Measured

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
ROWS = 2_000
START = datetime.datetime(2024, 1, 1, 8)  # noqa: DTZ001 - a clock on the wall


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
    return folder


ANSWER = Answer("i", "e", {"value": (Column("value"),)})
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
    needed = {option.name: option.choices[0] for option in definition.options if option.required and option.choices}
    with open_engine(folder) as engine:
        engine.spark = backend
        unit = definition.units[0] if definition.units else "days"
        table = open_evidence(engine, Evidence("e", "records", "E", file, "s"), answer, definition, unit)
        result = definition.compute(table, context_of(name, unit, {**needed, **answer.options}, 200))
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
    assert found == expected


@pytest.mark.parametrize("file", ["records.parquet", *confirming("records.csv")])
def test_breakdowns_by_period_and_group_are_the_same(spark, folder, file):
    each = "quarter"
    definition = DEFINITIONS["mean"]
    by = {"period": Column("day"), "group": Column("group")}
    answer = Answer("i", "e", {"value": (Column("value"),)}, by=by, each=each)

    def told(_: tuple[str, ...]) -> Context:
        return context_of("mean", "days", {}, 200)

    found = []
    for backend in (None, spark):
        with open_engine(folder) as engine:
            engine.spark = backend
            table = open_evidence(engine, Evidence("e", "records", "E", file, "s"), answer, definition, "days")
            result = definition.compute(table, told(()))
            assert isinstance(result, Measured)
            found.append(add_breakdown(result, table, definition, each, told).details[-1])
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
            context = context_of("staggered_adoption", "days", {"period_size": "month"}, 200)
            found.append(roll_up(table, context, squares=True))
    ours, theirs = (dataclasses.asdict(one) for one in found)
    assert (theirs["units"], theirs["size"]) == (ours["units"], ours["size"])
    assert ours["cases"].shape == (12, 12)
    assert ours["cases"].sum() == ROWS
    for name in ("periods", "cases", "exposed", "adopted"):
        np.testing.assert_array_equal(theirs[name], ours[name])
    for name in ("mean", "squares"):
        np.testing.assert_allclose(theirs[name], ours[name], rtol=1e-8)


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


def test_what_spark_cannot_read_is_read_all_the_same(spark, tmp_path):
    moments = pa.array([START, START], pa.timestamp("ns"))
    pq.write_table(pa.table({"value": [1.0, 3.0], "at": moments}), tmp_path / "nanoseconds.parquet")
    pq.write_table(pa.table({"value": [1.0, 3.0], "Value": ["a", "b"]}), tmp_path / "names.parquet")
    for file in ("nanoseconds.parquet", "names.parquet"):
        with open_engine(tmp_path) as engine:
            engine.spark = spark
            table = open_evidence(engine, Evidence("e", "records", "E", file, "s"), ANSWER, DEFINITIONS["mean"], "days")
            assert float(fetch(table.rows.aggregate(total=table.rows["value"].sum()))["total"][0]) == 4.0


@pytest.mark.parametrize("near", ["North", "n\u00f3rth", "north "])
def test_cells_nearly_as_a_value_are_told_by_spark_too(spark, tmp_path, near):
    pq.write_table(pa.table({"value": [1.0, 2.0, 3.0], "group": ["north", near, "south"]}), tmp_path / "c.parquet")
    columns = {"value": (Column("value"),)}
    answer = Answer("i", "e", columns, where={"group": ("north",)}, by={"group": Column("group")})
    evidence, notes = Evidence("e", "records", "E", "c.parquet", "s"), []
    for backend in (None, spark):
        with open_engine(tmp_path) as engine:
            engine.spark = backend
            notes.append(open_evidence(engine, evidence, answer, DEFINITIONS["mean"], "days").notes)
    assert notes[0] == notes[1]
    assert len(notes[0]) == {"North": 2, "north ": 0}.get(near, 1)


@pytest.mark.parametrize("word", ["${env:PATH}", "a\\b", "\\' OR 1=1 --", "`x`", 'q"q'])
def test_names_and_values_are_taken_as_they_are_written(spark, tmp_path, word):
    columns = {word: [1.0, 2.0, 3.0], "kind": [word, "other", word]}
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    answer = Answer("i", "e", {"value": (Column(word),)}, where={"kind": (word,)})
    with open_engine(tmp_path) as engine:
        engine.spark = spark
        table = open_evidence(
            engine, Evidence("e", "records", "E", "x.parquet", "s"), answer, DEFINITIONS["mean"], "days"
        )
        assert float(fetch(table.rows.aggregate(total=table.rows["value"].sum()))["total"][0]) == 4.0
        assert table.rows_read == 2


@pytest.mark.parametrize("column", [Column("value", at_least=2.0), Column("value", unit="percent")])
def test_what_a_role_does_not_take_is_refused_as_by_duckdb(spark, tmp_path, column):
    pq.write_table(pa.table({"value": [1.0, 3.0]}), tmp_path / "x.parquet")
    evidence, answer = Evidence("e", "records", "E", "x.parquet", "s"), Answer("i", "e", {"value": (column,)})
    said = []
    for backend in (None, spark):
        with open_engine(tmp_path) as engine:
            engine.spark = backend
            with pytest.raises(PublicValueError) as caught:
                open_evidence(engine, evidence, answer, DEFINITIONS["mean"], "days")
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_wrong_cells_are_named_by_their_rows(spark, tmp_path):
    pq.write_table(pa.table({"value": [1.0, float("inf")]}), tmp_path / "x.parquet")
    evidence = Evidence("e", "records", "E", "x.parquet", "s")
    with open_engine(tmp_path) as engine:
        engine.spark = spark
        with pytest.raises(EvidenceError) as caught:
            open_evidence(engine, evidence, Answer("i", "e"), DEFINITIONS["mean"], "days")
    assert str(caught.value).startswith("x.parquet, row 2, value: 1 cell is not a number: row 2 'inf'")


@pytest.mark.parametrize(
    ("column", "cells", "message"),
    [
        ("weight", [1.0, 0.0, 2.0], "x.parquet, row 2, weight: 1 number is not more than 0: row 2 '0.0'"),
        ("value", [5.0, 1.0, 9.0], "x.parquet, row 3, value: 1 number is outside the scale: row 3 '9.0'"),
    ],
)
def test_numbers_that_cannot_be_are_named_by_their_rows(spark, tmp_path, column, cells, message):
    columns = {"value": [1.0, 2.0, 3.0], "weight": [1.0, 1.0, 1.0], column: cells}
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    measure = DEFINITIONS["survey_mean"]
    scaled = tuple(
        tuple(replace(role, between=(1.0, 5.0)) if role.name == "value" else role for role in roles)
        for roles in measure.role_sets
    )
    with open_engine(tmp_path) as engine:
        engine.spark = spark
        wants, evidence = replace(measure, role_sets=scaled), Evidence("e", "survey", "E", "x.parquet", "s")
        with pytest.raises(EvidenceError) as caught:
            open_evidence(engine, evidence, Answer("i", "e"), wants, "points")
    assert str(caught.value).startswith(message)


def test_others_of_a_survey_are_the_same(spark, tmp_path):
    """What `where` leaves out of a survey stays in its design, from typed files and from text."""
    rng = np.random.default_rng(12)
    survey = pa.table(
        {
            "value": pa.array([None if n % 9 == 0 else float(x) for n, x in enumerate(rng.normal(10, 3, 80).round(1))]),
            "weight": pa.array(rng.uniform(1, 5, 80).round(2)),
            "cluster": pa.array([f"c{n}" for n in rng.integers(0, 9, 80)]),
            "sex": pa.array([None if n % 11 == 0 else word for n, word in enumerate(rng.choice(["woman", "man"], 80))]),
        }
    )
    pq.write_table(survey, tmp_path / "survey.parquet")
    pyarrow.csv.write_csv(survey, tmp_path / "survey.csv")
    results, people = [], []
    for file, other in (("survey.parquet", None), ("survey.parquet", spark), ("survey.csv", spark)):
        with open_engine(tmp_path) as engine:
            engine.spark = other
            answer = Answer("i", "e", where={"sex": ("woman",)})
            definition = DEFINITIONS["survey_total"]
            table = open_evidence(engine, Evidence("e", "survey", "E", file, "s"), answer, definition, "hours")
            context = context_of("survey_total", "hours", {}, 100)
            results.append(definition.compute(table, context))
            # Who answered is known whatever measures: the ledger needs it.
            assert table.people is not None
            people.append(read_source(table.people).everybody.tolist())
    assert isinstance(results[0], Measured)
    assert (results[0], people[0]) == (results[1], people[1])
    # The notes on a file name it.
    first, last = (
        replace(one, diagnostics=tuple(said for said in one.diagnostics if said.name != "Note on the evidence"))
        for one in (results[0], results[2])
    )
    assert first == last
