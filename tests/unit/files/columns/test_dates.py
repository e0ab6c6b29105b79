from __future__ import annotations

import datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.evidence.model import Column

DAY = datetime.date(2014, 9, 2)


MONTHS = (
    "January February March April May June July August September October November December",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier f\u00e9vrier mars avril mai juin juillet ao\u00fbt septembre octobre novembre d\u00e9cembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "ene feb mar abr may jun jul ago set oct nov dic",
    "janv. f\u00e9vr. mars avr. mai juin juil. ao\u00fbt sept. oct. nov. d\u00e9c.",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
)


@pytest.mark.parametrize(("written", "day"), [("15 {} 2024", 15), ("{} 2024", 1)])
def test_months_of_four_languages_are_read(cells, written, day):
    lines = [written.format(name) for names in MONTHS for name in names.split()]
    assert cells("date", *lines) == [datetime.date(2024, month, day) for month in range(1, 13)] * len(MONTHS)


QUARTERS = (
    "T2 2024|2T 2024|2024-T2|2024T2|T2/2024|T2-2024",
    "2\u00ba trimestre de 2024|segundo trimestre de 2024|2.\u00ba trimestre 2024",
    "2024-Q2|2024 Q2|2024Q2|Q2 2024|2Q 2024|2nd quarter 2024|second quarter of 2024",
    "2e trimestre 2024|2\u00e8me trimestre 2024|deuxi\u00e8me trimestre 2024|2024 2e trimestre|II trimestre 2024",
    "K2 2024|2024-K2|2e kwartaal 2024|tweede kwartaal 2024|kwartaal 2 2024|2024 kw2",
)


def test_quarters_of_four_languages_are_their_first_days(cells):
    lines = "|".join(QUARTERS).split("|")
    assert cells("date", *lines) == [datetime.date(2024, 4, 1)] * len(lines)


def test_years_months_and_quarters_may_be_mixed(reader):
    file = reader.write("date;o\n2024;a\n2024-03;b\nmars 2024;c\n1er trimestre 2024;d\n03/2024;e\n2024M03;f\n")
    rows = reader.read(file)
    march = datetime.date(2024, 3, 1)
    assert rows.columns["date"] == [datetime.date(2024, 1, 1), march, march, datetime.date(2024, 1, 1), march, march]
    assert rows.notes == ("cases.csv, date: years, months and quarters were read as their first day.",)


def test_years_are_read_as_programs_write_them_that_count_in_decimals(cells, refused):
    assert cells("date", "2007.0", "2004.0", "2006") == [datetime.date(year, 1, 1) for year in (2007, 2004, 2006)]
    assert "1 cell is not a date" in refused("date", "2007.5", "2004.0", "2006.0")


def test_words_that_are_no_month_or_day_are_refused(refused):
    found = refused("date", "31 f\u00e9vrier 2024", "15 brumaire 2024", "T5 2024", "15 mars 24", "2024-09-02")
    assert "4 cells are not a date: row 2 '31 f\u00e9vrier 2024'" in found


def test_a_day_among_years_is_named_and_not_the_years(refused):
    assert refused("date", "2019", "2020", "2019-03-01", "2021") == (
        "cases.csv, row 4, x: 1 cell is not a year, a month or a quarter, as the other cells are: row 4 '2019-03-01'\n"
        "    expected: days in all cells, or years, months and quarters in all\n"
        "    do: correct the cells, or leave them blank where the value is not known"
    )


def test_years_of_a_workbook_are_no_numbers_of_days(reader):
    book = openpyxl.Workbook()
    for row in (["date", "other"], [2019, 1], [DAY, 2], [DAY, 3]):
        book.active.append(row)
    book.save(reader.folder / "cases.xlsx")
    assert "row 2, date: 1 cell is not a date: row 2 '2019'" in reader.refusal("cases.xlsx")


def test_days_of_a_workbook_are_counted_from_its_own_first_day(reader):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (["date", "other"], [41884 - 1462, 1], [DAY, 2]):
        book.active.append(row)
    book.save(reader.folder / "cases.xlsx")
    rows = reader.read("cases.xlsx")
    assert rows.columns["date"] == [DAY] * 2
    assert rows.notes == ("cases.xlsx, date: 1 number was read as days since 1904-01-01, as the workbook counts them.",)


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01", "2567-01-05", "1443-09-01", "0024-03-01"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_dates_of_another_age_are_refused(reader, day, suffix):
    rows = [["2024-03-01", "a"], [day, "b"], ["2024-03-02", "c"]]
    if suffix == "csv":
        file = reader.write("date;o\n" + "\n".join(";".join(row) for row in rows))
    elif suffix == "xlsx":
        file, book = "cases.xlsx", openpyxl.Workbook()
        for row in [["date", "o"], *rows]:
            book.active.append(row)
        book.save(reader.folder / file)
    else:
        file = "cases.parquet"
        days = [datetime.date.fromisoformat(one) for one, _ in rows]
        pq.write_table(pa.table({"date": days, "o": ["a", "b", "c"]}), reader.folder / file)
    row = 2 if suffix == "parquet" else 3
    kinds = ("1 date is before 1920 or after 2150", "1 cell is not a date")
    found = reader.refusal(file)
    assert any(f"{kind}: row {row} '{day}'" in found for kind in kinds)


@pytest.mark.parametrize("day", ["1970-01-01", "2099-12-31"])
def test_dates_far_from_all_others_are_refused(refused, day):
    assert refused("date", "2024-03-01", day, "2024-03-02") == (
        f"cases.csv, row 3, x: 1 date is more than 50 years away from all others: row 3 '{day}'\n"
        "    expected: days from 1920-01-01 to 2150-12-31, near each other\n"
        "    do: correct them, or leave them blank where the date is not known; convert years of another calendar"
        " (2567 of the Buddhist era is 2024)"
    )


def test_a_long_history_is_read(cells):
    assert len(cells("date", *(f"{year}-06-30" for year in range(1930, 2101, 5)))) == 35


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
