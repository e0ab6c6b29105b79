"""`import` given workbooks that `export` did not write: told in plain words, or taken, and unchanged the next time.

Programs change workbooks when they save them, and people change them by hand. Whatever comes, nothing is written
outside the assessment's folder, nothing by half, and no library speaks.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from fuzz.runs import run_and_hold

Change = Callable[[Workbook], object]
SYSTEM, CORE = "System", "Core questions"
GIVEN = {"system.description": "Sorts cases", "system.organisation": "Office", "system.country": "BRB"}
ENTRIES = (True, dt.date(2024, 2, 3), 12.5, -1e308, dt.time(3, 4), 0.1 + 0.2)
ODD = (
    "- x\n- y",
    "*a",
    "!!int 3",
    '"',
    "{a: b",
    "---\nassessment: {}",
    "# c",
    "NO",
    "1e5",
    "~",
    "=1+1",
    "a_x001B_[31m",
)
NAMES = ("../x", "/etc/passwd", "__class__", "a" * 5_000, "system.name; rm", "\U0001f600")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("quick") / "a"
    run_and_hold("new", "--quick", folder, "--title", "T")
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    for row in book[SYSTEM].iter_rows(min_row=3):
        row[2].value = GIVEN.get(str(row[0].value), row[2].value)
    return packed(book)


def packed(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    return packed(book)


def rewritten(content: bytes, part: str, pattern: bytes, by: bytes | None) -> bytes:
    """Rewrite the parts of a workbook whose names end so; leave them out where there is nothing to put in place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(stream, "w") as made:
        for name in given.namelist():
            if not name.endswith(part):
                made.writestr(name, given.read(name))
            elif by is not None:
                made.writestr(name, re.sub(pattern, by, given.read(name)))
    return stream.getvalue()


def brought(tmp_path: Path, content: bytes) -> tuple[int, str]:
    """Import a workbook, and hold what must hold whatever it is."""
    (tmp_path / "in").mkdir()
    path, out = tmp_path / "in" / "w.xlsx", tmp_path / "out"
    path.write_bytes(content)
    code, said = run_and_hold("import", path, out, "--yes")
    assert {one.name for one in tmp_path.iterdir()} <= {"in", "out"}
    assert [one.name for one in (tmp_path / "in").iterdir()] == ["w.xlsx"]
    if code:
        assert not (out / "assessment.yaml").exists(), "refused, and written all the same"
        return code, said
    run_and_hold("check", out)
    assert "nothing changes" in run_and_hold("import", path, out, "--yes")[1]
    return code, said


def fill(book: Workbook, sheet: str, values: tuple[object, ...], column: int = 2) -> None:
    for place, row in enumerate(book[sheet].iter_rows(min_row=3)):
        row[column].value = values[place % len(values)]  # type: ignore[assignment]


def add_far_rows(book: Workbook) -> None:
    for number in range(20_000):
        book["Documents"].append([None, f"d{number}", "kept"])


def swap_rows(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book[CORE].iter_rows(min_row=3)]
    for number, row in enumerate(reversed(rows), 3):
        for place, value in enumerate(row, 1):
            book[CORE].cell(number, place).value = value


def name_otherwise(book: Workbook) -> None:
    for number, sheet in enumerate(book.worksheets):
        sheet.title = f"Hoja {number} ñ'"
        sheet.sheet_state = "veryHidden" if number else "visible"


TAKEN: dict[str, Change] = {
    "rows in another order": swap_rows,
    "sheets hidden and called otherwise": name_otherwise,
    "a sheet of somebody else's": lambda book: book.create_sheet("Notes").append(["publicvalue:notes", "x"]),
    "formulas without values": lambda book: fill(book, CORE, ("=1+1", '=HYPERLINK("http://x")')),
    "texts that are YAML, formulas and escapes": lambda book: fill(book, "Documents", ODD, 1),
    "20,000 documents": add_far_rows,
}
REFUSED: dict[str, tuple[Change, str]] = {
    "no cell": (lambda book: [book.remove(one) for one in book.worksheets[1:]], "names no framework|is missing"),
    "keys are gone": (lambda book: book[SYSTEM].delete_rows(1), "the sheet 'System' is missing"),
    "keys of rows are gone": (lambda book: book[SYSTEM].delete_cols(1), "the sheet 'System' is missing"),
    "a key twice": (lambda book: book[SYSTEM].__setitem__("D1", "answer"), "columns are missing"),
    "a sheet twice": (lambda book: book.copy_worksheet(book[SYSTEM]), "'System' and 'System Copy' are the same"),
    "a row twice": (lambda book: book[SYSTEM].append(["system.name", "q", "Other"]), "stands in two rows, 3 and 20"),
    "merged rows": (lambda book: book[SYSTEM].merge_cells("A3:C5"), "the cells A3:C5 are merged"),
    "merged keys": (lambda book: book[SYSTEM].merge_cells("A1:D1"), "columns are missing"),
    "keys that lead elsewhere": (lambda book: fill(book, SYSTEM, NAMES, 0), "the framework asks no question"),
    "cells of every type": (lambda book: fill(book, CORE, ENTRIES), "w.xlsx, Core questions"),
    "a day that is none": (lambda book: fill(book, CORE, (dt.date(2024, 1, 1),)), "w.xlsx, Core questions"),
    "a cell in the last row": (lambda book: book[SYSTEM].cell(1_048_576, 16_384, "x"), "17,179,869,184 cells"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_says_the_same_is_taken(tmp_path: Path, ours: bytes, name: str) -> None:
    assert brought(tmp_path, changed(ours, TAKEN[name]))[0] == 0


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_is_refused_in_words(tmp_path: Path, ours: bytes, name: str) -> None:
    change, reason = REFUSED[name]
    code, said = brought(tmp_path, changed(ours, change))
    assert code == 2
    assert re.search(reason, said), said


@pytest.mark.parametrize(
    ("part", "pattern", "by", "reason"),
    [
        ("workbook.xml.rels", b"/xl/worksheets/sheet2.xml", b"../../../../etc/passwd", "cannot be read|is missing"),
        ("sheet2.xml", b"", None, "cannot be read|is missing"),
        ("sheet2.xml", b"(?s)</row>.*", b"", "cannot be read"),
        ("sheet2.xml", rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', "17,179,869,184 cells"),
        ("sheet2.xml", rb'r="C4"', b'r="ZZZZ99999999"', "took more than|cannot be read"),
        ("styles.xml", b"", None, "is no day"),
        ("sheet2.xml", b'(r="C4")[^>]*>.*?</c>', rb'\1 t="s"><v>-5</v></c>', "that it has not: 1"),
    ],
)
def test_damaged_and_forged_parts_are_refused_in_words(
    tmp_path: Path, ours: bytes, part: str, pattern: bytes, by: bytes | None, reason: str
) -> None:
    code, said = brought(tmp_path, rewritten(ours, part, pattern, by))
    assert code == 2
    assert re.search(reason, said), said


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000), b"<html>"]
)
def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    assert brought(tmp_path, content)[0] == 2


def test_a_number_that_is_no_day_is_told_without_the_words_of_a_library(tmp_path: Path, ours: bytes) -> None:
    def change(book: Workbook) -> None:
        cell = book[CORE]["C3"]
        cell.value, cell.number_format = -1e308, "yyyy-mm-dd"

    code, said = brought(tmp_path, changed(ours, change))
    assert code == 2
    assert "a cell that is shown as a day or a time holds a number that is none" in said


def test_workbooks_of_other_programs_and_formats_are_refused(tmp_path: Path, ours: bytes) -> None:
    other = Workbook()
    other.worksheets[0].append(["id", "name"])
    assert "this workbook has no sheet of ours" in brought(tmp_path, packed(other))[1]

    def later(book: Workbook) -> None:
        for row in book["Start"].iter_rows():
            for cell in row:
                cell.value = "99" if re.fullmatch(r"\d+", str(cell.value)) else cell.value

    (tmp_path / "later").mkdir()
    assert "the workbook has the format 99" in brought(tmp_path / "later", changed(ours, later))[1]


@pytest.mark.parametrize(
    "named", ["../own/framework.yaml", "{own}/own/framework.yaml", "{own}/own", "../link/framework.yaml"]
)
def test_a_workbook_names_no_framework_outside_its_folder(tmp_path: Path, ours: bytes, named: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "framework.yaml").write_text("secret: 8417\n")
    (tmp_path / "link").symlink_to(tmp_path / "own")

    def name_it(book: Workbook) -> None:
        for row in book["Start"].iter_rows():
            if row[0].value == "framework":
                row[2].value = named.format(own=tmp_path)

    (tmp_path / "theirs.xlsx").write_bytes(changed(ours, name_it))
    code, said = run_and_hold("import", tmp_path / "theirs.xlsx", tmp_path / "new", "--yes")
    assert code == 2
    assert "the workbook names a framework outside the folder" in said
    assert "8417" not in said
    assert not (tmp_path / "new").exists()
