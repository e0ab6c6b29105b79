"""What to train first, whether the next systems have the people that they need, and who of the specialists leaves.

Lines of the training plan come in this order: gaps that are shown where a system is to start soon, other gaps that are
shown, and what cannot be told yet; within each by how many people it reaches times how far they are short. The people
whom a system finds ready are those of its agency and role who reach the target, in the competency in which fewest do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.country.staff.levels import ALL, CellFound, Levels, share_of
from publicvalue.country.staff.model import PlannedSystem, StaffAsked, StaffBrought
from publicvalue.measures.survey.people.path_result import Interval

COMING = ("planned", "development", "pilot")


@dataclass(frozen=True)
class TrainingLine:
    """A cell that is short or open, and the first system that needs it: empty where none does."""

    cell: CellFound
    system: str = ""
    starts: str = ""


@dataclass(frozen=True)
class SystemNeed:
    """What a coming system needs of a role, and how many of its agency are ready; None where that cannot be told."""

    system: PlannedSystem
    role: str
    needed: int
    ready: Interval | None

    @property
    def state(self) -> str:
        """`short`, `enough`, `open` or `unknown`."""
        if self.ready is None:
            return "unknown"
        return "short" if self.ready.high < self.needed else "enough" if self.ready.low >= self.needed else "open"


@dataclass(frozen=True)
class Loss:
    """Specialists of a role, over all agencies that told.

    Parameters
    ----------
    role
        Which.
    people, left, vacant
        How many there are, how many left within a year, and how many posts are vacant; None where no agency told.
    rate
        Share that left of those who were there, 0 to 1; None where nobody told.
    halving
        Years after which half of what they know is gone at this rate; None where nobody left.
    lone
        Agencies in which there is one of them.
    """

    role: str
    people: int
    left: int | None
    vacant: int | None
    rate: Interval | None
    halving: float | None
    lone: tuple[str, ...]


def plan_training(levels: Levels, brought: StaffBrought) -> tuple[TrainingLine, ...]:
    """Return the lines of the training plan, the first to do first."""
    single = any(one.agency != ALL for one in levels.cells)
    lines = [
        TrainingLine(one, *_first_system(one, brought))
        for one in levels.cells
        if one.state != "reached" and (one.agency != ALL or not single)
    ]
    return tuple(sorted(lines, key=_order))


def _first_system(cell: CellFound, brought: StaffBrought) -> tuple[str, str]:
    due = [
        (one.starts or "9999", one.title)
        for one in brought.systems
        if one.phase in COMING and one.agency == cell.agency and cell.role in one.needs
    ]
    starts, title = min(due, default=("", ""))
    return title, "" if starts == "9999" else starts


def _order(line: TrainingLine) -> tuple[int, str, float]:
    cell = line.cell
    group = 2 if cell.state == "open" else 0 if line.system else 1
    reach = cell.reach.value if cell.reach else float(cell.people if cell.people is not None else cell.answered)
    return group, line.starts or "9999", -reach * cell.gap.value


def find_needs(asked: StaffAsked, levels: Levels, brought: StaffBrought) -> tuple[SystemNeed, ...]:
    """Return what each coming system needs, the first to start first."""
    coming = sorted((one for one in brought.systems if one.phase in COMING), key=lambda one: one.starts or "9999")
    return tuple(
        SystemNeed(one, role, number, _ready(asked, levels, one.agency, role))
        for one in coming
        for role, number in one.needs.items()
    )


def _ready(asked: StaffAsked, levels: Levels, agency: str, role: str) -> Interval | None:
    found = []
    for one in asked.competencies:
        cell = levels.cell(agency, role, one.id)
        if cell is None or cell.people is None:
            continue
        below = cell.below
        found.append(Interval(*(cell.people * (1 - share) for share in (below.value, below.high, below.low))))
    return min(found, key=lambda one: one.value, default=None)


def find_losses(asked: StaffAsked, brought: StaffBrought) -> tuple[Loss, ...]:
    """Return who is there and who left, of each role that is scarce and that somebody told of."""
    return tuple(_losses(asked, brought))


def _losses(asked: StaffAsked, brought: StaffBrought) -> Iterator[Loss]:
    for role in (one for one in asked.roles if one.scarce):
        posts = [one for one in brought.posts if one.role == role.id]
        if not posts:
            continue
        told = [one for one in posts if one.left is not None]
        left = sum(one.left or 0 for one in told) if told else None
        there = sum(one.people + (one.left or 0) for one in told)
        rate = share_of(left, there) if left is not None and there else None
        vacant = [one.vacant for one in posts if one.vacant is not None]
        halving = math.log(0.5) / math.log1p(-rate.value) if rate and 0 < rate.value < 1 else None
        lone = tuple(one.agency for one in posts if one.people == 1)
        people = sum(one.people for one in posts)
        yield Loss(role.id, people, left, sum(vacant) if vacant else None, rate, halving, lone)
