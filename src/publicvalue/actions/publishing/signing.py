"""Sign what is published, and check who signed it: offline, with a key that the agency made itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.disk.write import write_bytes
from publicvalue.files.signatures.keys import PublicKey, read_private_key, read_public_key, write_new_keys
from publicvalue.files.signatures.statement import (
    SUFFIX,
    Signature,
    Signed,
    SignedStatement,
    check_name,
    read_signature,
)
from publicvalue.files.untrusted.bundle_archive import unpack_bundle
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.words.text import Text

Standing = Literal["unsigned", "unchecked", "signed", "other key", "false", "other content"]
"""No signature; one, and no key to check it with; made by one of the keys; by none of them; not made by the key that it
names; made for something else than this."""


@dataclass(frozen=True)
class SignatureCheck:
    """What is known of who signed.

    Parameters
    ----------
    standing
        How the signature stands.
    statement
        What it says; None where there is none.
    """

    standing: Standing
    statement: SignedStatement | None = None

    @property
    def holds(self) -> bool:
        """Whether one of the given keys signed exactly this."""
        return self.standing == "signed"

    @property
    def is_refused(self) -> bool:
        """Whether there is a signature, and it is none of this."""
        return self.standing in {"other key", "false", "other content"}


def make_keys(name: Path, passphrase: str = "") -> tuple[Path, Path, str]:
    """Write a new pair of keys, NAME.key and NAME.pub, and return both with the key's id."""
    private, public = name.with_name(name.name + ".key"), name.with_name(name.name + ".pub")
    return private, public, write_new_keys(private, public, passphrase).id


@dataclass(frozen=True)
class Signer:
    """Who signs, on which day, and with which key."""

    key: Path
    by: str
    on: dt.date
    passphrase: str = ""


def sign(path: Path, signer: Signer, limits: Limits = DEFAULT_LIMITS) -> tuple[Path, SignedStatement]:
    """Sign a bundle's manifest, or any other file whole; return the signature's file, beside it, and what it says.

    Raises
    ------
    InputError
        When the key cannot be used, or the bundle is not what its manifest says.
    """
    private = read_private_key(signer.key, signer.passphrase)
    what, sha256 = hash_signed(path, limits)
    statement = SignedStatement(what, sha256, check_name(signer.by), signer.on, PublicKey(private.public_key()).id)
    target = signature_of(path)
    write_bytes(target, Signature(statement, private.sign(statement.content())).file())
    return target, statement


def hash_signed(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Signed, str]:
    """Return what of a file is signed, and its SHA-256: of a bundle its manifest, which names all that it holds."""
    if not path.is_file():
        what, do = Text("there is no such file"), Text("name a bundle (bundle.zip) or another file")
        raise InputError([Problem(Place(str(path)), what, "", do)])
    if path.suffix.lower() != ".zip":
        return "file", hash_file(path)
    with scratch_folder("signed-") as folder:
        return "bundle manifest", unpack_bundle(path, folder, limits).sha256


def signature_of(path: Path) -> Path:
    """Return where the signature of a file lies."""
    return path.with_name(path.name + SUFFIX)


def check_signature(
    path: Path, sha256: str, what: Signed, keys: Sequence[Path], signature: Path | None = None
) -> SignatureCheck:
    """Check the signature of something that is published.

    Parameters
    ----------
    path
        The bundle or file.
    sha256, what
        Its hash, as `hash_signed` returns it.
    keys
        Public keys of those who may have signed.
    signature
        The signature's file; beside what it signs when None.

    Raises
    ------
    InputError
        When a key or the signature cannot be read.
    """
    public = [read_public_key(key) for key in keys]
    place = signature or signature_of(path)
    if not place.is_file():
        if signature is not None:
            raise InputError(
                [Problem(Place(str(place)), Text("there is no such signature"), "", Text("check the path"))]
            )
        return SignatureCheck("unsigned")
    found = read_signature(place)
    statement = found.statement
    if (statement.what, statement.sha256) != (what, sha256):
        return SignatureCheck("other content", statement)
    if not public:
        return SignatureCheck("unchecked", statement)
    named = [key for key in public if key.id == statement.key]
    if not named:
        return SignatureCheck("other key", statement)
    genuine = named[0].has_signed(statement.content(), found.signature)
    return SignatureCheck("signed" if genuine else "false", statement)
