"""A public record as an entry of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from publicvalue.interop.fields import FIELDS
from publicvalue.web.public.models import Publication
from publicvalue.web.register.actions import today
from publicvalue.web.register.gates import last_gates
from publicvalue.web.register.models import System
from publicvalue.web.register.queries import is_overdue
from publicvalue.web.register.shown import PHASE_COLOURS
from publicvalue.words.text import Text


def assessed_among(systems: Iterable[System]) -> set[int]:
    """Return the keys of those systems of which an assessment is published."""
    keys = [one.pk for one in systems]
    found = Publication.objects.filter(system__in=keys, withdrawn__isnull=True)
    return set(found.values_list("system_id", flat=True))


def entries_of(systems: Iterable[System]) -> list[dict[str, Any]]:
    """Return what a list shows of systems: each with its last gate, and whether it was assessed."""
    shown = list(systems)
    assessed, gates = assessed_among(shown), last_gates(shown)
    return [{**entry_of(one, assessed), "gate": gates.get(one.pk)} for one in shown]


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
