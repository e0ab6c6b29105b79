"""What the tests of the web application share: a database of their own, of either kind, and people in every role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation
from django_scopes import scope

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.triggers import NAMES, TABLE, make_triggers
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
def within(agency: Agency) -> Iterator[None]:
    """Stand in the first agency, as the request of somebody who works there does."""
    with scope(country=agency.country_id, agency=agency.pk):
        yield


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - emptied after it
    """Let the database be emptied after a test whose server has connections of its own: the trail forbids it else."""
    make_triggers(connection)
    yield
    with connection.cursor() as cursor:
        for name in NAMES[connection.vendor]:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else ""))


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


@pytest.fixture
def author(member: Member) -> User:
    """Somebody who answers, in the first agency."""
    return member(Role.ASSESSOR)
