"""What happens to a version of an assessment. Events are kept; its state is what follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Parameters
    ----------
    at
        When, with its time zone.
    by
        Who did it, as the key of an account.
    """

    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Started(Event):
    """Work began; of a correction, `corrects` names the version that it is to replace."""

    corrects: str = ""


@dataclass(frozen=True)
class Changed(Event):
    """The content changed: `snapshot` is the hash of what stands now."""

    snapshot: str


@dataclass(frozen=True)
class AnsweredApart(Event):
    """One of several assessors finished their own answers, which the others have not seen."""


@dataclass(frozen=True)
class Submitted(Event):
    """It was handed over for review, as it stood then."""

    snapshot: str


@dataclass(frozen=True)
class TakenBack(Event):
    """Its authors took it back from review."""


@dataclass(frozen=True)
class Request:
    """A change that is asked for: in which section, and why."""

    section: str
    reason: str


@dataclass(frozen=True)
class ChangesRequested(Event):
    """Changes were asked for, each with its section and reason."""

    requests: tuple[Request, ...]


@dataclass(frozen=True)
class Reviewed(Event):
    """A reviewer said what they think of a snapshot."""

    snapshot: str
    text: str


@dataclass(frozen=True)
class Approved(Event):
    """A snapshot was approved."""

    snapshot: str


@dataclass(frozen=True)
class Published(Event):
    """The approved snapshot was published as a numbered version."""

    snapshot: str
    number: int


@dataclass(frozen=True)
class Corrected(Event):
    """A newer version took its place."""

    replacement: str


@dataclass(frozen=True)
class Withdrawn(Event):
    """It was taken back from the public; the reason stays."""

    reason: str


EVENTS: Mapping[str, type[Event]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            Started,
            Changed,
            AnsweredApart,
            Submitted,
            TakenBack,
            ChangesRequested,
            Reviewed,
            Approved,
            Published,
            Corrected,
            Withdrawn,
        )
    }
)
"""Name as it is stored -> the kind of event."""


_STORED: Mapping[str, TypeAdapter[Any]] = MappingProxyType({name: TypeAdapter(kind) for name, kind in EVENTS.items()})


def write_event(event: Event) -> dict[str, Any]:
    """Return what is stored of an event: plain values, with the name of its kind under `event`."""
    stored: dict[str, Any] = _STORED[type(event).__name__].dump_python(event, mode="json")
    return {"event": type(event).__name__, **stored}


def read_event(stored: Mapping[str, Any]) -> Event:
    """Return the event that was stored.

    Raises
    ------
    InputError
        When there is no such kind of event, or a part of it is missing or of another kind.
    """
    kind = EVENTS.get(str(stored.get("event")))
    given = {name: value for name, value in stored.items() if name != "event"}
    try:
        if kind is None or set(given) - set(kind.__dataclass_fields__):
            raise ValueError
        event: Event = _STORED[kind.__name__].validate_python(given)
    except (ValidationError, ValueError):
        what, do = Text("a stored event cannot be read"), Text("restore the database from a backup")
        raise InputError([Problem(Place(), what, Text("an event as it was written"), do)]) from None
    return event


def said_of(event: Event, who: str) -> Text:
    """Return the sentence of a timeline for an event; `who` is the name of whoever did it.

    Raises
    ------
    AssertionError
        When an event has no sentence: it is our own fault.
    """
    match event:
        case Started(corrects=""):
            return Text("{who} began the assessment.", who=who)
        case Started():
            return Text("{who} began a correction.", who=who)
        case Changed():
            return Text("{who} changed answers or evidence.", who=who)
        case AnsweredApart():
            return Text("{who} finished answers of their own, apart from the other assessors.", who=who)
        case Submitted():
            return Text("{who} submitted it for review.", who=who)
        case TakenBack():
            return Text("{who} took it back from review.", who=who)
        case ChangesRequested(requests=requests):
            named = dict.fromkeys(request.section for request in requests)
            sections = tuple(Text("{word:word}", word=one) for one in named)
            return Text("{who} asked for changes in: {sections:and}.", who=who, sections=sections)
    return _said_at_the_end(event, who)


def _said_at_the_end(event: Event, who: str) -> Text:
    match event:
        case Reviewed():
            return Text("{who} reviewed it.", who=who)
        case Approved():
            return Text("{who} approved it.", who=who)
        case Published():
            return Text("{who} published it.", who=who)
        case Corrected():
            return Text("A correction took its place.")
        case Withdrawn(reason=reason):
            return Text("{who} withdrew it: {reason:sentence}", who=who, reason=reason)
    raise AssertionError(event)
