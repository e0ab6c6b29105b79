from __future__ import annotations

import pytest


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
        (["12 %", "7.5%", "3"], [12.0, 7.5, 3.0]),
        (["1'234.5", "−2"], [1234.5, -2.0]),
        (["1.234"], [1.234]),
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
        "    do: write the numbers with a point and without thousands separators"
    )


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
