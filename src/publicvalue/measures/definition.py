"""What every measure states about itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.options import Options, StatedOption, described
from publicvalue.measures.result import Result
from publicvalue.words.text import Text

Given = TypeVar("Given", bound=Options)
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
        The indicator's options together with those of the answer in the assessment, as the measure takes them.
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
    options: Options
    draws: int
    rng: np.random.Generator
    notes: bool = True
    until: dt.date | None = None

    def given(self, kind: type[Given]) -> Given:
        """Return the options, of which a part is read: what a measure shares with others knows that part alone.

        Raises
        ------
        TypeError
            When the measure does not take such options: it is our own fault.
        """
        if not isinstance(self.options, kind):
            raise TypeError(f"{type(self.options).__name__} are no {kind.__name__}")
        return self.options


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
    takes
        The options it understands.
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
    compute: Callable[[EvidenceTable, Context], Result]
    takes: type[Options] = Options
    no_change: float | None = None

    @property
    def options(self) -> tuple[StatedOption, ...]:
        """Each option that it understands."""
        return described(self.takes)
