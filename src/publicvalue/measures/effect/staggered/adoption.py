"""When each unit adopted the system, and which units can tell something about its effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.cells import TRUNCATE, Cells
from publicvalue.measures.effect.staggered.group_time import PLAIN, ComparisonRules, UnitPanel
from publicvalue.measures.result import Diagnostic
from publicvalue.words.text import Text

MAJORITY = 0.5
"""Share of a unit's cases in a period from which on it counts as a period with the system."""

SHOWN = 6
"""Names of units that a sentence lists."""


@dataclass(frozen=True)
class Adoption:
    """The units that enter an estimate of the effect of adoption.

    Parameters
    ----------
    panel
        Their outcomes and first periods with the system.
    units
        Their names.
    cases
        Cases behind each unit and period, shape (units, periods).
    adopters, controls
        Units that adopt after their first observed period, and units that never do.
    left_out
        Which units were left out, and why.
    """

    panel: UnitPanel
    units: tuple[str, ...]
    cases: NDArray[np.float64]
    adopters: int
    controls: int
    left_out: tuple[Diagnostic, ...]


def read_adoption(cells: Cells, by_cases: bool = False, rules: ComparisonRules = PLAIN) -> Adoption:
    """Return the units whose adoption can be followed.

    Parameters
    ----------
    cells
        With `adopted` or `exposed`.
    by_cases
        Weigh each unit by its cases, else all alike.
    rules
        How groups will be compared: it says in which period a covariate must be known.

    Notes
    -----
    The first period with the system is the one that holds the day of adoption, or the first in which at least half of
    the unit's cases are with the system. Left out are units that had the system when they were first observed, units
    that gave it up again, and units without a value of a covariate in every period from which their change is counted.
    """
    first = _first_by_day(cells) if len(cells.adopted) else _first_by_exposure(cells)
    observed = cells.cases > 0
    time = np.arange(len(cells.periods))
    unknown, in_part = _without_covariates(cells, first, rules)
    early: NDArray[np.bool_] = (first < len(time)) & ~(observed & (time < first[:, None])).any(axis=1)
    gave_up: NDArray[np.bool_] = np.logical_and(_gave_up(cells, first), ~early)
    kept = ~(early | gave_up | unknown)
    cases = cells.cases[kept]
    weight = cases.sum(axis=1) / np.maximum((cases > 0).sum(axis=1), 1) if by_cases else np.ones(int(kept.sum()))
    panel = UnitPanel(
        cells.mean[kept], first[kept], weight, _codes(cells, kept), cells.before[kept[: len(cells.before)]]
    )
    notes = _notes(cells, rules, early, gave_up, unknown & ~early & ~gave_up, in_part & kept)
    adopters = int((panel.adopted < len(time)).sum())
    names = tuple(np.array(cells.units, dtype=object)[kept])
    return Adoption(panel, names, cases, adopters, len(names) - adopters, tuple(notes))


def _first_by_day(cells: Cells) -> NDArray[np.int64]:
    unit = TRUNCATE[cells.size]
    days = cells.adopted
    known = np.where(np.isnat(days), cells.periods[-1], days).astype("datetime64[D]")
    start = start_of(known, unit)
    places = np.searchsorted(cells.periods, start)
    return np.where(np.isnat(days), len(cells.periods), places).astype(np.int64)


def start_of(days: NDArray[np.datetime64], unit: str) -> NDArray[np.datetime64]:
    """Return the first day of the period that holds each day; weeks begin on Monday."""
    match unit:
        case "Y" | "M":
            start = days.astype(f"datetime64[{unit}]")
        case "Q":
            months = days.astype("datetime64[M]").astype(int)
            start = (months - months % 3).astype("datetime64[M]")
        case "W":
            # Day 0, 1 January 1970, was a Thursday.
            number = days.astype("datetime64[D]").astype(int)
            start = (number - (number + 3) % 7).astype("datetime64[D]")
        case _:
            start = days
    return start.astype("datetime64[D]")


def _first_by_exposure(cells: Cells) -> NDArray[np.int64]:
    with_system = cells.exposed >= MAJORITY
    return np.where(with_system.any(axis=1), with_system.argmax(axis=1), len(cells.periods)).astype(np.int64)


def _gave_up(cells: Cells, first: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not cells.exposed.size:
        return np.zeros(len(first), bool)
    after = np.arange(len(cells.periods)) >= first[:, None]
    return np.asarray((after & (cells.exposed < MAJORITY)).any(axis=1))


def _without_covariates(
    cells: Cells, first: NDArray[np.int64], rules: ComparisonRules
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the units without covariates in every period from which their change is counted, and those in some."""
    if not cells.before.size:
        return np.zeros(len(first), bool), np.zeros(len(first), bool)
    known = np.isfinite(cells.before).all(axis=2)
    blank = (cells.cases > 0) & ~known
    needed, lacking, own = (np.zeros(len(first), np.int64) for _ in range(3))
    for group in np.unique(first[first < len(cells.periods)]):
        start = int(group) - 1 - rules.anticipation
        if start < 0:
            continue
        adopts = first == group
        compared = first > (len(cells.periods) - 1 if rules.controls == "never" else group + rules.anticipation)
        own += adopts & blank[:, start]
        needed += compared & (cells.cases[:, start] > 0)
        lacking += compared & blank[:, start]
    never = first == len(cells.periods)
    unknown: NDArray[np.bool_] = (own > 0) | (never & (needed > 0) & (lacking == needed))
    unknown |= ~np.logical_or.reduce(known, axis=1)
    return unknown, ~unknown & (lacking > 0)


def last_before(rules: ComparisonRules) -> Text:
    """Return how the period is called from which changes are counted."""
    if rules.anticipation:
        return Text("the last period before units may have changed")
    return Text("the last period before adoption")


def _codes(cells: Cells, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a number for what each kept unit belongs to; empty when nothing is said."""
    if not len(cells.clusters):
        return np.zeros(0, np.int64)
    return np.asarray(np.unique(cells.clusters[kept], return_inverse=True)[1], np.int64)


def _notes(cells: Cells, rules: ComparisonRules, *which_units: NDArray[np.bool_]) -> Iterator[Diagnostic]:
    early, gave_up, unknown, in_part = which_units
    reasons = (
        (early, Text("had the system in the first period in which they were observed, so they have no before")),
        (gave_up, Text("gave the system up again, so that their adoption has no one date")),
        (unknown, Text("have no value of what was measured before, in {last_before}", last_before=last_before(rules))),
        (
            in_part,
            Text(
                "have no value of what was measured before, in {last_before}, for some groups, and are not"
                " compared with these",
                last_before=last_before(rules),
            ),
        ),
    )
    for which, reason in reasons:
        if which.any():
            text = Text(
                "{left_out:count} of {all:count} units {reason}: {units}.",
                left_out=int(which.sum()),
                all=len(which),
                reason=reason,
                units=name_units(cells.units, which),
            )
            yield Diagnostic(Text("Units left out"), None, text)


def name_units(units: tuple[str, ...], which: NDArray[np.bool_]) -> Text:
    """Return the first names of some units, and how many more there are."""
    names = tuple(unit for unit, is_one in zip(units, which, strict=True) if is_one)
    if len(names) <= SHOWN:
        return Text("{units:list}", units=names)
    return Text("{units:list} and {more:count} more", units=names[:SHOWN], more=len(names) - SHOWN)
