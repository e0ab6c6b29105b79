"""What takes long says so while its page waits, and holds its button until the page answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Browser, Route

from publicvalue import web
from publicvalue.files.frameworks import load_framework
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_pages import looking

pytestmark = pytest.mark.one_run

WEB = Path(web.__file__).parent
FINDING = "The number is being found; this page shows it when it is there."
STEPS = """() => new Promise(done => {
    const button = document.querySelector("[value=try]"), line = button.nextElementSibling, told = []
    const tell = () => told.push([line.getAttribute("role"), line.textContent, button.hasAttribute("aria-disabled")])
    const press = () => button.click(), stop = () => window.stop()
    const steps = [tell, press, tell, press, tell, stop, tell, press, tell, stop, () => done(told)]
    const next = () => { steps.shift()(); if (steps.length) setTimeout(next, steps.length === 8 ? 4000 : 800) }
    next()
})"""
"""Presses the button, presses it again when no quick second click is caught any more, stops, and presses again."""


@pytest.mark.django_db
def test_what_takes_long_says_so_and_holds_its_button_until_it_is_answered_or_stopped(
    browser: Browser, member: Callable[..., User], agency: Agency, signed_in: Any
) -> None:
    author = member(Role.ASSESSOR)
    begun(author, agency, "Triage")
    client = signed_in(author)
    framework = load_framework("public-value/1.0").framework
    asked = next(one.id for one in framework.indicators if one.id.endswith("within_service_standard"))
    sent = {"indicator": asked, "file": SimpleUploadedFile("cases.csv", b"case,finished\n1,yes\n2,no\n")}
    page = client.post("/es/assessments/permits/triage/evidence/add/", sent, follow=True)
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        under_way.append(route)

    with looking(browser) as shown:
        shown.show(page.request["PATH_INFO"], page)
        shown.page.route("**/evidence/add/*/", hold)
        told = shown.page.evaluate(STEPS)
    said = language_of("es").write(Text(FINDING))
    calm, busy = ["status", "", False], ["status", said, True]
    assert told == [calm, busy, busy, calm, busy]
    assert len(under_way) == 2


def test_each_form_that_sends_a_file_says_that_it_is_sent() -> None:
    templates = [one for one in WEB.rglob("*.html") if "multipart/form-data" in one.read_text("utf-8")]
    assert len(templates) > 5
    forms = {one: re.findall(r"<form[^>]*multipart.*?</form>", one.read_text("utf-8"), re.DOTALL) for one in templates}
    assert [one.name for one, found in forms.items() if not all("{% busy " in form for form in found)] == []
