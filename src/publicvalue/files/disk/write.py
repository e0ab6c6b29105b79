"""Write files and folders whole or not at all: prepared beside, then put in place in one step."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from publicvalue.files.disk.leftovers import name_former, new_held_file, new_held_folder, sweep

_HERE, _EXCHANGE = -100, 2
"""Linux' names for "paths start at the working folder" and "exchange the two"."""


def write_text(path: Path, text: str) -> None:
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file through a temporary one beside it, so that a reader sees the old file or the new one.

    With a mode, nobody whom it keeps out could ever read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path.parent)
    with new_held_file(path.parent, path.name) as (building, descriptor):
        if mode is not None:
            building.chmod(mode)
        _fill(descriptor, content)
        building.replace(path)


def write_into(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is not yet in its place."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            _fill(stream.fileno(), content)


def _fill(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files whole or not at all; one of that name that stands there is replaced, all of it."""
    with new_folder(folder) as building:
        write_into(building, files)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name only when all went well; a folder of that name is replaced."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    sweep(folder.parent)
    with new_held_folder(folder.parent, folder.name) as building:
        yield building
        put_in_place(building, folder)


def put_in_place(building: Path, folder: Path) -> None:
    """Give a finished folder its name in one step; what stood there is removed afterwards."""
    if not folder.exists():
        building.rename(folder)
    elif not exchange(building, folder):
        former = name_former(folder.parent, folder.name)
        folder.rename(former)
        try:
            building.rename(folder)
        except OSError:
            former.rename(folder)
            raise
        shutil.rmtree(former, ignore_errors=True)


def exchange(first: Path, second: Path) -> bool:
    """Let two paths change places in one step; False where the system or the disk cannot."""
    rename = _system_rename()
    return rename is not None and rename(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE) == 0


@cache
def _system_rename() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """Return Linux' rename with options, which Python does not offer."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "renameat2", None)
