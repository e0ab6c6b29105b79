"""What a measure returns: a number with its error, or the reason why there is none."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.measures.picture import Picture
from publicvalue.words.text import Text

LEVEL = 0.95
"""Probability that every reported interval is meant to cover."""


@dataclass(frozen=True)
class Diagnostic:
    """One check that came with a measure.

    Parameters
    ----------
    name
        What was checked, in a few words.
    passed
        True, False, or None when the check only informs.
    text
        The finding in one sentence, with its numbers.
    id
        Its own name for what goes by it; empty where nothing does. No code goes by the words.

    Raises
    ------
    MethodError
        When `passed` only looks like True or False.
    """

    name: Text
    passed: bool | None
    text: Text
    id: str = ""

    def __post_init__(self) -> None:
        """Refuse what only looks like True or False: files could not hold it."""
        if self.passed is not None and type(self.passed) is not bool:
            raise method_error(
                Text("The check {name} is {passed}", name=self.name, passed=repr(self.passed)),
                Text("True, False or None"),
            )


ColumnId = Literal["", "label", "item", "date", "line", "percent", "mean", "low", "high", "difference", "ratio"]
"""What a column holds, for the pictures and sentences that are made of a table; empty for what only stands there."""


@dataclass(frozen=True)
class Detail:
    """A small table behind a measure (groups, days, raters), for the report and its CSV.

    Parameters
    ----------
    title
        Caption of the table.
    columns
        Column headings, with units.
    rows
        Cells: text, numbers, or None where unknown.
    ids
        What each column holds; empty when no picture or sentence is made of the table. A table with percent, low and
        high is drawn as rates (with a difference or a ratio, against its first row); one with a date and lines as lines
        from 0 to 100 percent.

    Raises
    ------
    MethodError
        When the ids are not one a column, or one stands twice.
    """

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[str | float | int | None, ...], ...]
    ids: tuple[ColumnId, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ids that do not say which column is which."""
        once = [id for id in self.ids if id not in ("", "line")]
        if (self.ids and len(self.ids) != len(self.columns)) or len(once) != len(set(once)):
            raise method_error(
                Text("The table {title:quoted} has the columns {ids:list}", title=self.title, ids=self.ids),
                Text("one id a column, each once"),
            )

    def column(self, held: ColumnId) -> tuple[str | float | int | None, ...] | None:
        """Return the cells of the column that holds this; None when there is no such column."""
        if held not in self.ids:
            return None
        place = self.ids.index(held)
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True)
class Parts:
    """What each unit, cluster or period adds to the error of a number: numbers that share them err together.

    Parameters
    ----------
    names
        Of the units, clusters or periods.
    values
        What each adds, in one proportion; shape (names,).
    rest
        Sum of squares of what has no name, in the same proportion.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64] = field(repr=False)
    rest: float = 0.0


ItemState = Literal["yes", "partly", "no", "not_applicable", "unknown"]


@dataclass(frozen=True)
class ChecklistItem:
    """One item of a checklist as it was answered: a finding of its own, whether or not a number can be given.

    Parameters
    ----------
    id, text
        Its name in files, and its words for people.
    state
        How it was answered; `unknown` where it was not.
    document
        What proves it; empty where nothing does.
    """

    id: str
    text: str
    state: ItemState
    document: str = ""

    @property
    def claimed(self) -> bool:
        """Whether something is said to be in place that no document proves."""
        return self.state in ("yes", "partly") and not self.document


@dataclass(frozen=True)
class Number:
    """A number with its interval: what people read, and what is stored.

    Parameters
    ----------
    estimate
        The number, in `unit`.
    low, high
        95 % interval, in `unit`; low <= estimate <= high. Equal to the estimate only for a complete count.
    n
        Cases, respondents, raters or flows behind the number.
    unit
        Unit of the estimate, as the indicator names it.
    method
        How it was computed, in one sentence for the report.
    strength
        Strength of evidence, 0 to 5 (section 3 of the method).
    diagnostics, details, pictures
        Checks, tables and pictures that come with the number.
    items
        Every item of the checklist that was asked, in its order; empty for other evidence.
    latest
        Last day in the rows behind the number; None where they hold no days.

    Raises
    ------
    MethodError
        When the parts contradict each other.
    """

    estimate: float
    low: float
    high: float
    n: float
    unit: str
    method: Text
    strength: int
    diagnostics: tuple[Diagnostic, ...] = ()
    details: tuple[Detail, ...] = ()
    pictures: tuple[Picture, ...] = ()
    items: tuple[ChecklistItem, ...] = ()
    latest: dt.date | None = None

    def __post_init__(self) -> None:
        """Refuse a number that contradicts its own interval."""
        if not all(map(math.isfinite, (self.estimate, self.low, self.high))):
            raise method_error(
                Text(
                    "A measure returned {estimate} [{low}, {high}]",
                    estimate=str(self.estimate),
                    low=str(self.low),
                    high=str(self.high),
                ),
                Text("finite numbers"),
            )
        if not self.low <= self.estimate <= self.high:
            raise method_error(
                Text(
                    "The estimate {estimate} lies outside its interval [{low}, {high}]",
                    estimate=self.estimate,
                    low=self.low,
                    high=self.high,
                )
            )
        if not 0 <= self.strength <= 5:
            raise method_error(Text("Strength {strength}", strength=self.strength), Text("a whole number from 0 to 5"))


@dataclass(frozen=True, kw_only=True)
class Measured(Number):
    """What a measure computed: a number with the draws that the scores are formed from.

    Parameters
    ----------
    draws
        Draws from the number's sampling distribution, shape (draws,), in `unit`: what the scores push through
        the goalposts.
    parts
        What other numbers may share with its error; None where it is not followed.
    quantiles
        Of its sampling distribution, at the probabilities of the normal scores `proportions.SCORES`; None where the
        draws are all that is known.

    Raises
    ------
    MethodError
        When the parts contradict each other.
    """

    draws: NDArray[np.float64] = field(repr=False, compare=False)
    parts: Parts | None = field(default=None, repr=False, compare=False)
    quantiles: NDArray[np.float64] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse draws that the scores cannot use, too."""
        super().__post_init__()
        if self.draws.ndim != 1 or not len(self.draws) or not np.isfinite(self.draws).all():
            raise method_error(Text("A measure returned no usable draws"), Text("a vector of finite numbers"))

    def number(self) -> Number:
        """Return the number without its draws."""
        return Number(**{one.name: getattr(self, one.name) for one in fields(Number)})


@dataclass(frozen=True)
class NotApplicable:
    """No number can be given, and why. Not the same as a failure, and never a zero.

    Parameters
    ----------
    reason
        One sentence for the person who can repair it.
    items
        Every item of a checklist of which too few were answered: those answered are findings all the same.
    """

    reason: Text
    items: tuple[ChecklistItem, ...] = ()


Result = Measured | NotApplicable
