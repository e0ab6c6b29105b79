"""The sentences in whose place ours stand are those that django-allauth says today."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest

from publicvalue.web.accounts.words import COUNTED, OURS

pytestmark = pytest.mark.one_run

PLACE = re.compile(r"\{\{ ?(\w+) ?\}\}")
JOINED = re.compile(r"\"\s*\"")


@pytest.fixture(scope="module")
def others() -> str:
    """All that the package says, with its values as catalogues write them."""
    folder = Path(allauth.__file__).parent
    found = [one.read_text("utf-8") for end in ("html", "txt", "py") for one in folder.rglob(f"*.{end}")]
    return JOINED.sub("", PLACE.sub(r"%(\1)s", "\n".join(found)))


@pytest.mark.parametrize("said", [*OURS, *COUNTED])
def test_what_is_said_otherwise_is_said_by_the_package(others: str, said: str) -> None:
    assert any(form in others for form in (f'"{said}"', f"'{said}'", f"%}}{said}{{%"))
