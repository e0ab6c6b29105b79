"""A shape: a frozen dataclass whose fields state what stands in a file. All else is made from that statement.

    @dataclass(frozen=True)
    class Floor(Shape):
        called = phrase("floor")

        component: Annotated[Written, said(phrase("component that is guarded"))]
        below: Annotated[Number, said(phrase("score below which the floor is broken"), ge=0, le=100)]
        place: At = field(default=Place(), compare=False)

The dataclass may be the core value itself. Where a value differs from what its file holds, the file has a shape of its
own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from publicvalue.errors import Place
from publicvalue.schema.node import Node
from publicvalue.schema.statement import fields_of
from publicvalue.schema.tree import Group
from publicvalue.schema.values import PLACE, PLACES

SINGLE = {"type": ["string", "number", "boolean"]}
"""Any single value, in a JSON Schema."""


class Shape:
    """What a group of fields in a file has to be."""

    called: ClassVar[str] = ""
    """What messages call it."""

    short: ClassVar[str] = ""
    """Name in files of the field that a single value stands for."""

    stands_at: ClassVar[str] = ""
    """Name in files of the field at which it stands; where it begins when empty."""

    gone: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Names of fields that files once had -> what to do where one still stands."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Callable[[Any], CoreSchema]) -> CoreSchema:
        """Read groups of a file; pydantic calls it."""
        inner = handler(source)
        # pydantic takes a shape that it meets again by its ref: that has to be the whole, with this reading before it.
        ref = inner.get("ref")
        own: Any = {name: value for name, value in inner.items() if name != "ref"}
        return core_schema.no_info_before_validator_function(cls._read, own, ref=ref)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Say in a JSON Schema that a single value may stand for it; pydantic calls it."""
        return {"anyOf": [SINGLE, handler(core)]} if cls.short else handler(core)

    @classmethod
    def _read(cls, value: object) -> object:
        if cls.short and isinstance(value, Node) and isinstance(value.value, str | int | float):
            value = Group([(cls.short, Node(value.value, value.at(cls.short), value.written))], value.place)
        if not isinstance(value, Group):
            return value
        known = fields_of(cls)
        found: dict[str, object] = {
            name: one for name, one in value.items() if name not in known or not _is_nothing(one)
        }
        if PLACE in known:
            found[PLACE] = getattr(found.get(cls.stands_at), "place", value.place)
        if PLACES in known:
            found[PLACES] = MappingProxyType(dict(_places(value)))
        return found


def _is_nothing(value: object) -> bool:
    return isinstance(value, Node) and value.value is None


def _places(group: Group) -> Iterator[tuple[str, Place]]:
    for name, child in group.items():
        yield name, child.place
        if isinstance(child, Group):
            yield from ((f"{name}.{inner}", one.place) for inner, one in child.items())
