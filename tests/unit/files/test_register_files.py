"""Files of registers are read within limits, and given back with what was wrong with each row."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest

from publicvalue.errors import EvidenceError
from publicvalue.files.register_files import (
    MOST_BYTES,
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    check_size,
    read_register_file,
    table_with_errors,
)


def refused(data: bytes, file: str = "x.csv") -> str:
    with pytest.raises(EvidenceError) as error:
        read_register_file(file, data)
    (problem,) = error.value.problems
    assert problem.place.file == file
    assert problem.expected
    assert problem.do
    return problem.what


def test_rows_have_their_number_and_columns_that_are_called_alike_a_number_each() -> None:
    found = read_register_file("x.csv", b"a, other ,other\r\n1,2,3\r\n\r\n4,5\r\n")
    assert found.header == ("a", "other", "other (2)")
    assert [(row.number, dict(row.cells)) for row in found.rows] == [
        (2, {"a": "1", "other": "2", "other (2)": "3"}),
        (4, {"a": "4", "other": "5", "other (2)": ""}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_are_read_as_they_were_written(encoding: str) -> None:
    found = read_register_file("x.csv", "name;país\nAgência – 1;é\n".encode(encoding))
    assert dict(found.rows[0].cells) == {"name": "Agência – 1", "país": "é"}


def test_json_is_read_as_a_list_or_as_the_first_list_within() -> None:
    records = [{"name": "One", "tags": ["a", "b"], "live": True}, {"name": None, "n": 3}]
    for data in (records, {"meta": {"n": 2}, "records": records}):
        found = read_register_file("x.json", json.dumps(data).encode())
        assert found.header == ("name", "tags", "live", "n")
        assert dict(found.rows[0].cells) == {"name": "One", "tags": "a; b", "live": "yes", "n": ""}


def test_packed_files_are_read_and_those_that_would_unpack_too_far_are_not() -> None:
    assert read_register_file("x.csv.gz", gzip.compress(b"a\n1\n")).header == ("a",)
    assert refused(gzip.compress(b"a" * (MOST_BYTES + 1))) == "the file has 20.0 MB"
    assert refused(gzip.compress(b"a\n1\n")[:-6]) == "the file cannot be unpacked"


def test_size_is_refused_before_anything_is_read() -> None:
    check_size("x", MOST_BYTES)
    with pytest.raises(EvidenceError):
        check_size("x", MOST_BYTES + 1)
    assert refused(b"a" * (MOST_BYTES + 1)) == "the file has 20.0 MB"


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"\xef\xbb\xbf  <svg onload=alert(1)>",
        b'<?xml version="1.0"?>',
        b"PK\x03\x04....",
        b"%PDF-1.7",
        b"a,b\n\0\0",
        b"\xd0\xcf\x11\xe0",
    ],
)
def test_pages_pictures_and_documents_are_refused_by_their_first_bytes(data: bytes) -> None:
    assert refused(data, "systems.csv") == "this is neither a table of text nor JSON"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b"[1, 2]", "the file holds no list of records"),
        (b'{"a": 1}', "the file holds no list of records"),
        (b'[{"a": 1}', "the file is no JSON that can be read"),
        (b"[" * 100_000, "the file is no JSON that can be read"),
        (b"a\n" + b"x" * (MOST_CELL + 1), "the table breaks off within a cell"),
        (b"a\n" + b"x\n" * (MOST_ROWS + 1), "the table has more rows than are read at once"),
        (b",".join([b"c"] * (MOST_COLUMNS + 1)), f"the table has {MOST_COLUMNS + 1} columns"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, what: str) -> None:
    assert refused(data) == what


def test_the_file_comes_back_with_a_column_of_errors_and_without_formulas() -> None:
    table = read_register_file("x.csv", b"name,phase\nOne,=1+1\nTwo,use\n")
    text = table_with_errors(table, {2: "phase: wrong"}, "Errors")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["name", "phase", "Errors"],
        ["One", "'=1+1", "phase: wrong"],
        ["Two", "use", ""],
    ]


def test_records_that_each_have_a_column_of_their_own_are_refused_before_cells_are_made() -> None:
    # 30,000 records of 30,000 columns are 900 million cells.
    data = json.dumps([{f"k{place}": 1} for place in range(30_000)]).encode()
    assert refused(data, "x.json") == "the table has 30,000 columns"


def test_signs_that_no_text_holds_are_refused() -> None:
    assert refused(b'[{"a": "\\ud800"}]', "x.json") == "a text in it holds half a sign"
    assert refused(b'[{"a": "\\u0000"}]', "x.json") == "a text in it holds the sign NUL"
    assert [*read_register_file("x.json", b'[{"a": "\\\\u0000"}]').rows]


def test_lists_in_lists_are_refused_and_columns_called_as_others_are_numbered_keep_their_cells() -> None:
    assert "many hundred deep" in refused(b'[{"a": ' + b"[" * 940 + b"]" * 940 + b"}]", "x.json")
    assert read_register_file("x.csv", b"x,x,x (2)\n1,2,3\n").header == ("x", "x (2)", "x (2) (2)")
