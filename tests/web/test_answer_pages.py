"""Answers of a form in the browser: every row is told of, and they are taken with what they answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from publicvalue.instruments.answers.row_report import Note
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.evidence.answers import grouped
from publicvalue.web.evidence.models import Upload
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import StoredFile
from publicvalue.web.stores.waiting import EVIDENCE, waiting_path
from publicvalue.words.stored import words_from
from publicvalue.words.text import Text
from publicvalue.workflow.roles import Role
from web_evidence import begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

SENT = Path(__file__).resolve().parents[2] / "examples/made-up-survey/answers"


def test_answers_are_looked_through_and_taken(member: Callable[..., User], agency: Agency, signed_in: Any) -> None:
    author = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/evidence/answers/"
    [sent] = SENT.glob("citizens*")
    file = SimpleUploadedFile(sent.name, sent.read_bytes())
    page = client.post(path, {"audience": "citizens", "file": file}, follow=True)
    assert page.status_code == 200
    assert page.context["counts"]
    numbers = {one["title"]: one for one in page.context["numbers"]}
    address = page.request["PATH_INFO"]
    assert client.post(address, {}).status_code == 422, "nobody says where they come from"
    page = client.post(address, {"source": "Every tenth visitor in March", "made_up": "on"}, follow=True)
    assert "The answers are evidence now" in page.content.decode()
    with scopes_disabled():
        names = set(StoredFile.objects.filter(version=version).values_list("name", flat=True))
        text = bytes(StoredFile.objects.get(version=version, name="assessment.yaml").content or b"").decode()
    assert "evidence/citizens.csv" in names
    assert len(numbers) == text.count("- indicator:") > 5, "each question that they answer had its number before"
    with scopes_disabled():
        kept = StoredFile.objects.select_related("blob").get(version=version, name="evidence/citizens.csv")
        table = blobs.checked(kept.blob, kept.name).read_bytes()
    given = [one["ease_of_use"] for one in csv.DictReader(io.StringIO(table.decode())) if one["ease_of_use"]]
    share = 100 * sum(one in ("4", "5") for one in given) / len(given)
    assert str(numbers["Ease of use as users report it"]["number"]) == f"{share:.1f} %"
    assert "Every tenth visitor in March" in text
    assert "kind: survey" in text
    assert verify_trail().problems == ()
    assert "TODO" not in text, "what nobody said is not said in the record"


def test_of_answers_that_were_sent_twice_nothing_is_left_beside_the_evidence(
    member: Callable[..., User], agency: Agency, signed_in: Any
) -> None:
    author = member(Role.ASSESSOR)
    begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/evidence/answers/"
    [sent] = SENT.glob("staff*")
    for _ in range(2):
        file = SimpleUploadedFile(sent.name, sent.read_bytes())
        page = client.post(path, {"audience": "public_servants", "file": file}, follow=True)
    with scopes_disabled():
        assert [bool(one.seen) for one in Upload.objects.all()] == [True, True]
    client.post(page.request["PATH_INFO"], {"source": "All staff"})
    with scopes_disabled():
        uploads = list(Upload.objects.all())
    assert [bool(one.taken) for one in uploads] == [True, False]
    assert [(one.seen, waiting_path(EVIDENCE, one.token).exists()) for one in uploads] == [({}, False)] * 2


def test_the_answers_of_a_year_later_take_the_place_of_the_earlier_ones(
    member: Callable[..., User], agency: Agency, signed_in: Any
) -> None:
    author = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/evidence/"
    [sent] = SENT.glob("staff*")
    lines = sent.read_text("utf-8-sig").splitlines(keepends=True)
    for year, part in (("2025", lines[:40]), ("2026", lines)):
        file = SimpleUploadedFile(f"{year}.csv", "".join(part).encode())
        page = client.post(f"{path}answers/", {"audience": "public_servants", "file": file}, follow=True)
        assert ("They take the place of earlier answers" in page.content.decode()) is (year == "2026")
        page = client.post(page.request["PATH_INFO"], {"source": "All staff", "collected": year}, follow=True)
        assert "The answers are evidence now" in page.content.decode()
    with scopes_disabled():
        names = set(StoredFile.objects.filter(version=version).values_list("name", flat=True))
        text = bytes(StoredFile.objects.get(version=version, name="assessment.yaml").content or b"").decode()
    assert {"evidence/public_servants.csv", "evidence/public_servants_2.csv"} <= names, "the earlier ones stay"
    assert text.count("evidence: public_servants_2") == text.count("evidence: public_servants") > 1
    assert ('collected: "2026"' in text, 'collected: "2025"' in text) == (True, False)
    shown = " ".join(page.content.decode().split())
    assert "replaced by public_servants_2" in shown
    assert "answers/?audience=public_servants" in shown


def test_cells_that_were_changed_alike_are_told_once_with_what_they_became_after_what_was_refused() -> None:
    why = Text("the code of this choice")
    labels = [
        Note("changed", row, f"q{row % 6}", "Agree" if row % 2 else "Disagree", f"{row % 2}", why)
        for row in range(2, 30)
    ]
    found = grouped([*labels, Note("refused", 40, "", "", "", Text("no consent was given"))])
    assert [(one["what"], one["number"]) for one in found] == [("refused", 1), ("changed", 28)]
    [_, changed] = found
    assert (changed["columns"], changed["more_columns"]) == (["q2", "q3", "q4", "q5"], 2)
    assert changed["cells"] == [["Disagree", "0"], ["Agree", "1"]]
    assert (changed["rows"], changed["more"]) == ([*range(2, 12)], 18)


def test_what_is_flagged_for_one_reason_in_several_columns_is_told_once_with_all_that_differs() -> None:
    notes = [
        Note("flagged", row, f"q{row % 3}", "", "", Text("{cell:quoted} is no choice", cell=f"c{row % 4}"))
        for row in range(2, 14)
    ]
    [found] = grouped(notes)
    assert (found["columns"], found["more_columns"], found["number"]) == (["q2", "q0", "q1"], 0, 12)
    told = [words_from(one) for one in (found["why"], *found["further"])]
    assert told == ["'c2' is no choice", "'c3' is no choice", "'c0' is no choice", "'c1' is no choice"]
    assert found["more_reasons"] == 0
    many = [Note("flagged", row, "q", "", "", Text("{cell:quoted} is no choice", cell=f"c{row}")) for row in range(9)]
    assert (len(grouped(many)[0]["further"]), grouped(many)[0]["more_reasons"]) == (5, 3)


def test_answers_are_brought_where_money_and_ratings_were_filled_in_before(
    member: Callable[..., User], agency: Agency, signed_in: Any
) -> None:
    author = member(Role.ASSESSOR)
    begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/"
    money = {"head.discount_rate": "0.035", "date-3": "2026-01-31", "flow-3": "cost", "amount-3": "1200"}
    points = {"rater_1-2": "a", "rater_1-3": "4"}
    for name, cells in (("costs", money), ("ratings", points)):
        seen = client.get(f"{path}tables/{name}/").context["seen"]
        assert client.post(f"{path}tables/{name}/", {**cells, "seen": seen}).status_code == 302
    [sent] = SENT.glob("staff*")
    file = SimpleUploadedFile(sent.name, sent.read_bytes())
    page = client.post(f"{path}evidence/answers/", {"audience": "public_servants", "file": file}, follow=True)
    assert (page.status_code, page.context["counts"][0]) == (200, ("Rows taken", 72)), page.content.decode()
    page = client.post(page.request["PATH_INFO"], {"source": "All staff"}, follow=True)
    assert "The answers are evidence now" in page.content.decode()
    assert client.get(f"{path}tables/costs/").context["lines"][0].cells[3].value == "1200", "the money stays"
