"""What the bytes of a file are known by."""

from __future__ import annotations

import hashlib
from pathlib import Path

from publicvalue.files.untrusted.guards import CHUNK


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
