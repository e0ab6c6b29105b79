"""What the tests of the web application share: a database of their own, of either kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:  # noqa: ARG001
    """Make the table of the shared cache too, as `publicvalue web` does."""
    with django_db_blocker.unblock():
        call_command("createcachetable")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, settings: object) -> Path:
    """Let each test keep its files in a folder of its own."""
    settings.PUBLICVALUE_DATA = tmp_path / "data"
    return settings.PUBLICVALUE_DATA
