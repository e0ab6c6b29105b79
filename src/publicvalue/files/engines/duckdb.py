"""The engine that reads tables: DuckDB in this process, shut off from everything but the assessment's folder."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import ibis.expr.types as ir

from publicvalue.errors import EvidenceError
from publicvalue.evidence.table import PeopleOfRows
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.engines.watch import Share, Watch
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, MEBIBYTE, Limits
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.files.engines.arrow import ArrowBackend
    from publicvalue.files.engines.spark_backend import WatchedBackend

Row = tuple[Any, ...]

FEW_ROWS = 100_000
"""Rows of an answer up to which they are kept in memory: of so few, writing and opening a file takes longer."""


@dataclass(frozen=True)
class RawColumn:
    """A column of a file.

    Parameters
    ----------
    name
        Its name in one form, as settings name it.
    key, type
        Its name and its type in the engine.
    title
        Its name as the file writes it, where that is another.
    filled
        Words that are values in this column, though they mean blank elsewhere, in small letters.
    clean
        Name of the column that holds its cells cleaned, where the engine keeps them; else each query cleans them.
    """

    name: str
    key: str
    type: str
    title: str = ""
    filled: tuple[str, ...] = ()
    clean: str = ""


@dataclass(frozen=True)
class RawTable:
    """A file's table before its cells are read.

    Parameters
    ----------
    file
        Path for messages.
    sql
        Query that gives `row` (the row's number as a person sees it) and each column under its key.
    columns
        Columns in the file's order.
    is_sheet
        True for a workbook, where a date may be a number of days.
    notes
        What was changed to read it.
    blank_lines
        True when the file may hold blank lines, which row numbers then leave out.
    form
        `.xes` or `ocel` for an event log, whose columns have standard names.
    parquet
        File or folder of Parquet with the same rows under the columns' own names, where there is one.
    copies
        True when the rows are resampled copies of other cases.
    delimiter
        What parts the cells of a text file.
    epoch
        Day of the number 0 where a workbook counts days.
    repeated
        Names that several traces of a log share, a few of them.
    sheets
        Sheets of a workbook from which one may be chosen: those that are not hidden, and the one that was read.
    """

    file: str
    sql: str
    columns: tuple[RawColumn, ...]
    is_sheet: bool = False
    notes: tuple[Text, ...] = ()
    blank_lines: bool = False
    form: str = ""
    parquet: Path | None = None
    copies: bool = False
    delimiter: str = ""
    epoch: str = "1899-12-30"
    repeated: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


@dataclass
class Engine:
    """One locked-down connection, its scratch folder, and the files that it has opened.

    `rolled` holds the cases of evidence that lists events, `endings` the rows at an end of a table that look like no
    case, and `asked` the columns of them that answers use; where nothing is said, all are computed. `people` holds who
    the rows of a survey are, with the query of their numbers, and `short` the columns whose cells are not too long.
    With `spark`, this connection prepares what is no plain Parquet, and Spark measures. `any_header` takes tables whose
    columns have double names or none, as exports of forms with labels do.
    """

    backend: ArrowBackend
    folder: Path
    scratch: Path
    limits: Limits
    opened: dict[tuple[str, str], RawTable | EvidenceError] = field(default_factory=dict)
    rolled: dict[str, RawTable | EvidenceError] = field(default_factory=dict)
    endings: dict[RawTable, tuple[Any, ...]] = field(default_factory=dict)
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    people: dict[RawTable, tuple[str, PeopleOfRows]] = field(default_factory=dict)
    short: set[tuple[str, str]] = field(default_factory=set)
    files_made: int = 0
    spark: WatchedBackend | None = None
    any_header: bool = False

    def query(self, sql: str) -> list[Row]:
        def fetch() -> list[Row]:
            rows: list[Row] = self.backend.con.execute(sql).fetchall()
            return rows

        return self.backend.watch.run(fetch)

    def scratch_file(self, suffix: str) -> Path:
        self.files_made += 1
        return self.scratch / f"table_{self.files_made}{suffix}"

    def save(self, sql: str) -> str:
        """Run a query once, keep its rows on disk, and return the query that reads them back."""
        return parquet_source(self.save_file(sql))

    def save_file(self, sql: str) -> Path:
        """Run a query once, and return the file that holds its rows."""
        target = self.scratch_file(".parquet")
        self.query(f"COPY ({sql}) TO {text(target.as_posix())} (FORMAT parquet)")
        return target

    def saved_table(self, sql: str, rows: int) -> ir.Table:
        """Run a query of so many rows once, and return them as a lazy table of the engine that measures use."""
        if rows <= FEW_ROWS and not self.spark:
            return self.table(sql, "TABLE")
        path = self.save_file(sql)
        return self.spark.read_parquet(path.as_uri()) if self.spark else self.table(parquet_source(path))

    def table(self, sql: str, kind: Literal["VIEW", "TABLE"] = "VIEW") -> ir.Table:
        """Return a query as a lazy table: run anew each time, or its rows kept in memory, which must be few."""
        self.files_made += 1
        name = f"answer_{self.files_made}"
        self.query(f"CREATE {kind} {name} AS {sql}")
        return self.backend.table(name)


def text(value: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """Write texts as a list for SQL, without its brackets."""
    return ", ".join(map(text, values))


def name(value: str) -> str:
    """Write a column name for SQL."""
    return '"' + value.replace('"', '""') + '"'


def literal_path(engine: Engine, path: Path) -> Path:
    """Return a path that the engine takes as it stands: one with * or [ would be a pattern, and match other files."""
    if glob.escape(path.as_posix()) == path.as_posix():
        return path
    target = engine.scratch_file(path.suffix)
    shutil.copyfile(path, target)
    return target


def parquet_source(path: Path, row_numbers: bool = False) -> str:
    option = ", file_row_number=true" if row_numbers else ""
    return f"SELECT * FROM read_parquet({text(path.as_posix())}{option})"  # noqa: S608 - the path is written as a literal


@contextmanager
def open_engine(folder: Path, limits: Limits = DEFAULT_LIMITS, show: Share = lambda _: None) -> Iterator[Engine]:
    """Open an engine that can read the assessment's folder and nothing else; its scratch files go when it closes.

    Parameters
    ----------
    folder
        The assessment's folder.
    limits
        Memory, disk and time that it may take.
    show
        Told the percent done of a query that takes long.
    """
    from publicvalue.files.engines.arrow import connect  # noqa: PLC0415 - slow to load

    root = folder.resolve()
    with scratch_folder() as scratch:
        backend = connect()
        try:
            for setting in lock_settings(root, scratch, limits):
                backend.con.execute(setting)
            backend.watch = Watch(backend.con, limits.count_seconds, show)
            yield Engine(backend, root, scratch, limits)
        finally:
            backend.disconnect()


def lock_settings(folder: Path, scratch: Path, limits: Limits) -> tuple[str, ...]:
    """Return the settings in the order that they need: the folders before access is shut, the lock last."""
    folders = ", ".join(text(path.as_posix().rstrip("/") + "/") for path in (folder, scratch))
    return (
        f"SET allowed_directories = [{folders}]",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        "SET python_enable_replacements = false",
        "SET allow_persistent_secrets = false",
        f"SET memory_limit = '{limits.memory_bytes // MEBIBYTE} MiB'",
        f"SET temp_directory = {text((scratch / 'spill').as_posix())}",
        f"SET max_temp_directory_size = '{limits.spill_bytes // MEBIBYTE} MiB'",
        "SET TimeZone = 'UTC'",
        # Row numbers in messages rest on the order of the file.
        "SET preserve_insertion_order = true",
        # Without the bar the engine does not say how far it is.
        "SET enable_progress_bar = true",
        "SET enable_progress_bar_print = false",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    )
