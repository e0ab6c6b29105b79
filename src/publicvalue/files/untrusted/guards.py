"""What is refused before a file is parsed: its place, its size, its first bytes, and what it would unpack to."""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.untrusted.endings import not_read, way_round
from publicvalue.framework.written.text import find_name
from publicvalue.schema.spelling import shortened
from publicvalue.words.text import Text, counted

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
FORMS = {
    ".xes": "xes",
    ".xes.gz": "xes",
    ".jsonocel": "ocel-json",
    ".json": "ocel-json",
    ".xmlocel": "ocel-xml",
    ".xml": "ocel-xml",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
}
"""How the name of a log or database ends -> its form."""
SUFFIXES = (*TEXT_SUFFIXES, ".parquet", ".xlsx", *FORMS)

BESIDE = {"-wal": 32, "-journal": 0}
"""File beside an SQLite database that holds changes -> its bytes when it holds none."""

MEBIBYTE = 1024 * 1024
CHUNK = MEBIBYTE


@dataclass(frozen=True)
class Limits:
    """How much one evidence file may take, in bytes, cells and seconds."""

    file_bytes: int = 1024 * MEBIBYTE
    parquet_bytes: int = 64 * 1024 * MEBIBYTE
    memory_bytes: int = 2048 * MEBIBYTE
    spill_bytes: int = 20 * 1024 * MEBIBYTE
    sheet_cells: int = 1_000_000
    sheet_memory_bytes: int = 1024 * MEBIBYTE
    sheet_seconds: int = 30
    unpacked_bytes: int = 200 * MEBIBYTE
    unpacked_ratio: int = 100
    zip_members: int = 10_000
    parquet_cells: int = 5_000_000_000
    columns: int = 5_000
    log_memory_bytes: int = 2048 * MEBIBYTE
    log_seconds: int = 300
    query_seconds: int = 3_600
    count_seconds: float = 4 * 3_600.0
    log_unpacked_bytes: int = 8 * 1024 * MEBIBYTE


DEFAULT_LIMITS = Limits()
LEAST_READER_BYTES = 384 * MEBIBYTE
"""Memory without which a reader in a process of its own does not start."""


def size_text(size: int) -> Text:
    """Write a size in the largest unit that keeps it readable."""
    for unit, bytes_each in (("GB", 1024 * MEBIBYTE), ("MB", MEBIBYTE), ("kB", 1024)):
        if size >= bytes_each:
            return Text("{size:.1f} {unit}", size=size / bytes_each, unit=unit)
    return counted(size, "1 byte", "{number} bytes")


def refuse(file: str, what: str, expected: str = "", do: str = "") -> EvidenceError:
    return EvidenceError([Problem(Place(file), what, expected, do)])


def check_outside(folder: Path, file: str) -> Path:
    """Return the path of a file, which must lie inside the assessment's folder."""
    if "\0" in file:
        what, expected = Text("the file's name holds a zero byte"), Text("a name as files have it")
        raise refuse(repr(file), what, expected, Text("correct `file`"))
    root = folder.resolve()
    # Both ways of writing a path count, wherever the assessment is run.
    written = PurePosixPath(file.replace("\\", "/"))
    outside = written.is_absolute() or ".." in written.parts or re.match(r"[A-Za-z]:", file)
    try:
        path = (root if outside else named_alike(root, written)).resolve()
    except (OSError, RuntimeError, ValueError):
        what = Text("the path cannot be followed: a name in it is too long, or its links lead in a circle")
        expected = Text("a file in the assessment's folder")
        raise refuse(shortened(file), what, expected, Text("correct `file`")) from None
    if outside or not path.is_relative_to(root):
        raise refuse(
            file,
            Text("the file lies outside the assessment's folder"),
            Text("a path inside the folder of the assessment, such as evidence/cases.csv"),
            Text("copy the file into the folder, and name it by its path from there"),
        )
    return path


def named_alike(root: Path, written: PurePosixPath) -> Path:
    """Return the path under the root; where a name is not there, that of the one name that looks the same."""
    path = root
    for part in written.parts:
        if not (path / part).exists() and path.is_dir() and (found := find_name(part, os.listdir(path))):
            part = found  # noqa: PLW2901
        path = path / part
    return path


def find_file(folder: Path, file: str) -> Path:
    """Return the path of an evidence file, which must be there, inside the assessment's folder."""
    path = check_outside(folder, file)
    if not path.is_file():
        raise refuse(
            file,
            Text("there is no such file"),
            Text("a file in the assessment's folder"),
            Text("check the spelling of `file`, capitals too, or put the file there"),
        )
    return path


def check_file(path: Path, file: str, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse a file by its name, size or first bytes."""
    check_suffix(path, file)
    check_size(path, file, limits)
    check_first_bytes(path, file)
    if FORMS.get(suffix_of(path)) == "sqlite":
        check_whole(path, file)


def check_whole(path: Path, file: str) -> None:
    """Refuse a database with changes in a file beside it: what is read, hashed and published is one file."""
    for ending, empty in BESIDE.items():
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size > empty and first_bytes(beside)[:1] != b"\0":
            raise refuse(
                file,
                Text(
                    "{name:quoted} lies beside the database: it holds changes that the file itself does not have",
                    name=beside.name,
                ),
                Text("a database that is whole in one file"),
                Text(
                    "close the program that writes to it, then write a copy with the SQL statement"
                    " VACUUM INTO 'copy.db' and name that copy under `file`"
                ),
            )


def suffix_of(path: Path) -> str:
    """Return how a file's name ends, with what was packed inside."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    return "".join(suffixes) if "".join(suffixes) in FORMS else path.suffix.lower()


def form_of(path: Path) -> str:
    """Return the form of an event log or database, or an empty text for another file."""
    form = FORMS.get(suffix_of(path), "")
    return "ocel-sqlite" if form == "sqlite" and b"ocel_event_id" in first_bytes(path) else form


def first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(CHUNK)


def check_suffix(path: Path, file: str) -> None:
    if suffix_of(path) not in SUFFIXES:
        raise refuse(
            file,
            not_read(path.suffix),
            Text(
                "a table: CSV or tab-separated text (.csv, .tsv, .txt), Parquet (.parquet), a workbook (.xlsx), SQLite"
                " (.sqlite, .db); or an event log: XES (.xes, .xes.gz), OCEL 2.0 (.json, .xml, .sqlite)"
            ),
            way_round(path.suffix),
        )


def check_size(path: Path, file: str, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        expected = Text("a header row and at least one row")
        raise refuse(file, Text("the file is empty"), expected, Text("export the table again"))
    parquet = suffix_of(path) == ".parquet"
    most = max(limits.parquet_bytes, limits.file_bytes) if parquet else limits.file_bytes
    if size > most:
        limit = size_text(most)
        do = Text(
            "save it as Parquet, or count equal rows and give the number in a `count` column, or raise the limit with"
            " --max-file-size"
        )
        if parquet:
            do = Text(
                "count equal rows and give the number in a `count` column, or raise the limit with --max-file-size"
            )
        what = Text("the file has {size}, the limit is {limit}", size=size_text(size), limit=limit)
        raise refuse(file, what, Text("a file of at most {limit}", limit=limit), do)


START = 512
"""First bytes of a file by which it is told what it holds."""


class Content(Enum):
    """What a file's first bytes say that it holds."""

    PARQUET = Text("Parquet")
    WORKBOOK = Text("workbook")
    OLD_WORKBOOK = Text("an old (.xls) or password-protected workbook")
    COMPRESSED = Text("a compressed file")
    PDF = Text("a PDF document")
    SQLITE = Text("an SQLite database")
    TEXT = Text("text")
    PAGE = Text("a web page")
    BINARY = Text("binary data")


WANTED_BYTES = {
    ".parquet": Content.PARQUET,
    ".xlsx": Content.WORKBOOK,
    ".xes.gz": Content.COMPRESSED,
    **{suffix: Content.SQLITE for suffix, form in FORMS.items() if form == "sqlite"},
}


def check_first_bytes(path: Path, file: str) -> None:
    with path.open("rb") as stream:
        start = stream.read(START)
        stream.seek(-min(4, path.stat().st_size), 2)
        end = stream.read(4)
    found = kind_of_bytes(start)
    wanted = WANTED_BYTES.get(suffix_of(path), Content.TEXT)
    # What is no log in XML is told of by who reads logs.
    if found is Content.PAGE and file.lower().endswith((".xes", ".mxml", ".xml")):
        found = Content.TEXT
    if found is wanted and (found is not Content.PARQUET or end == b"PAR1"):
        return
    what = Text("the file is cut off")
    if found is not wanted:
        what = Text("the file is named as {name} but holds {content}", name=wanted.value, content=found.value)
    expected = Text("{content}, as the name says", content=wanted.value)
    do = Text("export the table again and keep the ending that the program gives")
    if found in (Content.PAGE, Content.OLD_WORKBOOK):
        # Many registers export a web page, or an old workbook, under another name.
        do = way_round(".xls")
    raise refuse(file, what, expected, do)


def kind_of_bytes(start: bytes) -> Content:
    for magic, kind in (
        (b"PAR1", Content.PARQUET),
        (b"PK\x03\x04", Content.WORKBOOK),
        (b"\xd0\xcf\x11\xe0", Content.OLD_WORKBOOK),
        (b"\x1f\x8b", Content.COMPRESSED),
        (b"%PDF", Content.PDF),
        (b"SQLite format 3\x00", Content.SQLITE),
    ):
        if start.startswith(magic):
            return kind
    if re.match(rb"(?:\xef\xbb\xbf)?\s{0,200}<(?:!doctype html|html|table|meta)\b", start, re.IGNORECASE):
        return Content.PAGE
    utf_16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return Content.TEXT if utf_16 or b"\x00" not in start[:16] else Content.BINARY


def shares_bytes(archive: zipfile.ZipFile, packed: int) -> bool:
    """Tell whether members of a zip of so many bytes lie over each other: few bytes would unpack to any number."""
    return sum(member.compress_size for member in archive.infolist()) > packed


def check_columns(columns: int, file: str, limits: Limits) -> None:
    """Refuse a table with more columns than can be read in a short time."""
    if columns > limits.columns:
        raise refuse(
            file,
            Text("the file has {columns:count} columns", columns=columns),
            Text("at most {most:count} columns", most=limits.columns),
            Text("keep the columns that are needed; a table with a column for each day or case is turned round first"),
        )


def check_parquet_size(rows: int, columns: int, file: str, limits: Limits) -> None:
    """Refuse by rows times columns: the byte sizes in a Parquet footer need not be true."""
    if rows * columns > limits.parquet_cells:
        raise refuse(
            file,
            Text("the file has {rows:count} rows and {columns:count} columns", rows=rows, columns=columns),
            Text("at most {most:count} cells", most=limits.parquet_cells),
            Text("keep the columns that are needed, or count equal rows and give the number in a `count` column"),
        )
