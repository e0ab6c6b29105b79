"""Whose data a request may touch: those of the agencies and countries that the person belongs to, and no other."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from publicvalue.web.spaces.queries import reach_of


class ScopeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reach = reach_of(request.user) if request.user.is_authenticated else None
        if reach is None:
            return self.get_response(request)
        with scope(country=list(reach.countries), agency=list(reach.agencies)):
            return self.get_response(request)
