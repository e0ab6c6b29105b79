"""What every measure states about itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.result import Result
from publicvalue.schema.values import CHOICE, Anything, YesNo
from publicvalue.words.text import Text

RoleType = Literal["number", "yes_no", "category", "date"]


@dataclass(frozen=True)
class Role:
    """A column that a measure needs.

    Parameters
    ----------
    name
        The role's name: the key under `columns` in an assessment.
    type
        number, yes_no, category or date.
    text
        What the column holds, for the user.
    required
        False for a column that may be left out.
    repeated
        True when several columns may take this role (`fields: [a, b, c]`).
    measured
        True when the column carries the indicator's unit, so that a stated unit is converted.
    above
        What every number of the column must be more than; None where any number will do.
    between
        Lowest and highest number of the column; None where it has no scale.
    only_named
        True when a column of the role's own name does not play it unless the assessment says so: a number must not be
        another one because a column happens to be called `count`.
    """

    name: str
    type: RoleType
    text: Text
    required: bool = True
    repeated: bool = False
    measured: bool = False
    above: float | None = None
    between: tuple[float, float] | None = None
    only_named: bool = False


CASE_VALUE = Role("value", "number", Text("the value of each case, such as its days or its cost"), measured=True)
COUNT = Role(
    "count",
    "number",
    Text("how many cases the row stands for, when cases are already counted"),
    required=False,
    only_named=True,
)


@dataclass(frozen=True)
class Context:
    """What a measure is told besides its evidence.

    Parameters
    ----------
    unit
        The indicator's unit; the estimate is returned in it.
    options
        The indicator's options together with those of the answer in the assessment.
    draws
        How many draws to return.
    rng
        Source of randomness, made from the assessment's seed and the indicator's id.
    notes
        Whether what only informs beside the number is read; a measure may leave it out where not. Checks, on which the
        strength rests, are always made.
    until
        Last day of the assessment's period: what is dated later was not recorded but expected. None where no period is
        known.
    """

    unit: str
    options: Mapping[str, object]
    draws: int
    rng: np.random.Generator
    notes: bool = True
    until: dt.date | None = None


@dataclass(frozen=True)
class Option:
    """A setting of a measure.

    Parameters
    ----------
    name
        Key under `options`.
    text
        What it does, for the user.
    set_by
        Who sets it: the framework (part of the indicator's meaning) or the assessment.
    choices
        Allowed values; empty when free.
    default
        Value when it is left out; None when it has none.
    required
        True when it must be given.
    kind
        What its value must be: its type, and the range of a number. Not needed where there are choices.
    role
        Role of the column whose cells the value names; empty where it names none.
    """

    name: str
    text: Text
    set_by: Literal["framework", "assessment"]
    choices: tuple[str | float | bool, ...] = ()
    default: object = None
    required: bool = False
    kind: Any = None
    role: str = ""

    @property
    def type(self) -> Any:
        """What its value must be, as a type of `schema.values`: as stated, else as its choices are."""
        if self.kind is not None:
            return self.kind
        if self.choices and all(isinstance(choice, bool) for choice in self.choices):
            return YesNo
        return Annotated[Literal[self.choices], CHOICE] if self.choices else Anything


FRAME = Option(
    "frame",
    Text("how the cases came to be looked at: all of them, a random re-check, or only those that somebody appealed"),
    "assessment",
    choices=("all", "recheck", "appeals"),
)
"""It changes no number; a red line counts a share only where it is known not to be one of appeals alone."""


class Wants(Protocol):
    """What names the columns that it needs: a measure, or another reader of evidence."""

    @property
    def id(self) -> str:
        """Its name, for messages."""

    @property
    def role_sets(self) -> tuple[tuple[Role, ...], ...]:
        """Alternative sets of columns; the first whose required roles are all mapped is used."""


@dataclass(frozen=True)
class Definition:
    """One measure = one file = one definition = one version.

    Parameters
    ----------
    id, version
        Name and version, stored with each result. The version rises when a number would change.
    title
        Name for people.
    kinds
        Kinds of evidence that it takes.
    role_sets
        Alternative sets of columns; the first whose required roles are all mapped is used.
    units
        Allowed units; empty when any unit will do.
    options
        Settings it understands.
    compute
        The measure itself: evidence and context in, result out. No side effects.
    no_change
        Value at which nothing changed, where it measures a change; None where it measures a level.
    """

    id: str
    version: int
    title: Text
    kinds: tuple[str, ...]
    role_sets: tuple[tuple[Role, ...], ...]
    units: tuple[str, ...]
    options: tuple[Option, ...]
    compute: Callable[[EvidenceTable, Context], Result]
    no_change: float | None = None
