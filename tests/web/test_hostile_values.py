"""Text that a database may refuse: signs that no text needs, names as long as they may be; on either database."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.models import Comment
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.evidence.models import Upload
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import Remark, System
from publicvalue.web.spaces.actions import create_agency
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from publicvalue.workflow.roles import Role
from web_evidence import answered, asked, begun, shipped
from web_injected import Page, attack

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
IN_TIME = "economic.benefit.efficiencies.within_service_standard"
NUL, QUOTED, HALF = "\x00", "%00", "\ud800"
"""A sign that PostgreSQL keeps in no text, as addresses write it, and half of a sign that no file can hold."""


def whole(page: Any, status: int) -> str:
    """Return a page, in which nothing runs that was sent; a refused form says its problems on top, with links there."""
    content = page.content.decode()
    assert (page.status_code, Page("/", content).faults, NUL in content) == (status, [], False)
    if status == 422:
        summary = content.partition('class="govuk-error-summary"')[2].partition("</div>\n</div>")[0]
        targets = re.findall(r'href="#([^"]+)"', summary)
        assert summary.count("<li>") > 0
        assert [one for one in targets if f'id="{one}"' not in content] == []
    return content


def waiting() -> int:
    """Return how many files wait until somebody says what is to become of them."""
    with scopes_disabled():
        return Upload.objects.count()


def place(version: Version, name: str, *more: str) -> str:
    return reverse(name, args=(version.assessment.agency.slug, version.assessment.slug, *more))


def test_an_answer_is_kept_however_long_names_are(
    administrator: User, agency: Agency, member: Callable[..., User], signed_in: SignedIn
) -> None:
    far = create_agency(administrator, agency.country, "Office of permits " * 16, "p" * 80)
    author = member(Role.ASSESSOR, far)
    version = begun(author, far, "Sorting of applications for housing " * 8)
    assert len(version.assessment.slug) >= 70
    question = max((asked("core", one.id) for one in shipped().indicators if one.core), key=lambda one: len(one.id))
    sent = {"answer": "unknown", "seen": seen_of({})}
    page = signed_in(author).post(place(version, "assessments:question", question.kind, question.id), sent, follow=True)
    assert page.status_code == 200
    assert answered(version, question)["answer"] == "unknown"
    assert len(Entry.objects.all()[0].key) > 200
    assert verify_trail().problems == ()


def test_signs_that_no_text_needs_are_left_out(author: User, agency: Agency, signed_in: SignedIn) -> None:
    version = begun(author, agency, "Triage")
    client = signed_in(author)
    red_line = asked("red_line", "legal_basis")
    given = {"answer": "yes", "document": f"Act{NUL} 12", "seen": seen_of({})}
    page = client.post(place(version, "assessments:question", red_line.kind, red_line.id), given, follow=True)
    assert page.status_code == 200
    assert answered(version, red_line)["document"] == "Act 12"
    assert client.post(place(version, "assessments:comment", red_line.kind, red_line.id), {"text": f"Why{NUL}?"})
    with scopes_disabled():
        assert Comment.objects.get().text == "Why?"


def test_nobody_breaks_a_public_page_by_them(
    author: User, agency: Agency, member: Callable[..., User], client: Client
) -> None:
    system = begun(author, agency, "Triage").assessment.system
    with scopes_disabled():
        register.publish_system(system, register.Why(member(Role.APPROVER)))
    assert client.get("/en/systems/", {"words": f"Tri{NUL}age", f"a{NUL}gency": "permits"}).status_code == 200
    assert client.post(f"/en/systems/{system.slug}/remark/", {"text": f"It is{NUL} wrong"}).status_code == 302
    with scopes_disabled():
        assert Remark.objects.get().text == "It is wrong"
    paths = [f"/en/answer/a{QUOTED}b/", f"/a/{QUOTED}/", f"/en/systems/{system.slug}/assessments/1/{QUOTED}.pdf"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


@pytest.mark.parametrize("sign", [NUL, "\x01"], ids=["nul", "control"])
def test_cells_that_hold_them_are_shown(author: User, agency: Agency, signed_in: SignedIn, sign: str) -> None:
    version = begun(author, agency, "Triage")
    made = io.BytesIO()
    cells = ["on time", "late", f"la{sign}te"] * 20
    pq.write_table(pa.table({f"fini{sign}shed": cells, "case": [f"{n}{sign}" for n in range(60)]}), made)
    file = SimpleUploadedFile("cases.parquet", made.getvalue())
    client = signed_in(author)
    page = client.post(place(version, "evidence:add"), {"indicator": IN_TIME, "file": file}, follow=True)
    told = "columns whose names hold the sign NUL" if sign == NUL else "cases.parquet"
    assert told.lower() in whole(page, 422 if sign == NUL else 200).lower()
    assert waiting() == (0 if sign == NUL else 1)


def test_a_cell_that_holds_one_is_shown_with_a_sign_for_it(author: User, agency: Agency, signed_in: SignedIn) -> None:
    version, made = begun(author, agency, "Triage"), io.BytesIO()
    pq.write_table(pa.table({"finished": ["on time", "late", f"la{NUL}te"] * 20}), made)
    sent = {"indicator": IN_TIME, "file": SimpleUploadedFile("cases.parquet", made.getvalue())}
    client = signed_in(author)
    page = client.post(place(version, "evidence:add"), sent, follow=True)
    assert "la\u2400te" in page.content.decode()
    said = {"column-event": "finished", "true-event": ["on time", f"la{NUL}te"], "title": "Cases", "source": "Us"}
    done = client.post(page.request["PATH_INFO"], {**said, "publish": "no", "then": "try"}, follow=True)
    assert 'value="Cases"' in whole(done, 422), "what was typed is kept, beside what is missing"


@pytest.mark.parametrize("sign", [NUL, HALF], ids=["nul", "half a sign"])
def test_answers_that_hold_them_are_told_of(author: User, agency: Agency, signed_in: SignedIn, sign: str) -> None:
    version = begun(author, agency, "Triage")
    rows = [{"id": f"1{sign}", "version": "1", "data": {f"consent{sign}": f"yes{sign}", "comment": sign}}]
    file = SimpleUploadedFile("citizens.json", json.dumps(rows).encode())
    sent = {"audience": "citizens", "file": file}
    page = signed_in(author).post(place(version, "evidence:add_answers"), sent, follow=True)
    told = "a text in it holds the sign nul" if sign == NUL else "a text in it holds half a sign"
    assert told in whole(page, 422).lower()
    assert waiting() == 0


def of_key(**changed: Any) -> str:
    """Return what a security key answers, as JSON: made up, and changed in places."""

    def code(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).decode().rstrip("=")

    told = {"type": "webauthn.get", "challenge": code(b"c" * 32), "origin": "http://testserver", "crossOrigin": False}
    parts = {
        "clientDataJSON": code(json.dumps(told).encode()),
        "authenticatorData": code(bytes(37)),
        "signature": code(b"s" * 70),
        "userHandle": code(b"1"),
    }
    response = {name: one for name, one in (parts | changed).items() if one != ""}
    return json.dumps({"id": code(b"k"), "rawId": code(b"k"), "type": "public-key", "response": response})


NO_KEY = ("9" * 5_000, "[" * 5_000, "null", "[]", "1", "{}", '"a"', '{"response": 1}', "{", "")
HANDLES = ("AA", "_w", "é", 1, None, [], {}, "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ")
PARTS = ("clientDataJSON", "authenticatorData", "signature")


@pytest.mark.parametrize(
    "credential",
    [
        *(pytest.param(one, id=one[:20]) for one in NO_KEY),
        *(of_key(userHandle=one) for one in HANDLES),
        *(of_key(**{part: one}) for part in PARTS for one in ("AA", None)),
        of_key(),
    ],
)
def test_whatever_is_sent_for_a_security_key_is_refused_in_words(client: Client, credential: str) -> None:
    client.get("/en/account/factors/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    page = client.post("/en/account/factors/webauthn/login/", {"credential": credential}, follow=True)
    words = page.content.decode()
    told = any(one in words for one in ("This code or key", "This field is required", "Enter a valid JSON"))
    assert (page.status_code, told) == (200, True)


LONG_NAME = "Registro de solicitudes ñandú 漢字 " * 12
"""Of a file: longer than any column, and than what most disks take."""
NAMES = {"long": LONG_NAME, "turned": "a\u202eb/c\\ ..", "run": attack("name"), "nul": f"a{NUL}b"}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_may_be_called_anything(
    member: Callable[..., User], agency: Agency, signed_in: SignedIn, name: str
) -> None:
    author, called = member(Role.ASSESSOR), NAMES[name]
    version = begun(author, agency, "Triage")
    client = signed_in(author)
    table = b"finished,office\n" + b"on time,North\nlate,South\n" * 30
    file = SimpleUploadedFile(f"{called}.csv", table)
    page = client.post(place(version, "evidence:add"), {"indicator": IN_TIME, "file": file}, follow=True)
    assert "finished" in whole(page, 200)
    file = SimpleUploadedFile(f"{called}.csv", b"name,summary,phase\nA,B,use\n")
    page = client.post("/en/register/import/", {"file": file, "into": f"agency-{agency.pk}"}, follow=True)
    whole(page, page.status_code)
    file = SimpleUploadedFile(f"{called}.csv", b"consent\nyes\n")
    page = client.post(place(version, "evidence:add_answers"), {"audience": "citizens", "file": file}, follow=True)
    whole(page, page.status_code)
    book = SimpleUploadedFile(f"{called}.xlsx", b"PK\x03\x04")
    whole(client.post(place(version, "assessments:workbook"), {"file": book}, follow=True), 422)
    with scopes_disabled():
        assert not System.objects.filter(name="A").exists(), "nothing of a file is kept before somebody agrees"
        assert all(NUL not in one.file for one in Upload.objects.all())


def test_a_refused_form_keeps_what_was_typed_and_shows_it_as_text(author: User, agency: Agency, signed_in: Any) -> None:
    del agency
    typed = {"name": "", "summary": f"North{NUL}East {attack('summary')}", "phase": "use"}
    page = signed_in(author).post("/en/register/new/", typed)
    content = whole(page, 422)
    assert 'href="#' in content.partition('class="govuk-error-summary"')[2]
    assert f"NorthEast {html.escape(attack('summary'))}" in content
    with scopes_disabled():
        assert not System.objects.exists()
