from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.errors import EvidenceError
from publicvalue.evidence.model import Column
from publicvalue.files.untrusted.guards import Limits, check_file, find_file
from publicvalue.files.untrusted.hashes import hash_file

OUTSIDE = (
    "{}: the file lies outside the assessment's folder\n"
    "    expected: a path inside the folder of the assessment, such as evidence/cases.csv\n"
    "    do: copy the file into the folder, and name it by its path from there"
)


def test_an_empty_file_is_refused(reader):
    assert reader.refusal(reader.write("")) == (
        "cases.csv: the file is empty\n    expected: a header row and at least one row\n    do: export the table again"
    )


def test_a_file_of_two_gigabytes_is_refused_with_what_to_do(reader):
    with (reader.folder / "cases.csv").open("wb") as stream:
        stream.truncate(2 * 1024**3)
    assert reader.refusal("cases.csv") == (
        "cases.csv: the file has 2.0 GB, the limit is 1.0 GB\n"
        "    expected: a file of at most 1.0 GB\n"
        "    do: save it as Parquet, or count equal rows and give the number in a `count` column, or raise the limit"
        " with --max-file-size"
    )


def test_the_limit_on_size_is_a_setting(reader):
    file = reader.write("value\n1\n")
    assert reader.refusal(file, limits=Limits(file_bytes=5)).startswith(
        "cases.csv: the file has 8 bytes, the limit is 5"
    )


def test_a_parquet_file_may_be_larger(reader):
    pq.write_table(pa.table({"value": [1.0, 2.0]}), reader.folder / "cases.parquet")
    assert reader.read("cases.parquet", limits=Limits(file_bytes=5)).rows_read == 2
    found = reader.refusal("cases.parquet", limits=Limits(file_bytes=5, parquet_bytes=5))
    assert "\n    do: count equal rows" in found


@pytest.mark.parametrize("file", ["../cases.csv", "a/../../cases.csv", "/etc/passwd", "..\\cases.csv", "C:\\cases.csv"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path, file):
    with pytest.raises(EvidenceError) as caught:
        find_file(tmp_path, file)
    assert str(caught.value) == OUTSIDE.format(file)


def test_a_name_with_a_zero_byte_is_refused(tmp_path):
    with pytest.raises(EvidenceError) as caught:
        find_file(tmp_path, "cases\0.csv")
    assert str(caught.value).startswith("'cases\\x00.csv': the file's name holds a zero byte\n")


def test_a_link_that_leaves_the_folder_is_refused(tmp_path):
    (tmp_path / "outside.csv").write_text("value\n1\n")
    folder = tmp_path / "assessment"
    folder.mkdir()
    os.symlink(tmp_path / "outside.csv", folder / "cases.csv")
    with pytest.raises(EvidenceError) as caught:
        find_file(folder, "cases.csv")
    assert str(caught.value) == OUTSIDE.format("cases.csv")


def test_a_file_that_is_not_there_is_refused(reader):
    assert reader.refusal("evidence/cases.csv") == (
        "evidence/cases.csv: there is no such file\n"
        "    expected: a file in the assessment's folder\n"
        "    do: check the spelling of `file`, capitals too, or put the file there"
    )


def test_other_kinds_of_file_are_refused(reader):
    assert reader.refusal(reader.write("a,b\n1,2\n", "cases.csv.gz")) == (
        "cases.csv.gz: files that end in '.gz' are not read\n"
        "    expected: a table: CSV or tab-separated text (.csv, .tsv, .txt), Parquet (.parquet), a workbook (.xlsx),"
        " SQLite (.sqlite, .db); or an event log: XES (.xes, .xes.gz), OCEL 2.0 (.json, .xml, .sqlite)\n"
        "    do: unpack it, and bring the one table that is in it"
    )


@pytest.mark.parametrize(
    ("file", "content", "what"),
    [
        ("cases.csv", b"PK\x03\x04rest", "the file is named as text but holds workbook"),
        ("cases.csv", b"PAR1 and so on", "the file is named as text but holds Parquet"),
        ("cases.csv", b"\x1f\x8b\x08 rest", "the file is named as text but holds a compressed file"),
        ("cases.csv", b"\xef\xbb\xbf <html><body>", "the file is named as text but holds a web page"),
        ("cases.parquet", b"value\n1\n", "the file is named as Parquet but holds text"),
        ("cases.parquet", b"PAR1 and no end", "the file is cut off"),
        ("cases.xlsx", b"\xd0\xcf\x11\xe0rest", "the file is named as workbook but holds an old (.xls) or"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(reader, file, content, what):
    assert reader.refusal(reader.write(content, file)).startswith(f"{file}: {what}")


def test_a_damaged_parquet_file_is_refused(reader):
    assert reader.refusal(reader.write(b"PAR1" + b"\x07" * 50 + b"PAR1", "cases.parquet")).startswith(
        "cases.parquet: the file is damaged: "
    )


def test_parquet_is_refused_by_rows_times_columns(reader):
    pq.write_table(pa.table({"value": range(100), "group": ["a"] * 100}), reader.folder / "cases.parquet")
    assert reader.refusal("cases.parquet", limits=Limits(parquet_cells=199)) == (
        "cases.parquet: the file has 100 rows and 2 columns\n"
        "    expected: at most 199 cells\n"
        "    do: keep the columns that are needed, or count equal rows and give the number in a `count` column"
    )


def test_a_cell_too_long_for_an_answer_is_refused_where_its_column_is_used(reader):
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 50, pa.int32()), pa.array(["1" * 200_000]))
    pq.write_table(pa.table({"value": range(50), "words": word}), reader.folder / "cases.parquet")
    assert reader.refusal("cases.parquet", {"value": Column("words")}) == (
        "cases.parquet, words: a cell has 200,000 bytes\n"
        "    expected: cells of at most 100,000 bytes\n"
        "    do: leave the column out, or shorten its texts"
    )
    assert reader.read("cases.parquet", {"value": Column("value")}).columns["value"][49] == 49


def workbook(path: Path, sheet: bytes) -> None:
    """Make a workbook whose sheet has these bytes."""
    book = openpyxl.Workbook()
    book.active.append(["value"])
    book.active.append([1])
    whole = path.with_name("whole.xlsx")
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_refused(reader):
    workbook(reader.folder / "cases.xlsx", SHEET % (b"<sheetData/>" + b" " * 60_000_000))
    assert re.sub("to [0-9]{4} times", "to N times", reader.refusal("cases.xlsx")) == (
        "cases.xlsx: the workbook unpacks to N times its size, as a file does that is made to fill the memory\n"
        "    expected: at most 100 times\n"
        "    do: export the one sheet that is needed as CSV"
    )


def test_a_workbook_that_unpacks_to_too_much_is_refused(reader):
    workbook(reader.folder / "cases.xlsx", SHEET % b"<sheetData/>")
    assert reader.refusal("cases.xlsx", limits=Limits(unpacked_bytes=1024)).endswith(
        "    expected: at most 1.0 kB\n    do: export the one sheet that is needed as CSV"
    )


def test_a_workbook_that_says_it_fills_all_rows_and_columns_is_refused(reader):
    workbook(reader.folder / "cases.xlsx", SHEET % b'<dimension ref="A1:XFD1048576"/><sheetData/>')
    assert reader.refusal("cases.xlsx") == (
        "cases.xlsx: a sheet of the workbook has 17,179,869,184 cells (xl/worksheets/sheet1.xml)\n"
        "    expected: at most 1,000,000 cells in a sheet\n"
        "    do: delete the empty rows and columns around the table, or export the sheet as CSV"
    )


def test_cells_are_counted_whatever_the_sheet_says(reader):
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>1</v></c></row>' % (i, i, i) for i in range(1, 51)
    )
    workbook(reader.folder / "cases.xlsx", SHEET % (b'<dimension ref="A1"/><sheetData>' + rows + b"</sheetData>"))
    assert reader.refusal("cases.xlsx", limits=Limits(sheet_cells=99)).startswith(
        "cases.xlsx: a sheet of the workbook has 100 cells"
    )


def test_the_hash_is_that_of_the_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert hash_file(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_database_is_whole_before_it_is_hashed(tmp_path):
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\x00" + bytes(100))
    (tmp_path / "a.db-wal").write_bytes(b"7" * 33)
    with pytest.raises(EvidenceError, match=r"'a\.db-wal' lies beside the database"):
        check_file(tmp_path / "a.db", "a.db")
