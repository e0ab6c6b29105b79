"""Days begin and end where the people of an installation live, whatever time it is in Greenwich."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.web import surveys
from publicvalue.web.accounts.models import User
from publicvalue.web.register import actions as register
from publicvalue.web.register.models import Change
from publicvalue.web.register.shown import clock_of
from publicvalue.web.spaces.models import Agency
from publicvalue.web.surveys.actions import Opening, open_survey
from publicvalue.web.surveys.asking import form_of
from publicvalue.workflow.roles import Role
from web_evidence import begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

WEB = Path(surveys.__file__).parents[1]
EVENING = dt.datetime(2027, 3, 16, 1, 30, tzinfo=dt.UTC)
"""Half past nine in the evening of the fifteenth in Bridgetown."""
LAST_DAY = dt.date(2027, 3, 15)


@pytest.fixture
def evening(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TIME_ZONE = "America/Barbados"
    monkeypatch.setattr(timezone, "now", lambda: EVENING)


@pytest.mark.usefixtures("evening")
def test_a_form_can_be_answered_until_the_end_of_its_last_day(author: User, agency: Agency, client: Client) -> None:
    version = begun(author, agency, "Triage")
    with scopes_disabled():
        questions = tuple(one.id for one in form_of(version, "leaving_users").asked)
        survey = open_survey(author, version, Opening("leaving_users", questions, "The office asks.", LAST_DAY))
        assert survey.is_open
    assert 'name="consent"' in client.get(f"/en/answer/{survey.token}/").content.decode()


@pytest.mark.usefixtures("evening")
def test_nothing_is_overdue_before_its_day_is_over() -> None:
    assert register.today() == LAST_DAY


def test_times_of_day_say_how_far_they_are_from_world_time(settings: Any) -> None:
    assert clock_of(EVENING) == "01:30 UTC"
    settings.TIME_ZONE = "America/Barbados"
    assert clock_of(EVENING) == "21:30 UTC-04:00"
    settings.TIME_ZONE = "America/St_Johns"
    assert clock_of(EVENING) == "23:00 UTC-02:30"


def test_pages_tell_the_day_on_which_something_happened_here(
    author: User, member: Callable[..., User], agency: Agency, client: Client, settings: Any
) -> None:
    system = begun(author, agency, "Triage").assessment.system
    with scopes_disabled():
        register.publish_system(system, register.Why(member(Role.APPROVER)))
        Change.objects.update(at=EVENING)
    settings.TIME_ZONE = "America/Barbados"
    assert "2027-03-15, 21:30 UTC-04:00" in client.get(f"/en/systems/{system.slug}/history/").content.decode()


def test_no_page_takes_a_day_of_world_time() -> None:
    """Hold `timezone.localdate` and the filter `day` against what forgets where people are."""
    own = [one for one in WEB.rglob("*.py") if "migrations" not in one.parts]
    found = [one.name for one in own if ".date()" in one.read_text(encoding="utf-8")]
    found += [one.name for one in WEB.rglob("*.html") if re.search(r"\w\.date\b", one.read_text(encoding="utf-8"))]
    assert (found, len(own) > 100) == ([], True)
