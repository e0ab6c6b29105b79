"""The workbook goes out and comes back; where both sides say something, somebody chooses, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from publicvalue.actions.bringing.appraisals import export_book
from publicvalue.instruments.appraisal.model import NamedDocument
from publicvalue.instruments.appraisal.values import with_value
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.actions import Answer
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.records import open_record
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.register import actions as register
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from publicvalue.words.language import ENGLISH
from publicvalue.workflow.roles import Role
from web_evidence import answered, asked, shipped

Member = Callable[..., User]
SignedIn = Callable[[User], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FRAMEWORK = shipped()
EMPTY = seen_of({})


FIRST, SECOND, THIRD = (asked("red_line", one.id) for one in FRAMEWORK.red_lines[:3])


@pytest.fixture
def assessor(member: Member) -> User:
    return member(Role.ASSESSOR)


@pytest.fixture
def version(agency: Agency, assessor: User) -> Version:
    named = {"name": "Claims triage", "summary": "Sorts.", "phase": "pilot"}
    record, _ = read_record(named, dt.date(2026, 3, 15))
    system = register.register_system(agency, record, register.Why(assessor))
    with scopes_disabled():
        return actions.begin(assessor, system, ENGLISH)


def filled(version: Version, **answers: dict[str, str]) -> bytes:
    """Return the workbook as it stands, filled in further: red line -> answer."""
    with scopes_disabled(), open_record(version) as record:
        told = replace(record.appraisal, documents=(NamedDocument("Memo 7"),))
        for id, given in answers.items():
            told = with_value(told, asked("red_line", id), given)
        return export_book(replace(record, appraisal=told), ENGLISH)


def address(version: Version, name: str) -> str:
    return reverse(f"assessments:{name}", args=(version.assessment.agency.slug, version.assessment.slug))


def test_a_workbook_goes_out_and_what_differs_is_chosen(version: Version, assessor: User, signed_in: SignedIn) -> None:
    browser = signed_in(assessor)
    out = browser.get(address(version, "export"))
    assert out["Content-Disposition"] == 'attachment; filename="claims-triage.xlsx"'
    book = filled(version, **{FIRST.id: {"answer": "no", "fact": "None"}, SECOND.id: {"answer": "unknown"}})
    with scopes_disabled():
        for question, given in ((FIRST, {"answer": "yes"}), (THIRD, {"answer": "unknown"})):
            actions.answer(assessor, version, Answer(question, given, EMPTY))
    page = browser.post(address(version, "workbook"), {"file": SimpleUploadedFile("b.xlsx", book)})
    assert page.status_code == 200
    picked = {one.name: one.value for one in page.context["choices"]}
    assert picked == {f"red_line/{FIRST.id}": "", f"red_line/{SECOND.id}": "book", f"red_line/{THIRD.id}": "here"}
    sent = dict(page.context["seen"]) | {"token": page.context["token"], "table-documents": "book"}
    sent |= {name: one for name, one in picked.items() if one}
    again = browser.post(address(version, "take"), sent)
    assert again.status_code == 422, "where both sides say something, somebody chooses"
    assert answered(version, SECOND) == {}
    assert browser.post(address(version, "take"), sent | {f"red_line/{FIRST.id}": "book"}).status_code == 302
    assert answered(version, FIRST) == {"answer": "no", "fact": "None"}
    assert answered(version, SECOND) == answered(version, THIRD) == {"answer": "unknown"}
    with scopes_disabled(), open_record(version) as record:
        assert record.appraisal.documents == (NamedDocument("Memo 7"),)
    assert verify_trail().problems == ()


def test_what_was_answered_after_the_choice_was_shown_is_not_written_over(
    version: Version, assessor: User, signed_in: SignedIn
) -> None:
    browser = signed_in(assessor)
    book = filled(version, **{FIRST.id: {"answer": "no", "fact": "None"}})
    page = browser.post(address(version, "workbook"), {"file": SimpleUploadedFile("b.xlsx", book)})
    sent = dict(page.context["seen"]) | {"token": page.context["token"], f"red_line/{FIRST.id}": "book"}
    with scopes_disabled():
        actions.answer(assessor, version, Answer(FIRST, {"answer": "yes"}, EMPTY))
    page = browser.post(address(version, "take"), sent)
    assert "Somebody answered meanwhile" in page.content.decode()
    assert answered(version, FIRST) == {"answer": "yes"}


@pytest.mark.parametrize("content", [b"no workbook", b""])
def test_what_is_no_workbook_is_refused_with_the_reason(
    version: Version, assessor: User, signed_in: SignedIn, content: bytes
) -> None:
    file = io.BytesIO(content)
    file.name = "b.xlsx"
    page = signed_in(assessor).post(address(version, "workbook"), {"file": file})
    assert page.status_code == 422
    # It is called as it was sent, and not as it is kept.
    if content:
        assert [str(one).partition(":")[0] for one in page.context["inputs"][0].errors] == ["b.xlsx"]
    file = io.BytesIO(content)
    file.name = "cases.csv"
    [asked_for] = signed_in(assessor).post(address(version, "workbook"), {"file": file}).context["inputs"]
    if content:
        [told] = asked_for.errors
        assert str(told).startswith("cases.csv: Files that end in '.csv' are not read. Expected: a workbook (.xlsx).")
    assert signed_in(assessor).post(address(version, "take"), {"token": "../x"}).status_code == 404


def test_an_answer_that_a_question_does_not_have_is_named_with_those_that_it_has(
    version: Version, assessor: User, signed_in: SignedIn
) -> None:
    book = filled(version, **{FIRST.id: {"answer": "perhaps", "fact": ""}})
    page = signed_in(assessor).post(address(version, "workbook"), {"file": SimpleUploadedFile("b.xlsx", book)})
    shown = " ".join(page.content.decode().split())
    assert page.status_code == 422
    assert "&#x27;perhaps&#x27; is none of the answers. Expected: one of: yes, partly, no, unknown." in shown
