"""Answers of a form in the browser: every row is told of, and they are taken with what they answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import StoredFile
from publicvalue.workflow.roles import Role
from web_evidence import begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

SENT = Path(__file__).resolve().parents[2] / "examples/made-up-survey/answers"


def test_answers_are_looked_through_and_taken(member: Callable[..., User], agency: Agency, signed_in: Any) -> None:
    author = member(Role.ASSESSOR)
    version = begun(author, agency, "Triage")
    client, path = signed_in(author), "/en/assessments/permits/triage/evidence/answers/"
    [sent] = SENT.glob("citizens*")
    file = SimpleUploadedFile(sent.name, sent.read_bytes())
    page = client.post(path, {"audience": "citizens", "file": file}, follow=True)
    assert page.status_code == 200
    assert page.context["counts"]
    address = page.request["PATH_INFO"]
    assert client.post(address, {}).status_code == 422, "nobody says where they come from"
    page = client.post(address, {"source": "Every tenth visitor in March", "made_up": "on"}, follow=True)
    assert "The answers are evidence now" in page.content.decode()
    with scopes_disabled():
        names = set(StoredFile.objects.filter(version=version).values_list("name", flat=True))
        text = bytes(StoredFile.objects.get(version=version, name="assessment.yaml").content or b"").decode()
    assert "evidence/citizens.csv" in names
    assert "Every tenth visitor in March" in text
    assert "kind: survey" in text
    assert verify_trail().problems == ()
    file = SimpleUploadedFile(sent.name, sent.read_bytes())
    page = client.post(path, {"audience": "citizens", "file": file})
    assert page.status_code == 422, "answers of this audience are there already"
