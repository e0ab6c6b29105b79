from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publicvalue.evidence.model import Column
from publicvalue.files.columns.numbers import class_of_number
from publicvalue.framework.written.numbers import DecimalMark, own_mark, read_number, shown_by


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (["1234.5", "-2", "+3", "1e3", " 4 "], [1234.5, -2.0, 3.0, 1000.0, 4.0]),
        (["1,234.5", "1,234"], [1234.5, 1234.0]),
        (["1,234", "2.5"], [1234.0, 2.5]),
        (["1,234,567", "1,234"], [1234567.0, 1234.0]),
        (["1 234,5", "12", "1\u00a0234\u00a0567,25", "-3,5"], [1234.5, 12.0, 1234567.25, -3.5]),
        (["1.234,5", "1.234", "2,5"], [1234.5, 1234.0, 2.5]),
        (["0,125", "1,234"], [0.125, 1.234]),
        (["12,34,567", "1,000"], [1234567.0, 1000.0]),
        (["1.250.000", "1.250"], [1250000.0, 1250.0]),
        (["-0.125", "1.250"], [-0.125, 1.25]),
        (["1.250", "1250.5"], [1.25, 1250.5]),
        (["1'234.5", "−2"], [1234.5, -2.0]),
        (["1.234e0", "12.500"], [1.234, 12.5]),
    ],
)
def test_numbers_are_read_in_the_way_that_the_column_is_written(cells, lines, numbers):
    assert cells("value", *lines) == numbers


def test_blank_words_are_null(cells):
    assert cells("value", "1", " ", "NA", "n/a", "NaN", "null", "-", "\u00a0") == [1.0] + [None] * 7


def test_a_comma_that_may_be_either_mark_is_refused(refused):
    assert refused("value", "1,234", "12", "5,678") == (
        "cases.csv, row 2, x: the comma may be a decimal mark or part thousands: row 2 '1,234'\n"
        "    expected: numbers that can be read in one way\n"
        "    do: write thousands without a separator, and decimals with a point and not just three digits behind it"
    )


def test_a_point_that_may_be_either_mark_is_refused(refused):
    assert refused("value", "980", "1.250", "12.500", "1.250 ").startswith(
        "cases.csv, row 3, x: the point may be a decimal mark or part thousands: row 3 '1.250'"
    )


@pytest.mark.parametrize(
    ("cell", "other", "number"),
    [
        ("1.250", "1,50", 1250.0),
        ("1.250", "2.345.678", 1250.0),
        ("1.250", "0.5", 1.25),
        ("1.250", "1,234.5", 1.25),
        ("1,250", "1,50", 1.25),
        ("1,250", "0.5", 1250.0),
        ("1,250", "12,5 %", 1.25),
    ],
)
def test_marks_that_may_be_either_are_read_as_in_the_other_columns(reader, cell, other, number):
    file = reader.write(f"x;y;z\n{cell};{other};n.k.\n980;1;2,5\n")
    rows = reader.read(file, {"value": Column("x")})
    assert rows.columns["value"] == [number, 980.0]
    assert [note for note in rows.notes if note.endswith("was read as the decimal mark, as in y.")] == list(rows.notes)


def test_marks_that_may_be_either_are_refused_where_other_columns_differ(reader):
    file = reader.write("x;y;z\n1.250;2,5;2.5\n")
    assert "the point may be a decimal mark or part thousands" in reader.refusal(file, {"value": Column("x")})


def test_a_point_before_three_digits_is_the_decimal_mark_between_commas(reader):
    rows = reader.read(reader.write("x,y\n1.250,a\n2.500,b\n"), {"value": Column("x")})
    assert rows.columns["value"] == [1.25, 2.5]
    assert rows.notes == (
        "cases.csv, x: the point was read as the decimal mark, as in files whose cells are parted by commas.",
    )


def test_points_that_keep_a_last_zero_beside_whole_numbers_are_refused_between_commas(reader):
    file = reader.write("x,y\n1.250,a\n980,b\n")
    assert "the point may be a decimal mark or part thousands" in reader.refusal(file, {"value": Column("x")})


@pytest.mark.parametrize(("unit", "numbers"), [("percent", [12.0, 7.5, 3.0]), ("ratio", [0.12, 0.075, 0.03])])
def test_cells_of_per_cent_are_turned_into_the_unit(reader, unit, numbers):
    file = reader.write("x;y\n12 %;a\n7.5%;b\n3;c\n")
    assert reader.read(file, {"value": Column("x")}, unit=unit).columns["value"] == pytest.approx(numbers)


def test_cells_of_per_cent_are_no_days(refused):
    assert refused("value", "12 %", "3 %") == (
        "assessment.yaml, line 7: the cells of column 'x' are per cent, and the number is wanted in 'days'\n"
        "    expected: cells in 'days', or in a unit that can be turned into it\n"
        "    do: name another column, or correct the cells"
    )


def test_a_unit_beside_a_percent_sign_is_refused(reader):
    file = reader.write("x;y\n12 %;a\n")
    found = reader.refusal(file, {"value": Column("x", unit="ratio")}, unit="percent")
    assert "are per cent, and its unit is stated as 'ratio'" in found


@given(
    number=st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 2)),
    style=st.sampled_from([(",", "."), (".", ","), (" ", ","), ("\u00a0", ","), ("'", "."), ("", "."), ("", ",")]),
)
def test_numbers_written_in_the_ways_of_the_locales_are_read_back(number, style):
    thousands, decimal = style
    written = f"{number:,.2f}".translate(str.maketrans({",": thousands, ".": decimal}))
    mark = {".": DecimalMark.POINT, ",": DecimalMark.COMMA}[decimal]
    plain = written.replace(" ", "").replace("\u00a0", "").replace("'", "")
    assert own_mark({shown_by(plain)}) is mark
    assert read_number(plain, mark) == number


@given(st.lists(st.text("0123456789.,-+eE", min_size=1, max_size=9), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_the_engine_sees_the_same_marks_as_the_core(engine, texts):
    asked = f"SELECT {class_of_number('x')} FROM (SELECT unnest($1) AS x)"  # noqa: S608 - our own expression
    found = engine.execute(asked, [texts]).fetchall()
    assert [kind for (kind,) in found] == [shown_by(one).value for one in texts]


@pytest.mark.parametrize("text", ["+-0", "+-5", "+-0.5", "+-1,5"])
def test_a_cell_with_both_signs_is_no_number(engine, text):
    asked = f"SELECT {class_of_number('x')} FROM (SELECT '{text}' AS x)"  # noqa: S608 - our own expression
    assert engine.execute(asked).fetchone()[0] == shown_by(text).value == "other"


@pytest.fixture(scope="module")
def engine():
    return duckdb.connect()


def test_two_decimal_marks_in_a_column_are_refused(refused):
    assert refused("value", "7", "1.5", "2,5") == (
        "cases.csv, row 3, x: the decimal mark is a comma in row 4 '2,5' and a point in row 3 '1.5'\n"
        "    expected: one decimal mark in the column\n"
        "    do: write the numbers with a point and without thousands separators"
    )


def test_text_in_a_number_column_is_one_problem_with_its_first_rows(refused):
    assert refused("value", "1", "12 d", "3", "n.k.", "inf", "x", "2,,5") == (
        "cases.csv, row 3, x: 5 cells are not a number: row 3 '12 d', row 5 'n.k.', row 6 'inf'\n"
        "    expected: numbers such as 1234.5 or 12 %\n"
        "    do: correct the cells, or leave them blank where the value is not known"
    )


def test_a_point_that_does_not_part_groups_of_three_is_no_number_beside_decimal_commas(refused):
    assert refused("value", "1,5", "1.2345,5").startswith(
        "cases.csv, row 3, x: 1 cell is not a number: row 3 '1.2345,5'"
    )
