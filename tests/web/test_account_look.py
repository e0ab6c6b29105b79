"""Pages of accounts, and those that only their maker finds: no fault of accessibility, whole on a dark phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from long_runs import confirming
from publicvalue.web.accounts.models import User
from publicvalue.web.demonstration import loading
from publicvalue.web.spaces.actions import make_password_link
from publicvalue.web.spaces.models import Country, Membership
from web_pages import Looking, looking

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PHONE = {"width": 320, "height": 640}
PASSWORD = "a long password"
NOBODY = (
    "login",
    "password/reset",
    "inactive",
    "identity/login/cancelled",
    "identity/login/error",
)
OWN = (
    "",
    "reauthenticate",
    "password/change",
    "logout",
    "sessions",
    "factors",
    "factors/totp/activate",
    "factors/webauthn",
    "factors/webauthn/add",
)
WITH_FACTORS = (
    "factors",
    "factors/totp/deactivate",
    "factors/recovery-codes",
    "factors/recovery-codes/generate",
    "factors/webauthn",
    "factors/webauthn/keys/{key}/edit",
    "factors/webauthn/keys/{key}/remove",
)


@pytest.fixture
def looked(browser: Browser) -> Iterator[Looking]:
    with looking(browser, viewport=PHONE, color_scheme="dark") as look:
        yield look


def wrong(look: Looking, client: Client, addresses: list[str]) -> list[str]:
    """Return what is wrong with pages, each of which must be there."""
    found = []
    for address in addresses:
        response = client.get(address)
        if response.status_code != 200:
            found.append(f"{address}: {response.status_code}")
            continue
        found += look.faults(address, response)
        found += [f"{address} is wider than the phone" for part in look.wide() if part == "html"]
    return found


def confirmed(client: Client) -> Client:
    """Let somebody show once more who they are."""
    assert client.post("/en/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def at(language: str, names: tuple[str, ...], **values: Any) -> list[str]:
    return [f"/{language}/account/{name}/".replace("//", "/").format(**values) for name in names]


def factors(user: User) -> Authenticator:
    """Give somebody a second factor, recovery codes and a passkey."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    data = {"name": "Key", "credential": {}}
    made: Authenticator = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
    return made


@pytest.mark.parametrize("language", confirming("es", "en"))
def test_pages_of_accounts_have_no_fault(
    language: str, looked: Looking, signed_in: Callable[[User], Client], author: User, administrator: User
) -> None:
    client = confirmed(signed_in(author))
    with scopes_disabled():
        link = make_password_link(administrator, Membership.objects.get(user=author), "forgotten")
    nobody = [*at(language, NOBODY), link.replace("/en/", f"/{language}/")]
    found = wrong(looked, client, at(language, OWN))
    for address in nobody:
        visitor = Client()
        response = visitor.get(address, follow=True)
        assert response.status_code in {200, 401}, address
        found += looked.faults(address, response)
    assert found == []


@pytest.mark.parametrize("language", confirming("es", "en"))
def test_pages_of_second_factors_have_no_fault(
    language: str,
    looked: Looking,
    signed_in: Callable[[User], Client],
    author: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What a real key answers is not needed to look at pages.
    monkeypatch.setattr(WebAuthn, "is_passwordless", True)
    client = confirmed(signed_in(author))
    key = factors(author)
    found = wrong(looked, client, at(language, WITH_FACTORS, key=key.pk))
    key.delete()
    found += wrong(looked, client, at(language, ("factors/reauthenticate",)))
    half = Client()
    sent = half.post(f"/{language}/account/login/", {"login": author.email, "password": PASSWORD})
    assert sent["Location"].endswith("/factors/authenticate/")
    found += wrong(looked, half, [sent["Location"]])
    assert found == []


@pytest.mark.parametrize("language", ["es", *confirming("en")])
def test_first_pages_of_an_installation_have_no_fault(language: str, looked: Looking, settings: Any) -> None:
    found = wrong(looked, Client(), [f"/{language}/start/", f"/{language}/"])
    settings.PUBLICVALUE_DEMONSTRATION = True
    loading.make_people()
    found += wrong(looked, Client(), [f"/{language}/demonstration/", f"/{language}/"])
    assert found == []


@pytest.mark.parametrize("language", ["es", *confirming("en")])
def test_pages_that_only_their_maker_finds_have_no_fault(
    language: str, looked: Looking, signed_in: Callable[[User], Client], administrator: User, country: Country
) -> None:
    client = signed_in(administrator)
    head = "doel,id,impactassessment,juridische_basis,organisatie,status,title,toegevoegd,url"
    rows = f"{head}\nSorts.,1,Ja,,Town of A,in_gebruik,Claims,2026-05-13,https://a.example\n,2,,,,,,,\n"
    sent = {"file": SimpleUploadedFile("nl.csv", rows.encode()), "into": f"country-{country.pk}"}
    report = client.post(f"/{language}/register/import/", sent)["Location"]
    assert wrong(looked, client, [report]) == []
