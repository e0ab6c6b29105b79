"""A government's own identity provider: people sign in there, in a real browser, and are who they were invited as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from playwright.sync_api import Browser, Page

from identity_provider import BACK, LOGIN, Provider, identity_provider, settings_with
from long_runs import confirming
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry, PersonalValue
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.spaces import actions as spaces
from publicvalue.web.spaces.models import Country
from publicvalue.workflow.roles import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.usefixtures("emptied")]


@pytest.fixture
def provider(settings: Any, live_server: object) -> Iterator[Provider]:
    with identity_provider() as made:
        made.returns_to = {f"{live_server}{BACK}"}
        settings.SOCIALACCOUNT_PROVIDERS = settings_with(made, configured.SECRET_KEY)["SOCIALACCOUNT_PROVIDERS"]
        yield made


Arrive = Callable[..., Page]


@pytest.fixture
def arrives(browser: Browser, live_server: object) -> Iterator[Arrive]:
    """Sign in by the provider, as somebody does who follows its link; return the page on which they arrive."""
    opened = []

    def sign_in(code: str = "en") -> Page:
        opened.append(browser.new_context())
        page = opened[-1].new_page()
        page.goto(f"{live_server}/{code}/account/login/")
        page.get_by_role("link", name="Government").click()
        page.wait_for_url(f"{live_server}/**")
        page.wait_for_load_state("networkidle")
        return page

    yield sign_in
    for one in opened:
        one.close()


@pytest.mark.parametrize("code", ["es", *confirming("en")])
def test_somebody_who_was_invited_signs_in_there_and_is_known_again(
    arrives: Arrive, provider: Provider, member: Any, code: str
) -> None:
    carla = member(Role.CONTRIBUTOR, name="Carla")
    provider.person = {"sub": "4711", "email": carla.email.upper(), "email_verified": True, "name": "C. Campos"}
    page = arrives(code)
    assert page.get_by_text("Carla").first.is_visible()
    assert SocialAccount.objects.get().user == carla
    told = Entry.objects.filter(kind="account", action="change").first()
    assert told
    assert '"identity":' in told.body
    assert "4711" not in told.body, "the trail holds a hash of what is about a person"
    provider.person = {"sub": "4711", "email": "carla.married@example.org", "email_verified": False}
    page = arrives(code)
    assert page.get_by_text("Carla").first.is_visible()
    assert (SocialAccount.objects.count(), User.objects.get(pk=carla.pk).email) == (1, carla.email)
    assert verify_trail().problems == ()


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nobody@example.org", "email_verified": True},
        {"email_verified": True},
        {"email": "{carla}", "email_verified": False},
        {"email": "{carla}"},
    ],
    ids=["nobody", "no address", "not verified", "does not say"],
)
def test_nobody_else_gets_in(
    arrives: Arrive, live_server: object, provider: Provider, member: Any, person: dict[str, Any]
) -> None:
    carla = member(Role.CONTRIBUTOR, name="Carla")
    provider.person = {"sub": "1", **person}
    if "email" in person:
        provider.person["email"] = person["email"].format(carla=carla.email)
    page = arrives()
    assert page.get_by_role("heading", name="You have no account here yet").is_visible()
    assert (SocialAccount.objects.exists(), User.objects.filter(email="nobody@example.org").exists()) == (False, False)
    page.goto(f"{live_server}/en/account/")
    assert "/account/login/" in page.url


def test_an_installation_may_say_that_all_addresses_there_are_verified(
    arrives: Arrive, provider: Provider, member: Any, settings: Any
) -> None:
    carla = member(Role.CONTRIBUTOR, name="Carla")
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"]["verified_email"] = True
    provider.person = {"sub": "1", "email": carla.email}
    assert arrives().get_by_text("Carla").first.is_visible()


def test_an_erased_person_leaves_nothing_and_does_not_come_back(
    arrives: Arrive, provider: Provider, member: Any, administrator: User, country: Country
) -> None:
    carla = member(Role.CONTRIBUTOR, name="Carla")
    email, key = carla.email, str(carla.pk)
    provider.person = {"sub": "1", "email": email, "email_verified": True, "name": "C. Campos"}
    arrives()
    spaces.erase_account(administrator, carla, country, "on order")
    assert (SocialAccount.objects.exists(), PersonalValue.objects.filter(account=key).exists()) == (False, False)
    page = arrives()
    assert page.get_by_role("heading", name="You have no account here yet").is_visible()


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_nobody_ties_another_identity_to_their_own_account(
    arrives: Arrive, live_server: object, provider: Provider, member: Any, process: str
) -> None:
    carla = member(Role.CONTRIBUTOR, name="Carla")
    provider.person = {"sub": "1", "email": carla.email, "email_verified": True}
    page = arrives()
    provider.person = {"sub": "2", "email": "somebody@example.org", "email_verified": True}
    page.goto(f"{live_server}{LOGIN}?process={process}")
    assert [one.uid for one in SocialAccount.objects.all()] == ["1"]
    assert page.get_by_role("heading", name="You have no account here yet").is_visible()
