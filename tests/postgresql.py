"""A PostgreSQL server of the tests' own, reached through a socket, that is gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def running_server(user: str, options: str = "") -> Iterator[Path]:
    """Start PostgreSQL as a user that is not root, and give the folder of its socket; skip where there is none.

    In CI nothing may be missing: there it fails.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) if os.name == "posix" else []
    if not found:
        reason = "No PostgreSQL server is installed (Debian and Ubuntu: apt-get install postgresql)."
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(reason)
    programs = found[-1].parent
    as_user = {"user": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="publicvalue-postgresql-"))
    if as_user:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        subprocess.run([programs / program, *arguments], check=True, capture_output=True, cwd=folder, **as_user)

    try:
        run("initdb", "-D", f"{folder}/data", "-U", user, "--auth=trust", "--no-sync")
        # Nothing of it outlives the tests.
        quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} {quick} {options}"
        run("pg_ctl", "-D", f"{folder}/data", "-w", "-o", settings, "-l", f"{folder}/log", "start")
        yield folder
    finally:
        run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
