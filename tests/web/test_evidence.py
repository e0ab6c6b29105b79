"""A file of evidence in the browser: sent, looked into, tried, taken, replaced, used again, destroyed."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.model import EvidenceKind
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.evidence import actions
from publicvalue.web.evidence.actions import erase
from publicvalue.web.evidence.choices import choice_name
from publicvalue.web.evidence.cleaning import clean_uploads
from publicvalue.web.evidence.form import KIND_NAMES
from publicvalue.web.evidence.models import Addition, Retention, Upload
from publicvalue.web.evidence.retention import count_due, find_due
from publicvalue.web.evidence.trials import grouped
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.jobs.models import Job, Stage
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.actions import change_files, erase_again
from publicvalue.web.stores.erasures import ERASED, KEY_FILE, erased_of, note
from publicvalue.web.stores.models import Blob, Happening, StoredFile, Version
from publicvalue.web.stores.waiting import clean_waiting
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_people import shown_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

IN_TIME = "economic.benefit.efficiencies.within_service_standard"
CASES = "case,in_time,office\n" + "".join(f"{n},{'yes' if n % 3 else 'no'},North\n" for n in range(60))


@pytest.fixture
def version(author: User, agency: Agency) -> Version:
    return begun(author, agency, "Triage")


def place(version: Version, rest: str = "") -> str:
    return f"/en/assessments/permits/{version.assessment.slug}/evidence/{rest}"


def send(client: Client, version: Version, content: str | bytes = CASES, **more: Any) -> Any:
    data = content.encode() if isinstance(content, str) else content
    name = more.pop("name", "cases.csv")
    told = {"indicator": IN_TIME, "file": SimpleUploadedFile(name, data), **more}
    return client.post(place(version, "add/"), told, follow=True)


FILLED = {"column-event": "in_time", "title": "Cases", "source": "Register of permits", "publish": "no"}


def files_of(version: Version) -> list[str]:
    with scopes_disabled():
        return [one.name for one in StoredFile.objects.filter(version=version, name__startswith="evidence/")]


def settings_of(version: Version) -> str:
    with scopes_disabled():
        return bytes(StoredFile.objects.get(version=version, name="assessment.yaml").content or b"").decode()


def take(client: Client, version: Version, content: str = CASES, **more: Any) -> Any:
    """Send a file, see its number, and take it."""
    page = send(client, version, content, **more)
    address = page.request["PATH_INFO"]
    client.post(address, {**FILLED, "then": "try"})
    return client.post(address, {**FILLED, "then": "take"}, follow=True)


def test_a_file_is_tried_and_taken_with_its_entry(author: User, version: Version, signed_in: Any) -> None:
    client = signed_in(author)
    page = send(client, version)
    address = page.request["PATH_INFO"]
    assert '<option value="in_time" selected>' in page.content.decode(), "the one column of yes and no is proposed"
    shown = client.post(address, {**FILLED, "then": "try"}).content.decode()
    # 40 of 60: the share with Jeffreys' interval, as SciPy's beta.ppf([.025, .975], 40.5, 20.5) has it.
    assert "66.7 %" in shown
    assert "54.2 to 77.6 %" in shown
    assert files_of(version) == []
    page = client.post(address, {**FILLED, "then": "take"}, follow=True)
    assert b"The file is a piece of evidence now" in page.content
    assert "file: evidence/cases.csv" in settings_of(version)
    assert "may_publish: false" in settings_of(version)
    with scopes_disabled():
        assert Addition.objects.get().evidence == "cases"
    assert Entry.objects.filter(kind="evidence", key__endswith="/cases").count() == 1
    assert verify_trail().problems == ()
    client.post(address, {**FILLED, "then": "take"})
    assert files_of(version) == ["evidence/cases.csv"], "sent twice, taken once"


def test_the_trail_holds_no_plain_hash_of_evidence_nor_any_that_rests_on_one(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    address = send(client, version).request["PATH_INFO"]
    client.post(address, {**FILLED, "then": "take"}, follow=True)
    with scopes_disabled():
        jobs.assess(author, Version.objects.select_related("assessment__agency").get(pk=version.pk))
        files = StoredFile.objects.filter(version=version, blob__isnull=False).values_list("sha256", flat=True)
        happened = Happening.objects.filter(version=version).values_list("stored", flat=True)
        plain = {*files, *Upload.objects.values_list("sha256", flat=True)}
        plain |= {one["snapshot"] for one in happened if one.get("snapshot")}
        plain.add(Version.objects.get(pk=version.pk).snapshot)
    assert len(plain) >= 2, "the file, and the content of the version"
    bodies = "\n".join(Entry.objects.values_list("body", flat=True))
    assert [one for one in plain if one in bodies] == []


def test_whoever_may_publish_a_file_is_told_of_columns_that_tell_who_people_are(
    author: User, version: Version, signed_in: Any
) -> None:
    rows = [f"{line},c{place}@example.org" for place, line in enumerate(CASES.splitlines())]
    rows[0] = rows[0].replace("c0@example.org", "x1")
    shown = send(signed_in(author), version, "\n".join(rows)).content.decode()
    assert "Columns of it may tell who people are: x1 (e-mail addresses)." in " ".join(shown.split())
    assert "may tell who people are" not in send(signed_in(author), version).content.decode()


def test_problems_of_cells_are_told_once_with_their_rows(author: User, version: Version, signed_in: Any) -> None:
    spoilt = CASES.replace("\n5,yes", "\n5,perhaps").replace("\n7,yes", "\n7,perhaps")
    client = signed_in(author)
    address = send(client, version, spoilt).request["PATH_INFO"]
    page = client.post(address, {**FILLED, "then": "take"})
    shown = page.content.decode()
    assert page.status_code == 422
    assert "row 9" in shown, "line 9 of the file"
    assert shown.count("perhaps") >= 1
    assert "Take it into the assessment" not in shown
    assert files_of(version) == []


def test_what_is_wrong_alike_in_several_columns_stands_together(author: User, version: Version, signed_in: Any) -> None:
    rows = [f"{n},{('maybe', 'yes')[n > 14]},{('yes', 'perhaps')[n in (3, 7)]}" for n in range(60)]
    client = signed_in(author)
    accuracy = "administrative.benefit.security_accuracy.balanced_accuracy"
    page = send(client, version, "\n".join(["case,was,said", *rows]), indicator=accuracy)
    sent = {"column-truth": "was", "column-prediction": "said", "title": "Cases", "source": "x", "then": "try"}
    page = client.post(page.request["PATH_INFO"], sent)
    [found] = page.context["groups"]
    assert [(one["column"], str(one["what"][0])) for one in found["places"]] == [
        ("was", "15 cells are not a yes or a no: row 2 'maybe', row 3 'maybe', row 4 'maybe'"),
        ("said", "2 cells are not a yes or a no: row 5 'perhaps', row 9 'perhaps'"),
    ]
    shown = page.content.decode()
    assert shown.count('rowspan="2"') == 1, "what to do is told once"
    # It stands above the form, in the table, and at the question about its column.
    assert shown.count("2 cells are not a yes or a no") == 3


def test_each_choice_of_a_setting_is_called_something_in_every_language() -> None:
    spanish, unsaid = language_of("es"), []
    for id in DEFINITIONS:
        for setting in DEFINITIONS[id].options:
            for code in setting.choices or ():
                if isinstance(code, bool):
                    assert choice_name(setting.name, str(code).lower()) in {"yes", "no"}
                elif spanish.write(name := choice_name(setting.name, str(code))) == str(name):
                    unsaid.append((id, setting.name, code))
            unsaid += [(id, setting.name)] * (spanish.write(setting.text) == str(setting.text))
    assert unsaid == []
    with pytest.raises(KeyError):
        choice_name("design", "before after")


def test_problems_that_are_alike_name_their_columns_and_first_rows() -> None:
    def wrong(column: str, row: int) -> Problem:
        return Problem(Place("evidence/a.csv", field=column, row=row), Text("{n:number} is late", n=1), do="mend it")

    [found, other] = grouped(
        [
            *(wrong("start", row) for row in range(2, 15)),
            *(wrong("end", row) for row in (4, 3)),
            Problem(Place(field="columns.event"), Text("{n:number} is late", n=2), do="mend it"),
        ]
    )
    assert (found["one_sentence"], found["number"], other["in_file"]) == (True, 15, False)
    assert [(one["field"], one["rows"], one["more"]) for one in found["places"]] == [
        ("start", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 3),
        ("end", [3, 4], 0),
    ]
    kinds = [Problem(Place("evidence/a.csv", field="c", row=n), Text("{n:number} is late", n=n)) for n in range(9)]
    [told] = grouped([*kinds, *(replace(one, place=Place("evidence/a.csv", field="d")) for one in kinds)])
    assert [(len(one["what"]), one["more_said"]) for one in told["places"]] == [(3, 6), (3, 6)]


def test_a_newer_file_takes_the_place_of_an_older_one_with_what_was_said_before(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    take(client, version)
    newer = CASES.replace("North", "South")
    page = send(client, version, newer, replaces="cases")
    assert "Register of permits" in page.content.decode(), "what was said before is offered again"
    assert "publish" not in page.context["upload"].said, "but whether it may be published is said of each file anew"
    shown = take(client, version, newer, replaces="cases").content.decode()
    assert "replaced by cases-2" in shown
    assert files_of(version) == ["evidence/cases-2.csv", "evidence/cases.csv"], "the old file stays"
    assert settings_of(version).count("indicator: ") == 1
    assert "evidence: cases-2" in settings_of(version)


def test_a_file_is_used_again_by_its_agency_and_by_no_other(
    author: User, version: Version, member: Any, other_agency: Agency, signed_in: Any
) -> None:
    with scopes_disabled():
        change_files(author, version, {"evidence/cases.csv": CASES.encode()})
        kept = StoredFile.objects.get(blob=Blob.objects.get()).pk
    second = begun(author, version.assessment.agency, "Second")
    client = signed_in(author)
    assert "cases.csv, of Triage" in client.get(place(second, "add/")).content.decode()
    page = client.post(place(second, "add/"), {"indicator": IN_TIME, "kept": kept}, follow=True)
    assert '<option value="in_time" selected>' in page.content.decode()
    stranger = member(Role.ASSESSOR, other_agency)
    third = begun(stranger, other_agency, "Third")
    client = signed_in(stranger)
    path = f"/en/assessments/roads/{third.assessment.slug}/evidence/add/"
    assert "cases.csv" not in client.get(path).content.decode()
    assert client.post(path, {"indicator": IN_TIME, "kept": kept}).status_code == 404


HARMFUL = {
    "picture.svg": b"<svg onload=alert(1)>",
    "page.html": b"<script>alert(1)</script>",
    "book.xlsx": b"PK\x03\x04 no workbook",
    "data.db": b"SQLite format 3\x00",
}


def test_what_is_no_table_is_refused_and_not_kept(
    author: User, version: Version, signed_in: Any, own_data: Path
) -> None:
    client = signed_in(author)
    pages = {name: send(client, version, content, name=name) for name, content in HARMFUL.items()}
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(HARMFUL, 422)
    assert list((own_data / "evidence-waiting").glob("*")) == []
    with scopes_disabled():
        assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread_with_a_way_round(
    author: User, version: Version, signed_in: Any
) -> None:
    kind, size = "multipart/form-data; boundary=x", 2 * 1024**3
    answer = signed_in(author).generic("POST", place(version, "add/"), b"", content_type=kind, CONTENT_LENGTH=size)
    assert answer.status_code == 413
    assert b"200.0 MB" in answer.content
    assert b"Parquet" in answer.content


def test_an_agency_has_so_much_room_and_is_told_the_way_round(
    author: User, version: Version, signed_in: Any, settings: Any, own_data: Path
) -> None:
    size = len(CASES)
    settings.PUBLICVALUE_QUOTA = 2 * size
    client = signed_in(author)
    take(client, version)
    assert f"takes {size} bytes of 1.5 kB" in client.get(place(version)).content.decode()
    send(client, version, CASES.replace("North", "South"))
    page = send(client, version, CASES.replace("North", "Westx"))
    shown = page.content.decode()
    assert page.status_code == 422
    assert "0 bytes of the 1.5 kB of your agency are left" in shown, "what waits counts as well"
    assert "PUBLICVALUE_QUOTA_GB" in shown
    assert len(list((own_data / "evidence-waiting").glob("*"))) == 1, "nothing of it is kept"
    assert send(client, version).status_code == 200, "bytes that are there take no more room"


def test_what_waits_is_destroyed_after_a_week(author: User, version: Version, signed_in: Any, own_data: Path) -> None:
    client = signed_in(author)
    address = send(client, version).request["PATH_INFO"]
    [path] = (own_data / "evidence-waiting").glob("*")
    assert clean_waiting() == 0
    os.utime(path, (time.time() - 8 * 86400,) * 2)
    assert clean_waiting() == 1
    assert b"waited longer than a week" in client.post(address, {**FILLED, "then": "try"}).content
    with scopes_disabled():
        Upload.objects.update(at=timezone.now() - dt.timedelta(days=8))
        assert "North" in str(Upload.objects.get().seen)
        assert clean_uploads() == 1
        assert "North" not in str(Upload.objects.get().seen), "its first rows go with it"
    assert address not in client.get(place(version)).content.decode()


def test_a_file_is_handed_out_as_a_download_alone_and_destroyed_on_order(
    author: User, version: Version, administrator: User, signed_in: Any, own_data: Path
) -> None:
    client = signed_in(author)
    take(client, version, CASES.replace("North", "<b>North</b>"))
    answer = client.get(place(version, "of/cases/file/"))
    assert answer["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    # Read to its end, not closed: to close it would end the request, and with it the connection of the test.
    assert b"".join(answer.streaming_content) == CASES.replace("North", "<b>North</b>").encode()
    send(client, version, CASES.replace("North", "<b>North</b>"))
    with scopes_disabled():
        erase(administrator, version, "evidence/cases.csv", "Ana asked for it")
        assert Blob.objects.get().erased
        assert not [one for one in Upload.objects.all() if "North" in f"{one.seen} {one.trial}"]
    assert list((own_data / "evidence-waiting").glob("*")) == [], "what waits with the same bytes goes too"
    shown = client.get(place(version)).content.decode()
    assert "not there, or destroyed" in shown
    assert "Ana asked for it" in Entry.objects.get(action="erase").body


def test_what_is_set_aside_can_still_be_had_and_destroyed(
    author: User, version: Version, administrator: User, signed_in: Any
) -> None:
    client = signed_in(author)
    take(client, version)
    client.post(place(version, "of/cases/set-aside/"), {"why": "The wrong year"})
    assert "evidence/cases.csv" not in settings_of(version)
    assert "answers nothing" in client.get(place(version)).content.decode()
    answer = client.get(place(version, "of/cases/file/"))
    assert b"".join(answer.streaming_content) == CASES.encode()
    assert place(version, "of/cases/erase/") in signed_in(administrator).get(place(version)).content.decode()


def test_a_large_file_is_tried_by_the_job_that_was_asked_for_last(
    author: User, version: Version, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    client = signed_in(author)
    address = send(client, version).request["PATH_INFO"]
    assert b"The number is being found" in client.post(address, {**FILLED, "then": "try"}).content
    client.post(address, {**FILLED, "equals-event": "no", "then": "try"})
    with scopes_disabled():
        first, last = Job.objects.order_by("pk").values_list("pk", flat=True)
    assert [run_job.call(first, 1), run_job.call(last, 1)] == [Stage.CANCELLED, Stage.DONE]
    assert b"33.3 %" in client.get(address).content


def test_what_was_destroyed_on_order_does_not_come_back_with_a_backup(
    author: User,
    version: Version,
    administrator: User,
    tmp_path: Path,
    own_data: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with scopes_disabled():
        change_files(author, version, {"evidence/a.csv": b"a\n1\n", "evidence/b.csv": b"b\n1\n"})
        before = dict(StoredFile.objects.filter(version=version, blob__isnull=False).values_list("name", "sha256"))
        with django_capture_on_commit_callbacks(execute=True):
            for name in before:
                erase(administrator, version, name, "ordered")
        change_files(author, version, {"evidence/b.csv": b"b\n1\n"})
        kept = (own_data / "erased-evidence.txt").rename(tmp_path / "erased-evidence.txt")
        # The backup is of the day before: all bytes are there.
        Blob.objects.update(erased=None)
        change_files(author, version, {"evidence/a.csv": b"a\n1\n"})
        shutil.copy(own_data / KEY_FILE, tmp_path)
        assert not any(sha256 in kept.read_text() for sha256 in before.values()), (
            "who finds the list cannot try answers"
        )
        assert erase_again(erased_of(before.values(), [kept])) == 1, "what was brought again stays"
        assert [one.name for one in StoredFile.objects.filter(version=version, blob__isnull=False)] == [
            "evidence/b.csv"
        ]
    assert verify_trail().problems == ()
    (tmp_path / "other.txt").write_text("no list\n")
    with pytest.raises(InputError, match=r"other.txt, line 1"):
        erased_of([], [tmp_path / "other.txt"])
    # Lists of version 0.4 and before name plain hashes; a key that is not there is told, as its lines say nothing then.
    a, b = before["evidence/a.csv"], before["evidence/b.csv"]
    (own_data / "erased-evidence.txt").write_text(f"2026-01-01T00:00:00+00:00 erased {a}\n")
    assert erased_of([a, b], [own_data / "erased-evidence.txt"]) == {a}
    note(ERASED, b)
    assert erased_of([a, b], [own_data / "erased-evidence.txt"]) == {a, b}
    assert a not in (own_data / "erased-evidence.txt").read_text()
    (own_data / KEY_FILE).write_text("0" * 64)
    with pytest.raises(InputError, match=r"the key of this line is not there"):
        erased_of([a, b], [own_data / "erased-evidence.txt"])


def test_a_file_is_listed_as_due_when_its_day_is_over_and_until_it_is_destroyed(
    author: User,
    version: Version,
    signed_in: Any,
    administrator: User,
    other_agency: Agency,
    member: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(author)
    take(client, version)
    address = place(version, "of/cases/keep/")
    assert client.post(address, {"until": "soon"}).status_code == 422
    assert "This day is over" in client.post(address, {"until": "2020-01-01"}).content.decode()
    tomorrow = timezone.now().date() + dt.timedelta(days=1)
    assert b"The last day is stated" in client.post(address, {"until": tomorrow.isoformat()}, follow=True).content
    with scopes_disabled():
        assert find_due(author, tomorrow) == []
        (due,) = find_due(author, tomorrow + dt.timedelta(days=1))
        assert (due.file, due.until, due.may_erase) == ("evidence/cases.csv", tomorrow, False)
        assert find_due(administrator, tomorrow + dt.timedelta(days=1))[0].may_erase
        assert find_due(member(Role.ASSESSOR, other_agency), tomorrow + dt.timedelta(days=1)) == []
        row = Retention.objects.get()
        more = {"version": version, "by": author, "until": tomorrow}
        same = [Retention(evidence="cases", sha256=row.sha256, **more) for _ in range(20)]
        gone = [Retention(evidence="gone", sha256=f"{n:064}", **more) for n in range(20)]
        Retention.objects.bulk_create([*same, *gone])
        with django_assert_max_num_queries(8):
            assert [one.evidence for one in find_due(administrator, tomorrow + dt.timedelta(days=1))] == ["cases"]
        Retention.objects.update(until=dt.date(2026, 1, 1))
    page = signed_in(administrator).get("/en/evidence/due/").content.decode()
    assert "evidence/cases.csv" in page
    assert "due to be destroyed" in signed_in(administrator).get("/en/").content.decode()
    with scopes_disabled():
        actions.erase(administrator, version, "evidence/cases.csv", "the time is over")
        assert find_due(administrator, tomorrow) == []
    assert verify_trail().problems == ()


def test_files_that_are_due_are_narrowed_to_an_agency_and_counted(
    author: User, version: Version, signed_in: Any, member: Any, other_agency: Agency, monkeypatch: Any
) -> None:
    take(signed_in(author), version)
    auditor, page_of = member(Role.AUDITOR), lambda **asked: signed_in(auditor).get("/en/evidence/due/", asked)
    kept_till = {"by": author, "until": dt.date(2026, 1, 1)}
    with scopes_disabled():
        held = StoredFile.objects.get(version=version, name="evidence/cases.csv")
        Retention.objects.create(version=version, evidence="cases", sha256=held.blob_id, **kept_till)
    assert "Agency</label>" not in page_of().content.decode(), "one agency is no choice"
    assert "No file of this agency is due." in page_of(agency="nowhere").content.decode()
    assert "1 file is due" in page_of().content.decode()
    elsewhere = member(Role.ASSESSOR, other_agency)
    other = begun(elsewhere, other_agency, "Roads")
    with scopes_disabled():
        change_files(elsewhere, other, {"evidence/a.csv": b"a\n1\n", "evidence/b.csv": b"b\n1\n"})
        for one in StoredFile.objects.filter(version=other, blob__isnull=False):
            Retention.objects.create(version=other, evidence="roads", sha256=one.blob_id, **kept_till)
        assert [count_due(auditor, timezone.localdate(), one) for one in ("", "permits", "roads", "x")] == [3, 1, 2, 0]
        assert count_due(author, timezone.localdate(), "roads") == 0, "nobody counts what they do not see"
    both, narrowed = page_of().content.decode(), page_of(agency="roads").content.decode()
    assert ("3 files are due" in both, "evidence/cases.csv" in both, "Agency</label>" in both) == (True, True, True)
    assert ("2 files are due" in narrowed, "evidence/cases.csv" in narrowed) == (True, False)
    assert ["evidence/a.csv" in one for one in (both, narrowed)] == [True, True]
    assert 'value="roads" selected' in narrowed
    assert other_agency.name in narrowed.partition("pv-chips")[2].partition("</ul>")[0]
    monkeypatch.setattr("publicvalue.web.evidence.retention.MOST", 2)
    monkeypatch.setattr("publicvalue.web.evidence.retention_pages.MOST", 2)
    cut = page_of().content.decode()
    assert ("3 files are due" in cut, "The 2 files that are overdue the longest are listed." in cut) == (True, True)


def test_a_file_of_what_is_published_is_due_once_destroyed_and_leaves_what_is_published_as_it_was(
    author: User, version: Version, signed_in: Any, administrator: User, member: Any, agency: Agency
) -> None:
    client, approver = signed_in(author), member(Role.APPROVER, agency)
    take(client, version)
    tomorrow = timezone.now().date() + dt.timedelta(days=1)
    after = tomorrow + dt.timedelta(days=1)
    client.post(place(version, "of/cases/keep/"), {"until": tomorrow.isoformat()})
    version.refresh_from_db()
    with scopes_disabled():
        stores.submit(author, version, version.snapshot)
        stores.approve(approver, version, version.snapshot)
        published = stores.publish(approver, version, version.snapshot)
        assert [(one.version, one.until) for one in find_due(administrator, after)] == [(published, tomorrow)]
        correction = stores.correct(author, published)
        assert len(find_due(administrator, after)) == 1, "two versions hold the same bytes"
    # A day can still be stated of what is published, and holds for its correction.
    later = signed_in(administrator).post(place(version, "of/cases/keep/"), {"until": after.isoformat()})
    assert later.status_code == 302
    with scopes_disabled():
        assert find_due(administrator, after) == []
        (due,) = find_due(administrator, after + dt.timedelta(days=1))
        assert (due.until, due.may_erase) == (after, True)
        actions.erase(administrator, correction, due.file, "the time is over")
        assert find_due(administrator, after + dt.timedelta(days=1)) == []
        correction.refresh_from_db()
        published.refresh_from_db()
        assert files_of(correction) == []
        assert (files_of(published), published.state) == (["evidence/cases.csv"], "published")
        assert StoredFile.objects.get(version=published, name="evidence/cases.csv").blob.erased
    assert client.get(place(version, "of/cases/file/")).status_code == 404
    assert verify_trail().problems == ()


def test_bytes_that_a_correction_wrote_over_are_due_and_destroyed_with_the_version_that_holds_them(
    author: User, version: Version, signed_in: Any, administrator: User, member: Any, agency: Agency
) -> None:
    client, approver = signed_in(author), member(Role.APPROVER, agency)
    take(client, version)
    tomorrow = timezone.now().date() + dt.timedelta(days=1)
    version.refresh_from_db()
    with scopes_disabled():
        stores.submit(author, version, version.snapshot)
        stores.approve(approver, version, version.snapshot)
        published = stores.publish(approver, version, version.snapshot)
        correction = stores.correct(author, published)
        change_files(author, correction, {"evidence/cases.csv": CASES.replace("North", "South").encode()})
        old = StoredFile.objects.get(version=published, name="evidence/cases.csv")
        new = StoredFile.objects.get(version=correction, name="evidence/cases.csv")
    office = signed_in(administrator)
    shown = office.get(place(version)).content.decode()
    assert place(version, "of/cases/erase/?version=1") in shown, "the list leads to the bytes of the earlier version"
    keep = place(version, "of/cases/keep/?version=1")
    assert office.post(keep, {"until": tomorrow.isoformat()}).status_code == 302
    with scopes_disabled():
        (due,) = find_due(administrator, tomorrow + dt.timedelta(days=1))
        assert (due.version, due.file) == (published, "evidence/cases.csv")
        Retention.objects.update(until=dt.date(2026, 1, 1))
    erasing = place(version, "of/cases/erase/?version=1")
    assert erasing in office.get("/en/evidence/due/").content.decode()
    shown_at(office, administrator, time.time())
    assert office.get(place(version, "of/cases/erase/?version=7")).status_code == 404
    assert office.get(place(version, "of/cases/erase/?version=one")).status_code == 404
    answer = office.post(erasing, {"why": "the time is over"}, follow=True)
    assert b"The bytes are destroyed" in answer.content
    with scopes_disabled():
        old.blob.refresh_from_db()
        new.blob.refresh_from_db()
        assert (bool(old.blob.erased), new.blob.erased) == (True, None)
        assert StoredFile.objects.get(pk=old.pk).sha256 == old.sha256, "its hash stays"
        assert find_due(administrator, tomorrow + dt.timedelta(days=1)) == []
    assert "?version=1" not in office.get(place(version)).content.decode()
    assert "the time is over" in Entry.objects.get(action="erase").body
    assert verify_trail().problems == ()


EVENTS = "permit,step,at,who\n" + "".join(
    f"{n},{step},2026-03-{day:02},{who}\n"
    for n in range(60)
    for step, day, who in (("Received", 1, "counter"), ("Decided", 2 if n % 3 else 29, "machine"))
)
MAPPED = {"rows": "events", "cases-case": "permit", "cases-activity": "step", "cases-time": "at", "cases-unit": "days"}
WITHIN = {"cases-closed_by": "Decided", "cases-within": "5", "column-event": "closed_within"}


def test_a_table_of_events_is_mapped_rolled_up_to_cases_and_measured(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    address = send(client, version, EVENTS, name="events.csv").request["PATH_INFO"]
    page = client.post(address, {**FILLED, "column-event": "", "rows": "events", "then": "try"})
    wrong = {one.name for one in page.context["inputs"] if one.errors}
    assert wrong == {"cases-case", "cases-activity", "cases-time"}
    page = client.post(address, {**FILLED, **MAPPED, "then": "try"}).content.decode()
    assert "120 events of 60 cases" in page
    page = client.post(address, {**FILLED, **MAPPED, **WITHIN, "then": "try"}).content.decode()
    assert '<option value="closed_within"' in page
    page = client.post(address, {**FILLED, **MAPPED, **WITHIN, "then": "try"}).content.decode()
    # Every third of 60 cases took 28 days, the others one: 40 of 60 within five.
    assert "66.7 %" in page
    assert "n = 60" in page
    client.post(address, {**FILLED, **MAPPED, **WITHIN, "then": "take"})
    stands = settings_of(version)
    assert "case: permit" in stands
    assert "within: 5" in stands
    again = send(client, version, EVENTS, name="events.csv", replaces="events").content.decode()
    assert "120 events of 60 cases" in again, "the mapping is remembered"


def test_a_table_that_holds_no_events_is_told_where_it_is_not(author: User, version: Version, signed_in: Any) -> None:
    client = signed_in(author)
    address = send(client, version, EVENTS, name="events.csv").request["PATH_INFO"]
    page = client.post(address, {**FILLED, **MAPPED, "cases-time": "who", "then": "try"})
    assert page.status_code == 422
    assert "counter" in page.content.decode(), "the cells that are no moment are told"
    with scopes_disabled():
        assert not Upload.objects.get().seen.get("events")


def test_rows_are_chosen_by_their_cells_and_those_left_are_told(author: User, version: Version, signed_in: Any) -> None:
    mixed = CASES.replace("\n3,no,North", "\n3,no,South").replace("\n4,yes,North", "\n4,yes,South")
    client = signed_in(author)
    address = send(client, version, mixed).request["PATH_INFO"]
    page = client.post(address, {**FILLED, "where-1": "office", "then": "try"})
    assert "write the values of the rows that are used" in page.content.decode()
    page = client.post(address, {**FILLED, "where-1": "office", "where-1-is": "Nroth", "then": "try"})
    assert "did you mean" in page.content.decode().lower()
    where = {"where-1": "office", "where-1-is": "North"}
    page = client.post(address, {**FILLED, **where, "then": "try"}).content.decode()
    assert "58 of 60 rows are used" in page
    # 39 of 58.
    assert "67.2 %" in page
    client.post(address, {**FILLED, **where, "then": "take"})
    assert "where:\n      office: [North]" in settings_of(version)


def test_each_kind_of_evidence_has_a_name_for_people() -> None:
    assert set(KIND_NAMES) == set(get_args(EvidenceKind))
