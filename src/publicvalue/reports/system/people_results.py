"""What people say beyond single indicators, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from publicvalue.findings.voices import Voices
from publicvalue.measures.result import NotApplicable


def people_data(voices: Voices) -> dict[str, object]:
    """Return what people say under the key `people`; nothing where nothing was asked for."""
    found = {
        "path": voices.path,
        "readiness": voices.readiness,
        "weights": voices.priorities,
        "scores_under_weights": voices.under,
        "expectations": voices.mindsets,
        "reliance": voices.reliance,
    }
    asked = {name: plain(part) for name, part in found.items() if part not in (None, ())}
    return {"people": asked} if asked else {}


def plain(value: object) -> object:
    """Return a value as dictionaries, lists, texts and finite numbers, without draws."""
    if isinstance(value, NotApplicable):
        return {"not_applicable": value.reason}
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
        return {name: plain(one) for name, one in named.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
