"""What happened in public: records that changed, assessments that were published or withdrawn, gates on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from publicvalue.web.public.models import Publication
from publicvalue.web.register.gates import shown
from publicvalue.web.register.models import Change, RecordedGate, State, System
from publicvalue.web.register.shown import event_of, when_text
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action

IN_FEED = 50
"""Events of a feed."""
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""When a feed was last changed in which nothing has happened yet."""


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a system, for anybody.

    Parameters
    ----------
    system, at
        To which, and since when anybody can see it: whoever has read up to a moment has not seen what comes later.
    id
        What tells it from all others of the system.
    event
        It as an event of a timeline, without who it was.
    page
        The page on which it is to be seen.
    day
        On which day it happened, where that may be another one; empty where it is that of `at`.
    """

    system: System
    at: dt.datetime
    id: str
    event: dict[str, Any]
    page: str
    day: Text | str = ""


def happened(system: System | None = None, most: int | None = None) -> list[Happened]:
    """Return what happened to one system, or to all, the last first."""
    only = {"system": system} if system else {}
    with scopes_disabled():
        changes = Change.objects.filter(public=True, **only).select_related("system__agency")[:most]
        rows = Publication.objects.filter(system__state=State.PUBLIC, **only).select_related("system__agency")
        gates = RecordedGate.objects.filter(system__state=State.PUBLIC, **only).select_related("system__agency")
        found = [
            *map(_changed, changes),
            *map(_published, rows.order_by("-published", "-number")[:most]),
            *map(_withdrawn, _since(rows.filter(withdrawn__isnull=False), "withdrawn")[:most]),
            *map(_decided, _since(gates, "recorded", "-day", "-number")[:most]),
        ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _since(rows: QuerySet[Any], field: str, *further: str) -> QuerySet[Any]:
    """Return rows with the moment since which anybody sees them under `seen`, the last first.

    What happened while the record was not public is seen since it was shown the next time.
    """
    shown_then = Change.objects.filter(system=OuterRef("system"), action=Action.PUBLISH.value, at__gte=OuterRef(field))
    seen = Coalesce(Subquery(shown_then.order_by("at").values("at")[:1]), F(field))
    return rows.annotate(seen=seen).order_by(F("seen").desc(nulls_last=True), *further)


def _event(text: Text, at: dt.datetime, why: str = "") -> dict[str, Any]:
    return {"text": text, "at": at, "when": when_text(at), "by": "", "why": why, "changes": []}


def _changed(one: Change) -> Happened:
    page = reverse("public:system", args=(one.system.slug,))
    return Happened(one.system, one.at, f"change-{one.pk}", event_of(one, named=False), page)


def _published(one: Publication) -> Happened:
    told = Text("Version {number} of its assessment was published", number=one.number)
    event = _event(told, one.published, "" if one.withdrawn else one.note)
    return Happened(one.system, one.published, f"assessment-{one.number}", event, _page(one))


def _withdrawn(one: Publication) -> Happened:
    told = Text("Version {number} of its assessment was withdrawn", number=one.number)
    event = _event(told, one.withdrawn or one.published, one.note)
    return Happened(one.system, one.seen, f"withdrawn-{one.number}", event, _page(one))  # type: ignore[attr-defined]


def _page(one: Publication) -> str:
    return reverse("public:assessment", args=(one.system.slug, one.number))


def _decided(one: RecordedGate) -> Happened:
    """Return a gate: it is told since it is on record, with the day of which it is."""
    at = one.seen or dt.datetime.combine(one.day, dt.time(), dt.UTC)  # type: ignore[attr-defined]
    since = timezone.localdate(one.recorded) if one.recorded else one.day
    when = Text("{day:date}", day=one.day)
    if since != one.day:
        when = Text("{day:date}, on record since {since:date}", day=one.day, since=since)
    page = reverse("public:gate", args=(one.system.slug, one.number))
    day = Text("decided on {day:date}", day=one.day)
    return Happened(one.system, at, f"gate-{one.number}", {**_event(shown(one)["told"], at), "when": when}, page, day)


def events_of(system: System) -> Iterator[dict[str, Any]]:
    """Yield what happened to a system in public, as events of a timeline, the last first."""
    for one in happened(system):
        yield {**one.event, "page": "" if one.id.startswith("change-") else one.page}


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What happened last, as an Atom feed."""
    found = happened(most=IN_FEED)
    told = {
        "happened": found,
        "updated": found[0].at if found else BEGINNING,
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "public/feed.html", told, content_type="application/atom+xml; charset=utf-8")
