"""Group-time average effects of Callaway and Sant'Anna (2021), without covariates, on unit x period cells.

Units that adopt in the same period are a group. The effect on group g in period t is the change of the group's mean
since the last period before it adopted, less the same change of the units that serve as controls. Averages over groups
and periods weigh each effect by the size of its group. Every average carries its influence function by unit; the sum of
its squares is the variance, the estimated sizes of the groups included.

In small samples the influence of each group's units is widened by sqrt(n / (n - 1)), n the units of the group, and the
degrees of freedom are Satterthwaite's: for one group and two periods this is Welch's t interval of the changes. The
variance of a group of one unit cannot be seen: it takes that of its controls, added up over the periods.

Source: B. Callaway and P. H. C. Sant'Anna (2021), Difference-in-differences with multiple time periods, Journal of
Econometrics 225(2), 200-230; the widening is our judgement, held by a simulation of the coverage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

Controls = Literal["never", "not_yet"]
Base = Literal["varying", "universal"]


@dataclass(frozen=True)
class Panel:
    """Outcomes of units over periods.

    Parameters
    ----------
    outcome
        Shape (units, periods); NaN where a unit was not observed.
    adopted
        Place of the first period with the system; the number of periods for a unit that never had it. Shape (units,).
    weight
        Weight of each unit, above 0; shape (units,).
    """

    outcome: Numbers
    adopted: Places
    weight: Numbers

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.outcome.shape[1])

    @property
    def groups(self) -> Places:
        """First periods with the system of the groups that have a period before it."""
        first = np.unique(self.adopted)
        return first[(first > 0) & (first < self.periods)]


@dataclass(frozen=True)
class GroupTimeEffect:
    """The effect on one group in one period.

    Parameters
    ----------
    group, time
        Place of the group's first period with the system, and of the period.
    effect
        In the unit of the outcome.
    observed
        The group's mean in the period.
    influence, influence_observed
        Influence of each unit on the effect and on `observed`, scaled so that the sum of squares is the variance.
    lone_error
        Standard deviation of the controls' change where the group is one unit, else 0.
    """

    group: int
    time: int
    effect: float
    observed: float
    influence: Numbers = field(repr=False)
    influence_observed: Numbers = field(repr=False)
    lone_error: float = 0.0

    @property
    def standard_error(self) -> float:
        """Standard error as in the paper, without a widening for small samples."""
        return float(np.sqrt((self.influence**2).sum()))


def group_time_effects(
    panel: Panel, controls: Controls = "not_yet", base: Base = "universal"
) -> Iterator[GroupTimeEffect]:
    """Yield the effect on each group in each period in which the group and its controls were observed.

    Parameters
    ----------
    panel
        Outcomes.
    controls
        Units that never adopt, or all that have not adopted by the period.
    base
        What a period before adoption is compared with: the last before adoption, or the one before it.
    """
    for group in panel.groups:
        own = panel.adopted == group
        for time in range(panel.periods):
            start = time - 1 if base == "varying" and time < group else int(group) - 1
            if start < 0 or start == time:
                continue
            limit = panel.periods - 1 if controls == "never" else max(time, start)
            other = (panel.adopted > limit) & ~own
            found = _compare(panel, own, other, (int(group), time, start))
            if found:
                yield found


def _compare(
    panel: Panel, own: NDArray[np.bool_], other: NDArray[np.bool_], at: tuple[int, int, int]
) -> GroupTimeEffect | None:
    group, time, start = at
    change = panel.outcome[:, time] - panel.outcome[:, start]
    seen = np.isfinite(change)
    own, other = own & seen, other & seen
    if not own.any() or not other.any():
        return None
    share, share_other = (np.where(part, panel.weight, 0.0) for part in (own, other))
    share, share_other = share / share.sum(), share_other / share_other.sum()
    change, level = np.where(seen, change, 0.0), np.where(seen, panel.outcome[:, time], 0.0)
    mean, mean_other, observed = share @ change, share_other @ change, share @ level
    away = change - mean_other
    return GroupTimeEffect(
        group=group,
        time=time,
        effect=float(mean - mean_other),
        observed=float(observed),
        influence=share * (change - mean) - share_other * away,
        influence_observed=share * (level - observed),
        lone_error=float(np.sqrt(share_other @ away**2)) if own.sum() == 1 else 0.0,
    )


@dataclass(frozen=True)
class Average:
    """An average of group-time effects.

    Parameters
    ----------
    effect, observed
        In the unit of the outcome: the effect, and the mean of the units with the system.
    influence, influence_observed
        By unit, shape (units,).
    lone_errors
        First period of a group of one unit -> its part of the standard error.
    """

    effect: float
    observed: float
    influence: Numbers = field(repr=False)
    influence_observed: Numbers = field(repr=False)
    lone_errors: dict[int, float]

    @property
    def standard_error(self) -> float:
        """Standard error as in the paper, without a widening for small samples."""
        return float(np.sqrt((self.influence**2).sum()))


class Sum:
    """Adds up group-time effects, each weighed by the size of its group, and keeps no effect but the sums."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._size = panel.weight / panel.weight.sum()
        self._influence = np.zeros((2, len(panel.adopted)))
        self._by_group: dict[int, Numbers] = {}
        self._lone: dict[int, float] = {}
        self._totals = np.zeros(3)

    def add(self, one: GroupTimeEffect) -> None:
        """Add an effect."""
        size = float(self._size[self._panel.adopted == one.group].sum())
        self._influence[0] += size * one.influence
        self._influence[1] += size * one.influence_observed
        values = np.array([one.effect, one.observed, 1.0])
        self._by_group[one.group] = self._by_group.get(one.group, np.zeros(3)) + values
        self._totals += size * values
        if one.lone_error:
            self._lone[one.group] = self._lone.get(one.group, 0.0) + size * one.lone_error

    def average(self) -> Average:
        """Return the average, its influence with that of the estimated sizes of the groups."""
        *totals, weight = self._totals
        means = np.array(totals) / weight
        influence = self._influence / weight
        for group, (*sums, count) in self._by_group.items():
            own = self._panel.adopted == group
            shift = (np.array(sums) - count * means) / weight
            influence[:, own] += shift[:, None] * self._size[own]
        lone = {group: float(error / weight) for group, error in self._lone.items()}
        return Average(float(means[0]), float(means[1]), influence[0], influence[1], lone)


@dataclass(frozen=True)
class GroupTimeResult:
    """Group-time effects and their averages.

    Parameters
    ----------
    overall
        Average over all groups and periods with the system.
    events
        Periods since adoption -> average effect.
    table
        Group, time, effect, standard error; of each group-time effect.
    """

    overall: Average
    events: dict[int, Average]
    table: tuple[tuple[int, int, float, float], ...]


def average_effects(panel: Panel, controls: Controls = "not_yet", base: Base = "universal") -> GroupTimeResult | None:
    """Return the averages of the group-time effects; None when no effect after adoption can be estimated."""
    overall, table = Sum(panel), []
    events: dict[int, Sum] = {}
    for one in group_time_effects(panel, controls, base):
        table.append((one.group, one.time, one.effect, one.standard_error))
        event = events.setdefault(one.time - one.group, Sum(panel))
        event.add(one)
        if one.time >= one.group:
            overall.add(one)
    if not any(time >= group for group, time, _, _ in table):
        return None
    averages = {event: events[event].average() for event in sorted(events)}
    return GroupTimeResult(overall.average(), averages, tuple(table))


def widen(panel: Panel, influence: Numbers) -> Numbers:
    """Return influences widened for small samples, of the same shape (..., units)."""
    _, group, count = np.unique(panel.adopted, return_inverse=True, return_counts=True)
    factor = np.sqrt(count / np.maximum(count - 1, 1))
    widened: Numbers = influence * factor[group]
    return widened


def variance(panel: Panel, influence: Numbers, lone_errors: dict[int, float]) -> tuple[float, float]:
    """Return the variance for small samples and its degrees of freedom.

    Parameters
    ----------
    panel
        For the groups of the units.
    influence
        By unit, shape (units,).
    lone_errors
        Part of the standard error of each group of one unit.
    """
    codes, group, count = np.unique(panel.adopted, return_inverse=True, return_counts=True)
    parts = np.bincount(group, widen(panel, influence) ** 2, len(codes))
    freedom = np.maximum(count - 1.0, 1.0)
    controls = float(count[codes == panel.periods].sum()) or float(count.sum())
    for code, error in lone_errors.items():
        place = int(np.searchsorted(codes, code))
        if count[place] == 1:
            parts[place], freedom[place] = error**2, max(controls - 1, 1.0)
    total = float(parts.sum())
    spread = float((parts**2 / freedom).sum())
    return total, total**2 / spread if spread > 0 else 1.0
