"""The page of the audit trail, for auditors and administrators of its countries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.queries import Told, entries_of, tell
from publicvalue.web.audit.verification import head
from publicvalue.web.spaces.permission import check_may_at, may_at
from publicvalue.web.spaces.queries import countries_of
from publicvalue.web.spaces.trail_list import (
    TrailChoice,
    agencies_of,
    asked_of,
    csv_of,
    filters_of,
    names_apart,
    narrowed,
    people_of,
)
from publicvalue.web.spaces.trail_words import UNSAID, name_of, word_of
from publicvalue.words.text import Text, counted
from publicvalue.workflow.subjects import ACTION_NAMES, KIND_NAMES, Action, Kind, Subject

AT_ONCE = 50
HASH = re.compile("(hmac-)?[0-9a-f]{64}")
BEGINNING = 17
"""Signs of a hash that people compare by eye."""
LONG = 120
"""Signs beyond which a value is folded."""
FILES = "files"
"""The part of an entry that holds a hash for each file."""
ACCOUNTS = frozenset({"answers", "assessors"})
"""The parts of an entry on a panel that name people by their accounts."""
TRAIL = Subject(Kind.AUDIT)


@login_required
@require_safe
def show_trail(request: HttpRequest) -> HttpResponse:
    """Entries of the countries in which somebody may see them, narrowed by what the address asks for."""
    countries = _countries(request)
    asked = asked_of(request.GET)
    page = Paginator(narrowed(entries_of(countries), asked), AT_ONCE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "entries": _rows(tell(page)),
        "head": head(),
        "filters": filters_of(asked, people_of(countries), agencies_of(countries)),
        "narrows": asked != TrailChoice(),
    }
    return render(request, "audit/trail.html", shown)


@login_required
@require_safe
def download_trail(request: HttpRequest) -> HttpResponseBase:
    """Hand out the entries that are asked for as CSV."""
    entries = narrowed(entries_of(_countries(request)), asked_of(request.GET))
    return csv_of(entries)


def _countries(request: HttpRequest) -> list[int]:
    user = cast("User", request.user)
    countries = [one for one in countries_of(user) if may_at(user, Action.SEE, TRAIL, one)]
    if not countries:
        check_may_at(user, Action.SEE, TRAIL, None)
    return [one.pk for one in countries]


def _rows(entries: Sequence[Told]) -> list[tuple[Any, ...]]:
    people = _assessors(entries)
    return [
        (
            one,
            ACTION_NAMES[one.action],
            KIND_NAMES[one.kind],
            *(_shown(one.kind, _by_name(one.kind, values, people)) for values in (one.before, one.after)),
        )
        for one in entries
    ]


def _assessors(entries: Iterable[Told]) -> dict[str, str]:
    """Return the names of those whom entries of panels name by their accounts: no two have the same."""
    parts = [one.after.get(field) or () for one in entries if one.kind is Kind.PANEL for field in ACCOUNTS]
    keys = {key for part in parts for key in part}
    return names_apart(list(User.objects.filter(pk__in=keys))) if keys else {}


def _by_name(kind: Kind, values: Mapping[str, Any], people: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what an entry holds with names in the place of accounts."""
    if kind is not Kind.PANEL:
        return values
    named = dict(values)
    for field in ACCOUNTS & set(values):
        part = values[field]
        if isinstance(part, Mapping):
            named[field] = {people.get(key, key): one for key, one in part.items()}
        elif isinstance(part, list):
            named[field] = [people.get(key, key) for key in part]
    return named


def _shown(kind: Kind, values: Mapping[str, Any]) -> list[tuple[Text | str, Any, bool]]:
    """Return values for a table: how many files, the beginning of a hash, and nothing for what is not known.

    Beside each stands whether it is long: such are folded, or a page of entries would be a book.
    """
    shown = [(name, _value(kind, name, word_of(kind, name, one))) for name, one in values.items() if one is not None]
    return [(name_of(kind, name), one, len(str(one)) > LONG) for name, one in shown if name not in UNSAID]


def _value(kind: Kind, field: str, one: Any) -> Any:
    if isinstance(one, Mapping) and field == FILES:
        return counted(len(one), "{number} file", "{number:count} files")
    if isinstance(one, Mapping):
        known = {name: word_of(kind, name, each) for name, each in one.items() if each not in (None, "")}
        told = tuple(
            Text("{name}: {value}", name=name_of(kind, name), value=_told(_value(kind, name, each)))
            for name, each in known.items()
        )
        return Text("{parts:parts}", parts=told) if told else ""
    if isinstance(one, list):
        return _told(one)
    return f"{one[:BEGINNING]}…" if isinstance(one, str) and HASH.fullmatch(one) else one


def _told(one: Any) -> Any:
    """Return what can stand in a sentence: a list as its parts, one after the other."""
    if isinstance(one, list | tuple):
        return ", ".join(map(str, one))
    return one if isinstance(one, str | int | float) else str(one)
