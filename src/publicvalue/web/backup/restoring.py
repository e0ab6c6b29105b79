"""Restores an installation from a backup into an empty place, and looks whether it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.web.backup.manifest import FILE as MANIFEST
from publicvalue.web.backup.manifest import FILES, Manifest
from publicvalue.words.text import Text, counted


@dataclass(frozen=True)
class Restored:
    """What a restore brought back, and what is not as it was.

    Parameters
    ----------
    entries
        Entries of the audit trail.
    files
        Files of the data folder.
    erased
        Files that had been destroyed on order since, and were destroyed again.
    problems
        All that is wrong with the trail and with the bytes of evidence and results.
    """

    entries: int
    files: int
    erased: int
    problems: tuple[Problem, ...]


def check_empty_folder(data: Path) -> None:
    """Do nothing where a data folder is empty or not there; InputError where something lies in it."""
    if data.exists() and any(data.iterdir()):
        what, do = Text("the data folder is not empty"), Text("name a new folder, and start with it afterwards")
        raise InputError([Problem(Place(str(data)), what, Text("an empty folder"), do)])


def lay_files(backup: Path, manifest: Manifest, data: Path) -> int:
    """Copy the files of a backup that was read into an empty data folder, and return how many there are.

    Done before the settings are read, as the key of the installation is among them.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = [name for name in manifest.files if name.startswith(f"{FILES}/")]
    for name in names:
        target = data / name.removeprefix(f"{FILES}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(backup / name, target)
    return len(names)


def restore(backup: Path, manifest: Manifest, files: int, lists: tuple[Path, ...] = ()) -> Restored:
    """Fill the installation's empty database from a backup, bring it up to date, and return what was found.

    What was destroyed on order after the backup was made is destroyed again: by the lists that are named, and by those
    in the backups that lie beside it.

    Raises
    ------
    InputError
        Where the backup is of another kind of database.
    """
    from django.core.management import call_command  # noqa: PLC0415 - settings come first
    from django.db import connection  # noqa: PLC0415

    from publicvalue.web.audit.verification import Head, verify_trail  # noqa: PLC0415
    from publicvalue.web.backup.databases import NAMES, check_empty, lay_database  # noqa: PLC0415
    from publicvalue.web.evidence.cleaning import forget_bytes, waiting_bytes  # noqa: PLC0415
    from publicvalue.web.stores.actions import erase_again, kept_bytes  # noqa: PLC0415
    from publicvalue.web.stores.erasures import erased_of  # noqa: PLC0415

    if connection.vendor != manifest.vendor:
        what = Text("the backup is of the database {kind}", kind=manifest.vendor)
        do = Text("name a database of this kind; DATABASE_URL says which is used, without it SQLite")
        expected = Text("a backup of {kind}", kind=connection.vendor)
        raise InputError([Problem(Place(str(backup)), what, expected, do)])
    check_empty()
    lay_database(backup / NAMES[manifest.vendor])
    call_command("migrate", interactive=False, verbosity=0)
    count, _, digest = manifest.head.partition(":")
    found = verify_trail(Head(int(count), digest))
    hashes = erased_of({*kept_bytes(), *waiting_bytes()}, (*lists, *_lists_beside(backup)))
    erased = erase_again(hashes)
    forget_bytes(hashes)
    return Restored(found.head.count, files, erased, (*found.problems, *_lost_bytes()))


def _lists_beside(backup: Path) -> Iterator[Path]:
    """Yield the lists of erasures in a backup and in all that lie beside it: later ones know of later erasures."""
    from publicvalue.web.stores.erasures import FILE as LIST  # noqa: PLC0415

    for other in sorted(backup.resolve().parent.iterdir()):
        path = other / FILES / LIST
        if (other / MANIFEST).is_file() and path.is_file():
            yield path


def _lost_bytes() -> Iterator[Problem]:
    """Yield one problem for all bytes that the database names and the data folder does not hold as they were."""
    from publicvalue.web.stores.blobs import checked  # noqa: PLC0415
    from publicvalue.web.stores.models import Blob  # noqa: PLC0415

    lost = []
    for blob in Blob.objects.filter(erased__isnull=True).order_by("pk").iterator():
        try:
            checked(blob, blob.sha256)
        except EvidenceError:
            lost.append(blob.sha256)
    if lost:
        what = counted(
            len(lost), "the bytes of {number} file are missing", "the bytes of {number:count} files are missing"
        )
        do = Text("see in the audit trail whether they were destroyed on order while the backup was made")
        yield Problem(Place(lost[0]), what, Text("the bytes as they were brought"), do)
