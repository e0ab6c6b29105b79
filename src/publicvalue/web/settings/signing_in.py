"""Who may sign in, and how: local accounts with a second factor or a passkey, and a government's identity provider."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from publicvalue.web.settings.environment import Environment

CHECKS = "django.contrib.auth.password_validation"
SHORTEST_PASSWORD = 12


def signing_in_of(environment: Environment) -> dict[str, Any]:
    """Return the settings of accounts."""
    return {**_passwords(), **_accounts(environment), **_second_factor(environment), **_mail(environment)}


def _passwords() -> dict[str, Any]:
    return {
        "AUTH_USER_MODEL": "accounts.User",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{CHECKS}.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
            {"NAME": f"{CHECKS}.CommonPasswordValidator"},
            {"NAME": f"{CHECKS}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "home",
        "LOGOUT_REDIRECT_URL": "home",
    }


def _accounts(environment: Environment) -> dict[str, Any]:
    name, server, client, secret = environment.identity or ("", "", "", "")
    app = {
        "provider_id": "government",
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server, "verified_email": environment.identity_verifies},
    }
    return {
        "ACCOUNT_ADAPTER": "publicvalue.web.accounts.adapter.AccountAdapter",
        "SOCIALACCOUNT_ADAPTER": "publicvalue.web.spaces.identity.IdentityAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
        # An address is shown to be somebody's by an invitation that was handed over, and no mail is sent.
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": True,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 900,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"},
        "ALLAUTH_TRUSTED_PROXY_COUNT": environment.proxies,
        # What reads a page would write each time: accounts/activity.py notes it every few minutes.
        "USERSESSIONS_TRACK_ACTIVITY": False,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app] if environment.identity else []}},
        # Who is whose is decided by spaces/identity.py, and stands in the trail.
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        # A link leads there: browsers let no form lead to another site, as the policy of our pages asks.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
    }


KEYS = (
    ("add", "SecurityKeyForm"),
    ("authenticate", "SecondFactorForm"),
    ("login", "SignInForm"),
    ("reauthenticate", "ConfirmForm"),
)
"""What is done with security keys, and the form for it."""


def _second_factor(environment: Environment) -> dict[str, Any]:
    return {
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_FORMS": {f"{name}_webauthn": f"publicvalue.web.accounts.security_keys.{form}" for name, form in KEYS},
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_TOTP_ISSUER": environment.host,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": environment.is_local and not environment.is_https,
    }


def _mail(environment: Environment) -> dict[str, Any]:
    if not environment.mail:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", "PUBLICVALUE_SENDS_MAIL": False}
    parts = urlsplit(environment.mail)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or 587,
        "EMAIL_HOST_USER": parts.username or "",
        "EMAIL_HOST_PASSWORD": parts.password or "",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "DEFAULT_FROM_EMAIL": (parse_qs(parts.query).get("from") or [f"noreply@{environment.host}"])[0],
        "PUBLICVALUE_SENDS_MAIL": True,
    }
