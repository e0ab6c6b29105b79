from __future__ import annotations

import datetime
import unicodedata
import zipfile

import openpyxl
import pytest

from publicvalue.errors import TimeUpError
from publicvalue.evidence.model import Column
from publicvalue.files.tables import spreadsheets
from publicvalue.files.tables.workbooks import check_workbook
from publicvalue.files.untrusted.guards import Limits


@pytest.fixture
def book(reader):
    """A workbook with two sheets; the second begins with a wide gap."""
    made = openpyxl.Workbook()
    cases = made.active
    cases.title = "Cases"
    for row in (
        ["value", "date", "event", "group"],
        [1.5, datetime.date(2014, 9, 2), True, "a, b"],
        [None] * 4,
        [12, datetime.datetime(2014, 9, 3, 10, 30), False, 7],  # noqa: DTZ001 - workbooks know no time zone
    ):
        cases.append(row)
    other = made.create_sheet("Other")
    other.append(["value"])
    other.append([9])
    made.save(reader.folder / "cases.xlsx")
    return "cases.xlsx"


def test_cells_of_the_first_sheet_come_with_their_types(reader, book):
    rows = reader.read(book)
    assert rows.columns == {
        "value": [1.5, 12.0],
        "date": [datetime.date(2014, 9, 2), datetime.date(2014, 9, 3)],
        "event": [True, False],
        "group": ["a, b", "7"],
    }
    assert rows.rows_read == 2


def test_a_sheet_is_chosen_by_its_name(reader, book):
    assert reader.read(book, sheet="Other").columns == {"value": [9.0]}


def test_a_sheet_that_is_not_there_is_refused(reader, book):
    assert reader.refusal(book, sheet="Casos") == (
        "cases.xlsx: the workbook has no sheet 'Casos'\n    expected: one of: 'Cases', 'Other'\n    do: correct `sheet`"
    )


def test_rows_are_numbered_as_in_the_sheet(reader):
    made = openpyxl.Workbook()
    for row in (["value"], [1], [None], [None], ["n.k."]):
        made.active.append(row)
    made.save(reader.folder / "cases.xlsx")
    assert reader.refusal("cases.xlsx").startswith("cases.xlsx, row 5, value: 1 cell is not a number: row 5 'n.k.'")


def test_formulas_give_the_value_that_is_stored_with_them(reader, book):
    path = reader.folder / book
    changed = reader.folder / "formulas.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(b"<v>1.5</v>", b"<f>1+0.5</f><v>1.5</v>")
            target.writestr(name, content)
    assert reader.read("formulas.xlsx").columns["value"] == [1.5, 12.0]


def test_formulas_without_a_value_and_errors_are_noted_as_blank(reader):
    made = openpyxl.Workbook()
    for row in (["value", "group"], ["=1+1", "a"], ["#N/A", "b"], [3, "c"]):
        made.active.append(row)
    made.save(reader.folder / "cases.xlsx")
    rows = reader.read("cases.xlsx")
    assert rows.columns["value"] == [None, None, 3.0]
    assert rows.notes == (
        "cases.xlsx: cells with an error such as #N/A count as blank; the workbook has 1.",
        "cases.xlsx: formulas without a stored value count as blank; the workbook has 1."
        " Opened and saved in a spreadsheet program, it holds their values.",
    )


def test_names_of_columns_are_checked(reader):
    made = openpyxl.Workbook()
    for row in (["value", None, "value"], [1, 2, 3]):
        made.active.append(row)
    made.save(reader.folder / "cases.xlsx")
    assert reader.refusal("cases.xlsx").splitlines()[::3] == [
        "cases.xlsx, row 1: columns without a name: number 2 of 3",
        "cases.xlsx, row 1: column names that appear more than once: 'value'",
    ]


def test_a_workbook_without_cells_is_refused(reader):
    openpyxl.Workbook().save(reader.folder / "cases.xlsx")
    assert reader.refusal("cases.xlsx").startswith("cases.xlsx: the sheet is empty")


def test_a_damaged_workbook_is_refused(reader, book):
    content = (reader.folder / book).read_bytes()
    assert reader.refusal(reader.write(content[: len(content) // 2], "cut.xlsx")).startswith(
        "cut.xlsx: the workbook is damaged: "
    )


def test_a_zip_file_that_is_no_workbook_is_rejected(reader):
    with zipfile.ZipFile(reader.folder / "cases.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    message = reader.refusal("cases.xlsx")
    assert message.startswith("cases.xlsx: file rejected: the workbook cannot be read (")
    assert message.endswith(
        "    expected: a workbook that opens, without a password\n"
        "    do: open it in a spreadsheet program and save it again, or export the sheet as CSV"
    )


TOO_LARGE = (
    "cases.xlsx: file rejected: reading the workbook took more than 1.0 GB of memory or 30 seconds\n"
    "    expected: a workbook of moderate size\n"
    "    do: export the one sheet that is needed as CSV, or allow more memory with --max-memory"
)


def test_a_reader_that_runs_out_of_memory_is_a_rejected_file(reader, tmp_path):
    # Two cells in opposite corners: the table between them has seventeen thousand million cells.
    made = openpyxl.Workbook()
    made.active["A1"] = "value"
    made.active["XFD1048576"] = 1
    made.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as source, zipfile.ZipFile(tmp_path / "cases.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"A1:XFD1048576", b"A1:B2"))
    assert reader.refusal("cases.xlsx") == TOO_LARGE


def test_a_reader_that_takes_too_long_is_a_rejected_file(reader, book, monkeypatch):
    def too_long(*_: object, **__: object) -> None:
        raise spreadsheets.subprocess.TimeoutExpired("reader", 1)

    monkeypatch.setattr(spreadsheets.subprocess, "run", too_long)
    assert reader.refusal(book) == TOO_LARGE


def test_the_memory_of_the_reader_is_a_setting(reader, book):
    assert reader.refusal(book, limits=Limits(sheet_memory_bytes=1024**2)).startswith("cases.xlsx: file rejected")


def sheet_of(reader, rows, formats=None):
    """Write a workbook of one sheet, with formats by cell."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cell, style in (formats or {}).items():
        made.active[cell].number_format = style
    made.save(reader.folder / "cases.xlsx")
    return "cases.xlsx"


@pytest.mark.parametrize("style", ["0%", "0.00%", "0.0 %;[Red]-0.0 %"])
def test_numbers_in_the_format_of_per_cent_are_read_as_they_are_shown(reader, style):
    file = sheet_of(reader, [["value", "o"], [0.45, 1], [0.07, 2], [1, 3]], {f"A{row}": style for row in (2, 3, 4)})
    assert reader.read(file, unit="percent").columns["value"] == [45.0, 7.0, 100.0]
    assert reader.read(file, unit="ratio").columns["value"] == pytest.approx([0.45, 0.07, 1.0])


@pytest.mark.parametrize("style", ['0.00"%"', "[$\u20ac-407]#,##0.00", "0.00_)", "General", "0.00\\%"])
def test_numbers_in_other_formats_are_read_as_they_are(reader, style):
    file = sheet_of(reader, [["value", "o"], [0.45, 1], [1234.5, 2]], {"A2": style, "A3": style})
    assert reader.read(file, unit="percent").columns["value"] == [0.45, 1234.5]


def test_a_column_of_which_some_cells_are_per_cent_is_refused(reader):
    file = sheet_of(reader, [["value", "o"], [0.45, 1], [0.5, 2], [30, 3]], {"A2": "0%", "A3": "0%"})
    assert reader.refusal(file, unit="percent") == (
        "cases.xlsx, row 4, value: 1 cell is without the format of per cent: row 4 '30'\n"
        "    expected: all cells of the column in one format\n"
        "    do: format them alike in the workbook"
    )


def test_a_bound_for_shares_on_cells_of_per_cent_is_refused(reader):
    file = sheet_of(reader, [["x", "o"], [0.45, 1]], {"A2": "0%"})
    assert "write at_least: 50 for 50 %" in reader.refusal(file, {"event": Column("x", at_least=0.5)})
    assert reader.read(file, {"event": Column("x", at_least=40)}).columns["event"] == [True]


def test_lengths_of_time_are_turned_into_the_unit(reader):
    length = datetime.timedelta(hours=36)
    file = sheet_of(reader, [["value", "o"], [length, 1], [length / 2, 2]], {"A2": "[h]:mm:ss", "A3": "[h]:mm:ss"})
    assert reader.read(file, unit="hours").columns["value"] == [36.0, 18.0]
    assert reader.read(file, unit="days").columns["value"] == [1.5, 0.75]


def test_times_of_day_are_no_lengths_of_time(reader):
    file = sheet_of(reader, [["value", "o"], [datetime.time(8, 30), 1]])
    assert "times of day and lengths of time look alike: row 2 '08:30:00'" in reader.refusal(file)


def test_numbers_of_a_sheet_have_no_mark_to_be_taken_for_thousands(reader):
    file = sheet_of(reader, [["value", "o"], [1.234, 1], [12.345, 2], [980, 3]])
    rows = reader.read(file)
    assert rows.columns["value"] == [1.234, 12.345, 980.0]
    assert rows.notes == ()


def test_a_written_number_among_the_numbers_of_a_sheet_is_refused_where_its_mark_shows_nothing(reader):
    file = sheet_of(reader, [["value", "o"], ["1.250", 1.5], [2.5, 2.5], [980, 3]])
    assert "the point may be a decimal mark or part thousands: row 2 '1.250'" in reader.refusal(file)


def test_a_hidden_sheet_is_not_read_unless_it_is_named(reader):
    made = openpyxl.Workbook()
    made.active.title, made.active.sheet_state = "Old", "hidden"
    made.active.append(["value"])
    made.active.append([1])
    for title in ("New", "Notes"):
        page = made.create_sheet(title)
        page.append(["value"])
        page.append([2])
    made.save(reader.folder / "cases.xlsx")
    rows = reader.read("cases.xlsx")
    assert rows.columns["value"] == [2.0]
    assert rows.notes == ("cases.xlsx: the sheet 'New' was read; not read: 'Old' (hidden), 'Notes'.",)
    named = reader.read("cases.xlsx", sheet="Old")
    assert named.columns["value"] == [1.0]
    assert named.notes == ("cases.xlsx: the sheet 'Old' (hidden) was read; not read: 'New', 'Notes'.",)


def test_a_sheet_is_found_under_a_name_that_looks_the_same(reader):
    made = openpyxl.Workbook()
    made.active.title = unicodedata.normalize("NFD", "l\u2019\u00e9t\u00e9")
    made.active.append(["value"])
    made.active.append([1])
    made.save(reader.folder / "cases.xlsx")
    assert reader.read("cases.xlsx", sheet="l'\u00e9t\u00e9").columns["value"] == [1.0]


def test_hidden_rows_and_columns_are_counted_in_a_note(reader):
    made = openpyxl.Workbook()
    for row in (["value"], [1], [2]):
        made.active.append(row)
    made.active.row_dimensions[2].hidden = True
    made.save(reader.folder / "cases.xlsx")
    rows = reader.read("cases.xlsx")
    assert rows.columns["value"] == [1.0, 2.0]
    assert rows.notes == ("cases.xlsx: hidden rows and columns are read like others; the workbook has 1.",)


def test_a_sheet_of_opening_brackets_is_looked_at_once(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c " * 100_000)
    assert check_workbook(path, "t.xlsx").notes == ()


def test_a_workbook_is_read_within_the_time_for_the_whole(reader, book):
    with pytest.raises(TimeUpError, match=r"took more than 0\.001 seconds"):
        reader.read(book, limits=Limits(count_seconds=0.001))
