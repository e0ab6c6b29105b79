"""CSV that a spreadsheet program cannot take for formulas, and that every program reads back."""

from __future__ import annotations

import csv
import io

import pytest

from publicvalue.reports.table import Table, csv_text, neutralise


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\n=1", "＝1+1", "\u00a0－1", "＋1", "＠A1"]
)
def test_text_that_would_be_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert neutralise(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["a=1", "", "1-2"])
def test_other_text_stays(cell: str) -> None:
    assert neutralise(cell) == cell


def test_numbers_stay_numbers_and_unknown_is_empty() -> None:
    table = Table("t", "T", ("name", "value"), (("=A1", -1.5), ("Smith, Ann", None), ("two\nlines", 3)))
    assert csv_text(table) == 'name,value\r\n\'=A1,-1.5\r\n"Smith, Ann",\r\n"two\nlines",3\r\n'
    assert len(list(csv.reader(io.StringIO(csv_text(table), newline="")))) == 4


@pytest.mark.parametrize(
    ("cell", "told"),
    [("x;=1+1", "x;'=1+1"), ("x\t=1+1", "x\t'=1+1"), ("x|=1", "x|=1"), ('said "yes"; no', 'said "yes"; no')],
)
@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_text_stays_one_cell_whatever_separates_cells_in_the_reader_s_country(
    cell: str, told: str, delimiter: str
) -> None:
    written = csv_text(Table("t", "T", ("name",), ((cell,),)))
    assert list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)) == [["name"], [told]]
