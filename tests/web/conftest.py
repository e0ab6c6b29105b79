"""What the tests of the web application share: a database of their own, of either kind, and people in every role."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.actions import create_agency, create_country
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.workflow.roles import Role
from web_people import first_administrator, seated

Member = Callable[..., User]

# A browser that another test drives leaves its loop in this thread; it asks nothing of the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001 - comes before
    """Make the table of the shared cache too, as `publicvalue web` does."""
    with django_db_blocker.unblock():
        call_command("createcachetable")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, settings: Any) -> Path:
    """Let each test keep its files in a folder of its own."""
    settings.PUBLICVALUE_DATA = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    return settings.PUBLICVALUE_DATA


@pytest.fixture(autouse=True)
def _english() -> None:
    """Begin each test in English: the language of the last page that was asked for stays with the process."""
    translation.activate("en")


@pytest.fixture
def country(db: None) -> Country:  # noqa: ARG001 - it needs one
    return create_country("BRB", "Barbados")


@pytest.fixture
def administrator(country: Country) -> User:
    return first_administrator(country)


@pytest.fixture
def agency(country: Country, administrator: User) -> Agency:
    return create_agency(administrator, country, "Office of permits", "permits")


@pytest.fixture
def other_agency(country: Country, administrator: User) -> Agency:
    return create_agency(administrator, country, "Office of roads", "roads")


@pytest.fixture
def member(administrator: User, agency: Agency) -> Member:
    """Make somebody with a role, in the first agency or in one that is named."""

    def make(role: Role, at: Agency | None = None, name: str = "") -> User:
        return seated(administrator, at or agency, role, name)

    return make


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a browser in which somebody is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
