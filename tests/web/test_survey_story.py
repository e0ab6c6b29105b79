"""A form on the web in a browser: opened, answered on a phone, closed, and its answers taken."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page

from long_runs import confirming
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import StoredFile
from publicvalue.web.surveys.models import Reply, Survey
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_story import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.usefixtures("emptied")]

MOST_PAGES = 10


def answered(story: Story, page: Page, token: str) -> None:
    """Answer a form as somebody with a phone, who gives the first answer to every question."""
    page.goto(f"{story.server}/{story.code}/answer/{token}/")
    story.look(page, "survey-first")
    for number in range(MOST_PAGES):
        for group in page.get_by_role("group").all():
            group.get_by_role("radio").first.check()
        if number == 1:
            story.look(page, "survey-questions")
            story.press(page, "Back")
            assert page.get_by_role("radio").first.is_checked(), "nothing is lost on the way back"
            story.press(page, "Go on")
        last = page.get_by_role("button", name=story.say("Send the answers"))
        if last.count():
            last.click()
            break
        story.press(page, "Go on")
    assert page.get_by_role("heading", name=story.say("Thank you")).is_visible()


@pytest.mark.parametrize(("code", "scripts"), [("en", True), *confirming(("es", False))])
def test_people_answer_a_form_and_it_becomes_evidence(
    browser: Browser, live_server: object, member: object, agency: Agency, code: str, scripts: bool
) -> None:
    author: User = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    story = Story(browser, str(live_server), code, scripts=scripts)
    page = story.open(author, "/assessments/permits/triage/surveys/")
    story.look(page, "surveys")
    page.locator("a[href$='/open/leaving_users/']").click()
    page.get_by_label(story.say("Who asks, what for, and whom can people ask about it?")).fill("The Office of permits.")
    page.get_by_label(
        story.say("Many people answer on one device, such as a tablet at a counter; else each browser answers once")
    ).check()
    story.look(page, "survey-open")
    story.press(page, "Open it")
    assert page.get_by_role("img", name=story.say("QR code of the link")).is_visible()
    with scopes_disabled():
        token = Survey.objects.get().token
    for number in range(2):
        answered(story, story.open(None, "/"), token)
        with scopes_disabled():
            assert Reply.objects.count() == number + 1
    page.reload()
    assert page.get_by_text(story.say("fewer than {number:count}", number=5)).first.is_visible()
    story.look(page, "survey")
    story.press(page, "Close the form")
    story.press(page, "Bring the answers into the assessment")
    page.get_by_label(story.say("Where do the answers come from?")).fill("Who left the office")
    story.look(page, "survey-answers")
    story.press(page, "Take it into the assessment")
    assert page.get_by_text(story.say("The answers are evidence now, with what they answer.")).is_visible()
    story.close()
    with scopes_disabled():
        assert StoredFile.objects.filter(version=version, name__startswith="evidence/leaving_users").exists()
