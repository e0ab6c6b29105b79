"""What stored values look like, read from the types of the values themselves; pydantic holds stored data against it.

Each frozen dataclass is an object with a key for each field that counts when two are compared: draws and places in
files do not, and are not stored. Wherever a text may stand, a Text may: `{"id": ..., "values": ...}`, of a plural
`many` and `number` too. A day is `{"date": "2026-01-31"}` and a time of day `{"time": "09:00:00"}`, as both may stand
where texts do. A mapping whose keys are no texts is a list of pairs. A number that is not defined is null.
"""

from __future__ import annotations

import datetime as dt
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import CoreSchema, core_schema

from publicvalue.errors import PublicValueError
from publicvalue.words.text import Text

TEXT, DATE, TIME, ANYTHING = "Text", "Date", "Time", "Anything"

Definitions = dict[str, CoreSchema]


def schema_of(kind: type) -> CoreSchema:
    """Return the schema of a dataclass and of all that stands in it.

    Raises
    ------
    TypeError
        When a field has a type that cannot be stored.
    """
    definitions: Definitions = {name: make() for name, make in _COMMON.items()}
    top = _shape(kind, definitions)
    return core_schema.definitions_schema(top, [one for one in definitions.values() if one])


def _shape(kind: Any, known: Definitions) -> CoreSchema:
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, known)
    if kind in _PLAIN:
        return _PLAIN[kind]()
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _either(inner, known)
    if origin is Literal:
        return core_schema.literal_schema(list(inner))
    if origin is tuple:
        return _tuple(inner, known)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(inner, known)
    raise TypeError(f"{kind} cannot be stored")


def _object(kind: type, known: Definitions) -> CoreSchema:
    name = f"{kind.__module__}.{kind.__qualname__}"
    if name not in known:
        known[name] = {}
        hints = get_type_hints(kind)
        shapes = {one.name: _shape(hints[one.name], known) for one in fields(kind) if one.compare}
        keys = {name: core_schema.typed_dict_field(shape) for name, shape in shapes.items()}
        group = core_schema.typed_dict_schema(keys, extra_behavior="forbid", cls_name=kind.__name__)
        known[name] = core_schema.no_info_after_validator_function(partial(_made, kind), group, ref=name)
    return core_schema.definition_reference_schema(name)


def _made(kind: type, values: dict[str, Any]) -> Any:
    try:
        return kind(**values)
    except PublicValueError as error:
        raise ValueError(str(error)) from None


def _either(kinds: tuple[Any, ...], known: Definitions) -> CoreSchema:
    """Return the schema of one of several types; objects are told apart by their keys."""
    objects = {one.__name__: one for one in kinds if isinstance(one, type) and is_dataclass(one)}
    choices = [_shape(one, known) for one in kinds if one not in objects.values() and one is not type(None)]
    if objects:
        keys = {name: {one.name for one in fields(kind) if one.compare} for name, kind in objects.items()}

        def nearest(data: Any) -> str:
            given = set(data) if isinstance(data, dict) else set()
            return max(keys, key=lambda name: (len(keys[name] & given), -len(keys[name] - given)))

        shapes = {name: _shape(kind, known) for name, kind in objects.items()}
        choices.append(core_schema.tagged_union_schema(shapes, nearest) if len(shapes) > 1 else shapes.popitem()[1])
    union = core_schema.union_schema(list(choices)) if len(choices) > 1 else choices[0]
    return core_schema.nullable_schema(union) if type(None) in kinds else union


def _tuple(inner: tuple[Any, ...], known: Definitions) -> CoreSchema:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return core_schema.tuple_schema([_shape(inner[0], known)], variadic_item_index=0)
    return core_schema.tuple_schema([_shape(one, known) for one in inner])


def _mapping(inner: tuple[Any, ...], known: Definitions) -> CoreSchema:
    keys, values = _shape(inner[0], known), _shape(inner[1], known)
    if inner[0] is str or get_origin(inner[0]) is Literal:
        named = core_schema.str_schema(strict=True) if inner[0] is str else keys
        return core_schema.no_info_after_validator_function(
            types.MappingProxyType, core_schema.dict_schema(named, values)
        )
    pairs = core_schema.tuple_schema([core_schema.tuple_schema([keys, values])], variadic_item_index=0)
    return core_schema.no_info_after_validator_function(lambda read: types.MappingProxyType(dict(read)), pairs)


def _text() -> CoreSchema:
    value = core_schema.union_schema(
        [
            core_schema.definition_reference_schema(TEXT),
            core_schema.definition_reference_schema(DATE),
            core_schema.int_schema(strict=True),
            core_schema.float_schema(strict=True, allow_inf_nan=False),
            core_schema.tuple_schema([core_schema.definition_reference_schema(TEXT)], variadic_item_index=0),
            core_schema.none_schema(),
        ]
    )
    number = core_schema.union_schema([core_schema.int_schema(strict=True), core_schema.float_schema(strict=True)])
    optional = partial(core_schema.typed_dict_field, required=False)
    said = core_schema.typed_dict_schema(
        {
            "id": core_schema.typed_dict_field(core_schema.str_schema(strict=True)),
            "values": optional(core_schema.dict_schema(core_schema.str_schema(), value)),
            "many": optional(core_schema.str_schema(strict=True)),
            "number": optional(number),
        },
        extra_behavior="forbid",
    )
    return core_schema.tagged_union_schema(
        {
            "plain": core_schema.str_schema(strict=True),
            "said": core_schema.no_info_after_validator_function(_read_text, said),
        },
        lambda data: "said" if isinstance(data, dict) else "plain",
        ref=TEXT,
    )


def _read_text(parts: dict[str, Any]) -> Text:
    return Text.made(parts["id"], parts.get("many", ""), parts.get("number", 1), parts.get("values", {}))


def _moment(key: str, read: Callable[[str], object]) -> CoreSchema:
    written = core_schema.no_info_after_validator_function(read, core_schema.str_schema(strict=True))
    group = core_schema.typed_dict_schema({key: core_schema.typed_dict_field(written)}, extra_behavior="forbid")
    return core_schema.no_info_after_validator_function(lambda read: read[key], group, ref=key.capitalize())


def _anything() -> CoreSchema:
    one = core_schema.definition_reference_schema(ANYTHING)
    named = core_schema.dict_schema(core_schema.str_schema(strict=True), one)
    return core_schema.union_schema(
        [
            core_schema.definition_reference_schema(TEXT),
            core_schema.definition_reference_schema(DATE),
            core_schema.bool_schema(strict=True),
            core_schema.int_schema(strict=True),
            core_schema.float_schema(strict=True, allow_inf_nan=False),
            core_schema.list_schema(one),
            named,
            core_schema.none_schema(),
        ],
        mode="left_to_right",
        ref=ANYTHING,
    )


_COMMON: Mapping[str, Callable[[], CoreSchema]] = {
    TEXT: _text,
    DATE: lambda: _moment("date", dt.date.fromisoformat),
    TIME: lambda: _moment("time", dt.time.fromisoformat),
    ANYTHING: _anything,
}
_PLAIN: Mapping[Any, Callable[[], CoreSchema]] = {
    str: lambda: core_schema.definition_reference_schema(TEXT),
    Text: lambda: core_schema.definition_reference_schema(TEXT),
    object: lambda: core_schema.definition_reference_schema(ANYTHING),
    dt.date: lambda: core_schema.definition_reference_schema(DATE),
    dt.time: lambda: core_schema.definition_reference_schema(TIME),
    bool: lambda: core_schema.bool_schema(strict=True),
    int: lambda: core_schema.int_schema(strict=True),
    float: lambda: core_schema.no_info_after_validator_function(
        lambda read: math.nan if read is None else read,
        core_schema.nullable_schema(core_schema.float_schema(strict=True, allow_inf_nan=False)),
    ),
}
