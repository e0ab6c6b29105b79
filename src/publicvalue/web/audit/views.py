from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from publicvalue.web.audit.verification import head


@require_safe
def show_head(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Publish the head of the trail, so that whoever keeps it can tell whether something was cut off or changed."""
    response = JsonResponse({**asdict(head()), "hash": "sha256"})
    response["Cache-Control"] = "no-cache"
    return response
