"""Money and ratings on a page: the rows and the rules of the workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from publicvalue.instruments.appraisal.asked import rated_indicators, rated_items
from publicvalue.instruments.appraisal.model import Flow
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.tables import open_numbers, sent_cells
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.spaces.models import Agency
from publicvalue.workflow.roles import Role
from web_evidence import begun
from web_pages import looking

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

ROWS = {
    "head.discount_rate": "0.035",
    "date-3": "2026-01-31",
    "flow-3": "cost",
    "label-3": "=licence",
    "amount-3": "1200",
    "date-4": "2026-02-28",
    "flow-4": "benefit",
    "low-4": "100",
    "likely-4": "150",
    "high-4": "300",
}


def test_money_is_read_by_the_rules_of_the_workbook(
    member: Callable[..., User], agency: Agency, signed_in: Any
) -> None:
    author = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/tables/costs/"
    seen = client.get(path).context["seen"]
    wrong = {**ROWS, "head.discount_rate": "", "amount-3": "much", "high-4": "120", "seen": seen}
    page = client.post(path, wrong)
    shown = page.content.decode()
    assert page.status_code == 422
    assert {cell.name for cell in page.context["inputs"] if cell.errors} == {"amount-3", "low-4"}
    assert 'value="much"' in shown, "what was written stands in the form"
    page = client.post(path, {**ROWS, "head.discount_rate": "", "seen": seen})
    assert {cell.name for cell in page.context["inputs"] if cell.errors} == {"head.discount_rate"}
    assert client.post(path, {**ROWS, "seen": seen}).status_code == 302
    with scopes_disabled(), open_record(version) as record:
        assert record.appraisal.flows == (
            Flow("2026-01-31", "cost", "=licence", "1200"),
            Flow("2026-02-28", "benefit", low="100", likely="150", high="300"),
        )
        assert record.appraisal.discount_rate == "0.035"
    page = client.post(path, {**ROWS, "amount-3": "9", "seen": seen})
    assert page.status_code == 409, "somebody else has saved since the form was opened"
    assert "1200" in page.content.decode()
    page = client.post(path, {**ROWS, "amount-3": "much", "seen": seen})
    assert page.context["seen"] == seen, "a form with a fault is still that of the state before the others' change"
    assert sent_cells({"amount-00000099999999": "1", "amount-600": "1"}) == {"amount-600": "1"}
    assert verify_trail().problems == ()


def test_points_of_raters_are_kept_on_their_scale(member: Callable[..., User], agency: Agency, signed_in: Any) -> None:
    author = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/tables/ratings/"
    page = client.get(path)
    sent = {"rater_1-2": "a", "rater_2-2": "b", "rater_1-3": "4", "rater_2-3": "99", "seen": page.context["seen"]}
    page = client.post(path, sent)
    assert {cell.name for cell in page.context["inputs"] if cell.errors} == {"rater_2-3"}
    assert client.post(path, {**sent, "rater_2-3": "2"}).status_code == 302
    with scopes_disabled(), open_record(version) as record:
        first = rated_indicators(record.files.framework)[0]
        item = next(iter(rated_items(first)))
        found = [(one.indicator, one.item, one.rater, one.rating) for one in record.appraisal.ratings]
    assert found == [(first.id, item, "a", "4"), (first.id, item, "b", "2")]


def test_money_is_filled_in_on_a_phone_without_moving_sideways(
    member: Callable[..., User], agency: Agency, signed_in: Any, browser: Browser
) -> None:
    author = member(Role.ASSESSOR)
    begun(author, agency, "Triage")
    path = "/es/assessments/permits/triage/tables/costs/"
    response = signed_in(author).get(path)
    with looking(browser, viewport={"width": 360, "height": 700}) as look:
        assert look.faults(path, response) == []
        assert look.wide() == []
        response.content = response.content.replace(b"pv-stacked", b"")
        look.faults(path, response)
        assert look.wide() == ["pv-scroll"], "a table that is not stacked would have to be moved"
        look.page.set_viewport_size({"width": 1280, "height": 700})
        assert look.page.locator("thead").is_visible(), "on a wide screen it stays a table"


def test_an_amount_whose_point_may_part_thousands_is_asked_again_and_its_row_is_named(
    member: Callable[..., User], agency: Agency, signed_in: Any
) -> None:
    author = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/tables/costs/"
    sent = {**ROWS, "amount-3": "1.250", "date-4": "31/12/2025", "seen": client.get(path).context["seen"]}
    page = client.post(path, sent)
    shown = " ".join(page.content.decode().split())
    assert page.status_code == 422
    assert "Row 1, Paid, received or saved: It may be 1.25 or 1250: write no mark between thousands." in shown
    assert "Row 2, Day (year-month-day): &#x27;31/12/2025&#x27; is no day." in shown
    for written in ("1250", "1.25", "0.125", "1250.125"):
        sent |= {"amount-3": written, "date-4": "2026-02-28", "seen": client.get(path).context["seen"]}
        page = client.post(path, sent)
        assert page.status_code == 302
    with scopes_disabled(), open_record(version) as record:
        assert record.appraisal.flows[0].amount == "1250.125"


def test_an_amount_that_stands_there_is_not_asked_again() -> None:
    cells = {"amount-3": "1.250", "low-3": "2.000", "label-3": "3.000"}
    assert set(open_numbers(cells, {"amount-3": "1.250"})) == {"low-3"}


def test_a_further_rater_has_a_column_once_the_others_are_named(
    member: Callable[..., User], agency: Agency, signed_in: Any
) -> None:
    author = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/tables/ratings/"
    for raters in (("a", "b"), ("a", "b", "c"), ("a", "b", "c", "d")):
        page = client.get(path)
        columns = [cell.name for cell in page.context["lines"][0].cells]
        assert [f"rater_{place}-2" for place in range(1, len(raters) + 1)] == columns
        sent = {f"rater_{place}-2": code for place, code in enumerate(raters, 1)}
        sent |= {f"rater_{place}-3": str(place) for place in range(1, len(raters) + 1)}
        page = client.post(path, {**sent, "seen": page.context["seen"], "then": "more"}, follow=True)
        assert page.redirect_chain[-1][0] == path, "saved, and the next column is there"
    with scopes_disabled(), open_record(version) as record:
        found = [(one.rater, one.rating) for one in record.appraisal.ratings]
    assert found == [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]
