"""The list of one's sessions says when each was used, and reading a page writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publicvalue.web.accounts.models import User

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
