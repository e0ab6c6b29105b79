"""Group-time average effects of Callaway and Sant'Anna (2021) on unit x period cells.

Units that adopt in the same period are a group. The effect on group g in period t is the change of the group's mean
since the last period before it adopted, less the same change of the units that serve as controls; with covariates, of
the controls that were like it in the period from which the change is counted. Averages over groups and periods weigh
each effect by the size of its group. Every average carries its influence function by unit; the sum of its squares,
added up within clusters first where units belong to some, is the variance, the estimated sizes of the groups included.

Source: B. Callaway and P. H. C. Sant'Anna (2021), Difference-in-differences with multiple time periods, Journal of
Econometrics 225(2), 200-230.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.measures.effect.staggered.adjusted import Adjusted, Adjustment, compare_adjusted
from publicvalue.measures.effect.staggered.few_units import (
    CountedUnits,
    UnitSpread,
    collapse,
    spread_without,
    standing_of,
)
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

Controls = Literal["never", "not_yet"]
Base = Literal["varying", "universal"]


@dataclass(frozen=True)
class UnitPanel:
    """Outcomes of units over periods.

    Parameters
    ----------
    outcome
        Shape (units, periods); NaN where a unit was not observed.
    adopted
        Place of the first period with the system; the number of periods for a unit that never had it. Shape (units,).
    weight
        Weight of each unit, above 0; shape (units,).
    clusters
        Number of what each unit belongs to, from 0 on without gaps; empty when each stands for itself. Shape (units,).
    covariates
        What was measured in each period; NaN where it is not known. Shape (units, periods, covariates), empty when
        nothing was measured.
    """

    outcome: Numbers
    adopted: Places
    weight: Numbers
    clusters: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    covariates: Numbers = field(default_factory=lambda: np.zeros((0, 0, 0)))

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.outcome.shape[1])

    @property
    def groups(self) -> Places:
        """First periods with the system of the groups that have a period before it."""
        first = np.unique(self.adopted)
        return first[(first > 0) & (first < self.periods)]

    @cached_property
    def standing(self) -> CountedUnits:
        """What counts by itself: the units, or the clusters that they belong to."""
        return standing_of(self.adopted, self.clusters, self.periods, self.columns)

    @property
    def columns(self) -> int:
        """Number of covariates."""
        return int(self.covariates.shape[2])

    @cached_property
    def spread(self) -> UnitSpread | None:
        """How far units, or clusters, move apart without the system; None when no two can be compared."""
        return spread_without(collapse(self.outcome, self.weight, self.standing), self.standing.adopted)

    def rows_of_few(self, weights: Numbers) -> Numbers:
        """Return what the outcomes of groups of few units are multiplied by, shape (few, periods).

        Parameters
        ----------
        weights
            What the outcome of each unit in each period is multiplied by, shape (units, periods).
        """
        place = self.few_places
        rows = np.zeros((len(self.standing.few), self.periods))
        np.add.at(rows, place[place >= 0], weights[place >= 0])
        return rows

    @cached_property
    def few_places(self) -> Places:
        """Place of each unit among those in groups of few, -1 for the others; shape (units,)."""
        place = np.full(len(self.standing.adopted), -1)
        place[self.standing.few] = np.arange(len(self.standing.few))
        return np.asarray(place[self.standing.of])

    def of_units(self, which: NDArray[np.bool_]) -> UnitPanel:
        """Return the panel of some units."""
        _, codes = np.unique(self.clusters[which[: len(self.clusters)]], return_inverse=True)
        covariates = self.covariates[which[: len(self.covariates)]]
        return UnitPanel(self.outcome[which], self.adopted[which], self.weight[which], codes, covariates)


@dataclass(frozen=True)
class ComparisonRules:
    """How groups are compared; a choice that does not exist raises MethodError.

    Parameters
    ----------
    controls
        Units that never adopt, or all that have not adopted by the period.
    base
        What a period before adoption is compared with: the last before adoption, or the one before it.
    anticipation
        Periods before adoption in which units may have changed already because of it.
    adjustment
        How covariates are taken into account, where there are any.
    """

    controls: Controls = "not_yet"
    base: Base = "universal"
    anticipation: int = 0
    adjustment: Adjustment = "doubly robust"

    def __post_init__(self) -> None:
        """Refuse names that are not known."""
        check_name(self.controls, Controls, "group of controls")
        check_name(self.base, Base, "base period")
        check_name(self.adjustment, Adjustment, "adjustment")


PLAIN = ComparisonRules()


@dataclass(frozen=True)
class GroupTimeEffect:
    """The effect on one group in one period.

    Parameters
    ----------
    group, time, start
        Places of the group's first period with the system, of the period, and of that from which the change is counted.
    effect
        In the unit of the outcome.
    observed
        The group's mean in the period.
    influence, influence_observed
        Influence of each unit on the effect and on `observed`, scaled so that the sum of squares is the variance.
    own, other
        Weights of the group's units and of those that it is compared with, each adding up to 1; shape (units,).
    """

    group: int
    time: int
    start: int
    effect: float
    observed: float
    influence: Numbers = field(repr=False)
    influence_observed: Numbers = field(repr=False)
    own: Numbers = field(repr=False)
    other: Numbers = field(repr=False)

    @property
    def standard_error(self) -> float:
        """Standard error as in the paper, without a widening for small samples."""
        return float(np.sqrt((self.influence**2).sum()))


def group_time_effects(
    panel: UnitPanel, rules: ComparisonRules = PLAIN, before: bool = True
) -> Iterator[GroupTimeEffect]:
    """Yield the effect on each group in each period in which the group and its controls were observed.

    Covariates are those of the period from which the change is counted; units without one of them then are left out.
    With the base `universal` that is one period for all effects on a group, also for those before adoption, so that all
    compare with the same controls. The R package did takes the earlier of the two periods there.

    Parameters
    ----------
    panel
        Outcomes.
    rules
        How groups are compared.
    before
        Whether periods before adoption are compared too.

    Raises
    ------
    MethodError
        When covariates tell a group and its controls fully apart.
    """
    for group in panel.groups:
        own = panel.adopted == group
        first = int(group) - rules.anticipation
        for time in range(0 if before else int(group), panel.periods):
            start = time - 1 if rules.base == "varying" and time < first else first - 1
            if start < 0 or start == time:
                continue
            last = min(max(time, start) + rules.anticipation, panel.periods - 1)
            other = (panel.adopted > (panel.periods - 1 if rules.controls == "never" else last)) & ~own
            found = _compare(panel, own, other, (int(group), time, start), rules.adjustment)
            if found:
                yield found


def least_controls(panel: UnitPanel) -> int:
    """Return how many units a group must have to be compared with: one, or two more than columns named as before."""
    return panel.columns + 2 if panel.columns else 1


def _compare(
    panel: UnitPanel, own: Mask, other: Mask, at: tuple[int, int, int], adjustment: Adjustment
) -> GroupTimeEffect | None:
    group, time, start = at
    change = panel.outcome[:, time] - panel.outcome[:, start]
    seen = np.isfinite(change)
    if panel.covariates.size:
        seen &= np.isfinite(panel.covariates[:, start]).all(axis=1)
    own, other = own & seen, other & seen
    if not own.any() or other.sum() < least_controls(panel):
        return None
    share = np.where(own, panel.weight, 0.0)
    share = share / share.sum()
    change, level = np.where(seen, change, 0.0), np.where(seen, panel.outcome[:, time], 0.0)
    observed = share @ level
    found = _adjust(panel, change, (own, other), at, adjustment) if panel.covariates.size else None
    if found is None:
        found = _plain(change, share, np.where(other, panel.weight, 0.0))
    return GroupTimeEffect(
        group=group,
        time=time,
        start=start,
        effect=found.effect,
        observed=float(observed),
        influence=found.influence,
        influence_observed=share * (level - observed),
        own=share,
        other=np.where(other, found.share, 0.0),
    )


def _plain(change: Numbers, share: Numbers, other: Numbers) -> Adjusted:
    share_other = other / other.sum()
    mean, away = share @ change, change - share_other @ change
    return Adjusted(float(share @ away), share * (change - mean) - share_other * away, share_other, away)


def _adjust(
    panel: UnitPanel, change: Numbers, sides: tuple[Mask, Mask], at: tuple[int, int, int], adjustment: Adjustment
) -> Adjusted:
    own, other = sides
    used = own | other
    part = compare_adjusted(change[used], own[used], panel.weight[used], panel.covariates[used, at[2]], adjustment)
    if part is None:
        raise method_error(
            Text(
                "The columns named as before tell the {adopters} unit(s) that adopted in period {period} fully apart"
                " from the {controls} that they are compared with",
                adopters=int(own.sum()),
                period=at[0] + 1,
                controls=int(other.sum()),
            ),
            Text("units with and without the system that resemble each other"),
            Text(
                "name fewer columns as before, or set the option adjustment to regression, which trusts a straight line"
            ),
        )
    influence, share, away = (np.zeros(len(change)) for _ in range(3))
    influence[used], share[used], away[used] = part.influence, part.share, part.away
    return Adjusted(part.effect, influence, share, away)


@dataclass(frozen=True)
class Average:
    """An average of group-time effects.

    Parameters
    ----------
    effect, observed
        In the unit of the outcome: the effect, and the mean of the units with the system.
    influence, influence_observed
        By unit, shape (units,).
    rows
        What the outcomes of units in groups of few are multiplied by, shape (few, periods).
    controls
        Weight of each unit as a control, shape (units,); they add up to 1.
    """

    effect: float
    observed: float
    influence: Numbers = field(repr=False)
    influence_observed: Numbers = field(repr=False)
    rows: Numbers = field(repr=False)
    controls: Numbers = field(repr=False)

    @property
    def standard_error(self) -> float:
        """Standard error as in the paper, without a widening for small samples."""
        return float(np.sqrt((self.influence**2).sum()))


class Sum:
    """Adds up group-time effects, each weighed by the size of its group, and keeps no effect but the sums."""

    def __init__(self, panel: UnitPanel) -> None:
        self._panel = panel
        self._size = panel.weight / panel.weight.sum()
        self._influence = np.zeros((2, len(panel.adopted)))
        self._by_group: dict[int, Numbers] = {}
        self._rows = np.zeros((len(panel.standing.few), panel.periods))
        self._controls = np.zeros(len(panel.adopted))
        self._totals = np.zeros(3)

    def add(self, one: GroupTimeEffect) -> None:
        """Add an effect."""
        size = float(self._size[self._panel.adopted == one.group].sum())
        self._influence[0] += size * one.influence
        self._influence[1] += size * one.influence_observed
        values = np.array([one.effect, one.observed, 1.0])
        self._by_group[one.group] = self._by_group.get(one.group, np.zeros(3)) + values
        self._totals += size * values
        self._controls += size * one.other
        if len(self._rows):
            weights, place = size * (one.own - one.other), self._panel.few_places
            change = np.bincount(place[place >= 0], weights[place >= 0], len(self._rows))
            self._rows[:, one.time] += change
            self._rows[:, one.start] -= change

    def average(self) -> Average:
        """Return the average, its influence with that of the estimated sizes of the groups."""
        *totals, weight = self._totals
        means = np.array(totals) / weight
        influence = self._influence / weight
        for group, (*sums, count) in self._by_group.items():
            own = self._panel.adopted == group
            shift = (np.array(sums) - count * means) / weight
            influence[:, own] += shift[:, None] * self._size[own]
        rows, controls = self._rows / weight, self._controls / weight
        return Average(float(means[0]), float(means[1]), influence[0], influence[1], rows, controls)


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


def overall_effect(panel: UnitPanel, rules: ComparisonRules = PLAIN) -> Average | None:
    """Return the average over all groups and periods with the system alone, in a fraction of the time."""
    overall, found = Sum(panel), False
    for one in group_time_effects(panel, rules, before=False):
        overall.add(one)
        found = True
    return overall.average() if found else None


def average_effects(panel: UnitPanel, rules: ComparisonRules = PLAIN) -> GroupTimeResult | None:
    """Return the averages of the group-time effects; None when no effect after adoption can be estimated."""
    overall, table = Sum(panel), []
    events: dict[int, Sum] = {}
    for one in group_time_effects(panel, rules):
        table.append((one.group, one.time, one.effect, one.standard_error))
        event = events.setdefault(one.time - one.group, Sum(panel))
        event.add(one)
        if one.time >= one.group:
            overall.add(one)
    if not any(time >= group for group, time, _, _ in table):
        return None
    averages = {event: events[event].average() for event in sorted(events)}
    return GroupTimeResult(overall.average(), averages, tuple(table))
