"""What an action has looked at is looked at again once it is its turn: somebody else may have written meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from publicvalue.errors import InputError, NotPermittedError
from publicvalue.files.stores.folder import RESULTS
from publicvalue.instruments.appraisal.questions import line_question
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions as assessments
from publicvalue.web.assessments.models import Panel
from publicvalue.web.assessors import actions as assessors
from publicvalue.web.assessors.queries import own_answers
from publicvalue.web.audit.models import Entry, PersonalValue
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.business_case import actions as cases
from publicvalue.web.business_case.models import BusinessCase, CaseReport
from publicvalue.web.evidence import actions as evidence
from publicvalue.web.evidence.models import Upload
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.jobs import work
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.public.models import Publication
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import System
from publicvalue.web.spaces import actions as spaces
from publicvalue.web.spaces.models import Agency, Country, Membership
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.models import Assessment, ResultFile, Version
from publicvalue.web.surveys import actions as surveys
from publicvalue.web.surveys.models import Survey
from publicvalue.words.language import ENGLISH
from publicvalue.words.stored import words_from
from publicvalue.workflow.roles import Role
from publicvalue.workflow.states import State
from web_evidence import shipped
from web_turns import meanwhile

Member = Callable[..., User]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

SETTINGS = b"assessment: {framework: public-value/1.0}\nsystem: {name: Permits}\n"
FILES = {"assessment.yaml": SETTINGS, "evidence/a.csv": b"a\n1\n"}
LINES = [line_question(one) for one in shipped().red_lines]


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no job tell that it lives: its own connection would wait for the one transaction of a test."""
    monkeypatch.setattr("publicvalue.web.jobs.watch.BEAT", 3600)


@pytest.fixture
def version(author: User, agency: Agency) -> Version:
    return stores.start(author, agency, "permits", "Permits", FILES)


@pytest.fixture
def approver(member: Member) -> User:
    return member(Role.APPROVER)


def public_system(agency: Agency, author: User, approver: User, name: str) -> System:
    record, _ = read_record({"name": name, "summary": "Sorts.", "phase": "use"}, dt.date(2026, 3, 15))
    system = register.register_system(agency, record, register.Why(author))
    register.publish_system(system, register.Why(approver))
    return system


@pytest.fixture
def system(agency: Agency, author: User, approver: User) -> System:
    return public_system(agency, author, approver, "Triage")


@pytest.fixture
def case(author: User, system: System) -> BusinessCase:
    """A business case in which a file was written over."""
    made = cases.begin(author, system, ENGLISH)
    for content in (b"first", b"second"):
        cases.bring(author, made, "baseline.csv", [content])
    return made


def test_a_file_on_which_another_case_rests_by_now_is_not_destroyed(
    case: BusinessCase, author: User, approver: User, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first] = [one for one in cases.superseded_of(case) if one.name == "baseline.csv"]
    other = cases.begin(author, public_system(case.system.agency, author, approver, "Sorting"), ENGLISH)
    came = meanwhile(monkeypatch, lambda: cases.bring(author, other, "baseline.csv", [b"first"]))
    with pytest.raises(InputError, match="rests on this file"):
        cases.erase_file(administrator, case, first.pk, "on order")
    first.blob.refresh_from_db()
    assert (came, first.blob.erased) == (["first"], None)
    assert not Entry.objects.filter(action="erase").exists()


def test_a_file_by_which_a_gate_was_decided_by_now_is_not_destroyed(
    case: BusinessCase, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first] = [one for one in cases.superseded_of(case) if one.name == "baseline.csv"]

    def decided() -> None:
        CaseReport.objects.create(
            case=case, kind="gate-idea-1", name="en/gate.html", blob=first.blob, snapshot="", made=first.at
        )

    came = meanwhile(monkeypatch, decided)
    with pytest.raises(InputError, match="rests on this file"):
        cases.erase_file(administrator, case, first.pk, "on order")
    assert came == ["first"]
    # Where nobody comes first, the same order is carried out.
    cases.erase_file(administrator, case, first.pk, "on order")
    first.blob.refresh_from_db()
    assert first.blob.erased is not None


def test_a_refusal_takes_no_gate_off_the_record_that_was_decided_meanwhile(
    case: BusinessCase, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = b'{"gates": ["idea"]}'
    came = meanwhile(monkeypatch, lambda: BusinessCase.objects.update(record=newer))
    cases.keep_refusal(author, case, b'{"gates": [], "refused": 1}')
    case.refresh_from_db()
    assert (came, bytes(case.record)) == (["first"], newer)
    cases.keep_refusal(author, case, b'{"gates": ["idea"], "refused": 1}')
    case.refresh_from_db()
    assert b"refused" in bytes(case.record)


@pytest.fixture
def approved(
    version: Version, system: System, author: User, approver: User, monkeypatch: pytest.MonkeyPatch
) -> Version:
    """An approved version whose reports are written already, of a public system."""
    assessments.link(author, version, system)
    version = stores.submit(author, version, version.snapshot)
    monkeypatch.setattr("publicvalue.web.assessments.actions.published_files", lambda *_: {RESULTS: b"{}"})
    monkeypatch.setattr("publicvalue.web.assessments.actions.check_told", lambda *_: None)
    return stores.approve(approver, version, version.snapshot)


def test_nothing_is_published_beside_a_record_that_was_withdrawn_meanwhile(
    approved: Version, system: System, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = meanwhile(monkeypatch, lambda: register.withdraw_system(system, register.Why(approver, "wrong")))
    with pytest.raises(InputError, match="not in the public register"):
        assessments.publish(approver, approved, approved.snapshot)
    assert (came, Publication.objects.count()) == (["first"], 0)


def test_what_is_published_stands_beside_the_record_that_it_is_about_by_now(
    approved: Version, agency: Agency, author: User, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = public_system(agency, author, approver, "Sorting")
    meanwhile(monkeypatch, lambda: Assessment.objects.update(system=other))
    assert assessments.publish(approver, approved, approved.snapshot).system == other


def test_what_assessors_begin_to_answer_apart_is_not_handed_over(
    version: Version, author: User, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [author, member(Role.CONTRIBUTOR)]
    monkeypatch.setattr("publicvalue.web.assessments.actions.load_assessment", lambda _: None)
    came = meanwhile(monkeypatch, lambda: assessors.begin(author, version, both, ["red_lines"]))
    with pytest.raises(InputError, match="still answering apart"):
        assessments.submit(author, version, version.snapshot, "en")
    assert (came, Version.objects.get(pk=version.pk).state) == (["first"], State.DRAFT)


def test_what_was_handed_in_and_sealed_is_not_written_over(
    version: Version, author: User, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel: Panel = assessors.begin(author, version, [author, member(Role.CONTRIBUTOR)], ["red_lines"])
    for line in LINES:
        assessors.keep(author, panel, line, {"answer": "no", "fact": "so"})
    sealed = own_answers(panel, author)
    # The other window of the same person hands in.
    came = meanwhile(monkeypatch, lambda: assessors.finish(author, panel))
    with pytest.raises(NotPermittedError):
        assessors.keep(author, panel, LINES[0], {"answer": "yes", "fact": "changed"})
    assert (came, own_answers(panel, author)) == (["first"], sealed)


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_no_results_are_kept_of_evidence_that_was_destroyed_while_they_were_computed(
    state: State, version: Version, author: User, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Version.objects.filter(pk=version.pk).update(state=state)

    def computed(store: Any, results: Any, _: Any) -> None:
        # The rows were read, and go into the bundle.
        bundle = (store.folder / "evidence/a.csv").read_bytes()
        meanwhile(monkeypatch, lambda: stores.erase_evidence(administrator, version, "evidence/a.csv", "on order"))
        results.write("report", {"bundle.zip": bundle})

    monkeypatch.setattr(work, "publish_assessment", computed)
    job = jobs.assess(author, version)
    assert run_job.call(job.pk, 1) == "failed"
    job.refresh_from_db()
    assert words_from(job.problems[0]["what"]) == "evidence was destroyed on order while it was read"
    assert not ResultFile.objects.exists()


def test_who_was_erased_takes_no_role_and_no_name(
    author: User, administrator: User, country: Country, agency: Agency
) -> None:
    _, token = spaces.invite(administrator, spaces.Seat(Role.REVIEWER, country, agency), "Ana")
    key = str(author.pk)
    # As it is in the hands of whoever asked a moment ago.
    stale = User.objects.get(pk=author.pk)
    spaces.erase_account(administrator, author, country, "on order")
    for act in (lambda: spaces.accept(token, stale), lambda: spaces.change_profile(stale, "Ana Again", "es")):
        with pytest.raises(NotPermittedError, match="this account was erased"):
            act()
    now = User.objects.get(pk=author.pk)
    assert (now.name, now.is_active) == ("", False)
    assert not Membership.objects.filter(user=author, ended__isnull=True).exists()
    assert not PersonalValue.objects.filter(account=key).exists()
    assert verify_trail().problems == ()


def test_two_forms_for_the_same_people_are_not_opened_at_once(
    version: Version, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveys, "_wrong", lambda *_: [])
    opening = surveys.Opening("leaving_users", ("consent", "exit_staff"), "The office asks.")
    came = meanwhile(monkeypatch, lambda: surveys.open_survey(author, version, opening))
    with pytest.raises(InputError, match="open already"):
        surveys.open_survey(author, version, opening)
    assert (came, Survey.objects.count()) == (["first"], 0), "with the refused one went the other's transaction"


def test_a_file_that_was_taken_meanwhile_is_not_dropped(
    version: Version, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Upload.objects.create(version=version, by=author, file="b.csv", token="b", size=1)
    meanwhile(monkeypatch, lambda: Upload.objects.update(taken=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)))
    with pytest.raises(InputError, match="taken already"):
        evidence.drop(author, upload)
    assert Upload.objects.filter(pk=upload.pk).exists()
