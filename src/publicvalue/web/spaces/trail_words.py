"""What people call the names and codes that entries of the audit trail hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from publicvalue.actions.before_go_live.shipped_gates import load_gates
from publicvalue.interop.fields import FIELDS, NONE, Field
from publicvalue.reports.business_case.gates import DECISIONS
from publicvalue.words.text import Text
from publicvalue.workflow.roles import NAMES as ROLE_NAMES
from publicvalue.workflow.states import STATE_NAMES
from publicvalue.workflow.subjects import Kind

UNSAID = frozenset({"event"})
"""The action and the state say it already."""

FIELD_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "account": Text("account"),
        "address": Text("address"),
        "answer": Text("answer"),
        "answered": Text("answered"),
        "answers": Text("answers"),
        "assessors": Text("assessors"),
        "audience": Text("who is asked"),
        "basis": Text("what it rested on"),
        "case": Text("business case"),
        "counts": Text("counted"),
        "decision": Text("decision"),
        "document": Text("document"),
        "email": Text("e-mail address"),
        "ended": Text("ended"),
        "evidence": Text("evidence"),
        "expires": Text("ends on"),
        "fact": Text("fact"),
        "file": Text("file"),
        "files": Text("files"),
        "finished": Text("finished"),
        "folder": Text("version of the folder"),
        "format": Text("format"),
        "gate": Text("gate"),
        "given": Text("given"),
        "identity": Text("identity provider"),
        "indicator": Text("indicator"),
        "invitation": Text("invitation"),
        "key": Text("key of the seal"),
        "kind": Text("kind"),
        "language": Text("language"),
        "name": Text("name"),
        "note": Text("note"),
        "number": Text("number"),
        "numbers": Text("numbers"),
        "open": Text("open"),
        "question": Text("question"),
        "questions": Text("questions"),
        "record": Text("on record"),
        "refused": Text("refused"),
        "replaces": Text("in the place of"),
        "report": Text("report"),
        "role": Text("role"),
        "seal": Text("seal"),
        "sent": Text("hash of what was sent"),
        "sha256": Text("hash of the file"),
        "shared": Text("one device for several people"),
        "snapshot": Text("content"),
        "stage": Text("stage"),
        "state": Text("state"),
        "subject": Text("identity there"),
        "summary": Text("summary"),
        "system": Text("system"),
        "systems": Text("systems"),
        "title": Text("title"),
        "told": Text("what people are told"),
        "tried": Text("tried"),
        "until": Text("kept until"),
        "upload": Text("file that was brought"),
        "used": Text("in use"),
        "wanted": Text("wanted"),
    }
)
"""What people call the parts of an entry; others are shown by the names of their fields."""

_STATES = {"public": Text("public"), **{one.value: name for one, name in STATE_NAMES.items()}}
STAGE_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "waiting": Text("waits for its turn"),
        "running": Text("is being computed"),
        "done": Text("done"),
        "failed": Text("could not be done"),
        "cancelled": Text("cancelled"),
    }
)
"""Stage of long work -> what people call it, in the trail and on the page of the work."""
REPORT_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "case": Text("Business case"),
        "plan": Text("Plan to know"),
        "delivery": Text("Promise against delivery"),
        "gate": Text("Gate"),
    }
)
"""Report on a business case -> what people call it, in the trail and on its pages."""
_KINDS = {
    "assess": Text("an assessment is computed"),
    "try": Text("a file of evidence is tried"),
    "before_use": Text("a report before use is made"),
    "try_register": Text("a file of systems is tried"),
    "take_register": Text("a file of systems is taken"),
    **REPORT_NAMES,
}
"""Long work, and reports that are wanted -> what people call them."""
CODES: Mapping[str, Mapping[str, Text]] = MappingProxyType(
    {
        "state": _STATES,
        "stage": STAGE_NAMES,
        "kind": _KINDS,
        "report": REPORT_NAMES,
        "gate": {one.id: Text(one.title) for one in load_gates().gates},
        "decision": {str(one): name for one, name in DECISIONS.items()},
        "role": {one.value: name for one, name in ROLE_NAMES.items()},
    }
)
"""Words for the codes of each part."""


def name_of(kind: Kind, field: str) -> Text | str:
    """Return what people call a part of an entry about a kind of thing: of a system's record as its forms do."""
    if of_record := _of_record(kind, field):
        return Text("{word:word}", word=of_record.label)
    return FIELD_NAMES.get(field, field)


def word_of(kind: Kind, field: str, value: Any) -> Any:
    """Return the word for a code, yes or no for what holds or not, and any other value as it is."""
    if isinstance(value, bool):
        return Text("yes") if value else Text("no")
    if not isinstance(value, str):
        return value
    if of_record := _of_record(kind, field):
        if of_record.none and value == NONE:
            return Text("None, as reported")
        return Text("{word:word}", word=of_record.choices[value]) if value in of_record.choices else value
    return CODES.get(field, {}).get(value, value)


def _of_record(kind: Kind, field: str) -> Field | None:
    return FIELDS.get(field) if kind is Kind.SYSTEM else None
