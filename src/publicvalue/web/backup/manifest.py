"""What a backup states about itself: what it holds, of what size and hash, and how far the audit trail had come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.untrusted.guards import check_outside
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.words.text import Text

FORMAT = 1
FILE = "backup.json"
FILES = "files"
"""Folder of a backup under which the data folder's files stand, with their names."""


@dataclass(frozen=True)
class Manifest:
    """A backup, as it describes itself.

    Parameters
    ----------
    format
        Number of the format.
    version
        Version of the product that made it.
    made
        When, in world time.
    vendor
        Kind of the database: sqlite or postgresql.
    head
        Number and hash of the last entry of the audit trail, read just before the database was: COUNT:HASH.
    files
        Path in the backup -> SHA-256.
    """

    format: int
    version: str
    made: str
    vendor: str
    head: str
    files: Mapping[str, str]


_READ = TypeAdapter(Manifest)


def manifest_bytes(manifest: Manifest) -> bytes:
    """Write a manifest as the file that a backup carries."""
    return (json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n").encode()


def read_backup(folder: Path) -> Manifest:
    """Return what a backup holds, once every file in it was found as it was written.

    Raises
    ------
    InputError
        Where the folder is no backup, or one of another format; or with every file that is missing, was changed, or
        is not named in it.
    """
    path = folder / FILE
    try:
        found = _READ.validate_json(path.read_bytes(), strict=True)
    except (OSError, ValidationError):
        what, do = Text("this folder is no backup"), Text("name the folder that `publicvalue web backup` wrote")
        raise InputError([Problem(Place(str(path)), what, Text("a folder with {file}", file=FILE), do)]) from None
    if found.format != FORMAT:
        what = Text("the backup has format {number}", number=found.format)
        do = Text("restore it with version {version} of publicvalue", version=found.version)
        raise InputError([Problem(Place(str(path)), what, Text("format {number}", number=FORMAT), do)])
    problems = list(_problems(folder, found))
    if problems:
        raise InputError(problems)
    return found


def _problems(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    do = Text("take another backup; restore nothing from this one")
    expected = Text("the file as it was written")
    for name, sha256 in manifest.files.items():
        try:
            path = check_outside(folder, name)
        except EvidenceError as error:
            yield from error.problems
            continue
        if not path.is_file():
            yield Problem(Place(name), Text("the file is missing in the backup"), expected, do)
        elif hash_file(path) != sha256:
            yield Problem(Place(name), Text("the file was changed since the backup was made"), expected, do)
