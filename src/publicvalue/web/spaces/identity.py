"""How somebody's identity at the government's own provider finds the account to which they were invited."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Object, Personal, account_key, writing
from publicvalue.workflow.subjects import Action, Kind


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Who comes from the government's identity provider for the first time is known by their email address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - for nobody
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie an identity to the account with its address, which the provider must have verified.

        Whatever the address of the page asked for, people sign in by it: the package would tie any identity to the
        account of whoever is signed in already, with no entry in the trail.
        """
        sociallogin.state["process"] = AuthProcess.LOGIN
        if sociallogin.is_existing:
            return
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        accounts = User.objects.filter(is_active=True)
        found = next((user for email in verified if (user := accounts.filter(email__iexact=email).first())), None)
        if found is not None:
            _tie(found, request, sociallogin)


def _tie(user: User, request: HttpRequest, sociallogin: Any) -> None:
    with writing(user) as audit:
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            audit.write_nothing()
            return
        sociallogin.connect(request, user)
        key = account_key(user)
        after = {"identity": sociallogin.account.provider, "subject": Personal(sociallogin.account.uid, key)}
        audit.record(Action.CHANGE, Object(Kind.ACCOUNT, key), after=after)
