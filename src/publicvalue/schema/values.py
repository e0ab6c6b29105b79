"""What a field of a file can hold: types for the fields of shapes, which read a value as the file has it.

`Written` is a text, `Cell` a value as cells of tables have it, `Day`, `YesNo`, `Number` and `Whole` what their names
say, `Anything` a plain value, `Kept` a node that is read later. A choice is `Annotated[Literal[...], CHOICE]`; several
values are `Many[...]`, or `OneOrMore[...]` where a single one may stand for a list of it; names that the writer chooses
are `Named[...]`. Limits are pydantic's own: `Annotated[Number, Field(ge=0, le=1)]`.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SkipValidation,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from publicvalue.errors import Place
from publicvalue.schema.node import Node, plain
from publicvalue.schema.tree import Group, Items, Tree, folded

LARGEST = sys.float_info.max
TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""How yes and no may be written where a field asks for one of them."""

PLACE, PLACES = "\0place", "\0places"
"""Names under which a shape finds its place, and those of its fields: no file can hold such names."""

T = TypeVar("T")


def _wrong() -> PydanticCustomError:
    """Build the error of a value of another kind: the reader tells what the field expects."""
    return PydanticCustomError("wrong", "another kind of value is expected")


def _out_of_range() -> PydanticCustomError:
    return PydanticCustomError("range", "the number is out of range")


def written_text(node: Node) -> str:
    """Return a single value as the file has it."""
    return (str(node.value) if node.written is None else node.written).strip()


def _text(value: object) -> object:
    if not isinstance(value, Node):
        return value
    if isinstance(value.value, str | int | float | dt.date):
        return written_text(value)
    raise _wrong()


def _cell(value: object) -> object:
    text = _text(value)
    if isinstance(value, Node) and not text:
        raise PydanticCustomError("empty", "an empty text is no cell")
    return text


def _number(value: object) -> object:
    if not isinstance(value, Node):
        return value
    number = value.value
    if not isinstance(number, int | float) or isinstance(number, bool):
        raise _wrong()
    # A whole number of hundreds of digits is no float: it is compared first.
    if not -LARGEST <= number <= LARGEST:
        raise _out_of_range()
    return number


def _truth(value: object) -> object:
    if not isinstance(value, Node):
        return value
    if str(value.value).lower() not in TRUTHS:
        raise _wrong()
    return TRUTHS[str(value.value).lower()]


def _day(value: object) -> object:
    found = value.value if isinstance(value, Node) else value
    if isinstance(found, dt.datetime):
        return found.date()
    try:
        return found if isinstance(found, dt.date) else dt.date.fromisoformat(str(found))
    except ValueError:
        raise _wrong() from None


def _plain(value: object) -> object:
    return plain(folded(value)) if isinstance(value, Node | Group | Items) else value


def _kept(value: Tree) -> Node:
    return folded(value)


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list | tuple) else Items([value], getattr(value, "place", Place()))  # type: ignore[list-item]


def said(text: str, **more: Any) -> Any:
    """State what a field is for, with pydantic's further settings such as its name in files (`alias`) and limits."""
    return Field(description=text, **more)


_PLAIN = str | float | bool
CHOICE = BeforeValidator(_text)
"""Reads one of several words."""


@dataclass(frozen=True)
class CellMark:
    """Marks a text that is compared with cells of a table."""


@dataclass(frozen=True)
class OneMark:
    """Says in a JSON Schema that one value may stand for a list of it."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema of the list or of one entry; pydantic calls it."""
        found = handler(core)
        return {"anyOf": [found.get("items", {}), found]}


class WrittenValue(Protocol):
    """What stands in a file for a value that differs from it: a shape that makes the value."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Callable[[Any], CoreSchema]) -> CoreSchema:
        """Read it; pydantic calls it."""

    def value(self) -> object:
        """Return the value; raises the error of `reader.refuse` where it can be none."""


@dataclass(frozen=True)
class MadeOf:
    """Says that a field's value is made of an entry of the file: `Annotated[Condition, MadeOf(ConditionEntry)]`."""

    entry: type[WrittenValue]

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the entry, and make the value; pydantic calls it."""
        entry = self.entry.__get_pydantic_core_schema__(self.entry, handler.generate_schema)
        return core_schema.no_info_after_validator_function(self.entry.value, entry)


YesNoWord = Literal["true", "yes", "on", "false", "no", "off"]
"""The words of `TRUTHS`, for JSON Schemas."""

Written = Annotated[str, BeforeValidator(_text, json_schema_input_type=str | float)]
Cell = Annotated[str, BeforeValidator(_cell, json_schema_input_type=_PLAIN), CellMark()]
Number = Annotated[float, BeforeValidator(_number, json_schema_input_type=float)]
Whole = Annotated[int, BeforeValidator(_number, json_schema_input_type=int)]
YesNo = Annotated[bool, BeforeValidator(_truth, json_schema_input_type=bool | YesNoWord)]
Day = Annotated[dt.date, BeforeValidator(_day, json_schema_input_type=_PLAIN)]
Anything = Annotated[object, BeforeValidator(_plain), WithJsonSchema({})]
Kept = Annotated[Node, SkipValidation, BeforeValidator(_kept), WithJsonSchema({})]

Many = tuple[T, ...]
OneOrMore = Annotated[tuple[T, ...], BeforeValidator(_one_or_more), OneMark()]
Named = Annotated[Mapping[str, T], AfterValidator(MappingProxyType)]
At = Annotated[Place, SkipValidation, Field(alias=PLACE), WithJsonSchema({})]
"""The place of a shape."""
Places = Annotated[Mapping[str, Place], SkipValidation, Field(alias=PLACES), WithJsonSchema({})]
"""The place of each field of a shape, and as `field.name` of each name in it that the writer chose."""
