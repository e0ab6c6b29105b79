"""What anybody sees of a region and its countries, beside the systems that their agencies registered."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from commands import run
from publicvalue.country.staff.model import Person
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.writing import known_hash
from publicvalue.web.region.actions import keep_folder_until
from publicvalue.web.region.models import CountryVersion
from publicvalue.web.region.retention import due_folders
from publicvalue.web.register import actions
from publicvalue.web.register.actions import SystemToAdd, Why
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.actions import erase_again, kept_bytes
from publicvalue.web.stores.blobs import path_of
from publicvalue.web.stores.erasures import erased_of
from publicvalue.web.stores.models import Blob
from publicvalue.workflow.roles import Role
from web_people import client_of, seated

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]


def text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_the_region_shows_every_country_and_leads_to_it(client: Client) -> None:
    page = text(client, "/en/region/")
    maps = text(client, "/en/region/maps/")
    assert 'href="/en/region/maps/"' in page
    assert maps.count('download="region-map-') == 2
    assert maps.count("<svg") > page.count("<svg") == 0
    for code in ("TTO", "ABW", "GLP"):
        assert f'href="/en/region/{code}/"' in page
    assert 'href="/es/region/"' in page
    assert "Quién está dónde" in text(client, "/es/region/maps/")


@pytest.mark.parametrize(("code", "said"), [("TTO", "3 of 3 indices"), ("abw", "None of the three indices covers")])
def test_a_country_says_what_is_known_and_what_is_not(client: Client, code: str, said: str) -> None:
    page = text(client, f"/en/region/{code}/")
    assert said in page
    assert "That does not say that there is none." in page
    assert f'href="/en/region/{code.upper()}/outline/"' in page
    assert "Made with publicvalue" in page
    assert "Sequence" in text(client, f"/en/region/{code}/outline/")
    assert f'href="/en/region/{code.upper()}/advice/"' in page
    assert "What it could gain" in text(client, f"/en/region/{code}/advice/")
    assert "it is formed" in text(client, f"/en/region/{code}/readiness/")


def test_what_is_no_country_of_the_region_is_not_found(client: Client) -> None:
    for address in ("/en/region/DEU/", "/en/region/nothing/", "/en/region/DEU/outline/"):
        assert client.get(address).status_code == 404


def test_systems_of_a_country_stand_on_its_page(client: Client, agency: Agency, administrator: User) -> None:
    assert "No AI system of its agencies stands in this register" in text(client, "/en/region/BRB/")
    values = {"name": "Claims triage", "summary": "Sorts claims.", "phase": "use"}
    record, problems = read_record(values, dt.date(2026, 3, 15))
    assert problems == []
    actions.register_many([SystemToAdd(agency, record, publish=True)], Why(administrator))
    actions.register_system(agency, record, Why(administrator))
    page = text(client, "/en/region/BRB/")
    assert "One AI system of its agencies stands in this register; no assessment is published." in page
    assert 'href="/en/countries/BRB/">Its agencies and systems in this register</a>' in page
    assert 'href="/en/region/BRB/"' in text(client, "/en/countries/BRB/")


# ---- a country's own folder


def zipped(folder: Path, *, top: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(f"{top}{path.name}", path.read_bytes())
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Start Barbados' folder with one service, a review of an institution, and five people's answers."""
    folder = tmp_path / "own"
    assert run("country", "new", folder, "BRB").exit_code == 0
    (folder / "services.csv").write_text("service,level,source\nbirth,4,https://example.org/birth\n", "utf-8")
    head = "item,in_place,document,page\n"
    (folder / "public_value.csv").write_text(f"{head}outcomes,yes,Law 3,p. 2\nheard,no,Review,p. 4\n", "utf-8")
    columns = "agency,role,new_ways\n"
    (folder / "staff-survey.csv").write_text(columns + "Tax,case_handler,1\n" * 5, "utf-8")
    return folder


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, content: bytes, name: str = "folder.zip") -> Any:
    return client.post("/en/region/BRB/folder/bring/", {"file": SimpleUploadedFile(name, content)})


def test_a_country_brings_its_folder_and_its_pages_rest_on_it(client: Client, administrator: User, own: Path) -> None:
    assert "The level of no service is known" in text(client, "/en/region/BRB/")
    keeper = signed_in(administrator)
    assert "The country&#x27;s own folder" in text(keeper, "/en/region/BRB/")
    assert sent(keeper, zipped(own, top="barbados/")).status_code == 302
    page = text(client, "/en/region/BRB/")
    assert "Mean level 4.0 of 5 over 1 of 20 services" in page
    assert "Public value:" in page
    assert "the country&#x27;s own folder as well" in page
    region = text(client, "/en/region/")
    assert "4.0 of 5" in region
    assert "What institutions answered on mandate, support and capacity" in region
    with scopes_disabled():
        version = CountryVersion.objects.get()
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.kind, entry.key, entry.action) == ("country", "BRB", "change")
    assert version.blob_id not in entry.body


def test_what_single_people_said_is_for_the_country_alone(client: Client, administrator: User, own: Path) -> None:
    keeper = signed_in(administrator)
    sent(keeper, zipped(own))
    assert "Capability:" in text(keeper, "/en/region/BRB/folder/")
    assert "Capability:" not in text(client, "/en/region/BRB/")


def test_versions_are_kept_and_the_same_bytes_are_none(administrator: User, own: Path) -> None:
    keeper = signed_in(administrator)
    first = zipped(own)
    sent(keeper, first)
    sent(keeper, first)
    (own / "services.csv").write_text("service,level,source\nbirth,2,https://example.org/birth\n", "utf-8")
    sent(keeper, zipped(own))
    with scopes_disabled():
        assert list(CountryVersion.objects.values_list("number", flat=True)) == [2, 1]
    assert "Mean level 2.0 of 5" in text(keeper, "/en/region/BRB/")
    out = keeper.get("/en/region/BRB/folder/1/")
    assert b"".join(out) == first  # type: ignore[arg-type]


def test_a_folder_with_faults_is_refused_with_all_of_them(administrator: User, own: Path) -> None:
    (own / "services.csv").write_text("service,level,source\nbirth,9,https://example.org\nship,2,x\n", "utf-8")
    page = sent(signed_in(administrator), zipped(own))
    assert page.status_code == 422
    told = page.content.decode()
    assert "services.csv, row 2" in told
    assert "services.csv, row 3" in told
    with scopes_disabled():
        assert not CountryVersion.objects.exists()


def test_another_country_and_what_is_no_zip_are_refused(administrator: User, own: Path) -> None:
    keeper = signed_in(administrator)
    settings = (own / "country.yaml").read_text("utf-8").replace("BRB", "JAM")
    hostile = {"../outside.csv": b"a\n", "__MACOSX/country.yaml": b"x", "own/.hidden.csv": b"x"}
    assert sent(keeper, zipped(own, top="own/", more=hostile)).status_code == 302
    (own / "country.yaml").write_text(settings, "utf-8")
    assert "this is the folder of JAM" in sent(keeper, zipped(own)).content.decode()
    for wrong in (
        b"no zip",
        zipped(own)[:200],
        zipped(own.parent / "empty") if (own.parent / "empty").mkdir() else b"",
    ):
        assert sent(keeper, wrong).status_code == 422
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("country.yaml", b"0" * (21 * 1024 * 1024))
    assert "the zip has 1 files of 21.0 MB" in sent(keeper, bomb.getvalue()).content.decode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def brought_twice(keeper: Client, own: Path) -> tuple[bytes, bytes]:
    """Bring a folder, and a second version with another level of a service."""
    first = zipped(own)
    (own / "services.csv").write_text("service,level,source\nbirth,2,https://example.org/birth\n", "utf-8")
    second = zipped(own)
    assert [sent(keeper, one).status_code for one in (first, second)] == [302, 302]
    return first, second


def destroyed(keeper: Client, number: int, why: str = "Ana ordered it") -> Any:
    return keeper.post(f"/en/region/BRB/folder/{number}/erase/", {"why": why})


@pytest.fixture
def carried_out(django_capture_on_commit_callbacks: Any) -> Any:
    """Let what follows a write be carried out, as it is where no test undoes it."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_version_is_destroyed_on_order_and_pages_go_on_with_what_is_there(
    client: Client, administrator: User, own: Path, carried_out: Any
) -> None:
    keeper = client_of(administrator)
    first, second = brought_twice(keeper, own)
    assert "Mean level 2.0 of 5" in text(client, "/en/region/BRB/")
    asked = text(keeper, "/en/region/BRB/folder/2/erase/")
    assert "then rest on version 1 of the folder" in asked
    assert destroyed(keeper, 2, " ").status_code == 422
    assert path_of(digest(second)).exists()
    with carried_out():
        assert destroyed(keeper, 2).status_code == 302
    assert not path_of(digest(second)).exists()
    assert path_of(digest(first)).exists()
    shown = text(keeper, "/en/region/BRB/folder/")
    assert f"Version 2, brought by Ada on {timezone.localdate()}, was destroyed on {timezone.localdate()}." in shown
    assert "/folder/2/" not in shown
    assert "Capability:" in shown, "the report is that of version 1"
    for address in ("/en/region/BRB/folder/2/", "/en/region/BRB/folder/2/erase/"):
        assert keeper.get(address).status_code in {404, 422}
    assert "Mean level 4.0 of 5" in text(client, "/en/region/BRB/")
    assert "4.0 of 5" in text(client, "/en/region/")
    assert "then rest on what is published alone" in text(keeper, "/en/region/BRB/folder/1/erase/")
    with carried_out():
        destroyed(keeper, 1)
    page = text(client, "/en/region/BRB/")
    assert "The level of no service is known" in page
    assert "the country&#x27;s own folder as well" not in page
    assert "4.0 of 5" not in text(client, "/en/region/")
    assert "Capability:" not in text(keeper, "/en/region/BRB/folder/")


def test_a_version_is_due_when_its_last_day_is_over(
    administrator: User, own: Path, carried_out: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, at = client_of(administrator), "/en/region/BRB/folder/"
    brought_twice(keeper, own)
    today = timezone.localdate()
    for written, wrong in (("soon", "this is no day"), (str(today), "this day is over")):
        page = keeper.post(f"{at}2/keep/", {"until": written})
        assert (page.status_code, wrong in page.content.decode().lower()) == (422, True)
    until = today + dt.timedelta(days=30)
    assert keeper.post(f"{at}2/keep/", {"until": str(until)}).status_code == 302
    assert text(keeper, at).count(f"To be kept until {until}.") == 1
    entry = Entry.objects.get(action="retain")
    assert (f'"after":{{"until":"{until}"}}' in entry.body, entry.key) == (True, "BRB/folder-2")
    assert "No file is due." in text(keeper, "/en/evidence/due/")
    monkeypatch.setattr(timezone, "localdate", lambda *_: until)
    assert "No file is due." in text(keeper, "/en/evidence/due/"), "the last day is not over yet"
    monkeypatch.setattr(timezone, "localdate", lambda *_: until + dt.timedelta(days=1))
    due = text(keeper, "/en/evidence/due/")
    assert "The folder of Barbados, version 2" in due
    assert "/en/region/BRB/folder/2/erase/" in due
    assert "1 file is due to be destroyed" in text(keeper, "/en/")
    with carried_out():
        destroyed(keeper, 2)
    assert "No file is due." in text(keeper, "/en/evidence/due/")
    assert keeper.get(f"{at}2/keep/").status_code == 404


def test_those_overdue_longest_come_first_and_a_later_day_takes_one_off(
    administrator: User, agency: Agency, own: Path
) -> None:
    brought_twice(client_of(administrator), own)
    today = timezone.localdate()
    with scopes_disabled():
        second, first = CountryVersion.objects.select_related("country", "blob")

    def keep(version: CountryVersion, days: int) -> None:
        with scopes_disabled():
            keep_folder_until(administrator, version, today + dt.timedelta(days=days))

    def due(user: User, after: int) -> list[int]:
        with scopes_disabled():
            return [one.version.number for one in due_folders(user, today + dt.timedelta(days=after))]

    keep(first, 20)
    keep(second, 10)
    assert [due(administrator, after) for after in (10, 11, 20, 21)] == [[], [2], [2], [2, 1]]
    assert due(seated(administrator, agency, Role.APPROVER), 21) == [], "only who administers the country is told"
    keep(second, 30)
    assert [due(administrator, after) for after in (21, 31)] == [[1], [1, 2]]


def test_a_last_day_is_taken_back(administrator: User, own: Path) -> None:
    keeper, at = client_of(administrator), "/en/region/BRB/folder/"
    brought_twice(keeper, own)
    until = timezone.localdate() + dt.timedelta(days=30)
    for written in (str(until), ""):
        keeper.post(f"{at}2/keep/", {"until": written})
    assert "To be kept until" not in text(keeper, at)


def test_what_an_order_destroyed_is_told_by_the_trail_without_its_hash(administrator: User, own: Path) -> None:
    keeper = client_of(administrator)
    _, second = brought_twice(keeper, own)
    destroyed(keeper, 2)
    entry = Entry.objects.get(action="erase")
    assert (entry.kind, entry.country) == ("evidence", Entry.objects.get(key="BRB", number=1).country)
    assert "Ana ordered it" in entry.body
    assert '"before":{"country":"BRB","folder":2}' in entry.body
    assert digest(second) not in "".join(Entry.objects.values_list("body", flat=True))
    assert not known_hash(digest(second)), "nobody can try any more what the folder held"
    with scopes_disabled():
        assert list(CountryVersion.objects.values_list("number", flat=True)) == [2, 1]


def test_bytes_that_were_destroyed_are_brought_anew_as_a_version_with_its_entry(
    administrator: User, own: Path, carried_out: Any
) -> None:
    keeper, content = client_of(administrator), zipped(own)
    sent(keeper, content)
    with carried_out():
        destroyed(keeper, 1)
    sent(keeper, content)
    with scopes_disabled():
        assert list(CountryVersion.objects.values_list("number", flat=True)) == [2, 1]
    assert '"folder":2' in Entry.objects.filter(action="change")[0].body
    assert "Versions 1 and 2 hold the same bytes" in text(keeper, "/en/region/BRB/folder/2/erase/")
    with carried_out():
        destroyed(keeper, 2)
    assert not path_of(digest(content)).exists()
    shown = text(keeper, "/en/region/BRB/folder/")
    assert "Version 1, brought by Ada" in shown
    assert f"Version 2, brought by Ada on {timezone.localdate()}, was destroyed on {timezone.localdate()}." in shown


def test_a_folder_that_was_destroyed_does_not_come_back_with_a_backup(
    client: Client, administrator: User, own: Path, own_data: Path, carried_out: Any
) -> None:
    keeper = client_of(administrator)
    _, second = brought_twice(keeper, own)
    with carried_out():
        destroyed(keeper, 2)
    with scopes_disabled():
        Blob.objects.update(erased=None)
        path_of(digest(second)).write_bytes(second)
        with carried_out():
            assert erase_again(erased_of(kept_bytes(), [own_data / "erased-evidence.txt"])) == 1
    assert not path_of(digest(second)).exists()
    assert "Mean level 4.0 of 5" in text(client, "/en/region/BRB/")


def test_no_memory_of_a_process_holds_what_single_public_servants_said(administrator: User, own: Path) -> None:
    keeper = client_of(administrator)
    survey = own / "staff-survey.csv"
    survey.write_text(survey.read_text("utf-8").replace("Tax", "Zq9"), "utf-8")
    assert sent(keeper, zipped(own)).status_code == 302
    for address in ("/en/region/BRB/folder/", "/en/region/BRB/", "/en/region/"):
        text(keeper, address)
    gc.collect()
    assert not [one for one in gc.get_objects() if type(one) is Person and one.agency == "Zq9"]


def test_only_who_administers_the_country_sees_its_folder(client: Client, agency: Agency, administrator: User) -> None:
    reviewer = seated(administrator, agency, Role.REVIEWER)
    for address in ("/en/region/BRB/folder/", "/en/region/BRB/folder/1/"):
        assert client.get(address).status_code == 302
        assert signed_in(reviewer).get(address).status_code in {403, 404}
    assert "own folder: bring it" not in text(signed_in(reviewer), "/en/region/BRB/")
