"""Lists stay quick and ask the database as often for 5,000 systems as for a few."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
import zeal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.public.kept import Kept
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.stores.models import Assessment, Version
from publicvalue.workflow.roles import Role
from web_country import fill_country

pytestmark = pytest.mark.django_db

PUBLIC = ("/en/systems/", "/en/agencies/", "/en/countries/BRB/", "/en/agencies/permits/", "/en/changes.atom")
OWN = ("/en/register/",)
COUNTRY = 5_000
QUICK = 0.2
"""Seconds within which a page of a list is there."""


def queries(client: Client, address: str) -> int:
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        zeal.zeal_context(),
    ):
        page = client.get(address)
        assert page.status_code == 200
    return len(asked)


def test_more_systems_are_no_more_queries(
    client: Client, country: Country, agency: Agency, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    del agency
    monkeypatch.setattr("publicvalue.web.public.kept.PAGES", Kept(0))
    signed = Client()
    signed.force_login(administrator)
    fill_country(country, 3, 2)
    pages = [*((client, one) for one in PUBLIC), *((signed, one) for one in OWN)]
    # The first request of a session notes it.
    signed.get("/en/register/")
    few = {one: queries(browser, one) for browser, one in pages}
    fill_country(country, 60, 20)
    assert {one: queries(browser, one) for browser, one in pages} == few
    assert max(few.values()) <= 16


def seconds(client: Client, address: str) -> float:
    """Return the median of the processor's seconds that a page takes, once it was asked for."""
    client.get(address)
    taken = []
    for _ in range(5):
        start = time.process_time()
        assert client.get(address).status_code == 200
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def test_a_country_of_5000_systems_is_listed_in_time(client: Client, country: Country) -> None:
    fill_country(country, COUNTRY, 100)
    taken = {
        address: seconds(client, address)
        for address in (
            "/en/systems/",
            "/en/systems/?q=rent+official",
            "/en/systems/?q=nothing+of+the+kind",
            "/en/systems/?phase=pilot&topic=health&order=changed",
            "/en/systems/?page=180",
            "/en/countries/BRB/",
            "/en/agencies/",
        )
    }
    assert {address: found for address, found in taken.items() if found >= QUICK} == {}


def test_who_reads_many_agencies_narrows_lists_and_tables_to_one(
    agency: Agency, country: Country, member: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    fill_country(country, 6, 3)
    reader = signed_in(member(Role.AUDITOR))
    with scopes_disabled():
        [first, second, third] = Agency.objects.filter(slug__startswith="office-")
        for one in (first, first, second):
            name = f"assessment-{Assessment.objects.count()}"
            made = Assessment.objects.create(agency=one, slug=name, title=name)
            by = User.objects.first()
            Version.objects.create(assessment=made, number=1, by=by, snapshot="", state="draft")
    page = reader.get("/en/register/")
    [asked] = [one for one in page.context["filters"] if one.name == "agency"]
    # The office of permits has no system: it is no choice.
    assert [one.value for one in asked.options] == ["", first.slug, second.slug, third.slug]
    assert agency.slug not in {one.value for one in asked.options}
    for address in ("", "systems.csv", "systems.json"):
        found = reader.get(f"/en/register/{address}", {"agency": second.slug})
        text = b"".join(found).decode()
        assert [one.name in text.replace(f">{one.name}</option>", "") for one in (first, second)] == [False, True], text
    # Another choice counts, and not the one before.
    narrowed = reader.get("/en/register/", {"agency": second.slug}).content.decode()
    assert narrowed.count('name="agency"') == 1
    page = reader.get("/en/assessments/", {"agency": first.slug, "state": "draft"})
    assert {one["version"].assessment.agency for one in page.context["entries"]} == {first}
    assert len(page.context["entries"]) == 2
    assert [text for text, _ in page.context["chips"]] == [first.name, "draft"]
    assert reader.get("/en/assessments/", {"agency": third.slug}).context["entries"] == []
    assert b"No assessment fits all of this" in reader.get("/en/assessments/", {"agency": third.slug}).content


def test_more_assessments_are_no_more_queries(agency: Agency, administrator: User) -> None:
    signed = Client()
    signed.force_login(administrator)

    def begin(number: int) -> None:
        with scopes_disabled():
            for _ in range(number):
                name = f"assessment-{Assessment.objects.count()}"
                made = Assessment.objects.create(agency=agency, slug=name, title=name)
                Version.objects.create(assessment=made, number=1, by=administrator, snapshot="", state="published")
                Version.objects.create(assessment=made, number=2, by=administrator, snapshot="", state="draft")

    begin(2)
    with scopes_disabled():
        agency = Agency.objects.create(country=agency.country, slug="roads", name="Office of roads")
    begin(2)
    queries(signed, "/en/assessments/")
    few = queries(signed, "/en/assessments/")
    begin(60)
    assert queries(signed, "/en/assessments/") == few
    page = signed.get("/en/assessments/").content.decode()
    assert "assessment-63" in page, "the one that began last is first"
    assert page.count("version 2") == 50, "and of each its newest version, on pages of fifty"
