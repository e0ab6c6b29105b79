"""Signing in again before what counts, where the last time was a while ago."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def _is_asked(request: HttpRequest) -> bool:
    """Return whether somebody has to show again who they are.

    Nobody is asked twice within the time that is set, nor where there is nothing to ask for: the made-up people of a
    demonstration have no passwords, and whoever comes by an identity provider is asked there.
    """
    if settings.PUBLICVALUE_DEMONSTRATION or not get_reauthentication_flows(request.user):
        return False
    shown = [one["at"] for one in get_authentication_records(request, request.user)]
    return not shown or time.time() - max(shown) >= app_settings.REAUTHENTICATION_TIMEOUT


def confirmed(view: View) -> View:
    """Let a view be reached only by somebody who has just shown who they are; a form is shown before, and kept."""
    decorated: Any = reauthentication_required(enabled=_is_asked)(view)
    return decorated
