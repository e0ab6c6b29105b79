"""What every page knows of a demonstration: whether it is one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def demonstration(_: HttpRequest) -> dict[str, bool]:
    return {"demonstration": settings.PUBLICVALUE_DEMONSTRATION}
