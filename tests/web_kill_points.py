"""Publishing, computing, withdrawing, destroying and bringing in the web application, killed before each operation.

python tests/web_kill_points.py 1          every operation; 7: every seventh

Operations are those on files of the data folder and on temporary ones, each statement that changes the database, and
each commit. After each kill the application starts again: then nothing is there by half and nothing is left over, and
the same can be done once more. Prints for each work how many operations it has, how many were tried, what was wrong.
"""

# Settings come before everything that knows Django: it is imported where it is used.
# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from killed import Operation, killed_at, writes

SETTINGS = """\
assessment: {id: permits, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: Permits, description: Sorts, organisation: Office, country: BRB, phase: production}
settings: {seed: 7, draws: 1000}
evidence:
  - {id: cases, kind: records, title: Cases, file: evidence/cases.csv, source: Case system, may_publish: true}
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: cases
    columns: {truth: right, prediction: score}
"""
CASES, OTHER = b"right,score\n" + b"yes,1\nno,0\nno,1\n" * 10, b"right,score\n" + b"yes,1\nno,0\nyes,0\n" * 10
FILE = "evidence/cases.csv"
UNCHANGING = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE", "EXPLAIN")


@dataclass(frozen=True)
class World:
    """Who works on what."""

    administrator: Any
    assessor: Any
    approver: Any
    version: int
    brought: Path


def make_world(place: Path) -> World:
    from django_scopes import scopes_disabled

    from publicvalue.interop.record import read_record
    from publicvalue.web.assessments import actions as assessments
    from publicvalue.web.register import actions as register
    from publicvalue.web.spaces import actions as spaces
    from publicvalue.web.stores import actions as stores
    from publicvalue.workflow.roles import Role

    country = spaces.create_country("BRB", "Barbados")
    first = spaces.Person("Ada", "ada@example.org", "a long password")
    administrator = spaces.appoint(first, spaces.Seat(Role.ADMINISTRATOR, country))
    agency = spaces.create_agency(administrator, country, "Office", "office")
    assessor, approver = (
        spaces.appoint(
            spaces.Person(one.value, f"{one.value}@example.org", "a long password"), spaces.Seat(one, country, agency)
        )
        for one in (Role.ASSESSOR, Role.APPROVER)
    )
    record, _ = read_record({"name": "Permits", "summary": "Sorts.", "phase": "use"}, dt.date(2026, 3, 15))
    files = {"assessment.yaml": SETTINGS.encode(), FILE: CASES}
    with scopes_disabled():
        system = register.register_system(agency, record, register.Why(assessor))
        register.publish_system(system, register.Why(approver))
        version = stores.start(assessor, agency, "permits", "Permits", files)
        assessments.link(assessor, version, system)
    brought = place / "brought.csv"
    brought.write_bytes(OTHER)
    return World(administrator, assessor, approver, version.pk, brought)


def now(world: World) -> Any:
    from publicvalue.web.stores.models import Version

    return Version.objects.select_related("assessment__agency", "assessment__system", "by").get(pk=world.version)


def submit(world: World) -> None:
    from publicvalue.web.assessments import actions

    actions.submit(world.assessor, now(world), now(world).snapshot, "en")


def compute(_: World) -> None:
    """Do the jobs that wait, as a worker does: each is taken from the queue, done, and its task closed."""
    from django_tasks_db.management.commands.db_worker import Worker

    names = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default", "worker_id": "w"}
    Worker(interval=0, batch=True, startup_delay=False, max_tasks=1, **names).run()


def approve(world: World) -> None:
    from publicvalue.web.stores import actions as stores

    stores.approve(world.approver, now(world), now(world).snapshot)


def publish(world: World) -> None:
    from publicvalue.web.assessments import actions

    if now(world).state != "published":
        actions.publish(world.approver, now(world), now(world).snapshot)


def withdraw(world: World) -> None:
    from publicvalue.web.assessments import actions

    if now(world).state != "withdrawn":
        actions.withdraw(world.approver, now(world), "It was wrong")


def bring(world: World) -> None:
    from publicvalue.web.stores import actions as stores

    stores.change_files(world.assessor, now(world), {FILE: world.brought})


def destroy(world: World) -> None:
    from publicvalue.web.stores import actions as stores
    from publicvalue.web.stores.models import StoredFile

    if StoredFile.objects.filter(version=world.version, name=FILE, blob__erased__isnull=True).exists():
        stores.erase_evidence(world.administrator, now(world), FILE, "An order")


def begin_again() -> None:
    """Do what the application does when it starts."""
    from publicvalue.files.disk.scratch import scratch_folder
    from publicvalue.web.assessments.publishing import mend_published
    from publicvalue.web.jobs.taken_up import take_up
    from publicvalue.web.stores.blobs import mend_blobs

    take_up(dt.timedelta(0))
    mend_published()
    mend_blobs()
    with scratch_folder():
        pass


def wrong() -> Iterator[str]:
    """Yield everything that is there by half or left over."""
    from publicvalue.web.audit.verification import verify_trail

    yield from (f"trail: {one.what}" for one in verify_trail().problems)
    yield from _wrong_publications()
    yield from _wrong_bytes()
    yield from _wrong_jobs()
    if left := [one.name for one in Path(tempfile.gettempdir()).iterdir()]:
        yield f"left over: {left}"


def _wrong_publications() -> Iterator[str]:
    from django.conf import settings

    from publicvalue.results.manifest import hash_bytes
    from publicvalue.web.public.files import folder_of
    from publicvalue.web.public.models import Publication

    rows = list(Publication.objects.select_related("version", "system"))
    for row in rows:
        folder = folder_of(row)
        there = {f.relative_to(folder).as_posix(): hash_bytes(f.read_bytes()) for f in folder.rglob("*") if f.is_file()}
        if there != ({} if row.withdrawn else _told(f"{row.system.slug}/{row.number}")):
            yield f"publication {row.number} has {len(there)} files"
        if row.version.state != ("withdrawn" if row.withdrawn else "published"):
            yield f"publication {row.number} is of a version that is {row.version.state}"
    folders = set((Path(settings.PUBLICVALUE_DATA) / "published").glob("*/*"))
    if folders != {folder_of(one) for one in rows if not one.withdrawn}:
        yield f"{len(folders)} folders are published, and {len(rows)} publications told of"


def _wrong_bytes() -> Iterator[str]:
    from django.conf import settings

    from publicvalue.results.manifest import hash_bytes
    from publicvalue.web.stores.blobs import path_of
    from publicvalue.web.stores.models import Blob

    kept = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    known = {path_of(one.sha256) for one in Blob.objects.filter(erased__isnull=True)}
    if kept != known:
        yield f"{len(kept - known)} files that nobody knows, {len(known - kept)} that are missing"
    if damaged := [one for one in kept & known if hash_bytes(one.read_bytes()) != one.parent.name + one.name]:
        yield f"{len(damaged)} damaged files"


def _wrong_jobs() -> Iterator[str]:
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from publicvalue.web.jobs.models import Job, Notice
    from publicvalue.web.stores.models import ResultFile

    done, results = Job.objects.filter(stage="done").count(), ResultFile.objects.count()
    if {min(1, results), Notice.objects.count()} != {done}:
        yield f"{done} jobs are done, {results} files of results, {Notice.objects.count()} notices"
    if DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists():
        yield "a task runs for ever"


def _told(key: str) -> Mapping[str, str]:
    from publicvalue.web.audit.models import Entry

    bodies = (json.loads(one) for one in Entry.objects.filter(key=key).values_list("body", flat=True))
    return next((one["after"]["files"] for one in bodies if "files" in one["after"]), {})


@dataclass(frozen=True)
class Place:
    """The folder in which all lies, and the states of it that were kept."""

    top: Path

    @property
    def data(self) -> Path:
        return self.top / "data"

    def keep(self, name: str) -> None:
        _close()
        shutil.copytree(self.data, self.top / name)

    def lay(self, name: str) -> None:
        _close()
        shutil.rmtree(self.data)
        shutil.copytree(self.top / name, self.data)


def _close() -> None:
    from django.db import connections

    connections.close_all()


def with_operations(work: Callable[[World], None], world: World) -> Callable[[Operation], None]:
    """Let work count what it does to the database too."""
    from django.db import connection

    def run(operation: Operation) -> None:
        def execute(call: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.lstrip().upper().startswith(UNCHANGING):
                operation()
            return call(sql, params, many, context)

        def commit() -> None:
            operation()
            committed()

        committed, connection._commit = connection._commit, commit  # type: ignore[method-assign]
        with connection.execute_wrapper(execute):
            work(world)

    return run


def kill_everywhere(place: Place, state: str, work: Callable[[World], None], world: World, every: int) -> Any:
    """Kill work before each operation from the same beginning, and return what was wrong then."""
    found, tried, step = [], 0, 1
    while True:
        place.lay(state)
        if not killed_at(step, (place.data, Path(tempfile.gettempdir())), with_operations(work, world), writes):
            break
        tried += 1
        begin_again()
        found += [f"{step}: {one}" for one in wrong()]
        work(world)
        begin_again()
        found += [f"{step}, and again: {one}" for one in wrong()]
        step += every
    found += [f"whole: {one}" for one in wrong()]
    return {"operations": step - 1, "tried": tried, "wrong": found}


def remember_what_takes_long() -> Callable[[], None]:
    """Let reports be computed and rendered once: what is killed is how they are kept; returns what turns to that."""
    from publicvalue.actions.publishing.run import publish_assessment
    from publicvalue.web.assessments import actions
    from publicvalue.web.jobs import work as kinds
    from publicvalue.web.jobs.work import JobResults
    from publicvalue.web.stores.opened import DatabaseStore

    kept: dict[str, Any] = {}
    write, keep_run, render = JobResults.write, DatabaseStore.keep_run, actions.published_files

    def writing(self: Any, kind: str, files: Mapping[str, bytes]) -> None:
        kept["files"] = (kind, files)
        write(self, kind, files)

    def keeping(self: Any, run: Any, key: bytes) -> Any:
        kept["run"] = (run, key)
        return keep_run(self, run, key)

    def rendered(version: Any, snapshot: str) -> dict[str, bytes]:
        if "published" not in kept:
            kept["published"] = render(version, snapshot)
        return kept["published"]

    def again(store: Any, results: Any, work: Any) -> None:
        work.progress("Measuring")
        store.keep_run(*kept["run"])
        write(results, *kept["files"])

    def turn() -> None:
        assert publish_assessment is not again
        kinds.publish_assessment = again  # type: ignore[assignment]

    JobResults.write, DatabaseStore.keep_run = writing, keeping  # type: ignore[method-assign]
    actions.published_files = rendered  # type: ignore[assignment]
    return turn


def main(every: int) -> dict[str, Any]:
    """Make a world, and kill each of its works."""
    with tempfile.TemporaryDirectory() as top:
        place = Place(Path(top))
        (place.top / "tmp").mkdir()
        tempfile.tempdir = str(place.top / "tmp")
        os.environ |= {
            "PUBLICVALUE_DATA_DIR": str(place.data),
            "DJANGO_SETTINGS_MODULE": "publicvalue.web.settings.project",
        }
        os.environ |= {"SECRET_KEY": "k" * 25 + "y" * 25, "DATABASE_URL": "", "TMPDIR": tempfile.tempdir}
        place.data.mkdir()
        import django

        django.setup()
        from django.core.management import call_command
        from django_scopes import scopes_disabled

        from publicvalue.web.jobs import watch

        call_command("migrate", verbosity=0)
        # No sign of life between: its thread would count with the others.
        watch.BEAT = 3600.0  # type: ignore[misc]
        with scopes_disabled():
            return _killed(place, every)


def _killed(place: Place, every: int) -> dict[str, Any]:
    world, turn, found = make_world(place.top), remember_what_takes_long(), {}
    place.keep("draft")
    submit(world)
    place.keep("submitted")
    compute(world)
    approve(world)
    place.keep("approved")
    publish(world)
    place.keep("published")
    turn()
    works = {"bring": ("draft", bring), "compute": ("submitted", compute), "publish": ("approved", publish)}
    for name, (state, work) in {**works, "withdraw": ("published", withdraw), "destroy": ("approved", destroy)}.items():
        found[name] = kill_everywhere(place, state, work, world, every)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))))
