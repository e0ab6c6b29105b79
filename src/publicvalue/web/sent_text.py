"""What is sent as text holds no sign NUL: no text needs it, and PostgreSQL keeps none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


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
