"""Pages of an assessment in a browser: in Spanish, dark, on a phone, without a fault of accessibility."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import REPORT, RESULTS
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import find_question
from publicvalue.web.assessors import actions
from publicvalue.web.public.models import Publication
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.models import Version
from publicvalue.workflow.roles import Role
from web_evidence import begun

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_run,
    pytest.mark.one_database,
    pytest.mark.usefixtures("emptied"),
]

PHONE = {"width": 320, "height": 640}
PICTURES = os.environ.get("PUBLICVALUE_PICTURES", "")
BUNDLE = Path(__file__).parents[2] / "examples" / "court-risk-scores" / "bundle.zip"
FRAMEWORK = load_framework("public-value/1.0").framework
HERE = "/es/assessments/permits/triage"


@pytest.fixture
def people(member: Callable[..., User]) -> list[User]:
    return [member(Role.ASSESSOR, name="Ana"), member(Role.ASSESSOR, name="Ben")]


@pytest.fixture
def version(agency: Agency, people: list[User]) -> Version:
    """An assessment with a stored report, which is published of two systems: its numbers are another example's."""
    with zipfile.ZipFile(BUNDLE) as bundle:
        results = bundle.read(RESULTS)
    versions = [begun(people[0], agency, name) for name in ("Triage", "Claims")]
    with scopes_disabled():
        for one in versions:
            stores.write_results(None, one, REPORT, {RESULTS: results}, one.snapshot)
            system = one.assessment.system
            type(system).objects.filter(pk=system.pk).update(state="public")
            Publication.objects.create(system=system, number=1, result=results, version=one)
    return versions[0]


def look(browser: Browser, server: str, user: User, addresses: dict[str, str]) -> list[str]:
    """Return what is wrong with pages: faults of accessibility, and pages that are wider than the phone."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(bypass_csp=True, color_scheme="dark", viewport=PHONE)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}])
    page, wrong = context.new_page(), []
    for name, address in addresses.items():
        response = page.goto(f"{server}{address}")
        if response is None or response.status != 200:
            wrong.append(f"{name}: {response.status if response else 'nothing'}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page).response["violations"]
        wrong += [f"{name}: {one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append(f"{name} is wider than the phone")
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    context.close()
    return wrong


@pytest.mark.long
def test_pages_of_an_assessment_have_no_fault_and_are_whole_on_a_dark_phone(
    browser: Browser, live_server: object, version: Version, people: list[User]
) -> None:
    ana, ben = people
    server = str(live_server)
    pages = {
        "panel-before": f"{HERE}/assessors/",
        "costs": f"{HERE}/tables/costs/",
        "ratings": f"{HERE}/tables/ratings/",
        "answers": f"{HERE}/evidence/answers/",
        "scores": f"{HERE}/scores/",
        "explain": f"{HERE}/scores/public_value/",
        "over-time": "/es/systems/triage/over-time/",
        "system": "/es/systems/triage/",
        "published": "/es/systems/triage/assessments/1/",
        "surveys": f"{HERE}/surveys/",
        "survey-open": f"{HERE}/surveys/open/citizens/",
        "compare": "/es/compare/?one=triage&other=claims",
    }
    wrong = look(browser, server, ana, pages)
    with scopes_disabled():
        panel = actions.begin(ana, version, people, ["red_lines"])
        kind, id = panel.questions[0].split("/")
        for who, first in ((ana, "no"), (ben, "yes")):
            for key in panel.questions:
                given = {"answer": first if key == panel.questions[0] else "unknown"}
                actions.keep(who, panel, find_question(FRAMEWORK, *key.split("/")), given)
    apart = {"panel-apart": f"{HERE}/assessors/", "own": f"{HERE}/assessors/{kind}/{id}/"}
    closed = {"closed": f"{HERE}/{kind}/{id}/", "tasks": f"{HERE}/"}
    wrong += look(browser, server, ana, apart | closed)
    with scopes_disabled():
        actions.finish(ana, panel)
        actions.finish(ben, panel)
        line = find_question(FRAMEWORK, kind, id)
        actions.settle(ben, panel, actions.Answer(line, {"answer": "no"}, seen_of({}), "The order has lapsed."))
    compared = {"panel-compared": f"{HERE}/assessors/", "compared": f"{HERE}/assessors/{kind}/{id}/"}
    wrong += look(browser, server, ana, compared)
    assert wrong == []
