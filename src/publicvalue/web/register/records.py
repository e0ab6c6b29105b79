"""A row of the table of systems as a record of the core, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from publicvalue.interop.fields import FIELDS
from publicvalue.interop.record import SystemRecord
from publicvalue.web.register.models import System

DAYS = tuple(id for id, field in FIELDS.items() if field.kind == "day")


def values_of(system: System) -> dict[str, str]:
    """Return what a system's record says, by field, without blank ones."""
    found = {}
    for id in FIELDS:
        value = getattr(system, id)
        if value:
            found[id] = value.isoformat() if isinstance(value, dt.date) else str(value)
    return found


def put(system: System, record: SystemRecord) -> None:
    """Let a system's row say what a record says."""
    for id in FIELDS:
        setattr(system, id, record.day(id) if id in DAYS else record[id])
    system.note_words()


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what two states of a record say where they differ."""
    ids = [id for id in FIELDS if before.get(id, "") != after.get(id, "")]
    return {id: before.get(id, "") for id in ids}, {id: after.get(id, "") for id in ids}
