"""The whole application from one command: started, used for the first time, verified, and ended."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote

import pytest

from long_runs import confirming
from postgresql import running_server

PUBLICVALUE = Path(sys.executable).with_name("publicvalue")
PATIENCE = 120
"""Seconds after which a start has failed, on a busy machine too."""

pytestmark = pytest.mark.one_database


@pytest.fixture(params=["postgresql", *confirming("sqlite")])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    own |= {"PUBLICVALUE_DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": "", "PYTHONUNBUFFERED": "1"}
    if request.param == "sqlite":
        yield own
        return
    with running_server("web") as folder:
        yield own | {"DATABASE_URL": f"postgres://web@{quote(str(folder), safe='')}/postgres"}


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the server, and give the address that it shows."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PUBLICVALUE, "web", "--port", str(port), "--processes", "1"]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        shown = ""
        until = time.monotonic() + PATIENCE
        while "Ready: " not in shown and time.monotonic() < until and running.poll() is None:
            shown += running.stdout.readline()
        yield re.search(r"Ready: (\S+)", shown)[1], running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=60)


def children(of: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(of)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def killed_and_replaced(server: int) -> list[int]:
    """Kill the worker, and return the children of the server once it has another."""
    (worker,) = (pid for pid in children(server) if "publicvalue.web.worker" in command_of(pid))
    os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = [pid for pid in children(server) if pid != worker]
        if any("publicvalue.web.worker" in command_of(pid) for pid in now):
            return now
        time.sleep(0.2)
    raise AssertionError("no other worker came")


def test_a_first_administrator_is_made_at_the_address_that_is_shown(environment: dict[str, str]) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with served(environment) as (address, running):
        with browser.open(address) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())[1]
        told = {
            "csrfmiddlewaretoken": token,
            "code": urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["code"][0],
            "country_code": "BRB",
            "country_name": "Barbados",
            "name": "Ada",
            "email": "ada@example.org",
            "password": "three plain words",
        }
        with browser.open(address, urllib.parse.urlencode(told).encode()) as page:
            assert (page.status, "Agencies and people" in page.read().decode()) == (200, True)
        alive = children(running.pid)
        assert len(alive) == 2, "one process that serves, and one worker"
        files = Path(environment["PUBLICVALUE_DATA_DIR"]).glob("*.sqlite3*")
        assert {one.name for one in files if one.stat().st_mode & 0o077} == set(), "nobody else reads the database"
        alive = killed_and_replaced(running.pid)
    assert running.returncode == 0
    assert [pid for pid in alive if Path(f"/proc/{pid}").exists()] == []
    verified = subprocess.run(
        [PUBLICVALUE, "audit", "verify"], env=environment, capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout.splitlines()[-1]) == (0, "The trail is whole.")
    head = f"4:{'0' * 64}"
    cut = subprocess.run(
        [PUBLICVALUE, "audit", "verify", "--head", head], env=environment, capture_output=True, text=True, check=False
    )
    assert (cut.returncode, "1 entry at the end is missing" in cut.stderr) == (1, True)
