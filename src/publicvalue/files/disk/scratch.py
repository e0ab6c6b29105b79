"""Folders for what is unpacked and converted while a command runs; none stays, even where a command was killed.

Such a folder may hold evidence on people. It is held by a lock as long as its command runs; what is not held was left
by a command that was killed, and is removed when the next one begins. One that Ctrl-C stops between two steps removes
it when it ends.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publicvalue.files.disk.leftovers import hold, is_held, let_go, open_held

PREFIX = "publicvalue.run-"
"""Version 0.1 made folders that begin with `publicvalue-` and held none of them: they may be at work."""
_made: dict[Path, int] = {}
"""Folders that are not removed yet -> the process that made them: a copy of it that ends leaves them alone."""


@contextmanager
def scratch_folder(use: str = "") -> Iterator[Path]:
    """Give a folder of one's own in the system's place for temporary files, and remove it at the end."""
    made = make_scratch(use)
    try:
        yield made[0]
    finally:
        remove_scratch(made)


def make_scratch(use: str = "") -> tuple[Path, int]:
    """Make and hold a folder that nobody else can read; `remove_scratch` takes what this returns."""
    top = Path(tempfile.gettempdir())
    with hold(top):
        _remove_left(top)
        path = top.resolve() / f"{PREFIX}{use}{secrets.token_hex(8)}"
        # Known before it is there: Ctrl-C may come after any step, and before whoever asked for it can remove it.
        _made[path] = os.getpid()
        path.mkdir(mode=0o700)
        return path, open_held(path)


def remove_scratch(made: tuple[Path, int]) -> None:
    """Remove a folder that `make_scratch` made."""
    path, descriptor = made
    shutil.rmtree(path, ignore_errors=True)
    let_go(descriptor)
    _made.pop(path, None)


@atexit.register
def _remove_made() -> None:
    """Remove what was made and nobody came to remove."""
    for path, process in list(_made.items()):
        if process == os.getpid():
            shutil.rmtree(path, ignore_errors=True)


def _remove_left(top: Path) -> None:
    """Remove this user's folders that nobody holds."""
    with suppress(OSError):
        for entry in list(os.scandir(top)):
            if entry.name.startswith(PREFIX) and _is_own(entry) and not is_held(Path(entry.path)):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_own(entry: os.DirEntry[str]) -> bool:
    if not hasattr(os, "getuid") or not entry.is_dir(follow_symlinks=False):
        return False
    return entry.stat(follow_symlinks=False).st_uid == os.getuid()
