"""Systems are registered, changed, shown and withdrawn by those who may; each write leaves its trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django_scopes import scope, scopes_disabled

from publicvalue.errors import InputError
from publicvalue.interop.fields import FIELDS, GROUPS
from publicvalue.interop.record import SystemRecord, read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.register import actions
from publicvalue.web.register.actions import Why
from publicvalue.web.register.models import Change, Declaration, Remark, State, System
from publicvalue.web.register.records import differences, put, values_of
from publicvalue.web.spaces.models import Agency
from publicvalue.workflow.roles import Role

Member = Callable[..., User]
SignedIn = Callable[[User], Client]

pytestmark = pytest.mark.django_db

LEAST = {"name": "Claims triage", "summary": "Sorts claims for rent.", "phase": "use"}


def record(**values: str) -> SystemRecord:
    found, problems = read_record({**LEAST, **values}, dt.date(2026, 3, 15))
    assert problems == []
    return found


@pytest.fixture
def author(member: Member) -> User:
    return member(Role.CONTRIBUTOR)


@pytest.fixture
def approver(member: Member) -> User:
    return member(Role.APPROVER)


@pytest.fixture
def system(agency: Agency, author: User) -> System:
    return actions.register_system(agency, record(), Why(author))


def test_a_row_has_a_column_for_each_field_and_keeps_what_a_record_says() -> None:
    whole = {id: next(iter(field.choices), "") or _example(field.kind) for id, field in FIELDS.items()}
    whole |= {"currency": "BBD"}
    found, problems = read_record(whole, dt.date(2026, 12, 31))
    assert problems == []
    row = System()
    put(row, found)
    assert values_of(row) == dict(found.values) == whole


def _example(kind: str) -> str:
    return {
        "line": "A line",
        "text": "Some text\nin lines",
        "moment": "2026-03",
        "day": "2026-03-01",
        "amount": "250000",
        "email": "ai@care.example",
        "web": "https://care.example/ai",
    }[kind]


def test_differences_name_what_was_filled_in_changed_and_taken_out() -> None:
    before, after = differences({"name": "A", "unit": "x", "owner": "o"}, {"name": "B", "owner": "o", "people": "p"})
    assert before == {"name": "A", "unit": "x", "people": ""}
    assert after == {"name": "B", "unit": "", "people": "p"}


def test_a_system_begins_as_a_draft_with_an_address_of_its_own(agency: Agency, author: User) -> None:
    first, second = (actions.register_system(agency, record(), Why(author)) for _ in range(2))
    assert (first.slug, second.slug, first.state) == ("claims-triage", "claims-triage-2", State.DRAFT)
    new = actions.register_system(agency, record(name="New"), Why(author))
    assert new.slug == "new-2", "an address that is a page's own is no system's"


def test_every_write_has_its_entry_in_the_trail(system: System, author: User, approver: User) -> None:
    actions.change_system(system, record(unit="Claims"), 1, Why(author, "asked by audit"))
    actions.publish_system(system, Why(approver))
    actions.withdraw_system(system, Why(approver, "registered twice"))
    entries = list(Entry.objects.filter(kind="system").order_by("number").values_list("action", "key", "who"))
    assert entries == [
        ("create", "claims-triage", str(author.pk)),
        ("change", "claims-triage", str(author.pk)),
        ("publish", "claims-triage", str(approver.pk)),
        ("withdraw", "claims-triage", str(approver.pk)),
    ]
    assert verify_trail().problems == ()
    with scopes_disabled():
        changed = Change.objects.get(action="change")
        assert (changed.before, changed.after, changed.why) == ({"unit": ""}, {"unit": "Claims"}, "asked by audit")
        assert list(Change.objects.values_list("public", flat=True)) == [True, True, False, False]


def test_a_change_that_changes_nothing_writes_nothing(system: System, author: User) -> None:
    entries = Entry.objects.count()
    assert actions.change_system(system, record(), 1, Why(author)) is False
    assert Entry.objects.count() == entries


def test_the_second_of_two_people_is_told_and_nothing_is_lost(system: System, author: User, member: Member) -> None:
    other = member(Role.ASSESSOR)
    assert actions.change_system(system, record(unit="Claims"), 1, Why(author))
    with pytest.raises(actions.ChangedMeanwhileError) as error:
        actions.change_system(system, record(unit="Rent"), 1, Why(other))
    assert error.value.theirs["unit"] == "Claims"
    with scopes_disabled():
        system.refresh_from_db()
    assert (system.unit, system.version) == ("Claims", 2)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.ANALYST])
def test_those_who_may_not_write_cannot(system: System, member: Member, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_system(system, record(unit="x"), 1, Why(member(role)))
    with pytest.raises(PermissionDenied):
        actions.publish_system(system, Why(member(role)))


def test_who_writes_does_not_publish(system: System, author: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.publish_system(system, Why(author))
    with pytest.raises(PermissionDenied):
        actions.publish_system(system, Why(None))


def test_people_of_another_agency_write_nothing_here(system: System, member: Member, other_agency: Agency) -> None:
    stranger = member(Role.CONTRIBUTOR, other_agency)
    with pytest.raises(PermissionDenied):
        actions.change_system(system, record(unit="x"), 1, Why(stranger))


def test_a_record_without_a_phase_is_not_shown(agency: Agency, author: User, approver: User) -> None:
    bare = actions.register_system(agency, SystemRecord({"name": "A", "summary": "B"}), Why(author))
    with pytest.raises(InputError) as error:
        actions.publish_system(bare, Why(approver))
    assert [(one.place.field, one.what) for one in error.value.problems] == [("phase", "this is missing")]


def test_a_withdrawal_needs_a_reason(system: System, approver: User) -> None:
    with pytest.raises(InputError):
        actions.withdraw_system(system, Why(approver, " "))


def test_an_agency_with_systems_does_not_report_none(agency: Agency, other_agency: Agency, administrator: User) -> None:
    actions.register_system(agency, record(), Why(administrator))
    with pytest.raises(InputError):
        actions.declare_none(agency, Why(administrator))
    actions.declare_none(other_agency, Why(administrator))
    actions.declare_none(other_agency, Why(administrator))
    with scopes_disabled():
        assert Declaration.objects.filter(withdrawn__isnull=True).count() == 1


def test_two_agencies_do_not_see_each_others_drafts(
    system: System, member: Member, other_agency: Agency, signed_in: SignedIn
) -> None:
    stranger = signed_in(member(Role.CONTRIBUTOR, other_agency))
    assert "Claims triage" not in stranger.get("/en/register/").content.decode()
    for path in ("", "history/", "what/", "withdraw/"):
        assert stranger.get(f"/en/register/{system.slug}/{path}").status_code == 404
    assert stranger.post(f"/en/register/{system.slug}/publish/").status_code == 404
    assert "Claims triage" not in b"".join(stranger.get("/en/register/systems.csv")).decode()


def test_pages_ask_who_one_is(client: Client, system: System) -> None:
    for path in ("", "new/", "none/", "import/", "systems.csv", "systems.json", f"{system.slug}/"):
        found = client.get(f"/en/register/{path}")
        assert (found.status_code, "/account/login/" in found["Location"]) == (302, True)


def test_the_pages_of_a_record_are_filled_in_one_after_the_other(
    author: User, agency: Agency, signed_in: SignedIn
) -> None:
    browser = signed_in(author)
    sent = browser.post("/en/register/new/", {"name": "Claims", "summary": "Sorts.", "then": "next"})
    assert sent["Location"] == "/en/register/claims/phase/"
    version = 1
    for group, following in zip(GROUPS[1:], [*GROUPS[2:], None], strict=True):
        values = {"phase": "pilot"} if group.id == "phase" else {group.fields[0].id: "1" if group.id == "cost" else "x"}
        values |= {"currency": "BBD"} if group.id == "cost" else {}
        sent = browser.post(f"/en/register/claims/{group.id}/", {**values, "version": version, "then": "next"})
        assert sent["Location"] == (f"/en/register/claims/{following.id}/" if following else "/en/register/claims/")
        version += 1
    with scope(agency=[agency.pk]):
        found = System.objects.get()
    assert (found.phase, found.cost, found.currency, found.version) == ("pilot", "1", "BBD", version)


def test_a_faulty_page_comes_back_with_all_that_was_written(system: System, author: User, signed_in: SignedIn) -> None:
    sent = {"phase": "pilot", "used_from": "soon", "used_from_is": "intended", "version": 1}
    page = signed_in(author).post(f"/en/register/{system.slug}/phase/", sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_used_from"' in text
    assert 'value="soon"' in text
    assert "&#x27;soon&#x27; is no date" in text


def test_there_is_none_is_an_answer_of_its_own(system: System, author: User, signed_in: SignedIn) -> None:
    browser = signed_in(author)
    browser.post(f"/en/register/{system.slug}/who/", {"supplier": "", "supplier_none": "on", "version": 1})
    with scopes_disabled():
        system.refresh_from_db()
    assert system.supplier == "none"
    page = browser.get(f"/en/register/{system.slug}/who/").content.decode()
    assert 'name="supplier_none" id="id_supplier_none" checked' in page


def test_who_saves_over_anothers_change_sees_both(
    system: System, author: User, member: Member, signed_in: SignedIn
) -> None:
    first, second = signed_in(author), signed_in(member(Role.ASSESSOR))
    first.post(f"/en/register/{system.slug}/who/", {"unit": "Claims office", "version": 1})
    page = second.post(f"/en/register/{system.slug}/who/", {"unit": "Rent office", "version": 1})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Claims office" in text
    assert 'value="Rent office"' in text
    kept = second.post(f"/en/register/{system.slug}/who/", {"unit": "Rent office", "version": 2})
    assert kept.status_code == 302


def test_remarks_of_readers_stand_beside_the_record_until_they_are_looked_at(
    system: System, author: User, approver: User, signed_in: SignedIn, client: Client
) -> None:
    actions.publish_system(system, Why(approver))
    address = f"/en/systems/{system.slug}/remark/"
    assert client.post(address, {"text": "  "}).status_code == 422
    assert client.post(address, {"text": "A program", "website": "x"}).status_code == 302
    assert client.post(address, {"text": "The phone number is wrong"}).status_code == 302
    with scopes_disabled():
        (remark,) = Remark.objects.all()
    browser = signed_in(author)
    assert "The phone number is wrong" in browser.get(f"/en/register/{system.slug}/").content.decode()
    browser.post(f"/en/register/{system.slug}/remarks/{remark.pk}/")
    assert "The phone number is wrong" not in browser.get(f"/en/register/{system.slug}/").content.decode()


def test_remarks_are_limited_by_the_hour(system: System, approver: User, client: Client) -> None:
    actions.publish_system(system, Why(approver))
    address = f"/en/systems/{system.slug}/remark/"
    codes = [client.post(address, {"text": f"Remark {number}"}).status_code for number in range(22)]
    assert codes == [302] * 20 + [422] * 2


def test_remarks_are_counted_by_the_network_that_a_trusted_proxy_names(
    system: System, approver: User, client: Client, settings: object
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    actions.publish_system(system, Why(approver))

    def send(network: str) -> int:
        # What stands before the last proxy's word is the reader's own, and moves nobody to another count.
        headers = {"x-forwarded-for": f"10.0.0.9, {network}"}
        return client.post(f"/en/systems/{system.slug}/remark/", {"text": "x"}, headers=headers).status_code

    assert [send("192.0.2.1") for _ in range(21)] == [302] * 20 + [422]
    assert send("192.0.2.2") == 302


def test_overdue_records_are_said_to_be(system: System, author: User, signed_in: SignedIn) -> None:
    actions.change_system(system, record(review_by="2026-01-31"), 1, Why(author))
    browser = signed_in(author)
    assert "One record should have been reviewed by now." in browser.get("/en/register/").content.decode()
    assert "Claims triage" in browser.get("/en/register/?overdue=yes").content.decode()
    with scopes_disabled():
        system.refresh_from_db()
    actions.change_system(system, record(review_by="2026-01-31", phase="ended"), system.version, Why(author))
    assert "should have been reviewed" not in browser.get("/en/register/").content.decode()


def test_a_list_that_is_narrowed_says_to_what_in_words(
    system: System, administrator: User, other_agency: Agency, signed_in: SignedIn
) -> None:
    page = signed_in(administrator).get(f"/en/register/?agency={system.agency.slug}&state=draft").content.decode()
    chips = page.partition("pv-chips")[2].partition("</ul>")[0]
    assert system.agency.name in chips
    assert "Any</option>" in page, "nothing is said of who sees them all"
    assert other_agency.name not in page, "an agency without systems is no choice"
