"""Bytes in whose place others were written: listed, due, destroyed on order, and after a while by themselves."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks_db.models import DBTaskResult

from publicvalue.results.handed_out import Run
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.evidence import actions as evidence
from publicvalue.web.evidence.models import Retention
from publicvalue.web.evidence.retention import find_due
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.jobs.models import Job
from publicvalue.web.region.models import CountryVersion
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import actions, blobs
from publicvalue.web.stores.blobs import path_of
from publicvalue.web.stores.content import hashes_of
from publicvalue.web.stores.erasures import FILE, KEY_FILE, erased_of
from publicvalue.web.stores.handed_out import keep_told
from publicvalue.web.stores.models import Blob, ResultFile, ToldRun, Version, WrittenOver
from publicvalue.web.stores.room import room_of
from publicvalue.web.stores.unnamed import clean_unnamed
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

PEOPLE = "evidence/people.csv"
WRONG, RIGHT = b"name,trust\nAna,1\n", b"id,trust\n1,1\n"
NOW, WEEK = dt.timedelta(0), dt.timedelta(days=7)


@pytest.fixture
def version(author: User, agency: Agency) -> Version:
    """A draft into which a wrong file was brought, and the right one a minute later."""
    return over(author, begun(author, agency, "Triage"))


def over(author: User, version: Version) -> Version:
    with scopes_disabled():
        actions.change_files(author, version, {PEOPLE: WRONG})
        return actions.change_files(author, version, {PEOPLE: RIGHT})


def wrong() -> Path:
    (row,) = WrittenOver.objects.filter(name=PEOPLE)
    return path_of(row.blob_id)


def place(version: Version, rest: str = "") -> str:
    return f"/en/assessments/permits/{version.assessment.slug}/evidence/{rest}"


def bundle(*files: bytes) -> bytes:
    """Return a zip of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for number, content in enumerate(files):
            packed.writestr(f"{number}.csv", content)
    return made.getvalue()


@pytest.mark.usefixtures("within")
def test_a_wrong_file_that_was_written_over_is_listed_and_destroyed_on_order(
    version: Version,
    author: User,
    administrator: User,
    agency: Agency,
    other_agency: Agency,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    path, used = wrong(), room_of(agency).used
    link = place(version, f"written-over/{WrittenOver.objects.get().pk}/erase/")
    shown = client_of(author).get(place(version)).content.decode()
    assert "Files that were written over" in shown
    assert link not in shown, "who may state a day may not destroy"
    assert "Files that were written over" not in client_of(member(Role.REVIEWER)).get(place(version)).content.decode()
    assert client_of(author).get(link).status_code == 403
    assert client_of(member(Role.ASSESSOR, other_agency)).post(link, {"why": "so"}).status_code == 404
    office = client_of(administrator)
    assert link in office.get(place(version)).content.decode()
    assert office.post(link, {"why": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert b"The bytes are destroyed" in office.post(link, {"why": "brought by mistake"}, follow=True).content
    assert not path.exists()
    assert room_of(agency).used == used - len(WRONG)
    assert b"".join(blobs.pieces_of(path_of(hashes_of(version)[PEOPLE]))) == RIGHT, "what stands there stays"
    assert "Files that were written over" not in office.get(place(version)).content.decode()
    assert office.post(link, {"why": "again"}).status_code == 404
    assert "brought by mistake" in Entry.objects.get(action="erase").body
    assert verify_trail().problems == ()


@pytest.mark.usefixtures("within")
def test_what_was_written_over_is_due_when_its_day_is_over(version: Version, author: User, administrator: User) -> None:
    sha256, tomorrow = WrittenOver.objects.get().blob_id, timezone.now().date() + dt.timedelta(days=1)
    Retention.objects.create(version=version, evidence="people", sha256=sha256, until=tomorrow, by=author)
    after = tomorrow + dt.timedelta(days=1)
    assert find_due(administrator, tomorrow) == []
    (due,) = find_due(administrator, after)
    assert (due.version, due.file, due.may_erase) == (version, PEOPLE, True)
    Retention.objects.update(until=dt.date(2026, 1, 1))
    link = place(version, f"written-over/{due.over}/erase/")
    assert link in client_of(administrator).get("/en/evidence/due/").content.decode()
    evidence.erase(administrator, version, PEOPLE, "the time is over", sha256)
    assert find_due(administrator, after) == []


@pytest.mark.usefixtures("within")
def test_it_goes_by_itself_after_a_week_and_leaves_an_entry(version: Version, agency: Agency) -> None:
    path, entries = wrong(), Entry.objects.count()
    assert (clean_unnamed(), path.exists()) == (0, True)
    Blob.objects.filter(idle__isnull=False).update(idle=timezone.now() - WEEK + dt.timedelta(minutes=1))
    assert (clean_unnamed(), path.exists()) == (0, True), "a backup that is being made may still need it"
    Blob.objects.filter(idle__isnull=False).update(idle=timezone.now() - WEEK)
    assert (clean_unnamed(), path.exists()) == (1, False)
    assert (WrittenOver.objects.count(), Entry.objects.count()) == (0, entries + 1)
    told = Entry.objects.first()
    assert (told.action, told.agency, PEOPLE in told.body) == ("erase", agency.pk, True)
    assert set(hashes_of(version)) == {"assessment.yaml", PEOPLE}
    assert verify_trail().problems == ()


@pytest.mark.usefixtures("within")
def test_bytes_that_something_else_uses_stay(
    version: Version, author: User, agency: Agency, administrator: User
) -> None:
    del version
    path, other = wrong(), begun(author, agency, "Claims")
    clean_unnamed()
    actions.change_files(author, other, {"evidence/kept.csv": WRONG})
    assert (clean_unnamed(NOW), path.exists()) == (0, True)
    assert not WrittenOver.objects.exists(), "they are listed where they are used"
    assert Blob.objects.get(pk=path.parent.name + path.name).idle is None
    country = CountryVersion.objects.create(
        country=agency.country, number=1, blob=blobs.keep(b"a folder"), by=administrator
    )
    clean_unnamed(NOW)
    assert path_of(country.blob_id).is_file()
    hidden = (one.field for one in Blob._meta.get_fields(include_hidden=True) if one.one_to_many)
    assert set(blobs.namers()) == {(one.model, one.name) for one in hidden} - {(WrittenOver, "blob")}
    assert {(ResultFile, "blob"), (CountryVersion, "blob")} < set(blobs.namers())


@pytest.mark.usefixtures("within")
def test_bytes_that_are_brought_again_stay_as_long_again(version: Version, author: User) -> None:
    path = wrong()
    clean_unnamed()
    Blob.objects.filter(idle__isnull=False).update(idle=timezone.now() - WEEK)
    actions.change_files(author, version, {PEOPLE: WRONG})
    assert hashes_of(version)[PEOPLE] == path.parent.name + path.name
    actions.change_files(author, version, {PEOPLE: RIGHT})
    assert (clean_unnamed(), path.exists()) == (0, True), "the week begins anew"
    assert wrong() == path


@pytest.mark.usefixtures("within")
def test_an_order_holds_for_a_backup_and_what_went_by_itself_comes_back_with_it(
    version: Version,
    author: User,
    administrator: User,
    agency: Agency,
    own_data: Path,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sha256 = WrittenOver.objects.get().blob_id
    clean_unnamed(NOW)
    assert not (own_data / FILE).exists(), "a backup of the day before is whole: nobody ordered anything"
    other = over(author, begun(author, agency, "Claims"))
    with django_capture_on_commit_callbacks(execute=True):
        evidence.erase(administrator, other, PEOPLE, "ordered", sha256)
    for name in (FILE, KEY_FILE):
        shutil.copy(own_data / name, tmp_path)
    # The backup is of the minute between: the wrong file stands in the draft.
    (own_data / FILE).unlink()
    actions.change_files(author, other, {PEOPLE: WRONG})
    found = erased_of([sha256, *hashes_of(version).values()], [tmp_path / FILE])
    assert found == {sha256}
    assert actions.erase_again(found) == 1
    assert (set(hashes_of(other)), hashes_of(version).keys()) == ({"assessment.yaml"}, {"assessment.yaml", PEOPLE})


@pytest.mark.usefixtures("within")
def test_bundles_that_hold_what_is_destroyed_go_with_it_and_others_stay(
    version: Version, author: User, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    sha256, made = WrittenOver.objects.get(name=PEOPLE).blob_id, {}
    for name, content in {"first": bundle(WRONG), "second": bundle(WRONG, RIGHT), "third": bundle(RIGHT)}.items():
        actions.write_results(author, version, "report", {"bundle.zip": content}, version.snapshot)
        made[name] = path_of(ResultFile.objects.get().blob_id)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_evidence(administrator, version, PEOPLE, "ordered", sha256)
    assert {name: path.exists() for name, path in made.items()} == {"first": False, "second": False, "third": True}


@pytest.mark.usefixtures("within")
@pytest.mark.parametrize("withdrawn", [False, True])
def test_no_bundle_of_what_was_published_keeps_bytes_that_are_destroyed(
    withdrawn: bool,
    version: Version,
    author: User,
    administrator: User,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    approver = member(Role.APPROVER)
    actions.write_results(author, version, "report", {"bundle.zip": bundle(RIGHT)}, version.snapshot)
    path = path_of(ResultFile.objects.get().blob_id)
    actions.submit(author, version, version.snapshot)
    actions.approve(approver, version, version.snapshot)
    done = actions.publish(approver, version, version.snapshot)
    done = actions.withdraw(approver, done, "it was wrong") if withdrawn else done
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_evidence(administrator, done, PEOPLE, "ordered")
    assert not path.exists()


@pytest.mark.usefixtures("within")
@pytest.mark.parametrize("computed_anew", [False, True])
def test_what_is_known_of_the_people_of_a_wrong_file_goes_with_it(
    computed_anew: bool, version: Version, author: User, administrator: User
) -> None:
    snapshot = version.snapshot if computed_anew else "that of the wrong file"
    keep_told(author, version, snapshot, Run("run", "2026-12-01", ()), b"k" * 32)
    evidence.erase(administrator, version, PEOPLE, "ordered", WrittenOver.objects.get().blob_id)
    assert (ToldRun.objects.get().content is None) is not computed_anew


@pytest.mark.usefixtures("within")
def test_what_jobs_told_of_a_file_goes_with_it_and_what_they_told_of_others_stays(
    version: Version, author: User, agency: Agency, administrator: User
) -> None:
    other = begun(author, agency, "Claims")
    for one in (version, other):
        jobs.assess(author, one)
    Job.objects.update(problems=["row 7: Ana is no number"])
    DBTaskResult.objects.update(traceback="ValueError: Ana")
    evidence.erase(administrator, version, PEOPLE, "ordered", WrittenOver.objects.get().blob_id)
    told = {one.version_id: str(one.problems) for one in Job.objects.all()}
    assert ("Ana" in told[version.pk], "Ana" in told[other.pk]) == (False, True)
    assert "evidence of it was destroyed" in told[version.pk]
    found = {one.args_kwargs["args"][0]: one.traceback for one in DBTaskResult.objects.all()}
    assert [found[one.pk] for one in Job.objects.order_by("pk")] == ["", "ValueError: Ana"]


@pytest.mark.usefixtures("within")
def test_a_file_that_no_settings_name_is_listed_and_destroyed_as_well(
    version: Version, author: User, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    version = actions.change_files(author, version, {"evidence/deep/people.csv": b"name\nEva\n"})
    office = client_of(administrator)
    for name, id in ((PEOPLE, "people.csv"), ("evidence/deep/people.csv", "deep:people.csv")):
        path, link = path_of(hashes_of(version)[name]), place(version, f"of/{id}/erase/")
        assert link in office.get(place(version)).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert office.post(link, {"why": "ordered"}).status_code == 302
        assert not path.exists()
    assert client_of(administrator).get(place(version, "of/nothing.csv/erase/")).status_code == 404
