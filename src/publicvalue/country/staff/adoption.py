"""What the staff of each agency think of working with AI, and what they expect of a system beside what was measured.

A statement is `weak` where the interval of the mean answer lies below the middle of the scale, `good` where it lies
above it, else `open`. The difference of an expectation and a measured share has the interval of Zou and Donner (MOVER,
Statistics in Medicine 27, 2008), which takes each end from the interval that bears it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.country.staff.levels import mean_of
from publicvalue.country.staff.model import Mindset, PlannedSystem, StaffAsked, StaffBrought
from publicvalue.country.staff.parse import EXPECTED, PERCENT
from publicvalue.measures.survey.people.expectations import verdict_of
from publicvalue.measures.survey.people.path_result import Interval


@dataclass(frozen=True)
class Opinion:
    """The mean answer of an agency's staff to a statement, and of how many."""

    agency: str
    mindset: Mindset
    mean: Interval
    answered: int
    middle: float

    @property
    def state(self) -> str:
        """`weak`, `open` or `good`."""
        return "weak" if self.mean.high < self.middle else "good" if self.mean.low > self.middle else "open"


@dataclass(frozen=True)
class Expected:
    """What an agency's staff expect of a system, in percent of right advice, beside what was measured.

    Parameters
    ----------
    agency, system
        Whose staff, and of which system.
    expected, measured, gap
        With their intervals; measured and gap are None where nothing was measured.
    verdict
        over-optimistic, over-sceptical or in line; empty where nothing was measured.
    answered
        How many.
    """

    agency: str
    system: PlannedSystem
    expected: Interval
    measured: Interval | None
    gap: Interval | None
    verdict: str
    answered: int


def find_opinions(asked: StaffAsked, brought: StaffBrought) -> tuple[Opinion, ...]:
    """Return what each agency's staff say to each statement, the weakest first; none of fewer than five people."""
    found = []
    people = _people(brought)
    for agency in dict.fromkeys(one.agency for one in brought.asked):
        for one in asked.mindsets:
            values = [who.values[one.id] for who in brought.asked if who.agency == agency and one.id in who.values]
            mean = mean_of(values, (asked.lowest, asked.highest), people.get(agency))
            if mean:
                found.append(Opinion(agency, one, mean, len(values), (asked.lowest + asked.highest) / 2))
    order = ("weak", "open", "good")
    return tuple(sorted(found, key=lambda one: (one.agency, order.index(one.state), one.mean.value)))


def find_expected(brought: StaffBrought) -> tuple[Expected, ...]:
    """Return what the staff of each agency expect of each system that they were asked about."""
    return tuple(_expected(brought))


def _expected(brought: StaffBrought) -> Iterator[Expected]:
    people = _people(brought)
    for system in brought.systems:
        name = f"{EXPECTED}{system.id}"
        for agency in dict.fromkeys(one.agency for one in brought.asked):
            values = [one.values[name] for one in brought.asked if one.agency == agency and name in one.values]
            mean = mean_of(values, PERCENT, people.get(agency))
            if mean is None:
                continue
            if system.right is None:
                yield Expected(agency, system, mean, None, None, "", len(values))
                continue
            measured = Interval(*system.right)
            gap = difference(mean, measured)
            yield Expected(agency, system, mean, measured, gap, verdict_of(gap, 1), len(values))


def difference(one: Interval, other: Interval) -> Interval:
    """Return the difference of two independent numbers with its interval."""
    low = math.hypot(one.value - one.low, other.high - other.value)
    high = math.hypot(one.high - one.value, other.value - other.low)
    value = one.value - other.value
    return Interval(value, value - low, value + high)


def _people(brought: StaffBrought) -> dict[str, int]:
    """Return how many people an agency has, where every role that answered stands in its list of posts."""
    found: dict[str, int] = {}
    for one in brought.posts:
        found[one.agency] = found.get(one.agency, 0) + one.people
    listed = {(one.agency, one.role) for one in brought.posts}
    partly = {one.agency for one in brought.asked if (one.agency, one.role) not in listed}
    return {agency: people for agency, people in found.items() if agency not in partly}
