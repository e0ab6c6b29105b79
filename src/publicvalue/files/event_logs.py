"""Event logs (XES, OCEL) and SQLite tables: read by a limited process into Parquet, then treated as any table."""

# ruff: noqa: S608 - paths are written as SQL literals, columns have keys of our own
from __future__ import annotations

import json
import subprocess
from pathlib import Path

from publicvalue.errors import EvidenceError
from publicvalue.files.engine import Engine, RawColumn, RawTable, name, text
from publicvalue.files.event_log_process import NO_TABLE
from publicvalue.files.guards import form_of, refuse
from publicvalue.files.limited_process import Reader, is_exhausted, last_line, run_limited
from publicvalue.files.text_files import check_header

FORMS = {"xes": "an XES event log", "ocel": "an OCEL 2.0 event log", "sqlite": "an SQLite database"}


def read_log(engine: Engine, path: Path, file: str, table: str) -> RawTable:
    """Open an event log or a table of an SQLite file; every cell is text, as in a CSV file."""
    form = form_of(path)
    folder = engine.scratch_file("")
    folder.mkdir()
    columns = tuple(
        RawColumn(title, f"c{i}", "VARCHAR")
        for i, title in enumerate(unpack_log(engine, form, path, (file, table), folder))
    )
    if not columns:
        raise refuse(file, "the log holds no events", "at least one event", "export it again")
    check_header(tuple(column.name for column in columns), file)
    renamed = ", ".join(f"{name(column.name)}::VARCHAR AS {column.key}" for column in columns)
    parts = text((folder / "part_*.parquet").as_posix())
    saved = engine.save(f"SELECT {renamed} FROM read_parquet({parts}, union_by_name = true)")
    sql = f"SELECT file_row_number + 1 AS row, * EXCLUDE (file_row_number) FROM ({with_row_numbers(saved)})"
    return RawTable(file, sql, columns, form={"xes": ".xes"}.get(form, form.partition("-")[0]))


def with_row_numbers(saved: str) -> str:
    return saved.removesuffix(")") + ", file_row_number = true)"


def unpack_log(engine: Engine, form: str, path: Path, source: tuple[str, str], folder: Path) -> list[str]:
    """Have another process write the log as Parquet; whatever happens to it, the file is refused in plain words."""
    file, table = source
    limits = engine.limits
    reader = Reader("event_log_process.py", "pyarrow", limits.log_memory_bytes, limits.log_seconds)
    kind = FORMS[form.partition("-")[0]]
    try:
        done = run_limited(reader, form, str(path), str(folder), str(limits.log_unpacked_bytes), table)
    except subprocess.TimeoutExpired as error:
        raise too_large(file) from error
    if done.returncode == NO_TABLE:
        raise no_table(file, table, json.loads(done.stdout))
    if is_exhausted(done):
        raise too_large(file)
    if done.returncode:
        raise refuse(file, f"file rejected: it cannot be read as {kind} ({last_line(done)})", kind, "export it again")
    columns: list[str] = json.loads(done.stdout)
    return columns


def too_large(file: str) -> EvidenceError:
    return refuse(
        file,
        "file rejected: reading it took more memory or time than it may take",
        "a log or table of moderate size",
        "export its events as Parquet or CSV, one row an event",
    )


def no_table(file: str, table: str, tables: list[str]) -> EvidenceError:
    if not tables:
        return refuse(file, "the database has no tables", "a database with a table", "export it again")
    what = f"the database has no table '{table}'" if table else "the database has several tables, and none is chosen"
    names = ", ".join(f"'{one}'" for one in tables)
    return refuse(file, what, f"one of: {names}", "name it under `table`")
