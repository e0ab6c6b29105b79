"""JSON Schema (draft 2020-12) of a shape, so that editors can check a file while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from publicvalue.schema.shape import Shape
from publicvalue.schema.values import PLACE, PLACES

Schema = dict[str, object]
LIMITS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "min_length": "minItems"}
"""How pydantic names the limits of what it reads by a function, and how JSON Schema does."""


def schema_of(shape: type[Shape], id: str, title: str) -> Schema:
    """Return the JSON Schema of a file that follows a shape."""
    found = _plain(TypeAdapter(shape).json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": id, **found, "title": title}


def _plain(value: Any) -> Any:
    """Return a schema without what only Python knows: names and defaults of its classes, and places."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    found = {LIMITS.get(key, key): _plain(one) for key, one in value.items()}
    if isinstance(found.get("properties"), dict):
        found["properties"] = {name: one for name, one in found["properties"].items() if name not in (PLACE, PLACES)}
    if isinstance(found.get("type"), str):
        found.pop("title", None)
    found.pop("default", None)
    return found
