"""What is hashed is what is read: files that change while a command works with them are noticed, and named.

A file's place on the disk, size and times of change are compared before its first byte is read and after its last use.
Writing into it, exchanging it, and putting the old one back all change the time that the system itself keeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.words.text import Text

State = tuple[int, ...]


def state_of(path: Path) -> State:
    """Return what tells one state of a file from another; empty for one that cannot be there."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def changed_problem(file: str) -> Problem:
    """Say that a file changed while a command worked with it."""
    return Problem(
        Place(file),
        Text("the file was changed while it was read"),
        Text("a file that stays as it is until the command ends"),
        Text("run the command again when nobody writes to the file"),
    )


def check_unchanged(states: Mapping[str, tuple[Path, State]]) -> None:
    """Raise EvidenceError with every file, by the name that the user knows, whose state is another one now."""
    changed = [file for file, (path, state) in states.items() if state_of(path) != state]
    if changed:
        raise EvidenceError(changed_problem(file) for file in changed)


@contextmanager
def unchanged(paths: Mapping[str, Path]) -> Iterator[None]:
    """Let work go on with files, by the names that the user knows, and refuse its result where one has changed."""
    states = {file: (path, state_of(path)) for file, path in paths.items()}
    yield
    check_unchanged(states)
