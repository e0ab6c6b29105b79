"""Work that dies before its n-th operation: tried in a process of its own, at every step, from the same beginning."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

KILLED, DONE, FAILED = 9, 0, 1
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree", "os.link", "os.chmod")
Counts = Callable[[str, tuple[Any, ...]], bool]
"""Whether an audit event is an operation."""
Operation = Callable[[], None]


def writes(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an event changes files."""
    return event in CHANGES or (event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & WRITES))


def touches(event: str, _: tuple[Any, ...]) -> bool:
    """Whether an event changes files or opens one."""
    return event in CHANGES or event == "open"


def killed_at(step: int, folders: Path | tuple[Path, ...], work: Callable[[Operation], None], counts: Counts) -> bool:
    """Run work in a process that dies before its n-th operation in some folders; False where it came to its end.

    The work is handed what it may call before operations of its own, such as those on a database.
    """
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (KILLED, DONE), f"step {step} ended with {code}"
        return code == KILLED
    seen, places = 0, tuple(map(str, folders if isinstance(folders, tuple) else (folders,)))

    def operation() -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os._exit(KILLED)

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if counts(event, arguments) and any(place in str(arguments) for place in places):
            operation()

    try:
        sys.addaudithook(look)
        work(operation)
        os._exit(DONE)
    finally:
        os._exit(FAILED)
