"""Where evidence comes from, so that anyone can tell whether they hold the same bytes."""

from __future__ import annotations

from dataclasses import dataclass

KEYED = "hmac-"
"""What stands before a hash under a secret key."""


@dataclass(frozen=True)
class Fingerprint:
    """The identity of an evidence file.

    Parameters
    ----------
    sha256
        SHA-256 of its bytes, in hexadecimal. Of evidence that is withheld HMAC-SHA-256 under a secret key, with `hmac-`
        before it: a plain hash of a few answers could be found by trying all that they may be.
    size
        Number of bytes; 0 of evidence that is withheld: who knows the length of each answer could tell from it how many
        gave which, of people too whom no number takes in.
    """

    sha256: str
    size: int

    @property
    def keyed(self) -> bool:
        """Whether the hash was made under a secret key."""
        return self.sha256.startswith(KEYED)

    @property
    def method(self) -> str:
        """The name of the function that gives the hash."""
        return "HMAC-SHA-256" if self.keyed else "SHA-256"
