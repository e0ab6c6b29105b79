"""What anybody may see: records, agencies and countries, downloads, badges and the feed; and nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.interop.fields import FIELDS
from publicvalue.interop.own_table import COLUMNS, GATE_COLUMNS
from publicvalue.interop.record import SystemRecord, read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.public.happened import happened
from publicvalue.web.public.models import Publication
from publicvalue.web.register import actions
from publicvalue.web.register.actions import SystemToAdd, Why
from publicvalue.web.register.models import Change, RecordedGate, System
from publicvalue.web.spaces.actions import rename_agency
from publicvalue.web.spaces.models import Agency

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ATTACK = '<script>alert("x")</script>\'"><img src=x onerror=alert(1)>{{7*7}}{% now "Y" %}'


def record(**values: str) -> SystemRecord:
    least = {"name": "Claims triage", "summary": "Sorts claims for rent.", "phase": "use"}
    found, problems = read_record({**least, **values}, dt.date(2026, 3, 15))
    assert problems == []
    return found


@pytest.fixture
def system(agency: Agency, administrator: User) -> System:
    made = SystemToAdd(agency, record(contact="ai@care.example", website="https://care.example/ai"), publish=True)
    return actions.register_many([made], Why(administrator))[0]


def text(client: Client, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status
    body = b"".join(page) if page.streaming else page.content
    return body.decode()


def test_drafts_are_nowhere_to_be_seen(client: Client, agency: Agency, administrator: User) -> None:
    draft = actions.register_system(agency, record(name="Secret plan"), Why(administrator))
    for address in ("/en/systems/", "/en/agencies/permits/", "/en/countries/BRB/", "/en/changes.atom", "/systems.csv"):
        assert "Secret plan" not in text(client, address)
    for address in (f"/en/systems/{draft.slug}/", f"/systems/{draft.slug}.json", f"/en/systems/{draft.slug}/badge.svg"):
        assert client.get(address).status_code == 404
    assert client.get(f"/en/systems/{draft.slug}/remark/").status_code == 404


def test_a_system_that_nobody_assessed_is_shown_as_such(client: Client, system: System) -> None:
    page = text(client, f"/en/systems/{system.slug}/")
    assert "Registered, not assessed" in page
    assert "neither that it does, nor that it does not" in page
    assert "registered, not assessed" in text(client, "/en/systems/").lower()


def test_nothing_said_is_another_thing_than_none(client: Client, agency: Agency, administrator: User) -> None:
    actions.register_many([SystemToAdd(agency, record(appeal="none"), publish=True)], Why(administrator))
    page = text(client, "/en/systems/claims-triage/")
    assert "The agency says that there is no way to object." in page
    assert "Not reported" in page


def test_agencies_reported_reported_none_or_did_not_report(
    client: Client, system: System, other_agency: Agency, administrator: User
) -> None:
    silent = Agency(country=other_agency.country, slug="silent", name="Silent office")
    silent.save()
    actions.declare_none(other_agency, Why(administrator))
    page = " ".join(text(client, "/en/agencies/").split())
    states = {
        name: page.split(f">{name}</a>")[1].split("</tr>")[0]
        for name in (system.agency.name, other_agency.name, silent.name)
    }
    assert ">reported<" in states[system.agency.name]
    assert ">reported none<" in states[other_agency.name]
    assert ">did not report<" in states[silent.name]
    assert "said that it uses no AI systems" in text(client, "/en/agencies/roads/")
    assert "It did not report" in text(client, "/en/agencies/silent/")


def test_an_address_is_for_good_and_leads_to_the_readers_language(client: Client, system: System) -> None:
    found = client.get(f"/systems/{system.slug}/", headers={"accept-language": "es"})
    assert found["Location"] == f"/es/systems/{system.slug}/"


def test_a_record_that_was_withdrawn_says_so_and_why(client: Client, system: System, administrator: User) -> None:
    actions.withdraw_system(system, Why(administrator, "Registered twice"))
    assert "Registered twice" in text(client, f"/en/systems/{system.slug}/", 410)
    assert json.loads(text(client, f"/systems/{system.slug}.json", 410)) == {"withdrawn": True}
    assert "withdrawn" in text(client, f"/en/systems/{system.slug}/badge.svg")
    assert "Claims triage" not in text(client, "/en/systems/")


def test_lists_are_the_same_as_page_csv_and_json(client: Client, system: System, administrator: User) -> None:
    others = [SystemToAdd(system.agency, record(name=f"Pilot {n}", phase="pilot"), publish=True) for n in range(3)]
    actions.register_many(others, Why(administrator))
    rows = list(csv.DictReader(io.StringIO(text(client, "/systems.csv?phase=pilot").removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["Pilot 0", "Pilot 1", "Pilot 2"]
    assert tuple(rows[0]) == (*COLUMNS, *GATE_COLUMNS)
    assert json.loads(text(client, "/systems.json?phase=pilot"))["systems"] == rows
    assert json.loads(text(client, "/systems/pilot-0.json")) == rows[0]
    assert "3 systems" in text(client, "/en/systems/?phase=pilot")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=rent", True),
        ("q=RENT claims", True),
        ("q=rent nothing", False),
        ("q=permits", True),
        ("q=%25", False),
        ("phase=pilot", False),
        ("phase=unknown", True),
        ("country=brb", True),
        ("country=CUB", False),
        ("agency=permits", True),
        ("agency=roads", False),
        ("page=99", True),
    ],
)
def test_lists_are_narrowed_by_what_is_asked_for(client: Client, system: System, query: str, found: bool) -> None:
    assert (f'href="/en/systems/{system.slug}/"' in text(client, f"/en/systems/?{query}")) is found


@pytest.mark.parametrize("words", ["clasificacion", "CLASIFICACIÓN nandues", "ñandú", "agricola", "AGRÍCOLA claves"])
def test_words_are_found_with_and_without_accents_and_in_any_letters(
    client: Client, agency: Agency, administrator: User, words: str
) -> None:
    rename_agency(administrator, agency, "Oficina Agrícola", "moved")
    made = SystemToAdd(agency, record(name="Clasificación", summary="Claves de Ñandúes"), publish=True)
    (system,) = actions.register_many([made], Why(administrator))
    assert f'href="/en/systems/{system.slug}/"' in text(client, f"/en/systems/?q={words}")
    actions.change_system(system, record(name="Riego", summary="Agua"), 1, Why(administrator))
    assert (f'href="/en/systems/{system.slug}/"' in text(client, f"/en/systems/?q={words}")) is (words == "agricola")


def test_lists_are_sorted_as_people_read_them(client: Client, agency: Agency, administrator: User) -> None:
    names = ["Zonas", "ágora", "Banco", "Ñandú", "abono", "nube", "Ostra"]
    actions.register_many([SystemToAdd(agency, record(name=one), publish=True) for one in names], Why(administrator))
    shown = re.findall(r'href="/en/systems/[^"]+/">([^<]+)<', text(client, "/en/systems/"))
    assert [one for one in shown if one in names] == ["abono", "ágora", "Banco", "Ñandú", "nube", "Ostra", "Zonas"]


def test_downloads_hold_nothing_that_a_spreadsheet_would_run(
    client: Client, system: System, administrator: User
) -> None:
    actions.change_system(system, record(name="=1+1", summary="@SUM(A1)", owner="+49"), 1, Why(administrator))
    (row,) = csv.DictReader(io.StringIO(text(client, "/systems.csv").removeprefix("\ufeff")))
    assert (row["name"], row["summary"], row["owner"]) == ("'=1+1", "'@SUM(A1)", "'+49")


def test_the_feed_tells_what_changed_since_the_record_is_public(
    client: Client, system: System, administrator: User
) -> None:
    actions.change_system(system, record(unit="Claims & <rents>"), 1, Why(administrator, "moved"))
    root = ElementTree.fromstring(text(client, "/en/changes.atom"))  # noqa: S314 - our own feed
    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert titles == ["Claims triage: The record was changed", "Claims triage: The system was registered"]
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 3
    assert "moved" in (root.findtext(f"{ATOM}entry/{ATOM}summary") or "")


def test_feed_and_history_tell_of_assessments_and_gates_too(
    client: Client, system: System, administrator: User
) -> None:
    day = timezone.now() + dt.timedelta(days=1)
    made = [Publication.objects.create(system=system, number=n, result=b"{}", published=day) for n in (1, 2)]
    Publication.objects.filter(pk=made[0].pk).update(note="One figure was wrong", withdrawn=day + dt.timedelta(days=1))
    decided = {"decision": "go", "tier": 2, "framework": "gates/1.0"}
    RecordedGate.objects.create(system=system, number=1, gate="pilot", day=dt.date(2025, 3, 2), **decided)
    root = ElementTree.fromstring(text(client, "/en/changes.atom"))  # noqa: S314 - our own feed
    entries = list(root.iter(f"{ATOM}entry"))
    titles = [(one.findtext(f"{ATOM}title") or "").removeprefix("Claims triage: ") for one in entries]
    assert titles == [
        "Version 1 of its assessment was withdrawn",
        "Version 2 of its assessment was published",
        "Version 1 of its assessment was published",
        "Pilot: go",
        "The system was registered",
    ]
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids)
    assert ["One figure was wrong" in (one.findtext(f"{ATOM}summary") or "") for one in entries] == [True, *[False] * 4]
    updated = [one.findtext(f"{ATOM}updated") or "" for one in (root, *entries)]
    assert updated[0] == updated[1] == max(updated)
    for one in entries:
        page = urlsplit(one.find(f"{ATOM}link").get("href")).path
        assert client.get(page).status_code in {200, 410}, page
    history = text(client, f"/en/systems/{system.slug}/history/")
    assert [title for title in titles if title not in history] == []
    assert f'href="/en/systems/{system.slug}/assessments/2/"' in history
    # Nothing is told of what is not public any more but that it was withdrawn.
    actions.withdraw_system(system, Why(administrator, "It is gone"))
    assert "assessment was" not in text(client, "/en/changes.atom")


DECIDED = {"gate": "pilot", "day": dt.date(2025, 3, 2), "decision": "go", "tier": 2, "framework": "gates/1.0"}


def entries_of(client: Client) -> dict[str, tuple[dt.datetime, str]]:
    """Return what the feed tells, by what tells an entry from others: its moment and its summary."""
    root = ElementTree.fromstring(text(client, "/en/changes.atom"))  # noqa: S314 - our own feed
    return {
        (one.findtext(f"{ATOM}id") or "").split("#")[-1]: (
            dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated") or ""),
            one.findtext(f"{ATOM}summary") or "",
        )
        for one in root.iter(f"{ATOM}entry")
    }


def test_who_has_read_the_feed_up_to_a_moment_sees_a_gate_that_is_recorded_later(
    client: Client, system: System
) -> None:
    read = timezone.now().replace(microsecond=0)
    RecordedGate.objects.create(system=system, number=1, **DECIDED)
    moment, summary = entries_of(client)["gate-1"]
    assert moment >= read
    assert "decided on 2025-03-02" in summary
    assert "2025-03-02, on record since " in text(client, f"/en/systems/{system.slug}/history/")


@pytest.mark.parametrize("again", [False, True])
def test_what_happened_while_a_record_was_not_public_is_told_since_it_is(
    again: bool, agency: Agency, administrator: User
) -> None:
    why = Why(administrator, "so")
    system = actions.register_system(agency, record(), why)
    if again:
        actions.publish_system(system, why)
        actions.withdraw_system(system, why)
    RecordedGate.objects.create(system=system, number=1, **DECIDED)
    Publication.objects.create(system=system, number=1, result=b"{}", withdrawn=timezone.now(), note="wrong")
    actions.publish_system(system, why)
    RecordedGate.objects.create(system=system, number=2, **DECIDED)
    with scopes_disabled():
        shown = Change.objects.filter(system=system).latest("at").at
        later = RecordedGate.objects.get(number=2).recorded
    told = {one.id: one.at for one in happened()}
    assert {name: told[name] for name in ("gate-1", "withdrawn-1", "gate-2")} == {
        "gate-1": shown,
        "withdrawn-1": shown,
        "gate-2": later,
    }


def test_a_gate_of_which_nobody_kept_when_it_was_recorded_is_told_of_its_day(client: Client, system: System) -> None:
    RecordedGate.objects.create(system=system, number=1, recorded=None, **DECIDED)
    assert entries_of(client)["gate-1"][0] == dt.datetime(2025, 3, 2, tzinfo=dt.UTC)
    assert "on record since" not in text(client, f"/en/systems/{system.slug}/history/")


def test_what_was_written_before_a_record_is_public_stays_inside(
    client: Client, agency: Agency, administrator: User
) -> None:
    draft = actions.register_system(agency, record(unit="Working title"), Why(administrator))
    actions.change_system(draft, record(unit="Claims"), 1, Why(administrator, "first thoughts"))
    actions.publish_system(draft, Why(administrator))
    for address in (f"/en/systems/{draft.slug}/history/", f"/en/systems/{draft.slug}/", "/en/changes.atom"):
        page = text(client, address)
        assert "was shown to the public" in page
        assert "Working title" not in page
        assert "first thoughts" not in page


def test_readers_are_not_told_who_changed_a_record(client: Client, system: System, administrator: User) -> None:
    actions.change_system(system, record(unit="Claims"), 1, Why(administrator))
    for address in (f"/en/systems/{system.slug}/history/", f"/en/systems/{system.slug}/", "/en/changes.atom"):
        assert administrator.name not in text(client, address).replace("Barbados", "")


def test_what_users_write_is_never_run(agency: Agency, administrator: User) -> None:
    words = {id: ATTACK for id, field in FIELDS.items() if field.kind in ("line", "text") and id != "currency"}
    made = actions.register_many([SystemToAdd(agency, record(**words), publish=True)], Why(administrator, ATTACK))[0]
    actions.change_system(made, record(**{**words, "unit": ATTACK + "2"}), 1, Why(administrator, ATTACK))
    with scopes_disabled():
        actions.remark(made, ATTACK)
    signed = Client()
    signed.force_login(administrator)
    pages = [f"/en/systems/{made.slug}/", "/en/systems/", f"/en/systems/{made.slug}/history/", "/en/changes.atom"]
    pages += [f"/en/systems/{made.slug}/badge.svg", "/en/agencies/permits/", f"/en/systems/?q={ATTACK}"]
    own = [f"/en/register/{made.slug}/{part}" for part in ("", "history/", "what/", "who/", "why/", "how/", "care/")]
    for address in (*pages, *own, "/en/register/"):
        page = text(signed, address)
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "49{" not in page, address
    assert "&lt;script&gt;" in text(signed, pages[0])


def test_pages_have_no_style_and_no_script_within(client: Client, system: System) -> None:
    for address in ("/en/", "/en/systems/", f"/en/systems/{system.slug}/", "/en/agencies/", "/en/about/"):
        page = text(client, address)
        assert "style=" not in page
        assert "<style" not in page
        assert page.count("<script") == 1
        assert "<script src=" in page
        assert " onclick" not in page


def test_a_published_assessment_that_cannot_be_read_is_named_and_breaks_nothing(client: Client, system: System) -> None:
    Publication.objects.create(system=system, number=1, result=b'{"format": 1}')
    page = text(client, f"/en/systems/{system.slug}/")
    assert "An assessment is published that this page cannot show" in page
    assert "cannot show the report" in text(client, f"/en/systems/{system.slug}/assessments/1/")
    assert "assessed" in text(client, f"/en/systems/{system.slug}/badge.svg")


def test_a_withdrawn_assessment_leaves_its_note(client: Client, system: System) -> None:
    Publication.objects.create(
        system=system, number=1, result=b"{}", withdrawn=timezone.now(), note="The sample was wrong."
    )
    page = text(client, f"/en/systems/{system.slug}/")
    assert "Its assessment was withdrawn" in page
    assert "The sample was wrong." in page
    assert "was withdrawn on" in text(client, f"/en/systems/{system.slug}/assessments/1/", 410)
