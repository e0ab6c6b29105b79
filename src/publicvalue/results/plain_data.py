"""Values as plain data: objects, lists, texts, numbers and nothing, as JSON has them."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from publicvalue.words.text import Text

Data = dict[str, Any]


def json_bytes(data: object) -> bytes:
    """Write plain data as JSON: UTF-8, indented, shortest exact numbers, no NaN."""
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def plain(value: Any) -> Any:
    """Return a stored value as objects, lists, texts, numbers and nothing, as `shapes` describes them.

    Raises
    ------
    TypeError
        When it holds what cannot be stored, such as an array.
    """
    kind = type(value)
    if value is None or kind in _STANDS:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is tuple or kind is list:
        return [plain(one) for one in value]
    if kind is dict or kind is MappingProxyType:
        return _plain_mapping(value)
    if is_dataclass(kind):
        return {name: plain(getattr(value, name)) for name in _stored_fields(kind)}
    return _plain_other(value)


_STANDS = (str, int, bool)


@cache
def _stored_fields(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields that count when two values are compared."""
    return tuple(one.name for one in fields(kind) if one.compare)


def _plain_other(value: Any) -> Any:
    match value:
        case Text():
            return _plain_text(value)
        case float():
            return value if math.isfinite(value) else None
        case str() | int():
            return value
        case tuple() | list():
            return [plain(one) for one in value]
        case Mapping():
            return _plain_mapping(value)
        case dt.date() | dt.time():
            return {type(value).__name__: value.isoformat()}
    raise TypeError(f"{type(value)} cannot be stored")


def _plain_text(text: Text) -> Data:
    written: Data = {"id": text.id}
    if text.values:
        written["values"] = {name: plain(value) for name, value in text.values.items()}
    if text.many:
        written |= {"many": text.many, "number": text.number}
    return written


def _plain_mapping(value: Mapping[Any, Any]) -> Any:
    if all(isinstance(key, str) for key in value):
        return {str(key): plain(one) for key, one in value.items()}
    return [[plain(key), plain(one)] for key, one in value.items()]
