"""Numbers of a few people are not shown, nor those by which they could be had by subtraction.

The number of a survey from fewer than five respondents is not given at all. What counts is how many answered, not how
many gave one answer: three of a hundred who disagree are told from nobody, and what is rare must be sayable.

A cell with fewer than five cases is not shown. Where a total is known, the last hidden cell could be had by subtracting
those that are shown; so in each period, in each group and in the whole table at least two cells are hidden or none, and
the hidden ones hold at least five cases together. A group of fewer than five is not named either: it may be called as
the one who is in it.

Where people have weights, five may be as good as one: a number of which one person holds more than half of the weight,
or fewer than five more than nine tenths, is not shown.

Source: A. Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (primary and secondary
suppression; dominance).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.definition import Definition
from publicvalue.measures.result import Measured, NotApplicable, Result
from publicvalue.words.text import Text, counted

LEAST_CASES = 5
"""Cells with fewer cases are not shown: a person could be told from them."""

MOST_OF_ONE, MOST_OF_FEW = 0.5, 0.9
"""Parts of the weight that one person, and fewer than five people, may hold of a number."""

HIDDEN = Text("not shown")


def withhold_few(result: Result, definition: Definition) -> Result:
    """Return a measure's result, or the reason why it is not shown: a survey's number from fewer than five people.

    Parameters
    ----------
    result
        What the measure found; `n` of a measure of surveys is its respondents.
    definition
        The measure, which says what kind of evidence it reads.
    """
    if "survey" not in definition.kinds or not isinstance(result, Measured) or result.n >= LEAST_CASES:
        return result
    people = counted(result.n, "1 person", "{number:count} people")
    return NotApplicable(
        Text(
            "{people} answered, and no number is shown from fewer than {least_cases}, who could be told from "
            "it: ask more people, or take in more of those who answered.",
            people=people,
            least_cases=LEAST_CASES,
        )
    )


def is_few(cases: float) -> bool:
    """Whether so few are there that not even their group's name is told: more than none, fewer than five."""
    return 0 < cases < LEAST_CASES


def few_groups(number: int) -> Text:
    """Return what stands in place of the names of groups of fewer than five."""
    return counted(
        number, "1 group of fewer than {least}", "{number:count} groups of fewer than {least}", least=LEAST_CASES
    )


def is_dominated(weights: NDArray[np.float64], times: NDArray[np.float64]) -> bool:
    """Whether one person holds more than half of the weight, or fewer than five more than nine tenths of it.

    The answer of one who weighs more than all others is told by a share alone, and nearly by a mean.

    Parameters
    ----------
    weights
        Of each person; shape (rows,).
    times
        People that each row stands for; shape (rows,).
    """
    order = np.argsort(-weights)
    heaviest, upto = weights[order], np.cumsum(times[order])
    total = float(weights @ times)
    few = float((np.diff(np.minimum(upto, LEAST_CASES - 1), prepend=0) * heaviest).sum())
    return total > 0 and (float(weights[times > 0].max()) > MOST_OF_ONE * total or few > MOST_OF_FEW * total)


def hide_share(cases: float, of: float) -> bool:
    """Whether a share must not be shown, because it or the rest is a few people: more than none, fewer than five."""
    return any(map(is_few, (cases, of - cases)))


def hide_cells(labels: Sequence[tuple[str, ...]], cases: Sequence[float]) -> list[bool]:
    """Return which cells must not be shown.

    Parameters
    ----------
    labels
        Period and group of each cell, or one of the two.
    cases
        Cases in each, 0 or more.
    """
    # In the order of the labels: of cells of one size the same is hidden in every table of the same cells.
    order = sorted(range(len(labels)), key=lambda place: labels[place])
    named = [labels[place] for place in order]
    lines = [np.ones(len(cases), dtype=bool)]
    if named and len(named[0]) == 2:
        for place in range(2):
            lines += [np.array([one[place] == name for one in named]) for name in sorted({one[place] for one in named})]
    hidden = dict(zip(order, hide_in_lines([cases[place] for place in order], lines), strict=True))
    return [bool(hidden[place]) for place in range(len(labels))]


def hide_groups(cases: Mapping[str, float], compared: Collection[str]) -> dict[str, bool]:
    """Return which groups must not be shown, where the difference of some is given out beside the table.

    Parameters
    ----------
    cases
        Group -> its cases.
    compared
        Groups whose difference is the number: shown all, or none, as one would give the other away.
    """
    hidden = dict(zip(cases, hide_cells([(name,) for name in cases], list(cases.values())), strict=True))
    if any(hidden[name] for name in compared):
        hidden |= dict.fromkeys(compared, True)
    return hidden


def count_behind(compared: float, others: float) -> float:
    """Return how many cases a number is said to rest on: with the others, where these are so few as to be told."""
    return compared + others if 0 < others < LEAST_CASES else compared


def hide_in_lines(
    cases: Sequence[float] | NDArray[np.float64],
    lines: Sequence[NDArray[np.bool_]],
    least: float = LEAST_CASES,
    also: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return which cells must not be shown, where the totals of some sets of cells are known; shape (cells,).

    Parameters
    ----------
    cases
        Cases in each cell, 0 or more; shape (cells,).
    lines
        Sets of cells whose total is known, each as a mask; shape (cells,).
    least
        Cases from which on a cell may be shown, and that hidden cells must hold together.
    also
        Cells that are not shown for other reasons; shape (cells,). Where no cell is too small, none is hidden beside.
    """
    sizes = np.asarray(cases, dtype=np.float64)
    small: NDArray[np.bool_] = np.asarray(sizes < least)
    hidden = small if also is None else small | also
    if not small.any():
        return hidden
    changed = True
    while changed:
        changed = False
        for line in lines:
            inside, shown = line & hidden, line & ~hidden
            known = inside.sum() == 1 or (inside.any() and sizes[inside].sum() < least)
            if known and shown.any():
                hidden[np.flatnonzero(shown)[np.argmin(sizes[shown])]] = True
                changed = True
    return hidden
