"""A public record as an entry of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template

from publicvalue.interop.fields import FIELDS
from publicvalue.web.language.spoken import spoken
from publicvalue.web.public.kept import Kept
from publicvalue.web.public.models import Publication
from publicvalue.web.register.actions import today
from publicvalue.web.register.gates import last_gates
from publicvalue.web.register.models import System
from publicvalue.web.register.queries import is_overdue
from publicvalue.web.register.shown import PHASE_COLOURS
from publicvalue.words.text import Text

ITEMS: Kept[str] = Kept(5_000)
"""Entries that a process keeps, of some 700 bytes each."""


def assessed_among(systems: Iterable[System]) -> set[int]:
    """Return the keys of those systems of which an assessment is published."""
    keys = [one.pk for one in systems]
    found = Publication.objects.filter(system__in=keys, withdrawn__isnull=True)
    return set(found.values_list("system_id", flat=True))


def entries_of(request: HttpRequest, systems: Iterable[System]) -> list[str]:
    """Return the entries of a list: what was made of a system once is given out again until something is written."""
    head, shown = getattr(request, "trail_head", None), list(systems)
    keys = {one.pk: (head, one.pk, spoken().code, today()) for one in shown}
    made = {key: found for key, at in keys.items() if head and (found := ITEMS.get(at))}
    missing = [one for one in shown if one.pk not in made]
    for key, item in _made(missing).items():
        made[key] = item
        if head:
            ITEMS.put(keys[key], item)
    return [made[one.pk] for one in shown]


def _made(systems: list[System]) -> dict[int, str]:
    if not systems:
        return {}
    assessed, gates, part = assessed_among(systems), last_gates(systems), get_template("public/parts/entry.html")
    return {one.pk: part.render({"entry": {**entry_of(one, assessed), "gate": gates.get(one.pk)}}) for one in systems}


def entry_of(system: System, assessed: set[int]) -> dict[str, Any]:
    """Return what a list shows of a system."""
    phase = FIELDS["phase"].choices.get(system.phase, "")
    return {
        "system": system,
        "phase": Text("{word:word}", word=phase) if phase else Text("phase not reported"),
        "colour": PHASE_COLOURS.get(system.phase, "grey"),
        "topic": Text("{word:word}", word=FIELDS["topic"].choices[system.topic]) if system.topic else "",
        "assessed": Text("assessed") if system.pk in assessed else Text("registered, not assessed"),
        "overdue": is_overdue(system, today()),
    }
