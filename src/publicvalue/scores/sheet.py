"""The score sheet: for every node its score, interval, coverage, bounds and strength, and the draws behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from publicvalue.framework.model import Framework
from publicvalue.measures.result import LEVEL, Measured
from publicvalue.scores.aggregate import Method, aggregate_tree
from publicvalue.scores.bounds import bounds, coverage, fill_unknown
from publicvalue.scores.sides import build_sides
from publicvalue.scores.simulation.uncertainty import Simulation, simulate
from publicvalue.scores.tree import Floats, Indices, build_tree


@dataclass(frozen=True)
class Score:
    """A node's score.

    Parameters
    ----------
    node
        Id of an indicator, component, group, dimension, stage, category, or `public_value`.
    value
        Score over what is evidenced, 0 to 100; None where nothing is.
    low, high
        95 % interval of that score; None where nothing is evidenced.
    coverage
        Share of the node's weight that is evidenced, 0 to 1.
    bound_low, bound_high
        Score if everything unknown scored 0, or 100.
    strength
        Weighted median strength of the evidence, 0 (none) to 5.
    """

    node: str
    value: float | None
    low: float | None
    high: float | None
    coverage: float
    bound_low: float
    bound_high: float
    strength: int


@dataclass(frozen=True)
class ScoreSheet:
    """All scores of one assessment.

    Parameters
    ----------
    scores
        Node id -> score.
    simulation
        The draws of the tree.
    evidenced, everything
        Node id -> draws, for every node above the indicators, tree and sides alike.
    """

    scores: Mapping[str, Score]
    simulation: Simulation = field(repr=False)
    evidenced: Mapping[str, Floats] = field(repr=False)
    everything: Mapping[str, Floats] = field(repr=False)

    def probability_at_least(self, node: str, score: float, over: str = "evidenced") -> float | None:
        """Return the probability that a node scores at least so much; None where nothing is evidenced."""
        draws = (self.everything if over == "all" else self.evidenced)[node]
        return None if np.isnan(draws).any() else float(np.mean(draws >= score))


@dataclass(frozen=True)
class _Nodes:
    """Numbers of a set of nodes, in one order: points, draws, coverage, bounds, leaf weights."""

    ids: tuple[str, ...]
    points: Floats
    evidenced: Floats
    everything: Floats
    coverage: Floats
    low: Floats
    high: Floats
    leaf_weights: tuple[Floats, ...]


def score_assessment(framework: Framework, measured: Mapping[str, Measured], seed: int, draws: int) -> ScoreSheet:
    """Score everything that was measured.

    Parameters
    ----------
    framework
        What was asked.
    measured
        Indicator id -> number with `draws` draws.
    seed, draws
        Start of the random numbers and size of the Monte Carlo.
    """
    tree = build_tree(framework)
    simulation = simulate(framework, tree, measured, seed, draws)
    strengths = np.array([measured[id].strength if id in measured else -1 for id in tree.indicators])
    scores = {score.node: score for score in _indicator_scores(simulation, strengths)}
    evidenced, everything = {}, {}
    for nodes in (*_tree_nodes(simulation), *_side_nodes(framework, simulation)):
        for column, id in enumerate(nodes.ids):
            scores[id] = _score(nodes, column, strengths)
            evidenced[id], everything[id] = nodes.evidenced[:, column], nodes.everything[:, column]
    return ScoreSheet(scores, simulation, evidenced, everything)


def interval(draws: Floats, value: float) -> tuple[float, float]:
    """Return the interval of a score from its draws, widened where needed to hold the score itself."""
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return min(float(low), value), max(float(high), value)


def _indicator_scores(simulation: Simulation, strengths: Indices) -> Iterator[Score]:
    for column, id in enumerate(simulation.tree.indicators):
        point = float(simulation.points[column])
        if np.isnan(point):
            yield Score(id, None, None, None, 0.0, 0.0, 100.0, 0)
        else:
            low, high = interval(simulation.indicators[:, column], point)
            yield Score(id, point, low, high, 1.0, point, point, int(strengths[column]))


def rescored(sheet: ScoreSheet, simulation: Simulation, levels: int) -> ScoreSheet:
    """Return a sheet whose upmost levels are those of another simulation over the same indicators.

    Parameters
    ----------
    sheet
        The sheet; what stands further down or beside the tree stays as it is.
    simulation
        The other simulation.
    levels
        Number of levels, public value among them.
    """
    known = (sheet.scores[id] for id in simulation.tree.indicators)
    strengths = np.array([-1 if score.value is None else score.strength for score in known])
    scores, evidenced, everything = dict(sheet.scores), dict(sheet.evidenced), dict(sheet.everything)
    for nodes in _tree_nodes(simulation, levels):
        for column, id in enumerate(nodes.ids):
            scores[id] = _score(nodes, column, strengths)
            evidenced[id], everything[id] = nodes.evidenced[:, column], nodes.everything[:, column]
    return ScoreSheet(scores, simulation, evidenced, everything)


def _tree_nodes(simulation: Simulation, levels: int | None = None) -> Iterator[_Nodes]:
    """Yield the nodes of each level; of the upmost so many where a number is given."""
    tree, points = simulation.tree, simulation.points
    climbed, covered, (lows, highs) = aggregate_tree(tree, points), coverage(tree, points), bounds(tree, points)
    first = 0 if levels is None else len(tree.levels) - levels
    for position, level in list(enumerate(tree.levels))[first:]:
        shares, parents = tree.leaf_shares(position), tree.leaf_nodes(position)
        yield _Nodes(
            level.nodes,
            climbed[position],
            simulation.evidenced[position],
            simulation.everything[position],
            covered[position],
            lows[position],
            highs[position],
            tuple(np.where(parents == node, shares, 0.0) for node in range(len(level.nodes))),
        )


def _side_nodes(framework: Framework, simulation: Simulation) -> Iterator[_Nodes]:
    """Score what stands beside the tree: categories within dimensions, stages, and categories across dimensions."""
    tree, points = simulation.tree, simulation.points
    leaf, known = tree.leaf_shares(len(tree.levels) - 1), ~np.isnan(points)
    sides = build_sides(framework, tree)
    leaves = tuple(np.where(own, leaf, 0.0) for own in sides.leaves(tree))

    def form(indicators: Floats, components: Floats, method: Method | None = None) -> Floats:
        return sides.form(sides.columns(indicators, components, method))

    lows, highs = (fill_unknown(points, score) for score in (0.0, 100.0))
    yield _Nodes(
        sides.nodes,
        form(points, aggregate_tree(tree, points)[0]),
        form(simulation.indicators, simulation.evidenced[0], simulation.method),
        form(simulation.filled, simulation.everything[0], simulation.method),
        np.array([float(w @ known) / float(w.sum()) if w.sum() > 0 else 0.0 for w in leaves]),
        form(lows, aggregate_tree(tree, lows)[0]),
        form(highs, aggregate_tree(tree, highs)[0]),
        leaves,
    )


def _score(nodes: _Nodes, column: int, strengths: Indices) -> Score:
    point = float(nodes.points[column])
    known = not np.isnan(point)
    low, high = interval(nodes.evidenced[:, column], point) if known else (None, None)
    return Score(
        node=nodes.ids[column],
        value=point if known else None,
        low=low,
        high=high,
        coverage=min(1.0, float(nodes.coverage[column])),
        bound_low=float(nodes.low[column]),
        bound_high=float(nodes.high[column]),
        strength=_median_strength(strengths, nodes.leaf_weights[column]),
    )


def _median_strength(strengths: Indices, weights: Floats) -> int:
    """Return the weighted median of the strengths that are known (the lower one at a tie); 0 where none is."""
    used = np.where(strengths >= 0, weights, 0.0)
    if used.sum() <= 0:
        return 0
    order = np.argsort(strengths, kind="stable")
    running = np.cumsum(used[order])
    return int(strengths[order][np.searchsorted(running, running[-1] / 2 - 1e-12)])
