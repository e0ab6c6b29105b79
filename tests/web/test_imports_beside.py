"""Large files of registers are tried and taken by the worker: people save meanwhile, and nothing is half imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from long_runs import confirming, often
from postgresql import running_server
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.jobs.models import Job, Notice, Stage
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.jobs.watch import Watch
from publicvalue.web.register import actions, importing, work
from publicvalue.web.register.models import Change, State, System, Upload
from publicvalue.web.spaces.models import Agency, Country, Membership
from publicvalue.words.stored import words_from
from publicvalue.workflow.roles import Role
from web_imports import register_file

Member = Callable[..., User]
SignedIn = Callable[[User], Client]
IMPORTS = Path(__file__).parents[1] / "web_imports.py"
ROWS, KILLS = 800, often(3, long=30)
FEW = 400
"""Rows that are too many to be tried while their sender waits."""


@pytest.fixture
def country(db: None) -> Country:  # noqa: ARG001 - it needs one
    return Country.objects.create(code="NLD", name="Netherlands")


@pytest.fixture
def browser(administrator: User, signed_in: SignedIn) -> Client:
    return signed_in(administrator)


def bring(browser: Client, country: Country, data: bytes = b"") -> Upload:
    sent = SimpleUploadedFile("register.csv", data or register_file(FEW, 0))
    done = browser.post("/en/register/import/", {"file": sent, "into": f"country-{country.pk}"})
    assert done.status_code == 302, done.content.decode()
    with scopes_disabled():
        return Upload.objects.latest("pk")


def last_job() -> Job:
    with scopes_disabled():
        return Job.objects.latest("pk")


def numbers() -> tuple[int, int]:
    with scopes_disabled():
        return System.objects.count(), Agency.objects.count()


def jobs_there() -> int:
    with scopes_disabled():
        return Job.objects.count()


def address_of(upload: Upload, part: str = "") -> str:
    return f"/en/register/import/{upload.pk}/{part}"


@pytest.mark.django_db
def test_a_large_file_is_tried_and_taken_by_the_worker_with_a_notice(browser: Client, country: Country) -> None:
    upload = bring(browser, country)
    assert browser.get(address_of(upload))["Location"] == f"/en/jobs/{last_job().pk}/"
    page = browser.get(f"/en/jobs/{last_job().pk}/")
    assert (page["Refresh"], "The file: waits for its turn." in page.content.decode()) == ("3", True)
    assert run_job.call(last_job().pk, 1) == Stage.DONE
    assert numbers() == (0, 0), "it was only tried"
    page = browser.get(address_of(upload)).content.decode()
    assert "Take 400 rows into the register" in page
    taken = browser.post(address_of(upload, "take/"))
    assert taken["Location"] == f"/en/jobs/{last_job().pk}/"
    assert browser.post(address_of(upload, "take/"))["Location"] == taken["Location"], "it is under way already"
    assert "Its rows are being taken into the register." in browser.get(address_of(upload)).content.decode()
    assert run_job.call(last_job().pk, 1) == Stage.DONE
    assert numbers() == (FEW, 7)
    assert "Taken into the register on" in browser.get(address_of(upload)).content.decode()
    told = [str(words_from(one.text)) for one in Notice.objects.order_by("pk")]
    assert ["tried" in told[0], "taken" in told[1], len(told)] == [True, True, 2]
    assert {one.address for one in Notice.objects.all()} == {f"/register/import/{upload.pk}/"}
    assert verify_trail().problems == ()
    browser.post(address_of(upload, "take/"))
    assert (numbers(), jobs_there()) == ((FEW, 7), 2)


@pytest.mark.django_db
def test_taking_is_cancelled_and_what_was_begun_is_undone(
    browser: Client, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(browser, country)
    browser.post(f"/en/jobs/{last_job().pk}/cancel/")
    assert last_job().stage == Stage.CANCELLED
    with scopes_disabled():
        work.ask(upload.by, upload, work.TRY_REGISTER, "en")
    run_job.call(last_job().pk, 1)
    browser.post(address_of(upload, "take/"))
    finish, job = Watch.finish, last_job()

    def cancelled(watch: Watch) -> None:
        assert numbers() == (FEW, 7), "it is all written when it is asked for the last time"
        with scopes_disabled():
            Job.objects.filter(pk=job.pk).update(cancel=True)
        finish(watch)

    monkeypatch.setattr(Watch, "finish", cancelled)
    assert run_job.call(job.pk, 1) == Stage.CANCELLED
    assert numbers() == (0, 0)
    with scopes_disabled():
        assert Upload.objects.get().taken is None
    assert verify_trail().problems == ()


@pytest.mark.django_db
def test_a_large_file_that_is_no_register_says_so_on_the_page_of_its_job(browser: Client, country: Country) -> None:
    upload = bring(browser, country, b"a,b\n" + b"1,2\n" * 40_000)
    assert run_job.call(last_job().pk, 1) == Stage.FAILED
    page = browser.get(address_of(upload), follow=True).content.decode()
    assert "The file: could not be done." in page
    assert "What to do:" in page
    assert browser.post(address_of(upload, "take/"), follow=True).status_code == 200
    assert numbers() == (0, 0)


@pytest.mark.django_db
def test_who_may_write_no_more_has_nothing_taken(
    member: Member, agency: Agency, signed_in: SignedIn, country: Country
) -> None:
    user = member(Role.CONTRIBUTOR, agency)
    del country
    sent = SimpleUploadedFile("register.csv", register_file(FEW, 0))
    browser = signed_in(user)
    assert browser.post("/en/register/import/", {"file": sent, "into": f"agency-{agency.pk}"}).status_code == 302
    run_job.call(last_job().pk, 1)
    with scopes_disabled():
        browser.post(address_of(Upload.objects.get(), "take/"))
        Membership.objects.filter(user=user).update(ended=timezone.now())
    assert run_job.call(last_job().pk, 1) == Stage.FAILED
    assert "may not write into this register any more" in str(words_from(last_job().problems[0]["what"]))
    assert numbers()[0] == 0


@pytest.mark.django_db
def test_nobody_else_sees_the_job_of_a_whole_country(
    browser: Client, country: Country, member: Member, agency: Agency, signed_in: SignedIn
) -> None:
    bring(browser, country)
    address = f"/en/jobs/{last_job().pk}/"
    others = (member(Role.CONTRIBUTOR, agency), member(Role.AUDITOR, agency))
    assert [signed_in(one).get(address).status_code for one in others] == [404, 404]
    assert [signed_in(one).post(f"{address}cancel/").status_code for one in others] == [404, 404]
    assert browser.get(address).status_code == 200


@pytest.mark.django_db
def test_a_register_that_changes_while_a_file_is_planned_is_planned_anew(
    administrator: User, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, why = register_file(3, 0), actions.Why(administrator)
    reading = work.read("register.csv", data)
    upload = Upload(country=country, by=administrator, file="register.csv", sha256="0" * 64)
    upload.save()
    monkeypatch.setattr(work, "data_of", lambda _: data)
    plan, plans = importing.plan_import, list[importing.Plan]()

    def disturbed(*given: object) -> importing.Plan:
        plans.append(plan(*given))
        if len(plans) == 1:
            # Somebody registers one of them first, in an agency of the same name.
            target = importing.Target(country)
            assert importing.write_import(plan_of(register_file(1, 0), target, why), target, why)
        return plans[-1]

    monkeypatch.setattr(work, "plan_import", disturbed)
    with scopes_disabled():
        assert work.take_rows(upload, publish=False)
    assert (len(plans), [len(one.new) for one in plans]) == (2, [3, 2])
    assert numbers() == (3, 3)
    assert upload.report["counts"] == {"new": 2, "changed": 0, "same": 1, "refused": 0}
    assert len(reading.taken) == 3


@pytest.mark.django_db
def test_many_records_that_say_something_else_are_noted_one_by_one(administrator: User, country: Country) -> None:
    why, target = actions.Why(administrator, "register.csv"), importing.Target(country)
    with scopes_disabled():
        assert importing.write_import(plan_of(register_file(4, 0), target, why), target, why)
        newer = importing.Target(country, publish=True)
        assert importing.write_import(plan_of(register_file(4, 0).replace(b"Law 1", b"Law A"), newer, why), newer, why)
        found = System.objects.get(name="Claims 0 1")
        changes = list(Change.objects.filter(system=found).order_by("pk").values_list("action", "after", "public"))
    assert (found.legal_basis, found.state, found.version) == ("Law A", State.PUBLIC, 3)
    assert changes[1:] == [("change", {"legal_basis": "Law A"}, False), ("publish", {"state": "public"}, True)]
    assert verify_trail().problems == ()


def plan_of(data: bytes, target: importing.Target, why: actions.Why) -> importing.Plan:
    return importing.plan_import(work.read("register.csv", data), target, why)


@pytest.mark.django_db
def test_two_rows_on_one_system_are_not_both_taken(administrator: User, country: Country) -> None:
    why, target = actions.Why(administrator), importing.Target(country)
    with scopes_disabled():
        assert importing.write_import(plan_of(register_file(1, 0), target, why), target, why)
        slug, name = System.objects.values_list("slug", "agency__name").get()
    own = f"id,name,summary,phase,agency\n{slug},A,Sorts.,use,{name}\n{slug},B,Sorts.,use,{name}\n"
    outcome = plan_of(own.encode(), target, why).outcome
    assert [one["what"] for one in outcome.rows] == ["changed", "refused"]


Told = list[dict[str, object]]


@pytest.fixture(scope="module", params=["sqlite", *confirming("postgresql")])
def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[dict[str, object]]]:
    """Have large files taken while somebody saves, and while workers are killed."""
    data = str(tmp_path_factory.mktemp("data"))
    own = {**os.environ, "PUBLICVALUE_DATA_DIR": data, "SECRET_KEY": "k" * 25 + "y" * 25, "DATABASE_URL": ""}
    if request.param == "sqlite":
        yield told_by(own)
        return
    with running_server("web") as folder:
        yield told_by(own | {"DATABASE_URL": f"postgres://web@{quote(str(folder), safe='')}/postgres"})


def told_by(environment: dict[str, str]) -> Told:
    done = subprocess.run(
        [sys.executable, IMPORTS, str(ROWS), str(KILLS), "7"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.one_database
def test_people_save_while_a_large_file_is_tried_and_taken(found: Told) -> None:
    saved, _ = found
    tried, taken = saved["try_register"], saved["take_register"]
    assert (tried["stage"], taken["stage"]) == ("done", "done")
    # Trying a file writes its report alone.
    assert (tried["saves"] > 3, taken["saves"] > 3) == (True, True), saved
    assert tried["longest"] < tried["seconds"] / 2, saved
    assert (saved["standing"], saved["problems"]) == ([ROWS, 7], [])


@pytest.mark.one_database
def test_a_file_is_taken_once_and_never_by_half_whenever_its_worker_is_killed(found: Told) -> None:
    _, killed = found
    whole = [ROWS // 4, 7]
    assert len(killed["found"]) == KILLS + 1
    for one in killed["found"]:
        assert one["after"] in ([0, 0], whole)
        assert (one["stage"], one["end"]) == ("done", whole)
    assert killed["problems"] == []
    assert max(one["attempt"] for one in killed["found"]) == 2, "a killed worker leaves its work to another"
