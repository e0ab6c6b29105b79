"""Public pages that were made once are given out again, for as long as nothing was written since."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache, wraps
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from publicvalue.web.audit.models import Entry

MOST, LARGEST = 500, 300_000
"""Pages that a process keeps, and bytes of the largest: at most 150 MB, and a few in practice."""

View = Callable[..., HttpResponse]
Made = tuple[bytes, str, int]
Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """Pages or parts of them by what they depend on; the one that nobody asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._pages: OrderedDict[Hashable, Thing] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Hashable) -> Thing | None:
        with self._turn:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: Hashable, made: Thing) -> None:
        with self._turn:
            self._pages[key] = made
            while len(self._pages) > self.most:
                self._pages.popitem(last=False)


PAGES: Kept[Made] = Kept(MOST)


def kept(view: View) -> View:
    """Let a view of a public page be asked once until something is written: each write changes the trail's head.

    Whoever has a session is always shown a page of their own: it may greet them, or hold a message.
    """

    @wraps(view)
    def show(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        key = _key(request)
        if key is None:
            return view(request, *given, **named)
        made = PAGES.get(key)
        if made is None:
            response = view(request, *given, **named)
            made = response.content, response["Content-Type"], response.status_code
            if len(made[0]) <= LARGEST:
                PAGES.put(key, made)
        content, kind, status = made
        return HttpResponse(content, content_type=kind, status=status)

    return show


def _key(request: HttpRequest) -> Hashable | None:
    """Return all that a page for anybody depends on; None where it is for one person."""
    if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    last = _head()
    if last is None:
        return None
    request.trail_head = last  # type: ignore[attr-defined]
    return request.scheme, request.get_host(), request.get_full_path(), get_language(), last, timezone.localdate()


def _head() -> str | None:
    """Return the hash of the trail's last entry; asked at each request, so its question is put into words once."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        found = cursor.fetchone()
    return found[0] if found else None


@cache
def _question() -> str:
    return str(Entry.objects.values_list("digest", flat=True)[:1].query)
