from __future__ import annotations

import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.errors import EvidenceError
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.files.tables import raw as raw_tables
from publicvalue.files.tables.raw import COPY_OF
from publicvalue.measures.definition import Definition, Role
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.kernels.clusters import CLUSTER


def parquet(reader, **columns: pa.Array) -> str:
    pq.write_table(pa.table(columns), reader.folder / "cases.parquet")
    return "cases.parquet"


def test_types_of_parquet_are_kept(reader):
    day = datetime.date(2014, 9, 2)
    moment = datetime.datetime(2014, 9, 2, 23, tzinfo=datetime.UTC)
    file = parquet(
        reader,
        value=pa.array([1.5, float("nan"), None]),
        date=pa.array([moment, moment, None]),
        event=pa.array([True, False, None]),
        group=pa.array([1, 2, None]),
        count=pa.array([decimal.Decimal("1.0"), decimal.Decimal("2.0"), decimal.Decimal("3.0")]),
    )
    assert reader.read(file, {"count": Column("count")}).columns == {
        "value": [1.5, None, None],
        "date": [day, day, None],
        "event": [True, False, None],
        "group": ["1", "2", None],
        "count": [1.0, 2.0, 3.0],
    }


def test_numbers_of_parquet_may_be_yes_and_no_or_text(reader):
    file = parquet(reader, event=pa.array([1.0, 0.0]), group=pa.array([3.0, 2.5]))
    assert reader.read(file).columns == {"event": [True, False], "group": ["3", "2.5"]}


def test_text_of_parquet_is_read_as_text_of_a_csv(reader):
    file = parquet(reader, value=pa.array(["1,5", " n/a "]), date=pa.array(["25/12/2014", "01/02/2014"]))
    rows = reader.read(file)
    assert rows.columns == {"value": [1.5, None], "date": [datetime.date(2014, 12, 25), datetime.date(2014, 2, 1)]}
    assert rows.notes == (
        "cases.parquet, value: the comma was read as the decimal mark.",
        "cases.parquet, date: dates were read with the day before month.",
    )


def test_infinite_numbers_of_parquet_are_refused(reader):
    file = parquet(reader, value=pa.array([1.0, float("inf")]))
    assert reader.refusal(file).startswith("cases.parquet, row 2, value: 1 cell is not a number: row 2 'inf'")


def test_days_are_dates_not_numbers(reader):
    file = parquet(reader, x=pa.array([datetime.date(2014, 9, 2)]))
    assert reader.refusal(file, {"value": Column("x")}).startswith(
        "cases.parquet, row 1, x: 1 cell is not a number: row 1 '2014-09-02'"
    )


def test_a_file_is_opened_once_for_all_its_answers(reader, monkeypatch):
    opened = []
    read_raw = raw_tables.read_raw

    def counting(engine, path, evidence):
        opened.append(path.name)
        return read_raw(engine, path, evidence)

    monkeypatch.setattr(raw_tables, "read_raw", counting)
    evidence = Evidence("e", "records", "Cases", reader.write("a,b\n1,2\n"), "the agency")
    definition = Definition("mean", 1, "Mean", ("records",), ((Role("value", "number", "v"),),), (), lambda *_: None)
    with open_engine(reader.folder) as engine:
        tables = [
            open_evidence(engine, evidence, Answer("i", "e", {"value": (Column(name),)}), definition, "days")
            for name in ("a", "b", "a")
        ]
        assert [table.rows.to_pyarrow().to_pydict() for table in tables] == [
            {"value": [1.0]},
            {"value": [2.0]},
            {"value": [1.0]},
        ]
    assert opened == ["cases.csv"]


PLAIN = (Role("value", "number", "the value"),)
COPIES = "value,cluster_is,resample_of\n" + "".join(f"{i % 7},a,case {i % 7}\n" for i in range(70))


def test_resampled_copies_are_refused_where_they_would_count_as_cases(reader):
    assert reader.refusal(reader.write(COPIES), roles=PLAIN) == (
        "cases.csv, resample_of: the rows are resampled copies of other cases: each would count as a case of its own,"
        " and the interval would be too narrow\n"
        "    expected: each case once\n"
        "    do: bring the cases that they were made from; copies are for measuring time and memory"
    )


def test_resampled_copies_are_refused_with_the_way_out_where_there_is_one(reader):
    found = reader.refusal(reader.write(COPIES), roles=(*PLAIN, CLUSTER))
    assert "do: write `cluster: resample_of` under columns (an event log lists it under keep), or bring the" in found
    other = {"cluster": Column("cluster_is")}
    assert reader.refusal("cases.csv", other, roles=(*PLAIN, CLUSTER)) == found


def test_copies_of_one_case_are_read_as_one_cluster(reader):
    rows = reader.read(reader.write(COPIES), {"cluster": Column("resample_of")}, roles=(*PLAIN, CLUSTER))
    assert sorted(set(rows.columns["cluster"])) == [f"case {i}" for i in range(7)]


def test_copies_of_cases_of_an_event_log_are_refused_unless_kept_as_clusters(tmp_path):
    (tmp_path / "log.csv").write_text("case,activity,time,resample_of\na,in,2024-03-01,x\na,out,2024-03-02,x\n")
    columns = {name: name for name in ("case", "activity", "time")}
    evidence = Evidence("e", "records", "E", "log.csv", "s", cases=CaseMapping(columns, keep=(COPY_OF,)))
    mean = DEFINITIONS["mean"]
    with open_engine(tmp_path) as engine:
        wanted = {"value": (Column("duration"),), "cluster": (Column(COPY_OF),)}
        assert open_evidence(engine, evidence, Answer("i", "e", wanted), mean, "days").rows_read == 1
        del wanted["cluster"]
        with pytest.raises(EvidenceError, match="resampled copies"):
            open_evidence(engine, evidence, Answer("i", "e", wanted), mean, "days")
