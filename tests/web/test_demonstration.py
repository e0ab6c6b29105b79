"""The demonstration brings real examples by the actions that people use, as far as each has come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.business_case.models import CaseReport
from publicvalue.web.demonstration import loading
from publicvalue.web.jobs.models import Job
from publicvalue.web.public.models import Publication
from publicvalue.web.register.models import RecordedGate
from publicvalue.web.stores.models import ResultFile, Version

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]


def test_examples_are_brought_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "STORIES", {"tax-administrations": loading.publish})
    told: list[str] = []
    loading.load(told.append)
    loading.load(told.append)
    assert told == [
        "Making up a ministry and its people",
        "Bringing the example tax-administrations",
        "Bringing the example complaints-case",
    ]
    with scopes_disabled():
        version = Version.objects.get()
        computed = ResultFile.objects.filter(name="results.json").exists()
        assert computed or Job.objects.exists()
        assert version.state == ("published" if computed else "approved")
        assert [one.version for one in Publication.objects.all()] == ([version] if computed else [])
        assert version.assessment.system.state == "public"
        # Whoever brought the case put no gate of it on record.
        (gate,) = RecordedGate.objects.all()
        assert (gate.gate, gate.decision, gate.system.state) == ("go_live", "go", "public")
        assert {one.kind for one in CaseReport.objects.all()} == {"case", "gate", "gate-1", "delivery", "standing"}
    assert verify_trail().problems == ()


def test_where_no_examples_are_the_start_and_the_first_pages_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, client: Client, settings: Any
) -> None:
    settings.PUBLICVALUE_DEMONSTRATION = True
    said = "An installed package brings no examples"
    monkeypatch.setattr(loading, "EXAMPLES", tmp_path)
    told: list[str] = []
    loading.load(told.append)
    assert [str(one).split(":")[0] for one in told] == ["Making up a ministry and its people", said]
    for address in ("/en/", "/en/demonstration/"):
        assert said in client.get(address).content.decode(), address
    assert "Un paquete instalado no trae ejemplos" in client.get("/es/demonstration/").content.decode()
    monkeypatch.undo()
    assert said not in client.get("/en/demonstration/").content.decode(), "a checkout has them"
