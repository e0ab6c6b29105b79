"""Problems as pages: what is not permitted, and what cannot be used, with the reason and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publicvalue.errors import InputError, NotPermittedError, PublicValueError

STATUS: dict[type[PublicValueError], int] = {NotPermittedError: 403, InputError: 422}


class ProblemsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PublicValueError):
            return None
        status = STATUS.get(type(exception), 422)
        return render(
            request, "accounts/problems.html", {"problems": exception.problems, "status": status}, status=status
        )
