"""What is sent as text holds no sign NUL: no text needs it, and PostgreSQL keeps none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\x00"
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""Signs that no header holds, and no cookie of ours: a quoted cookie may say them by number."""


class SentHeadersMiddleware:
    """Leave signs of control out of headers, and cookies that hold some out altogether.

    Stands before all that reads either: a session whose key holds one is no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name, value in request.META.items():
            if name.startswith("HTTP_") and CONTROL.search(value):
                request.META[name] = CONTROL.sub("", value)
        if any(CONTROL.search(part) for one in request.COOKIES.items() for part in one):
            request.COOKIES = {
                name: value
                for name, value in request.COOKIES.items()
                if not CONTROL.search(name) and not CONTROL.search(value)
            }
        return self.get_response(request)


class SentTextMiddleware:
    """Leave NUL out of what a form or an address asks; an address that holds it in its path leads nowhere.

    Stands behind the guard of forms that were sent by another site: that has read the form, so it costs nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        if _holds_nul(request.GET):
            request.GET = _without(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        if request.method == "POST" and _holds_nul(request.POST):
            request.POST = _without(request.POST)


def _holds_nul(sent: QueryDict) -> bool:
    return any(NUL in name or any(NUL in value for value in values) for name, values in sent.lists())


def _without(sent: QueryDict) -> Any:
    return QueryDict(sent.urlencode().replace("%00", ""), encoding=sent.encoding)
