"""Write files whole or not at all, and tables that a spreadsheet program cannot take for formulas."""

from __future__ import annotations

import csv
import io
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

Cell = str | int | float | bool | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet program would run as a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write a table as CSV text, with every text cell made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutralise(column) for column in columns])
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return out.getvalue()


def write_text(path: Path, text: str) -> None:
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file through a temporary one beside it, so that a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    building = name_beside(path)
    try:
        with building.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        building.replace(path)
    except BaseException:
        building.unlink(missing_ok=True)
        raise


def name_beside(path: Path) -> Path:
    """Name a temporary file or folder in the same folder, hence on the same disk; no other writer has its name."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files whole or not at all."""
    with new_folder(folder) as building:
        for name, content in files.items():
            write_bytes(building / name, content)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name only when all went well; a folder of that name is replaced."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = name_beside(folder)
    building.mkdir()
    try:
        yield building
        put_in_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def put_in_place(building: Path, folder: Path) -> None:
    """Rename a finished folder to its name; the one that stood there goes back if that fails."""
    if not folder.exists():
        building.replace(folder)
        return
    old = name_beside(folder)
    folder.replace(old)
    try:
        building.replace(folder)
    except OSError:
        old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
