"""How accounts come about: by an invitation, never by signing up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from publicvalue.web.accounts.origin import origin_of


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - for nobody
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request came from: a header that is no address shuts nobody out."""
        return origin_of(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if settings.PUBLICVALUE_SENDS_MAIL:
            super().send_mail(template_prefix, email, context)
