"""Event logs (XES, OCEL) and SQLite tables: read by a limited process into Parquet, then treated as any table."""

# ruff: noqa: S608 - paths are written as SQL literals, columns have keys of our own
from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from publicvalue.errors import EvidenceError
from publicvalue.files.columns.cells import BYTES
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, text
from publicvalue.files.tables.text_files import check_header
from publicvalue.files.untrusted.event_log_process import NO_TABLE
from publicvalue.files.untrusted.guards import first_bytes, form_of, refuse
from publicvalue.files.untrusted.limited_process import ReaderProgram, is_exhausted, reason_of, run_limited
from publicvalue.files.untrusted.xes_events import TRACE
from publicvalue.words.text import Text, quoted

PROGRAM = "publicvalue.files.untrusted.event_log_process"

FORMS = {
    "xes": Text("an XES event log"),
    "ocel": Text("an OCEL event log"),
    "sqlite": Text("an SQLite database"),
}
AGAIN = Text("export it again")
WAL_MODE = b"\x02\x02"


def read_log(engine: Engine, path: Path, file: str, table: str) -> RawTable:
    """Open an event log or a table of an SQLite file; every cell is text, as in a CSV file."""
    form = form_of(path)
    in_database = form.endswith("sqlite")
    folder = engine.scratch_file("")
    folder.mkdir()
    told = unpack_log(engine, form, path, (file, table), folder)
    titles: list[str] = told["columns"]
    columns = tuple(
        RawColumn(title, f"c{i}", BYTES if title in told["bytes"] else "VARCHAR")
        for i, title in enumerate(titles)
        if title != TRACE or told["repeats"]
    )
    if not columns:
        raise refuse(file, Text("the log holds no events"), Text("at least one event"), AGAIN)
    check_header(tuple(column.name for column in columns), file)
    keys = ", ".join(f"{column.key}::VARCHAR AS {column.key}" for column in columns)
    parts = text((folder / "part_*.parquet").as_posix())
    saved = engine.save(f"SELECT {keys} FROM read_parquet({parts}, union_by_name = true)")
    sql = f"SELECT file_row_number + 1 AS row, * EXCLUDE (file_row_number) FROM ({with_row_numbers(saved)})"
    notes = tuple(notes_of(file, told, path if in_database else None))
    kind = {"xes": ".xes"}.get(form, form.partition("-")[0])
    return RawTable(file, sql, columns, notes=notes, form=kind, repeated=tuple(told["repeated"]))


def with_row_numbers(saved: str) -> str:
    return saved.removesuffix(")") + ", file_row_number = true)"


def notes_of(file: str, told: Mapping[str, Any], database: Path | None) -> Iterator[Text]:
    """Say what was changed or may be missing."""
    if told["empty"]:
        empty = int(told["empty"])
        yield Text("{file}: {traces:count} traces hold no event, so they are no cases here.", file=file, traces=empty)
    if told["other_text"]:
        yield Text("{file}: some text is not written in UTF-8; it was read as Windows-1252.", file=file)
    if database and first_bytes(database)[18:20] == WAL_MODE:
        yield Text(
            "{file}: the database keeps its latest changes in a file of its own (-wal), and none lies beside it: if it"
            " was copied while a program wrote to it, the latest rows are missing.",
            file=file,
        )


def unpack_log(engine: Engine, form: str, path: Path, source: tuple[str, str], folder: Path) -> dict[str, Any]:
    """Have another process write the log as Parquet; whatever happens to it, the file is refused in plain words."""
    file, table = source
    limits, watch = engine.limits, engine.backend.watch
    seconds = min(2.0 * limits.log_seconds, watch.left())
    reader = ReaderProgram(PROGRAM, "pyarrow", limits.log_memory_bytes, limits.log_seconds, seconds)
    kind = FORMS[form.partition("-")[0]]
    try:
        done = run_limited(reader, form, str(path), str(folder), str(limits.log_unpacked_bytes), table)
    except subprocess.TimeoutExpired as error:
        # Where the time for the whole is over, that is said.
        watch.left()
        raise too_large(file, form) from error
    if done.returncode == NO_TABLE:
        raise no_table(file, table, json.loads(done.stdout))
    if is_exhausted(done):
        raise too_large(file, form)
    if done.returncode:
        what = Text("file rejected: it cannot be read as {kind} ({reason})", kind=kind, reason=reason_of(done))
        raise refuse(file, what, kind, AGAIN)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def too_large(file: str, form: str) -> EvidenceError:
    do = Text("export its events as Parquet or CSV, one row an event")
    if form.startswith("sqlite"):
        do = Text("export the table as Parquet or CSV, with the columns and rows that are needed")
    what = Text("file rejected: reading it took more memory or time than it may take")
    return refuse(file, what, Text("a log or table of moderate size"), do)


def no_table(file: str, table: str, tables: list[str]) -> EvidenceError:
    if not tables:
        return refuse(file, Text("the database has no tables"), Text("a database with a table"), AGAIN)
    what = Text("the database has several tables, and none is chosen")
    if table:
        what = Text("the database has no table {table:quoted}", table=table)
    return refuse(file, what, Text("one of: {names:list}", names=quoted(tables)), Text("name it under `table`"))
