"""An assessment is answered in the browser: every answer is kept as the files of the other ways keep it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from publicvalue.actions.bringing.appraisals import read_appraisal, save_appraisal
from publicvalue.files.stores.folder import FolderStore
from publicvalue.instruments.appraisal.questions import Question
from publicvalue.instruments.appraisal.values import with_value
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.actions import Answer, AnsweredMeanwhileError
from publicvalue.web.assessments.inputs import INSTEAD, read_sent, seen_of, sent_of
from publicvalue.web.assessments.items import Status, parts_of, status_of, steps_of
from publicvalue.web.assessments.models import Comment, Draft, Edit
from publicvalue.web.assessments.questions import WRITER
from publicvalue.web.assessments.records import open_record
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.jobs.models import Notice
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import System
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.transfer import lay_out
from publicvalue.words.language import ENGLISH
from publicvalue.workflow.roles import Role
from publicvalue.workflow.states import State
from web_evidence import answered, asked, begun, shipped

Member = Callable[..., User]
SignedIn = Callable[[User], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FRAMEWORK = shipped()
NAMED = {"name": "Claims triage", "summary": "Sorts claims for rent.", "phase": "pilot", "purpose": "Quicker answers."}
EMPTY = seen_of({})


def core_of(form: str) -> Question:
    return next(asked("core", one.id) for one in FRAMEWORK.indicators if one.core and one.core.form == form)


LINE = asked("red_line", "legal_basis")
GRADE, COUNT = core_of("grade"), core_of("count")


@pytest.fixture
def assessor(member: Member) -> User:
    return member(Role.ASSESSOR, name="Ana")


@pytest.fixture
def system(agency: Agency, assessor: User) -> System:
    found, problems = read_record(NAMED, dt.date(2026, 3, 15))
    assert problems == []
    return register.register_system(agency, found, register.Why(assessor))


@pytest.fixture
def version(system: System, assessor: User) -> Version:
    with scopes_disabled():
        return actions.begin(assessor, system, ENGLISH)


def address(version: Version, question: Question, name: str = "question") -> str:
    place = version.assessment
    return reverse(f"assessments:{name}", args=(place.agency.slug, place.slug, question.kind, question.id))


def tasks(version: Version) -> str:
    return reverse("assessments:tasks", args=(version.assessment.agency.slug, version.assessment.slug))


def test_a_new_assessment_knows_what_the_register_says(version: Version, system: System) -> None:
    with scopes_disabled(), open_record(version) as record:
        told = record.appraisal
    assert version.assessment.system == system
    assert (told.title, told.system["description"], told.system["phase"]) == (
        "Claims triage",
        "Sorts claims for rent.",
        "pilot",
    )
    assert (told.system["goal"], told.system["organisation"], told.system["country"]) == (
        "Quicker answers.",
        "Office of permits",
        "BRB",
    )


def test_the_list_of_tasks_leads_to_the_first_question_without_an_answer(
    version: Version, assessor: User, member: Member, signed_in: SignedIn
) -> None:
    def led(user: User) -> str:
        page = signed_in(user).get(f"/en{tasks(version).removeprefix('/en')}").content.decode()
        found = re.search(r'<a class="govuk-button" href="([^"]+)"', page)
        return found[1] if found else ""

    second = asked("red_line", FRAMEWORK.red_lines[1].id)
    assert led(assessor) == address(version, LINE)
    with scopes_disabled():
        assert actions.answer(assessor, version, Answer(LINE, {"answer": "unknown"}, EMPTY))
    assert led(assessor) == address(version, second)
    assert led(member(Role.REVIEWER)) == "", "who may not answer is not asked to"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.DRAFT, ["not started", "cannot start yet", "cannot start yet"]),
        (State.CHANGES_REQUESTED, ["changes requested", "cannot start yet", "cannot start yet"]),
        (State.IN_REVIEW, ["done", "in progress", "cannot start yet"]),
        (State.APPROVED, ["done", "done", "not started"]),
        (State.PUBLISHED, ["done", "done", "done"]),
    ],
)
def test_what_comes_after_the_questions_follows_from_the_state(state: State, told: list[str]) -> None:
    steps = steps_of(state, "/review/")
    assert [str(one["state"]) for one in steps] == told
    assert [bool(one["address"]) for one in steps] == [one != "cannot start yet" for one in told]


def test_answers_stand_in_the_files_as_other_ways_write_them(version: Version, assessor: User, tmp_path) -> None:
    given = {"answer": GRADE.prompts[0].choices[0].id, "document": "Memo 7"}
    line = {"answer": "partly", "fact": "An order of 2019", "mend_by": "2027-01-31"}
    with scopes_disabled():
        lay_out(version, tmp_path / "before")
        for question, value in ((LINE, line), (GRADE, given)):
            assert actions.answer(assessor, version, Answer(question, value, EMPTY))
        lay_out(version, tmp_path / "after")
    store = FolderStore(tmp_path / "before")
    record = read_appraisal(store)
    for question, value in ((LINE, line), (GRADE, given)):
        record = save_appraisal(record, with_value(record.appraisal, question, value))
    for name in ("assessment.yaml", "evidence/core-answers.csv"):
        assert (tmp_path / "after" / name).read_bytes() == (tmp_path / "before" / name).read_bytes()


def test_each_answer_has_its_entry_and_a_double_one_has_none(version: Version, assessor: User) -> None:
    with scopes_disabled():
        assert actions.answer(assessor, version, Answer(LINE, {"answer": "yes"}, EMPTY))
        entries = Entry.objects.count()
        assert not actions.answer(assessor, version, Answer(LINE, {"answer": "yes"}, EMPTY))
        assert Entry.objects.count() == entries
        edit = Edit.objects.get(version=version)
    assert (edit.by, edit.before, edit.after) == (assessor, {}, {"answer": "yes"})
    assert verify_trail().problems == ()


def test_the_second_of_two_people_sees_both_and_chooses(
    version: Version, assessor: User, member: Member, signed_in: SignedIn
) -> None:
    other = member(Role.CONTRIBUTOR, name="Ben")
    browser = signed_in(assessor)
    assert browser.post(address(version, LINE), {"answer": "yes", "fact": "Mine", "seen": EMPTY}).status_code == 302
    with scopes_disabled(), pytest.raises(AnsweredMeanwhileError):
        actions.answer(other, version, Answer(LINE, {"answer": "no"}, EMPTY))
    page = signed_in(other).post(address(version, LINE), {"answer": "no", "fact": "Ours", "seen": EMPTY})
    html = page.content.decode()
    assert page.status_code == 409
    assert "Mine" in html
    assert "Ours" in html
    seen = page.context["seen"]
    assert answered(version, LINE)["answer"] == "yes"
    assert (
        signed_in(other).post(address(version, LINE), {"answer": "no", "fact": "Ours", "seen": seen}).status_code == 302
    )
    assert answered(version, LINE) == {"answer": "no", "fact": "Ours"}


def test_two_people_answer_different_questions_from_the_same_page(version: Version, assessor: User) -> None:
    with scopes_disabled():
        other = Version.objects.get(pk=version.pk)
        actions.answer(assessor, version, Answer(GRADE, {"answer": "unknown"}, EMPTY))
        actions.answer(assessor, other, Answer(COUNT, {"answer": "unknown"}, EMPTY))
    assert answered(version, GRADE) == answered(version, COUNT) == {"answer": "unknown"}


def test_what_is_half_written_is_kept_and_is_no_answer(version: Version, assessor: User, signed_in: SignedIn) -> None:
    browser = signed_in(assessor)
    sent = {"note": "The clerks say so", "seen": EMPTY}
    assert browser.post(address(version, GRADE, "draft"), sent).status_code == 200
    assert answered(version, GRADE) == {}
    assert "The clerks say so" in browser.get(address(version, GRADE)).content.decode()
    assert "in progress" in browser.get(tasks(version)).content.decode().lower()
    page = browser.post(address(version, GRADE), sent)
    assert page.status_code == 422
    assert "The clerks say so" in page.content.decode()
    done = {"answer": GRADE.prompts[0].choices[0].id, "note": "The clerks say so", "seen": EMPTY, "then": "back"}
    assert browser.post(address(version, GRADE), done).status_code == 302
    with scopes_disabled():
        assert not Draft.objects.exists()


def test_what_is_sent_after_the_session_ended_waits_for_its_writer(version: Version, assessor: User) -> None:
    browser = Client()
    given = signing.dumps(assessor.pk, salt=WRITER)
    sent = {"answer": "yes", "fact": "A law", "seen": EMPTY, WRITER: given}
    response = browser.post(address(version, LINE), sent)
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    browser.force_login(assessor)
    page = browser.get(address(version, LINE)).content.decode()
    assert "A law" in page
    assert "signed out" in page
    assert answered(version, LINE) == {}


def test_not_applicable_needs_its_reason(version: Version, assessor: User, signed_in: SignedIn) -> None:
    browser = signed_in(assessor)
    page = browser.post(address(version, GRADE), {"answer": "not_applicable", "seen": EMPTY})
    assert page.status_code == 422
    # The workbook has a column of notes; the page has a field below, of another name.
    assert "Does not apply here (say why below)" in page.content.decode()
    sent = {"answer": "not_applicable", "note": "It pays nobody", "document": "left", "seen": EMPTY}
    assert browser.post(address(version, GRADE), sent).status_code == 302
    assert answered(version, GRADE) == {"answer": "not_applicable", "note": "It pays nobody"}


def test_a_number_may_be_unknown() -> None:
    given, errors = read_sent(COUNT, sent_of(COUNT, {"answer": "x", INSTEAD: "unknown"}), FRAMEWORK, ENGLISH)
    assert (given, errors) == ({"answer": "unknown"}, {})
    given, errors = read_sent(COUNT, sent_of(COUNT, {"answer": "12", "of": "10"}), FRAMEWORK, ENGLISH)
    assert errors
    _, errors = read_sent(COUNT, sent_of(COUNT, {"answer": "many", "of": "10"}), FRAMEWORK, ENGLISH)
    assert set(errors) == {"answer"}


@pytest.mark.parametrize(
    ("value", "looked", "status"),
    [
        ({}, False, Status.NOT_STARTED),
        ({}, True, Status.IN_PROGRESS),
        ({"answer": "unknown"}, False, Status.UNKNOWN),
        ({"answer": "not_applicable"}, False, Status.IN_PROGRESS),
        ({"answer": "not_applicable", "note": "so"}, False, Status.SET_ASIDE),
        ({"answer": GRADE.prompts[0].choices[0].id}, False, Status.NEEDS_EVIDENCE),
        ({"answer": GRADE.prompts[0].choices[0].id, "document": "d"}, False, Status.DONE),
    ],
)
def test_status_follows_from_the_answer(value: dict[str, str], looked: bool, status: Status) -> None:
    assert status_of(GRADE, value, FRAMEWORK, looked=looked) is status


def test_what_does_not_apply_is_shown_with_its_reason(version: Version) -> None:
    with scopes_disabled(), open_record(version) as record:
        appraisal = record.appraisal
        for profile in FRAMEWORK.profiles:
            told = with_value(appraisal, asked("profile", "profile"), {"answer": profile.id})
            for id, usual in profile.facts.items():
                told = with_value(told, asked("fact", id), {"answer": "yes" if usual else "no"})
            parts = parts_of(FRAMEWORK, told)
            out = [one for part in parts for one in part.left_out]
            assert all(one.left_out for one in out)
            assert len({one.key for part in parts for one in (*part.items, *part.left_out)}) == sum(
                len(part.items) + len(part.left_out) for part in parts
            )
    assert [part.id for part in parts[:2]] == ["red_lines", "profile"]


def test_a_colleague_who_is_asked_is_told(
    version: Version, assessor: User, member: Member, other_agency: Agency, signed_in: SignedIn
) -> None:
    colleague, stranger = member(Role.CONTRIBUTOR, name="Cy"), member(Role.CONTRIBUTOR, other_agency, "Dee")
    browser = signed_in(assessor)
    for one in (colleague, stranger):
        sent = {"text": "Which law is it?", "asked": str(one.pk)}
        assert browser.post(address(version, LINE, "comment"), sent).status_code == 302
    assert list(Notice.objects.values_list("user", flat=True)) == [colleague.pk]
    with scopes_disabled():
        assert [one.asked for one in Comment.objects.all()] == [colleague, None]
    assert "asked: Cy" in browser.get(tasks(version)).content.decode()
    place = Notice.objects.get().address
    assert signed_in(colleague).get(f"/en{place}").status_code == 200


def test_so_far_tells_what_is_missing_and_then_the_judgement(
    version: Version, assessor: User, signed_in: SignedIn
) -> None:
    browser = signed_in(assessor)
    place = reverse("assessments:so_far", args=(version.assessment.agency.slug, version.assessment.slug))
    with scopes_disabled():
        actions.answer(
            assessor, version, Answer(asked("system", "organisation"), {}, seen_of({"answer": "Office of permits"}))
        )
    missing = browser.get(place).content.decode()
    assert "organisation" in missing
    assert ("Answer the question of that name" in missing, "Add the line" in missing) == (True, False)
    with scopes_disabled():
        actions.answer(assessor, version, Answer(asked("system", "organisation"), {"answer": "Office"}, EMPTY))
        actions.answer(assessor, version, Answer(GRADE, {"answer": GRADE.prompts[0].choices[0].id}, EMPTY))
    page = browser.get(place, headers={"HX-Request": "true"}).content.decode()
    assert "1 of 26 core questions" in page
    assert "core questions that are answered with it: 2 of 26." in page
    assert re.search("interval of public value is expected to lose [0-9]+[.][0-9] points", page)
    assert ("About 1 hours" in page, "points elsewhere" in page) == (False, True)
    assert "<html" not in page


def test_what_is_told_after_a_redirect_is_in_the_language_of_the_page(
    version: Version, assessor: User, signed_in: SignedIn
) -> None:
    place = address(version, LINE).replace("/en/", "/es/")
    page = signed_in(assessor).post(place, {"answer": "unknown", "seen": EMPTY}, follow=True).content.decode()
    assert "Su respuesta está guardada." in page
    assert "Your answer is kept." not in page


def test_the_page_of_a_new_assessment_asks_as_much_however_many_there_are(
    author: User, agency: Agency, signed_in: SignedIn
) -> None:
    version = begun(author, agency, "Claims")
    client, numbers = signed_in(author), []
    address = reverse("assessments:new", args=(version.assessment.system.slug,))
    for more in (0, 5):
        with scopes_disabled():
            for _ in range(more):
                actions.begin(author, version.assessment.system, ENGLISH)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        numbers.append((page.content.count(b"/en/assessments/permits/"), len(asked)))
    (one, few), (six, many) = numbers
    assert (six - one, few) == (5, many)


@pytest.mark.parametrize("id", ["description", "goal"])
def test_what_takes_sentences_has_room_for_them(version: Version, assessor: User, signed_in: SignedIn, id: str) -> None:
    question, browser = asked("system", id), signed_in(assessor)
    page = browser.get(address(version, question)).content.decode()
    form = page.partition('name="writer"')[2].partition("</form>")[0]
    assert re.search(r'<textarea[^>]* name="answer"', form)
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    sent = {"answer": "Sorts claims.\r\nFor rent alone.", "seen": seen}
    assert browser.post(address(version, question), sent).status_code == 302
    assert answered(version, question)["answer"].split() == ["Sorts", "claims.", "For", "rent", "alone."]
    assert "For rent alone." in browser.get(address(version, question)).content.decode()
