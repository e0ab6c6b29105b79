"""A request's size is looked at before anything of it is read: what is too large is refused with the limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from publicvalue.files.untrusted.guards import size_text
from publicvalue.words.text import Text

FRAME = 100_000
"""Bytes that a form may have beside its file."""

REFUSED = "HTTP_X_UPLOAD_LENGTH"
"""Bytes that a proxy in front refused to read: it asks for the page that says so. Others who claim it get that page."""

DIGITS = 18
"""Of a number of bytes that are read: more is too much in any case."""

WAY_ROUND = Text("Send the rows in several files, or pack the file by gzip.")


def limits_upload(most: int, way_round: Text = WAY_ROUND) -> Callable[[Any], Any]:
    """Say how many bytes a page takes, and what to do with more; one that says nothing takes a form of text."""

    def mark(view: Any) -> Any:
        view.upload_limit, view.way_round = most, way_round
        return view

    return mark


class UploadLimitMiddleware:
    """Stands before all that reads a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = max(_number(request.META.get(name)) for name in ("CONTENT_LENGTH", REFUSED))
        if sent > FRAME:
            most, way_round = _limit(request.path_info)
            if sent > most + FRAME:
                # The rest is left unread, so the connection cannot be used again.
                response = render(
                    request, "register/too_large.html", {"most": size_text(most), "way_round": way_round}, status=413
                )
                response["Connection"] = "close"
                return response
        return self.get_response(request)


def _number(said: object) -> int:
    text = str(said or "")
    return int(text[:DIGITS]) if text.isascii() and text.isdecimal() else 0


def _limit(path: str) -> tuple[int, Text]:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return 0, WAY_ROUND
    most = int(getattr(view, "upload_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0))
    return most, getattr(view, "way_round", WAY_ROUND)
