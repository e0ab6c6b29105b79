"""Totals, sources and notes under a table, which are no cases."""

from __future__ import annotations

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.evidence.model import Column, Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.tables.last_rows import find_endings, looks_like_none
from publicvalue.files.tables.raw import open_raw

ROWS = [["district", "days"], *([name, str(number)] for number, name in enumerate("ABCDEF"))]


def table(reader, *endings, suffix="csv"):
    rows = [*ROWS, *(list(row) for row in endings)]
    if suffix == "csv":
        return reader.write("\n".join(";".join(cell or "" for cell in row) for row in rows) + "\n", "t.csv")
    if suffix == "xlsx":
        made = openpyxl.Workbook()
        for row in rows:
            made.active.append(row)
        made.save(reader.folder / "t.xlsx")
    else:
        columns = {title: [row[i] or None for row in rows[1:]] for i, title in enumerate(rows[0])}
        pq.write_table(pa.table(columns), reader.folder / "t.parquet")
    return f"t.{suffix}"


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_total_and_a_source_at_the_end_are_refused(reader, suffix):
    file = table(reader, ("Total", "15"), ("", ""), ("Source: Ministry of Works", "2024"), suffix=suffix)
    found = reader.refusal(file, {"value": Column("days")})
    assert "2 rows at the end of the table look like a total, a source or a note" in found
    assert "'Total', row" in found
    assert "'Source: Ministry of Works'" in found


@pytest.mark.parametrize(
    "label",
    [
        "Total", "TOTAL", "Grand total", "Sub-total", "Totals:", "Total general", "Total g\u00e9n\u00e9ral",
        "Totaal", "Eindtotaal", "Suma", "Somme", "Ensemble", "Average", "Gemiddelde", "Moyenne", "Promedio",
        "Source: register", "Bron: CBS", "1) without the islands",
        "Fuente: INE", "Fuentes", "Note: preliminary", "Nota. cifras", "* preliminary", "(*) preliminary",
        "(a) estimates", "\u00a9 Ministry", "Mise \u00e0 jour : 2024", "Last updated 2 May",
    ],
)  # fmt: skip
def test_labels_of_no_case_are_known_in_four_languages(label):
    assert looks_like_none(label, alone=False)


@pytest.mark.parametrize("label", ["A", "North", "Sourcing unit", "Noteby", "Allen", "Mediation", "12", "Totalis"])
def test_labels_of_cases_are_left(label):
    assert not looks_like_none(label, alone=True)


def test_a_sentence_alone_in_the_last_row_is_refused(reader):
    file = table(reader, ("Cases opened in the capital only", ""))
    assert "row 8 'Cases opened in the capital only'" in reader.refusal(file, {"value": Column("days")})


def test_a_category_called_total_is_a_case_where_other_rows_have_it(reader):
    file = reader.write("incapacity;days\nTotal;1\nPartial;2\nTotal;3\n")
    assert reader.read(file, {"value": Column("days")}).columns["value"] == [1.0, 2.0, 3.0]


def test_rows_that_where_leaves_out_or_takes_alone_do_no_harm(reader):
    file = table(reader, ("Total", "15"))
    assert reader.read(file, {"value": Column("days")}, where={"district": ("A", "B")}).columns["value"] == [0.0, 1.0]
    assert reader.read(file, {"value": Column("days")}, where={"district": ("Total",)}).columns["value"] == [15.0]


def test_totals_within_a_table_are_refused(reader):
    file = reader.write("district;days\nA;1\nB;2\nSubtotal;3\nC;4\nD;5\nSubtotal;9\nE;2\n")
    assert reader.refusal(file, {"value": Column("days")}).startswith(
        "cases.csv, row 4: 2 rows within the table look like a total, a source or a note, and"
        " would count as cases: row 4 'Subtotal', row 7 'Subtotal'"
    )


def test_a_last_row_without_a_name_that_is_the_sum_is_refused(reader):
    file = table(reader, ("", "15"))
    found = reader.refusal(file, {"value": Column("days")})
    assert "1 row at the end of the table, the sum of all others, looks like a total" in found
    assert "the sum of all others" in reader.refusal(
        reader.write("d;days\n" + "".join(f"{x};{x}\n" for x in (3, 1, 4, 1, 5, 9, 23)), "s.csv"),
        {"value": Column("days")},
    )
    other = reader.read(table(reader, ("", "14")), {"value": Column("days")})
    assert other.columns["value"] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 14.0]


@pytest.mark.parametrize("label", ["Total", "Totaal", "Total nacional", "Total g\u00e9n\u00e9ral"])
def test_a_total_in_the_first_row_is_refused(reader, label):
    file = reader.write(f"district;days\n{label};6\nA;1\nB;2\nC;3\n")
    assert reader.refusal(file, {"value": Column("days")}).startswith(
        "cases.csv, row 2: 1 row at the start of the table looks like a total, a source or a note, and would count as"
        f" a case: row 2 '{label}'"
    )


@pytest.mark.parametrize("content", ["days;kind\n1;a\n2;a\n3;a\n4;a\n5;b\n6;a\n21;a\n", "days\n1\n2\n3\n4\n5\n6\n21\n"])
def test_a_last_sum_of_many_is_refused_where_the_numbers_stand_first_or_alone(reader, content):
    assert "the sum of all others" in reader.refusal(reader.write(content), {"value": Column("days")})


def test_a_total_is_told_once(reader):
    file = table(reader, ("Total g\u00e9n\u00e9ral", "15"))
    assert reader.refusal(file, {"value": Column("days")}).count("would count") == 1


def test_the_ends_of_a_table_that_several_answers_rest_on_are_looked_at_once(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text(
        "district,days\n" + "".join(f"{name},{number}\n" for number, name in enumerate("AB"))
    )
    with open_engine(tmp_path) as engine:
        raw = open_raw(engine, Evidence("e", "records", "Cases", "t.csv", "the agency"))
        asked = []
        monkeypatch.setattr(engine, "query", lambda sql, query=engine.query: asked.append(sql) or query(sql))
        assert find_endings(engine, raw) == ()
        once = len(asked)
        assert find_endings(engine, raw) == ()
    assert once > 0
    assert len(asked) == once
