from __future__ import annotations

import datetime

import openpyxl
import pytest

from publicvalue.evidence.model import Column

DAY = datetime.date(2014, 9, 2)


@pytest.mark.parametrize(
    "line",
    [
        "2014-09-02",
        "2014-09-02T23:30:00-05:00",
        "2014-09-02 10:00",
        "2014/09/02",
        "02.09.2014",
        "2 Sep 2014",
        "2-Sept-2014",
        "September 2, 2014",
        "Sep 2, 2014 10:15",
        "20140902",
    ],
)
def test_a_date_is_read_in_each_of_the_usual_forms(cells, line):
    assert cells("date", line) == [DAY]


def test_forms_may_be_mixed_and_other_cells_settle_the_order(cells):
    lines = ["2014-09-02", "02/09/2014", "25/12/2014", "2 Sep 2014", "02.09.2014 10:00", "NA"]
    assert cells("date", *lines) == [DAY, DAY, datetime.date(2014, 12, 25), DAY, DAY, None]


def test_month_first_is_read_where_a_cell_shows_it(cells):
    assert cells("date", "09/02/2014", "12/25/2014") == [DAY, datetime.date(2014, 12, 25)]


def test_day_and_month_that_are_equal_need_no_order(cells):
    assert cells("date", "05/05/2014") == [datetime.date(2014, 5, 5)]


def test_the_order_that_was_settled_is_noted(reader):
    file = reader.write("date,other\n25/12/2014,o\n01/02/2014,o\n")
    assert reader.read(file).notes == ("cases.csv, date: dates were read with the day before month.",)


def test_a_stated_format_is_followed_even_where_cells_look_like_another(cells):
    assert cells("date", "02/09/2014", date_format="%d/%m/%Y") == [DAY]
    assert cells("date", "2014-02-09", date_format="%Y-%d-%m") == [DAY]


def test_years_alone_are_first_days(cells):
    assert cells("date", "2014", "2015") == [datetime.date(2014, 1, 1), datetime.date(2015, 1, 1)]


def test_months_are_first_days(cells):
    assert cells("date", "2014-09", "2014") == [datetime.date(2014, 9, 1), datetime.date(2014, 1, 1)]


def test_days_of_a_workbook_are_read_as_dates(reader):
    book = openpyxl.Workbook()
    for row in (["date", "other"], [41884, 1], [DAY, 2], [41884.5, 3]):
        book.active.append(row)
    book.save(reader.folder / "cases.xlsx")
    assert reader.read("cases.xlsx").columns["date"] == [DAY] * 3


def test_days_of_a_workbook_mean_nothing_in_a_text_file(refused):
    assert refused("date", "2014-09-02", "41884") == (
        "cases.csv, row 3, x: 1 cell is not a date: row 3 '41884'\n"
        "    expected: dates such as 2014-09-02, 02.09.2014, 2 Sep 2014 or September 2, 2014\n"
        "    do: correct the cells, or leave them blank where the value is not known"
    )


def test_a_year_among_dates_is_refused(refused):
    assert refused("date", "2014-09-02", "2014").startswith("cases.csv, row 3, x: 1 cell is not a date: row 3 '2014'")


def test_a_year_of_two_digits_is_refused(refused):
    assert refused("date", "25/12/14", "12-05-20").startswith("cases.csv, row 2, x: 2 cells are not a date")


def test_days_and_months_that_can_be_exchanged_are_refused(refused):
    assert refused("date", "02/09/2014", "03/04/2014") == (
        "cases.csv, row 2, x: day and month can be taken for each other in every cell: row 2 '02/09/2014'\n"
        "    expected: dates that can be read in one way\n"
        "    do: state date_format, such as '%d/%m/%Y' for the day before the month or '%m/%d/%Y' for the month before"
        " the day"
    )


def test_two_orders_in_a_column_are_refused(refused):
    assert refused("date", "25/12/2014", "02/09/2014", "12/25/2014") == (
        "cases.csv, row 2, x: the day comes first in row 2 '25/12/2014' and the month in row 4 '12/25/2014'\n"
        "    expected: one order of day and month in the column\n"
        "    do: write the dates as year-month-day, such as 2014-09-02"
    )


def test_a_format_that_is_none_is_refused(reader):
    file = reader.write("x,other\n2014-09-02,o\n")
    assert reader.refusal(file, {"date": Column("x", date_format="%Q")}) == (
        "assessment.yaml, line 7: '%Q' is not a way to write dates\n"
        "    expected: codes such as %d (day), %m (month), %Y (year with four digits) and %b (short name of the"
        " month)\n"
        "    do: write for example date_format: '%d/%m/%Y'"
    )
