"""Read the workbook of an appraisal: unpacked by a limited process, its sheets known by their marks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.tables.spreadsheets import too_large
from publicvalue.files.tables.workbooks import book_notes, check_workbook
from publicvalue.files.untrusted.book_process import letters
from publicvalue.files.untrusted.endings import not_read
from publicvalue.files.untrusted.guards import Limits, check_first_bytes, check_size, refuse
from publicvalue.files.untrusted.limited_process import ReaderProgram, is_exhausted, reason_of, run_limited
from publicvalue.instruments.appraisal.book import APPRAISAL, KEY, MARK, BookKind, ReadBook, ReadSheet
from publicvalue.words.text import Text

PROGRAM = "publicvalue.files.untrusted.book_process"
SUFFIX = ".xlsx"


def read_appraisal_book(path: Path, limits: Limits, kind: BookKind = APPRAISAL) -> tuple[ReadBook, tuple[Text, ...]]:
    """Return the sheets of a workbook by what they are, and notes on cells that count as blank.

    Raises
    ------
    EvidenceError
        When there is no such file, or it is no workbook that can be read within the limits.
    InputError
        When it is not one of ours, or a sheet stands in it twice.
    """
    expected, do = kind.written, Text("check the path")
    if not path.is_file():
        raise refuse(str(path), Text("there is no such file"), expected, do)
    if path.suffix.lower() != SUFFIX:
        raise refuse(path.name, not_read(path.suffix), expected, Text("save it as .xlsx"))
    check_size(path, path.name, limits)
    check_first_bytes(path, path.name)
    content = check_workbook(path, path.name, limits)
    # Rows and columns of keys are hidden in each of ours.
    notes = book_notes(path.name, replace(content.counts, hidden=0))
    return _by_mark(_unpacked(path, limits), path.name, kind), notes


def _unpacked(path: Path, limits: Limits) -> Sequence[Mapping[str, object]]:
    # A folder that the next command removes where this one is killed: what was answered lies in it.
    with scratch_folder("book-") as scratch:
        target = scratch / "sheets.json"
        reader = ReaderProgram(PROGRAM, "python_calamine", limits.sheet_memory_bytes, limits.sheet_seconds)
        try:
            done = run_limited(reader, str(path), str(target))
        except subprocess.TimeoutExpired as error:
            raise too_large(path.name, limits) from error
        if is_exhausted(done):
            raise too_large(path.name, limits)
        if done.returncode:
            what = Text("file rejected: the workbook cannot be read ({reason})", reason=reason_of(done))
            do = Text("open it in a spreadsheet program and save it again")
            raise refuse(path.name, what, Text("a workbook that opens, without a password"), do)
        found: Sequence[Mapping[str, object]] = json.loads(target.read_text(encoding="utf-8"))
        return found


def _by_mark(sheets: Sequence[Mapping[str, object]], file: str, kind: BookKind) -> ReadBook:
    book: dict[str, ReadSheet] = {}
    problems: list[Problem] = []
    for sheet in sheets:
        rows = sheet["rows"]
        mark = str(rows[0][0]) if isinstance(rows, list) and rows and rows[0] else ""
        name = mark.removeprefix(MARK)
        if not mark.startswith(MARK) or name not in kind.sheets:
            continue
        read = _sheet(sheet)
        if name in book:
            what = Text(
                "the sheets {first:quoted} and {second:quoted} are the same", first=book[name].name, second=read.name
            )
            do = Text("delete the one that does not hold")
            problems.append(Problem(Place(file, field=read.name), what, Text("each sheet once"), do))
        book[name] = read
    if not book:
        what = Text("this workbook has no sheet of ours: the marks in the first cells are gone")
        problems.append(Problem(Place(file), what, kind.called, kind.do))
    if problems:
        raise InputError(problems)
    return book


def _sheet(sheet: Mapping[str, object]) -> ReadSheet:
    """Return a sheet whose first row holds the keys of its columns, without blank cells."""
    header, *body = cast(list[list[str]], sheet["rows"])
    keys = [KEY, *(str(key).strip() for key in header[1:])]
    rows = {}
    for number, row in enumerate(body, 2):
        cells = {key: str(cell) for key, cell in zip(keys, row, strict=False) if key and str(cell).strip()}
        if cells:
            rows[number] = cells
    columns = {key: letters(place) for place, key in enumerate(keys) if key}
    merged = tuple(cast(list[str], sheet["merged"]))
    return ReadSheet(str(sheet["name"]), rows, columns, merged)
