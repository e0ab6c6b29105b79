"""The list of one's sessions says when each was used, and reading a page writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publicvalue.web.accounts.models import User
from publicvalue.web.accounts.origin import UNKNOWN

pytestmark = pytest.mark.django_db


def writes(client: Client, **more: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/en/account/", **more).status_code == 200
    return sum(one["sql"].startswith(("UPDATE", "INSERT")) for one in asked)


def test_reading_again_writes_nothing(signed_in: Callable[[User], Client], administrator: User) -> None:
    client = signed_in(administrator)
    assert writes(client) > 0
    assert writes(client) == 0


def test_another_browser_and_some_minutes_are_noted(signed_in: Callable[[User], Client], administrator: User) -> None:
    client = signed_in(administrator)
    client.get("/en/account/")
    assert writes(client, HTTP_USER_AGENT="another") == 1
    assert UserSession.objects.get().user_agent == "another"
    long_ago = timezone.now() - dt.timedelta(minutes=6)
    UserSession.objects.update(last_seen_at=long_ago)
    assert writes(client, HTTP_USER_AGENT="another") == 1
    assert UserSession.objects.get().last_seen_at > long_ago


JUNK = ("", "unknown", "nobody, knows", "ab\x00cd", "9" * 5_000, "256.1.1.1", "[::1", "1.2.3", ":80")
"""What a proxy may have written that is no address."""
ADDRESSES = {
    "192.0.2.7": "192.0.2.7",
    " 192.0.2.7:4711 ": "192.0.2.7",
    "10.0.0.9, 192.0.2.7": "192.0.2.7",
    "junk, 192.0.2.7": "192.0.2.7",
    "2001:DB8::7": "2001:db8::7",
    "[2001:db8::7]": "2001:db8::7",
    "[2001:db8::7]:4711": "2001:db8::7",
    "::ffff:192.0.2.7": "192.0.2.7",
    f"fe80::7%{'z' * 5_000}": "fe80::7",
}
"""What a trusted proxy wrote, and where the request came from."""


@pytest.mark.parametrize("written", [*JUNK, *ADDRESSES])
def test_what_a_trusted_proxy_writes_is_where_somebody_is_or_nothing(
    written: str, signed_in: Callable[[User], Client], administrator: User, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answer = signed_in(administrator).get("/en/account/", headers={"x-forwarded-for": written})
    assert (answer.status_code, UserSession.objects.get().ip) == (200, ADDRESSES.get(written, "127.0.0.1"))


def test_fewer_addresses_than_proxies_are_none(
    signed_in: Callable[[User], Client], administrator: User, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    browser = signed_in(administrator)
    assert browser.get("/en/account/", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 200
    assert UserSession.objects.get().ip == "127.0.0.1"
    assert browser.get("/en/account/", headers={"x-forwarded-for": "192.0.2.7, 192.0.2.8"}).status_code == 200
    assert UserSession.objects.get().ip == "192.0.2.7"


def test_a_peer_without_an_address_is_told_as_unknown(signed_in: Callable[[User], Client], administrator: User) -> None:
    browser = signed_in(administrator)
    assert browser.get("/en/account/", REMOTE_ADDR="").status_code == 200
    page = browser.get("/es/account/sessions/", REMOTE_ADDR="").content.decode()
    assert "desde una dirección que no se conoce" in page
    assert UNKNOWN not in page


@pytest.mark.usefixtures("administrator")
def test_attempts_to_sign_in_with_junk_in_the_header_are_counted_by_the_peer(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()

    def attempt(number: int, peer: str) -> bool:
        sent = {"login": f"nobody-{number}@example.org", "password": "x"}
        headers = {"x-forwarded-for": f"junk {number}"}
        page = Client().post("/en/account/login/", sent, headers=headers, REMOTE_ADDR=peer)
        return "Too many attempts failed" in page.content.decode()

    assert [attempt(number, "192.0.2.1") for number in range(11)] == [False] * 10 + [True]
    assert not attempt(11, "192.0.2.2")
