"""States of pages that no address shows by itself: what was refused, published, brought, closed or withdrawn."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.core.cache import cache as counted
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from identity_provider import BACK, LOGIN, identity_provider, settings_with
from publicvalue.actions.bringing.appraisals import export_book
from publicvalue.files.stores.folder import REPORT, RESULTS
from publicvalue.instruments.appraisal.differences import every_question
from publicvalue.instruments.appraisal.values import with_value
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.records import open_record
from publicvalue.web.business_case.models import CaseReport
from publicvalue.web.business_case.standing import FILE, STANDING
from publicvalue.web.demonstration import loading
from publicvalue.web.public.models import Publication
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import RecordedGate
from publicvalue.web.spaces.actions import make_password_link
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores import blobs
from publicvalue.web.surveys.models import Survey
from publicvalue.words.language import ENGLISH
from web_people import client_of

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PASSWORD = "a long password"
DECIDED = {
    "ends": [],
    "blocks": [["not met", "Is the public problem stated?"]],
    "conditions": [],
    "met": [["met", "Does somebody answer for it?"]],
}
"""What a gate found."""
SENT = "".join(f"{column}," for column in ("doel", "id", "impactassessment", "juridische_basis", "organisatie"))
DUTCH = f"{SENT}status,title,toegevoegd,url\nSorts.,1,Ja,,Town of A,in_gebruik,Claims,2026-05-13,https://a.example\n,2,,,,,,,\n"
"""A file of a register, one row of which is refused."""


@dataclass(frozen=True)
class Stage:
    """A world of the web application, seen in a language."""

    world: Any
    code: str

    def path(self, name: str, **where: Any) -> str:
        with translation.override(self.code):
            return reverse(name, kwargs=where)

    def client(self, who: str = "nobody", **more: Any) -> Client:
        client = client_of(self.world.people[who])
        for name, value in more.items():
            setattr(client, name, value)
        return client

    def get(self, who: str, name: str, **where: Any) -> Any:
        return self.client(who).get(self.path(name, **where), follow=True)

    def post(self, who: str, name: str, sent: dict[str, Any], **where: Any) -> Any:
        return self.client(who).post(self.path(name, **where), sent, follow=True)

    @property
    def system(self) -> Any:
        return self.world.others["system"]

    @property
    def work(self) -> dict[str, str]:
        return {"agency": "permits", "slug": self.world.version.assessment.slug}


@cache
def results() -> bytes:
    """Return the stored results of an example."""
    with zipfile.ZipFile(EXAMPLES / "court-risk-scores" / "bundle.zip") as bundle:
        return bundle.read(RESULTS)


def signing_in(at: Stage) -> Iterator[Any]:
    yield at.get("nobody", "account_login")
    yield at.post("nobody", "account_login", {"login": "ana@example.org", "password": "another"})
    for name in ("account_reset_password", "account_inactive", "account_reset_password_from_key_done"):
        yield at.get("nobody", name)
    for name in ("socialaccount_login_cancelled", "socialaccount_login_error"):
        yield at.get("nobody", name)
    member = memberships_of(at.world.people["contributor"])[0]
    link = make_password_link(at.world.people["administrator"], member, "forgotten").replace("/en/", f"/{at.code}/")
    page = Client().get(link, follow=True)
    yield page
    yield page.client.post(page.request["PATH_INFO"], {"password1": "short", "password2": "other"})
    yield Client().get(f"{link[:-3]}zz/", follow=True)
    counted.clear()
    for _ in range(40):
        answer = at.post("nobody", "account_login", {"login": "", "password": ""})
    assert answer.status_code == 429
    yield answer
    counted.clear()


def unknown_elsewhere(at: Stage) -> Iterator[Any]:
    """Somebody whom the government's provider knows, and nobody has invited."""
    with identity_provider() as provider:
        found = settings_with(provider, settings.SECRET_KEY)["SOCIALACCOUNT_PROVIDERS"]
        provider.returns_to = {f"http://testserver{BACK}"}
        provider.person = {"sub": "1", "email": "nobody@example.org", "email_verified": True}
        with override_settings(SOCIALACCOUNT_PROVIDERS=found):
            yield at.get("nobody", "account_login")
            client = Client(headers={"Accept-Language": at.code})
            asked = dict(parse_qsl(urlsplit(client.get(LOGIN)["Location"]).query))
            yield _with_status(client.get(provider.agreed(asked).removeprefix("http://testserver")), 200)


def own_account(at: Stage) -> Iterator[Any]:
    """One's account, with a second factor and without."""
    user = at.world.people["contributor"]
    client = at.client("contributor")
    yield client.get(at.path("account_reauthenticate"))
    yield client.post(at.path("account_reauthenticate"), {"password": "another"})
    assert client.post(at.path("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    for name in ("account_logout", "account_change_password", "usersessions_list", "mfa_index", "mfa_activate_totp"):
        yield client.get(at.path(name))
    yield client.post(at.path("account_change_password"), {"oldpassword": "x", "password1": "y", "password2": "z"})
    yield client.post(at.path("mfa_activate_totp"), {"code": "1"})
    yield client.get(at.path("mfa_add_webauthn"))
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    kept = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    with mock.patch.object(WebAuthn, "is_passwordless", True):
        for name in ("mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
            yield client.get(at.path(name))
        yield client.get(at.path("mfa_deactivate_totp"))
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
            yield client.get(at.path(name, pk=kept.pk))
        yield at.client("contributor").get(at.path("mfa_reauthenticate"))
    kept.delete()
    half = Client()
    asked = half.post(at.path("account_login"), {"login": user.email, "password": PASSWORD})["Location"]
    yield half.get(asked)
    yield half.post(asked, {"code": "1"})


def refused(at: Stage) -> Iterator[Any]:
    """Every page that says no, and why."""
    yield _with_status(at.client().get(f"/{at.code}/nothing/"), 404)
    yield _with_status(at.get("contributor", "register:import"), 200)
    yield _with_status(at.get("reviewer", "register:new"), 403)
    unsure = Client(enforce_csrf_checks=True)
    yield _with_status(unsure.post(at.path("account_login"), {"login": "a"}), 403)
    yield _with_status(at.client("assessor").post(at.path("register:import"), CONTENT_LENGTH=str(3 * 10**9)), 413)
    many = {f"field-{number}": "1" for number in range(5_001)}
    yield _with_status(at.post("assessor", "register:new", many), 400)
    yield _with_status(at.post("assessor", "surveys:bring", {}, **at.work, key=at.world.values["survey"]), 422)
    yield _with_status(at.post("reviewer", "register:publish", {}, slug=at.system.slug), 403)
    stale = {"name": "Another", "version": "0", "phase": "use", "summary": "Other."}
    yield _with_status(at.post("assessor", "register:edit", stale, slug=at.system.slug, group="what"), 409)
    fails = mock.patch("publicvalue.web.public.views.render", side_effect=RuntimeError("so"))
    # What was made of the page before must not be given out again.
    with fails, mock.patch("publicvalue.web.public.kept._key", return_value=None):
        yield _with_status(at.client(raise_request_exception=False).get(at.path("public:about")), 500)


def _with_status(response: Any, status: int) -> Any:
    assert response.status_code == status, (response.request["PATH_INFO"], response.status_code, status)
    return response


def published(at: Stage) -> Iterator[Any]:
    """What anybody sees of a system with gates and a published assessment; and what is left when both are withdrawn."""
    why = register.Why(at.world.people["approver"], "so")
    register.publish_system(at.system, why)
    decided = {"day": dt.date(2026, 3, 2), "decision": "not_yet", "tier": 2, "framework": "gates/1.0", "told": DECIDED}
    RecordedGate.objects.create(system=at.system, number=1, gate="pilot", **decided)
    for number in (1, 2):
        Publication.objects.create(system=at.system, number=number, result=results(), version=at.world.version)
    slug = {"slug": at.system.slug}
    for name in ("system", "history", "remark", "thanks", "over_time"):
        yield at.get("nobody", f"public:{name}", **slug)
    yield at.get("nobody", "public:systems")
    yield at.get("nobody", "public:agency", slug="permits")
    yield at.get("nobody", "public:country", code="BRB")
    yield at.post("nobody", "public:remark", {}, **slug)
    yield at.get("nobody", "public:gate", **slug, number=1)
    yield at.get("nobody", "public:assessment", **slug, number=2)
    yield at.client().get(f"{at.path('public:systems')}?q=nothing-fits-this")
    yield at.client().get(f"{at.path('public:compare')}?one={at.system.slug}&other={at.system.slug}")
    yield at.get("approver", "register:system", **slug)
    yield at.get("approver", "register:withdraw", **slug)
    yield at.post("approver", "register:withdraw", {}, **slug)
    Publication.objects.update(withdrawn=timezone.now(), note="A table was read wrongly.")
    yield _with_status(at.get("nobody", "public:assessment", **slug, number=2), 410)
    register.withdraw_system(at.system, why)
    yield _with_status(at.get("nobody", "public:system", **slug), 410)


def gated(at: Stage) -> Iterator[Any]:
    """A business case of which it is known how far each gate is."""
    known = {
        "idea": {"decision": "not_yet", "told": DECIDED},
        "pilot": {"decision": "go", "told": {"met": DECIDED["met"]}},
    }
    held = {"decision": "no", "told": {**DECIDED, "ends": [["met", "Does it decide alone?"]]}}
    bound = {"decision": "conditions", "told": {**DECIDED, "blocks": [], "conditions": DECIDED["blocks"]}}
    case = at.world.others["case"]
    for gates in (known, {"idea": held}, {"idea": bound}):
        kept = blobs.keep(json.dumps(gates).encode())
        CaseReport.objects.update_or_create(
            case=case, kind=STANDING, name=FILE, defaults={"blob": kept, "snapshot": "0"}
        )
        yield at.get("approver", "business_case:case", slug=at.system.slug)


def audited(at: Stage) -> Iterator[Any]:
    """The trail as an auditor looks for entries in it: some are found, none, and what is asked cannot be read."""
    path = at.path("audit_trail")
    for asked in ("q=permits&kind=version", "q=nothing-fits-this", "since=yesterday&until=9999-12-31&who=x", "page=2"):
        yield _with_status(at.client("auditor").get(f"{path}?{asked}"), 200)


def destroyed(at: Stage) -> Iterator[Any]:
    """What pages tell once bytes are destroyed: of a country's folder, and of a draft's file that was written over."""
    folder = {"code": at.world.values["country_code"]}
    why = {"why": "The court of 12 May 2026 ordered it."}
    one = at.world.values["one"]
    yield _with_status(at.post("administrator", "region:erase", why, **folder, number=one), 200)
    yield _with_status(
        at.post("administrator", "evidence:erase_written_over", why, **at.work, key=at.world.values["over"]), 200
    )
    yield at.get("auditor", "audit_trail")


def computed(at: Stage) -> Iterator[Any]:
    """Scores of an assessment, and how a number came about."""
    version = at.world.version
    stores.write_results(None, version, REPORT, {RESULTS: results()}, version.snapshot)
    yield at.get("assessor", "assessments:scores", **at.work)
    yield at.get("assessor", "assessments:explain", **at.work, node="public_value")
    yield at.get("assessor", "assessments:so_far", **at.work)


def brought(at: Stage) -> Iterator[Any]:
    """Files that wait until somebody says what is to become of them: a register, answers of people, the workbook."""
    country = at.world.agency.country_id
    sent = {"file": SimpleUploadedFile("nl.csv", DUTCH.encode()), "into": f"country-{country}"}
    yield at.post("administrator", "register:import", sent)
    wrong = {"file": SimpleUploadedFile("nl.csv", b"a,b\n1,2\n"), "into": f"country-{country}"}
    yield at.post("administrator", "register:import", wrong)
    [answers] = (EXAMPLES / "made-up-survey" / "answers").glob("citizens*")
    sent = {"audience": "citizens", "file": SimpleUploadedFile(answers.name, answers.read_bytes())}
    yield at.post("assessor", "evidence:add_answers", sent, **at.work)
    with open_record(at.world.version) as record:
        first = next(one for one in every_question(record.files.framework) if one.kind == "red_line")
        told = with_value(record.appraisal, first, {"answer": "no", "fact": "None"})
        book = export_book(replace(record, appraisal=told), ENGLISH)
    yield at.post("assessor", "assessments:workbook", {"file": SimpleUploadedFile("b.xlsx", book)}, **at.work)
    yield at.post("assessor", "assessments:workbook", {"file": SimpleUploadedFile("b.xlsx", b"none")}, **at.work)


def apart(at: Stage) -> Iterator[Any]:
    """Answers of several assessors beside each other."""
    kind, id = at.world.values["question_kind"], at.world.values["apart"]
    where = {"agency": "permits", "slug": "compared"}
    yield at.get("assessor", "assessors:panel", **where)
    yield at.get("assessor", "assessors:question", **where, kind=kind, id=id)


def asked(at: Stage) -> Iterator[Any]:
    """A form on the web: page by page, answered already in this browser, and closed."""
    survey, client = at.world.others["survey"], Client()
    path = at.path("answer", token=survey.token)
    page = client.get(path)
    while page.status_code == 200:
        yield page
        page = client.post(path, {**hidden(page), "consent": "agreed"})
    assert "/thanks/" in page["Location"], page.content.decode()[-2000:]
    yield client.get(path)
    Survey.objects.filter(pk=survey.pk).update(closed=timezone.now())
    yield _with_status(Client().get(path), 410)


def hidden(page: Any) -> dict[str, str]:
    """Return what a page of a form carries along."""
    from web_injected import Page  # noqa: PLC0415 - it alone needs it

    (form,) = (one for one in Page("/", page.content.decode()).forms if one.method == "post" and _is_of_survey(one))
    return {name: value for kind, name, value in form.fields if kind == "hidden"}


def _is_of_survey(form: Any) -> bool:
    return any(name == "sheet" for _, name, _ in form.fields)


def handed_over(at: Stage) -> Iterator[Any]:
    """Links that are handed to people, and what waits for somebody."""
    member = memberships_of(at.world.people["contributor"])[0].pk
    yield at.post("administrator", "member_password", {"reason": "forgotten"}, key=member)
    yield at.post("administrator", "member_password", {"reason": ""}, key=member)
    for who in at.world.people:
        yield at.get(who, "home")


def first_pages(at: Stage) -> Iterator[Any]:
    """A demonstration, and the first page of an installation in which nobody is."""
    with override_settings(PUBLICVALUE_DEMONSTRATION=True), mock.patch.object(loading, "make_people"):
        yield at.get("nobody", "demonstration")
        yield at.get("nobody", "home")
        yield at.get("nobody", "account_login")
        with mock.patch("publicvalue.web.demonstration.loading.lacks_examples", return_value=True):
            yield at.get("nobody", "home")
    with nobody_there():
        yield at.get("nobody", "home")
        yield at.client().get(at.path("begin"))


@contextmanager
def nobody_there() -> Iterator[None]:
    """Let an installation seem to have no accounts."""
    with mock.patch.object(User.objects, "exists", return_value=False):
        yield


STATES: dict[str, Callable[[Stage], Iterator[Any]]] = {
    one.__name__: one
    for one in (
        signing_in,
        unknown_elsewhere,
        own_account,
        refused,
        published,
        gated,
        audited,
        destroyed,
        computed,
        brought,
        apart,
        asked,
        handed_over,
        first_pages,
    )
}
"""Name -> the pages of a state, each as it was answered."""
