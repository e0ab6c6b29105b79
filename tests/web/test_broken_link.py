"""Long answers in a browser: a broken link, a session that ended, a double click and the way back lose nothing."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, expect

from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.models import Draft, Edit
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from publicvalue.workflow.roles import Role
from web_evidence import answered, asked, begun, shipped
from web_story import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.usefixtures("emptied")]

KEPT = "What you wrote is kept on the server; save it to make it the answer."
LOST = "The link is broken, and what you wrote last is not kept yet. Leave the page open: it is sent again."
OUT = "You are signed out. Save it: you sign in again, and what you wrote comes back."
FACT = "The fact, in one sentence that the report repeats"
LINE = shipped().red_lines[0].id


@pytest.fixture
def author(member: object) -> User:
    user: User = member(Role.ASSESSOR)
    return user


@pytest.fixture
def version(author: User, agency: Agency) -> Version:
    return begun(author, agency, "Triage")


def drafts() -> str:
    with scopes_disabled():
        return json.dumps(list(Draft.objects.values_list("values", flat=True)))


def question(story: Story, author: User) -> Page:
    return story.open(author, f"/assessments/permits/triage/red_line/{LINE}/")


def test_a_broken_link_is_told_and_what_was_written_is_sent_again(
    browser: Browser, live_server: object, author: User, version: Version
) -> None:
    del version
    story = Story(browser, str(live_server), "en", scripts=True)
    page = question(story, author)
    kept = page.locator("#kept")
    page.get_by_label(FACT).fill("The Rent Act")
    expect(kept).to_have_text(KEPT)
    page.context.set_offline(True)
    page.get_by_label(FACT).fill("The Rent Act, section 4")
    expect(kept).to_have_text(LOST)
    assert "section 4" not in drafts()
    page.context.set_offline(False)
    expect(kept).to_have_text(KEPT, timeout=15_000)
    assert "The Rent Act, section 4" in drafts()
    story.close()


def test_a_session_that_ended_in_a_long_form_loses_nothing(
    browser: Browser, live_server: object, author: User, version: Version
) -> None:
    story = Story(browser, str(live_server), "en", scripts=True)
    page = question(story, author)
    Session.objects.all().delete()
    page.get_by_label(FACT).fill("The Rent Act covers it")
    expect(page.locator("#kept")).to_have_text(OUT)
    page.get_by_role("radio", name="Yes", exact=True).check()
    story.press(page, "Save and go on")
    page.get_by_label("Email").fill(author.email)
    page.get_by_label("Password").fill("a long password")
    story.press(page, "Sign in")
    assert page.get_by_label(FACT).input_value() == "The Rent Act covers it"
    page.goto(f"{live_server}/en/assessments/permits/triage/")
    page.goto(f"{live_server}/en/assessments/permits/triage/red_line/{LINE}/")
    assert page.get_by_label(FACT).input_value() == "The Rent Act covers it"
    assert page.get_by_role("radio", name="Yes", exact=True).is_checked()
    story.press(page, "Save and go on")
    assert answered(version, asked("red_line", LINE))["fact"] == "The Rent Act covers it"
    story.close()


def test_what_was_sent_after_a_session_ended_is_shown_to_its_writer_alone(
    client: Client, author: User, version: Version, member: object
) -> None:
    del version
    other: User = member(Role.ASSESSOR)
    address = f"/en/assessments/permits/triage/red_line/{LINE}/"
    client.force_login(author)
    form = client.get(address).context["writer"]
    client.logout()
    client.post(address, {"answer": "yes", "fact": "Mine alone", "writer": form})
    client.force_login(other)
    assert "Mine alone" not in client.get(address).content.decode()
    client.logout()
    client.post(address, {"answer": "yes", "fact": "Mine alone", "writer": form})
    client.force_login(author)
    assert "Mine alone" in client.get(address).content.decode()


def test_what_comes_with_no_form_of_ours_is_not_kept(client: Client, version: Version) -> None:
    del version
    client.post(f"/en/assessments/permits/triage/red_line/{LINE}/", {"fact": "x", "writer": "1"})
    assert not client.session.keys()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_and_the_way_back_lose_nothing(
    browser: Browser, live_server: object, author: User, version: Version, scripts: bool
) -> None:
    story = Story(browser, str(live_server), "en", scripts=scripts)
    page = question(story, author)
    page.get_by_label(FACT).fill("First")
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_role("button", name="Save and go back to the tasks").dblclick()
    page.wait_for_url("**/triage/")
    with scopes_disabled():
        assert Edit.objects.count() == 1
    page.go_back()
    page.get_by_label(FACT).fill("Second")
    story.press(page, "Save and go back to the tasks")
    if not page.url.endswith("/triage/"):
        # It tells what was saved before, as it would of somebody else, and keeps what is written now.
        assert page.get_by_label(FACT).input_value() == "Second"
        assert page.get_by_text("First").first.is_visible()
        story.press(page, "Save and go back to the tasks")
    assert answered(version, asked("red_line", LINE))["fact"] == "Second"
    story.close()
