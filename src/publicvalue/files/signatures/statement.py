"""What a signature says: five lines of plain text, and over them the signature.

    publicvalue signature 1
    bundle manifest sha256: 6f1c…
    signed by: AI Unit, Ministry of Finance
    signed on: 2026-11-30
    key: 0123456789abcdef0123456789abcdef
    signature: base64…

What is signed are the bytes of the first five lines, each with its line feed: anybody can check them by OpenSSL.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

FIRST = "publicvalue signature 1"
SUFFIX = ".sig"
LONGEST = 200
"""Letters of who signed."""
_FORM = re.compile(
    rb"publicvalue signature 1\n"
    rb"(?P<what>bundle manifest|file) sha256: (?P<sha256>[0-9a-f]{64})\n"
    rb"signed by: (?P<by>[^\x00-\x1f\x7f]{1,800})\n"
    rb"signed on: (?P<on>\d{4}-\d{2}-\d{2})\n"
    rb"key: (?P<key>[0-9a-f]{32})\n"
    rb"signature: (?P<signature>[A-Za-z0-9+/=]{88})\n?"
)

Signed = Literal["bundle manifest", "file"]


@dataclass(frozen=True)
class SignedStatement:
    """Who states what.

    Parameters
    ----------
    what
        What the hash is of: a bundle's manifest, which names every file of the bundle with its hash; or a whole file.
    sha256
        The hash, 64 hexadecimal digits.
    by, on
        Who signs, and the day.
    key
        Id of the key.
    """

    what: Signed
    sha256: str
    by: str
    on: dt.date
    key: str

    def content(self) -> bytes:
        """Return the bytes that are signed."""
        lines = (
            FIRST,
            f"{self.what} sha256: {self.sha256}",
            f"signed by: {self.by}",
            f"signed on: {self.on.isoformat()}",
            f"key: {self.key}",
        )
        return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True)
class Signature:
    """A statement with the signature over it."""

    statement: SignedStatement
    signature: bytes

    def file(self) -> bytes:
        """Return the bytes of the file that holds it."""
        return self.statement.content() + b"signature: " + base64.b64encode(self.signature) + b"\n"


def read_signature(path: Path) -> Signature:
    """Read a signature's file; InputError when it is none."""
    with path.open("rb") as stream:
        content = stream.read(4096)
    found = _FORM.fullmatch(content)
    try:
        if found is None:
            raise ValueError
        by, on = found["by"].decode(), dt.date.fromisoformat(found["on"].decode())
        signature = base64.b64decode(found["signature"], validate=True)
    except (ValueError, binascii.Error):
        expected = Text("the six lines that `publicvalue sign` writes")
        do = Text("ask its publisher for a fresh copy")
        raise InputError([Problem(Place(str(path)), Text("this is no signature"), expected, do)]) from None
    what = cast("Signed", found["what"].decode())
    return Signature(SignedStatement(what, found["sha256"].decode(), by, on, found["key"].decode()), signature)


def check_name(by: str) -> str:
    """Return who signs as one line; InputError when it is none."""
    if not by.strip() or len(by) > LONGEST or not by.isprintable():
        what = Text("{by:quoted} cannot stand for who signs", by=by[:LONGEST])
        expected = Text("one line of at most {most:count} letters", most=LONGEST)
        raise InputError([Problem(Place(field="--by"), what, expected, Text("write the name of the agency"))])
    return by.strip()
