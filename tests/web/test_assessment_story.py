"""The whole way in a browser: a system is assessed, reviewed, approved and published, and a citizen reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from long_runs import confirming
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.register import actions as register
from publicvalue.web.spaces.actions import Person, Seat, accept, invite
from publicvalue.web.spaces.models import Agency
from publicvalue.workflow.roles import Role
from web_story import FILES, PICTURES, Story

Member = Callable[..., User]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emptied")]


ROUND = {"auditor": "/audit/", "administrator": "/people/", "analyst": "/region/"}
"""Who else looks at which page, where somebody wants pictures of it."""


@pytest.fixture
def people(member: Member, agency: Agency, administrator: User) -> dict[str, User]:
    made = {one.value: member(one) for one in (Role.ASSESSOR, Role.REVIEWER, Role.APPROVER)}
    if PICTURES:
        made |= {one.value: member(one) for one in (Role.AUDITOR, Role.CONTRIBUTOR)}
        link = invite(administrator, Seat(Role.ANALYST), "Analyst")[1]
        analyst = accept(link, Person("Analyst", "analyst@example.org", "a long password"))
        made |= {"administrator": administrator, "analyst": analyst}
    found, _ = read_record(
        {"name": "Claims triage", "summary": "Sorts claims for rent.", "phase": "pilot"}, dt.date(2026, 3, 15)
    )
    system = register.register_system(agency, found, register.Why(made["assessor"]))
    register.publish_system(system, register.Why(made["approver"]))
    return made


def begun(story: Story, people: dict[str, User]) -> str:
    """Begin an assessment from the record of its system, and return its address."""
    page = story.open(people["assessor"], "/register/claims-triage/")
    story.follow(page, "Its assessments, and a new one")
    story.look(page, "new")
    story.press(page, "Begin the assessment")
    story.look(page, "tasks")
    return page.url.removeprefix(f"{story.server}/{story.code}")


def answered(story: Story, people: dict[str, User], place: str) -> None:
    """Answer a red line, not at once; and say of the next that it is unknown."""
    line = FILES.framework.red_lines[0]
    page = story.open(people["assessor"], place)
    page.get_by_role("link", name=story.say(line.question), exact=True).click()
    fact = page.get_by_label(story.say("The fact, in one sentence that the report repeats"))
    fact.fill("The Rent Act covers it")
    if story.scripts:
        page.get_by_text(story.say("What you wrote is kept on the server; save it to make it the answer.")).wait_for()
        page.reload()
        assert fact.input_value() == "The Rent Act covers it"
    page.get_by_role("radio", name=story.say("yes").capitalize(), exact=True).check()
    story.look(page, "question")
    story.press(page, "Save and go on")
    assert page.get_by_text(story.say("Your answer is kept.")).is_visible()
    page.get_by_role("radio", name=story.say("unknown").capitalize(), exact=True).check()
    story.press(page, "Save and go back to the tasks")
    assert page.get_by_text(story.say("answered: unknown")).is_visible()
    if story.scripts:
        page.get_by_role("heading", name=story.say("What to answer next")).wait_for(timeout=60_000)
        story.look(page, "so-far")
    if PICTURES:
        story.look(story.open(people["contributor"], "/"), "contributor")


def computed() -> None:
    """Have the report computed that was asked for last, as the worker does."""
    with scopes_disabled():
        job = Job.objects.latest("asked")
    assert run_job.call(job.pk, job.attempt) == "done"


def published(story: Story, people: dict[str, User], place: str) -> None:
    """Hand it over, have changes asked for, hand it over again, approve and publish it."""
    for round_number in (1, 2):
        page = story.open(people["assessor"], f"{place}review/")
        story.look(page, f"review-{round_number}")
        story.press(page, "Hand it over for review")
        if round_number == 1:
            if PICTURES:
                computed()
            page = story.open(people["reviewer"], f"{place}review/")
            page.get_by_text(story.say("Ask for changes"), exact=True).click()
            page.get_by_label(story.say("Red lines")).fill("Which section?")
            story.look(page, "reviewer")
            story.press(page, "Ask for these changes")
            assert page.get_by_text("Which section?").is_visible()
    computed()
    page = story.open(people["approver"], f"{place}review/")
    story.press(page, "Approve what stands now")
    story.look(page, "approved")
    story.press(page, "Publish it")
    assert page.get_by_text(story.say("It is published as version {number}.", number=1)).is_visible()
    story.look(page, "published")


def told(story: Story, people: dict[str, User]) -> None:
    place = begun(story, people)
    answered(story, people, place)
    published(story, people, place)
    citizen = story.open(None, "/systems/claims-triage/")
    story.look(citizen, "citizen")
    citizen.goto(f"{story.server}/{story.code}/systems/claims-triage/assessments/1/")
    assert citizen.get_by_role("heading", name=story.say("Assessment of {name}", name="Claims triage")).is_visible()
    assert "The Rent Act covers it" in citizen.content(), "it may stand folded"
    assert verify_trail().problems == ()
    for name, address in ROUND.items() if PICTURES else ():
        story.look(story.open(people[name], address), name)
    timeline = story.open(people["assessor"], f"{place}review/").get_by_text("Assessor").all_inner_texts()
    assert sum(story.say("{who} changed answers or evidence.", who="Assessor") == one for one in timeline) == 1


IN_TURN = [("en", True), ("es", False)] if connection.vendor == "sqlite" else [("en", False), ("es", True)]
"""Of language, JavaScript and database each two are met together; `make long` goes all eight ways."""
OTHERS = [(code, scripts) for code in ("en", "es") for scripts in (True, False) if (code, scripts) not in IN_TURN]


@pytest.mark.parametrize(("code", "scripts"), [*IN_TURN, *confirming(*OTHERS)])
def test_the_whole_way_with_and_without_javascript(
    browser: Browser, live_server: object, people: dict[str, User], code: str, scripts: bool
) -> None:
    story = Story(browser, str(live_server), code, scripts=scripts)
    told(story, people)
    story.close()
