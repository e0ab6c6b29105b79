"""The database of an installation as one file of a backup, and back: SQLite's own copy, PostgreSQL's own dump."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db import connection

from publicvalue.errors import InputError, Place, Problem
from publicvalue.web.installation import check_reached
from publicvalue.words.text import Text

NAMES: Mapping[str, str] = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""Kind of database -> name of its file in a backup."""
PLACES = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
SECURED = {f"PG{name.upper()}": name for name in ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")}

_SETS = re.compile(rb"SET (\w+) = ")
_BEGINS = (b"CREATE ", b"COPY ", b"ALTER ")
"""With what the first line begins that sets nothing."""


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
    _fill(copy)


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
        check_reached()
        filled = bool(connection.introspection.table_names())
    if filled:
        what, do = Text("the database holds tables already"), Text("make an empty database, and name that one")
        raise InputError([Problem(Place(field="DATABASE_URL"), what, Text("an empty database"), do)])


def _fill(copy: Path) -> None:
    """Carry out what a dump says, all of it or nothing.

    A pg_restore that is newer than the server sets what that server does not know, and would end there: it only writes
    the statements, and psql carries them out without those settings.
    """
    name, known = connection.settings_dict["NAME"], _settings_of_server()
    whole = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--dbname={name}"]
    with (
        _started("pg_restore", ["--no-owner", "--no-privileges", "--file=-", str(copy)]) as (reading, refused),
        _started("psql", ["--no-password", *whole]) as (filling, failed),
    ):
        # A server that refuses a statement ends psql: what it said is told below.
        with suppress(BrokenPipeError):
            for line in _known_lines(reading.stdout, known):
                filling.stdin.write(line)
        reading.stdout.close()
        if reading.wait() and filling.poll() is None:
            # Killed before the end of its statements: nothing of them stands.
            filling.kill()
        with suppress(BrokenPipeError):
            filling.stdin.close()
        if filling.wait() > 0:
            _refuse("psql", failed)
        if reading.returncode or filling.returncode:
            _refuse("pg_restore", refused)


def _settings_of_server() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings")
        return {name for (name,) in cursor.fetchall()}


def _known_lines(lines: IO[bytes], known: set[str]) -> Iterator[bytes]:
    """Yield the lines of a dump without those at its beginning that set what the server does not know."""
    for line in lines:
        found = _SETS.match(line)
        if not found or found[1].decode() in known:
            yield line
        if line.startswith(_BEGINS):
            break
    yield from lines


def _run(program: str, arguments: Sequence[str]) -> None:
    """Run a program of PostgreSQL on the installation's database."""
    with _started(program, ["--no-password", *arguments]) as (running, said):
        running.communicate()
        if running.returncode:
            _refuse(program, said)


@contextmanager
def _started(program: str, arguments: Sequence[str]) -> Iterator[tuple[Any, IO[bytes]]]:
    """Start a program of PostgreSQL, and give what it tells; the password never stands on a command line."""
    if not shutil.which(program):
        what = Text("the program {name} is not installed", name=program)
        do = Text("install the client programs of PostgreSQL, of the server's version or newer")
        raise InputError([Problem(Place(), what, Text("the client programs of PostgreSQL"), do)])
    own = {**os.environ, **_environment(connection.settings_dict)}
    out = subprocess.PIPE if program == "pg_restore" else subprocess.DEVNULL
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 - one of three programs, with arguments of our own
            [program, *arguments], env=own, stdin=subprocess.PIPE, stdout=out, stderr=said
        )
        try:
            yield running, said
        finally:
            running.kill()
            running.wait()


def _refuse(program: str, said: IO[bytes]) -> None:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines() or ["..."]
    what = Text("{name} could not do its work: {said}", name=program, said=lines[0])
    do = Text("see that it reaches the database, and is no older than its server")
    raise InputError([Problem(Place(field="DATABASE_URL"), what, Text("a database that can be read"), do)])


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    options = settings.get("OPTIONS", {})
    found = {variable: settings.get(name) for variable, name in PLACES.items()}
    found |= {variable: options.get(name) for variable, name in SECURED.items()}
    return {variable: str(value) for variable, value in found.items() if value}
