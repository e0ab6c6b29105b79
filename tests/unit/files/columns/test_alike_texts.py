"""Texts that look alike are the same, however a program wrote them, in every form of file."""

from __future__ import annotations

import sqlite3
import unicodedata
from dataclasses import replace

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from long_runs import confirming
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.evidence.parsing.one_form import plain_answer, plain_evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.definition import Definition, Role

ROWS = {
    unicodedata.normalize("NFD", "durée"): ["1", "2", "3", "4"],
    "l\u2019\u00e2ge": [
        "Montréal",
        unicodedata.normalize("NFD", "Montréal"),
        "C\u00f4te d\u2019Ivoire",
        unicodedata.normalize("NFD", "Côte\u00a0d'Ivoire"),
    ],
}


def write_csv(reader):
    lines = [";".join(ROWS), *(";".join(cells) for cells in zip(*ROWS.values(), strict=True))]
    return reader.write("\n".join(lines), "t.csv")


def write_sheet(reader):
    made = openpyxl.Workbook()
    for row in (list(ROWS), *zip(*ROWS.values(), strict=True)):
        made.active.append(row)
    made.save(reader.folder / "t.xlsx")
    return "t.xlsx"


def write_parquet(reader):
    pq.write_table(pa.table(ROWS), reader.folder / "t.parquet")
    return "t.parquet"


def write_database(reader):
    first, second = ROWS
    with sqlite3.connect(reader.folder / "t.db") as link:
        link.execute(f'CREATE TABLE t ("{first}" TEXT, "{second}" TEXT)')
        link.executemany("INSERT INTO t VALUES (?, ?)", list(zip(*ROWS.values(), strict=True)))
    link.close()
    return "t.db"


@pytest.mark.parametrize("write", [write_csv, write_sheet, write_parquet, write_database])
def test_accents_quotes_and_blanks_of_names_and_cells_are_the_same_in_every_file(reader, write):
    columns = {"value": Column("durée"), "group": Column("l'âge")}
    file = write(reader)
    rows = reader.read(file, columns)
    assert rows.columns["group"] == ["Montréal", "Montréal", "Côte d'Ivoire", "Côte d'Ivoire"]
    chosen = reader.read(file, columns, where={"l'âge": ("Côte d'Ivoire",)})
    assert chosen.columns["value"] == [3.0, 4.0]
    assert reader.read(file, {"event": Column("l'âge", equals=("Montréal",))}).columns["event"] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("where", ["Montréal", *confirming("Côte d'Ivoire")])
def test_spark_takes_texts_that_look_alike_for_the_same(tmp_path, spark, where):
    pq.write_table(pa.table({**ROWS, "n": [1.0, 2.0, 3.0, 4.0]}), tmp_path / "t.parquet")
    answer = Answer("i", "e", {"value": (Column("n"),), "group": (Column("l'âge"),)}, {"l'âge": (where,)})
    roles = (Role("value", "number", "v"), Role("group", "category", "g"))
    definition = Definition("mean", 1, "Mean", ("records",), (roles,), (), lambda *_: None)  # type: ignore[arg-type,return-value]
    with open_engine(tmp_path) as engine:
        engine.spark = spark
        evidence = Evidence("e", "records", "T", "t.parquet", "s")
        rows = open_evidence(engine, evidence, answer, definition, "days").rows.to_pyarrow().to_pydict()
    assert set(rows["group"]) == {where}
    assert len(rows["value"]) == 2


def test_two_columns_whose_names_look_alike_are_refused(reader):
    pq.write_table(
        pa.table({"durée": ["1"], unicodedata.normalize("NFD", "durée"): ["2"]}), reader.folder / "t.parquet"
    )
    assert "column names that appear more than once: 'durée'" in reader.refusal("t.parquet", {"value": Column("durée")})


def test_file_is_found_under_a_name_that_looks_the_same(reader):
    reader.write("value\n1\n", unicodedata.normalize("NFD", "l\u2019été.csv"))
    assert reader.read("l'été.csv").columns == {"value": [1.0]}


def test_settings_are_read_in_one_form():
    wide = unicodedata.normalize("NFD", "l\u2019été")
    plain = "l'été"
    answer = Answer(
        "i",
        "e",
        {"value": (Column(wide, equals=(wide, 3)),)},
        {wide: (wide, True)},
        {"reference": wide, "groups": [wide], "low": 1},
        by={"group": Column(wide)},
    )
    found = plain_answer(answer)
    assert found.columns == {"value": (Column(plain, equals=(plain, 3)),)}
    assert found.where == {plain: (plain, True)}
    assert found.options == {"reference": plain, "groups": [plain], "low": 1}
    assert found.by == {"group": Column(plain)}
    cases = CaseMapping({"case": wide}, keep=(wide,), where={wide: (wide,)}, closed_by=(wide,))
    mapped = plain_evidence(replace(Evidence("e", "records", "T", "t.csv", "s"), cases=cases)).cases
    assert mapped == CaseMapping({"case": plain}, keep=(plain,), where={plain: (plain,)}, closed_by=(plain,))


def test_line_ends_within_cells_of_a_sheet_stand_in_no_row_s_way(reader):
    made = openpyxl.Workbook()
    for row in (["value", "group"], [1, "a\rb"], [2, "a\r\nb"], [3, "a\nb"]):
        made.active.append(row)
    made.save(reader.folder / "t.xlsx")
    assert reader.read("t.xlsx").columns == {"value": [1.0, 2.0, 3.0], "group": ["a\nb"] * 3}
