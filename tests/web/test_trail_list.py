"""The audit trail narrowed to what an auditor looks for, and taken along as a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.spaces.actions import Seat, appoint, create_agency, create_country
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.trail_list import TrailChoice, filters_of, people_of
from publicvalue.workflow.roles import Role
from web_evidence import begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

PAGE = "/en/audit/"


@pytest.fixture
def trail(author: User, agency: Agency, member: Callable[..., User], signed_in: Any) -> Callable[..., list[str]]:
    """Return what the trail shows as somebody who audits asks for it: the numbers of its entries."""
    begun(author, agency, "Triage")
    browser = signed_in(member(Role.AUDITOR))

    def ask(**asked: str) -> list[str]:
        page = browser.get(PAGE, asked)
        assert page.status_code == 200
        table = browser.get(f"{PAGE}trail.csv", asked)
        rows = list(csv.DictReader(io.StringIO(b"".join(table).decode().removeprefix("\ufeff"))))
        shown = [str(one[0].entry.number) for one in page.context["entries"]]
        assert [one["number"] for one in rows] == shown
        return shown

    return ask


def numbers(**wanted: Any) -> list[str]:
    return [str(one) for one in Entry.objects.filter(country__isnull=False, **wanted).values_list("number", flat=True)]


def test_the_trail_is_narrowed_by_name_kind_person_and_day(trail: Callable[..., list[str]], author: User) -> None:
    whole = trail()
    assert whole == numbers()
    assert trail(q="TRIAGE permits") == numbers(key__contains="permits/triage")
    assert 0 < len(trail(kind="system")) < len(whole)
    assert trail(kind="system") == numbers(kind="system")
    assert trail(who=str(author.pk)) == numbers(who=str(author.pk))
    assert trail(q="nothing of the kind") == []
    day = timezone.localdate()
    assert (trail(since=str(day), until=str(day)), trail(until=str(day - dt.timedelta(days=1)))) == (whole, [])


def test_the_trail_is_narrowed_to_an_agency(
    trail: Callable[..., list[str]], agency: Agency, other_agency: Agency
) -> None:
    whole = trail()
    assert trail(agency=other_agency.slug) == numbers(agency=other_agency.pk)
    assert 0 < len(trail(agency=agency.slug)) < len(whole)
    assert trail(agency=agency.slug) == numbers(agency=agency.pk)
    assert trail(agency="nowhere") == []


def test_the_agencies_of_ones_countries_are_offered_where_there_are_several(
    agency: Agency, administrator: User, member: Callable[..., User], signed_in: Any
) -> None:
    auditor = member(Role.AUDITOR)
    browser = signed_in(auditor)

    def offered() -> list[str]:
        found = [one for one in browser.get(PAGE).context["filters"] if one.name == "agency"]
        return [option.value for one in found for option in one.options]

    abroad = create_country("CUB", "Cuba")
    with scopes_disabled():
        havana = Agency.objects.create(country=abroad, slug="havana", name="Havana")
    # Where one works without auditing, one reads no trail.
    appoint(auditor, Seat(Role.ASSESSOR, abroad, havana))
    assert offered() == [], "one agency is no choice"
    create_agency(administrator, agency.country, "Office of roads", "roads")
    assert offered() == ["", "permits", "roads"]


def test_what_cannot_be_read_narrows_nothing(trail: Callable[..., list[str]]) -> None:
    whole = trail()
    odd = {"since": "yesterday", "until": "9999-12-31", "kind": "nothing", "who": "9" * 40}
    assert trail(**odd) == whole
    assert trail(since="0001-01-01") == whole


def test_a_day_begins_where_the_country_lies(trail: Callable[..., list[str]], settings: Any) -> None:
    settings.TIME_ZONE = "America/Barbados"
    last = Entry.objects.filter(country__isnull=False)[0]
    here = timezone.localdate(last.at)
    assert str(last.number) in trail(since=str(here), until=str(here))


def test_nobody_finds_what_was_written_in_another_country(trail: Callable[..., list[str]]) -> None:
    create_country("CUB", "Cuba")
    assert Entry.objects.filter(key="CUB").count() == 1
    assert trail(q="CUB") == []


def test_a_table_holds_who_did_what_and_why(
    trail: Callable[..., list[str]], signed_in: Any, administrator: User
) -> None:
    trail()
    table = signed_in(administrator).get(f"{PAGE}trail.csv", {"kind": "system"})
    (row, *_) = csv.DictReader(io.StringIO(b"".join(table).decode().removeprefix("\ufeff")))
    entry = Entry.objects.get(number=row["number"])
    assert (row["action"], row["key"], row["hash"]) == (entry.action, "triage", entry.digest)
    assert row["at"].endswith("+00:00")
    assert '"name": "Triage"' in row["after"]


def test_no_filter_is_called_optional_as_all_are(member: Callable[..., User], signed_in: Any) -> None:
    page = signed_in(member(Role.AUDITOR)).get(PAGE).content.decode()
    assert ("Who wrote it" in page, "optional" in page) == (True, False)


def test_those_who_were_erased_stand_last_and_apart(author: User, agency: Agency, member: Callable[..., User]) -> None:
    gone = [author, member(Role.REVIEWER)]
    for one in gone:
        one.erase()
        one.save()
    with scopes_disabled():
        people = people_of([agency.country_id])
    (whom,) = (one for one in filters_of(TrailChoice(), people, []) if one.name == "who")
    told = [(one.value, str(one.label)) for one in whom.options]
    assert told[-2:] == [(str(one.pk), f"a person who was erased, account {one.pk}") for one in gone]
    assert told[1:-2] == [(str(one.pk), one.name) for one in people[:-2]]
