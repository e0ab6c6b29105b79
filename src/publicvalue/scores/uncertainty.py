"""One Monte Carlo over all that is uncertain: evidence, judged goalposts, weights, open choices, what is unknown.

A framework may leave choices of the method open (`alternatives`): which mean forms a level, and whether the given or
equal weights count. Each draw takes one alternative of every open choice, all as likely as each other.

What is unknown is never given a value. Two sets of scores are simulated: over what is evidenced alone; and over all,
where every unknown indicator takes the same score, drawn evenly from 0 to 100. Tying the unknowns together is the
cautious choice: were they drawn one by one they would average out near 50 and look like knowledge.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured
from publicvalue.scores.aggregate import Method, aggregate_tree
from publicvalue.scores.goalposts import score_draws, score_values
from publicvalue.scores.samples import draw_between, draw_evenly
from publicvalue.scores.tree import Floats, Indices, Level, Tree

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Simulation:
    """Simulated scores.

    Parameters
    ----------
    tree
        The tree, which names the columns.
    points
        Scores of the indicators at their estimates, shape (indicators,); NaN where unknown.
    indicators
        Score draws of the indicators, shape (draws, indicators); NaN columns where unknown.
    evidenced, everything
        Scores of each level, each of shape (draws, nodes): over what is evidenced, and with the unknown drawn.
    method
        Weights and open choices of each draw.
    """

    tree: Tree
    points: Floats
    indicators: Floats
    evidenced: tuple[Floats, ...]
    everything: tuple[Floats, ...]
    method: Method


def generator(seed: int, name: str) -> np.random.Generator:
    """Return a generator of its own for a name, so that one more indicator changes no other's numbers."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def simulate(framework: Framework, tree: Tree, measured: Mapping[str, Measured], seed: int, draws: int) -> Simulation:
    """Simulate scores at every level of the tree.

    Parameters
    ----------
    framework
        The framework: goalposts and spreads.
    tree
        Its tree.
    measured
        Indicator id -> number with draws, for the indicators that are evidenced; each with `draws` draws.
    seed, draws
        Start of the random numbers and size of the simulation.
    """
    points = np.full(len(tree.indicators), np.nan)
    # Column after column in memory, as it is written, sorted and averaged.
    scores = np.full((len(tree.indicators), draws), np.nan).T
    goalposts = {indicator.id: indicator.goalposts for indicator in framework.indicators}
    for column, id in enumerate(tree.indicators):
        if id in measured:
            rng = generator(seed, f"goalposts {id}")
            points[column] = score_values(goalposts[id], np.array([measured[id].estimate]))[0]
            scores[:, column] = score_draws(goalposts[id], measured[id].draws, framework.anchor_spread, rng)
    method = draw_method(framework, tree, seed, draws)
    unknown = draw_between(generator(seed, "unknown"), 0.0, 100.0, 1, draws).T
    everything = aggregate_tree(tree, np.where(np.isnan(scores), unknown, scores), method)
    return Simulation(tree, points, scores, aggregate_tree(tree, scores, method), everything, method)


def draw_method(
    framework: Framework, tree: Tree, seed: int, draws: int, factors: tuple[Floats, ...] | None = None
) -> Method:
    """Draw the method: weights that vary evenly by the framework's spread, and one alternative of each open choice.

    `factors` are those of `draw_factors` where they are drawn already: other weights and means vary by the same.
    """
    equal = draw_choice(seed, "weights", 2, draws) == 1 if tree.equal_weights else None
    if factors is None:
        factors = tuple(draw_factors(level, framework.weight_spread, seed, draws) for level in tree.levels)
    return Method(
        tuple(weigh(level, factor, equal, seed) for level, factor in zip(tree.levels, factors, strict=True)),
        tuple(
            draw_choice(seed, f"mean of {level.name}", len(level.means), draws) if len(level.means) > 1 else None
            for level in tree.levels
        ),
    )


def draw_weights(level: Level, spread: float, seed: int, draws: int, equal: Flags | None) -> Floats:
    """Return weights of a level that vary evenly by a spread, shape (draws, children); equal ones where asked."""
    return weigh(level, draw_factors(level, spread, seed, draws), equal, seed)


def draw_factors(level: Level, spread: float, seed: int, draws: int) -> Floats:
    """Return what the weights of a level vary by, evenly within a spread, shape (children, draws)."""
    rng = generator(seed, f"weights {level.name}")
    return draw_between(rng, 1 - spread, 1 + spread, len(level.weights), draws)


def weigh(level: Level, factors: Floats, equal: Flags | None, seed: int) -> Floats:
    """Return a level's weights times their factors, shape (draws, children); equal ones where asked.

    Weights that come from a sample of people vary as their sample allows instead.
    """
    weights = level.weights[:, np.newaxis]
    if equal is not None:
        weights = np.where(equal, weights > 0, weights)
    return weigh_by_people(level, (weights * factors).T, seed)


def draw_choice(seed: int, name: str, alternatives: int, draws: int) -> Indices:
    """Return an alternative for each draw, from 0, shape (draws,); all as often as each other."""
    even = draw_evenly(generator(seed, f"choice of {name}"), 1, draws)[0]
    picks: Indices = (even * alternatives).astype(np.intp)
    return picks


def weigh_by_people(level: Level, weights: Floats, seed: int) -> Floats:
    """Put draws from people's sample in the place of weights that come from people.

    Parameters
    ----------
    level
        The level, with the draws of its sampled weights.
    weights
        Weights that vary by the spread, shape (draws, children).
    seed
        Start of the random numbers: the same draws of people serve every level.
    """
    if level.sampled is None:
        return weights
    picks = generator(seed, "weights of people").integers(len(level.sampled), size=len(weights))
    drawn = level.sampled[picks]
    return np.where(np.isnan(drawn), weights, drawn)
