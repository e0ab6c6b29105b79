"""Many systems side by side: who ranks where and how surely, how scores spread, and groups that are large enough.

Scores, intervals and coverage of a system are those of its own assessment. Ranks come from one simulation of all
systems (see `draws.py`). What is compared is what means the same under all frameworks, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.model import PUBLIC_VALUE, Framework, Mean
from publicvalue.scores.portfolio.draws import (
    Chunk,
    Drawn,
    Plan,
    Watch,
    gather_evidenced,
    knot_scores,
    simulate_portfolio,
)
from publicvalue.scores.portfolio.effects import PooledEffect, pool_systems
from publicvalue.scores.portfolio.groups import group_medians, pool_groups
from publicvalue.scores.portfolio.levels import Nesting, agency_key
from publicvalue.scores.portfolio.member import By, Member
from publicvalue.scores.portfolio.nested import Measurements, NestedGroup, form_nested
from publicvalue.scores.portfolio.nodes import comparable_nodes
from publicvalue.scores.portfolio.warnings import warn
from publicvalue.scores.ranks import Ranks, rank_systems
from publicvalue.scores.sheet import ScoreSheet, interval
from publicvalue.scores.simulation.parts import PartStore
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats, build_tree
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text, phrase

WeightKey = tuple[Literal["system", "organisation", "country"], str]
SPREAD = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Quantiles of the systems' scores that show how they spread."""


@dataclass(frozen=True)
class ScoreSpread:
    """How the systems' scores at one node spread: quantiles of the scores, not of their uncertainty.

    Parameters
    ----------
    node
        Id of the node.
    known, systems
        Systems with a score there, of how many.
    quantiles
        Scores at `SPREAD`, shape (5,); None where no system has one.
    """

    node: str
    known: int
    systems: int
    quantiles: tuple[float, ...] | None


@dataclass(frozen=True)
class SystemGroup:
    """A group of systems that is large enough to show.

    Parameters
    ----------
    label
        Its country, organisation or phase, or `others`.
    systems
        Systems in it that have a score.
    median, low, high
        Median of the systems' public value, with its 95 % interval.
    coverage
        Mean coverage of its systems.
    """

    label: str
    systems: int
    median: float
    low: float
    high: float
    coverage: float


@dataclass(frozen=True)
class Choices:
    """What the caller of a portfolio chooses.

    Parameters
    ----------
    seed, draws, chunk
        Start of the random numbers, size of the Monte Carlo and of its parts.
    by, minimum
        What systems are grouped by, and the fewest systems in a group that is shown.
    mean
        Mean that forms an agency from its systems, a country from its agencies, the region from its countries.
    weights
        Id of a system, key of an agency (`BRB/Revenue Authority`) or code of a country, by level -> its weight among
        its siblings; 1 where none is given.
    region
        What the whole is called.
    weighed_by
        Whose weights form the scores of all systems, in words; empty for those of each system's own framework.

    Raises
    ------
    MethodError
        When there is no such way to group systems, or no such mean.
    """

    seed: int
    draws: int = 10_000
    chunk: int = 1000
    by: By = "country"
    minimum: int = 5
    mean: Mean = "arithmetic"
    weights: Mapping[WeightKey, float] = field(default_factory=dict)
    region: str = phrase("Region")
    weighed_by: str = ""

    def __post_init__(self) -> None:
        """Refuse names that are not known."""
        check_name(self.by, By, "way to group systems")
        check_name(self.mean, Mean, "mean")


@dataclass(frozen=True)
class Portfolio:
    """Everything that is said of a portfolio.

    Parameters
    ----------
    members
        Ranked systems, the best expected rank first; the order of the rows of `ranks`.
    unranked
        Systems without a rank, which stand apart: first those that a red line or severe harm stops, which are drawn and
        counted in groups; then those of which too little is known, or whose public value does not compare.
    nodes
        Nodes that mean the same under all frameworks: public value, dimensions, components.
    ranks, drawn
        Ranks by public value, and the draws of all that compare, the ranked first, then the stopped; None when fewer
        than two systems can be ranked.
    spread
        Node id -> spread.
    groups
        By country, organisation or phase.
    nested
        Agencies, countries and the region, scores and coverage of each; their members count through `members`, then
        `unranked`.
    warnings
        Sentences that a reader of the ranks must know.
    plan, by, minimum
        How it was drawn and grouped.
    """

    members: tuple[Member, ...]
    unranked: tuple[Member, ...]
    nodes: tuple[str, ...]
    ranks: Ranks | None
    drawn: Drawn | None = field(repr=False)
    spread: Mapping[str, ScoreSpread]
    groups: tuple[SystemGroup, ...]
    nested: tuple[NestedGroup, ...]
    warnings: tuple[Text, ...]
    plan: Plan
    choices: Choices

    @property
    def by(self) -> By:
        """What systems are grouped by."""
        return self.choices.by

    @property
    def minimum(self) -> int:
        """Fewest systems in a group that is shown."""
        return self.choices.minimum

    @property
    def effects(self) -> tuple[PooledEffect, ...]:
        """Effects of adoption that two or more systems have on the same question."""
        systems = [(one.id, one.title, one.effects) for one in (*self.members, *self.unranked)]
        return pool_systems(systems, self.minimum)

    @property
    def framework(self) -> Framework:
        """The framework that names the nodes."""
        return (self.members or self.unranked)[0].framework


def keep_member(id: str, title: str, labels: Mapping[By, str], framework: Framework, sheet: ScoreSheet) -> Member:
    """Keep what a portfolio needs of one assessment's scores; its draws can then be forgotten."""
    simulation = sheet.simulation
    known = {
        indicator: knot_scores(simulation.indicators[:, column])
        for column, indicator in enumerate(simulation.tree.indicators)
        if not np.isnan(simulation.points[column])
    }
    return Member(id, title, labels["country"], labels["organisation"], labels["phase"], framework, sheet.scores, known)


Keep = Callable[[Plan, Sequence[Member]], PartStore[Chunk]]
"""Given the plan and the systems, returns the store that keeps their chunks."""


def form_portfolio(
    members: Sequence[Member], choices: Choices, keep: Keep | None = None, watch: Watch = lambda _done, _all: None
) -> Portfolio:
    """Form a portfolio of two or more systems.

    Parameters
    ----------
    members
        Its systems, each with an id of its own.
    choices
        Seed, draws and groups.
    keep
        Makes the store of the chunks, so that a long simulation can go on where it stopped.
    watch
        Called after each chunk.

    Raises
    ------
    InputError
        For fewer than two systems, two of the same id, or frameworks that share no question.
    MethodError
        For a smallest group below two.
    """
    check_members(members)
    pool_groups([], choices.minimum)
    ordered = sorted(members, key=lambda member: member.id)
    nodes = comparable_nodes([member.framework for member in ordered])
    drawable = [member for member in ordered if _comparable(member, nodes)]
    ranked = [member for member in drawable if not member.stopped]
    stopped = [member for member in drawable if member.stopped]
    spread = ordered[0].framework.weight_spread
    plan = Plan(choices.seed, choices.draws, choices.chunk, spread, nest_members([*ranked, *stopped], choices))
    ranks, drawn, placed = _rank(ranked, stopped, plan, keep, watch)
    known = [*placed, *stopped] if placed else []
    rest = [member for member in ordered if member.id not in {one.id for one in (*placed, *stopped)}]
    unranked = [*stopped, *sorted(rest, key=lambda member: not member.stopped)]
    return Portfolio(
        members=tuple(placed),
        unranked=tuple(unranked),
        nodes=nodes,
        ranks=ranks,
        drawn=drawn,
        spread={node: _spread(ordered, node) for node in nodes},
        groups=_groups(known, drawn, choices),
        nested=_nest([*placed, *unranked], len(known), drawn, plan, choices),
        warnings=(*_weighed(choices), *warn(ordered, placed, nodes)),
        plan=plan,
        choices=choices,
    )


def nest_members(members: Sequence[Member], choices: Choices) -> Nesting:
    """Say which agency and country each system belongs to, and what it weighs there."""
    systems = np.array([choices.weights.get(("system", member.id), 1.0) for member in members], dtype=np.float64)
    groups = {key: weight for (level, key), weight in choices.weights.items() if level != "system"}
    return Nesting(tuple((m.country, m.organisation) for m in members), systems, groups, choices.mean)


def agencies_of(members: Sequence[Member]) -> frozenset[str]:
    """Return the keys of all agencies."""
    return frozenset(agency_key((member.country, member.organisation)) for member in members)


def check_members(members: Sequence[Member]) -> None:
    """Refuse a portfolio of fewer than two systems, or with an id twice; raises InputError."""
    if len(members) < 2:
        raise InputError(
            [
                Problem(
                    Place(),
                    Text("a portfolio of {members}", members=len(members)),
                    Text("two assessments or more"),
                    Text("name more folders"),
                )
            ]
        )
    counts = Counter(member.id for member in members)
    twice = sorted(id for id, count in counts.items() if count > 1)
    do = Text("give each assessment an id of its own, or name it once")
    if twice:
        raise InputError(
            Problem(Place(), Text("{counts} assessments have the id '{name}'", counts=counts[id], name=id), "", do)
            for id in twice
        )


def _comparable(member: Member, nodes: Sequence[str]) -> bool:
    return PUBLIC_VALUE in nodes and member.scores[PUBLIC_VALUE].value is not None and member.compares


def _rank(
    ranked: list[Member], stopped: list[Member], plan: Plan, keep: Keep | None, watch: Watch
) -> tuple[Ranks | None, Drawn | None, list[Member]]:
    """Draw all that compare, and rank those that nothing stops; the best expected rank comes first."""
    if len(ranked) < 2:
        return None, None, []
    tree, drawable = build_tree(ranked[0].framework), [*ranked, *stopped]
    evidenced = gather_evidenced(tree, [member.known for member in drawable])
    drawn = simulate_portfolio(tree, evidenced, plan, keep(plan, drawable) if keep else None, watch)
    scores = np.ascontiguousarray(drawn.scores[:, : len(ranked)])
    ranks = rank_systems(scores, generator(plan.seed, "portfolio ties"), plan.chunk)
    order = np.lexsort((np.arange(len(ranked)), ranks.mean()))
    columns = np.concatenate([order, np.arange(len(ranked), len(drawable))])
    return ranks.in_order(order), drawn.in_order(columns), [ranked[i] for i in order]


def _spread(members: Sequence[Member], node: str) -> ScoreSpread:
    """Return how scores spread over the systems to which a node applies."""
    scores = [member.scores[node] for member in members if node in member.scores]
    values = [score.value for score in scores if score.value is not None]
    quantiles = tuple(float(q) for q in np.quantile(values, SPREAD)) if values else None
    return ScoreSpread(node, len(values), len(scores), quantiles)


def _groups(known: Sequence[Member], drawn: Drawn | None, choices: Choices) -> tuple[SystemGroup, ...]:
    if drawn is None:
        return ()
    pooled = pool_groups([member.label(choices.by) for member in known], choices.minimum)
    medians = group_medians(drawn.scores, pooled)
    return tuple(_group(label, [known[i] for i in systems], medians[label]) for label, systems in pooled.items())


def _nest(
    members: Sequence[Member], known: int, drawn: Drawn | None, plan: Plan, choices: Choices
) -> tuple[NestedGroup, ...]:
    """Form the levels of all systems; those after the first `known` do not compare, and count as unknown."""
    if drawn is None:
        return ()
    scores = [[member.scores[node] for node in drawn.nodes] for member in members]
    points = np.array([[np.nan if one.value is None else one.value for one in own] for own in scores], np.float64)
    coverage = np.array([[one.coverage for one in own] for own in scores])
    points[known:], coverage[known:] = np.nan, 0.0
    systems = Measurements(drawn.nodes, points, coverage)
    return form_nested(nest_members(members, choices), systems, drawn, plan, choices.minimum)


def _group(label: str, members: Sequence[Member], draws: Floats) -> SystemGroup:
    scores = [member.scores[PUBLIC_VALUE] for member in members]
    median = float(np.median([score.value for score in scores if score.value is not None]))
    low, high = interval(draws, median)
    coverage = float(np.mean([score.coverage for score in scores]))
    return SystemGroup(label, len(members), median, low, high, coverage)


def _weighed(choices: Choices) -> tuple[Text, ...]:
    if not choices.weighed_by:
        return ()
    return (
        Text(
            "All systems are scored under the weights of {weighed_by}, with the error of their sample.",
            weighed_by=choices.weighed_by,
        ),
    )
