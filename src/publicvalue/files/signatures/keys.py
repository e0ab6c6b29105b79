"""Keys that sign: Ed25519, as files in the form that OpenSSL and others read (PEM)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

KEY_BYTES = 10_000
"""The largest file that is read as a key."""
OWNER_ALONE = 0o600


@dataclass(frozen=True)
class PublicKey:
    """A key that checks signatures; its id is what its owner publishes."""

    key: Ed25519PublicKey

    @property
    def id(self) -> str:
        """SHA-256 of the key's 32 bytes, its first 32 hexadecimal digits."""
        raw = self.key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:32]

    def has_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether a signature over these bytes was made with the private half."""
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


def write_new_keys(private: Path, public: Path, passphrase: str) -> PublicKey:
    """Make a pair of keys and write both files; none that stands there is replaced.

    Raises
    ------
    InputError
        When a file of that name is there: a key that was overwritten is lost.
    """
    there = [path for path in (private, public) if path.exists()]
    if there:
        do = Text("choose another name; a key that is overwritten is lost")
        raise InputError(Problem(Place(str(path)), Text("this file is there already"), "", do) for path in there)
    key = Ed25519PrivateKey.generate()
    locked = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    told = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    private.parent.mkdir(parents=True, exist_ok=True)
    _write_new(private, secret, OWNER_ALONE)
    _write_new(public, told, 0o644)
    return PublicKey(key.public_key())


def _write_new(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def read_private_key(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """Read a private key.

    Raises
    ------
    InputError
        When it is none, or is locked by another passphrase.
    """
    content = _content(path)
    try:
        key = serialization.load_pem_private_key(content, passphrase.encode() or None)
    except TypeError:
        locked = b"ENCRYPTED" in content
        what = Text("the key is locked by a passphrase") if locked else Text("the key has no passphrase")
        do = Text("give it in PUBLICVALUE_KEY_PASSPHRASE") if locked else Text("leave PUBLICVALUE_KEY_PASSPHRASE out")
        raise InputError([Problem(Place(str(path)), what, "", do)]) from None
    except (ValueError, UnsupportedAlgorithm):
        raise InputError([_no_key(path, Text("a private key, or its passphrase is another"))]) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError([_no_key(path, Text("a private key of the kind Ed25519"))])
    return key


def read_public_key(path: Path) -> PublicKey:
    """Read a public key; InputError when it is none."""
    try:
        key = serialization.load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm):
        raise InputError([_no_key(path, Text("a public key"))]) from None
    if not isinstance(key, Ed25519PublicKey):
        raise InputError([_no_key(path, Text("a public key of the kind Ed25519"))])
    return PublicKey(key)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(KEY_BYTES)
    except OSError as error:
        what = Text("the key cannot be read: {reason}", reason=error.strerror or "")
        raise InputError([Problem(Place(str(path)), what, "", Text("check the path"))]) from None


def _no_key(path: Path, expected: Text) -> Problem:
    do = Text("name the file that `publicvalue keys new` wrote: .key signs, .pub checks")
    return Problem(Place(str(path)), Text("this file is not what is needed"), expected, do)
