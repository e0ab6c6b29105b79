"""What a type states: of a shape its fields, of a list its entries, of a number its limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic.fields import FieldInfo

from publicvalue.schema.tree import Key
from publicvalue.schema.values import CellMark, MadeOf


@dataclass(frozen=True)
class Statement:
    """A type with what is stated beside it.

    Parameters
    ----------
    type
        The type alone: a dataclass, tuple, Mapping, Literal, str, float and so on.
    said
        What it is for, in English.
    alias
        Its name in files.
    limits
        Limits on a number or on the length of a list, and other marks.
    required
        Whether a file must have it.
    """

    type: Any
    said: str = ""
    alias: str = ""
    limits: tuple[object, ...] = ()
    required: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it may be; none where it is no choice."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return get_origin(self.type) is tuple

    @property
    def is_named(self) -> bool:
        """Whether it holds names that the writer chooses, each with a value."""
        return get_origin(self.type) is Mapping

    @property
    def is_cell(self) -> bool:
        """Whether it is compared with cells of a table."""
        return any(isinstance(one, CellMark) for one in self.limits)

    @property
    def is_shape(self) -> bool:
        """Whether it is a group of fields."""
        return is_dataclass(self.type)

    @property
    def low(self) -> float | None:
        """The lowest number that it may be."""
        return next((float(str(one.ge)) for one in self.limits if isinstance(one, Ge)), None)

    @property
    def above(self) -> float | None:
        """The number that it must be more than."""
        return next((float(str(one.gt)) for one in self.limits if isinstance(one, Gt)), None)

    @property
    def high(self) -> float | None:
        """The highest number that it may be."""
        return next((float(str(one.le)) for one in self.limits if isinstance(one, Le)), None)

    @property
    def below(self) -> float | None:
        """The number that it must be less than."""
        return next((float(str(one.lt)) for one in self.limits if isinstance(one, Lt)), None)

    @property
    def least(self) -> int:
        """How many entries it must have."""
        return next((one.min_length for one in self.limits if isinstance(one, MinLen)), 0)

    def at(self, key: Key) -> Statement | None:
        """Return what a field, an entry or a chosen name in it is; None where it has none such."""
        if self.is_shape and isinstance(key, str):
            return fields_of(self.type).get(key)
        if self.is_list and isinstance(key, int):
            return stated(get_args(self.type)[0])
        return stated(get_args(self.type)[1]) if self.is_named else None

    def along(self, way: Iterable[Key]) -> Statement | None:
        """Return what stands on a way of names and positions."""
        found: Statement | None = self
        for key in way:
            found = found.at(key) if found else None
        return found


def stated(kind: Any, required: bool = True) -> Statement:
    """Return what a type states."""
    args = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    infos = [one for one in args[1:] if isinstance(one, FieldInfo)]
    said = next((one.description for one in infos if one.description), "")
    alias = next((one.alias for one in infos if one.alias), "")
    limits = tuple(limit for one in args[1:] for limit in (one.metadata if isinstance(one, FieldInfo) else (one,)))
    made = next((one.entry for one in args[1:] if isinstance(one, MadeOf)), None)
    if made is not None:
        return Statement(made, said, alias, limits, required)
    options = [one for one in get_args(args[0]) if one is not NoneType]
    if NoneType in get_args(args[0]) and len(options) == 1:
        inner = stated(options[0])
        return Statement(inner.type, said, alias, (*inner.limits, *limits), required)
    return Statement(args[0], said, alias, limits, required)


def fields_of(shape: Any) -> Mapping[str, Statement]:
    """Return what the fields of a shape state, by their names in files, in order."""
    return _fields_of(shape)


@cache
def _fields_of(shape: Any) -> Mapping[str, Statement]:
    hints = get_type_hints(shape, include_extras=True)
    found = {}
    for one in fields(shape):
        required = one.default is MISSING and one.default_factory is MISSING
        statement = stated(hints[one.name], required)
        found[statement.alias or one.name] = statement
    return MappingProxyType(found)
