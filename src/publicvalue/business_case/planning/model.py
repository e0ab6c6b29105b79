"""A plan to know: what of each promise is measured, by whom and how often, and the units of the roll-out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from publicvalue.business_case.staggered import RollOut
from publicvalue.words.choices import check_name

Frequency = Literal["weekly", "monthly", "quarterly", "yearly", "once"]
TIMES: Mapping[Frequency, float] = MappingProxyType(
    {"weekly": 52, "monthly": 12, "quarterly": 4, "yearly": 1, "once": 0}
)
"""How often a year; what is measured once takes its hours once."""


@dataclass(frozen=True)
class Measuring:
    """How one promise is measured.

    Parameters
    ----------
    title
        Line of the business case.
    indicator, source
        What is counted, and in which records.
    frequency, who, hours
        How often, by whom, and the staff hours that each time takes; None where nobody said.
    action
        What is done when it is off track.
    stop, chance
        The value at which it is stopped, and the probability of being worse from which that holds; None where none is.

    Raises
    ------
    MethodError
        When nobody knows the frequency.
    """

    title: str
    indicator: str = ""
    source: str = ""
    frequency: Frequency | None = None
    who: str = ""
    hours: float | None = None
    action: str = ""
    stop: float | None = None
    chance: float | None = None

    def __post_init__(self) -> None:
        """Refuse a frequency that nobody knows."""
        if self.frequency is not None:
            check_name(self.frequency, Frequency, "frequency")

    @property
    def is_complete(self) -> bool:
        """Whether it says what, from where, how often, by whom and in how many hours."""
        return bool(self.indicator and self.source and self.frequency and self.who) and self.hours is not None

    @property
    def hours_a_year(self) -> float | None:
        """Staff hours in a year; None where nobody said."""
        return None if self.hours is None or self.frequency is None else self.hours * TIMES[self.frequency]


@dataclass(frozen=True)
class PlanningField:
    """The units at hand, and what may be done with them.

    Parameters
    ----------
    units, months
        Offices, courts or schools, and months that are observed; None where nobody said.
    first
        First month that is observed.
    before, waves, gap
        Months before the first wave starts, number of waves, and months from one wave to the next.
    lot, threshold
        Whether a lot may decide who starts when, and whether a score decides who gets it; None where nobody said.
    effect
        The change that is promised, in one unit in one month.
    deviation, carry
        Standard deviation of the months of a unit, and the correlation of a month with the next: where there are no
        past records.
    cases, case_deviation, correlation
        Cases that a lot or a score can part, their standard deviation, and their correlation within a unit.
    seed
        Start of the random numbers, which somebody else should draw.
    new_lot, agreed_by
        Why the lot is drawn anew after it was frozen, and who answers for that; empty where it is not.
    """

    units: int | None = None
    months: int | None = None
    first: dt.date | None = None
    before: int | None = None
    waves: int | None = None
    gap: int | None = None
    lot: bool | None = None
    threshold: bool | None = None
    effect: float | None = None
    deviation: float | None = None
    carry: float | None = None
    cases: int | None = None
    case_deviation: float | None = None
    correlation: float = 0.0
    seed: int | None = None
    new_lot: str = ""
    agreed_by: str = ""

    def roll_out(self) -> RollOut | None:
        """Return the staggered roll-out that is planned; None where units, months or waves are not all said.

        Raises
        ------
        MethodError
            When it can show nothing.
        """
        if None in (self.units, self.months, self.before, self.waves, self.gap):
            return None
        starts = tuple((self.before or 0) + wave * (self.gap or 0) for wave in range(self.waves or 0))
        return RollOut(self.units or 0, self.months or 0, starts)


@dataclass(frozen=True)
class PlanToKnow:
    """How each promise is measured, and the units at hand."""

    measured: tuple[Measuring, ...] = ()
    field: PlanningField = PlanningField()
