"""Every page in a browser: without a fault of accessibility in either language, light, and whole on a phone."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response

from long_runs import confirming
from publicvalue.interop.record import SystemRecord
from publicvalue.web.accounts.models import User
from publicvalue.web.business_case.models import BusinessCase
from publicvalue.web.register import actions
from publicvalue.web.register.actions import SystemToAdd, Why
from publicvalue.web.register.models import RecordedGate
from publicvalue.web.spaces.actions import Person, Seat, accept, invite
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.workflow.roles import Role
from web_pages import looking
from web_people import client_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_run, pytest.mark.usefixtures("emptied")]

PUBLIC = (
    "/",
    "/systems/",
    "/systems/claims-triage/",
    "/systems/claims-triage/gates/1/",
    "/systems/claims-triage/history/",
    "/systems/claims-triage/remark/",
    "/systems/claims-triage/remark/thanks/",
    "/agencies/",
    "/agencies/permits/",
    "/agencies/roads/",
    "/countries/BRB/",
    "/region/",
    "/region/maps/",
    "/region/TTO/",
    "/region/ABW/outline/",
    "/about/",
    "/account/login/",
    "/nothing/",
)
OWN = (
    "/register/",
    "/register/new/",
    "/register/none/",
    "/register/import/",
    "/register/claims-triage/",
    "/region/BRB/folder/",
    "/before-go-live/claims-triage/",
    "/register/claims-triage/history/",
    "/register/claims-triage/withdraw/",
    *(f"/register/claims-triage/{group}/" for group in ("what", "phase", "who", "why", "how", "care", "cost")),
)
WORK = (
    "/",
    "/people/",
    "/people/countries/new/",
    "/people/analysts/invite/",
    "/people/{country}/invite/",
    "/people/{country}/agencies/new/",
    "/people/agencies/{agency}/",
    "/people/members/{member}/end/",
    "/people/members/{member}/password/",
    "/people/members/{member}/erase/",
    "/audit/",
    "/account/",
    "/account/password/change/",
    "/account/factors/",
    "/account/sessions/",
    "/invitation/{token}/",
)
"""Pages on people, the trail and accounts."""
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"
"""Opens all that is folded: what is not shown is not looked at."""
FIRST, AGAIN, REQUESTS = 40_000, 15_000, 5
"""Bytes of a first visit and of the next page, compressed, and requests of a first visit."""


@pytest.fixture
def filled(agency: Agency, other_agency: Agency, administrator: User) -> User:
    """Somebody who may see everything, and a register in which everything stands that a page can show."""
    values = {"name": "Claims triage", "summary": "Sorts claims.", "phase": "use", "review_by": "2020-01-01"}
    values |= {"used_from": "2025-03", "used_from_is": "actual", "appeal": "Write to us.", "contact": "ai@care.example"}
    many = [SystemToAdd(agency, SystemRecord({**values, "name": f"System {n:02}"}), publish=True) for n in range(30)]
    why = Why(administrator, "first report")
    system = actions.register_many([SystemToAdd(agency, SystemRecord(values), publish=True), *many], why)[0]
    actions.change_system(system, SystemRecord({**values, "supplier": "none"}), 1, why)
    actions.remark(system, "The address is wrong.")
    actions.declare_none(other_agency, why)
    BusinessCase.objects.create(system=system, by=administrator)
    told = {"ends": [], "blocks": [["not met", "Is the public problem stated?"]], "conditions": []}
    decided = {"day": dt.date(2026, 3, 2), "decision": "not_yet", "tier": 2, "framework": "gates/1.0", "told": told}
    RecordedGate.objects.create(system=system, number=1, gate="pilot", **decided)
    return administrator


def context_of(browser: Browser, server: str, user: User | None, **more: object) -> BrowserContext:
    context = browser.new_context(**more)  # type: ignore[arg-type]
    if user:
        cookie = client_of(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": server}])
    return context


@pytest.fixture
def faults(browser: Browser, live_server: object) -> Iterator[Callable[..., list[str]]]:
    """Return what axe finds wrong with pages, of somebody signed in or of nobody."""
    opened: list[BrowserContext] = []

    def find(addresses: tuple[str, ...], *, user: User | None, scheme: str) -> list[str]:
        # The rules are run as a script, which the pages' own policy would refuse.
        context = context_of(browser, str(live_server), user, bypass_csp=True, color_scheme=scheme)
        opened.append(context)
        page = context.new_page()
        return [fault for address in addresses for fault in _faults(page, f"{live_server}{address}")]

    yield find
    for one in opened:
        one.close()


def _faults(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.evaluate(UNFOLD)
    found = Axe().run(page).response["violations"]
    return [f"{address}: {one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("language", "scheme"),
    # The matrix looks at every page once, a quarter of them in each language on each ground.
    confirming(("es", "dark"), ("en", "light"), ("en", "dark"), ("es", "light")),
)
def test_pages_have_no_fault_of_accessibility(
    faults: Callable[..., list[str]], filled: User, language: str, scheme: str
) -> None:
    assert faults(tuple(f"/{language}{one}" for one in PUBLIC), user=None, scheme=scheme) == []
    assert faults(tuple(f"/{language}{one}" for one in OWN), user=filled, scheme=scheme) == []


@pytest.mark.one_database
@pytest.mark.parametrize("language", confirming("es", "en"))
def test_pages_of_work_have_no_fault_of_accessibility(
    faults: Callable[..., list[str]], filled: User, agency: Agency, language: str
) -> None:
    analyst = accept(invite(filled, Seat(Role.ANALYST), "Rosa")[1], Person("Rosa", "rosa@example.org", "three words"))
    values = {"country": agency.country_id, "agency": agency.pk, "member": memberships_of(analyst)[0].pk}
    values["token"] = invite(filled, Seat(Role.ASSESSOR, agency.country, agency), "Ben")[1]
    addresses = tuple(f"/{language}{one}".format(**values) for one in WORK)
    client = Client()
    client.force_login(filled)
    assert [one for one in addresses if client.get(one).status_code not in {200, 302}] == []
    assert faults(addresses, user=filled, scheme="light") == []


def test_a_fault_of_accessibility_is_found(browser: Browser) -> None:
    faulty = '<html lang="en"><title>x</title><main><h1>x</h1><img src="x.png"></main></html>'
    page = browser.new_page()
    page.set_content(faulty)
    assert [one["id"] for one in Axe().run(page).response["violations"]] == ["image-alt"]
    page.close()
    with looking(browser) as look:
        look.page.set_content(faulty)
        assert look.faults_here("x") == ["x: image-alt: [['img']]"]
        assert look.faults_here("x", ("color-contrast",)) == []


ARROWS = """<style>{sheet}</style><a href="/" class="govuk-back-link">Back</a>
<ol class="govuk-breadcrumbs__list"><li class="govuk-breadcrumbs__list-item">A</li>
<li class="govuk-breadcrumbs__list-item" id="second">B</li></ol>
<details class="govuk-details"><summary class="govuk-details__summary">More</summary></details>"""
POINTS = """() => ["a", "#second"].map(one => {
    const turned = new DOMMatrix(getComputedStyle(document.querySelector(one), "::before").transform)
    return Math.sign(turned.a - turned.c)  // where the corner above and to the right goes
}).concat((style => [parseFloat(style.borderRightWidth) > 0 ? -1 : parseFloat(style.borderLeftWidth) > 0 ? 1 : 0])(
    getComputedStyle(document.querySelector("summary"), "::before")))"""
"""Whether each arrow points along the x axis (1) or against it (-1): back, the next of a path, and what is folded."""


@pytest.mark.one_database
@pytest.mark.parametrize(("direction", "points"), [("ltr", [-1, 1, 1]), ("rtl", [1, -1, -1])])
def test_arrows_point_as_the_page_runs(browser: Browser, direction: str, points: list[int]) -> None:
    page = browser.new_page()
    page.set_content(ARROWS.format(sheet=Path(str(finders.find("design/publicvalue.css"))).read_text("utf-8")))
    page.evaluate("way => document.documentElement.dir = way", direction)
    assert page.evaluate(POINTS) == points
    page.close()


def test_pages_are_whole_on_a_small_phone_and_keep_to_their_policy(
    browser: Browser, live_server: object, filled: User
) -> None:
    context = context_of(browser, str(live_server), filled, viewport={"width": 320, "height": 640})
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    wide = []
    for address in (*PUBLIC, *OWN):
        page.goto(f"{live_server}/es{address}")
        page.evaluate(UNFOLD)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    context.close()
    assert (wide, [one for one in refused if "Content Security Policy" in one]) == ([], [])


def _seen(page: Page, address: str) -> dict[str, int]:
    """Return what a first visit asks for: address -> bytes, compressed."""
    seen: list[Response] = []
    page.on("response", lambda response: seen.append(response))  # noqa: PLW0108 - a method is not taken
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return {one.url: len(gzip.compress(one.body())) for one in seen}


def test_pages_are_light(browser: Browser, live_server: object, filled: User) -> None:
    del filled
    heavy = []
    # Signing in asks for the scripts of passkeys too.
    for address in (one for one in PUBLIC[:-1] if one != "/account/login/"):
        context = browser.new_context()
        weights = _seen(context.new_page(), f"{live_server}/en{address}")
        elsewhere = [url for url in weights if not url.startswith(str(live_server))]
        first, again = sum(weights.values()), sum(size for url, size in weights.items() if "/static/" not in url)
        if elsewhere or first > FIRST or again > AGAIN or len(weights) > REQUESTS:
            heavy.append((address, first, again, len(weights), elsewhere))
        context.close()
    assert heavy == []


def test_a_record_is_begun_and_shown_without_javascript(browser: Browser, live_server: object, filled: User) -> None:
    context = context_of(browser, str(live_server), filled, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/en/register/new/")
    page.get_by_label("Agency that uses it").select_option("permits")
    page.get_by_label("Name", exact=True).fill("Permit helper")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="What it does: What it does is missing").click()
    page.get_by_label("What it does").fill("Answers questions about permits.")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Phase").select_option("pilot")
    page.get_by_role("button", name="Save and go back").click()
    page.get_by_role("button", name="Show it to the public").click()
    page.get_by_role("link", name="See what the public sees").click()
    assert page.get_by_role("heading", name="Permit helper").is_visible()
    assert page.get_by_text("Registered, not assessed").is_visible()
    context.close()


MOVING = re.compile(
    r"@media ?\(prefers-reduced-motion: ?no-preference\) ?\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}",
)
"""What moves where nobody has asked for less of it."""


def test_the_style_sheet_names_no_side_but_start_and_end() -> None:
    sheet = Path(str(finders.find("design/publicvalue.css"))).read_text("utf-8")
    for word in ("margin-left", "margin-right", "padding-left", "padding-right", "border-left", "border-right"):
        assert f"{word}:" not in sheet
    assert "text-align:left" not in sheet
    assert "float:left" not in sheet
    assert "gds-transport" not in sheet.lower()
    assert "url(" not in sheet, "nothing is fetched from a style sheet"
    still = MOVING.sub("", sheet)
    assert len(still) < len(sheet)
    for word in ("transition:", "animation:", "scroll-behavior:"):
        assert word not in still, "nothing moves for somebody who asks for less of it"


def test_the_page_that_is_open_stands_out_where_people_choose_the_colours(browser: Browser) -> None:
    page = browser.new_page(forced_colors="active")
    sheet = Path(str(finders.find("design/publicvalue.css"))).read_text("utf-8")
    links = '<a href="/" aria-current="page">A</a><a href="/b">B</a>'
    page.set_content(f'<style>{sheet}</style><nav class="pv-navigation">{links}</nav>')
    drawn = "() => [...document.querySelectorAll('a')].map(one => getComputedStyle(one).borderBlockEndColor)"
    here, other = page.evaluate(drawn)
    ground = page.evaluate("() => getComputedStyle(document.querySelector('nav')).backgroundColor")
    page.close()
    assert here != ground
    assert other == ground


def test_names_stay_whole_beside_their_bars_on_paper(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 690, "height": 900})
    page.emulate_media(media="print")
    sheets = "".join(
        Path(str(finders.find(f"design/{one}.css"))).read_text("utf-8") for one in ("publicvalue", "report")
    )
    row = (
        '<li><p class="line-name"><strong>Administrative</strong></p><div class="line-bar">x</div><p>80 of 100</p></li>'
    )
    columns = f'<div class="screen"><section><ul class="lines">{row}</ul></section><section>More</section></div>'
    page.set_content(f'<style>{sheets}</style><div class="pv-report">{columns}</div>')
    height, line = page.evaluate(
        """() => { const one = document.querySelector("strong")
            return [one.getBoundingClientRect().height, parseFloat(getComputedStyle(one).fontSize)] }"""
    )
    page.close()
    assert height < 2 * line
