"""The list of bytes that were destroyed on order: it outlives the database, so that no backup brings them back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

FILE = "erased-evidence.txt"
"""Name of the list in the data folder: a line each time, with the moment, what happened, and the hash."""
ERASED, BROUGHT = "erased", "brought"
SHA256 = 64


def note(what: str, sha256: str) -> None:
    """Write down that bytes were destroyed, or brought again by somebody."""
    path = Path(settings.PUBLICVALUE_DATA) / FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="ascii") as stream:
        stream.write(f"{timezone.now().isoformat()} {what} {sha256}\n")
        stream.flush()
        os.fsync(stream.fileno())


def erased_in(lists: Iterable[Path]) -> set[str]:
    """Return the hashes of what was destroyed and not brought again, by several lists together.

    Raises
    ------
    InputError
        With every line that is none of such a list.
    """
    lines, problems = [], []
    for path in lists:
        for number, line in enumerate(path.read_text("ascii", errors="replace").splitlines(), 1):
            parts = line.split()
            if len(parts) == 3 and parts[1] in (ERASED, BROUGHT) and len(parts[2]) == SHA256:
                lines.append((parts[0], parts[1], parts[2]))
            else:
                what, do = Text("this is no line of a list of erasures"), Text("name the list as the server wrote it")
                expected = Text("a moment, a word and a hash")
                problems.append(Problem(Place(str(path), number), what, expected, do))
    if problems:
        raise InputError(problems)
    last = {sha256: what for _, what, sha256 in sorted(lines)}
    return {sha256 for sha256, what in last.items() if what == ERASED}
