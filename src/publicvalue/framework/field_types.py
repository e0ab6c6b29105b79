"""What a field of a file can be: the types of which shapes are made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A line or paragraph of text; one of `choices` when they are given. Dates and numbers are taken as written."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high`; more than `low` where it must be above it."""

    low: float = float("-inf")
    high: float = float("inf")
    whole: bool = False
    above: bool = False


@dataclass(frozen=True)
class YesNo:
    """true or false."""


@dataclass(frozen=True)
class Anything:
    """Any plain value: a measure's option."""


@dataclass(frozen=True)
class Cell:
    """A value as a cell of a table has it: kept as it is written, so that 010 is not 8 and NO is not false."""


@dataclass(frozen=True)
class Day:
    """A day of the calendar, YYYY-MM-DD."""


@dataclass(frozen=True)
class Written:
    """A value that is read later: it stays a node, as it is written."""


@dataclass(frozen=True)
class ListOf:
    """A list, at least `least` long; a single value is taken as a list of one when `or_one`."""

    item: Type
    least: int = 0
    or_one: bool = False


@dataclass(frozen=True)
class MapOf:
    """Names chosen by the writer, each with a value."""

    item: Type


@dataclass(frozen=True)
class Field:
    """One field of a shape: name, type, what it is for, whether it must be there."""

    name: str
    type: Type
    text: str = ""
    required: bool = False


@dataclass(frozen=True)
class Shape:
    """A group of named fields. `short` names the field that a plain text stands for."""

    name: str
    fields: tuple[Field, ...]
    short: str = ""

    def field(self, name: str) -> Field | None:
        """Return the field of that name, if there is one."""
        return next((field for field in self.fields if field.name == name), None)


Type = Text | Number | YesNo | Day | Anything | Written | Cell | ListOf | MapOf | Shape


def number_text(kind: Number) -> str:
    """Return which numbers are wanted."""
    noun = "a whole number" if kind.whole else "a number"
    if kind.low > float("-inf") and kind.high < float("inf"):
        return f"{noun} from {kind.low:g} to {kind.high:g}"
    if kind.low > float("-inf"):
        return f"{noun} above {kind.low:g}" if kind.above else f"{noun}, {kind.low:g} or more"
    return noun
