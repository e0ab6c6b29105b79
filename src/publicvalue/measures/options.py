"""Options of measures: each measure states once, as a shape, which it takes; check, pages and schemas come from that.

    @dataclass(frozen=True, kw_only=True)
    class PercentileOptions(Options):
        percent: Annotated[Number, OF_INDICATOR, said(phrase("which percentile"), gt=0, lt=100)] = 90

Options that several measures share stand in a shape of their own, from which theirs inherit; what they share reads it
by `context.given(...)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, get_type_hints

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from publicvalue.schema.shape import Shape
from publicvalue.schema.statement import Statement, stated
from publicvalue.schema.values import CHOICE, Places, said
from publicvalue.words.text import Text, phrase

SetBy = Literal["framework", "assessment"]
"""Who sets an option: the framework, as part of the indicator's meaning, or the assessment."""


@dataclass(frozen=True)
class OfIndicator:
    """Marks an option that belongs to the indicator's meaning: the framework sets it, and no answer can."""


OF_INDICATOR = OfIndicator()


@dataclass(frozen=True)
class CellsOf:
    """Marks an option that names cells of the column that plays a role."""

    role: str


@dataclass(frozen=True)
class ColumnsOf:
    """Marks an option that names columns which play a role."""

    role: str


@dataclass(frozen=True)
class OrEvidence:
    """Marks an option in place of which an answer may name the evidence that holds it: `evidence: id`."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Say in a JSON Schema that evidence may be named; pydantic calls it."""
        named = {"type": "object", "properties": {"evidence": {"type": "string"}}, "required": ["evidence"]}
        return {"anyOf": [handler(core), {**named, "additionalProperties": False}]}


OR_EVIDENCE = OrEvidence()


@dataclass(frozen=True)
class Fault:
    """What is wrong between options of which each could stand by itself.

    Parameters
    ----------
    option
        Name of the option at which it is told.
    what, expected, do
        As a problem has them.
    """

    option: str
    what: Text
    expected: str = ""
    do: str = ""


@dataclass(frozen=True)
class Former:
    """What an option was called once: its name today, and what its values are called that have other names today."""

    name: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, former: Any) -> Any:
        """Return what a value is called today."""
        return self.values.get(former, former) if isinstance(former, str) else former


@dataclass(frozen=True, kw_only=True)
class Options(Shape):
    """Options of a measure: none by itself, and what all others inherit from."""

    called: ClassVar[str] = phrase("options")

    formerly: ClassVar[Mapping[str, Former]] = MappingProxyType({})
    """Names that options had in files once -> what they are today. An answer keeps what its file says."""

    places: Places = field(default_factory=dict, compare=False, repr=False)

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the options that were stated, and not left to their defaults."""
        return tuple(name for name in self.places if "." not in name)

    @classmethod
    def in_todays_words(cls, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return options, and their values, by what they are called today; a former name beside today's stays."""
        former = {name: one for name, one in cls.formerly.items() if name in options and one.name not in options}
        kept = {name: value for name, value in options.items() if name not in former}
        return kept | {one.name: one.value(options[name]) for name, one in former.items()}

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them."""
        yield from ()


@dataclass(frozen=True, kw_only=True)
class DrawnOptions(Options):
    """How cases were chosen. No number changes by it: a red line counts a share only if not of appeals alone."""

    formerly: ClassVar[Mapping[str, Former]] = MappingProxyType(
        {"frame": Former("drawn", MappingProxyType({"recheck": "random"}))}
    )

    drawn: Annotated[
        Annotated[Literal["all", "random", "appeals"], CHOICE] | None,
        said(
            phrase(
                "how the cases came to be looked at: all of them, some drawn at random, or only those that somebody "
                "appealed"
            )
        ),
    ] = None


def scale_faults(low: float, high: float) -> Iterator[Fault]:
    """Yield the fault of a scale whose lowest point is not below its highest."""
    if not low < high:
        what = Text("The scale runs from {low:g} to {high:g}", low=low, high=high)
        yield Fault("low", what, Text("two numbers, low below high"))


@dataclass(frozen=True)
class StatedOption:
    """One option, as its shape states it.

    Parameters
    ----------
    name
        Key under `options`.
    type
        What its value must be, as a type of `schema.values`.
    default
        Value when it is left out; None when it has none.
    required
        True when it must be given.
    """

    name: str
    type: Any
    default: object
    required: bool

    @property
    def statement(self) -> Statement:
        """What its type states: choices, limits and what it is for."""
        return stated(self.type, self.required)

    @property
    def text(self) -> Text:
        """What it does, for the user."""
        return Text(self.statement.said)

    @property
    def set_by(self) -> SetBy:
        """Who sets it."""
        return "framework" if OF_INDICATOR in self.statement.limits else "assessment"

    @property
    def choices(self) -> tuple[str | bool, ...]:
        """Allowed values; empty when free."""
        return (True, False) if self.statement.type is bool else self.statement.choices

    @property
    def role(self) -> str:
        """Role of the column whose cells the value names; empty where it names none."""
        return next((one.role for one in self.statement.limits if isinstance(one, CellsOf)), "")

    @property
    def columns_role(self) -> str:
        """Role whose columns the value names; empty where it names none."""
        return next((one.role for one in self.statement.limits if isinstance(one, ColumnsOf)), "")

    @property
    def or_evidence(self) -> bool:
        """Whether evidence may be named in its place."""
        return OR_EVIDENCE in self.statement.limits


def described(shape: Any) -> tuple[StatedOption, ...]:
    """Return each option of a shape, in order."""
    return _described(shape)


@cache
def _described(shape: Any) -> tuple[StatedOption, ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple(
        StatedOption(
            one.name,
            hints[one.name],
            None if one.default in (MISSING, ()) else one.default,
            one.default is MISSING and one.default_factory is MISSING,
        )
        for one in fields(shape)
        if one.name != "places"
    )
