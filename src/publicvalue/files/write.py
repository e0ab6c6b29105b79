"""Write files whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


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
