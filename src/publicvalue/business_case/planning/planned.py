"""A plan to know with what its designs can show: by formula, by simulation, and as a calendar drawn by lot."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from publicvalue.business_case.gates.record import Lot
from publicvalue.business_case.model import Case
from publicvalue.business_case.planning.designs import Design, Guide, series_wander
from publicvalue.business_case.planning.model import Measuring, PlanningField, PlanToKnow
from publicvalue.business_case.planning.past import PastRecords
from publicvalue.business_case.planning.simulating import simulate_lot, simulate_series
from publicvalue.business_case.staggered import Noise, RollOut, Simulated, draw_calendar, simulate_roll_out
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.words.choices import check_name


@dataclass(frozen=True)
class UnitStart:
    """When a unit starts: its name, the month from 1, and its day where the first month is known; None: it waits."""

    unit: str
    month: int | None
    day: dt.date | None


@dataclass(frozen=True)
class Planned:
    """A plan to know, with what its designs can show.

    Parameters
    ----------
    case, plan, past
        The business case, the plan, and the past records; None where there are none.
    measured
        How each benefit is measured, those of which nothing is said among them.
    guide
        What each design can show by formula.
    simulated, runs
        A staggered roll-out without effect, many times; None where none is planned, or nothing was simulated yet.
    others
        The same of a lot and of a series, where they are possible.
    calendar
        When each unit starts, as the lot had it; empty where no lot was drawn.

    Raises
    ------
    MethodError
        When nobody knows one of the other designs.
    """

    case: Case
    plan: PlanToKnow
    past: PastRecords | None
    measured: tuple[Measuring, ...]
    guide: Guide
    simulated: Simulated | None = None
    runs: int = 0
    calendar: tuple[UnitStart, ...] = ()
    others: Mapping[Design, Simulated] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a design that nobody knows."""
        for design in self.others:
            check_name(design, Design, "design")

    def simulated_of(self, design: Design) -> Simulated | None:
        """Return what simulation found of a design; None where nothing was simulated."""
        return self.simulated if design == "staggered" else self.others.get(design)

    def smallest_of(self, design: Design) -> float | None:
        """Return the smallest effect that a design can show by formula; None where there is none."""
        return next(one.smallest for one in self.guide.designs if one.design == design)

    @property
    def roll_out(self) -> RollOut | None:
        """The staggered roll-out, where the units allow one."""
        able = next(one for one in self.guide.designs if one.design == "staggered")
        return None if able.smallest is None else self.plan.field.roll_out()

    @property
    def replays(self) -> bool:
        """Whether the past records are long enough to be replayed; else months like them are drawn."""
        return bool(self.past and self.roll_out and len(self.past.months) >= self.roll_out.months)


def simulated(planned: Planned, runs: int, show: Callable[[float], None] | None = None) -> Planned:
    """Return the plan with its designs simulated and its calendar drawn.

    Parameters
    ----------
    planned
        The plan.
    runs
        How often each design is simulated.
    show
        Is told the share of the roll-out that is done.
    """
    planned = replace(planned, others=_others(planned, runs), runs=runs)
    roll_out, wander, field = planned.roll_out, planned.guide.wander, planned.plan.field
    if roll_out is None or wander is None:
        return planned
    noise = Noise(wander.deviation, wander.carry, planned.past.values if planned.past and planned.replays else None)
    found = simulate_roll_out(roll_out, noise, runs, generator(field.seed or 1, "roll-out power"), show)
    names = planned.past.units if planned.past else ()
    return replace(planned, simulated=found, calendar=_calendar(roll_out, field, names))


def _others(planned: Planned, runs: int) -> Mapping[Design, Simulated]:
    field, past, found = planned.plan.field, planned.past, dict[Design, Simulated]()
    seed = field.seed or 1
    if planned.smallest_of("lots") is not None:
        lot = simulate_lot(field, past, runs, generator(seed, "lot power"))
        found |= {"lots": lot} if lot else {}
    wander = series_wander(field, past)
    if planned.smallest_of("series") is not None and wander is not None:
        sides = field.months or 0, field.before or 0
        found["series"] = simulate_series(sides, wander, past, runs, generator(seed, "series power"))
    return MappingProxyType(found)


def lot_of(planned: Planned, today: dt.date) -> Lot | None:
    """Return the calendar that a plan draws by lot, by its number and the hash of its units and months; None: none.

    Parameters
    ----------
    planned, today
        The plan, and the day on which it is drawn.
    """
    roll_out, field = planned.roll_out, planned.plan.field
    if roll_out is None or field.seed is None:
        return None
    calendar = _calendar(roll_out, field, planned.past.units if planned.past else ())
    lines = "\n".join(sorted(f"{one.unit}\t{one.month or 0}" for one in calendar))
    return Lot(field.seed, hashlib.sha256(lines.encode()).hexdigest(), today, field.new_lot, field.agreed_by)


def _calendar(roll_out: RollOut, field: PlanningField, names: Sequence[str]) -> tuple[UnitStart, ...]:
    if field.seed is None:
        return ()
    drawn = draw_calendar(roll_out, generator(field.seed, "roll-out calendar"))
    named = names if len(names) == roll_out.units else [str(place) for place in range(1, roll_out.units + 1)]
    pairs = sorted(zip(drawn.tolist(), named, strict=True), key=lambda pair: pair[0])
    return tuple(
        UnitStart(name, month + 1, _day(field.first, month)) if month < roll_out.months else UnitStart(name, None, None)
        for month, name in pairs
    )


def _day(first: dt.date | None, months: int) -> dt.date | None:
    if first is None:
        return None
    month = first.month - 1 + months
    return dt.date(first.year + month // 12, month % 12 + 1, 1)
