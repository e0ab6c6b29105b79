"""A file's table before its cells are read: opened once for each item of evidence, however many answers use it."""

# ruff: noqa: S608 - paths are written as SQL literals, columns have keys of our own
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from publicvalue.errors import EvidenceError, Place
from publicvalue.evidence.model import Evidence
from publicvalue.files.columns.lengths import INTERVAL
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, literal_path, name, parquet_source, text
from publicvalue.files.tables.event_logs import read_log
from publicvalue.files.tables.spreadsheets import read_sheet
from publicvalue.files.tables.text_files import check_header, read_text_file
from publicvalue.files.untrusted.guards import (
    TEXT_SUFFIXES,
    Limits,
    check_columns,
    check_file,
    check_parquet_size,
    find_file,
    form_of,
    refuse,
)
from publicvalue.framework.written.text import one_form
from publicvalue.words.text import Text

PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
COPY_OF = "resample_of"
"""The column that names the case of which a row is a resampled copy."""


def open_raw(engine: Engine, evidence: Evidence) -> RawTable:
    """Return the table of an item of evidence; a file that was refused once is refused again in the same words."""
    key = (evidence.file, evidence.sheet or evidence.table)
    if key not in engine.opened:
        try:
            engine.opened[key] = read_raw(engine, find_file(engine.folder, evidence.file), evidence)
        except EvidenceError as error:
            engine.opened[key] = error
    found = engine.opened[key]
    if isinstance(found, EvidenceError):
        raise type(found)(found.problems)
    return found


def read_raw(engine: Engine, path: Path, evidence: Evidence) -> RawTable:
    file = evidence.file
    check_file(path, file, engine.limits)
    try:
        if path.suffix.lower() in TEXT_SUFFIXES:
            table = read_text_file(engine, literal_path(engine, path), file)
        elif path.suffix.lower() == ".xlsx":
            table = read_sheet(engine, path, file, evidence.sheet)
        elif form_of(path):
            table = read_log(engine, path, file, evidence.table)
        else:
            table = read_parquet_file(engine, literal_path(engine, path), file)
        rows = engine.query(f"SELECT count(*) FROM ({table.sql})")[0][0]
    except duckdb.Error as error:
        raise unreadable(file, error) from error
    table = named_in_one_form(table)
    table = replace(table, copies=any(column.name == COPY_OF for column in table.columns))
    if not rows:
        what = Text("the file has a header row but no rows under it")
        raise refuse(file, what, Text("at least one row"), Text("export it again"))
    return table


def named_in_one_form(table: RawTable) -> RawTable:
    """Return a table whose columns have names that look alike only where they are the same; refuse two of one name."""
    columns = tuple(
        column if column.name == (plain := one_form(column.name)) else replace(column, name=plain, title=column.name)
        for column in table.columns
    )
    if any(column.title for column in columns):
        check_header(tuple(column.name for column in columns), table.file)
    return replace(table, columns=columns)


def read_parquet_file(engine: Engine, path: Path, file: str) -> RawTable:
    source = parquet_source(path, row_numbers=True)
    sizes = duration_sizes(path, file, engine.limits)
    found = engine.query(f"DESCRIBE {parquet_source(path)}")
    titles = parquet_titles(engine, path)
    check_header(titles, file)
    columns = [
        RawColumn(title, f"c{i}", str(kind)) for i, (title, (_, kind, *_)) in enumerate(zip(titles, found, strict=True))
    ]
    rows = engine.query(f"SELECT count(*) FROM ({source})")[0][0]
    check_parquet_size(rows, len(columns), file, engine.limits)
    columns = [replace(one, type=INTERVAL) if one.name in sizes else one for one in columns]
    # The engine gives names of its own to columns whose names differ in their case alone.
    owns = [name(str(own)) for own, *_ in found]
    renamed = ", ".join(
        f"{parquet_cell(own, sizes.get(column.name))} AS {column.key}"
        for own, column in zip(owns, columns, strict=True)
    )
    sql = f"SELECT file_row_number + 1 AS row, {renamed} FROM ({source})"
    return RawTable(file, sql, tuple(columns), parquet=path)


def duration_sizes(path: Path, file: str, limits: Limits) -> dict[str, int]:
    """Return the columns of lengths of time, with how many of their counts make a second; refuse too many columns.

    Parquet has no type for them: who wrote the file says so beside, and the engine sees whole numbers.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        # The engine reads the file, and knows best whether it is whole.
        return {}
    check_columns(len(schema.names), file, limits)
    return {field.name: PER_SECOND[field.type.unit] for field in schema if pa.types.is_duration(field.type)}


def parquet_cell(own: str, per_second: int | None) -> str:
    return f"to_microseconds(({own} * (1000000::HUGEINT) // {per_second})::BIGINT)" if per_second else own


def parquet_titles(engine: Engine, path: Path) -> tuple[str, ...]:
    """Return the names of the columns as they stand in the file."""
    titles: list[str] = []
    inside: list[int] = []
    for title, children in engine.query(f"SELECT name, num_children FROM parquet_schema({text(path.as_posix())})")[1:]:
        if not inside:
            titles.append(str(title))
        else:
            inside[-1] -= 1
        if children:
            inside.append(children)
        while inside and not inside[-1]:
            inside.pop()
    return tuple(titles)


@contextmanager
def readable(file: str) -> Iterator[None]:
    """Refuse a file whose rows turn out to be damaged, or more than the memory, when they are looked at."""
    try:
        yield
    except duckdb.Error as error:
        raise unreadable(file, error) from error


def unreadable(file: str, error: duckdb.Error) -> EvidenceError:
    if isinstance(error, duckdb.OutOfMemoryException):
        from publicvalue.files.engines.arrow import short_of_memory  # noqa: PLC0415 - slow to load

        return EvidenceError([short_of_memory(Place(file))])
    what = Text("the file is damaged: it cannot be read to its end")
    return refuse(file, what, Text("a file that opens"), Text("export it again"))
