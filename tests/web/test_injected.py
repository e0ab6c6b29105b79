"""What people write is never run: in no page, in neither language, whoever looks; files are kept, and not shown."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Dialog

from long_runs import LONG
from publicvalue.actions.country.readiness import CONTEXT, load_readiness
from publicvalue.files.frameworks import load_framework
from publicvalue.instruments.appraisal.questions import line_question
from publicvalue.interop.fields import FIELDS
from publicvalue.interop.record import SystemRecord
from publicvalue.reports.country.template import CountryStart, start_files
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions as assessments
from publicvalue.web.assessments.actions import Answer
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.models import Draft, Panel
from publicvalue.web.assessors import actions as assessors
from publicvalue.web.business_case import actions as business_case
from publicvalue.web.evidence import actions as evidence
from publicvalue.web.jobs.models import Job, Notice
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.region import actions as region
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import System, Upload
from publicvalue.web.spaces import actions as spaces
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.queries import current_version
from publicvalue.web.surveys import actions as surveys
from publicvalue.web.surveys.asking import form_of
from publicvalue.web.surveys.models import Survey
from publicvalue.words.language import ENGLISH
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text
from publicvalue.workflow.events import Request
from publicvalue.workflow.roles import LEVELS, Level, Role
from web_injected import COLUMNS, MARK, SHOWN, Form, Page, attack, link
from web_matrix import ADDRESSES
from web_pages import looking
from web_people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TODAY = dt.date(2026, 3, 15)
LINES = [line_question(one) for one in load_framework("public-value/1.0").framework.red_lines]
IN_TIME = "economic.benefit.efficiencies.within_service_standard"
NOTHING = seen_of({})
CODES = ("en", "es") if LONG else ("en",)
"""Languages in which pages are read: they are made by the same templates, so the second is for `make long`."""
EACH = 2
"""Pages of one kind that a person looks at: a question is shown like the next one."""
SAMPLE = 6
"""Of so many pages, one is shown in a browser."""


@dataclass
class World:
    """An installation in which everything that a person can write would run if it could."""

    people: dict[str, User]
    agency: Agency
    published: Version
    withdrawn: Version


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no job tell that it lives: its own connection would wait for the one transaction of a test."""
    monkeypatch.setattr("publicvalue.web.jobs.watch.BEAT", 3600)


def record(key: str) -> SystemRecord:
    free = {id: attack(f"register.System.{id}") for id, one in FIELDS.items() if one.kind in {"line", "text"}}
    free |= {
        "contact": attack("register.System.contact"),
        "website": link("register.System.website"),
        "source_url": link("register.System.source_url"),
    }
    return SystemRecord(
        {**free, "phase": "use", "currency": "", "source_id": key, "name": attack("register.System.name")}
    )


def seated(agency: Agency, role: Role) -> User:
    user = User.objects.create_user(f"{role.value}@example.org", "a long password", name=attack("accounts.User.name"))
    if LEVELS[role] is Level.REGION:
        return spaces.appoint(user, spaces.Seat(role))
    seat = spaces.Seat(role, agency.country, agency if LEVELS[role] is Level.AGENCY else None)
    return spaces.appoint(user, seat)


@pytest.fixture
def world() -> World:
    country = spaces.create_country("BRB", attack("spaces.Country.name"))
    seat = spaces.Seat(Role.ADMINISTRATOR, country)
    ada = spaces.appoint(User.objects.create_user("ada@example.org", name=attack("accounts.User.name")), seat)
    agency = spaces.create_agency(ada, country, attack("spaces.Agency.name"), "permits")
    people = {one.value: seated(agency, one) for one in Role if one is not Role.PUBLIC}
    with scopes_disabled():
        spaces.invite(
            people["administrator"], spaces.Seat(Role.REVIEWER, country, agency), attack("spaces.Invitation.name")
        )
        why = register.Why(people["administrator"], attack("register.Change.why"))
        first, second = (register.register_many([register.SystemToAdd(agency, record(key))], why)[0] for key in "12")
        changed = {"unit": attack("register.Change.after"), "risks": attack("register.Change.before")}
        register.change_system(first, SystemRecord({**record("1").values, **changed}), 1, why)
        first.refresh_from_db()
        register.change_system(first, record("1"), first.version, why)
        for one in (first, second):
            one.refresh_from_db()
            register.publish_system(one, why)
            register.remark(one, attack("register.Remark.text"))
        made = World(people, agency, *(_whole_way(people, one) for one in (first, second)))
        assessments.withdraw(people["approver"], made.withdrawn, attack("public.Publication.note"))
        _worked_on(people, first)
        _with_evidence(people["assessor"], agency)
        business_case.begin(people["assessor"], first, ENGLISH)
        region.bring_folder(people["administrator"], country, _country_folder(), "folder.zip")
        _told(people, agency)
    _brought(people["administrator"], country.pk)
    return made


def _answers(by: User, version: Version) -> None:
    for question in LINES:
        given = {
            "answer": "yes",
            "fact": attack("stores.StoredFile.content"),
            "document": attack("assessments.Edit.after"),
        }
        assessments.answer(by, version, Answer(question, given, NOTHING))


def _whole_way(people: dict[str, User], system: System) -> Version:
    """Take an assessment from its first answer to the publication."""
    version = assessments.begin(people["assessor"], system, ENGLISH)
    _answers(people["assessor"], version)
    assessments.comment(people["assessor"], version, LINES[0], attack("assessments.Comment.text"), people["reviewer"])
    stores.submit(people["assessor"], version, current_version(version.assessment).snapshot)
    stores.request_changes(people["reviewer"], version, [Request("red_lines", "So.")])
    snapshot = current_version(version.assessment).snapshot
    assessments.submit(people["assessor"], version, snapshot, "en")
    job = Job.objects.filter(version=version).latest("asked")
    assert run_job.call(job.pk, job.attempt) == "done"
    stores.approve(people["approver"], version, snapshot)
    assessments.publish(people["approver"], version, snapshot)
    return version


def _worked_on(people: dict[str, User], system: System) -> None:
    """Work on a correction, and on a second assessment whose assessors answered apart."""
    author, other = people["assessor"], people["contributor"]
    apart = assessments.begin(author, system, ENGLISH)
    panel = assessors.begin(author, apart, [author, other], ["red_lines"])
    for number, who in enumerate((author, other)):
        for question in LINES:
            given = {"answer": ("yes", "no")[number], "fact": attack("assessments.Opinion.given")}
            assessors.keep(who, panel, question, given)
        assessors.finish(who, panel)
    settled = {"answer": "no", "fact": attack("assessments.Settled.given")}
    assessors.settle(author, panel, Answer(LINES[0], settled, NOTHING, attack("assessments.Settled.reason")))
    draft = assessments.begin(author, system, ENGLISH)
    stores.submit(author, draft, current_version(draft.assessment).snapshot)
    stores.request_changes(people["reviewer"], draft, [Request("red_lines", attack("stores.Happening.stored"))])
    assessments.keep_draft(author, draft, LINES[1], {"answer": "yes", "fact": attack("assessments.Draft.values")})
    rows = f"{attack('evidence.Upload.seen')},days\n{attack('evidence.Upload.seen')},3\n".replace('"', "").encode()
    upload = evidence.bring(author, draft, evidence.Sent("days.csv", [rows], IN_TIME))
    upload.file = attack("evidence.Upload.file")
    upload.said = {**upload.said, "title": attack("evidence.Upload.said"), "source": attack("evidence.Upload.said")}
    upload.save()
    draft.assessment.title = attack("stores.Assessment.title")
    draft.assessment.save()
    _asked(author, draft)


def _with_evidence(author: User, agency: Agency) -> None:
    """Keep a piece of evidence whose words would run, in settings as files hold them."""
    words = json.dumps(attack("stores.StoredFile.content"))
    piece = f"{{id: a, kind: records, title: {words}, file: evidence/a.csv, source: {words}, publish: false}}"
    settings = f"assessment: {{framework: public-value/1.0}}\nsystem: {{name: {words}}}\nevidence:\n  - {piece}\n"
    pieces = {"assessment.yaml": settings.encode(), "evidence/a.csv": b"a\n1\n", "evidence/b.csv": b"b\n1\n"}
    version = stores.start(author, agency, "pieces", "Pieces", pieces)
    stores.change_files(author, version, {"evidence/b.csv": b"b\n2\n"})


def _asked(author: User, version: Version) -> None:
    """Open a form on the web, and answer it as somebody who wants it to run."""
    questions = tuple(one.id for one in form_of(version, "leaving_users").asked)
    survey = surveys.open_survey(
        author, version, surveys.Opening("leaving_users", questions, attack("surveys.Survey.told"))
    )
    for person in "abcdef":
        surveys.reply(survey, dict.fromkeys(questions, attack("surveys.Reply.answers")), person)


def _country_folder() -> bytes:
    """Return the folder of a country whose words would run, as a zip."""
    files = dict(start_files(CountryStart("BRB", "Barbados", load_readiness(CONTEXT))))
    words = attack("region.CountryVersion.blob")
    cell = '"' + words.replace('"', '""') + '"'
    files["country.yaml"] = files["country.yaml"].replace('"Barbados"', json.dumps(words))
    files["strategy.csv"] = files["strategy.csv"].replace("adopted,,,,", f"adopted,yes,{cell},{cell},1")
    files["systems.csv"] += f"s1,{cell},{cell},use,,,{cell},{cell},,,,,{cell}\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _told(people: dict[str, User], agency: Agency) -> None:
    title = attack("jobs.Job.title")
    for who in people.values():
        told = Text("The report on {title} is ready.", title=attack("jobs.Notice.text"))
        Notice.objects.create(user=who, text=to_data(told), address="/")
    Job.objects.create(kind="before_use", agency=agency, by=people["assessor"], title=title)


def _brought(administrator: User, country: int) -> None:
    """Bring the file of a register whose cells and name would run."""
    cell = '"' + attack("register.Upload.report").replace('"', '""') + '"'
    lines = ((cell, cell, "use"), (cell, "", "use"), (cell, cell, cell))
    rows = f"name,summary,phase,agency,{cell}\n" + "".join(f"{','.join(one)},{cell},x\n" for one in lines)
    sent = SimpleUploadedFile("systems.csv", rows.encode())
    done = client_of(administrator).post("/en/register/import/", {"file": sent, "into": f"country-{country}"})
    assert done.status_code == 302, done.content.decode()
    with scopes_disabled():
        Upload.objects.update(file=attack("register.Upload.file"))


SHOWN_AS_THEY_ARE = ("image/svg+xml", "application/atom+xml", "application/json", "text/calendar")


def faults_of(path: str, response: Any) -> list[str]:
    """Return what is wrong with an answer: what would run in it, or how it is served."""
    kind = response.headers.get("Content-Type", "")
    policy = response.headers.get("Content-Security-Policy", "")
    faults = []
    if not any(f"default-src '{one}'" in policy for one in ("self", "none")) or "unsafe" in policy:
        faults.append(f"its policy is {policy!r}")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("browsers may guess what it is")
    kept = response.headers.get("Content-Disposition", "").startswith("attachment")
    if kept or not response.content_of:
        return [f"{path}: {one}" for one in faults]
    if kind.startswith("text/html"):
        faults += Page(path, response.content_of).faults
    elif not kind.startswith(SHOWN_AS_THEY_ARE):
        faults.append(f"a browser shows {kind}")
    if kind.startswith(SHOWN_AS_THEY_ARE[:2]):
        faults += [one for one in ("<script", "<img", "javascript:") if one in response.content_of]
    return [f"{path}: {one}" for one in faults]


def read(client: Client, path: str) -> Any:
    response = client.get(path)
    if response.streaming:
        streamed, kept = response, b"".join(response.streaming_content)
        response = HttpResponse(kept, status=streamed.status_code, headers=dict(streamed.headers))
        streamed.close()
    response.content_of = response.content.decode(errors="replace")
    return response


@dataclass
class Crawl:
    """Follows the links of pages as somebody, a few pages of each kind."""

    client: Client
    faults: list[str]
    said: set[str]
    forms: dict[tuple[str, str], tuple[str, Form]]
    kinds: dict[str, int]
    pages: dict[str, Any] = field(default_factory=dict)

    def run(self, code: str) -> None:
        waiting, seen = [f"/{code}{one}" for one in starts()], set()
        while waiting:
            path = waiting.pop(0).partition("#")[0]
            name = name_of(path)
            if path in seen or name is None or self.kinds.get(f"{code} {name}", 0) >= EACH or "logout" in path:
                continue
            seen.add(path)
            self.kinds[f"{code} {name}"] = self.kinds.get(f"{code} {name}", 0) + 1
            response = read(self.client, path)
            self.faults += faults_of(path, response)
            self.said |= set(MARK.findall(response.content_of))
            if not response.headers.get("Content-Type", "").startswith("text/html"):
                continue
            page = Page(path, response.content_of)
            self.said |= page.said
            if response.status_code == 200:
                self.pages[path] = response
            waiting += [response.headers["Location"]] if response.has_header("Location") else page.links
            for form in page.forms:
                self.forms.setdefault((name, name_of(form.action) or form.action), (path, form))


def starts() -> list[str]:
    """Return the addresses from which pages are followed, and those that lists lead to after a while alone."""
    with scopes_disabled():
        works = [f"/assessments/permits/{one.assessment.slug}/" for one in Version.objects.order_by("-pk")[:4]]
        jobs = [f"/jobs/{one.pk}/" for one in Job.objects.order_by("-pk")]
        reports = [f"/register/import/{one.pk}/" for one in Upload.objects.all()]
        slugs = [*System.objects.values_list("slug", flat=True)]
        public = [f"/systems/{one}/{part}" for one in slugs for part in ("", "badge.svg", "remark/thanks/")]
        with translation.override("en"):
            due = reverse("evidence_due").removeprefix("/en")
            aside = reverse("evidence:set_aside", args=("permits", "pieces", "a")).removeprefix("/en")
            panel = Panel.objects.select_related("version__assessment").get().version.assessment.slug
            apart = reverse("assessors:panel", args=("permits", panel)).removeprefix("/en")
        parts = [f"{one}{part}" for part in ("review/", "") for one in works]
        begun = Draft.objects.select_related("version__assessment")
        drafts = [f"/assessments/permits/{one.version.assessment.slug}/{one.question}/" for one in begun]
        survey = Survey.objects.select_related("version__assessment").get()
        opened = [f"/answer/{survey.token}/{part}" for part in ("", "thanks/")]
        forms = [
            f"/assessments/permits/{survey.version.assessment.slug}/surveys/{survey.pk}/{part}"
            for part in ("", "picture/")
        ]
        folder = ["/region/BRB/folder/", "/region/BRB/folder/1/"]
        return [
            "/",
            "/systems/",
            due,
            aside,
            apart,
            *drafts,
            *opened,
            *forms,
            *folder,
            *public,
            *parts,
            *jobs,
            *reports,
        ]


def name_of(path: str) -> str | None:
    code = path[1:3] if path[3:4] == "/" else "en"
    try:
        # Addresses are known in the language alone that is spoken.
        with translation.override(code):
            return resolve(path.partition("?")[0]).view_name if path.startswith("/") else None
    except Exception:  # noqa: BLE001 - it leads elsewhere
        return None


def text_columns() -> Iterator[str]:
    for model in apps.get_models():
        for one in model._meta.get_fields() if model.__module__.startswith("publicvalue.") else ():
            if isinstance(one, (models.CharField, models.TextField, models.JSONField, models.BinaryField)):
                yield f"{model._meta.label}.{one.name}"


def test_every_column_that_holds_words_has_a_row() -> None:
    assert set(text_columns()) == set(COLUMNS)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


NOT_OPENED = {
    *("any_language", "public_system", "begin", "invitation", "demonstration", "audit_head"),
    *("survey_any_language",),
    *("assessments:bundle", "assessments:explain", "evidence:answers"),
    *("business_case:download", "business_case:part", "business_case:shown", "business_case:erase"),
    *("public:gate", "public_gate_file"),
}
"""Addresses that lead to others, that wait for what this world has not, or that stand in a form."""
Sender = tuple[User | None, str, Form]
Forms = dict[tuple[str, str], dict[str, Sender]]
"""Page and address of a form -> to whom it is shown -> that person, where, and the form."""
SEEN_BY_OTHER_NAMES = {"public.Publication.result"}
"""The answers in it are told under the name of the file in which they stand."""


def test_nothing_that_people_write_runs_in_any_page(browser: Browser, world: World) -> None:
    faults, said, kinds, pages = [], set(), {}, {}
    forms: Forms = {}
    for who, user in {**world.people, "nobody": None}.items():
        for code in CODES:
            crawl = Crawl(client_of(user), faults, said, {}, {})
            crawl.run(code)
            kinds |= crawl.kinds
            pages |= crawl.pages
            for key, found in crawl.forms.items() if code == "en" else ():
                forms.setdefault(key, {})[who] = (user, *found)
    assert faults == []
    shown = {name for name, what in COLUMNS.items() if what == SHOWN} - SEEN_BY_OTHER_NAMES
    assert shown - said == set(), "each is shown by some page, as it was written"
    wanted = {name for name, one in ADDRESSES.items() if one.posts is None} - NOT_OPENED
    opened = {code: {one.partition(" ")[2] for one in kinds if one.startswith(code)} for code in CODES}
    assert {code: wanted - found for code, found in opened.items()} == {code: set() for code in CODES}
    assert _sent(forms) == []
    _show_in(browser, dict([*pages.items()][::SAMPLE]))


def _show_in(browser: Browser, pages: dict[str, Any]) -> None:
    """Show pages in a browser that does not even heed their policy: no dialog opens, and one would be noticed."""
    told: list[str] = []
    with looking(browser) as look:

        def fired(dialog: Dialog) -> None:
            told.append(dialog.message)
            dialog.dismiss()

        look.page.on("dialog", fired)
        for path, response in pages.items():
            look.show(path.partition("?")[0], response)
            look.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert told == []
        look.page.evaluate("() => alert('it would be seen')")
    assert told == ["it would be seen"]


def in_turn(forms: Forms) -> list[tuple[str, str, str, Sender]]:
    """Return who sends which form: in `make long` each whom a page shows it, else one of these by the form's name."""
    found = []
    for (page, action), shown in forms.items():
        turn = list(shown) if LONG else [list(shown)[crc32(f"{page} {action}".encode()) % len(shown)]]
        found += [(who, page, action, shown[who]) for who in turn]
    return found


def _sent(forms: Forms) -> list[str]:
    """Send every form with such words in every field, and return what is wrong with what comes back."""
    faults, sent = [], in_turn(forms)
    for who, page, action, (user, path, form) in sent:
        for everything in (False, True):
            with undone():
                client = client_of(user)
                send = client.post if form.method == "post" else client.get
                try:
                    response: HttpResponse = send(form.action, form.filled(everything=everything), follow=True)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                    faults.append(f"{who} at {page} sends {action}: {error!r}")
                    continue
                response.content_of = b"".join(response).decode(errors="replace")  # type: ignore[attr-defined]
                faults += [f"{one} (after {action}, by {who})" for one in faults_of(path, response)]
                if response.status_code >= 500:
                    faults.append(f"{who} at {page} sends {action}: {response.status_code}")
    assert len(forms) > 40
    # Where each form is sent by whoever meets it first, most roles send none.
    assert {who for who, *_ in sent} == {one.value for one in Role if one is not Role.PUBLIC} | {"nobody"}
    return faults
