"""The database of an installation as one file of a backup, and back: SQLite's own copy, PostgreSQL's own dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

NAMES: Mapping[str, str] = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""Kind of database -> name of its file in a backup."""
PLACES = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
SECURED = {f"PG{name.upper()}": name for name in ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")}


def copy_database(into: Path) -> Path:
    """Write the database, as it stands at one moment, as a file into a folder; people go on working meanwhile."""
    target = into / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return target
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
    return target


def lay_database(copy: Path) -> None:
    """Fill the installation's database, which is empty, from a copy."""
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        keep_private()
        shutil.copyfile(copy, target)
        return
    name = connection.settings_dict["NAME"]
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={name}"]
    _run("pg_restore", [*options, str(copy)])


def keep_private() -> None:
    """Let nobody but the server read a database that is a file; one that is not there yet is begun.

    The journals beside it have the same permissions: SQLite makes them so, those that are there are told.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not Path(name).parent.is_dir() or name == ":memory:":
        return
    Path(name).touch(0o600)
    for path in (Path(f"{name}{end}") for end in ("", "-wal", "-shm")):
        if path.exists():
            path.chmod(0o600)


def check_empty() -> None:
    """Do nothing where the database holds nothing; InputError where it does: a restore adds to nothing."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        filled = path.is_file() and path.stat().st_size > 0
    else:
        filled = bool(connection.introspection.table_names())
    if filled:
        what, do = Text("the database holds tables already"), Text("make an empty database, and name that one")
        raise InputError([Problem(Place(field="DATABASE_URL"), what, Text("an empty database"), do)])


def _run(program: str, arguments: Sequence[str]) -> None:
    """Run a program of PostgreSQL on the installation's database; the password never stands on a command line."""
    if not shutil.which(program):
        what = Text("the program {name} is not installed", name=program)
        do = Text("install the client programs of PostgreSQL, of the server's version or newer")
        raise InputError([Problem(Place(), what, Text("the client programs of PostgreSQL"), do)])
    done = subprocess.run(  # noqa: S603 - one of the two programs above, with arguments of our own
        [program, "--no-password", *arguments],
        env={**os.environ, **_environment(connection.settings_dict)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or str(done.returncode)).splitlines()[0]
        what = Text("{name} could not do its work: {said}", name=program, said=said)
        do = Text("see that it reaches the database, and is no older than its server")
        raise InputError([Problem(Place(field="DATABASE_URL"), what, Text("a database that can be read"), do)])


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    options = settings.get("OPTIONS", {})
    found = {variable: settings.get(name) for variable, name in PLACES.items()}
    found |= {variable: options.get(name) for variable, name in SECURED.items()}
    return {variable: str(value) for variable, value in found.items() if value}
