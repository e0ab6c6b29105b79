"""Money and ratings in a browser without JavaScript: filled in, mended where they are wrong, and kept."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.records import open_record
from publicvalue.web.spaces.models import Agency
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_story import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.usefixtures("emptied")]

AT = "/assessments/permits/triage/tables"
FIRST, SECOND = "Save and go back to the tasks", ("Save, and add rows", "Save, and add a rater")


def test_money_and_ratings_are_filled_in_without_javascript(
    browser: Browser, live_server: object, member: object, agency: Agency
) -> None:
    author: User = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    story = Story(browser, str(live_server), "es", scripts=False)
    page = story.open(author, f"{AT}/costs/")
    rows = page.locator("[name^='date-']").count()
    page.locator("[name='head.discount_rate']").fill("3,5 %")
    for name, text in (("date-3", "2026-01-31"), ("label-3", "Licence"), ("amount-3", "much")):
        page.locator(f"[name='{name}']").fill(text)
    page.locator("[name='flow-3']").select_option("cost")
    story.look(page, "costs-filled-in")
    story.press(page, SECOND[0])
    # What is wrong is named above with a way to its cell, and what was written stands there still.
    summary = page.locator(".govuk-error-summary")
    assert summary.locator("a[href='#id_amount-3']").count() == 1
    assert page.locator("[name='label-3']").input_value() == "Licence"
    story.look(page, "costs-wrong")
    page.locator("[name='amount-3']").fill("1200")
    page.locator("[name='head.discount_rate']").fill("0.035")
    story.press(page, SECOND[0])
    assert summary.count() == 0
    assert page.locator("[name^='date-']").count() > rows, "there are further rows"
    page.locator("[name='date-4']").fill("2026-02-28")
    page.locator("[name='flow-4']").select_option("benefit")
    page.locator("[name='amount-4']").fill("300")
    story.press(page, FIRST)
    assert page.url.endswith("/triage/"), "back at the tasks"

    page.goto(f"{live_server}/es{AT}/ratings/")
    raters = page.locator("[name$='-2']").count()
    for name, text in (("rater_1-2", "a"), ("rater_1-3", "99")):
        page.locator(f"[name='{name}']").fill(text)
    story.press(page, SECOND[1])
    assert summary.locator("a[href='#id_rater_1-3']").count() == 1
    page.locator("[name='rater_1-3']").fill("4")
    story.press(page, SECOND[1])
    story.look(page, "ratings-further")
    assert page.locator("[name$='-2']").count() >= raters
    page.locator("[name='rater_2-2']").fill("b")
    page.locator("[name='rater_2-3']").fill("2")
    story.press(page, FIRST)
    assert page.url.endswith("/triage/")
    story.close()
    with scopes_disabled(), open_record(version) as record:
        assert [(one.flow, one.amount) for one in record.appraisal.flows] == [("cost", "1200"), ("benefit", "300")]
        assert [(one.rater, one.rating) for one in record.appraisal.ratings] == [("a", "4"), ("b", "2")]
