"""Scores, intervals, coverage and ranks of agencies, countries and the region of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.portfolio.draws import Drawn, Plan
from publicvalue.scores.portfolio.levels import LEVELS, LevelName, Nesting, find_shown
from publicvalue.scores.ranks import batches, rank_systems
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats


@dataclass(frozen=True)
class GroupScore:
    """What is said of a group at one node.

    Parameters
    ----------
    known
        Systems with a score there.
    shown
        Whether the group is large enough to show there; else all that follows is None.
    value, low, high
        Mean of what is below it, with its 95 % interval; None where nothing is known.
    coverage
        Share of the group's weight that is evidenced, 0 to 1; a system of which nothing is known counts as 0.
    """

    known: int
    shown: bool
    value: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None


@dataclass(frozen=True)
class NestedGroup:
    """An agency, a country, or the region.

    Parameters
    ----------
    key, level
        Name within the portfolio, and its level.
    country, organisation
        Country of an agency or country, name of an agency; empty above them.
    members
        Indices of its systems.
    scores
        Node id -> score, of public value and the dimensions.
    rank
        Lower end, median and upper end of its 95 % rank interval by public value among the groups of its level that are
        shown; None where there are fewer than two.
    """

    key: str
    level: LevelName
    country: str
    organisation: str
    members: tuple[int, ...]
    scores: Mapping[str, GroupScore]
    rank: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Measurements:
    """Points of the systems of a portfolio.

    Parameters
    ----------
    nodes
        Public value and dimensions, in the order of the draws.
    points, coverage
        Score (NaN where unknown) and evidenced share of each system, shape (systems, nodes).
    """

    nodes: tuple[str, ...]
    points: Floats
    coverage: Floats


def form_nested(
    nesting: Nesting, systems: Measurements, drawn: Drawn, plan: Plan, minimum: int
) -> tuple[NestedGroup, ...]:
    """Form every group of a portfolio, agencies first.

    Parameters
    ----------
    nesting
        Agency and country of every system, drawn or not; the drawn ones first, in the order of `drawn.scores`.
    systems
        Their points.
    drawn, plan
        The draws of the ranked systems and how they were made; the plan's nesting is that of the ranked systems.
    minimum
        Fewest systems with a score in a group that is shown.

    Raises
    ------
    MethodError
        When the smallest group is smaller than a group may be.
    """
    if plan.nesting is None:
        return ()
    places = {key: place for place, key in enumerate(plan.nesting.keys)}
    scores: list[dict[str, GroupScore]] = [{} for _ in nesting.keys]
    for column, node in enumerate(systems.nodes):
        points = systems.points[:, column]
        known = ~np.isnan(points)
        shown = find_shown([nesting.labels[i] for i in np.flatnonzero(known)], minimum)
        values, covered = nesting.climb(points), nesting.coverage(systems.coverage[:, column])
        for group, key in enumerate(nesting.keys):
            count = int(known[nesting.members[key]].sum())
            ends = drawn.groups[[0, 2], column, places[key]] if key in shown else None
            scores[group][node] = _score(count, float(values[group]), float(covered[group]), ends)
    ranks = _rank(nesting, scores, drawn, plan)
    return tuple(_group(nesting, place, own, ranks.get(nesting.keys[place])) for place, own in enumerate(scores))


def _score(known: int, value: float, coverage: float, ends: Floats | None) -> GroupScore:
    if known == 0:
        return GroupScore(0, True, coverage=0.0)
    if ends is None:
        return GroupScore(known, False)
    return GroupScore(known, True, value, min(float(ends[0]), value), max(float(ends[1]), value), coverage)


def _group(
    nesting: Nesting, place: int, scores: Mapping[str, GroupScore], rank: tuple[int, int, int] | None
) -> NestedGroup:
    key, level = nesting.keys[place], nesting.levels[place]
    members = nesting.members[key]
    country, organisation = nesting.labels[members[0]]
    return NestedGroup(
        key=key,
        level=level,
        country=country if level != "region" else "",
        organisation=organisation if level == "organisation" else "",
        members=tuple(int(i) for i in members),
        scores=scores,
        rank=rank,
    )


def _rank(
    nesting: Nesting, scores: Sequence[Mapping[str, GroupScore]], drawn: Drawn, plan: Plan
) -> Mapping[str, tuple[int, int, int]]:
    """Rank the shown groups of each level by public value."""
    found: dict[str, tuple[int, int, int]] = {}
    if plan.nesting is None or PUBLIC_VALUE not in drawn.nodes:
        return found
    # The drawn systems stand first, in the order of their ranks, which is not the order in which they were drawn.
    placed = nesting.of(np.arange(drawn.scores.shape[1]))
    parts = [drawn.scores[start:stop].T for start, stop in batches(len(drawn.scores), plan.chunk)]
    draws = np.concatenate([placed.climb(np.ascontiguousarray(part)) for part in parts], axis=1)
    places = {key: place for place, key in enumerate(placed.keys)}
    for level in LEVELS[:-1]:
        keys = [
            key
            for key, own, its in zip(nesting.keys, scores, nesting.levels, strict=True)
            if its == level and own[PUBLIC_VALUE].value is not None
        ]
        if len(keys) > 1:
            group_draws = np.ascontiguousarray(draws[[places[key] for key in keys]].T)
            ranks = rank_systems(group_draws, generator(plan.seed, f"portfolio ties {level}"), plan.chunk)
            ends = zip(ranks.low, ranks.middle, ranks.high, strict=True)
            found |= {key: (int(low), int(mid), int(high)) for key, (low, mid, high) in zip(keys, ends, strict=True)}
    return found
