"""Sheets of workbooks: read by a limited process, then treated as any table."""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from publicvalue.errors import EvidenceError
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable
from publicvalue.files.tables.text_files import load, settle_header
from publicvalue.files.tables.text_layout import TextLayout, first_record
from publicvalue.files.tables.workbooks import check_workbook
from publicvalue.files.untrusted.guards import Limits, check_columns, refuse, size_text
from publicvalue.files.untrusted.limited_process import ReaderProgram, is_exhausted, reason_of, run_limited
from publicvalue.files.untrusted.sheet_process import NO_SHEET
from publicvalue.framework.written.text import find_name, one_form
from publicvalue.words.text import Text, quoted

PROGRAM = "publicvalue.files.untrusted.sheet_process"

IMPOSSIBLE = "no sheet of a workbook can have a name as long as this"
"""Asked for, it brings the list of those that are there."""

ROW = RawColumn("", "sheet_row", "VARCHAR")


@dataclass(frozen=True)
class Sheets:
    """The sheets of a workbook that hold cells, those that are not hidden, and the one that was read."""

    names: tuple[str, ...]
    shown: tuple[str, ...]
    read: str


def read_sheet(engine: Engine, path: Path, file: str, sheet: str) -> RawTable:
    """Open a sheet: the header in its first row, dates as dates, formulas as the values stored with them."""
    content = check_workbook(path, file, engine.limits)
    target = engine.scratch_file(".csv")
    sheets = unpack_sheet(engine, path, (file, sheet), target)
    header = tuple(map(one_form, first_record(target, ",")[1:]))
    if not header:
        expected = Text("a header row and at least one row")
        raise refuse(file, Text("the sheet is empty"), expected, Text("put the table on it, or name another sheet"))
    check_columns(len(header), file, engine.limits)
    header = settle_header(engine, header, file)
    columns = tuple(RawColumn(title, f"c{i}", "VARCHAR") for i, title in enumerate(header))
    saved, (_, *kept) = load(engine, target, TextLayout(","), (ROW, *columns), file)
    sql = f"SELECT sheet_row::BIGINT AS row, * EXCLUDE (sheet_row) FROM ({saved})"
    notes = (*sheet_notes(file, sheets), *content.notes)
    asked = tuple(one for one in sheets.names if one in sheets.shown or one == sheets.read)
    return RawTable(file, sql, tuple(kept), is_sheet=True, notes=notes, epoch=content.epoch, sheets=asked)


def sheet_notes(file: str, sheets: Sheets) -> tuple[Text, ...]:
    """Say which sheet was read, where there are others or it is hidden."""
    hidden = set(sheets.names) - set(sheets.shown)
    if len(sheets.names) == 1 and not hidden:
        return ()
    named = {
        name: Text("{name:quoted} (hidden)", name=name) if name in hidden else Text("{name:quoted}", name=name)
        for name in sheets.names
    }
    read = named.pop(sheets.read)
    if not named:
        return (Text("{file}: the sheet {sheet} was read.", file=file, sheet=read),)
    others = tuple(named.values())
    return (Text("{file}: the sheet {sheet} was read; not read: {others:list}.", file=file, sheet=read, others=others),)


def sheet_names(engine: Engine, path: Path, file: str) -> list[str]:
    """Return the names of a workbook's sheets that are not hidden; the first is the one read where none is named."""
    check_workbook(path, file, engine.limits)
    done = run_reader(engine, path, (file, IMPOSSIBLE), engine.scratch_file(".csv"))
    return list(sheets_in(done).shown) if done.returncode == NO_SHEET else []


def sheets_in(done: subprocess.CompletedProcess[bytes]) -> Sheets:
    told = json.loads(done.stdout or "{}")
    return Sheets(tuple(told.get("names", ())), tuple(told.get("shown", ())), told.get("read", ""))


def unpack_sheet(engine: Engine, path: Path, source: tuple[str, str], target: Path) -> Sheets:
    """Have another process write the sheet as CSV; whatever happens to it, the workbook is refused in plain words."""
    file, sheet = source
    done = run_reader(engine, path, source, target)
    if done.returncode == NO_SHEET:
        names = sheets_in(done).names
        meant = find_name(sheet, names) if sheet not in names else None
        if meant is None:
            raise no_sheet(file, sheet, names)
        return unpack_sheet(engine, path, (file, meant), target)
    if is_exhausted(done):
        raise too_large(file, engine.limits)
    if done.returncode:
        raise refuse(
            file,
            Text("file rejected: the workbook cannot be read ({reason})", reason=reason_of(done)),
            Text("a workbook that opens, without a password"),
            Text("open it in a spreadsheet program and save it again, or export the sheet as CSV"),
        )
    return sheets_in(done)


def run_reader(engine: Engine, path: Path, source: tuple[str, str], target: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the process that reads a sheet, within its limits of memory and time."""
    file, sheet = source
    limits, watch = engine.limits, engine.backend.watch
    seconds = min(2.0 * limits.sheet_seconds, watch.left())
    reader = ReaderProgram(
        PROGRAM,
        "python_calamine",
        limits.sheet_memory_bytes,
        limits.sheet_seconds,
        seconds,
    )
    try:
        return run_limited(reader, str(path), sheet, str(target))
    except subprocess.TimeoutExpired as error:
        # Where the time for the whole is over, that is said.
        watch.left()
        raise too_large(file, limits) from error


def too_large(file: str, limits: Limits) -> EvidenceError:
    return refuse(
        file,
        Text(
            "file rejected: reading the workbook took more than {size} of memory or {seconds} seconds",
            size=size_text(limits.sheet_memory_bytes),
            seconds=limits.sheet_seconds,
        ),
        Text("a workbook of moderate size"),
        Text("export the one sheet that is needed as CSV, or allow more memory with --max-memory"),
    )


def no_sheet(file: str, sheet: str, sheets: Sequence[str]) -> EvidenceError:
    do = Text("correct `sheet`")
    if not sheets:
        return refuse(file, Text("the workbook has no sheets"), Text("a sheet with a table"), do)
    what = Text("the workbook has no sheet {sheet:quoted}", sheet=sheet)
    return refuse(file, what, Text("one of: {names:list}", names=quoted(sheets)), do)
