"""Headers and cookies that no browser sends: each is answered as if it had not been sent, on either database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from publicvalue.web.accounts.models import User

pytestmark = pytest.mark.django_db

VALUES = {
    "nul": "ab\x00cdefgh",
    "nul by number": '"ab\\000cdefgh"',
    "control": "ab\x01\x1b\x7fcdefgh",
    "broken": "caf\xe9\xff\xfe\xc3\x28cdefgh",
    "long": "x" * 100_000,
    "digits": "9" * 5_000,
    "many": ",".join(["a-b-c"] * 5_000),
    "open": '"[{http://[<script>alert(7)</script>',
    "empty": "",
}
"""As a server hands them on: a byte is a sign."""
HEADERS = (
    *("ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "AUTHORIZATION", "IF_MODIFIED_SINCE", "IF_NONE_MATCH"),
    *("ORIGIN", "RANGE", "REFERER", "USER_AGENT", "X_CSRFTOKEN", "X_FORWARDED_FOR", "X_FORWARDED_HOST"),
    *("X_FORWARDED_PROTO", "X_REAL_IP", "X_REQUESTED_WITH", "X_UPLOAD_LENGTH"),
    *("HX_REQUEST", "HX_TARGET", "HX_CURRENT_URL", "HX_TRIGGERING_EVENT"),
)
OF_HEADERS = ("nul", "control", "broken", "long", "digits", "open")
COOKIES = ("sessionid", "csrftoken", "messages", "django_language", "answered-1", "another")
PAGES = ("/", "/es/account/login/", "/en/systems/")


def told(client: Client, path: str, **headers: str) -> tuple[int, bool]:
    """Return the status of an answer, and whether it says what was sent as it was sent."""
    with transaction.atomic():
        answer = client.get(path, **headers)
        transaction.set_rollback(True)
    page = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, b"alert(7)</script>" in page or b"\x00" in page


@pytest.fixture(params=["nobody", "somebody"])
def browsers(request: Any, author: User, signed_in: Callable[[User], Client]) -> Callable[[], Client]:
    """Return new browsers, of nobody or of somebody who is signed in."""
    client = signed_in(author) if request.param == "somebody" else Client()

    def again() -> Client:
        made = Client()
        made.cookies = client.cookies.copy()
        return made

    return again


@pytest.mark.parametrize("name", HEADERS)
def test_a_hostile_header_changes_nothing(name: str, browsers: Callable[[], Client]) -> None:
    plain = {path: told(browsers(), path) for path in PAGES}
    found = {
        (path, kind): answer
        for path in PAGES
        for kind in OF_HEADERS
        if (answer := told(browsers(), path, **{f"HTTP_{name}": VALUES[kind]})) not in _fitting(name, kind, plain[path])
    }
    assert found == {}
    assert {status for status, _ in plain.values()} <= {200, 302, 301}


def _fitting(name: str, kind: str, plain: tuple[int, bool]) -> set[tuple[int, bool]]:
    """Return what may be answered: the page itself, or one that says that a file is too large."""
    if (name, kind) == ("X_UPLOAD_LENGTH", "digits"):
        return {(413, False), plain}
    return {plain}


@pytest.mark.parametrize("name", COOKIES)
def test_a_hostile_cookie_is_none(name: str, browsers: Callable[[], Client]) -> None:
    found = {}
    for path in PAGES:
        for kind, value in VALUES.items():
            client = browsers()
            others = [f"{key}={one.value}" for key, one in client.cookies.items() if key != name]
            client.cookies.pop(name, None)
            wanted = told(client, path)
            client.cookies.clear()
            answer = told(client, path, HTTP_COOKIE="; ".join([*others, f"{name}={value}"]))
            if answer != wanted:
                found[path, kind] = (answer, wanted)
    assert found == {}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "django_language"])
def test_a_form_sent_with_a_hostile_cookie_is_refused_in_words(name: str, kind: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/en/account/login/",
        {"login": "a@example.org", "password": "x", "csrfmiddlewaretoken": VALUES[kind]},
        HTTP_COOKIE=f"{name}={VALUES[kind]}",
    )
    assert (answer.status_code, "govuk-heading-l" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("kind", VALUES)
def test_signing_in_works_whatever_the_browser_calls_itself(kind: str, author: User) -> None:
    client = Client(headers={"user-agent": VALUES[kind], "accept-language": VALUES[kind]})
    sent = {"login": author.email, "password": "a long password"}
    answer = client.post("/en/account/login/", sent, follow=True)
    assert (answer.status_code, answer.context["user"]) == (200, author)
    assert client.get("/en/account/sessions/").status_code in {200, 302}
