"""Signing in: by invitation alone, with limits that all processes share, and a password that is kept by Argon2."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from publicvalue.web.accounts.models import User
from publicvalue.web.accounts.offered import CLOSED
from publicvalue.web.demonstration.loading import make_people
from publicvalue.web.demonstration.people import EVERYBODY
from publicvalue.web.settings.assembled import settings_of
from publicvalue.web.settings.environment import Environment
from publicvalue.web.spaces.actions import Seat, invite, make_password_link
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.permission import roles_at
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.workflow.roles import Role

Member = Callable[..., User]

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

LOGIN = "/en/account/login/"
PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def _no_attempts() -> None:
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": user.email, "password": password}).status_code


def test_somebody_signs_in_and_out(client: Client, administrator: User) -> None:
    assert sign_in(client, administrator, "wrong") == 200
    assert sign_in(client, administrator) == 302
    assert "Agencies and people" in client.get("/en/").content.decode()
    assert client.post("/en/account/logout/").status_code == 302
    assert "Agencies and people" not in client.get("/en/").content.decode()


def test_failed_attempts_are_limited_in_a_cache_that_all_processes_share(client: Client, administrator: User) -> None:
    answers = [client.post(LOGIN, {"login": administrator.email, "password": "wrong"}) for _ in range(6)]
    assert "Too many attempts failed. Wait five minutes" in answers[-1].content.decode()
    assert sign_in(client, administrator) == 200, "the right password does not help either"
    assert "DatabaseCache" in settings.CACHES["default"]["BACKEND"]


def test_nobody_signs_up(client: Client) -> None:
    address = "/en/account/signup/"
    told = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(address, told)
    assert not User.objects.filter(email="eve@example.org").exists()


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_what_is_not_offered_is_not_there(name: str, client: Client, administrator: User) -> None:
    sign_in(client, administrator)
    where = {"account_confirm_email": {"key": "MQ:1"}}.get(name)
    try:
        path = reverse(name, kwargs=where)
    except NoReverseMatch:
        pytest.skip("the package has no such address with these settings")
    for one in (client, Client()):
        assert {one.get(path).status_code, one.post(path, {"email": "eve@example.org"}).status_code} == {404}


def test_a_password_is_not_asked_for_by_hand(client: Client, administrator: User) -> None:
    assert client.post("/en/account/password/reset/", {"email": administrator.email}).status_code == 405


def test_passwords_are_kept_by_argon2_and_checked(tmp_path: object) -> None:
    found = settings_of(Environment("k" * 50, tmp_path))
    assert found["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_an_invitation_is_accepted_in_the_browser(client: Client, administrator: User, agency: Agency) -> None:
    _, token = invite(administrator, Seat(Role.ASSESSOR, agency.country, agency), "Ana")
    address = f"/en/invitation/{token}/"
    page = client.get(address).content.decode()
    assert "You are invited to Office of permits as: assessor." in page
    weak = client.post(address, {"name": "Ana", "email": "ana@example.org", "password": "short"})
    assert "at least 12" in weak.content.decode()
    assert (
        client.post(address, {"name": "Ana", "email": "ana@example.org", "password": "three plain words"}).status_code
        == 302
    )
    user = User.objects.get(email="ana@example.org")
    assert roles_at(user, agency) == {Role.ASSESSOR}
    assert client.get("/en/account/").status_code == 200
    again = Client().get(address)
    assert (again.status_code, "this link is not valid" in again.content.decode().lower()) == (422, True)


def test_a_password_link_works_once(client: Client, administrator: User, member: Member) -> None:
    user = member(Role.ASSESSOR)
    path = make_password_link(administrator, memberships_of(user)[0], "lost")
    there = client.get(path)["Location"]
    told = {"password1": "four other plain words", "password2": "four other plain words"}
    assert client.post(there, told).status_code == 302
    user.refresh_from_db()
    assert user.check_password("four other plain words")
    assert "Location" not in Client().get(path)


@pytest.mark.parametrize(
    "path", ["factors/", "factors/totp/activate/", "factors/webauthn/", "sessions/", "password/change/"]
)
def test_pages_of_the_own_account_are_shown_in_the_look_of_the_product(
    path: str, client: Client, administrator: User
) -> None:
    sign_in(client, administrator)
    page = client.get(f"/en/account/{path}", follow=True)
    text = page.content.decode()
    assert (page.status_code, "pv-header" in text, "style=" in text.split("</head>")[1]) == (200, True, False)


def test_profile_decides_the_language_where_the_address_does_not(client: Client, administrator: User) -> None:
    sign_in(client, administrator)
    assert client.post("/en/account/", {"name": "Ada", "language": "es"}).status_code == 302
    assert client.get("/")["Location"] == "/es/"


def test_a_demonstration_has_somebody_in_each_role(client: Client, settings: object) -> None:
    settings.PUBLICVALUE_DEMONSTRATION = True
    known = make_people()
    assert {one.role for one in known} == set(Role) - {Role.PUBLIC}
    assert len(known) == len(EVERYBODY)
    for one in EVERYBODY:
        assert client.post("/en/demonstration/", {"person": one.email}).status_code == 302
        assert f"{one.name}" in client.get("/en/").content.decode()
    assert client.post("/en/demonstration/", {"person": "eve@example.org"}).status_code == 404
    settings.PUBLICVALUE_DEMONSTRATION = False
    assert client.post("/en/demonstration/", {"person": EVERYBODY[0].email}).status_code == 404
