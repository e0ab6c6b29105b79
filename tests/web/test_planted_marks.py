"""Marks planted in evidence that is brought in a browser: none of a person's is in anything that the public has."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.public.models import Publication
from publicvalue.web.register import actions as register
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.queries import current_version
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("_one_connection")]

TRUST = "democratic.risk.trust.trust_in_agency"
PEOPLE = 24
PLACES = ("name", "mail", "number", "free")


@pytest.fixture
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no job tell that it lives: its own connection would wait for the one transaction of a test."""
    monkeypatch.setattr("publicvalue.web.jobs.watch.BEAT", 3600)


def mark(place: str, number: int) -> str:
    return f"Zq{number}{place}x"


def survey() -> tuple[bytes, dict[str, list[str]]]:
    """Return a table of made-up answers, and the marks in it by their place."""
    marks = {place: [mark(place, number) for number in range(PEOPLE)] for place in PLACES}
    marks["mail"] = [f"{one}@example.org" for one in marks["mail"]]
    marks |= {"group": [mark("group", 0)], "column": [mark("column", 0)]}
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["trust", "stratum", *PLACES, *marks["column"]])
    for number in range(PEOPLE):
        office = marks["group"][0] if number < 4 else "most"
        writer.writerow([1 + number % 5, office, *(marks[place][number] for place in PLACES), "x"])
    return stream.getvalue().encode(), marks


def act(user: User, version: Version, verb: str) -> str:
    """Let somebody do something by the page, and return what the page says then."""
    with scopes_disabled():
        snapshot = current_version(version.assessment).snapshot
    with translation.override("en"):
        address = reverse("assessments:act", args=(version.assessment.agency.slug, version.assessment.slug, verb))
    return client_of(user).post(address, {"snapshot": snapshot}, follow=True).content.decode()


def bring(author: User, version: Version, data: bytes, publish: str) -> None:
    client = client_of(author)
    address = f"/en/assessments/permits/{version.assessment.slug}/evidence/add/"
    page = client.post(address, {"indicator": TRUST, "file": SimpleUploadedFile("people.csv", data)}, follow=True)
    said = {"column-value": "trust", "column-stratum": "stratum", "option-census": "true", "made_up": "yes"}
    said |= {"title": "Survey", "source": "Office", "publish": publish}
    client.post(page.request["PATH_INFO"], {**said, "then": "try"})
    page = client.post(page.request["PATH_INFO"], {**said, "then": "take"}, follow=True)
    assert b"The file is a piece of evidence now" in page.content, re.sub(r"<[^>]+>|\s+", " ", page.content.decode())


def publish(author: User, approver: User, version: Version) -> Publication:
    act(author, version, "submit")
    with scopes_disabled():
        job = Job.objects.filter(version=version).latest("asked")
    assert run_job.call(job.pk, job.attempt) == "done"
    act(approver, version, "approve")
    assert "published as version" in act(approver, version, "publish")
    return Publication.objects.latest("pk")


def texts_of(name: str, content: bytes) -> dict[str, str]:
    """Return a file as text, what is packed in it too."""
    if not name.endswith(".zip"):
        text = content.decode("utf-8", errors="replace")
        inside = re.findall(r";base64,([A-Za-z0-9+/=]+)", text)
        return {name: text, f"in {name}": "".join(base64.b64decode(one).decode(errors="replace") for one in inside)}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {f"{name}: {one}": one + archive.read(one).decode(errors="replace") for one in archive.namelist()}


def public_texts(row: Publication) -> dict[str, str]:
    """Return all that anybody may have: pages, feed, badge, register, and the files of what was published."""
    slug, client, found = row.system.slug, Client(), {}
    own = f"systems/{slug}"
    pages = ("", "systems/", f"{own}/", f"{own}/history/", f"{own}/assessments/{row.number}/", f"{own}/badge.svg")
    pages += ("agencies/permits/", "countries/BRB/", "changes.atom", "compare/", f"{own}/over-time/")
    plain = ("systems.csv", "systems.json", f"{own}.json")
    for address in (*(f"/{code}/{page}" for code in ("en", "es") for page in pages), *(f"/{one}" for one in plain)):
        page = client.get(address)
        assert page.status_code == 200, address
        found[address] = b"".join(page).decode()
    folder = Path(settings.PUBLICVALUE_DATA) / "published"
    for file in (one for one in folder.rglob("*") if one.is_file()):
        found |= texts_of(file.name, file.read_bytes())
    return found


def leaks(texts: dict[str, str], marks: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {
        (name, place) for name, text in texts.items() for place, own in marks.items() if any(one in text for one in own)
    }


@pytest.mark.parametrize("said", ["no", "yes"])
def test_no_mark_of_a_person_is_in_anything_that_the_public_can_have(agency: Agency, member: Any, said: str) -> None:
    author, approver = member(Role.ASSESSOR), member(Role.APPROVER)
    data, marks = survey()
    version = begun(author, agency, "Triage")
    with scopes_disabled():
        register.publish_system(version.assessment.system, register.Why(approver))
    bring(author, version, data, said)
    row = publish(author, approver, version)
    texts = public_texts(row)
    assert any("bundle.zip: results.json" in name for name in texts)
    assert '"n": 24' in next(text for name, text in texts.items() if name == "results.json")
    trail = {str(one.pk): str(vars(one)) for one in Entry.objects.all()}
    assert len(trail) > 3
    found = leaks({**texts, **{f"trail {key}": text for key, text in trail.items()}}, marks)
    # Where somebody says that the file may be published it is in the bundle, and nowhere else.
    assert {name.split(":")[0] for name, _ in found} == ({"bundle.zip"} if said == "yes" else set()), found
    assert len({place for _, place in found}) == (len(marks) if said == "yes" else 0)
