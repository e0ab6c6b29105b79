"""What anybody sees of a region and its countries, beside the systems that their agencies registered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.register import actions
from publicvalue.web.register.actions import SystemToAdd, Why
from publicvalue.web.spaces.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]


def text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_the_region_shows_every_country_and_leads_to_it(client: Client) -> None:
    page = text(client, "/en/region/")
    maps = text(client, "/en/region/maps/")
    assert 'href="/en/region/maps/"' in page
    assert maps.count("<svg") == 2
    assert maps.count('download="region-map-') == 2
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
