"""Sheets of workbooks: read by a limited process, then treated as any table."""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

from publicvalue.errors import EvidenceError
from publicvalue.files.engine import Engine, RawColumn, RawTable
from publicvalue.files.guards import refuse
from publicvalue.files.sheet_process import NO_SHEET
from publicvalue.files.text_files import check_header, check_rows, first_record, load
from publicvalue.files.workbooks import check_workbook

KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
ROW = RawColumn("", "sheet_row", "VARCHAR")


def read_sheet(engine: Engine, path: Path, file: str, sheet: str) -> RawTable:
    """Open a sheet: the header in its first row, dates as dates, formulas as the values stored with them."""
    notes = check_workbook(path, file, engine.limits)
    target = engine.scratch_file(".csv")
    unpack_sheet(engine, path, (file, sheet), target)
    header = tuple(cell.strip(" \t\u00a0") for cell in first_record(target, ",")[1:])
    check_header(header, file)
    columns = tuple(RawColumn(title, f"c{i}", "VARCHAR") for i, title in enumerate(header))
    saved = load(engine, target, ",", (ROW, *columns))
    check_rows(engine, columns, file)
    sql = f"SELECT sheet_row::BIGINT AS row, * EXCLUDE (sheet_row) FROM ({saved})"
    return RawTable(file, sql, columns, is_sheet=True, notes=notes)


def unpack_sheet(engine: Engine, path: Path, source: tuple[str, str], target: Path) -> None:
    """Have another process write the sheet as CSV; whatever happens to it, the workbook is refused in plain words."""
    file, sheet = source
    try:
        done = run_reader(engine, path, sheet, target)
    except subprocess.TimeoutExpired as error:
        raise too_large(file) from error
    if done.returncode == NO_SHEET:
        raise no_sheet(file, sheet, json.loads(done.stdout or "[]"))
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise too_large(file)
    if done.returncode:
        reason = (done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        raise refuse(
            file,
            f"file rejected: the workbook cannot be read ({reason[:200]})",
            "a workbook that opens, without a password",
            "open it in a spreadsheet program and save it again, or export the sheet as CSV",
        )


def run_reader(engine: Engine, path: Path, sheet: str, target: Path) -> subprocess.CompletedProcess[bytes]:
    limits = engine.limits
    found = importlib.util.find_spec("python_calamine")
    package = Path(found.origin).parent.parent if found and found.origin else Path()
    program = Path(__file__).with_name("sheet_process.py")
    numbers = (str(limits.sheet_memory_bytes), str(limits.sheet_seconds))
    return subprocess.run(  # noqa: S603 - a list of arguments, no shell
        [sys.executable, "-I", str(program), str(package), str(path), sheet, str(target), *numbers],
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=2 * limits.sheet_seconds,
        check=False,
    )


def too_large(file: str) -> EvidenceError:
    return refuse(
        file,
        "file rejected: reading the workbook took more memory or time than it may take",
        "a workbook of moderate size",
        "export the one sheet that is needed as CSV",
    )


def no_sheet(file: str, sheet: str, sheets: list[str]) -> EvidenceError:
    what = f"the workbook has no sheet '{sheet}'" if sheets else "the workbook has no sheets"
    names = ", ".join(f"'{name}'" for name in sheets)
    return refuse(file, what, f"one of: {names}" if names else "a sheet with a table", "correct `sheet`")
