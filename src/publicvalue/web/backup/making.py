"""Makes a backup of an installation: its database and every file that it keeps, as one folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from publicvalue import __version__
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.leftovers import is_leftover
from publicvalue.files.disk.write import new_folder, write_bytes
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.web.audit.verification import head
from publicvalue.web.audit.writing import stamp
from publicvalue.web.backup.databases import copy_database
from publicvalue.web.backup.manifest import FILE, FILES, FORMAT, Manifest, manifest_bytes
from publicvalue.web.installation import check_there
from publicvalue.web.settings.databases import FILE as DATABASE_FILE
from publicvalue.web.stores.erasures import own_key
from publicvalue.words.text import Text

LEFT_OUT = ("static", "files/arriving")
"""Folders of the data folder that are made anew, or hold what is not there yet."""


def make_backup(target: Path) -> Manifest:
    """Write a backup, whole or not at all, and return what it holds.

    The database is copied first: files are written before the rows that name them, and are never changed. What is
    destroyed on order while the backup is made is missing in it, as it is meant to be.

    Raises
    ------
    InputError
        Where something stands at the target, or it lies in the data folder, or there is no installation.
    """
    _check(target)
    check_there()
    # Also where nothing was destroyed yet: a later list is told by it.
    own_key()
    last = head()
    with new_folder(target) as building:
        building.chmod(0o700)
        copy_database(building)
        for name in sorted(_kept(settings.PUBLICVALUE_DATA)):
            _copy(settings.PUBLICVALUE_DATA / name, building / FILES / name)
        files = {str(one.relative_to(building).as_posix()): hash_file(one) for one in _files(building)}
        made = stamp(timezone.now())
        manifest = Manifest(FORMAT, __version__, made, connection.vendor, f"{last.count}:{last.digest}", files)
        write_bytes(building / FILE, manifest_bytes(manifest))
    return manifest


def _check(target: Path) -> None:
    if target.exists():
        what, do = Text("something stands there already"), Text("name a folder that is not there yet")
        raise InputError([Problem(Place(str(target)), what, Text("a new folder"), do)])
    if target.resolve().is_relative_to(Path(settings.PUBLICVALUE_DATA).resolve()):
        what, do = Text("a backup in the data folder is lost with it"), Text("name a folder on another disk")
        raise InputError([Problem(Place(str(target)), what, Text("a folder elsewhere"), do)])


def _kept(data: Path) -> Iterator[str]:
    """Yield the paths, in the data folder, of what a backup keeps."""
    for path in _files(data):
        name = path.relative_to(data).as_posix()
        other = name.startswith(DATABASE_FILE) or any(name.startswith(f"{one}/") for one in LEFT_OUT)
        if not other and not any(map(is_leftover, path.relative_to(data).parts)):
            yield name


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        # Destroyed on order since the folder was listed.
        target.unlink(missing_ok=True)
