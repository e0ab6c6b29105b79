"""Problems as pages: what is not permitted, and what cannot be used, with the reason and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import DisallowedHost, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.defaults import bad_request

from publicvalue.errors import InputError, NotPermittedError, PublicValueError
from publicvalue.web.page_words import on_pages
from publicvalue.words.text import Text

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
        problems = [replace(one, do=on_pages(one.do)) for one in exception.problems]
        return render(request, "accounts/problems.html", {"problems": problems, "status": status}, status=status)


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is wrong with a request that cannot be read as a form, and what to do.

    Of a request that names another host nothing is known, the address of this application neither.
    """
    if isinstance(exception, DisallowedHost):
        return bad_request(request, exception)
    # It would be read, and refused, once more by whatever asks for it.
    request.POST = QueryDict()
    what, do = _told(exception)
    return render(request, "design/refused.html", {"what": what, "do": do}, status=400)


def _told(exception: Exception) -> tuple[Text, Text]:
    if isinstance(exception, TooManyFieldsSent):
        what = Text("This form has more fields than the {most:number} that are taken at once.", most=_most("FIELDS"))
        return what, Text("Save it with fewer rows, or bring the rows as a file or in the workbook.")
    if isinstance(exception, TooManyFilesSent):
        return Text("More files were sent than the {most:number} that are taken at once.", most=_most("FILES")), Text(
            "Send them one after the other."
        )
    return Text("What arrived is no form that can be read."), Text("Load the page anew, and send the form again.")


def _most(what: str) -> int:
    return int(getattr(settings, f"DATA_UPLOAD_MAX_NUMBER_{what}"))
