"""The list of bytes that were destroyed on order: it outlives the database, so that no backup brings them back.

It names bytes by a hash under a secret key, which lies in a file of its own and is in every backup. The list alone, as
it is copied elsewhere after each order, lets nobody try what a few people may have answered.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.provenance import KEYED
from publicvalue.files.disk.write import write_bytes
from publicvalue.words.text import Text

FILE = "erased-evidence.txt"
"""Name of the list in the data folder: a line each time, with the moment, what happened, the hash, and which key."""
KEY_FILE = "erased-evidence.key"
"""Name of the key, beside the list."""
ERASED, BROUGHT = "erased", "brought"
SHA256 = 64
OWNER_ALONE = 0o600


@dataclass(frozen=True)
class Line:
    """What a list says of some bytes: when, what happened, the hash, the id of its key; none of a plain hash."""

    moment: str
    what: str
    hash: str
    key: str = ""

    def written(self) -> str:
        """Return the line as it is written."""
        return " ".join(filter(None, (self.moment, self.what, self.hash, self.key))) + "\n"


def note(what: str, sha256: str) -> None:
    """Write down that bytes were destroyed, or brought again by somebody."""
    path = Path(settings.PUBLICVALUE_DATA) / FILE
    key = own_key()
    _hide_plain(path, key)
    with path.open("a", encoding="ascii") as stream:
        stream.write(_hidden(Line(timezone.now().isoformat(), what, sha256), key).written())
        stream.flush()
        os.fsync(stream.fileno())


def own_key() -> bytes:
    """Return the key of the data folder's list, after making one where there is none."""
    path = Path(settings.PUBLICVALUE_DATA) / KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.is_file():
        write_bytes(path, secrets.token_hex(32).encode(), OWNER_ALONE)
    return path.read_bytes().strip()


def erased_of(hashes: Iterable[str], lists: Iterable[Path]) -> set[str]:
    """Return those of some hashes whose bytes were destroyed and not brought again, by several lists together.

    Raises
    ------
    InputError
        With every line that is none of such a list, or whose key is not there.
    """
    lists = list(lists)
    keys = {_id(key): key for key in _keys(lists)}
    problems: list[Problem] = []
    lines = sorted(_lines(lists, keys, problems), key=lambda line: line.moment)
    if problems:
        raise InputError(problems)
    last: dict[str, str] = {}
    known = {
        name: sha256 for sha256 in set(hashes) for name in (sha256, *(_keyed(key, sha256) for key in keys.values()))
    }
    for line in lines:
        if line.hash in known:
            last[known[line.hash]] = line.what
    return {sha256 for sha256, what in last.items() if what == ERASED}


def _keys(lists: Iterable[Path]) -> Iterator[bytes]:
    """Yield the keys that lie beside lists, and that of the data folder."""
    for folder in {Path(settings.PUBLICVALUE_DATA), *(path.parent for path in lists)}:
        if (folder / KEY_FILE).is_file():
            yield (folder / KEY_FILE).read_bytes().strip()


def _lines(lists: Iterable[Path], keys: Iterable[str], problems: list[Problem]) -> Iterator[Line]:
    """Yield the lines of lists; those that are none, or cannot be told for want of their key, are problems."""
    for path in lists:
        for number, text in enumerate(path.read_text("ascii", errors="replace").splitlines(), 1):
            line = _line(text)
            if line is None:
                what, do = Text("this is no line of a list of erasures"), Text("name the list as the server wrote it")
                expected = Text("a moment, a word, a hash, and the name of its key")
                problems.append(Problem(Place(str(path), number), what, expected, do))
            elif line.key and line.key not in keys:
                what, expected = Text("the key of this line is not there"), Text("{file} beside it", file=KEY_FILE)
                do = Text("bring the key from the same data folder or from a backup of it")
                problems.append(Problem(Place(str(path), number), what, expected, do))
            else:
                yield line


def _line(text: str) -> Line | None:
    match text.split():
        case [moment, ("erased" | "brought") as what, hash] if len(hash) == SHA256:
            return Line(moment, what, hash)
        case [moment, ("erased" | "brought") as what, hash, key] if len(hash) == len(KEYED) + SHA256:
            return Line(moment, what, hash, key)
    return None


def _hide_plain(path: Path, key: bytes) -> None:
    """Write the lines of version 0.4 and before anew, whose hashes are plain."""
    lines = path.read_text("ascii", errors="replace").splitlines() if path.is_file() else []
    found = [_line(text) for text in lines]
    if any(line and not line.key for line in found):
        kept = (_hidden(line, key).written() if line else f"{text}\n" for text, line in zip(lines, found, strict=True))
        write_bytes(path, "".join(kept).encode("ascii", "replace"), OWNER_ALONE)


def _hidden(line: Line, key: bytes) -> Line:
    return line if line.key else Line(line.moment, line.what, _keyed(key, line.hash), _id(key))


def _keyed(key: bytes, sha256: str) -> str:
    return KEYED + hmac.digest(key, sha256.encode(), "sha256").hex()


def _id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]
