"""Whether the audit trail is whole: every entry there, in order, as it was written, and under guard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from publicvalue.errors import Place, Problem
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.triggers import missing_triggers
from publicvalue.web.audit.writing import FIRST, digest_of, stamp
from publicvalue.words.text import Text, counted

DO = Text("compare with a backup and with the heads that were published; tell the auditor")
COLUMNS = ("number", "who", "action", "kind", "key", "country", "agency")


@dataclass(frozen=True)
class Head:
    """The last entry of the trail: published, it holds all before it.

    Parameters
    ----------
    count
        Number of entries.
    digest
        Hash of the last one.
    at
        When it was written; empty before the first.
    """

    count: int = 0
    digest: str = FIRST
    at: str = ""


@dataclass(frozen=True)
class Verified:
    """What verifying the trail found."""

    head: Head
    problems: tuple[Problem, ...]


def head() -> Head:
    """Return the last entry of the trail."""
    last = Entry.objects.first()
    return Head(last.number, last.digest, stamp(last.at)) if last else Head()


def verify_trail(known: Head | None = None) -> Verified:
    """Read the whole trail, and return its head and all that is wrong with it.

    Parameters
    ----------
    known
        A head that was published or noted before: it must still be in the trail.
    """
    problems, previous, count = [], FIRST, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        problems += [_problem(entry.number, what) for what in _faults(entry, count, previous)]
        previous, count = entry.digest, entry.number
        if known and entry.number == known.count and entry.digest != known.digest:
            problems.append(_problem(entry.number, Text("this entry is not the one whose hash was published")))
    if known and known.count > count:
        what = counted(
            known.count - count, "{number} entry at the end is missing", "{number:count} entries at the end are missing"
        )
        problems.append(Problem(Place(), what, Text("the entries that stood there"), DO))
    for name in missing_triggers(connection):
        what, do = Text("the guard {name} of the table is missing", name=name), Text("`publicvalue web` makes it anew")
        problems.append(Problem(Place(), what, Text("triggers that refuse every change"), do))
    return Verified(head(), tuple(problems))


def _problem(number: int, what: Text) -> Problem:
    place = Place(field=Text("entry {number}", number=number))
    return Problem(place, what, Text("the entry as it was written"), DO)


def _faults(entry: Entry, expected: int, previous: str) -> Iterator[Text]:
    if entry.number != expected:
        gap = entry.number - expected
        yield counted(gap, "{number} entry before it is missing", "{number:count} entries before it are missing")
    if digest_of(entry.body) != entry.digest:
        yield Text("it was changed: its hash is not that of its content")
    told = json.loads(entry.body)
    if told["previous"] != previous:
        yield Text("it does not follow the entry before it")
    own = {name: getattr(entry, name) for name in COLUMNS} | {"at": stamp(entry.at)}
    if {name: told[name] for name in own} != own:
        yield Text("its columns say other than its content")
