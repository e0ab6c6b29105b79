"""A form on the web: opened, answered by people without an account, closed, and its answers become evidence."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, NotPermittedError
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.evidence.models import Upload
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import StoredFile, Version
from publicvalue.web.surveys import actions, views
from publicvalue.web.surveys.actions import Opening
from publicvalue.web.surveys.asking import Answering, form_of, steps_of
from publicvalue.web.surveys.cleaning import clean_replies
from publicvalue.web.surveys.models import Reply, Survey
from publicvalue.workflow.roles import Role
from web_evidence import begun

pytestmark = pytest.mark.django_db

HERE = "/en/assessments/permits/triage/surveys/"
TOLD = "The Office of permits asks. Call 555 0123."


@pytest.fixture
def version(author: User, agency: Agency) -> Version:
    return begun(author, agency, "Triage")


def opened(author: User, version: Version, audience: str = "leaving_users", **more: Any) -> Survey:
    with scopes_disabled():
        questions = tuple(one.id for one in form_of(version, audience).asked)
        return actions.open_survey(author, version, Opening(audience, questions, TOLD, **more))


def fields(page: str) -> dict[str, str]:
    """Return what a page's form sends, with the first choice of each question."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>|<select.*?</select>", page, re.S):
        name = re.search(r'name="([^"]*)"', tag)
        values = re.findall(r'value="([^"]+)"', tag) or [""]
        if name and name[1] not in ("website", "csrfmiddlewaretoken"):
            found.setdefault(name[1], values[-1 if name[1].endswith("_worst") else 0])
    return found


def fill_in(client: Client, survey: Survey, **given: str) -> Any:
    """Go through a form page by page, and return the last answer of the server."""
    path = reverse("answer", args=(survey.token,))
    response = client.get(path)
    for _ in range(40):
        if response.status_code != 200:
            break
        sent = fields(response.content.decode())
        response = client.post(path, sent | {name: one for name, one in given.items() if name in sent})
    return response


def replies() -> list[Reply]:
    with scopes_disabled():
        return list(Reply.objects.all())


@pytest.mark.usefixtures("version")
def test_a_form_is_opened_with_a_link_and_a_picture_of_it(signed_in: Callable[[User], Client], author: User) -> None:
    client = signed_in(author)
    page = client.get(f"{HERE}open/leaving_users/")
    assert page.status_code == 200
    chosen = re.findall(r'name="questions"[^>]*value="([^"]+)" checked', page.content.decode())
    assert len(chosen) == 8
    missing = client.post(f"{HERE}open/leaving_users/", {"told": " ", "questions": []})
    assert missing.status_code == 422
    assert missing.content.decode().count("govuk-error-message") == 2
    done = client.post(f"{HERE}open/leaving_users/", {"told": TOLD, "questions": chosen[:5], "until": "2099-01-31"})
    assert done.status_code == 302
    with scopes_disabled():
        survey = Survey.objects.get()
    assert (len(survey.questions), survey.until) == (6, dt.date(2099, 1, 31)), "consent is always asked"
    shown = client.get(done["Location"]).content.decode()
    assert f"http://testserver/a/{survey.token}/" in shown
    assert "data:image/svg+xml" in shown
    assert client.get(f"{done['Location']}picture/").content.startswith(b"\x89PNG")
    assert client.get(f"{HERE}xlsform/leaving_users/").content.startswith(b"PK")
    assert client.get(f"{HERE}xlsform/nobody/").status_code == 404
    again = client.post(f"{HERE}open/leaving_users/", {"told": TOLD, "questions": chosen})
    assert (again.status_code, "is open already" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("audience", ["leaving_users", "citizens", "public_servants", "experts"])
def test_somebody_answers_all_of_a_form_and_nothing_of_them_is_kept_beside(
    author: User, version: Version, audience: str
) -> None:
    survey = opened(author, version, audience)
    client = Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Nosy")
    start = client.get(f"/a/{survey.token}/")
    assert start["Location"].endswith(f"/answer/{survey.token}/")
    points = {"points_economic": "40", "points_administrative": "30", "points_democratic": "20", "points_citizen": "10"}
    numbers = {"expected_right": "80", "expected_right_people": "70", "expected_follow": "60"}
    done = fill_in(client, survey, **points, **numbers)
    assert done.status_code == 302, done.content.decode()[-3000:]
    assert "/thanks/" in done["Location"]
    (reply,) = replies()
    with scopes_disabled():
        form = form_of(version, audience)
    known = {name for one in form.asked for name in form.columns(one)}
    assert set(reply.answers) <= known
    assert reply.answers["consent"] == "agreed"
    assert len(reply.answers) > 7
    told = json.dumps([reply.answers, *Entry.objects.values_list("body", flat=True)])
    assert "203.0.113.9" not in told
    assert "Nosy" not in told
    assert reply.day == timezone.now().date()
    assert "sessionid" not in client.cookies


def test_who_does_not_take_part_leaves_nothing(author: User, version: Version) -> None:
    survey = opened(author, version)
    before = Entry.objects.count()
    assert "/thanks/" in fill_in(Client(), survey, consent="refused")["Location"]
    assert (replies(), Entry.objects.count()) == ([], before)


def test_one_browser_answers_once_and_a_shared_device_many_times(author: User, version: Version) -> None:
    survey, client = opened(author, version), Client()
    fill_in(client, survey)
    assert "answered already" in client.get(reverse("answer", args=(survey.token,))).content.decode()
    assert len(replies()) == 1
    with scopes_disabled():
        Survey.objects.update(shared=True)
    fill_in(client, survey)
    assert len(replies()) == 2


def test_what_is_sent_twice_counts_once(author: User, version: Version) -> None:
    survey = opened(author, version, shared=True)
    client, path = Client(), reverse("answer", args=(survey.token,))
    response = client.get(path)
    while response.status_code == 200:
        sent = fields(response.content.decode())
        response = client.post(path, sent)
    again = client.post(path, sent)
    assert (again.status_code, len(replies())) == (302, 1)


def test_a_code_of_an_invitation_counts_once(author: User, version: Version) -> None:
    survey = opened(author, version, "experts")
    numbers = {"expected_right": "80", "expected_right_people": "70"}
    numbers |= {"points_economic": "40", "points_administrative": "30", "points_democratic": "20"}
    numbers |= {"points_citizen": "10", "sample_code": "A 17"}
    assert fill_in(Client(), survey, **numbers).status_code == 302
    refused = fill_in(Client(), survey, **{**numbers, "sample_code": "a  17"})
    assert (refused.status_code, "answered with this code" in refused.content.decode()) == (422, True)
    assert fill_in(Client(), survey, **{**numbers, "sample_code": "A 18"}).status_code == 302
    assert len(replies()) == 2


def test_what_is_wrong_is_said_and_nothing_is_lost(author: User, version: Version) -> None:
    survey, client = opened(author, version, "experts"), Client()
    path = reverse("answer", args=(survey.token,))
    assert client.post(path, {"at": "0"}).status_code == 422, "consent is needed"
    response = client.get(path)
    while 'name="points_economic"' not in (page := response.content.decode()):
        sent = fields(page) | ({"expected_right": "80"} if 'name="expected_right"' in page else {})
        sent |= {"expected_right_people": "70"} if 'id="id_expected_right_people"' in page else {}
        response = client.post(path, sent)
    points = {"points_economic": "60", "points_administrative": "30", "points_democratic": "20", "points_citizen": "10"}
    wrong = client.post(path, fields(page) | points)
    assert wrong.status_code == 422
    told = wrong.content.decode()
    assert "together they are 120; share out 100" in told
    assert '<input type="hidden" name="expected_right" value="80">' in told
    assert re.search(r'name="points_economic"[^>]*value="60"', told)
    back = client.post(path, fields(page) | {"back": "yes"}).content.decode()
    assert re.search(r'name="expected_right"[^>]*value="80"', back), "the page before, as it was filled in"


def test_answers_arrive_in_fives_and_groups_of_a_few_stay_hidden(
    signed_in: Callable[[User], Client], author: User, version: Version
) -> None:
    survey = opened(author, version)
    page = f"{HERE}{survey.pk}/"
    for number in range(7):
        place = "rural" if number < 5 else "town"
        actions.reply(survey, {"consent": "agreed", "home_place": place}, f"sheet {number}")
        told = signed_in(author).get(page).content.decode()
        assert ("fewer than 5 people" in told) is (number < 4)
        assert ("5 or more people" in told) is (number >= 4)
    assert not re.search(r"\b(2|7)\b people", told)
    rows = re.findall(r"summary-list__value\">([^<]*)<", told)
    assert set(rows) <= {"5 or more", "fewer than 5"}


def test_a_closed_form_takes_nothing_more_and_its_answers_become_evidence(
    signed_in: Callable[[User], Client], author: User, version: Version
) -> None:
    survey, client = opened(author, version, shared=True), signed_in(author)
    for _ in range(6):
        fill_in(Client(), survey)
    assert client.post(f"{HERE}{survey.pk}/bring/").status_code == 422, "it is open"
    assert client.post(f"{HERE}{survey.pk}/close/").status_code == 302
    assert Client().get(reverse("answer", args=(survey.token,))).status_code == 410
    with pytest.raises(InputError, match="closed"):
        actions.reply(survey, {"consent": "agreed"}, "late")
    brought = client.post(f"{HERE}{survey.pk}/bring/")
    assert brought.status_code == 302, brought.content.decode()
    page = client.get(brought["Location"]).content.decode()
    assert re.search(r"<span>Rows taken</span><strong[^>]*>6<", page)
    assert clean_replies() == 0
    taken = client.post(brought["Location"], {"source": "People who left the office", "collected": "2026"})
    assert taken.status_code == 302, taken.content.decode()
    with scopes_disabled():
        assert StoredFile.objects.filter(version=version, name__startswith="evidence/leaving_users").exists()
        assert Upload.objects.get().taken
    assert (clean_replies(), replies()) == (1, [])
    assert clean_replies() == 0
    assert "here they were destroyed" in client.get(f"{HERE}{survey.pk}/").content.decode()


def test_answers_that_nobody_took_are_destroyed_in_time(author: User, version: Version) -> None:
    survey = opened(author, version)
    actions.reply(survey, {"consent": "agreed"}, "one")
    with scopes_disabled():
        actions.close_survey(author, survey)
        assert clean_replies() == 0
        Survey.objects.update(closed=timezone.now() - dt.timedelta(days=91))
    assert (clean_replies(), replies()) == (1, [])


def test_a_day_that_is_over_closes_a_form(author: User, version: Version) -> None:
    survey = opened(author, version, until=timezone.now().date())
    with scopes_disabled():
        Survey.objects.update(until=timezone.now().date() - dt.timedelta(days=1))
    assert Client().get(reverse("answer", args=(survey.token,))).status_code == 410
    with pytest.raises(InputError):
        opened(author, version, until=timezone.now().date() - dt.timedelta(days=1))


def test_too_many_answers_of_one_network_and_programs_are_turned_away(
    author: User, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AN_HOUR", 2)
    survey = opened(author, version, shared=True)
    found = [fill_in(Client(REMOTE_ADDR="203.0.113.77"), survey).status_code for _ in range(3)]
    assert found == [302, 302, 422]
    client, path = Client(REMOTE_ADDR="203.0.113.78"), reverse("answer", args=(survey.token,))
    response = client.get(path)
    while response.status_code == 200:
        response = client.post(path, fields(response.content.decode()) | {"website": "spam"})
    assert (response.status_code, len(replies())) == (302, 2)


def test_only_who_brings_evidence_opens_a_form(
    member: Callable[..., User], version: Version, other_agency: Agency
) -> None:
    with scopes_disabled():
        for who in (member(Role.REVIEWER), member(Role.ASSESSOR, other_agency)):
            with pytest.raises(NotPermittedError):
                actions.open_survey(who, version, Opening("leaving_users", ("consent",), TOLD))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5 %", "12.5"),
        ("0,125", "0.125"),
        ("99.123456789", "99.123456789"),
        ("1,234", None),
        ("1.234", None),
        ("twelve", None),
        ("nan", None),
        ("1e400", None),
        ("1_0", None),
    ],
)
def test_numbers_are_read_as_people_write_them_and_not_where_they_may_be_two(
    author: User, version: Version, written: str, read: str | None
) -> None:
    del author
    with scopes_disabled():
        form = form_of(version, "citizens")
    (question,) = (one for one in form.asked if one.id == "expected_right")
    answering = Answering(form, steps_of(form, {question.id}), QueryDict(mutable=True))
    answering.sent[question.id] = written
    answering.read(len(answering.steps))
    assert answering.values.get(question.id) == read
    assert (question.id in answering.errors) == (read is None)
    if written in {"1,234", "1.234"}:
        assert "two ways" in str(answering.errors[question.id][0])
