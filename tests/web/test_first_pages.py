"""What somebody sees first: what waits for them, where to begin, and countries by their names."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.demonstration import loading
from publicvalue.web.language.countries import countries_in, country_name
from publicvalue.web.register import actions as register
from publicvalue.web.spaces import actions as spaces
from publicvalue.web.spaces.models import Agency, Country, Membership
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.models import Version
from publicvalue.workflow.roles import Role
from web_evidence import begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

WAITS = '<h2 class="govuk-heading-m">Waits for you</h2>'


def waiting(page: str) -> list[str]:
    """Return the addresses of what waits."""
    part = page.partition(WAITS)[2].partition("</ul>")[0]
    return re.findall(r'href="([^"]+)"', part)


def test_each_role_is_shown_what_waits_for_it_and_where_it_goes_on(
    member: Callable[..., User], signed_in: Callable[[User], Client], author: User, agency: Agency
) -> None:
    begun(author, agency, "Draft")
    with scopes_disabled():
        handed = begun(author, agency, "Handed over")
        stores.submit(author, handed, handed.snapshot)
    here = "/en/assessments/permits/"
    found = {role: waiting(signed_in(member(role)).get("/en/").content.decode()) for role in Role if role != "public"}
    assert found[Role.ASSESSOR] == found[Role.CONTRIBUTOR] == [f"{here}draft/"]
    assert found[Role.REVIEWER] == found[Role.APPROVER] == [f"{here}handed-over/review/"]
    assert found[Role.AUDITOR] == found[Role.ADMINISTRATOR] == found[Role.ANALYST] == []


def test_each_role_is_told_what_it_may_do_itself_in_the_agency_in_which_it_is_held(
    member: Callable[..., User], signed_in: Callable[[User], Client], author: User, agency: Agency, other_agency: Agency
) -> None:
    begun(author, agency, "Draft")
    with scopes_disabled():
        handed = begun(author, agency, "Handed over")
        stores.submit(author, handed, handed.snapshot)
    told = {
        role: signed_in(member(role)).get("/en/").content.decode().partition(WAITS)[2]
        for role in (Role.CONTRIBUTOR, Role.ASSESSOR, Role.REVIEWER, Role.APPROVER)
    }
    assert {role: ("hand it over" in page, "approve it" in page) for role, page in told.items()} == {
        Role.CONTRIBUTOR: (False, False),
        Role.ASSESSOR: (True, False),
        Role.REVIEWER: (False, False),
        Role.APPROVER: (False, True),
    }
    both = member(Role.REVIEWER)
    Membership.objects.create(user=both, role=Role.CONTRIBUTOR, agency=other_agency, country=other_agency.country)
    assert waiting(signed_in(both).get("/en/").content.decode()) == ["/en/assessments/permits/handed-over/review/"]


@pytest.mark.parametrize("role", [one for one in Role if one != Role.PUBLIC])
def test_each_role_has_pages_to_begin_with_that_it_reaches(
    role: Role, member: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(member(role))
    page = client.get("/en/").content.decode()
    ways = re.findall(r'<h3 class="govuk-heading-s"><a class="govuk-link" href="([^"]+)"', page)
    assert ways
    assert {way: client.get(way).status_code for way in ways} == dict.fromkeys(ways, 200)


def test_who_administers_a_country_is_led_to_its_page_where_there_is_one(
    administrator: User, agency: Agency, signed_in: Callable[[User], Client]
) -> None:
    led = '<a class="govuk-link" href="/en/region/BRB/">Countries</a>'
    assert signed_in(administrator).get("/en/").content.decode().count(led) == 1
    Country.objects.filter(pk=agency.country.pk).update(code="XMU")
    page = signed_in(administrator).get("/en/").content.decode()
    assert ("/en/region/XMU/" in page, "where its folder is" in page) == (False, False)
    assert "Agencies and people" in page


def test_countries_are_known_by_name_in_each_language() -> None:
    assert len(countries_in("en")) == len({code for code, _ in countries_in("es")}) == 249
    assert (country_name("DEU", "en"), country_name("DEU", "es"), country_name("XXX", "en")) == (
        "Germany",
        "Alemania",
        "",
    )
    names = [name for _, name in countries_in("en")]
    assert names.index("Åland Islands") < names.index("Albania") < names.index("Zambia")


def test_the_first_administrator_chooses_a_country_by_its_name(client: Client) -> None:
    page = client.get("/en/start/").content.decode()
    assert '<option value="JAM">Jamaica</option>' in page
    sent = {"code": spaces.first_run_code(), "name": "Ada", "email": "ada@example.org"}
    sent |= {"password": "three short words", "country_code": "JAM", "country_name": ""}
    assert client.post("/en/start/", {**sent, "country_code": "Jamaica"}).status_code == 200
    assert client.post("/en/start/", sent).status_code == 302
    with scopes_disabled():
        assert str(User.objects.get().email) == "ada@example.org"
    assert "Jamaica: country administrator" in client.get("/en/").content.decode()


def test_a_question_on_the_country_is_a_list_that_keeps_what_stands(
    signed_in: Callable[[User], Client], author: User, agency: Agency
) -> None:
    begun(author, agency, "Triage")
    page = signed_in(author).get("/en/assessments/permits/triage/").content.decode()
    address = next(one for one in re.findall(r'href="([^"]+)"', page) if "/country/" in one)
    asked = signed_in(author).get(address).content.decode()
    assert re.search(r'<select[^>]*name="answer"', asked)
    assert '<option value="BRB" selected>Barbados</option>' in asked
    assert '<option value="TTO">Trinidad' in asked


def test_a_long_value_of_the_trail_is_folded(
    signed_in: Callable[[User], Client], administrator: User, agency: Agency
) -> None:
    record = register.SystemRecord({"name": "Triage", "summary": "Sorts claims. " * 40, "phase": "use"})
    register.register_system(agency, record, register.Why(administrator))
    page = signed_in(administrator).get("/en/audit/").content.decode()
    assert re.search(r"<summary>What it does: Sorts claims[^<]{20,60}…</summary>", page)
    assert "Sorts claims. " * 39 in page


def test_the_made_up_people_are_offered_on_the_first_page_of_a_demonstration(client: Client, settings: object) -> None:
    settings.PUBLICVALUE_DEMONSTRATION = True
    assert "/en/demonstration/" not in client.get("/en/").content.decode(), "nobody is there yet"
    loading.make_people()
    assert "/en/demonstration/" in client.get("/en/").content.decode()
    with scopes_disabled():
        assert not Version.objects.exists()
    neighbour = client.get("/en/agencies/made-up-neighbour/").content.decode()
    assert "reported none" in neighbour
