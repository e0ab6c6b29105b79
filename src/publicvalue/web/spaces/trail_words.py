"""What people call the names and codes that entries of the audit trail hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from publicvalue.actions.before_go_live.shipped_gates import load_gates
from publicvalue.reports.business_case.gates import DECISIONS
from publicvalue.words.text import Text
from publicvalue.workflow.roles import NAMES as ROLE_NAMES
from publicvalue.workflow.states import STATE_NAMES

UNSAID = frozenset({"event"})
"""The action and the state say it already."""

FIELD_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "account": Text("account"),
        "address": Text("address"),
        "answers": Text("answers"),
        "decision": Text("decision"),
        "email": Text("e-mail address"),
        "expires": Text("ends on"),
        "file": Text("file"),
        "files": Text("files"),
        "format": Text("format"),
        "gate": Text("gate"),
        "indicator": Text("indicator"),
        "kind": Text("kind"),
        "language": Text("language"),
        "name": Text("name"),
        "number": Text("number"),
        "open": Text("open"),
        "question": Text("question"),
        "report": Text("report"),
        "role": Text("role"),
        "snapshot": Text("content"),
        "stage": Text("stage"),
        "state": Text("state"),
        "summary": Text("summary"),
        "system": Text("system"),
        "systems": Text("systems"),
        "title": Text("title"),
        "until": Text("kept until"),
        "used": Text("in use"),
    }
)
"""What people call the parts of an entry; others are shown by the names of their fields."""

_STATES = {"public": Text("public"), **{one.value: name for one, name in STATE_NAMES.items()}}
_STAGES = {
    "waiting": Text("waits for its turn"),
    "running": Text("is being computed"),
    "done": Text("done"),
    "failed": Text("could not be done"),
    "cancelled": Text("cancelled"),
}
CODES: Mapping[str, Mapping[str, Text]] = MappingProxyType(
    {
        "state": _STATES,
        "stage": _STAGES,
        "gate": {one.id: Text(one.title) for one in load_gates().gates},
        "decision": {str(one): name for one, name in DECISIONS.items()},
        "role": {one.value: name for one, name in ROLE_NAMES.items()},
    }
)
"""Words for the codes of each part."""


def name_of(field: str) -> Text | str:
    """Return what people call a part of an entry."""
    return FIELD_NAMES.get(field, field)


def word_of(field: str, value: Any) -> Any:
    """Return the word for a code, yes or no for what holds or not, and any other value as it is."""
    if isinstance(value, bool):
        return Text("yes") if value else Text("no")
    return CODES.get(field, {}).get(value, value) if isinstance(value, str) else value
