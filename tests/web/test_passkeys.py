"""A passkey in a real browser: added, used to sign in without a password, and as the second factor."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page

from publicvalue.web.accounts.models import User
from publicvalue.workflow.roles import Role
from web_story import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.usefixtures("emptied")]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_key(page: Page) -> None:
    """Give the browser a key that is touched whenever a page asks for it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_a_passkey_is_added_and_signs_in_alone_and_as_the_second_factor(
    browser: Browser, live_server: object, member: object
) -> None:
    author = member(Role.ASSESSOR)
    story = Story(browser, str(live_server), "en", scripts=True)
    page = story.open(author, "/account/factors/webauthn/add/")
    give_key(page)
    page.locator("[name=password]").fill("a long password")
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Sign in with this key alone").check()
    page.locator("#mfa_webauthn_add").click()
    page.get_by_text("The key was added.").wait_for()
    assert Authenticator.objects.filter(user=author, type=Authenticator.Type.WEBAUTHN).count() == 1
    assert signed_in_by_passkey(story, page) == f"/{story.code}/"
    assert signed_in_with_second_factor(story, page, author) == f"/{story.code}/"
    story.close()


def signed_in_by_passkey(story: Story, page: Page) -> str:
    """Sign in with the passkey alone, and return where one arrives."""
    page.context.clear_cookies()
    page.goto(f"{story.server}/{story.code}/account/login/")
    page.locator("#passkey_login").click()
    page.get_by_text("You are signed in as").wait_for()
    return urlsplit(page.url).path


def signed_in_with_second_factor(story: Story, page: Page, user: User) -> str:
    """Sign in with the password and then the key, and return where one arrives."""
    page.context.clear_cookies()
    page.goto(f"{story.server}/{story.code}/account/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.locator("#mfa_webauthn_authenticate").click()
    page.get_by_text("You are signed in as").wait_for()
    return urlsplit(page.url).path
