"""The gates of a system as pages show them: which, what was decided, on which day, why, and on which conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django_scopes import scopes_disabled

from publicvalue.actions.before_go_live.shipped_gates import load_gates
from publicvalue.reports.business_case.gates import DECISIONS
from publicvalue.web.register.models import RecordedGate, System
from publicvalue.words.stored import words_from
from publicvalue.words.text import Text, counted

NO_GATE = "none"
"""Narrows a list to systems of which no gate is on record."""
GATES: Mapping[str, Text] = MappingProxyType({one.id: Text(one.title) for one in load_gates().gates})
"""Id of a gate -> its name."""
COLOURS: Mapping[str, str] = MappingProxyType({"go": "green", "conditions": "yellow", "not_yet": "orange", "no": "red"})
WORDS: Mapping[str, Text] = MappingProxyType({str(code): text for code, text in DECISIONS.items()})
SIDES: Mapping[str, Text] = MappingProxyType(
    {
        "ends": Text("What ends it"),
        "blocks": Text("What holds it up"),
        "conditions": Text("On which conditions"),
    }
)
"""Sides of a decision that was not a plain go, as `RecordedGate.told` names them."""


def gates_of(system: System) -> list[dict[str, Any]]:
    """Return the recorded gates of a system, the last first."""
    with scopes_disabled():
        return [shown(one) for one in RecordedGate.objects.filter(system=system)]


def last_gates(systems: Iterable[System]) -> dict[int, dict[str, Any]]:
    """Return the last recorded gate of each system that has one, by the system's key."""
    keys = [one.pk for one in systems]
    with scopes_disabled():
        rows = RecordedGate.objects.filter(system__in=keys).order_by("number")
        return {one.system_id: shown(one) for one in rows}


def told_page(decision: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a decision for a page: each side with its requirements, their states, and what would change them.

    What was decided before requirements that are met were kept tells nothing of how many there are.
    """
    sides = [(heading, list(map(_point, told[side]))) for side, heading in SIDES.items() if told.get(side)]
    met = [asks for _, asks, _ in map(_point, told.get("met", ()))]
    everything = len(met) + sum(len(points) for _, points in sides)
    return {
        "decision": WORDS.get(decision, Text("{word:word}", word=decision)),
        "colour": COLOURS.get(decision, "grey"),
        "sides": sides,
        "met": met,
        "far": _far(len(met), everything) if "met" in told else "",
    }


def _far(met: int, everything: int) -> Text:
    return counted(met, "1 of {all} requirements is met.", "{number} of {all} requirements are met.", all=everything)


def _point(kept: Sequence[Any]) -> tuple[str, str, str]:
    state, asks, *change = map(words_from, kept)
    return state, asks, change[0] if change else ""


def shown(gate: RecordedGate) -> dict[str, Any]:
    """Return a recorded gate for a page."""
    title = GATES.get(gate.gate, Text("{word:word}", word=gate.gate))
    page = told_page(gate.decision, gate.told)
    told = Text("{gate}: {decision}", gate=title, decision=page["decision"])
    return {"row": gate, "title": title, "told": told, **page}
