"""Marks that stand for people, brought into an installation by every way in, and looked for wherever bytes may rest.

python tests/web_marks.py

Works on the installation that the environment names, which has to be a new one on SQLite, and prints where the marks
of each way are found: before anything is destroyed, once all that was taken is ordered, once what waits is dropped, and
once what is public is withdrawn.
"""

# Settings come before everything that knows Django: it is imported where it is used.
# ruff: noqa: PLC0415, T201

from __future__ import annotations

import io
import json
import os
import sqlite3
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

PEOPLE = 60
WAYS = ("taken", "spoilt", "large", "computed", "over", "aside", "answered", "folder", "country", "dropped")
"""How evidence gets in: taken; with cells that are wrong; sent from a browser as a file on the disk; computed in vain;
written over; set aside; answered in a form on the web; brought as a folder; brought in a country's folder; sent and
dropped."""
IN_TIME = "economic.benefit.efficiencies.within_service_standard"
TRUST = "democratic.risk.trust.trust_in_agency"
SETTINGS = """\
assessment: {id: %s, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: Permits, description: Sorts, organisation: Office, country: BRB, phase: production}
evidence:
  - {id: cases, kind: records, title: Cases, file: evidence/cases.csv, source: Cases, may_publish: true}
answers:
  - {indicator: %s, evidence: cases, columns: {event: done}}
"""


def mark(way: str) -> str:
    return f"Zq{way}qZ"


def table(way: str, number: int = PEOPLE, *, wrong: bool = False) -> bytes:
    """Return rows of people, all of them marked; where they are wrong, in the cells that are measured as well."""
    cells = (f"{n},{mark(way) if wrong and n == 7 else 'yes' if n % 3 else 'no'},{mark(way)}" for n in range(number))
    return "\n".join(["case,done,name", *cells]).encode()


class World:
    """An office with somebody in each role that is needed, and its work."""

    def __init__(self) -> None:
        from publicvalue.web.spaces import actions as spaces
        from publicvalue.workflow.roles import Role

        country = spaces.create_country("BRB", "Barbados")
        seat = spaces.Seat(Role.ADMINISTRATOR, country)
        self.ada = spaces.appoint(spaces.Person("Ada", "ada@example.org", "a long password"), seat)
        self.agency = spaces.create_agency(self.ada, country, "Office", "office")
        self.ben, self.pia = (
            spaces.appoint(
                spaces.Person(name, f"{name}@example.org", "a long password"), spaces.Seat(role, country, self.agency)
            )
            for name, role in (("ben", Role.ASSESSOR), ("pia", Role.APPROVER))
        )

    def begun(self, name: str) -> Any:
        """Begin the assessment of a system that the public sees."""
        import datetime as dt

        from publicvalue.interop.record import read_record
        from publicvalue.web.assessments import actions as assessments
        from publicvalue.web.register import actions as register
        from publicvalue.words.language import ENGLISH

        told = {"name": name, "summary": "Sorts.", "phase": "use"}
        record, _ = read_record(told, dt.date(2026, 3, 15))
        system = register.register_system(self.agency, record, register.Why(self.ben))
        register.publish_system(system, register.Why(self.pia))
        return assessments.begin(self.ben, system, ENGLISH)


def bring(world: World, version: Any, way: str, name: str, *, take: bool = True, wrong: bool = False) -> Any:
    """Send a file, fill in its page, try it, and take it where that is wanted."""
    from publicvalue.web.evidence import actions
    from publicvalue.words.language import ENGLISH

    version.refresh_from_db()
    sent = actions.Sent(name, [table(way, wrong=wrong)], IN_TIME)
    upload = actions.bring(world.ben, version, sent)
    said = {**upload.said, "column-event": "done", "title": "Cases", "source": "Office", "publish": "yes"}
    upload = actions.fill_in(world.ben, upload, said)
    upload = actions.try_upload(world.ben, upload, "/", ENGLISH)
    if take:
        actions.take(world.ben, upload)
    return upload


def fill(world: World) -> dict[str, Any]:
    """Bring marks in by every way, and return what they hang on."""
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.web.evidence import actions
    from publicvalue.web.jobs import actions as jobs
    from publicvalue.web.stores import actions as stores
    from publicvalue.web.stores.transfer import bring as bring_folder

    made: dict[str, Any] = {"public": world.begun("Public"), "draft": world.begun("Draft")}
    bring(world, made["public"], "taken", "cases.csv")
    bring(world, made["draft"], "taken", "again.csv", take=False)
    publish(world, made["public"])
    made["uploads"] = [bring(world, made["draft"], "spoilt", "spoilt.csv", take=False, wrong=True)]
    made["uploads"] += [bring(world, made["draft"], "dropped", "dropped.csv", take=False)]
    made["uploads"] += [sent_from_browser(world, made["draft"])]
    bring(world, made["draft"], "aside", "aside.csv")
    made["draft"].refresh_from_db()
    actions.set_aside(world.ben, made["draft"], "aside", "wrong year")
    settings = (SETTINGS % ("computed", IN_TIME)).encode()
    files = {"assessment.yaml": settings, "evidence/cases.csv": table("computed", wrong=True)}
    made["computed"] = stores.start(world.ben, world.agency, "computed", "Computed", files)
    run(jobs.assess(world.ben, made["computed"]), "failed")
    made["over"] = stores.start(world.ben, world.agency, "over", "Over", {**files, "evidence/cases.csv": table("over")})
    run(jobs.assess(world.ben, made["over"]), "done")
    made["over"] = stores.change_files(world.ben, made["over"], {"evidence/cases.csv": table("right")})
    made["answered"] = answered(world)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {**files, "evidence/cases.csv": table("folder")}.items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        made["folder"] = bring_folder(world.ben, world.agency, "folder", FolderStore(Path(folder)))
    bring_country(world)
    return made


def bring_country(world: World) -> None:
    """Bring a country's folder with a survey of public servants, once sound and once with a row that is wrong."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from publicvalue.actions.country.readiness import CONTEXT, load_readiness
    from publicvalue.reports.country.template import CountryStart, start_files

    begun, client = start_files(CountryStart("BRB", "Barbados", load_readiness(CONTEXT))), client_of(world.ada)
    for level, status in (("9", 422), ("1", 302)):
        rows = f"{mark('country')},case_handler,{level}\n" * PEOPLE
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in {**begun, "staff-survey.csv": f"agency,role,new_ways\n{rows}".encode()}.items():
                archive.writestr(name, content)
        sent = {"file": SimpleUploadedFile("folder.zip", packed.getvalue())}
        assert client.post("/en/region/BRB/folder/bring/", sent).status_code == status
    for address in ("/en/region/BRB/folder/", "/en/region/BRB/", "/en/region/"):
        assert client.get(address).status_code == 200


def run(job: Any, stage: str) -> None:
    from publicvalue.web.jobs.tasks import run_job

    found = run_job.call(job.pk, job.attempt)
    assert found == stage, found


def publish(world: World, version: Any) -> None:
    from publicvalue.web.assessments import actions as assessments
    from publicvalue.web.jobs.models import Job
    from publicvalue.web.stores import actions as stores

    version.refresh_from_db()
    assessments.submit(world.ben, version, version.snapshot, "en")
    run(Job.objects.filter(version=version).latest("asked"), "done")
    stores.approve(world.pia, version, version.snapshot)
    assessments.publish(world.pia, version, version.snapshot)


def sent_from_browser(world: World, version: Any) -> Any:
    """Send a file that is too large for memory, and have it tried by a worker."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from publicvalue.web.evidence import actions
    from publicvalue.web.evidence.models import Upload
    from publicvalue.words.language import ENGLISH

    client, file = client_of(world.ben), SimpleUploadedFile("large.csv", table("large", 60_000, wrong=True))
    assert file.size > 1_000_000
    address = f"/en/assessments/office/{version.assessment.slug}/evidence/add/"
    done = client.post(address, {"indicator": IN_TIME, "file": file})
    assert done.status_code == 302, done.content.decode()
    assert mark("large") in client.get(done["Location"]).content.decode(), "its first rows are shown"
    upload = Upload.objects.select_related("version__assessment__agency").get(file="large.csv")
    actions.fill_in(world.ben, upload, {**upload.said, "column-event": "done", "publish": "no"})
    with patch.object(actions, "AT_ONCE", 0):
        upload = actions.try_upload(world.ben, upload, "/", ENGLISH)
    run(upload.job, "done")
    return upload


def client_of(user: Any) -> Any:
    import web_people

    return web_people.client_of(user, "127.0.0.1")


def answered(world: World) -> Any:
    """Let people answer a form on the web in words of their own, and make their answers evidence."""
    from publicvalue.instruments.parts.answers import Origin
    from publicvalue.web.evidence.answers import take_answers
    from publicvalue.web.surveys import actions
    from publicvalue.web.surveys.asking import form_of

    version = world.begun("Answered")
    form = form_of(version, "citizens")
    questions = tuple(one.id for one in form.asked)
    survey = actions.open_survey(world.ben, version, actions.Opening("citizens", questions, "The office asks."))
    words = {name: mark("answered") for one in form.asked if one.type == "text" for name in form.columns(one)}
    chosen = {
        one.id: form.instruments.choices_of(one)[0].code for one in form.asked if one.type in ("choose_one", "scale")
    }
    for number in range(6):
        actions.reply(survey, {**chosen, **words, "consent": "agreed"}, f"sheet {number}")
    actions.close_survey(world.ben, survey)
    for _ in range(2):
        upload = actions.bring_replies(world.ben, survey, version)
    take_answers(world.ben, upload, Origin("Citizens"))
    return version


def order(world: World) -> None:
    """Have everything destroyed that lists offer, as the administrator does."""
    from publicvalue.web.evidence import actions
    from publicvalue.web.evidence.listing import items_of, written_over
    from publicvalue.web.evidence.trials import open_base
    from publicvalue.web.region.actions import erase_folder
    from publicvalue.web.region.models import CountryVersion
    from publicvalue.web.stores.models import StoredFile, Version

    for brought in CountryVersion.objects.filter(blob__erased__isnull=True).select_related("country", "blob"):
        erase_folder(world.ada, brought.country, brought, "ordered")
    for version in Version.objects.select_related("assessment__agency", "by").all():
        for over in written_over(version.assessment):
            actions.erase(world.ada, over.version, over.name, "ordered", over.blob_id)
        with open_base(version) as (_, base):
            files = [one.file for one in items_of(version, base) if one.there]
        for name in files:
            if StoredFile.objects.filter(version=version, name=name, blob__erased__isnull=True).exists():
                actions.erase(world.ada, version, name, "ordered")


def found() -> dict[str, list[str]]:
    """Return where the marks of each way rest: in which columns, and in which folders of data and temporary files."""
    from django.conf import settings

    places: dict[str, set[str]] = defaultdict(set)
    for where, content in (*columns(), *files(settings.PUBLICVALUE_DATA), *files(Path(tempfile.gettempdir()))):
        for way in WAYS:
            if mark(way).encode() in content:
                places[way].add(where)
    return {way: sorted(places[way]) for way in WAYS}


def columns() -> Iterator[tuple[str, bytes]]:
    """Yield every value of the database with its table and column."""
    from django.db import connection

    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            rows = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of our own
            for row in rows:
                for column, value in zip(rows.description, row, strict=True):
                    text = value if isinstance(value, bytes) else str(value).encode()
                    yield f"{name}.{column[0]}", text


def files(top: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of every file, and of what is packed in it, with the folder in which it lies."""
    for path in (one for one in top.rglob("*") if one.is_file()):
        content, where = path.read_bytes(), f"{top.name}/{path.relative_to(top).parts[0]}"
        yield where, content
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                yield from ((f"{where} (packed)", packed.read(one)) for one in packed.namelist())


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "publicvalue.web.settings.project"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import close_old_connections
    from django_scopes import scopes_disabled

    from publicvalue.web.assessments import actions as assessments
    from publicvalue.web.audit.verification import verify_trail
    from publicvalue.web.evidence import actions as evidence

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    with scopes_disabled():
        world = World()
        made, told = fill(world), {}
        told["before"] = found()
        order(world)
        told["ordered"] = found()
        for one in made["uploads"]:
            evidence.drop(world.ben, one)
        told["dropped"] = found()
        assessments.withdraw(world.pia, made["public"], "ordered")
        told["withdrawn"] = found()
        assert verify_trail().problems == ()
    close_old_connections()
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
