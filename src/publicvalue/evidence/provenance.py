"""Where evidence comes from, so that anyone can tell whether they hold the same bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fingerprint:
    """The identity of an evidence file.

    Parameters
    ----------
    sha256
        SHA-256 of its bytes, in hexadecimal.
    size
        Number of bytes.
    """

    sha256: str
    size: int
