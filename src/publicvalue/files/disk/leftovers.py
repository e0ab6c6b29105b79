"""What writers make beside their targets, and what is done with it where a writer was killed.

A writer prepares under a name of its own kind in the same folder, hence on the same disk, and holds a lock on it. What
has such a name and no lock was left by a writer that was killed; the next command that looks into the folder removes
it, or brings it to its end:

- `.publicvalue-new-<digits>-<name>`: something unfinished; removed.
- `.publicvalue-former-<digits>-<name>`: what stood under a name before; goes back where nothing took its place.
- `.publicvalue-change-<digits>`: a finished change of several files (`files/disk/changes.py`); carried out.
"""

from __future__ import annotations

import importlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_locks: Any = importlib.import_module("fcntl") if os.name == "posix" else None
"""Locks on what is open. Where there are none (Windows), what a killed writer left stays until somebody removes it."""

NEW, FORMER, CHANGE = ".publicvalue-new-", ".publicvalue-former-", ".publicvalue-change-"
HELD_AT_MOST = 5.0
"""Seconds that another's hold on a folder is waited for; it is a matter of milliseconds."""
_NAMED = re.compile(r"(?P<kind>\.publicvalue-(?:new|former|change)-)[0-9a-f]{16}(?:-(?P<name>.+))?")


def name_new(folder: Path, name: str) -> Path:
    """Return a path for something unfinished that will be called `name`; no other writer has it."""
    return folder / f"{NEW}{secrets.token_hex(8)}-{name}"


def name_former(folder: Path, name: str) -> Path:
    """Return a path for what is called `name` until something else takes its place."""
    return folder / f"{FORMER}{secrets.token_hex(8)}-{name}"


def is_leftover(name: str) -> bool:
    """Tell whether a name is one that writers give to what is unfinished."""
    return _NAMED.fullmatch(name) is not None


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a folder while its leftovers are looked at or unfinished things are made in it."""
    ends = time.monotonic() + HELD_AT_MOST
    descriptor = _open(path)
    try:
        while not _lock(descriptor) and time.monotonic() < ends and _locks is not None:
            time.sleep(0.01)
        yield
    finally:
        let_go(descriptor)


@contextmanager
def new_held_file(folder: Path, name: str) -> Iterator[tuple[Path, int]]:
    """Make a file for unfinished things, open to be written; it is removed at the end where it still has its name."""
    with hold(folder):
        path = name_new(folder, name)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        _lock(descriptor)
    try:
        yield path, descriptor
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


@contextmanager
def new_held_folder(folder: Path, name: str) -> Iterator[Path]:
    """Make a folder for unfinished things and hold it; it is removed at the end where it still has its name."""
    with hold(folder):
        # Made and held in one step for all who sweep, as they hold the parent too.
        path = name_new(folder, name)
        path.mkdir()
        descriptor = open_held(path)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        let_go(descriptor)


def sweep(folder: Path) -> tuple[Path, ...]:
    """Remove what killed writers left in a folder, and put back what nothing took the place of.

    Returns
    -------
    tuple
        Finished changes that were not carried out to their end.
    """
    if _locks is None or not folder.is_dir():
        return ()
    changes = []
    with suppress(OSError):
        found = sorted(entry.name for entry in os.scandir(folder) if is_leftover(entry.name))
        if found:
            with hold(folder):
                changes = [folder / name for name in found if _mend(folder, name)]
    return tuple(changes)


def _mend(folder: Path, name: str) -> bool:
    """Mend one leftover, unless somebody holds it; tell whether it is a finished change."""
    path, named = folder / name, _NAMED.fullmatch(name)
    assert named is not None  # noqa: S101 - only such names are handed in
    if is_held(path):
        return False
    if named["kind"] == CHANGE:
        return True
    place = folder / (named["name"] or "")
    if named["kind"] == FORMER and named["name"] and not os.path.lexists(place):
        path.rename(place)
    elif path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return False


def is_held(path: Path) -> bool:
    """Tell whether somebody at work holds a folder or file; what cannot be opened counts as held."""
    if path.is_symlink():
        return False
    try:
        descriptor = _open(path)
    except OSError:
        return True
    try:
        return not _lock(descriptor)
    finally:
        let_go(descriptor)


def open_held(path: Path) -> int:
    """Open and hold what one has made, until `let_go`."""
    descriptor = _open(path)
    _lock(descriptor)
    return descriptor


def let_go(descriptor: int) -> None:
    """End a hold."""
    if descriptor >= 0:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY) if _locks is not None else -1


def _lock(descriptor: int) -> bool:
    """Lock what is open; False where somebody else holds it, or the disk knows no locks."""
    if _locks is None:
        return False
    try:
        _locks.flock(descriptor, _locks.LOCK_EX | _locks.LOCK_NB)
    except OSError:
        return False
    return True
