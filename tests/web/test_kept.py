"""Public pages are made once, until something is written; nobody is given the page of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publicvalue.interop.record import SystemRecord
from publicvalue.web.accounts.models import User
from publicvalue.web.public.kept import Kept
from publicvalue.web.register.actions import Why, change_system, publish_system, register_system, withdraw_system
from publicvalue.web.register.models import System
from publicvalue.web.spaces.models import Agency

pytestmark = pytest.mark.django_db

PAGE = "/en/systems/triage/"


@pytest.fixture
def system(agency: Agency, administrator: User) -> System:
    record = SystemRecord({"name": "Triage", "summary": "Sorts claims.", "phase": "use"})
    made = register_system(agency, record, Why(administrator))
    publish_system(made, Why(administrator))
    made.refresh_from_db()
    return made


def asked(client: Client, path: str, **more: Any) -> tuple[int, str, int]:
    """Return status and text of a page, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path, **more)
    return page.status_code, page.content.decode(), len(queries)


def test_a_page_is_made_once_until_something_is_written(client: Client, system: System, administrator: User) -> None:
    first, again = asked(client, PAGE), asked(client, PAGE)
    assert (first[:2] == again[:2], again[2], first[2] > 1) == (True, 1, True)
    record = SystemRecord({"name": "Triage", "summary": "Sorts letters.", "phase": "use"})
    change_system(system, record, system.version, Why(administrator))
    assert "Sorts letters." in asked(client, PAGE)[1]
    withdraw_system(system, Why(administrator, "it was wrong"))
    assert [asked(client, PAGE)[0] for _ in range(2)] == [410, 410]


def test_a_kept_page_carries_what_protects_it(client: Client, system: System) -> None:
    del system
    headers = [dict(client.get(PAGE).headers) for _ in range(2)]
    assert "Content-Security-Policy" in headers[1]
    assert headers[0].keys() == headers[1].keys()


def test_languages_hosts_and_searches_are_kept_apart(client: Client, system: System) -> None:
    del system
    assert 'lang="en"' in asked(client, PAGE)[1]
    assert 'lang="es"' in asked(client, PAGE.replace("/en/", "/es/"))[1]
    assert "Triage" in asked(client, "/en/systems/")[1]
    assert "Triage" not in asked(client, "/en/systems/?q=nothing-like-it")[1].partition("<main")[2].partition("<ul")[2]
    asked(client, PAGE)
    assert "http://localhost/" in asked(client, PAGE, headers={"host": "localhost"})[1]


def test_whoever_has_a_session_gets_a_page_of_their_own(
    client: Client, system: System, administrator: User, signed_in: Callable[[User], Client]
) -> None:
    del system
    asked(client, PAGE)
    assert "Your work" in asked(signed_in(administrator), PAGE)[1]
    assert "Your work" not in asked(client, PAGE)[1]


def test_the_page_that_nobody_asked_for_longest_goes_first() -> None:
    pages = Kept(2)
    for key in "ab":
        pages.put(key, (key.encode(), "text/html", 200))
    pages.get("a")
    pages.put("c", (b"c", "text/html", 200))
    assert [pages.get(key) is None for key in "abc"] == [False, True, False]


def test_an_entry_is_made_once_for_all_searches_until_something_is_written(
    client: Client, system: System, administrator: User
) -> None:
    few = [asked(client, f"/en/systems/?q={word}")[2] for word in ("sorts", "claims")]
    assert few[1] < few[0], "assessments and gates are not looked up again"
    assert "registrado" in asked(client, "/es/systems/?q=sorts")[1].lower()
    record = SystemRecord({"name": "Triage", "summary": "Sorts letters.", "phase": "ended"})
    change_system(system, record, system.version, Why(administrator))
    page = asked(client, "/en/systems/?q=sorts")[1]
    assert "Sorts letters." in page
    assert "Sorts claims." not in page
