"""JSON Schema (draft 2020-12) of a shape, so that editors can check a file while it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import TypeAdapter

from publicvalue.schema.shape import Shape
from publicvalue.schema.values import PLACE, PLACES

Schema = dict[str, object]
LIMITS = {
    "ge": "minimum",
    "le": "maximum",
    "gt": "exclusiveMinimum",
    "lt": "exclusiveMaximum",
    "min_length": "minItems",
}
"""How pydantic names the limits of what it reads by a function, and how JSON Schema does."""


def schema_of(shape: type[Shape], id: str, title: str) -> Schema:
    """Return the JSON Schema of a file that follows a shape."""
    found = _plain(TypeAdapter(shape).json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": id, **found, "title": title}


def part_of(schema: Schema, names: Collection[str], id: str) -> Schema:
    """Return the schema of some of the fields of a shape, as one that can stand within another."""
    fields: Any = schema["properties"]
    needed: Any = schema.get("required", ())
    kept = {name: value for name, value in schema.items() if name != "$schema"}
    return {
        **kept,
        "$id": id,
        "properties": {name: value for name, value in fields.items() if name in names},
        "required": [name for name in needed if name in names],
    }


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
    if found.get("type") == "array" and "minLength" in found:
        # What a function reads is a text to pydantic, and may be a list.
        found["minItems"] = found.pop("minLength")
    found.pop("default", None)
    return found
