"""When somebody was last there: noted once in a while, so that reading a page writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

OFTEN = dt.timedelta(minutes=5)
"""How old may be what the list of sessions tells: each note is a write, for which other writers wait."""


class ActivityMiddleware:
    """Note where a session is used: at first, from another address or browser, and every five minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key and not _is_noted(request):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_noted(request: HttpRequest) -> bool:
    return UserSession.objects.filter(
        session_key=request.session.session_key,
        user=request.user.pk,
        ip=get_adapter().get_client_ip(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:HTTP_USER_AGENT_MAX_LENGTH],
        last_seen_at__gt=timezone.now() - OFTEN,
    ).exists()
