from __future__ import annotations

import codecs

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.evidence.model import Column
from publicvalue.files.engines import duckdb
from publicvalue.files.tables import text_bytes, text_files, text_layout

TEXT = "group,value\ncafé,1\n€ 5,2\n"
READ = {"group": ["café", "€ 5"], "value": [1.0, 2.0]}


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        (TEXT.encode(), ()),
        (codecs.BOM_UTF8 + TEXT.encode(), ()),
        (TEXT.encode("cp1252"), ("cases.csv is not written in UTF-8; it was read as Windows-1252.",)),
        (TEXT.encode("utf-16"), ("cases.csv is not written in UTF-8; it was read as UTF-16.",)),
        (
            codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
            ("cases.csv is not written in UTF-8; it was read as UTF-16.",),
        ),
        (TEXT.replace(",", ";").encode(), ()),
        (TEXT.replace(",", "\t").encode(), ()),
        (TEXT.replace("\n", "\r\n").encode(), ()),
        (TEXT.replace("\n", "\r").encode(), ()),
        (TEXT.replace("\n", "\r\n", 1).encode(), ()),
        (b"\xef\xbb\xbf" + '"group";"value"\n"café";"1"\n"€ 5";"2"'.encode(), ()),
    ],
)
def test_text_is_read_in_each_encoding_delimiter_and_line_end(reader, content, notes):
    rows = reader.read(reader.write(content))
    assert ({name: rows.columns[name] for name in READ}, rows.notes) == (READ, notes)


def test_an_encoding_that_changes_far_into_the_file_is_seen(reader, monkeypatch):
    monkeypatch.setattr(text_bytes, "CHUNK", 16)
    assert reader.read(reader.write(b"group,value\n" + b"a,1\n" * 30 + b"caf\xe9,2")).columns["group"][-1] == "café"


def test_a_letter_cut_by_a_chunk_is_still_utf_8(reader, monkeypatch):
    monkeypatch.setattr(text_bytes, "CHUNK", 3)
    assert reader.read(reader.write("group,value\r\nééééé,1\r\n")).notes == ()


def test_bytes_of_no_known_encoding_are_refused(reader):
    assert reader.refusal(reader.write(b"group,value\n\x81\xff,1\n")) == (
        "cases.csv: the file is in no encoding that can be told from its bytes\n"
        "    expected: text in UTF-8, UTF-16 with its byte order mark, or Windows-1252\n"
        "    do: export the table again as CSV in UTF-8"
    )


def test_zero_bytes_are_refused(reader):
    assert reader.refusal(reader.write(b"group,value\na,1\n\x00,1\n")).startswith(
        "cases.csv: the file holds zero bytes, as no text file does"
    )


def test_ragged_rows_are_one_problem_with_their_numbers(reader):
    assert reader.refusal(reader.write("group,value\na,1\nb\nc,3,4\nd,4\n")) == (
        "cases.csv, row 3: 2 rows with more or fewer cells than the header row: row 3, row 4\n"
        "    expected: 2 cells in each row\n"
        "    do: put cells that hold a delimiter or a line break in quotation marks; delete titles and totals"
    )


def test_a_quotation_mark_that_is_not_closed_is_refused(reader):
    assert reader.refusal(reader.write('group,value\na,1\n"b,2\nc,3\n')) == (
        "cases.csv, row 3: 1 row with a quotation mark that is not closed, or with text after it: row 3\n"
        '    expected: cells such as "Smith, Ann"; a quotation mark inside a cell is written twice\n'
        "    do: close the quotation marks, or export the table again"
    )


def test_a_quotation_mark_that_is_not_closed_in_the_header_is_refused(reader):
    assert reader.refusal(reader.write('"group,value\na,1\n')) == (
        "cases.csv: a quotation mark in the header row is not closed\n"
        "    expected: column names in the first row\n"
        "    do: close it"
    )


def test_column_names_that_are_blank_or_double_are_refused(reader):
    assert reader.refusal(reader.write(",value,value,\n1,2,3,4\n")) == (
        "cases.csv, row 1: columns without a name: number 1, 4 of 4\n"
        "    expected: a name for each column\n"
        "    do: name the columns or delete them\n"
        "cases.csv, row 1: column names that appear more than once: 'value'\n"
        "    expected: a different name for each column\n"
        "    do: rename all but one"
    )


def test_names_that_differ_in_capitals_are_two_columns(reader):
    rows = reader.read(reader.write("value,Value,Group,group\n1,2,a,b\n"))
    assert rows.columns == {"value": [1.0], "group": ["b"]}


def test_a_blank_first_row_is_refused(reader):
    assert reader.refusal(reader.write("\ngroup,value\na,1\n")) == (
        "cases.csv, row 1: the first row is blank\n"
        "    expected: the names of the columns\n"
        "    do: delete the rows above the names of the columns"
    )


def test_a_header_without_rows_is_refused(reader):
    assert reader.refusal(reader.write("group,value\n")) == (
        "cases.csv: the file has a header row but no rows under it\n"
        "    expected: at least one row\n"
        "    do: export it again"
    )


def test_quoted_delimiters_and_line_breaks_stay_in_their_cell(reader):
    rows = reader.read(reader.write('group,value\r\n"a, ""b""\nc",1\r\nd,2\r\n'))
    assert rows.columns["group"] == ['a, "b"\nc', "d"]


def test_rows_without_any_cell_are_left_out_and_row_numbers_stay(reader):
    assert reader.read(reader.write("group,value\na,1\n,\nb,2\n,\n,\n")).rows_read == 2
    assert "row 4 'x'" in reader.refusal(reader.write("group,value\na,1\n,\nb,x\n"))


def test_formulas_in_cells_are_text(reader):
    rows = reader.read(reader.write('group,value\n=1+1,1\n"=HYPERLINK(""http://x"")",2\n@SUM(A1),3\n'))
    assert rows.columns["group"] == ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)"]
    assert "row 2 '=1+1'" in reader.refusal(reader.write("value,group\n=1+1,a\n"))


def test_blank_lines_are_left_out_and_the_message_says_so(reader):
    assert reader.read(reader.write("group,value\na,1\n\nb,2\n")).rows_read == 2
    assert reader.refusal(reader.write("group,value\na,1\n\nb,x\n")).endswith(
        "    do: correct the cells, or leave them blank where the value is not known"
        " (row numbers leave out blank lines)"
    )


@pytest.mark.parametrize(
    ("content", "column", "numbers"),
    [
        ("jaar;bedrag, in euro\n2000;0,5\n2001;1,5\n", "bedrag, in euro", [0.5, 1.5]),
        ("a;b, c, d\n1;0,5\n2;7\n", "b, c, d", [0.5, 7.0]),
        ("a,b;c;d\n1,0.5\n2,7\n", "b;c;d", [0.5, 7.0]),
        ("a;b;bedrag, in euro\n1;2;0,5\n2;3;7\n", "bedrag, in euro", [0.5, 7.0]),
        ("a\tb, c\n1\t0,5\n2\t7,25\n", "b, c", [0.5, 7.25]),
        ("a|b, c\n1|0,5\n2|7,25\n", "b, c", [0.5, 7.25]),
        ("id,days,note\n1,0.5,x; y\n2,7.0,z\n", "days", [0.5, 7.0]),
        ('id,days,"a; b; c; d"\n1,0.5,x\n2,7.0,z\n', "days", [0.5, 7.0]),
        ("bedrag\n0,5\n1,5\n", "bedrag", [0.5, 1.5]),
        ("sep=;\nid;days\n1;0,5\n2;7\n", "days", [0.5, 7.0]),
        ("sep=,\r\nid,days\r\n1,0.5\r\n2,7\r\n", "days", [0.5, 7.0]),
    ],
)
def test_the_delimiter_is_chosen_by_rows_too(reader, content, column, numbers):
    assert reader.read(reader.write(content), {"value": Column(column)}).columns["value"] == numbers


def test_rows_are_numbered_from_the_first_line_under_a_stated_delimiter(reader):
    file = reader.write("sep=;\nid;days\n1;0,5\n2;x\n")
    assert "row 4, days: 1 cell is not a number: row 4 'x'" in reader.refusal(file, {"value": Column("days")})


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_single_return_within_a_cell_ends_no_row(reader, end):
    lines = ["group,value", "a\rb,1", '"c\rd",2', "e,3"]
    rows = reader.read(reader.write((end.join(lines) + end).encode()))
    assert rows.columns == {"group": ["a b", "c d", "e"], "value": [1.0, 2.0, 3.0]}


def test_returns_that_end_most_rows_end_all(reader):
    assert reader.read(reader.write(b"value\r1\r2\n3\r")).columns["value"] == [1.0, 2.0, 3.0]


def test_a_return_at_the_end_of_a_chunk_belongs_to_the_line_feed_behind_it(reader, monkeypatch):
    monkeypatch.setattr(text_bytes, "CHUNK", 4)
    assert reader.read(reader.write(b"value,o\r\n1,a\r\n2,b\rc\r\n3,d\n")).columns["value"] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "cell", ["a" * 3000, '"' + "a" * 3000 + '"', '"' + "line\n" * 600 + '"', '"' + 'say ""x""\n' * 300 + '"']
)
@pytest.mark.parametrize("place", [0, 40, 80])
def test_rows_that_are_too_long_are_refused_and_never_left_out(reader, monkeypatch, cell, place):
    for module in (text_bytes, text_layout, text_files):
        monkeypatch.setattr(module, "MOST_ROW_BYTES", 2000)
    monkeypatch.setattr(text_bytes, "CHUNK", 512)
    rows = [f"{i},x" for i in range(80)]
    rows.insert(place, f"80,{cell}")
    found = reader.refusal(reader.write("value,group\n" + "\n".join(rows) + "\n"))
    assert found.startswith(("cases.csv, line ", "cases.csv, row "))
    assert f" {place + 2}: a row has more than" in found


def test_quotation_marks_that_stand_alone_make_no_row_long(reader, monkeypatch):
    for module in (text_bytes, text_layout, text_files):
        monkeypatch.setattr(module, "MOST_ROW_BYTES", 2000)
    monkeypatch.setattr(text_bytes, "CHUNK", 512)
    file = reader.write("value,group\n" + "".join(f'{i},{i}" pipe\n' for i in range(401)))
    assert reader.read(file).rows_read == 401


def test_more_columns_than_can_be_read_quickly_are_refused(reader):
    titles = [f"c{i}" for i in range(5001)]
    file = reader.write(",".join(titles) + "\n" + ",".join("1" for _ in titles) + "\n")
    assert reader.refusal(file, {"value": Column("c1")}).startswith("cases.csv: the file has 5,001 columns")
    pq.write_table(pa.table({title: [1] for title in titles}), reader.folder / "t.parquet")
    assert reader.refusal("t.parquet", {"value": Column("c1")}).startswith("t.parquet: the file has 5,001 columns")


@pytest.mark.parametrize(
    ("title", "advice"),
    [
        (
            "Register of 2024",
            "do: name one of the file's columns; where the first row is a title, delete all rows above",
        ),
        ("Register of 2024,,", "do: delete the title above the names of the columns"),
    ],
)
def test_a_title_above_the_names_of_the_columns_is_to_be_deleted(reader, title, advice):
    file = reader.write(f"{title}\n\nvalue,event,kind\n1,yes,a\n2,no,b\n")
    assert advice in reader.refusal(file, {"event": Column("event")})


DIRTY = (
    "group,value\n\u00a0a\u2019s ,1\n,\nA\u0301 b, 2.5\nn/a,3\nNA,-4\n\u00e1 b,\u00a05\n,\nZero\u200bwidth,6\n"
    "-,7\nTotal,x\n"
)


def test_a_small_table_in_memory_and_a_large_one_on_disk_are_read_alike(reader, monkeypatch):
    def told() -> list[object]:
        rows = reader.read(file, where={"group": kept}, not_blank={"group": ("na",)})
        return [rows, reader.refusal(file), reader.refusal(file, where={"group": ("b",)})]

    file, kept = reader.write(DIRTY), ("a's", "\u00c1 b", "NA", "Zerowidth")
    small = told()
    assert small[0].columns == {"group": ["a's", "\u00c1 b", "NA", "Zerowidth"], "value": [1.0, 2.5, -4.0, 6.0]}
    assert "row 11 'x'" in small[1]
    monkeypatch.setattr(text_files, "SMALL", 0)
    monkeypatch.setattr(duckdb, "FEW_ROWS", 0)
    assert told() == small
