"""The whole matrix of roles, objects, actions and addresses is run, against the tables of the workflow."""

from __future__ import annotations

import datetime as dt
import gzip
import html
import inspect
import io
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import timezone, translation
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from long_runs import LONG, confirming
from publicvalue.actions.country.readiness import CONTEXT, load_readiness
from publicvalue.errors import NotPermittedError, PublicValueError
from publicvalue.files.frameworks import load_framework
from publicvalue.instruments.appraisal.questions import line_question
from publicvalue.interop.record import read_record
from publicvalue.reports.country.template import CountryStart, start_files
from publicvalue.web.accounts.models import NAMELESS, User
from publicvalue.web.accounts.offered import CLOSED
from publicvalue.web.accounts.words import OURS
from publicvalue.web.assessments import actions as assessments
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import key_of
from publicvalue.web.assessments.models import Assessor, Edit, Panel
from publicvalue.web.assessors import actions as assessors
from publicvalue.web.audit.models import Entry
from publicvalue.web.business_case import actions as business_case
from publicvalue.web.evidence import actions as evidence
from publicvalue.web.evidence.models import Retention, Upload
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.region import actions as region
from publicvalue.web.region.models import CountryVersion
from publicvalue.web.register import actions as register
from publicvalue.web.settings.assembled import WEB
from publicvalue.web.spaces import actions as spaces
from publicvalue.web.spaces.actions import Seat
from publicvalue.web.spaces.models import Agency, Membership
from publicvalue.web.spaces.permission import roles_at
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import StoredFile, Version, WrittenOver
from publicvalue.web.surveys import actions as surveys
from publicvalue.web.surveys.models import Survey
from publicvalue.words.language import ENGLISH
from publicvalue.words.languages import language_of
from publicvalue.workflow.events import Request
from publicvalue.workflow.permission import may
from publicvalue.workflow.roles import Role
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Kind, Subject
from web_injected import Page
from web_matrix import (
    ADDRESSES,
    BEGUN,
    EARLIER,
    EVERYBODY,
    OF_ACCOUNTS,
    OPERATIONS,
    OWNER,
    PUBLISHED,
    SIGNED_IN,
    WORK,
    Address,
)
from web_pages import Looking, looking
from web_people import client_of, first_administrator, seated, shown_at
from web_states import STATES, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

MODULES = {
    "business_case": business_case,
    "evidence": evidence,
    "assessors": assessors,
    "assessments": assessments,
    "spaces": spaces,
    "stores": stores,
    "jobs": jobs,
    "region": region,
    "register": register,
    "surveys": surveys,
}


def named(patterns: Any, space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}"
        else:
            yield from named(one.url_patterns, f"{space}{one.namespace}:" if getattr(one, "namespace", None) else space)


def operations() -> Iterator[str]:
    for name, module in MODULES.items():
        for function, one in inspect.getmembers(module, inspect.isfunction):
            own = one.__module__ == module.__name__ and not function.startswith("_")
            if own and not function.startswith("of_") and function not in {"digest_of", "first_run_code"}:
                yield f"{name}.{function}"


LINE, OTHER_LINE = map(line_question, load_framework("public-value/1.0").framework.red_lines[:2])
READS = {
    *(
        f"business_case.{name}"
        for name in ("case_of", "files_of", "snapshot_of", "is_own", "resting_on", "superseded_of")
    ),
    "register.check_complete",
    "register.free_slugs",
    "register.today",
    "stores.kept_bytes",
    "assessments.seen_tables",
    "assessors.is_ready",
    "surveys.code_mark",
    *(
        f"evidence.{name}"
        for name in (
            "check",
            "keep_sent",
            "look",
            "is_tried",
            "check_open",
            "record_upload",
            "named",
        )
    ),
}
"""Functions that change nothing."""


def test_every_address_has_a_row() -> None:
    found = {name for name in named(get_resolver().url_patterns) if not name.startswith(OF_ACCOUNTS)}
    assert found == set(ADDRESSES)


def test_every_operation_has_a_row() -> None:
    assert set(operations()) - READS == set(OPERATIONS)
    modules = {name.split(".")[0] for name in OPERATIONS}
    assert modules == set(MODULES)


IN_TIME = "economic.benefit.efficiencies.within_service_standard"
SETTINGS = b"""assessment: {framework: public-value/1.0}
evidence:
  - {id: a, kind: records, title: A, file: evidence/a.csv, source: a}
"""


def country_folder() -> bytes:
    """Return the zip of a country's folder as one is begun."""
    framework, made = load_readiness(CONTEXT), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in start_files(CountryStart("BRB", "Barbados", framework)).items():
            archive.writestr(name, content)
    return made.getvalue()


COUNTRY_FOLDER = country_folder()


@dataclass
class World:
    """A draft in one agency, with everything that hangs on it, and people in every role and elsewhere."""

    values: dict[str, Any]
    people: dict[str, User | None]
    agency: Agency
    version: Version
    others: dict[str, Any]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the files of the one world in one folder."""
    folder = tmp_path_factory.mktemp("matrix") / "data"
    with override_settings(PUBLICVALUE_DATA=folder, MEDIA_ROOT=folder / "files"):
        yield folder


@pytest.fixture
def own_data(kept: Path) -> Path:
    """Let the tests here keep their files where their world has them: none of them changes one."""
    return kept


@pytest.fixture(scope="module")
def world(browser: Browser, django_db_setup: None, django_db_blocker: Any, kept: Path) -> Iterator[World]:  # noqa: ARG001 - come before
    """Make the world once; every test undoes what it did in it.

    The browser comes first: what runs in its loop has a connection of its own, and would wait for the world's.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield _peopled()
        transaction.set_rollback(True)


def _peopled() -> World:
    country = spaces.create_country("BRB", "Barbados")
    administrator = first_administrator(country)
    agency = spaces.create_agency(administrator, country, "Office of permits", "permits")
    other_agency = spaces.create_agency(administrator, country, "Office of roads", "roads")
    member = partial(seated, administrator)
    people: dict[str, User | None] = {"nobody": None, "the first administrator": administrator}
    for role in Role:
        if role not in {Role.PUBLIC, Role.ADMINISTRATOR}:
            people[role.value] = member(agency, role)
    second = spaces.appoint(
        User.objects.create_user("second@example.org", "a long password", name="Second"),
        Seat(Role.ADMINISTRATOR, agency.country),
    )
    people |= {"administrator": second, "assessor elsewhere": member(other_agency, Role.ASSESSOR)}
    people["approver elsewhere"] = member(other_agency, Role.APPROVER)
    abroad = spaces.create_country("CUB", "Cuba")
    people["administrator abroad"] = spaces.appoint(
        User.objects.create_user("abroad@example.org", name="Abroad"), Seat(Role.ADMINISTRATOR, abroad)
    )
    author = member(agency, Role.ASSESSOR, "author")
    with scopes_disabled():
        return _filled(people, agency, author, member(agency, Role.CONTRIBUTOR, "leaving"))


def _filled(people: dict[str, User | None], agency: Agency, author: User, leaving: User) -> World:
    administrator = people["the first administrator"]
    version = stores.start(
        author, agency, "permits", "Permits", {"assessment.yaml": SETTINGS, "evidence/a.csv": b"a\n1\n"}
    )
    version = stores.change_files(author, version, {"evidence/b.csv": b"b\n1\n"})
    version = stores.change_files(author, version, {"evidence/b.csv": b"b\n2\n"})
    answerers = [author, people["assessor"], people["contributor"]]
    apart = panel(version, answerers)
    compared = panel(stores.start(author, agency, "compared", "Compared", {"assessment.yaml": SETTINGS}), answerers)
    for one in answerers:
        assessors.keep(one, compared, OTHER_LINE, {"answer": "no"})
        assessors.finish(one, compared)
    upload = Upload.objects.create(version=version, by=author, file="b.csv", token="b", size=1, indicator=IN_TIME)
    asks = {"audience": "leaving_users", "questions": ["consent", "exit_staff"], "told": "The office asks."}
    survey = Survey.objects.create(version=version, by=author, **asks)
    record, _ = read_record({"name": "Triage", "summary": "Sorts.", "phase": "use"}, dt.date(2026, 3, 15))
    system = register.register_system(agency, record, register.Why(author))
    remark = register.Remark.objects.create(system=system, text="wrong")
    invitation, token = spaces.invite(administrator, Seat(Role.REVIEWER, agency.country, agency), "Ana")
    membership = memberships_of(leaving)[0]
    job = jobs.assess(author, version)
    case = business_case.begin(author, system, ENGLISH)
    business_case.bring(author, case, "business-case.xlsx", [b"written over the blank one"])
    [written_over] = business_case.superseded_of(case)
    blob = blobs.keep(COUNTRY_FOLDER)
    brought = CountryVersion.objects.create(country=agency.country, number=1, blob=blob, by=administrator)
    values = {
        "system": system.slug,
        "country": agency.country_id,
        "country_code": agency.country.code.lower(),
        "agency": agency.pk,
        "agency_slug": agency.slug,
        "invitation": invitation.pk,
        "token": token,
        "member": membership.pk,
        "job": job.pk,
        "remark": remark.pk,
        "nothing": 999_999,
        "one": 1,
        "group": "what",
        "assessment": version.assessment.slug,
        "question_kind": LINE.kind,
        "question": LINE.id,
        "verb": "submit",
        "finish": "finish",
        "apart": OTHER_LINE.id,
        "compared": "compared",
    }
    values["superseded"] = written_over.pk
    values |= {"workbook": "business-case.xlsx", "case_report": "case"}
    values |= {"survey": survey.pk, "survey_token": survey.token, "audience": "leaving_users"}
    values |= {"upload": upload.pk, "piece": "a", "table": "costs"}
    values["over"] = WrittenOver.objects.get().pk
    others = {
        "upload": upload,
        "survey": survey,
        "apart": apart,
        "compared": compared,
        "invitation": invitation,
        "membership": membership,
        "job": job,
        "system": system,
        "case": case,
        "remark": remark,
        "brought": brought,
    }
    return World(values, people, agency, version, others)


def panel(version: Version, people: list[Any]) -> Panel:
    """Let people answer one question apart."""
    row = Panel.objects.create(version=version, by=people[0], questions=[f"{OTHER_LINE.kind}/{OTHER_LINE.id}"])
    Assessor.objects.bulk_create(Assessor(panel=row, user=one) for one in people)
    return row


def outcome(client: Client, address: Address, path: str) -> str:
    response = client.get(path) if address.posts is None else client.post(path, address.posts)
    if response.status_code in {403, 404}:
        return "refused"
    if response.status_code in {301, 302} and "/account/login/" in response["Location"]:
        return "sign in"
    return "reached" if response.status_code < 500 else f"failed {response.status_code}"


def expected(world: World, address: Address, user: User | None) -> str:
    if address.asks == EVERYBODY:
        return "reached"
    if address.asks == BEGUN:
        return "sign in"
    if address.asks == SIGNED_IN:
        return "reached" if user else "sign in"
    if isinstance(address.asks, str):
        return "refused"
    if user is None:
        return "sign in"
    action, subject = address.asks
    return "reached" if may(roles_at(user, world.agency), action, subject) else "refused"


ALSO = {
    "register:new": {"assessor elsewhere"},
    "register:declare": {"assessor elsewhere"},
    "register:import": {"assessor elsewhere", "administrator abroad"},
    "people": {"administrator abroad"},
    "audit_trail": {"administrator abroad"},
    "audit_trail_csv": {"administrator abroad"},
}
"""Pages that are about all of a person's agencies or countries, and who reaches them beside those of the draft's."""


BEHIND_SIGN_IN = ("register:", "assessments:", "evidence:", "business_case:")


@pytest.mark.parametrize("name", ADDRESSES)
def test_each_role_reaches_what_it_may_and_nothing_else(name: str, world: World) -> None:
    address = ADDRESSES[name]
    path = reverse(name, kwargs={key: world.values[value] for key, value in address.where.items()})
    found, wanted = {}, {}
    for who, user in world.people.items():
        wanted[who] = "reached" if who in ALSO.get(name, ()) else expected(world, address, user)
        if user is None and address.asks == OWNER and name.startswith(BEHIND_SIGN_IN):
            wanted[who] = "sign in"
        with transaction.atomic():
            found[who] = outcome(client_of(user), address, path)
            transaction.set_rollback(True)
    assert found == wanted


@pytest.mark.parametrize("name", PUBLISHED)
def test_everybody_reaches_what_is_published_in_the_register(name: str, world: World) -> None:
    register.publish_system(world.others["system"], register.Why(world.people["approver"]))
    path = reverse(name, kwargs={"slug": world.values["system"]})
    found = {who: outcome(client_of(user), ADDRESSES[name], path) for who, user in world.people.items()}
    assert set(found.values()) == {"reached"}


def register_acts(world: World, user: User) -> dict[str, Callable[[], object]]:
    """Return every operation on the register, as somebody would try it."""
    why, agency, system = register.Why(user, "so"), world.agency, world.others["system"]
    record, _ = read_record({"name": "Other", "summary": "Sorts.", "phase": "use"}, dt.date(2026, 3, 15))
    return {
        "register.register_system": lambda: register.register_system(agency, record, why),
        "register.register_many": lambda: register.register_many([register.SystemToAdd(agency, record)], why),
        "register.change_system": lambda: register.change_system(system, record, system.version, why),
        "register.change_many": lambda: register.change_many([register.SystemToChange(system, record)], why),
        "register.publish_system": lambda: register.publish_system(system, why),
        "register.withdraw_system": lambda: register.withdraw_system(system, why),
        "register.declare_none": lambda: register.declare_none(agency, why),
        "register.answer_remark": lambda: register.answer_remark(world.others["remark"], why),
    }


def panel_acts(world: World, user: User) -> dict[str, Callable[[], object]]:
    """Return every operation on panels, as somebody would try it."""
    apart, compared, given = world.others["apart"], world.others["compared"], {"answer": "no"}
    agreed = assessments.Answer(OTHER_LINE, given, seen_of({}), "so")
    return {
        "assessors.begin": lambda: assessors.begin(user, world.version, [user], ["red_lines"]),
        "assessors.keep": lambda: assessors.keep(user, apart, OTHER_LINE, given),
        "assessors.keep_sent": lambda: assessors.keep_sent(user, apart, OTHER_LINE, given),
        "assessors.finish": lambda: assessors.finish(user, apart),
        "assessors.go_on": lambda: assessors.go_on(user, apart),
        "assessors.end": lambda: assessors.end(user, apart, "so"),
        "assessors.settle": lambda: assessors.settle(user, compared, agreed),
        "assessors.settle_alike": lambda: assessors.settle_alike(user, compared, "so"),
        "assessors.change_mind": lambda: assessors.change_mind(user, compared, OTHER_LINE, given, "so"),
    }


def case_acts(world: World, user: User) -> dict[str, Callable[[], object]]:
    """Return every operation on business cases, as somebody would try it."""
    case, system = world.others["case"], world.others["system"]
    on_record = business_case.Gated("idea", record=True)
    return {
        "business_case.begin": lambda: business_case.begin(user, system, ENGLISH),
        "business_case.bring": lambda: business_case.bring(user, case, "baseline.csv", [b"a\n1\n"]),
        "business_case.erase_file": lambda: business_case.erase_file(user, case, world.values["superseded"], "so"),
        "business_case.report": lambda: business_case.report(user, case, "gate", "en", on_record),
    }


def survey_acts(world: World, user: User) -> dict[str, Callable[[], object]]:
    """Return every operation on forms on the web, as somebody would try it."""
    survey, opening = world.others["survey"], surveys.Opening("experts", ("consent",), "Who asks")
    return {
        "surveys.open_survey": lambda: surveys.open_survey(user, world.version, opening),
        "surveys.close_survey": lambda: surveys.close_survey(user, survey),
        "surveys.bring_replies": lambda: surveys.bring_replies(user, survey, world.version),
    }


def acts(world: World, user: User) -> dict[str, Callable[[], object]]:
    """Return every operation, as somebody would try it."""
    version, agency, others = world.version, world.agency, world.others
    at = version.snapshot
    return {
        **register_acts(world, user),
        "region.bring_folder": lambda: region.bring_folder(user, agency.country, COUNTRY_FOLDER, "folder.zip"),
        "region.keep_folder_until": lambda: region.keep_folder_until(user, others["brought"], None),
        "region.erase_folder": lambda: region.erase_folder(user, agency.country, others["brought"], "so"),
        "spaces.add_country": lambda: spaces.add_country(user, "JAM", "Jamaica", "Ann"),
        "spaces.create_agency": lambda: spaces.create_agency(user, agency.country, "New", "fresh"),
        "spaces.rename_agency": lambda: spaces.rename_agency(user, agency, "New", "so"),
        "spaces.invite": lambda: spaces.invite(user, Seat(Role.REVIEWER, agency.country, agency), "Ana"),
        "spaces.revoke": lambda: spaces.revoke(user, others["invitation"]),
        "spaces.end_membership": lambda: spaces.end_membership(user, others["membership"], "so"),
        "spaces.erase_account": lambda: spaces.erase_account(user, others["membership"].user, agency.country, "so"),
        "spaces.make_password_link": lambda: spaces.make_password_link(user, others["membership"], "so"),
        "stores.start": lambda: stores.start(user, agency, "other", "Other", {"assessment.yaml": b"a: 1\n"}),
        "stores.change_files": lambda: stores.change_files(user, version, {"a.txt": b"a"}),
        "stores.finish_apart": lambda: stores.finish_apart(user, version),
        "stores.submit": lambda: stores.submit(user, version, at),
        "stores.take_back": lambda: stores.take_back(user, version),
        "stores.request_changes": lambda: stores.request_changes(user, version, [Request("economic", "so")]),
        "stores.approve": lambda: stores.approve(user, version, at),
        "stores.publish": lambda: stores.publish(user, version, at),
        "stores.withdraw": lambda: stores.withdraw(user, version, "so"),
        "stores.correct": lambda: stores.correct(user, version),
        "stores.erase_evidence": lambda: stores.erase_evidence(user, version, "evidence/a.csv", "so"),
        "stores.erase_bytes": lambda: stores.erase_bytes(
            user, agency.country, lambda: others["brought"].blob, {}, "so"
        ),
        "assessments.begin": lambda: assessments.begin(user, others["system"], ENGLISH),
        "assessments.link": lambda: assessments.link(user, version, others["system"]),
        "assessments.answer": lambda: assessments.answer(user, version, assessments.Answer(LINE, {}, "")),
        "assessments.keep_draft": lambda: assessments.keep_draft(user, version, LINE, {"fact": "so"}),
        "assessments.comment": lambda: assessments.comment(user, version, LINE, "so"),
        "assessments.write_tables": lambda: assessments.write_tables(user, version, {"ratings": ()}, ""),
        "assessments.take_book": lambda: assessments.take_book(user, version, (), {}),
        "assessments.submit": lambda: assessments.submit(user, version, at, "en"),
        "assessments.publish": lambda: assessments.publish(user, version, at),
        "assessments.withdraw": lambda: assessments.withdraw(user, version, "so"),
        **panel_acts(world, user),
        **case_acts(world, user),
        "evidence.bring": lambda: evidence.bring(user, version, evidence.Sent("c.csv", [b"a\n1\n"], IN_TIME)),
        "evidence.fill_in": lambda: evidence.fill_in(user, others["upload"], {}),
        "evidence.try_upload": lambda: evidence.try_upload(user, others["upload"], "", ENGLISH),
        "evidence.take": lambda: evidence.take(user, others["upload"]),
        "evidence.drop": lambda: evidence.drop(user, others["upload"]),
        "evidence.set_aside": lambda: evidence.set_aside(user, version, "a", "so"),
        "evidence.keep_until": lambda: evidence.keep_until(user, version, "a", "evidence/a.csv", dt.date(2099, 1, 1)),
        "evidence.erase": lambda: evidence.erase(user, version, "evidence/a.csv", "so"),
        **survey_acts(world, user),
        "jobs.try_file": lambda: jobs.try_file(user, version, ""),
        "jobs.ask": lambda: jobs.ask(user, agency, jobs.Wanted("before_use", "Triage", {}, "/"), "en"),
        "jobs.assess": lambda: jobs.assess(user, version),
        "jobs.cancel": lambda: jobs.cancel(user, others["job"]),
    }


def brought_to(world: World, state: State | None) -> None:
    """Take the version of the world to a state."""
    author, approver = world.version.by, world.people["approver"]
    way = [State.IN_REVIEW, State.APPROVED, State.PUBLISHED]
    steps = [
        lambda: stores.submit(author, world.version, world.version.snapshot),
        lambda: stores.approve(approver, world.version, world.version.snapshot),
        lambda: stores.publish(approver, world.version, world.version.snapshot),
    ]
    for step in steps[: way.index(state) + 1] if state in way else []:
        step()


TABLED = {name: asks for name, asks in OPERATIONS.items() if not isinstance(asks, str)}


def test_every_tabled_operation_is_tried(world: World) -> None:
    assert set(acts(world, world.version.by)) == set(TABLED)


@pytest.mark.parametrize("name", TABLED)
def test_each_role_does_what_it_may_and_nothing_else(name: str, world: World) -> None:
    action, subject = TABLED[name]
    found, wanted = {}, {}
    with scopes_disabled():
        brought_to(world, subject.state)
        for who, user in world.people.items():
            if user is None:
                continue
            wanted[who] = may(roles_at(user, world.agency), action, subject)
            with transaction.atomic():
                found[who] = tried(acts(world, user)[name])
                transaction.set_rollback(True)
    assert found == wanted
    assert {True, False} == set(wanted.values())


def tried(act: Callable[[], object]) -> bool:
    try:
        act()
    except (NotPermittedError, PermissionDenied):
        return False
    except PublicValueError:
        return True
    return True


ENDS_BEFORE = {
    "assessments.answer": "the answer stands there already",
    "assessments.write_tables": "the tables stand there already",
    "assessments.take_book": "the book is empty",
    "assessments.keep_draft": "one's own view of an answer, which no audit trail tells of",
    "assessments.submit": "the settings of the test's world are no assessment",
    "assessments.publish": "the system of the test's world is not in the public register",
    "evidence.fill_in": "one's own view of a file, which no audit trail tells of",
    "evidence.try_upload": "the file of the test's world waits nowhere",
    "evidence.take": "the file of the test's world waits nowhere",
    "surveys.open_survey": "experts are asked no such question",
    "surveys.bring_replies": "the form of the test's world is open",
}
"""Operations that end before it is their turn, in the world of the test, and why."""


def lost_at_the_turn(monkeypatch: pytest.MonkeyPatch, user: User) -> list[str]:
    """Take all roles from somebody at the moment in which it is their turn to write; returns a list of those turns."""
    turns: list[str] = []

    def lost() -> None:
        turns.append("taken")
        Membership.objects.filter(user=user).update(ended=timezone.now())

    monkeypatch.setattr("publicvalue.web.audit.writing._take_turn", lost)
    return turns


@pytest.mark.parametrize("name", TABLED)
def test_whoever_loses_the_right_before_their_turn_writes_nothing(
    name: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    action, subject = TABLED[name]
    with scopes_disabled():
        brought_to(world, subject.state)
        user = next(one for one in world.people.values() if one and may(roles_at(one, world.agency), action, subject))
        before = Entry.objects.count()
        turns = lost_at_the_turn(monkeypatch, user)
        with transaction.atomic():
            done = tried(acts(world, user)[name])
            written = Entry.objects.count() - before
            transaction.set_rollback(True)
    assert written == 0
    assert (bool(turns), done) == ((False, True) if name in ENDS_BEFORE else (True, False))


def path_to(world: World, name: str) -> str:
    return reverse(name, kwargs={key: world.values[value] for key, value in ADDRESSES[name].where.items()})


OLD, NEW = b"a\n1\n", b"a\n2\n"


def corrected(world: World) -> dict[str, Version]:
    """Publish the version of the world, and write its evidence over in a correction; return both by number."""
    author = world.version.by
    with scopes_disabled():
        brought_to(world, State.PUBLISHED)
        published = Version.objects.select_related("assessment__agency", "by").get(pk=world.version.pk)
        made = stores.correct(author, published)
        return {"1": published, "2": stores.change_files(author, made, {"evidence/a.csv": NEW})}


def test_every_address_that_heeds_a_version_has_a_row(world: World) -> None:
    corrected(world)
    people = (world.version.by, world.people["administrator"], world.people["reviewer"])
    heeding = set()
    for name, address in ADDRESSES.items():
        for user in people if address.posts is None and WORK.items() <= address.where.items() else ():
            path = path_to(world, name)
            found = [outcome(client_of(user), address, one) for one in (path, f"{path}?version=7")]
            heeding |= {name} if found == ["reached", "refused"] else set()
    assert heeding == set(EARLIER)


@pytest.mark.parametrize("number", ["1", "2"])
@pytest.mark.parametrize("name", EARLIER)
def test_each_role_does_to_a_version_by_its_number_what_it_may(name: str, number: str, world: World) -> None:
    versions, found, wanted = corrected(world), {}, {}
    address, path = ADDRESSES[name], f"{path_to(world, name)}?version={number}"
    for who, user in {**world.people, "the author": world.version.by}.items():
        subject = Subject(Kind.EVIDENCE, State(versions[number].state), who == "the author")
        allowed = user is not None and may(roles_at(user, world.agency), EARLIER[name], subject)
        reached = "sign in" if user is None else "reached" if allowed else "refused"
        wanted[who] = (reached, {number} if allowed else set())
        with transaction.atomic():
            found[who] = (outcome(client_of(user), address, path), acted_on(client_of(user), name, path, versions))
            transaction.set_rollback(True)
    assert found == wanted
    assert (found["the author"][0] == "refused") is (name == "evidence:erase"), "who brought it destroys it not"
    assert found["assessor elsewhere"][0] == found["approver elsewhere"][0] == "refused"


def acted_on(client: Client, name: str, path: str, versions: dict[str, Version]) -> set[str]:
    """Do what a page is for, and return the numbers of the versions to whose evidence it was done."""
    if name == "evidence:download":
        response = client.get(path)
        content = b"".join(response.streaming_content) if response.streaming else b""
        return {number for number, bytes_ in (("1", OLD), ("2", NEW)) if bytes_ == content}
    client.post(path, {"why": "so", "until": "2099-01-01"})
    with scopes_disabled():
        files = {
            number: StoredFile.objects.filter(version=one, name="evidence/a.csv") for number, one in versions.items()
        }
        if name == "evidence:keep":
            said = set(Retention.objects.values_list("sha256", flat=True))
            return {number for number, found in files.items() if found[0].sha256 in said}
        return {number for number, found in files.items() if not found or found[0].blob.erased}


COUNTING = (
    "country_new",
    "analyst_invite",
    "invite",
    "member_end",
    "member_erase",
    "member_password",
    "evidence:erase",
    "evidence:erase_written_over",
    "region:erase",
)


@pytest.mark.parametrize("name", COUNTING)
def test_what_counts_asks_for_the_password_again(name: str, world: World) -> None:
    path = reverse(name, kwargs={key: world.values[value] for key, value in ADDRESSES[name].where.items()})
    client = Client()
    client.force_login(world.people["administrator"])
    shown_at(client, world.people["administrator"], time.time() - 3600)
    response = client.get(path)
    assert response.status_code == 302
    assert "/account/reauthenticate/" in response["Location"]


def test_modules_of_actions_are_all_in_the_matrix() -> None:
    there = {path.parent.name for path in WEB.glob("*/actions.py")}
    assert there == set(MODULES)
    assert all(import_module(f"publicvalue.web.{name}.actions") is module for name, module in MODULES.items())


def page_of(world: World, name: str) -> tuple[str, Any]:
    """Return the path of a page, and what the last person sees who is shown it; nothing where it is no page of ours."""
    values = {key: world.values[value] for key, value in ADDRESSES[name].where.items()}
    path = reverse(name, kwargs=values)
    # Those from elsewhere come last: what they see of a page that is about all of one's own is nearly empty.
    at_home = [user for who, user in world.people.items() if not who.endswith(("elsewhere", "abroad"))]
    for user in (*reversed(at_home), *world.people.values()):
        response = client_of(user).get(path)
        if response.status_code == 200:
            return path, response if response.headers["Content-Type"].startswith("text/html") else None
    return path, None


def page_in(language: str, world: World, name: str) -> tuple[str, Any]:
    """Return a page in a language: each request leaves its own language behind."""
    with translation.override(language):
        return page_of(world, name)


ALL_PAGES = [name for name, one in ADDRESSES.items() if one.posts is None]


NAMING = {
    *("assessments:question", "assessments:review", "assessments:tasks", "assessors:panel", "audit_trail"),
    *("audit_trail_csv", "business_case:case", "business_case:erase", "evidence:list", "member_end", "member_erase"),
    *("member_password", "people", "region:folder", "register:history"),
}
"""Addresses that name others than the person who asks."""


def test_who_was_erased_is_called_so_wherever_they_were_named(world: World) -> None:
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(name=f"Nemo{user.pk}")
    with scopes_disabled():
        assessments.comment(world.version.by, world.version, LINE, "Is it so?", world.people["contributor"])
        Edit.objects.create(version=world.version, question=key_of(LINE), by=world.version.by, before={}, after={})
    said, seen, wrong = language_of("es").write(NAMELESS), set(), {}
    for name in ALL_PAGES:
        with translation.override("es"):
            path = reverse(name, kwargs={key: world.values[value] for key, value in ADDRESSES[name].where.items()})
        for who in ("assessor", "auditor", "administrator"):
            reader = world.people[who]
            named = len(re.findall(rf"\bNemo(?!{reader.pk}\b)\d+\b", told(reader, path)))
            if named:
                page = told_when_others_are_erased(reader, path)
                seen.add(name)
                if (page.lower().count(said), "@invalid" in page) != (named, False):
                    wrong[path, who] = (page.lower().count(said), named)
    assert wrong == {}
    assert seen == NAMING


def told_when_others_are_erased(reader: User, path: str) -> str:
    """Return what somebody is answered once everybody else was erased, whose roles stay for this once."""
    with transaction.atomic():
        for one in User.objects.exclude(pk=reader.pk):
            one.erase()
            one.save()
        page = told(reader, path)
        transaction.set_rollback(True)
    return page


def told(reader: User, path: str) -> str:
    """Return what an address answers somebody, whatever it is."""
    answer = client_of(reader).get(path)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")


LANGUAGES, SCHEMES = ("en", "es"), ("light", "dark")
CONTRAST = ("color-contrast", "link-in-text-block")
"""Rules whose outcome hangs on the colours."""


def is_in_turn(name: str, language: str, scheme: str) -> bool:
    """Tell whether a page is looked at in a language and on a ground: all in `make long`, else in one by its name."""
    turn = crc32(name.encode())
    return LONG or (LANGUAGES[turn % 2], SCHEMES[turn // 2 % 2]) == (language, scheme)


def test_every_page_has_its_turn() -> None:
    turns = Counter(
        (two, one) for name in ALL_PAGES for two in LANGUAGES for one in SCHEMES if is_in_turn(name, two, one)
    )
    assert sum(turns.values()) == len(ALL_PAGES) * (4 if LONG else 1)
    assert len(turns) == 4


@dataclass(frozen=True)
class Shown:
    """A page as it was answered, and the grounds on which it is looked at."""

    path: str
    response: Any
    schemes: list[str]


Shows = Callable[[str], list[Shown]]


@pytest.fixture(scope="module")
def shows(world: World) -> Shows:
    """Return the pages that are looked at in a language: of each address, of its forms sent empty, of each state."""
    return cache(lambda language: [*_of_addresses(world, language), *_of_states(world, language)])


def _of_addresses(world: World, language: str) -> Iterator[Shown]:
    for name in ALL_PAGES:
        schemes = [one for one in SCHEMES if is_in_turn(name, language, one)]
        path, response = page_in(language, world, name) if schemes else ("", None)
        if response is not None:
            yield Shown(path, response, schemes)
            yield from _sent_empty(path, response, schemes)


def _sent_empty(path: str, page: Any, schemes: list[str]) -> Iterator[Shown]:
    """Yield what comes of each form of a page that somebody sends without a word in it, where that is told."""
    for form in Page(path, page.content.decode()).forms:
        if form.method != "post" or form.action.endswith("/account/logout/"):
            continue
        with transaction.atomic():
            answer = page.client.post(form.action, form.empty(), follow=True)
            transaction.set_rollback(True)
        if answer.headers["Content-Type"].startswith("text/html"):
            yield Shown(f"{path}, sent to {form.action}", answer, schemes)


def _of_states(world: World, language: str) -> Iterator[Shown]:
    for name, state in STATES.items():
        schemes = [one for one in SCHEMES if is_in_turn(name, language, one)]
        with scopes_disabled(), transaction.atomic(), translation.override(language):
            for response in state(Stage(world, language)) if schemes else ():
                yield Shown(f"{name}: {response.request['PATH_INFO']}", response, schemes)
            transaction.set_rollback(True)


def looked_at(look: Looking, path: str, response: Any, schemes: list[str]) -> list[str]:
    """Return what is wrong with a page: by axe on each ground; and that is wider than a small phone, either way."""
    look.in_scheme(schemes[0])
    look.show(response.request["PATH_INFO"], response)
    look.unfolded()
    faults = look.faults_here(path)
    for scheme in schemes[1:]:
        look.in_scheme(scheme)
        faults += look.faults_here(f"{path} ({scheme})", CONTRAST)
    faults += [f"{path}: wider than a phone: {one}" for one in look.wide() if one == "html"]
    faults += [f"{path}: not seen on a phone: {one}" for one in look.out_of_sight()]
    look.turned()
    return faults + [f"{path}: wider than a phone, right to left: {one}" for one in look.wide() if one == "html"]


@pytest.mark.one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_in_every_state_are_whole_and_have_no_fault_of_accessibility(
    language: str, shows: Shows, browser: Browser
) -> None:
    faults, found = [], shows(language)
    with looking(browser, viewport={"width": 320, "height": 640}) as look:
        for one in found:
            faults += looked_at(look, one.path, one.response, one.schemes)
    assert faults == []
    assert len(found) > len(ALL_PAGES) // 2


@pytest.mark.one_database
def test_pages_that_say_no_are_among_those_that_are_looked_at(shows: Shows) -> None:
    seen = {one.response.status_code for language in LANGUAGES for one in shows(language)}
    assert seen >= {200, 400, 403, 404, 409, 410, 413, 422, 429, 500}


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["es", *confirming("en")])
def test_pages_are_used_by_the_keyboard_alone(language: str, shows: Shows, browser: Browser) -> None:
    faults = []
    with looking(browser, viewport={"width": 1024, "height": 768}) as look:
        for one in shows(language)[:: 1 if LONG else 3]:
            look.show(one.response.request["PATH_INFO"], one.response)
            look.unfolded()
            faults += [f"{one.path}: {fault}" for fault in look.by_keyboard()]
    assert faults == []


NOT_SHOWN = {
    "account_password_reset_completed": "a code by mail is not offered",
    "account_complete_password_reset": "a code by mail is not offered",
    "account_confirm_password_reset_code": "a code by mail is not offered",
    "mfa_download_recovery_codes": "no page: a file",
    "mfa_login_webauthn": "what a script asks for",
    "mfa_reauthenticate_webauthn": "it asks a real key",
    "mfa_trust": "not offered",
    "openid_connect_login": "it leads to the identity provider",
    "openid_connect_callback": "the identity provider leads to it",
}
"""Addresses of accounts that show no page of ours, and why."""


@pytest.mark.one_database
def test_every_address_of_accounts_is_looked_at_or_closed(shows: Shows) -> None:
    there = {name for name in named(get_resolver().url_patterns) if name.startswith(OF_ACCOUNTS)}
    seen = set()
    for language in LANGUAGES:
        with translation.override(language):
            paths = {one.response.request["PATH_INFO"] for one in shows(language)}
            seen |= {resolve(path).view_name for path in paths if path.startswith(f"/{language}/account/")}
    assert there - seen - CLOSED == set(NOT_SHOWN) & there


SAID = re.compile(r">([^<>]*[^\W\d_]{2}[^<>]*)<")
ATTRIBUTE = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*[^\W\d_]{2}[^"]*)"')
SAME = {"Error:", "Key", ": Key", "English", "Español", "Government"}
"""What is written alike in both languages, the name of a key, and that of an identity provider."""
TITLE_CASE = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")
"""How the package writes what is to be pressed: Sign In, Change Password."""


def said_in(page: str) -> set[str]:
    """Return what the title and the main part of a page say, piece by piece."""
    title = page.partition("<title>")[2].partition(" – ")[0]
    main = re.sub(r"<script.*?</script>", "", page.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL)
    return {html.unescape(" ".join(one.split())) for one in (title, *SAID.findall(main), *ATTRIBUTE.findall(main))}


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["signing_in", "unknown_elsewhere", "own_account"])
def test_pages_of_accounts_say_nothing_in_another_language(name: str, world: World) -> None:
    said: dict[str, list[set[str]]] = {}
    for language in LANGUAGES:
        with scopes_disabled(), transaction.atomic(), translation.override(language):
            said[language] = [said_in(one.content.decode()) for one in STATES[name](Stage(world, language))]
            transaction.set_rollback(True)
    both = zip(*said.values(), strict=True)
    assert [found for one, other in both if (found := {*one} & {*other} - SAME)] == []
    assert all(len(one) > 1 for pages in said.values() for one in pages)
    others = {" ".join(one.split()) for one, ours in OURS.items() if ENGLISH.write(ours) != one}
    assert [found for one in said["en"] if (found := one & others)] == []
    assert [one for page in said["en"] for one in page if TITLE_CASE.search(one)] == []


NO_PAGE = {
    "assessments/parts/kept.html": "a sentence that takes the place of another within a page",
    "public/feed.html": "the entries of a feed",
}
"""Templates that make no page, and why."""


@pytest.mark.one_database
def test_every_template_makes_a_page_that_is_looked_at(shows: Shows) -> None:
    folders = [path for path in WEB.glob("*/templates") if path.is_dir()]
    ours = {str(one.relative_to(folder)) for folder in folders for one in folder.rglob("*.html")}
    seen = {part.name for language in LANGUAGES for one in shows(language) for part in one.response.templates}
    assert ours - seen == set(NO_PAGE)


FIRST, AGAIN, REQUESTS = 40_000, 15_000, 5
"""Bytes of a first visit and of the next page, compressed, and requests of a first visit."""
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.)")


@cache
def weight(file: str) -> int:
    return len(gzip.compress(Path(str(finders.find(HASH.sub("", file)))).read_bytes()))


def asked_for(page: str) -> set[str]:
    """Return the static files that a page makes a browser ask for."""
    tags = re.findall(r"<(?:link|script|img)\b[^>]*>", page)
    wanted = [tag for tag in tags if 'rel="alternate"' not in tag]
    return {found[1] for tag in wanted if (found := re.search(r'(?:href|src)="/static/([^"]+)"', tag))}


@pytest.mark.one_database
@pytest.mark.parametrize("language", [*confirming("es", "en")])
def test_pages_of_the_matrix_are_light(language: str, world: World) -> None:
    found = [page_in(language, world, name) for name in ALL_PAGES]
    heavy, seen = {}, 0
    for path, response in found:
        if response is not None:
            files = asked_for(response.content.decode())
            again = len(gzip.compress(response.content))
            first = again + sum(map(weight, files))
            seen += 1
            if again > AGAIN or first > FIRST or 1 + len(files) > REQUESTS:
                heavy[path] = (again, first, 1 + len(files))
            elsewhere = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="https?:', response.content.decode())
            assert elsewhere == [] or 'rel="alternate"' in str(elsewhere), path
    assert heavy == {}
    assert seen > len(found) // 2
