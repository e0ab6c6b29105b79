"""Signing in again before what counts, where the last time was a while ago."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def _is_asked(_: HttpRequest) -> bool:
    # The made-up people of a demonstration have no passwords.
    return not settings.PUBLICVALUE_DEMONSTRATION


def confirmed(view: View) -> View:
    """Let a view be reached only by somebody who has just shown who they are; a form is shown before, and kept."""
    decorated: Any = reauthentication_required(enabled=_is_asked)(view)
    return decorated
