"""The demonstration brings real examples by the actions that people use, as far as each has come."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled

from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.demonstration import loading
from publicvalue.web.jobs.models import Job
from publicvalue.web.stores.models import ResultFile, Version

pytestmark = pytest.mark.django_db


def test_examples_are_brought_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "STORIES", {"tax-administrations": loading.publish})
    told: list[str] = []
    loading.load(told.append)
    loading.load(told.append)
    assert told == ["Making up a ministry and its people", "Bringing the example tax-administrations"]
    with scopes_disabled():
        version = Version.objects.get()
        computed = Job.objects.exists() or ResultFile.objects.filter(name="results.json").exists()
    assert (version.state, computed) == ("published", True)
    assert verify_trail().problems == ()
