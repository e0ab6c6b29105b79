"""JSON Schema (draft 2020-12) written from the shapes, so that editors can check a file while it is written."""

from __future__ import annotations

from publicvalue.framework.field_types import (
    Anything,
    Cell,
    Day,
    Field,
    ListOf,
    MapOf,
    Number,
    Shape,
    Text,
    Type,
    Written,
    YesNo,
)

Schema = dict[str, object]
PLAIN = ["string", "number", "boolean"]


def schema_of(shape: Shape, id: str, title: str) -> Schema:
    """Return the JSON Schema of a file that follows a shape."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": id, "title": title, **_schema(shape)}


def _schema(kind: Type) -> Schema:
    match kind:
        case Shape():
            return _object(kind)
        case ListOf():
            return _list(kind)
        case MapOf():
            return {"type": "object", "additionalProperties": _schema(kind.item)}
        case _:
            return _scalar(kind)


def _scalar(kind: Text | Number | YesNo | Day | Cell | Anything | Written) -> Schema:
    match kind:
        case Text():
            return {"type": "string", "enum": list(kind.choices)} if kind.choices else {"type": ["string", "number"]}
        case Number():
            return _number(kind)
        case YesNo():
            return {"type": "boolean"}
        case Cell() | Day():
            return {"type": PLAIN}
        case Anything() | Written():
            return {}


def _object(shape: Shape) -> Schema:
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in shape.fields if field.required],
        "properties": {field.name: _property(field) for field in shape.fields},
    }
    return {"anyOf": [{"type": PLAIN}, schema]} if shape.short else schema


def _property(field: Field) -> Schema:
    return {"description": field.text, **_schema(field.type)} if field.text else _schema(field.type)


def _list(kind: ListOf) -> Schema:
    item = _schema(kind.item)
    schema: Schema = {"type": "array", "items": item}
    if kind.least:
        schema["minItems"] = kind.least
    return {"anyOf": [item, schema]} if kind.or_one else schema


def _number(kind: Number) -> Schema:
    schema: Schema = {"type": "integer" if kind.whole else "number"}
    if kind.low > float("-inf"):
        schema["minimum"] = kind.low
    if kind.high < float("inf"):
        schema["maximum"] = kind.high
    return schema
