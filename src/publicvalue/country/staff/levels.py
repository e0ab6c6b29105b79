"""Levels of public servants by agency, role and competency, beside what the role asks.

What
    The mean level of those who were asked or tested, the gap to the target of the role (target less mean), and the
    share that lies below it. Where a test is there it counts, and what people say of themselves stands beside it.
Left out
    Cells of fewer than five people. Where those below the target, or those at it, are one to four, their number is not
    used: the share has the interval of all numbers that it may be, and the middle of these.
Interval
    95 %: of a mean by Student's t with the correction for a finite number of people where that is known; of a share by
    Clopper and Pearson. Where all say the same the mean's interval is that of a share of which none was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from publicvalue.country.staff.model import Person, StaffAsked, StaffBrought
from publicvalue.measures.privacy.suppression import LEAST_CASES, hide_share
from publicvalue.measures.result import LEVEL
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.measures.survey.sample.linearisation import unanimous_share

ALL = ""
"""In place of an agency: all of them together."""


@dataclass(frozen=True)
class CellFound:
    """A competency of one role in one agency.

    Parameters
    ----------
    agency, role, competency
        Where; the agency is `ALL` for all together.
    target
        Level that the role asks.
    said, tested
        Mean level by their own word and by test; None where fewer than five were asked.
    gap
        Target less the mean that counts; positive where it is short.
    below
        Share below the target, 0 to 1.
    people
        How many of this role the agency has; None where unknown.
    answered
        How many the mean that counts is of.
    """

    agency: str
    role: str
    competency: str
    target: int
    said: Interval | None
    tested: Interval | None
    gap: Interval
    below: Interval
    people: int | None
    answered: int

    @property
    def state(self) -> str:
        """`short` where the gap is beyond chance, `reached` where there is none, else `open`."""
        return "short" if self.gap.low > 0 else "reached" if self.gap.high <= 0 else "open"

    @property
    def reach(self) -> Interval | None:
        """How many people lie below the target; None where the number of people is not known."""
        if self.people is None:
            return None
        return Interval(*(self.people * one for one in (self.below.value, self.below.low, self.below.high)))


@dataclass(frozen=True)
class Levels:
    """All cells that can be shown, all agencies together last; and how many are too small to be shown."""

    cells: tuple[CellFound, ...]
    few: int

    def cell(self, agency: str, role: str, competency: str) -> CellFound | None:
        """Return a cell; None where it cannot be shown."""
        key = (agency, role, competency)
        return next((one for one in self.cells if (one.agency, one.role, one.competency) == key), None)


def find_levels(asked: StaffAsked, brought: StaffBrought) -> Levels:
    """Find the levels of every agency and role, and of each role over all agencies."""
    people = {(one.agency, one.role): one.people for one in brought.posts}
    agencies = list(dict.fromkeys(one.agency for one in (*brought.asked, *brought.tested)))
    cells, few = [], 0
    for agency in (*agencies, *([ALL] if len(agencies) > 1 else [])):
        for role in asked.roles:
            named = [people.get((one, role.id)) for one in (agencies if agency == ALL else [agency])]
            staff = None if None in named else sum(one for one in named if one is not None)
            for competency in asked.competencies:
                values = _both(brought, (agency, role.id, competency.id))
                if max(map(len, values)) < LEAST_CASES:
                    few += any(map(len, values))
                    continue
                place = (agency, role.id, competency.id, role.targets[competency.id])
                cells.append(_cell(asked, place, values, staff))
    return Levels(tuple(cells), few)


def _both(brought: StaffBrought, place: tuple[str, str, str]) -> list[list[float]]:
    """Return what people said and what tests found; over all agencies tests count only where each was tested."""
    said, tested = (_values(source, *place) for source in (brought.asked, brought.tested))
    agency, role, _ = place
    if agency == ALL and not _tested(brought, role):
        tested = []
    return [said, tested]


def _tested(brought: StaffBrought, role: str) -> bool:
    """Tell whether every agency in which a role answered was tested in it too."""
    asked, tested = ({one.agency for one in people if one.role == role} for people in (brought.asked, brought.tested))
    return bool(tested) and asked <= tested


def _values(people: Sequence[Person], agency: str, role: str, name: str) -> list[float]:
    there = (one for one in people if agency in (ALL, one.agency) and one.role == role)
    return [one.values[name] for one in there if name in one.values]


def _cell(
    asked: StaffAsked, place: tuple[str, str, str, int], values: list[list[float]], staff: int | None
) -> CellFound:
    ends = (asked.lowest, asked.highest)
    said, tested = (mean_of(one, ends, staff) for one in values)
    used = values[1] if tested else values[0]
    level, target = tested or said, place[3]
    assert level is not None  # noqa: S101 - one of the two has enough people
    short, number = sum(value < target for value in used), len(used)
    return CellFound(
        *place,
        said=said,
        tested=tested,
        gap=Interval(target - level.value, target - level.high, target - level.low),
        below=_share_below(short, number),
        people=staff,
        answered=number,
    )


def _share_below(short: int, number: int) -> Interval:
    if not hide_share(short, number):
        return share_of(short, number)
    few = LEAST_CASES - 1
    # Of a small group nothing is told but that there is somebody on either side.
    least, most = (1, number - 1) if number < 2 * few + 1 else (1, few) if short <= few else (number - few, number - 1)
    return Interval((least + most) / 2 / number, share_of(least, number).low, share_of(most, number).high)


def mean_of(values: Sequence[float], ends: tuple[float, float], people: int | None = None) -> Interval | None:
    """Return the mean of answers between two ends with its interval; None from fewer than five."""
    number = len(values)
    if number < LEAST_CASES:
        return None
    mean, low, high = float(np.mean(values)), float(ends[0]), float(ends[1])
    if max(values) == min(values):
        most = unanimous_share(0.0, number).interval()[1]
        return Interval(mean, mean - most * (mean - low), mean + most * (high - mean))
    left = (people - number) / (people - 1) if people is not None and people >= number else 1.0
    half = float(stats.t.ppf((1 + LEVEL) / 2, number - 1) * np.std(values, ddof=1) * np.sqrt(left / number))
    return Interval(mean, max(mean - half, low), min(mean + half, high))


def share_of(count: int, number: int) -> Interval:
    """Return a share, 0 to 1, with its interval."""
    found = stats.binomtest(count, number).proportion_ci(LEVEL)
    return Interval(count / number, float(found.low), float(found.high))


def domain_levels(asked: StaffAsked, brought: StaffBrought) -> Mapping[str, Mapping[str, Interval]]:
    """Return domain -> role -> mean over its competencies, one number a person: the second view."""
    found: dict[str, dict[str, Interval]] = {}
    tested = {one.role for one in brought.tested if _tested(brought, one.role)}
    source = [one for one in brought.tested if one.role in tested]
    source += [one for one in brought.asked if one.role not in tested]
    for domain in asked.domains:
        own = [one.id for one in asked.competencies if one.domain == domain.id]
        for role, values in _by_role(source, own):
            if level := mean_of(values, (asked.lowest, asked.highest)):
                found.setdefault(domain.id, {})[role] = level
    return found


def _by_role(people: Sequence[Person], names: Sequence[str]) -> Iterator[tuple[str, list[float]]]:
    for role in dict.fromkeys(one.role for one in people):
        means = [
            float(np.mean([one.values[name] for name in names]))
            for one in people
            if one.role == role and all(name in one.values for name in names)
        ]
        yield role, means
