"""Secret keys under which withheld evidence is hashed: one beside each file, never in a bundle.

Who knows the plain hash of a survey of twelve people can try all answers that they may have given until one has this
hash. Under a random key of 256 bits the hash tells nothing to who has not the key, and all to an auditor who has both.

Source: H. Krawczyk, M. Bellare and R. Canetti (1997), RFC 2104, HMAC: Keyed-Hashing for Message Authentication.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.disk.changes import change_files
from publicvalue.files.untrusted.guards import check_outside
from publicvalue.words.text import Text

SUFFIX = ".hash-key"
BYTES = 32
WRITTEN = re.compile(rb"([0-9a-f]{64})\s*")


def key_name(file: str) -> str:
    """Return the name of the file that holds the key of an evidence file."""
    return f"{file}{SUFFIX}"


def read_key(folder: Path, file: str) -> bytes | None:
    """Return the key of an evidence file in a folder; None where there is none.

    Raises
    ------
    EvidenceError
        When its file lies outside the folder, cannot be read, or holds no key.
    """
    path = check_outside(folder, key_name(file))
    try:
        content = path.read_bytes() if path.is_file() else b"" if path.exists() else None
    except OSError:
        content = b""
    return None if content is None else parse_key(content, key_name(file))


def parse_key(content: bytes, name: str) -> bytes:
    """Return the key that a file of this name holds; EvidenceError where it holds none."""
    if not (written := WRITTEN.fullmatch(content)):
        what, expected = Text("this is no key of a hash"), Text("64 hexadecimal digits")
        do = Text("bring the key back from a copy; without one, delete the file: a new key gives another hash")
        raise EvidenceError([Problem(Place(name), what, expected, do)])
    return bytes.fromhex(written[1].decode())


def written_key(key: bytes) -> bytes:
    """Return what the file of a key holds."""
    return key.hex().encode() + b"\n"


def new_key() -> bytes:
    """Return a random key."""
    return secrets.token_bytes(BYTES)


def kept_key(folder: Path, file: str) -> bytes:
    """Return the key of an evidence file in a folder, after making one where there is none.

    Raises
    ------
    EvidenceError
        When it cannot be read or written.
    """
    key = read_key(folder, file)
    if key is None:
        key = new_key()
        try:
            change_files(folder, {key_name(file): written_key(key)})
        except OSError as error:
            what = Text("the key of the hash of withheld evidence cannot be written")
            expected = Text("a folder that can be written to")
            do = Text("let the folder be written to once; the key stays there")
            raise EvidenceError([Problem(Place(key_name(file)), what, expected, do)]) from error
    return key
