"""The audit trail as a list: narrowed to what somebody looks for, and as a table to be kept."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.queries import Told, tell
from publicvalue.web.audit.writing import stamp
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.sent_files import BATCH, batches, csv_file
from publicvalue.web.spaces.models import Agency, Membership
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import KIND_NAMES, Kind

NAME = "audit-trail"
HEAD = ("number", "at", "who", "action", "kind", "key", "before", "after", "why", "hash")


@dataclass(frozen=True)
class TrailChoice:
    """What the trail is narrowed to.

    Parameters
    ----------
    text
        Words that all have to stand in the name of the object.
    kind
        A kind of object.
    who
        Key of whoever wrote.
    agency
        The last part of the address of the agency that it is about.
    since, until
        The first and the last day.
    """

    text: str = ""
    kind: str = ""
    who: str = ""
    agency: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def asked_of(query: Mapping[str, str]) -> TrailChoice:
    """Return what an address asks for; what cannot be read is left out."""
    kind, who = query.get("kind", ""), query.get("who", "")
    return TrailChoice(
        " ".join(query.get("q", "").split())[:200],
        kind if kind in {one.value for one in Kind} else "",
        who if who.isdecimal() and len(who) < len(str(2**63)) else "",
        query.get("agency", "")[:80],
        _day(query.get("since", "")),
        _day(query.get("until", "")),
    )


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written.strip())
    except ValueError:
        return None


def narrowed(entries: QuerySet[Entry], asked: TrailChoice) -> QuerySet[Entry]:
    """Return the entries that are asked for, in their order."""
    for word in asked.text.split():
        entries = entries.filter(key__icontains=word)
    wanted = {"kind": asked.kind, "who": asked.who}
    entries = entries.filter(**{name: one for name, one in wanted.items() if one})
    if asked.agency:
        # An entry holds the key alone: what it tells stays when an agency is renamed.
        entries = entries.filter(agency__in=Agency.objects.filter(slug=asked.agency).values("pk"))
    if asked.since:
        entries = entries.filter(at__gte=_begin(asked.since))
    if asked.until and asked.until < dt.date.max:
        entries = entries.filter(at__lt=_begin(asked.until + dt.timedelta(days=1)))
    return entries


def _begin(day: dt.date) -> dt.datetime:
    """Return when a day begins here."""
    try:
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min)).astimezone(dt.UTC)
    except OverflowError:
        return dt.datetime.combine(day, dt.time.min, dt.UTC)


def people_of(countries: Iterable[int]) -> list[User]:
    """Return everybody who has or had a role in countries, by name; who was erased stands last."""
    seats = Membership.objects.filter(country__in=list(countries)).values("user")
    return sorted(User.objects.filter(pk__in=seats).order_by("name", "pk"), key=lambda one: one.is_erased)


def agencies_of(countries: Iterable[int]) -> list[Agency]:
    """Return the agencies of countries, by name."""
    return list(Agency.objects.filter(country__in=list(countries)).order_by("name", "pk").only("slug", "name"))


def filters_of(asked: TrailChoice, people: Collection[User], agencies: Sequence[Agency]) -> list[Input]:
    """Return the questions by which the trail is narrowed."""
    anything, anybody = Option("", Text("anything"), not asked.kind), Option("", Text("anybody"), not asked.who)
    named = sorted(KIND_NAMES.items(), key=lambda one: spoken().write(one[1]))
    kinds = (anything, *(Option(kind.value, name, kind.value == asked.kind) for kind, name in named))
    names = names_apart(people)
    whom = (anybody, *(Option(key, name, key == asked.who, as_is=True) for key, name in names.items()))
    days = {"since": (Text("From (year-month-day)"), asked.since), "until": (Text("Until"), asked.until)}
    whose = (
        Option("", Text("any"), not asked.agency),
        *(Option(one.slug, one.name, one.slug == asked.agency, as_is=True) for one in agencies),
    )
    return [
        Input("q", Text("Words of its name"), value=asked.text),
        Input("kind", Text("What was written"), "select", asked.kind, options=kinds),
        Input("who", Text("Who wrote it"), "select", asked.who, options=whom),
        *([Input("agency", Text("Agency"), "select", asked.agency, options=whose)] * (len(agencies) > 1)),
        *(Input(name, label, value=day.isoformat() if day else "", wide=False) for name, (label, day) in days.items()),
    ]


def names_apart(users: Collection[User]) -> dict[str, str]:
    """Return what people are called among each other, by key: namesakes, and those who were erased, with their keys."""
    named = {str(one.pk): one.called for one in users}
    twice, erased = Counter(named.values()), {str(one.pk) for one in users if one.is_erased}
    return {
        key: spoken().write(Text("{who}, account {key}", who=name, key=key))
        if key in erased or twice[name] > 1
        else name
        for key, name in named.items()
    }


def csv_of(entries: QuerySet[Entry]) -> StreamingHttpResponse:
    """Return entries as CSV, in batches; times are world time, as the entries hold them."""
    read = entries.iterator(chunk_size=BATCH)
    return csv_file(HEAD, (_row(one) for batch in batches(read) for one in tell(batch)), NAME)


def _row(one: Told) -> tuple[str, ...]:
    entry = one.entry
    head = (str(entry.number), stamp(entry.at), one.who, entry.action, entry.kind, entry.key)
    return (*head, _values(one.before), _values(one.after), one.why, entry.digest)


def _values(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""
