"""One published figure of the quantity that an indicator asks for, with its error.

What
    The published value. Its error comes from the first of these that is given: `exact` (yes: a complete count);
    `low` and `high` (a 95 % interval); `standard_error`; `n` (for a share in percent: the number of cases behind it).
Unit
    That of the value.
Interval
    As published; value +- 1.96 standard errors; or the Jeffreys interval of round(value x n / 100) of n cases. A full
    count has none. Draws: two half normals joined at the value, each with probability one half, whose 2.5 % and 97.5 %
    quantiles are the interval (a plain normal when it is symmetric); the Beta distribution for a share of n cases.
Which row
    Option `figure` names it; without it there must be one row only.
Strength
    By its basis: measured 3, self_reported 2, asserted 1. Without a basis 1.
Source
    L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133, for shares of n cases; the split
    normal for asymmetric intervals is a common convention (two-piece normal).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.diagnostics import note_diagnostics
from publicvalue.measures.figure.named_row import FIGURE, FigureOptions, NamedFigure, read_figure
from publicvalue.measures.kernels.proportions import jeffreys_draws, jeffreys_interval
from publicvalue.measures.options import DrawnOptions
from publicvalue.measures.result import LEVEL, Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text

Array = NDArray[np.float64]

STRENGTHS = {"measured": 3, "self_reported": 2, "asserted": 1}

NUMBERS = ("value", "low", "high", "standard_error", "n")


@dataclass(frozen=True)
class FigureInterval:
    """How sure a figure is.

    Parameters
    ----------
    low, high
        95 % interval, in the figure's unit.
    draws
        Draws of the figure, in its unit.
    text
        Where the interval comes from, to end a sentence.
    """

    low: float
    high: float
    draws: Array
    text: Text


def measure_published_figure(evidence: EvidenceTable, context: Context) -> Result:
    """Return a published figure with its error, as the module's definition says.

    Raises
    ------
    EvidenceError
        With all that is wrong in the row.
    """
    row = read_figure(evidence, context, NUMBERS, ("basis", "exact"))
    if isinstance(row, NotApplicable):
        return row
    problems = _problems(row, context)
    if problems:
        raise EvidenceError(problems)
    value = row.numbers["value"]
    if value is None:
        return NotApplicable(Text("{named} has no value: fill it.", named=row.named))
    spread = _spread(row, value, context)
    if spread is None:
        return NotApplicable(
            Text(
                "{named} comes without its error: give low and high, standard_error, n (for a share in "
                "percent) or exact: yes (a complete count).",
                named=row.named,
            )
        )
    basis, checks = _basis(row)
    return Measured(
        estimate=value,
        low=min(spread.low, value),
        high=max(spread.high, value),
        draws=spread.draws,
        n=row.numbers["n"] or 1.0,
        unit=context.unit,
        method=Text("Published figure, {text}.", text=spread.text),
        strength=STRENGTHS[basis],
        diagnostics=note_diagnostics(evidence) + checks,
    )


def _spread(row: NamedFigure, value: float, context: Context) -> FigureInterval | None:
    """Return the figure's spread from the first kind of error that is given."""
    low, high, error, n = (row.numbers[name] for name in ("low", "high", "standard_error", "n"))
    if row.words["exact"]:
        return FigureInterval(value, value, np.full(context.draws, value), Text("a complete count"))
    if low is not None and high is not None:
        return FigureInterval(
            low, high, split_normal_draws(value, low, high, context), Text("with its published interval")
        )
    if error is not None:
        reach = float(ndtri((1 + LEVEL) / 2)) * error
        draws = value + error * context.rng.standard_normal(context.draws)
        return FigureInterval(value - reach, value + reach, draws, Text("with its published standard error"))
    if n is not None and context.unit == "percent":
        events = float(round(value * n / 100))
        low, high = (100 * end for end in jeffreys_interval(events, n))
        draws = 100 * jeffreys_draws(events, n, context.draws, context.rng)
        return FigureInterval(low, high, draws, Text("a share of {n:count} cases with a Jeffreys interval", n=n))
    return None


def split_normal_draws(value: float, low: float, high: float, context: Context) -> Array:
    """Return draws whose median is the value and whose 2.5 % and 97.5 % quantiles are low and high."""
    normal = context.rng.standard_normal(context.draws) / float(ndtri((1 + LEVEL) / 2))
    return value + np.where(normal < 0, value - low, high - value) * normal


def _basis(row: NamedFigure) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the figure's basis, and say so when it is not stated."""
    stated = row.words["basis"]
    if stated is not None:
        return _plain(stated), ()
    text = Text("The basis of the figure is not stated (measured, self_reported or asserted); it counts as asserted.")
    return "asserted", (Diagnostic(Text("Basis"), False, text),)


def _plain(basis: object) -> str:
    return str(basis).strip().lower().replace("-", "_").replace(" ", "_")


def _problems(row: NamedFigure, context: Context) -> list[Problem]:
    """Find what contradicts itself in the row."""
    value, low, high, error, n = (row.numbers[name] for name in NUMBERS)
    basis, found = row.words["basis"], []
    if basis is not None and _plain(basis) not in STRENGTHS:
        found.append(
            (
                "basis",
                Text("has the basis {basis}", basis=repr(basis)),
                Text("one of {names:list}", names=tuple(STRENGTHS)),
            )
        )
    if (low is None) != (high is None):
        found.append(("low", Text("has one end of its interval only"), Text("both low and high")))
    elif value is not None and low is not None and high is not None and not low <= value <= high:
        found.append(
            (
                "value",
                Text("is {value:g}, outside its interval [{low:g}, {high:g}]", value=value, low=low, high=high),
                Text("low <= value <= high"),
            )
        )
    if error is not None and error < 0:
        found.append(("standard_error", Text("has the standard error {error:g}", error=error), Text("0 or more")))
    if n is not None and n < 1:
        found.append(("n", Text("has n {n:g}", n=n), Text("1 or more")))
    share = n is not None and context.unit == "percent" and low is None and error is None and not row.words["exact"]
    if share and value is not None and not 0 <= value <= 100:
        found.append(
            (
                "value",
                Text("is {value:g}, no share of n cases", value=value),
                Text("0 to 100 percent, or low and high instead of n"),
            )
        )
    return [
        Problem(Place(field=field), Text("{named} {what}", named=row.named, what=what), expected, Text("correct it"))
        for field, what, expected in found
    ]


@dataclass(frozen=True, kw_only=True)
class PublishedFigureOptions(FigureOptions, DrawnOptions):
    """Which figure, and how the cases behind it were chosen."""


DEFINITION = Definition(
    id="published_figure",
    version=1,
    title=Text("Published figure"),
    kinds=("statistics",),
    role_sets=(
        (
            FIGURE,
            Role("value", "number", Text("the published value"), measured=True),
            Role("low", "number", Text("lower end of its 95 % interval"), required=False, measured=True),
            Role("high", "number", Text("upper end of its 95 % interval"), required=False, measured=True),
            Role("standard_error", "number", Text("its standard error"), required=False, measured=True),
            Role("n", "number", Text("cases behind a share in percent"), required=False),
            Role("basis", "category", Text("measured, self_reported or asserted"), required=False),
            Role("exact", "yes_no", Text("yes when it is a complete count"), required=False),
        ),
    ),
    units=(),
    takes=PublishedFigureOptions,
    compute=measure_published_figure,
)
