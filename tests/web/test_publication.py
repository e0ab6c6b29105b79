"""From review to publication: who may do what to exactly what, and what readers find at addresses that never change."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled

from publicvalue.errors import InputError
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.actions import Answer
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.public.files import folder_of, names_of
from publicvalue.web.public.models import Publication
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import System
from publicvalue.web.spaces.models import Agency, Membership
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import StoredFile, ToldRun, Version
from publicvalue.web.stores.queries import current_version
from publicvalue.words.language import ENGLISH
from publicvalue.workflow.roles import Role
from web_evidence import asked, shipped
from web_people import client_of

Member = Callable[..., User]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FRAMEWORK = shipped()
NAMED = {"name": "Claims triage", "summary": "Sorts claims.", "phase": "pilot"}
EMPTY = seen_of({})


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no job tell that it lives: its own connection would wait for the one transaction of a test."""
    monkeypatch.setattr("publicvalue.web.jobs.watch.BEAT", 3600)


@pytest.fixture
def people(member: Member) -> dict[str, User]:
    return {one.value: member(one) for one in (Role.ASSESSOR, Role.REVIEWER, Role.APPROVER)}


@pytest.fixture
def version(agency: Agency, people: dict[str, User]) -> Version:
    found, _ = read_record(NAMED, dt.date(2026, 3, 15))
    author = people["assessor"]
    system = register.register_system(agency, found, register.Why(author))
    register.publish_system(system, register.Why(people["approver"]))
    with scopes_disabled():
        made = actions.begin(author, system, ENGLISH)
        line = {"answer": "yes", "fact": "The Rent Act covers it", "document": "Rent Act, section 4"}
        actions.answer(author, made, Answer(asked("red_line", "legal_basis"), line, EMPTY))
    return made


def acted(user: User, version: Version, verb: str, **sent: str) -> str:
    """Let somebody do something by the page, and return what the page says then."""
    place = (version.assessment.agency.slug, version.assessment.slug)
    with scopes_disabled():
        snapshot = current_version(version.assessment).snapshot
    with translation.override("en"):
        address = reverse("assessments:act", args=(*place, verb))
    response = client_of(user).post(address, {"snapshot": snapshot, **sent}, follow=True)
    return response.content.decode()


def state(version: Version) -> str:
    with scopes_disabled():
        return current_version(version.assessment).state


def compute(version: Version) -> None:
    with scopes_disabled():
        job = Job.objects.filter(version=version).latest("asked")
    assert run_job.call(job.pk, job.attempt) == "done"


def fetched(client: Client, address: str) -> bytes:
    """Return a file of a publication; it is to be kept, and never shown as a page."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    content = b"".join(response)
    response.close()
    return content


def corrected(version: Version, people: dict[str, User]) -> Publication:
    """Correct an answer, and take the correction the whole way."""
    acted(people["assessor"], version, "correct")
    with scopes_disabled():
        second = current_version(version.assessment)
        given = {"answer": "no", "fact": "None yet"}
        actions.answer(people["assessor"], second, Answer(asked("red_line", "redress"), given, EMPTY))
    return published(second, people)


def published(version: Version, people: dict[str, User]) -> Publication:
    acted(people["assessor"], version, "submit")
    compute(version)
    acted(people["approver"], version, "approve")
    assert "published as version" in acted(people["approver"], version, "publish")
    return Publication.objects.latest("pk")


def sees_it_beside_others(client: Client, row: Publication) -> None:
    """Look from the page of a system for what is to be taken along, its years, and another system."""
    page = client.get("/es/systems/claims-triage/").content.decode()
    for name in ("assessments/1/citizens.es.html", "assessments/1/brief.es.html", "over-time/"):
        assert f"/systems/claims-triage/{name}" in page, name
    years = client.get("/en/systems/claims-triage/over-time/").content.decode()
    assert "Each published period with its score" in years
    # One period needs no picture.
    assert "Public value by period" not in years
    assert client.get("/en/systems/nothing/over-time/").status_code == 404
    with scopes_disabled():
        record, _ = read_record({**NAMED, "name": "Permits triage"}, dt.date(2026, 3, 15))
        other = register.register_system(row.system.agency, record, register.Why(row.version.by))
        System.objects.filter(pk=other.pk).update(state="public")
    compare = "/en/compare/?one=claims-triage&other=permits-triage"
    assert client.get(compare).status_code == 404, "nothing is published of the other"
    shown = Publication.objects.create(system=other, number=1, result=row.result)
    assert "A: Claims triage" in client.get(compare).content.decode()
    assert "Choose two different systems." in client.get(compare.replace("permits", "claims")).content.decode()
    shown.delete()


def test_the_way_to_the_public_and_back(
    version: Version, people: dict[str, User], client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    row = published(version, people)
    assert (row.number, state(version)) == (1, "published")
    place = "/systems/claims-triage/assessments/1/"
    page = client.get(f"/en{place}").content.decode()
    assert "The Rent Act covers it" in page
    for name in (
        "results.json",
        "bundle.zip",
        "report.en.html",
        "report.es.html",
        "brief.es.html",
        "citizens.en.html",
        "citizens.es.html",
        "tables/scores.csv",
    ):
        assert f"{place}{name}" in page, name
        assert fetched(client, f"{place}{name}")
    results = fetched(client, f"{place}results.json")
    assert json.loads(results)["assessment"]["system"]["name"] == "Claims triage"
    assert zipfile.ZipFile(io.BytesIO(fetched(client, f"{place}bundle.zip"))).testzip() is None
    assert client.get(f"{place}../../../../secret-key").status_code == 404
    assert "The agency has not published what it does" in client.get("/en/systems/claims-triage/").content.decode()
    sees_it_beside_others(client, row)
    assert corrected(version, people).number == 2
    assert fetched(client, f"{place}results.json") == results, "what was published is never changed"
    assert "There is another version, which counts now." in client.get(f"/en{place}").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        acted(people["approver"], version, "withdraw", reason="It named a person")
    second = place.replace("/1/", "/2/")
    gone = client.get(f"/en{second}")
    assert gone.status_code == 410
    assert "It named a person" in gone.content.decode()
    assert client.get(f"{second}results.json").status_code == 410
    assert not folder_of(Publication.objects.get(number=2)).exists()
    assert folder_of(row).exists(), "the version before was not withdrawn"
    assert verify_trail().problems == ()


def test_an_approval_lapses_and_nobody_approves_their_own(
    version: Version, people: dict[str, User], member: Member
) -> None:
    both = member(Role.ASSESSOR, name="Both")
    with scopes_disabled():
        Membership.objects.create(
            user=both, role=Role.APPROVER, agency=version.assessment.agency, country=version.assessment.agency.country
        )
        actions.answer(both, version, Answer(asked("red_line", "redress"), {"answer": "unknown"}, EMPTY))
    acted(people["assessor"], version, "submit")
    assert "not permitted" in acted(both, version, "approve")
    assert state(version) == "in_review"
    old = client_of(people["approver"]).post(
        reverse("assessments:act", args=("permits", version.assessment.slug, "approve")), {"snapshot": "0" * 64}
    )
    assert old.status_code == 403
    assert state(version) == "in_review"


def test_changes_are_asked_for_by_section_with_reasons(version: Version, people: dict[str, User]) -> None:
    acted(people["assessor"], version, "submit")
    acted(people["reviewer"], version, "request-changes")
    assert state(version) == "in_review", "without a reason nothing is asked for"
    page = acted(people["reviewer"], version, "request-changes", **{"section-red_lines": "Which section of the act?"})
    assert state(version) == "changes_requested"
    assert "Which section of the act?" in page
    assert "asked for changes in: Red lines" in page
    place = reverse("assessments:review", args=("permits", version.assessment.slug)).replace("/en/", "/es/")
    assert "Líneas rojas" in client_of(people["assessor"]).get(place).content.decode()


def test_nothing_is_published_without_its_own_results(version: Version, people: dict[str, User]) -> None:
    acted(people["assessor"], version, "submit")
    acted(people["approver"], version, "approve")
    page = acted(people["approver"], version, "publish")
    assert "not computed" in page
    assert (state(version), Publication.objects.count()) == ("approved", 0)


def test_results_of_which_nobody_knows_whom_they_tell_of_are_computed_and_then_published(
    version: Version, people: dict[str, User]
) -> None:
    acted(people["assessor"], version, "submit")
    compute(version)
    # As with a folder that was brought with its results: there are some, and nobody knows on whom they rest.
    with scopes_disabled():
        ToldRun.objects.filter(version=version).delete()
    page = acted(people["approver"], version, "approve")
    assert "Its results were computed elsewhere, or evidence was destroyed since." in page
    assert ("Have them computed" in page, ">Publish it</button>" in page) == (True, False)
    where = (version.assessment.agency.slug, version.assessment.slug)
    client_of(people["approver"]).post(reverse("assessments:compute", args=where))
    compute(version)
    acted(people["approver"], version, "publish")
    assert state(version) == "published"


def test_what_cannot_be_assessed_is_not_handed_over(version: Version, people: dict[str, User]) -> None:
    with scopes_disabled():
        stood = seen_of({"answer": "Office of permits"})
        actions.answer(people["assessor"], version, Answer(asked("system", "organisation"), {}, stood))
        with pytest.raises(InputError):
            actions.submit(people["assessor"], version, version.snapshot, "en")
    assert "organisation" in acted(people["assessor"], version, "submit")
    assert state(version) == "draft"


def test_evidence_is_destroyed_on_order_and_what_was_published_stays_until_it_is_withdrawn(
    version: Version,
    people: dict[str, User],
    administrator: User,
    client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:
    secret = b"name\nAna of the third floor\n"
    with scopes_disabled():
        stores.change_files(people["assessor"], version, {"evidence/people.csv": secret})
    row = published(version, people)
    place = "/systems/claims-triage/assessments/1/"
    before = {name: fetched(client, f"{place}{name}") for name in names_of(row)}
    assert not [name for name, content in before.items() if b"Ana of the third floor" in content]
    with scopes_disabled(), django_capture_on_commit_callbacks(execute=True):
        blob = StoredFile.objects.get(version=version, name="evidence/people.csv").blob
        path = blobs.path_of(blob.sha256)
        assert path.read_bytes() == secret
        stores.erase_evidence(administrator, version, "evidence/people.csv", "Ana asked for it")
    assert not path.exists()
    assert {name: fetched(client, f"{place}{name}") for name in names_of(row)} == before
    assert "The Rent Act covers it" in client.get(f"/en{place}").content.decode()
    # Work goes on without it: a correction does not bring it back, and is published as well.
    assert corrected(version, people).number == 2
    with scopes_disabled():
        assert not StoredFile.objects.filter(version=current_version(version.assessment), blob=blob).exists()
    assert not path.exists()
    assert verify_trail().problems == ()
    with django_capture_on_commit_callbacks(execute=True):
        acted(people["approver"], version, "withdraw", reason="Ana asked for it")
    assert client.get("/en/systems/claims-triage/assessments/2/").status_code == 410
