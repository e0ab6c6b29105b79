"""Evidence in a browser: a table is sent, its columns are named, its number is seen and taken, without a mouse."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import StoredFile
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_story import FILES, Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.usefixtures("emptied")]

ROWS = "case,finished,office\n" + "".join(f"{n},{'on time' if n % 3 else 'late'},North\n" for n in range(60))


@pytest.mark.parametrize(("code", "scripts"), [("en", True), ("es", False)])
def test_a_table_becomes_evidence(
    browser: Browser, live_server: object, member: object, agency: Agency, code: str, scripts: bool
) -> None:
    author: User = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    story = Story(browser, str(live_server), code, scripts=scripts)
    page = story.open(author, "/assessments/permits/triage/evidence/")
    story.look(page, "evidence-none")
    story.follow(page, "Bring a file")
    asked = next(one for one in FILES.framework.indicators if one.id.endswith("within_service_standard"))
    page.get_by_label(story.say("Which question does it answer?")).select_option(asked.id)
    page.get_by_label(story.say("File"), exact=True).set_input_files(
        {"name": "cases.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    )
    story.look(page, "evidence-add")
    story.press(page, "Look into the file")
    assert page.get_by_role("heading", name=story.say(asked.title), level=1).is_visible()
    page.locator("[name=column-event]").select_option("finished")
    story.press(page, "See the number")
    assert page.get_by_role("heading", name=story.say("What is wrong with the file")).is_visible()
    story.look(page, "evidence-problems")
    assert "on time" in page.get_by_role("region", name=story.say("What is wrong with the file")).inner_text()
    page.locator("[name=equals-event]").fill("on time")
    page.get_by_label(story.say("Where does it come from?")).fill("Register of permits")
    story.press(page, "See the number")
    number = page.locator("#number")
    assert story.say("{value:number}{unit:unit}", value=66.6667, unit="percent") in number.inner_text()
    page.locator("[name=publish][value=no]").check()
    story.look(page, "evidence-number")
    story.press(page, "Take it into the assessment")
    assert page.get_by_text(story.say("The file is a piece of evidence now.")).is_visible()
    story.look(page, "evidence-list")
    for address, name in (("scores/", "scores"), ("take-along/", "take-along")):
        page.goto(f"{live_server}/{code}/assessments/permits/triage/{address}")
        story.look(page, name)
    story.close()
    with scopes_disabled():
        assert StoredFile.objects.filter(version=version, name="evidence/cases.csv").exists()
