"""How far each gate is: what it decides on, what is met, and what is open, found whenever a report is made."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from publicvalue.actions.before_go_live.gates import decide_gate
from publicvalue.actions.before_go_live.shipped_gates import load_gates
from publicvalue.business_case.gates.decision import GateDecision
from publicvalue.errors import PublicValueError
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.reports.business_case.gates import STATES
from publicvalue.web.register.gates import told_page
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text

STANDING = "standing"
"""Kind under which it is kept."""
FILE = "standing.json"
HEAVIEST = 4
"""Impact tier that is asked for everything."""


def told_of(decision: GateDecision) -> dict[str, Any]:
    """Return the requirements of a gate by the side on which each stands, as stored texts: state, question, change."""
    sides = {
        "ends": decision.ends,
        "blocks": decision.blocks,
        "conditions": decision.conditions,
        "met": decision.met,
    }
    return {
        side: [
            [to_data(STATES[one.state]), to_data(Text(one.requirement.asks)), to_data(Text(one.requirement.change))]
            for one in checked
        ]
        for side, checked in sides.items()
    }


def standing_of(folder: Path, today: dt.date) -> bytes:
    """Return how far each gate is with what a folder holds; empty where its answers to them cannot be read."""
    try:
        found = {one.id: decide_gate(folder, one.id, DEFAULT_LIMITS, today).decision for one in load_gates().gates}
    except PublicValueError:
        return b""
    told = {id: {"decision": one.decision, "told": told_of(one)} for id, one in found.items()}
    return json.dumps(told, ensure_ascii=False).encode()


def shown_standing(kept: bytes) -> Iterator[dict[str, Any]]:
    """Yield each gate for a page: what it decides on, and how far it is; what it asks where nobody knows that yet.

    The first that is no plain go is the next one, which is shown whole.
    """
    found: Mapping[str, Any] = json.loads(kept) if kept else {}
    gates = load_gates()
    following = next((id for id, known in found.items() if known["decision"] != "go"), "")
    for one in gates.gates:
        known = found.get(one.id)
        page = told_page(known["decision"], known["told"]) if known else {}
        asks = [Text(each.asks) for each in gates.asked_at(one, HEAVIEST)] if not known else []
        yield {
            "id": one.id,
            "title": Text(one.title),
            "asks": Text(one.asks),
            "questions": asks,
            "next": one.id == following,
            **page,
        }
