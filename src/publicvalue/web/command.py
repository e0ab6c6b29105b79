"""The application from the command line: made ready, and looked after; `serving.py` serves it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.web.backup.manifest import read_backup
from publicvalue.web.backup.restoring import Restored, check_empty_folder, lay_files, restore
from publicvalue.web.settings.environment import ADDRESS, DATA, DEMONSTRATION, KEY, KEY_FILE, read_environment
from publicvalue.words.text import Text

SETTINGS = "publicvalue.web.settings.project"
Tell = Callable[[Text], None]


def set_up(data: Path | None, demonstration: bool, port: int, environment: MutableMapping[str, str]) -> None:
    """Fill in what the environment leaves open, make a key where there is none, and load the settings.

    Raises
    ------
    InputError
        With all that is wrong with the environment.
    """
    environment["DJANGO_SETTINGS_MODULE"] = SETTINGS
    if data:
        environment[DATA] = str(data.resolve())
    if demonstration:
        environment[DEMONSTRATION] = "yes"
    environment.setdefault(ADDRESS, f"http://127.0.0.1:{port}")
    if not environment.get(KEY):
        make_key(Path(environment.get(DATA) or "publicvalue-data"))
    make_folder(read_environment(environment).data)
    import django  # noqa: PLC0415 - its settings come first

    django.setup()


def make_folder(data: Path) -> None:
    """Make the data folder where it is not there yet, for the server alone; InputError where it cannot be."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        what = Text("the data folder cannot be made: {reason}", reason=error.strerror or "")
        do = Text("name a folder that whoever runs the server may write to")
        raise InputError([Problem(Place(str(data), field=DATA), what, Text("a folder"), do)]) from error


def make_key(data: Path) -> None:
    """Make the key of an installation, which nobody but its server reads; one that is there stays."""
    make_folder(data)
    path = data / KEY_FILE
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64))


def make_ready(tell: Tell) -> None:
    """Bring the database and the files that are served up to date with this version of the product."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from publicvalue.web.backup.databases import keep_private  # noqa: PLC0415
    from publicvalue.web.installation import check_reached  # noqa: PLC0415

    keep_private()
    check_reached()
    tell(Text("Bringing the database up to date"))
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    tell(Text("Collecting style sheets and pictures"))
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.PUBLICVALUE_DEMONSTRATION:
        from publicvalue.web.demonstration.loading import load  # noqa: PLC0415

        load(tell)


def first_address(address: str) -> str:
    """Return where to go first: to the first-run page, with its code, where nobody has an account yet."""
    from django.urls import reverse  # noqa: PLC0415
    from django.utils.translation import override  # noqa: PLC0415

    from publicvalue.web.accounts.models import User  # noqa: PLC0415
    from publicvalue.web.spaces.actions import first_run_code  # noqa: PLC0415

    if User.objects.exists():
        return f"{address}/"
    with override("en"):
        return f"{address}{reverse('begin')}?code={first_run_code()}"


def restore_backup(
    backup: Path, data: Path | None, environment: MutableMapping[str, str], lists: tuple[Path, ...] = ()
) -> Restored:
    """Restore a backup into an empty data folder and the empty database that the environment names.

    Raises
    ------
    InputError
        Where the backup is not whole, or something stands where it goes.
    """
    manifest = read_backup(backup)
    folder = data or Path(environment.get(DATA) or "publicvalue-data")
    was_there = folder.exists()
    check_empty_folder(folder)
    try:
        files = lay_files(backup, manifest, folder)
        set_up(folder, False, 8000, environment)
        return restore(backup, manifest, files, lists)
    except BaseException:
        # It was empty: what lies in it now came from the backup alone.
        _clear(folder, itself=not was_there)
        raise


def _clear(folder: Path, *, itself: bool) -> None:
    """Remove what lies in a folder; the folder too, where it is not a volume or another's."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    if itself and folder.is_dir():
        folder.rmdir()


def administer(words: Sequence[str]) -> None:
    """Run one of Django's own commands on the installation: check, migrate, dumpdata."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["publicvalue manage", *words])


def verify(known: str) -> tuple[int, str, tuple[Problem, ...]]:
    """Return number and hash of the last entry of the audit trail, and all that is wrong with it.

    Parameters
    ----------
    known
        A head that was noted before, as COUNT:HASH; empty for none.
    """
    from publicvalue.web.audit.verification import Head, verify_trail  # noqa: PLC0415
    from publicvalue.web.installation import check_there  # noqa: PLC0415

    check_there()
    count, _, digest = known.partition(":")
    if known and (not count.isdecimal() or not digest):
        what, do = Text("{known:quoted} is no head of a trail", known=known), Text("take both from /audit/head.json")
        raise InputError([Problem(Place(field="--head"), what, Text("COUNT:HASH"), do)])
    found = verify_trail(Head(int(count), digest) if known else None)
    return found.head.count, found.head.digest, found.problems
