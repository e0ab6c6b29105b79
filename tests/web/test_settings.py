"""What an installation needs is read from its environment; what would be unsafe is refused before it starts."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from publicvalue.errors import InputError
from publicvalue.web.command import make_key, set_up
from publicvalue.web.settings.assembled import settings_of
from publicvalue.web.settings.databases import SQLITE_OPTIONS, database_of
from publicvalue.web.settings.environment import read_environment

KEY = "k3" * 30
PUBLICVALUE = Path(sys.executable).with_name("publicvalue")


def refusals(**variables: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_environment({"SECRET_KEY": KEY, **variables})
    return [f"{problem.place}: {problem.what}" for problem in caught.value.problems]


def test_an_environment_that_says_nothing_is_local_and_safe(tmp_path: Path) -> None:
    found = read_environment({"SECRET_KEY": KEY, "PUBLICVALUE_DATA_DIR": str(tmp_path)})
    assert (found.debug, found.demonstration, found.address) == (False, False, "http://127.0.0.1:8000")
    assert settings_of(found)["DEBUG"] is False


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        ({"DEBUG": "1"}, "DEBUG: pages of faults would show the inside of the application to everybody"),
        ({"SECRET_KEY": ""}, "SECRET_KEY: there is no key"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY: the key is too short"),
        (
            {"SECRET_KEY": "django-insecure-" + KEY},
            "SECRET_KEY: the key is one that stands in documents and examples",
        ),
        ({"PUBLICVALUE_ADDRESS": "example.org"}, "PUBLICVALUE_ADDRESS: 'example.org' is no address"),
        ({"PUBLICVALUE_ADDRESS": "http://example.org"}, "PUBLICVALUE_ADDRESS: passwords would travel unprotected"),
        ({"PUBLICVALUE_PROXIES": "many"}, "PUBLICVALUE_PROXIES: 'many' is no number of proxies"),
    ],
)
def test_what_is_unsafe_is_refused(variables: dict[str, str], refusal: str, tmp_path: Path) -> None:
    assert refusals(PUBLICVALUE_DATA_DIR=str(tmp_path), **variables) == [refusal]


def test_the_time_zone_is_one_that_exists(tmp_path: Path) -> None:
    zone = {"PUBLICVALUE_TIME_ZONE": "America/Barbados", "PUBLICVALUE_DATA_DIR": str(tmp_path)}
    assert settings_of(read_environment({"SECRET_KEY": KEY, **zone}))["TIME_ZONE"] == "America/Barbados"
    wrong = {**zone, "PUBLICVALUE_TIME_ZONE": "Barbados"}
    assert refusals(**wrong) == ["PUBLICVALUE_TIME_ZONE: 'Barbados' is no time zone"]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    wrong = {"DEBUG": "1", "SECRET_KEY": "x", "OIDC_SERVER_URL": "https://id.example"}
    found = refusals(PUBLICVALUE_DATA_DIR=str(tmp_path), **wrong)
    assert len(found) == 5


def test_an_identity_provider_is_described_whole() -> None:
    identity = {"OIDC_NAME": "Gov", "OIDC_SERVER_URL": "https://id", "OIDC_CLIENT_ID": "c", "OIDC_SECRET": "s"}
    found = settings_of(read_environment({"SECRET_KEY": KEY, **identity}))
    (app,) = found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert (app["client_id"], app["settings"]) == ("c", {"server_url": "https://id", "verified_email": False})


def test_a_public_address_is_served_by_https_alone() -> None:
    found = settings_of(read_environment({"SECRET_KEY": KEY, "PUBLICVALUE_ADDRESS": "https://ai.example.org"}))
    assert found["ALLOWED_HOSTS"] == ["ai.example.org"]
    assert (found["SECURE_SSL_REDIRECT"], found["SESSION_COOKIE_SECURE"], found["CSRF_COOKIE_SECURE"]) == (True,) * 3
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_sqlite_takes_its_turn_waits_and_writes_to_the_disk(tmp_path: Path) -> None:
    found = database_of(read_environment({"SECRET_KEY": KEY, "PUBLICVALUE_DATA_DIR": str(tmp_path)}))
    assert (found["OPTIONS"]["transaction_mode"], found["OPTIONS"]["timeout"]) == ("IMMEDIATE", 20)
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
    assert found["CONN_MAX_AGE"] is None


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    make_key(tmp_path / "data")
    path = tmp_path / "data" / "secret-key"
    first = path.read_text()
    make_key(tmp_path / "data")
    assert (path.read_text(), path.stat().st_mode & 0o777) == (first, 0o600)
    assert read_environment({"PUBLICVALUE_DATA_DIR": str(tmp_path / "data")}).key == first


def run(tmp_path: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    tests_own = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    own = {name: value for name, value in os.environ.items() if name not in tests_own}
    environment = own | {"PUBLICVALUE_DATA_DIR": str(tmp_path / "data"), **variables}
    return subprocess.run(
        [PUBLICVALUE, *words], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.one_database
def test_the_server_does_not_start_in_production_with_debug(tmp_path: Path) -> None:
    done = run(tmp_path, "web", DEBUG="yes")
    assert (done.returncode, "take the variable away" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


@pytest.mark.one_database
def test_the_check_before_production_finds_nothing(tmp_path: Path) -> None:
    address = {"PUBLICVALUE_ADDRESS": "https://ai.example.org"}
    done = run(tmp_path, "manage", "check", "--deploy", "--fail-level", "WARNING", **address)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_the_data_folder_is_made_where_the_key_is_given(tmp_path: Path) -> None:
    data, given = tmp_path / "new" / "data", {"SECRET_KEY": "k" * 25 + "y" * 25}
    set_up(data, False, 8000, given)
    assert data.stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="the data folder cannot be made"):
        set_up(tmp_path / "file" / "data", False, 8000, given)


@pytest.mark.one_database
def test_a_start_that_cannot_succeed_says_why_before_anything_is_made_ready(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(tmp_path, "web", "--port", port)
    assert (done.returncode, f"127.0.0.1, port {port}, cannot be used" in done.stderr) == (2, True), done.stderr
    # Nobody listens there any more.
    done = run(tmp_path, "web", "--port", port, DATABASE_URL=f"postgres://web:secret-word@127.0.0.1:{port}/web")
    assert (done.returncode, "the database cannot be reached" in done.stderr) == (2, True), done.stderr
    assert "secret-word" not in done.stderr


def test_what_is_deleted_in_sqlite_is_written_over() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        # Some builds of SQLite do it unasked.
        database.execute("PRAGMA secure_delete=OFF")
        database.executescript(SQLITE_OPTIONS["init_command"])
        assert database.execute("PRAGMA secure_delete").fetchone() == (1,)
