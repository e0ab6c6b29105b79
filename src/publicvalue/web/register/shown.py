"""A record as people read it: words for codes, dates that happened or are intended, what was not reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from publicvalue.interop.fields import FIELDS, MOMENTS, NONE, Field, FieldGroup
from publicvalue.interop.record import is_web_address
from publicvalue.web.register.models import Change
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action

NOT_REPORTED = Text("Not reported")
NONE_REPORTED = Text("None, as reported")
PHASE_COLOURS = {"planned": "blue", "development": "purple", "pilot": "yellow", "use": "green", "ended": "grey"}
ACTIONS: Mapping[str, Text] = {
    Action.CREATE.value: Text("The system was registered"),
    Action.CHANGE.value: Text("The record was changed"),
    Action.PUBLISH.value: Text("The record was shown to the public"),
    Action.WITHDRAW.value: Text("The record was withdrawn"),
}


def words_of(field: Field, values: Mapping[str, str]) -> str:
    """Return what a field of a record says, in words."""
    value = values.get(field.id, "")
    if not value:
        return NOT_REPORTED
    if field.none and value == NONE:
        return NONE_REPORTED
    match field.kind:
        case "choice":
            return Text("{word:capital}", word=Text("{word:word}", word=field.choices.get(value, value)))
        case "moment":
            return moment_text(value, values.get(f"{field.id}_is", ""))
        case "day":
            return Text("{day:date}", day=dt.date.fromisoformat(value))
        case "amount":
            return amount_text(values)
    return value


def moment_text(value: str, kind: str) -> Text:
    """Return a year, a month or a day, and whether it happened or is intended."""
    when: str = Text("{day:date}", day=dt.date.fromisoformat(value)) if len(value) == len("2026-03-27") else value
    if kind == "intended":
        return Text("{when} (intended)", when=when)
    return Text("{when} (actual)", when=when) if kind == "actual" else Text("{when}", when=when)


def amount_text(values: Mapping[str, str]) -> Text:
    """Return what a system costs."""
    amount: dict[str, Any] = {"cost": float(values["cost"]), "currency": values.get("currency", "")}
    match values.get("cost_basis", ""):
        case "year":
            return Text("{cost:,.0f} {currency} each year", **amount)
        case "once":
            return Text("{cost:,.0f} {currency}, once", **amount)
    return Text("{cost:,.0f} {currency}", **amount)


def rows_of(group: FieldGroup, values: Mapping[str, str], address: str = "") -> list[dict[str, Any]]:
    """Return a group of a record as rows of a summary list, each with where it can be changed."""
    rows = []
    for field in group.fields:
        if field.id.removesuffix("_is") in MOMENTS and field.kind == "choice":
            continue
        if field.id in ("currency", "cost_basis"):
            continue
        value = values.get(field.id, "")
        rows.append(
            {
                "key": Text("{word:word}", word=field.label),
                "value": words_of(field, values),
                "missing": not value,
                "link": value if field.kind == "web" and is_web_address(value) else "",
                "address": f"{address}#id_{field.id}" if address else "",
            }
        )
    return rows


def clock_of(moment: dt.datetime) -> str:
    """Return the time of day in the zone of the installation, and how far that is from world time."""
    here = timezone.localtime(moment)
    away = f"{here:%z}"
    return f"{here:%H:%M} UTC" + ("" if away == "+0000" else f"{away[:3]}:{away[3:]}")


def when_text(at: dt.datetime) -> Text:
    """Return a moment in words, in the time zone of the installation."""
    return Text("{day:date}, {time}", day=timezone.localdate(at), time=clock_of(at))


def event_of(change: Change, *, named: bool) -> dict[str, Any]:
    """Return a change as an event of a timeline; the public is not told who it was."""
    fields = [id for id in {**change.before, **change.after} if id in FIELDS]
    return {
        "text": ACTIONS.get(change.action, change.action),
        "at": change.at,
        "when": when_text(change.at),
        "by": str(change.by) if named and change.by else "",
        "why": change.why,
        "changes": [
            {
                "field": Text("{word:word}", word=FIELDS[id].label),
                "before": words_of(FIELDS[id], change.before) if change.before.get(id) else "",
                "after": words_of(FIELDS[id], {**change.before, **change.after}) if change.after.get(id) else "",
            }
            for id in fields
            if change.action == Action.CHANGE.value
        ],
    }
