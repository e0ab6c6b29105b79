"""Addresses of django-allauth that are offered here: of the others there is nothing to be seen.

Accounts come by invitations, passwords by links that an administrator makes, and each change stands in the audit trail:
so nobody signs up, changes an email address or connects accounts by a page of the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_safe

SHOWN_ONLY = frozenset({"account_reset_password"})
"""Pages that say what to do, and take nothing."""
CLOSED = frozenset(
    {
        "account_signup",
        "account_signup_by_passkey",
        "account_email",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_set_password",
        "account_reset_password_done",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_request_reauthentication_code",
        "account_confirm_reauthentication_code",
        "account_verify_phone",
        "account_change_phone",
        "socialaccount_signup",
        "socialaccount_connections",
    }
)
"""Names of addresses at which there is nothing; the package asks for some by name."""


def offered(module: str) -> Iterator[URLPattern | URLResolver]:
    """Yield the addresses of a part of the package, those that are closed with nothing behind them."""
    for one in import_module(module).urlpatterns:
        name = getattr(one, "name", None)
        if name in CLOSED:
            yield URLPattern(one.pattern, nothing, name=name)
        elif name in SHOWN_ONLY:
            yield URLPattern(one.pattern, require_safe(one.callback), name=name)
        else:
            yield one


def nothing(request: HttpRequest, **_: str) -> HttpResponse:  # noqa: ARG001 - whatever is asked
    """Say that there is no such page."""
    raise Http404
