"""What browsers may do with the pages, and how they are reached."""

from __future__ import annotations

from typing import Any

from publicvalue.web.settings.environment import Environment

YEAR = 365 * 24 * 3600


def security_of(environment: Environment) -> dict[str, Any]:
    """Return the settings that protect people and pages."""
    return {**_policy(), **_transport(environment)}


def _policy() -> dict[str, Any]:
    own = ["'self'"]
    return {
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": own,
                # The picture of a second factor's secret stands in the page itself: nobody else is asked for it.
                "img-src": ["'self'", "data:"],
                "base-uri": ["'none'"],
                "form-action": own,
                "frame-ancestors": ["'none'"],
                "object-src": ["'none'"],
            }
        },
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    }


def _transport(environment: Environment) -> dict[str, Any]:
    https = environment.is_https
    return {
        "SECURE_SSL_REDIRECT": https,
        "SECURE_HSTS_SECONDS": YEAR if https else 0,
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": 14 * 24 * 3600,
        "CSRF_TRUSTED_ORIGINS": [environment.address],
        # Whoever ends TLS says so; a proxy must set this header anew and not pass it on.
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https and environment.proxies else None,
        # Other names below a government's domain are not this installation's to decide about.
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
    }
