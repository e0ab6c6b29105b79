"""What the bytes of a file are known by."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from publicvalue.evidence.provenance import KEYED
from publicvalue.files.untrusted.guards import CHUNK


def hash_file(path: Path, key: bytes | None = None) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits; with a key HMAC-SHA-256, after `hmac-`."""
    digest = hashlib.sha256() if key is None else hmac.new(key, digestmod=hashlib.sha256)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return ("" if key is None else KEYED) + digest.hexdigest()
