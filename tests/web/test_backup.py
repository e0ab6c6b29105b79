"""An installation is backed up while it stands, and restored elsewhere: everything is there, and the trail is whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from postgresql import running_server

pytestmark = pytest.mark.one_database

FILL = """
import datetime as dt
from django.core.management import call_command
from django_scopes import scopes_disabled
from publicvalue.files.frameworks import load_framework
from publicvalue.interop.record import read_record
from publicvalue.web.assessments import actions as assessments
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import find_question
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.register import actions as register
from publicvalue.web.spaces import actions as spaces
from publicvalue.web.spaces.models import Country
from publicvalue.web.stores import actions as stores
from publicvalue.words.language import ENGLISH
from publicvalue.workflow.roles import Role
call_command("migrate", verbosity=0)
call_command("createcachetable")
with scopes_disabled():
    ada = spaces.begin(spaces.Person("Ada", "ada@example.org", "three plain words"), "BRB", "Barbados",
                       spaces.first_run_code())
    agency = spaces.create_agency(ada, Country.objects.get(), "Office of permits", "permits")
    record, _ = read_record({"name": "Triage", "summary": "Sorts claims.", "phase": "use"}, dt.date(2026, 3, 15))
    system = register.register_system(agency, record, register.Why(ada))
    register.publish_system(system, register.Why(ada))
    author = spaces.appoint(spaces.Person("Ben", "ben@example.org", "three plain words"),
                            spaces.Seat(Role.ASSESSOR, agency.country, agency))
    stores.start(author, agency, "triage", "Triage", {"assessment.yaml": b"a: 1\\n", "evidence/a.csv": b"a\\n1\\n"})
"""
PUBLISH = """
with scopes_disabled():
    approver = spaces.appoint(spaces.Person("Pia", "pia@example.org", "three plain words"),
                              spaces.Seat(Role.APPROVER, agency.country, agency))
    version = assessments.begin(author, system, ENGLISH)
    line = find_question(load_framework("public-value/1.0").framework, "red_line", "legal_basis")
    told = {"answer": "yes", "fact": "The Rent Act covers it"}
    assessments.answer(author, version, assessments.Answer(line, told, seen_of({})))
    version.refresh_from_db()
    assessments.submit(author, version, version.snapshot, "en")
    assert run_job.call(Job.objects.get().pk, 1) == "done"
    stores.approve(approver, version, version.snapshot)
    assessments.publish(approver, version, version.snapshot)
"""
LOOK = """
import hashlib
import json
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled
from publicvalue.web.audit.models import Entry
from publicvalue.web.stores.blobs import checked
from publicvalue.web.stores.models import StoredFile
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client(headers={"host": "127.0.0.1"})
page = client.get("/en/systems/triage/")
published = client.get("/en/systems/triage/assessments/1/")
told = json.loads(Entry.objects.get(kind="publication").body)["after"]["files"]
kept = {name: b"".join(client.get(f"/systems/triage/assessments/1/{name}").streaming_content) for name in told}
whole = {name: hashlib.sha256(content).hexdigest() for name, content in kept.items()} == told
with scopes_disabled():
    bytes_ = [checked(one.blob, one.name).read_text() for one in StoredFile.objects.exclude(blob=None)]
shown = [page.status_code, "Sorts claims." in page.content.decode(), "a\\n1\\n" in bytes_]
shown += [published.status_code, "Rent Act" in published.content.decode(), len(told) > 10, whole]
modes = {path.stat().st_mode & 0o777 for path in settings.PUBLICVALUE_DATA.glob("*.sqlite3*")}
print(json.dumps([*shown, Entry.objects.filter(action="publish").count(), *modes]))
"""
RUN = """
import json, sys
from click.testing import CliRunner
from publicvalue.cli.main import main
told = []
for words, code in json.loads(sys.argv[1]):
    ended = CliRunner().invoke(main, words)
    if ended.exit_code != code:
        raise SystemExit(f"{words}: {ended.exit_code}: {ended.output} {ended.exception!r}")
    told.append(ended.output)
print(json.dumps(told))
"""
Place = tuple[Path, dict[str, str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Two installations that share nothing: the first is filled, the second is empty."""
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    folders = [tmp_path / "first", tmp_path / "second"]
    if request.param == "sqlite":
        yield tuple((folder, own | {"DATABASE_URL": "", "PUBLICVALUE_DATA_DIR": str(folder)}) for folder in folders)
        return
    with running_server("web") as server:
        subprocess.run(["createdb", "-h", server, "-U", "web", "second"], check=True)
        at = f"postgres://web@{quote(str(server), safe='')}"
        bases = ("postgres", "second")
        yield tuple(
            (folder, own | {"DATABASE_URL": f"{at}/{base}", "PUBLICVALUE_DATA_DIR": str(folder)})
            for folder, base in zip(folders, bases, strict=True)
        )


class Refused(tuple[str | Path, ...]):
    """The words of a command that is refused."""

    __slots__ = ()


def told_by(place: Place, *commands: tuple[str | Path, ...]) -> list[str]:
    """Run commands of an installation one after the other in one process, which takes seconds to start."""
    lines = json.dumps([([str(word) for word in words], 2 if isinstance(words, Refused) else 0) for words in commands])
    done = subprocess.run([sys.executable, "-c", RUN, lines], env=place[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told: list[str] = json.loads(done.stdout)
    assert len(told) == len(commands)
    return told


BEGUN = ("manage", "shell", "--verbosity", "0", "-c", FILL)
FILLED = ("manage", "shell", "--verbosity", "0", "-c", FILL + PUBLISH)
SEEN = ("manage", "shell", "--verbosity", "0", "-c", LOOK)


def test_a_backup_is_restored_elsewhere(places: tuple[Place, Place], tmp_path: Path) -> None:
    first, second = places
    backup = tmp_path / "backups" / "monday"
    _, made = told_by(first, FILLED, ("web", "backup", backup))
    head = re.search(r"Head of the audit trail: (\d+:\w+)", made)[1]
    assert (backup.stat().st_mode & 0o777, (backup / "files" / "secret-key").is_file()) == (0o700, True)
    shutil.rmtree(first[0])
    restored, verified, seen, again, _, without_data = told_by(
        second,
        ("web", "restore", backup),
        ("audit", "verify", "--head", head),
        SEEN,
        Refused(("web", "restore", backup)),
        ("manage", "shell", "--verbosity", "0", "-c", f"import shutil; shutil.rmtree({str(second[0])!r})"),
        *([Refused(("web", "restore", backup))] if second[1]["DATABASE_URL"] else [("--version",)]),
    )
    assert "The trail is whole, and every file is as it was." in restored
    assert "The trail is whole." in verified
    assert json.loads(next(line for line in seen.splitlines() if line.startswith("["))) == [
        *(200, True, True),
        *(200, True, True, True),
        3,
        *([] if second[1]["DATABASE_URL"] else [0o600]),
    ]
    assert "the data folder is not empty" in again
    if second[1]["DATABASE_URL"]:
        assert "the database holds tables already" in without_data
        assert not second[0].exists(), "what was laid before is gone"


def test_a_backup_that_is_not_whole_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    first: Place = (tmp_path / "first", {**os.environ, "DATABASE_URL": "", "PUBLICVALUE_DATA_DIR": f"{tmp_path}/first"})
    first[1].pop("DJANGO_SETTINGS_MODULE", None)
    told_by(first, BEGUN, ("web", "backup", tmp_path / "backup"))
    blob = next(one for one in (tmp_path / "backup" / "files" / "files" / "blobs").rglob("*/*") if one.is_file())
    blob.unlink()
    (tmp_path / "backup" / "files" / "secret-key").write_text("other")
    second = tmp_path / "second"
    changed, twice, inside, none = told_by(
        first,
        Refused(("web", "restore", tmp_path / "backup", "--data", second)),
        Refused(("web", "backup", tmp_path / "backup")),
        Refused(("web", "backup", first[0] / "backup")),
        Refused(("web", "restore", first[0], "--data", second)),
    )
    assert "the file is missing in the backup" in changed
    assert "the file was changed since the backup was made" in changed
    assert not second.exists()
    assert "something stands there already" in twice
    assert "a backup in the data folder is lost with it" in inside
    assert "this folder is no backup" in none


@pytest.mark.long
def test_a_dump_is_restored_by_programs_that_are_newer_than_the_server(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    newer = tmp_path / "newer" / "pg_restore"
    newer.parent.mkdir()
    # As version 17 does for a server of version 15: it begins with a setting that the server does not know.
    newer.write_text(f'#!/bin/sh\necho "SET setting_of_tomorrow = 0;"\nexec {shutil.which("pg_restore")} "$@"\n')
    newer.chmod(0o755)
    with running_server("web") as server:
        subprocess.run(["createdb", "-h", server, "-U", "web", "second"], check=True)
        at = f"postgres://web@{quote(str(server), safe='')}"
        first = (
            tmp_path / "first",
            own | {"DATABASE_URL": f"{at}/postgres", "PUBLICVALUE_DATA_DIR": f"{tmp_path}/first"},
        )
        told_by(first, ("manage", "migrate", "--verbosity", "0"), ("web", "backup", tmp_path / "backup"))
        # A volume is there before, and cannot be taken away.
        volume = tmp_path / "volume"
        volume.mkdir()
        other = {"PUBLICVALUE_DATA_DIR": str(volume), "PATH": f"{newer.parent}:{os.environ['PATH']}"}
        reached = (volume, own | other | {"DATABASE_URL": f"{at}/second"})
        missed = (volume, own | other | {"DATABASE_URL": f"{at}/third"})
        told = told_by(missed, Refused(("web", "restore", tmp_path / "backup")))
        assert "the database cannot be reached" in told[0]
        assert list(volume.iterdir()) == []
        whole = newer.read_text()
        newer.write_text('#!/bin/sh\necho "CREATE TABLE half (a int);"\nexit 7\n')
        (cut_off,) = told_by(reached, Refused(("web", "restore", tmp_path / "backup")))
        newer.write_text(whole)
        (restored,) = told_by(reached, ("web", "restore", tmp_path / "backup"))
    assert "pg_restore could not do its work" in cut_off
    assert "The trail is whole, and every file is as it was." in restored


def test_a_command_that_was_not_told_where_the_installation_is_says_so_and_makes_none(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    place: Place = tmp_path / "data", own | {"DATABASE_URL": "", "PUBLICVALUE_DATA_DIR": str(tmp_path / "data")}
    told = told_by(place, Refused(("web", "backup", tmp_path / "backup")), Refused(("audit", "verify")))
    assert ["there is no installation in the database" in one for one in told] == [True, True]
    assert not (tmp_path / "backup").exists()
    assert not (tmp_path / "data" / "publicvalue.sqlite3").exists()
