"""The application starts, speaks two languages, and asks for what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


def test_nobody_waits_for_what_a_new_process_loads(tmp_path: Path) -> None:
    own = os.environ | {
        "DJANGO_SETTINGS_MODULE": "publicvalue.web.settings.project",
        "DATABASE_URL": "",
        "SECRET_KEY": "k" * 60,
    }
    asked = "import sys, publicvalue.web.wsgi as _; print('publicvalue.web.assessments.views' in sys.modules)"
    command = [sys.executable, "-c", asked]
    done = subprocess.run(
        command, env=own | {"PUBLICVALUE_DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"
