"""The application starts, speaks two languages, and asks for what it needs."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]


def test_first_page_is_shown_in_the_language_of_its_address(client: Client) -> None:
    assert "Sign in" in client.get("/en/").content.decode()
    assert 'lang="es">' in client.get("/es/").content.decode()


def test_first_page_is_found_by_the_language_of_the_browser(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "es-DO,en;q=0.5"})["Location"] == "/es/"
    assert client.get("/")["Location"] == "/en/"


def test_pages_allow_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/en/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
