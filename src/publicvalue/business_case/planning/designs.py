"""Which design can show an effect with the units at hand, and how small an effect: by formula.

The designs stand in the order of what they prove. A lot among cases or units leaves nothing but chance between those
who have the system and those who wait. A score that decides needs several times the cases, since the score itself goes
with the treatment: 1 over 1 less the square of their correlation, which is 4 for scores spread evenly about the
threshold. A series that is interrupted proves least: whatever else changed in that month is in it.

Four holds where the whole range of scores is used and the outcome follows the score in a straight line. Where cases
near the threshold alone are used, as is usual, it takes 9 to 17 times as many (Deke and Dragoset 2012, summary).

Source: Cohen (1988) and Kish (1965) for cases. For a score: derived here, since by least squares the variance of one
effect is that without the score over 1 less the square of their correlation; the answers are those of Schochet (2008),
NCEE 2008-4026, table 4.2 (looked up on 2026-12-01). The error of a roll-out and of a series is that of generalised or
ordinary least squares under a first-order autoregression, and thus exact where that is what months do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from publicvalue.business_case.planning.model import PlanningField
from publicvalue.business_case.planning.past import (
    PastRecords,
    Wander,
    autoregression,
    wander_of_series,
    wander_of_units,
)
from publicvalue.business_case.power import design_effect, minimum_effect
from publicvalue.errors import MethodError
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Design = Literal["lots", "staggered", "threshold", "series"]
POWER, ALPHA = 0.8, 0.05
LEAST_SIDE = 8
"""Months before and after that an interrupted series needs."""


@dataclass(frozen=True)
class Able:
    """What a design can show.

    Parameters
    ----------
    design
        The design.
    smallest
        Smallest effect that it shows in 8 of 10 cases; None where it is not possible, or not known.
    reason
        Why there is no number; empty where there is.

    Raises
    ------
    MethodError
        When there is no such design.
    """

    design: Design
    smallest: float | None
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a design that nobody knows."""
        check_name(self.design, Design, "design")


@dataclass(frozen=True)
class Guide:
    """All designs in the order of what they prove, and the one that is proposed; None where none can show the effect.

    Parameters
    ----------
    designs
        Each with what it can show.
    effect
        What is promised; None where nobody said.
    wander
        What months of a unit do by themselves; None where it is not known.
    """

    designs: tuple[Able, ...]
    effect: float | None
    wander: Wander | None

    @property
    def proposed(self) -> Able | None:
        """The design that proves most among those that can show what is promised."""
        effect = self.effect
        if effect is None:
            return next((one for one in self.designs if one.smallest is not None), None)
        return next((one for one in self.designs if one.smallest is not None and one.smallest <= abs(effect)), None)

    @property
    def nearest(self) -> Able | None:
        """The design that can show the smallest effect; None where none can show any."""
        known = [one for one in self.designs if one.smallest is not None]
        return min(known, key=lambda one: one.smallest or 0.0, default=None)


def guide(field: PlanningField, past: PastRecords | None = None) -> Guide:
    """Return what each design can show with the units at hand.

    Parameters
    ----------
    field
        The units, and what may be done with them.
    past
        Their past records; what was said of their months is left aside where there are some.
    """
    wander = wander_of_units(past) if past else None
    if wander is None and field.deviation is not None:
        wander = Wander(field.deviation, field.carry or 0.0)
    designs = (_lots(field), _staggered(field, wander), _threshold(field), _series(field, past))
    return Guide(designs, field.effect, wander)


NO_LOT = Text("No lot may decide who starts when, or nobody said whether it may.")


def _lots(field: PlanningField) -> Able:
    if not field.lot:
        return Able("lots", None, NO_LOT)
    smallest = _of_cases(field)
    return Able("lots", smallest, "" if smallest else NO_CASES)


NO_CASES = Text("The number of cases and their standard deviation are not stated.")


def _of_cases(field: PlanningField) -> float | None:
    """Return the smallest effect between two halves of the cases; groups count for less by the design effect."""
    if not field.cases or field.case_deviation is None:
        return None
    lumped = design_effect(field.cases / field.units, field.correlation) if field.units else 1.0
    arm = field.cases / 2 / max(lumped, 1.0)
    return minimum_effect(arm, POWER, ALPHA) * field.case_deviation if arm >= 2 else None


def _staggered(field: PlanningField, wander: Wander | None) -> Able:
    if not field.lot:
        return Able("staggered", None, NO_LOT)
    try:
        roll_out = field.roll_out()
    except MethodError as refused:
        return Able("staggered", None, next(one.what for one in refused.problems))
    if roll_out is None:
        return Able("staggered", None, Text("Units, months and waves are not all stated."))
    if wander is None:
        return Able("staggered", None, NO_SPREAD)
    return Able("staggered", _times(roll_out.units - 1) * roll_out.error(wander.carry) * wander.deviation)


NO_SPREAD = Text("How far months differ by themselves is not known: bring past records, or state it.")


def _threshold(field: PlanningField) -> Able:
    if not field.threshold:
        return Able("threshold", None, Text("No score decides who gets it, or nobody said whether one does."))
    smallest = _of_cases(field)
    return Able("threshold", smallest and smallest * even_scores() ** 0.5, "" if smallest else NO_CASES)


def even_scores(share: float = 0.5) -> float:
    """Return by how much cases count for less where a score decides that is spread evenly.

    Parameters
    ----------
    share
        Share of the cases beyond the threshold, above 0 and below 1: by it the score and what it decides correlate.
    """
    return 1 / (1 - 3 * share * (1 - share))


def _series(field: PlanningField, past: PastRecords | None) -> Able:
    months, before = field.months, field.before
    if months is None or before is None:
        return Able("series", None, Text("The months, and those before the first start, are not both stated."))
    if min(before, months - before) < LEAST_SIDE:
        return Able("series", None, Text("Fewer than {least} months before or after.", least=LEAST_SIDE))
    wander = series_wander(field, past)
    if wander is None:
        return Able("series", None, Text("How far the months of all units together differ is not known."))
    return Able("series", _times(months - 3) * series_error(months, before, wander))


def series_wander(field: PlanningField, past: PastRecords | None) -> Wander | None:
    """Return what the months of all units together do by themselves; None where that is not known."""
    if past:
        return wander_of_series(past)
    if field.units == 1 and field.deviation is not None:
        return Wander(field.deviation, field.carry or 0.0)
    return None


def series_error(months: int, before: int, wander: Wander) -> float:
    """Return the standard error of a step in a series with a trend, by generalised least squares."""
    month = np.arange(months, dtype=np.float64)
    design = np.column_stack([np.ones(months), month - month.mean(), month >= before])
    inner = design.T @ np.linalg.solve(autoregression(months, wander.carry), design)
    return float(np.sqrt(np.linalg.inv(inner)[2, 2]) * wander.deviation)


def _times(degrees: int) -> float:
    """Return how many standard errors an effect must have to be shown in 8 of 10 cases."""
    return float(stdtrit(degrees, 1 - ALPHA / 2) + stdtrit(degrees, POWER))


def possible(found: Guide) -> Iterator[Able]:
    """Yield the designs that can show some effect."""
    yield from (one for one in found.designs if one.smallest is not None)
