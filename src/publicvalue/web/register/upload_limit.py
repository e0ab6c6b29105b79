"""A request's size is looked at before anything of it is read: what is too large is refused with the limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from publicvalue.files.untrusted.guards import size_text

FRAME = 100_000
"""Bytes that a form may have beside its file."""


def limits_upload(most: int) -> Callable[[Any], Any]:
    """Say how many bytes a page takes; one that says nothing takes a form of text."""

    def mark(view: Any) -> Any:
        view.upload_limit = most
        return view

    return mark


class UploadLimitMiddleware:
    """Stands before all that reads a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            sent = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            sent = 0
        if sent > FRAME:
            most = _limit(request.path_info)
            if sent > most + FRAME:
                # The rest is left unread, so the connection cannot be used again.
                response = render(request, "register/too_large.html", {"most": size_text(most)}, status=413)
                response["Connection"] = "close"
                return response
        return self.get_response(request)


def _limit(path: str) -> int:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return 0
    return int(getattr(view, "upload_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0))
