"""What every page knows of a demonstration: whether it is one, and what is said where it has no examples."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def demonstration(_: HttpRequest) -> dict[str, Any]:
    if not settings.PUBLICVALUE_DEMONSTRATION:
        return {"demonstration": False}
    from publicvalue.web.demonstration.loading import WITHOUT, lacks_examples  # noqa: PLC0415 - it alone needs them

    return {"demonstration": True, "without_examples": WITHOUT if lacks_examples() else ""}
