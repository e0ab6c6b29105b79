"""A business case in the browser: its workbook goes out and comes back, a gate goes on record, all may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled

from business_case_book import START, WHOLE, fill_in
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.business_case.actions import superseded_of
from publicvalue.web.business_case.models import BusinessCase, CaseFile
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import RecordedGate
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.blobs import path_of
from publicvalue.words.stored import words_from
from publicvalue.workflow.roles import Role
from web_people import client_of

Member = Callable[..., User]
Browser = Callable[[User], Client]
AT = "/en/before-go-live/claims-triage/"

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no job tell that it lives: its own connection would wait for the one transaction of a test."""
    monkeypatch.setattr("publicvalue.web.jobs.watch.BEAT", 3600)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return " ".join(response.content.decode().split())


def done() -> Job:
    """Let the worker do what was asked for last."""
    with scopes_disabled():
        job = Job.objects.latest("asked")
    run_job.call(job.pk, job.attempt)
    with scopes_disabled():
        job.refresh_from_db()
    return job


def told(job: Job) -> list[str]:
    return [str(words_from(one["what"])) for one in job.problems]


def brought(client: Client, name: str, content: bytes) -> int:
    sent = {"name": name, "file": SimpleUploadedFile(name, content)}
    return client.post(f"{AT}bring/", sent).status_code


def test_case_from_a_blank_workbook_to_a_gate_that_anybody_reads(
    agency: Agency,
    member: Member,
    signed_in: Browser,
    administrator: User,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    author, approver = member(Role.ASSESSOR), member(Role.APPROVER)
    record, _ = read_record({"name": "Claims triage", "summary": "Sorts.", "phase": "pilot"}, dt.date(2026, 3, 15))
    system = register.register_system(agency, record, register.Why(author))
    register.publish_system(system, register.Why(approver))
    writes, decides, reader = signed_in(author), signed_in(approver), Client()
    assert "No gate is on record" in page(reader, "/en/systems/claims-triage/")

    # The workbook goes out, and comes back filled in; what is wrong in it is told with its place.
    writes.post(f"{AT}begin/")
    blank = writes.get(f"{AT}files/business-case.xlsx")
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"".join(blank))
    assert brought(writes, "business-case.xlsx", book.read_bytes() + b" ") == 302
    assert done().stage == "failed"
    fill_in(book, START, WHOLE)
    brought(writes, "business-case.xlsx", book.read_bytes())
    assert done().stage == "done"
    assert "Sorting by model is forecast to be worth" in page(writes, f"{AT}reports/case/")
    assert "Nada de ello es un resultado" in page(writes, f"{AT}reports/case/".replace("/en/", "/es/"))
    table = writes.get(f"{AT}reports/case/es/tables/options.csv")
    assert b"".join(table).decode("utf-8-sig").count("\n") == 4

    # Whoever brought the case puts no gate of it on record.
    brought(writes, "baseline.csv", b"month,days\n2026-01,40\n")
    assert writes.post(f"{AT}record/", {"gate": "pilot"}).status_code == 403
    assert decides.post(f"{AT}record/", {"gate": "pilot"}).status_code == 302
    assert done().stage == "done"
    with scopes_disabled():
        (gate,) = RecordedGate.objects.all()
        assert (gate.gate, gate.decision, gate.number) == ("pilot", "not_yet", 1)
    moment_is_found_again(gate)
    public = page(reader, "/en/systems/claims-triage/")
    assert "not yet" in public
    assert "Does a law allow the agency to automate this?" in public
    assert "¿Permite una ley" in page(reader, "/es/systems/claims-triage/")
    report = page(reader, "/en/systems/claims-triage/gates/1/")
    assert "The baseline baseline.csv was frozen on" in report
    # So do the register's files, and the register is narrowed by it.
    row = reader.get("/systems/claims-triage.json").json()
    assert (row["gate"], row["gate_outcome"], row["gate_day"]) == ("pilot", "not_yet", gate.day.isoformat())
    head, body = b"".join(reader.get("/systems.csv")).decode("utf-8-sig").splitlines()
    assert head.endswith(",gate,gate_outcome,gate_day")
    assert body.endswith(f",pilot,not_yet,{gate.day.isoformat()}")
    assert "Claims triage" in page(reader, "/en/systems/?gate=pilot")
    assert "Claims triage" not in page(reader, "/en/systems/?gate=idea")
    assert "Claims triage" not in page(reader, "/en/systems/?gate=none")

    another_baseline_is_refused(writes, decides)
    assert page(reader, "/en/systems/claims-triage/gates/1/") == report
    with django_capture_on_commit_callbacks(execute=True):
        destroys_what_nothing_rests_on(client_of(administrator), client_of(approver))
    assert page(reader, "/en/systems/claims-triage/gates/1/") == report
    assert verify_trail().problems == ()


def moment_is_found_again(gate: RecordedGate) -> None:
    """Take away when a gate was recorded, as with one of an earlier release, and bring the database up to date."""
    with scopes_disabled():
        RecordedGate.objects.update(recorded=None)
        import_module("publicvalue.web.business_case.migrations.0002_when_a_gate_was_recorded").note_moments(apps, None)
        found = RecordedGate.objects.get().recorded
    assert abs(found - gate.recorded) < dt.timedelta(seconds=5), "its report was made with it"


def another_baseline_is_refused(writes: Client, decides: Client) -> None:
    """Try it: that it was tried is on record, and what is public stays as it was."""
    brought(writes, "baseline.csv", b"month,days\n2026-01,90\n")
    decides.post(f"{AT}gate/", {"gate": "pilot"})
    refused = done()
    assert refused.stage == "failed"
    assert told(refused)[0].startswith("the baseline was changed after it was frozen on")
    assert refused.problems[0]["at"][0] == "baseline.csv"
    with scopes_disabled():
        assert bytes(BusinessCase.objects.get().record or b"").count(b'"file": "baseline.csv"') == 2


def destroys_what_nothing_rests_on(keeper: Client, other: Client) -> None:
    """Destroy the blank workbook on order; the newest files, and those that the gate was decided by, stay."""
    with scopes_disabled():
        files = {(one.name, number): one for number, one in enumerate(CaseFile.objects.order_by("pk"))}
        free = {(one.name, one.pk) for one in superseded_of(BusinessCase.objects.get())}
    named = [name for name, _ in files]
    assert named == ["business-case.xlsx"] * 3 + ["baseline.csv"] * 2
    blank, spoilt, decided_by, frozen, newest = files.values()
    assert free == {("business-case.xlsx", blank.pk), ("business-case.xlsx", spoilt.pk)}
    shown = page(keeper, AT)
    assert f"{AT}superseded/{blank.pk}/erase/" in shown
    assert "superseded/" not in page(other, AT), "only who administers the country orders it"
    for one in (decided_by, frozen, newest):
        assert keeper.get(f"{AT}superseded/{one.pk}/erase/").status_code == 404
    assert other.post(f"{AT}superseded/{blank.pk}/erase/", {"why": "so"}).status_code == 403
    assert keeper.post(f"{AT}superseded/{blank.pk}/erase/", {"why": " "}).status_code == 422
    assert path_of(blank.blob_id).exists()
    assert keeper.post(f"{AT}superseded/{blank.pk}/erase/", {"why": "Ana ordered it"}).status_code == 302
    assert f"superseded/{blank.pk}/" not in page(keeper, AT)
    entry = Entry.objects.get(action="erase")
    assert '"before":{"case":"claims-triage","file":"business-case.xlsx"}' in entry.body
    assert "Ana ordered it" in entry.body
    assert [path_of(one.blob_id).exists() for one in (spoilt, decided_by, frozen, newest)] == [True] * 4


def test_how_far_each_gate_is_stands_there_before_anything_is_on_record(
    agency: Agency, member: Member, signed_in: Browser, tmp_path: Path
) -> None:
    author = member(Role.ASSESSOR)
    record, _ = read_record({"name": "Claims triage", "summary": "Sorts.", "phase": "pilot"}, dt.date(2026, 3, 15))
    register.register_system(agency, record, register.Why(author))
    writes, law, book = signed_in(author), "Does a law allow the agency to automate this?", tmp_path / "book.xlsx"
    writes.post(f"{AT}begin/")
    blank = page(writes, AT)
    assert "It is found once the workbook is filled in and brought." in blank
    assert f"<li>{law}</li>" in blank, "what is asked stands there before anything is answered"
    book.write_bytes(b"".join(writes.get(f"{AT}files/business-case.xlsx")))
    fill_in(book, START, WHOLE)
    brought(writes, "business-case.xlsx", book.read_bytes())
    assert done().stage == "done"
    far = page(writes, AT)
    assert "May it be used on people and cases? 2 of 16 requirements are met." in far
    assert f"Unknown: {law}" in far
    assert "What would change it: Name the law that allows it; without one it cannot go on." in far
    assert "Something was changed since." not in far
    with scopes_disabled():
        assert not RecordedGate.objects.exists()
    brought(writes, "baseline.csv", b"month,days\n2026-01,40\n")
    assert "Something was changed since." in page(writes, AT)
