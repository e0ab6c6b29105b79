"""One Monte Carlo over everything that is uncertain: evidence, judged goalposts, weights, and what is unknown.

What is unknown is never given a value. Two sets of scores are simulated: over what is evidenced alone; and over all,
where every unknown indicator takes the same score, drawn evenly from 0 to 100. Tying the unknowns together is the
cautious choice: were they drawn one by one they would average out near 50 and look like knowledge.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured
from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.goalposts import score_draws, score_values
from publicvalue.scores.tree import Floats, Tree


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
    """

    tree: Tree
    points: Floats
    indicators: Floats
    evidenced: tuple[Floats, ...]
    everything: tuple[Floats, ...]


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
    scores = np.full((draws, len(tree.indicators)), np.nan)
    goalposts = {indicator.id: indicator.goalposts for indicator in framework.indicators}
    for column, id in enumerate(tree.indicators):
        if id in measured:
            rng = generator(seed, f"goalposts {id}")
            points[column] = score_values(goalposts[id], np.array([measured[id].estimate]))[0]
            scores[:, column] = score_draws(goalposts[id], measured[id].draws, framework.anchor_spread, rng)
    weights = draw_weights(framework, tree, seed, draws)
    unknown = generator(seed, "unknown").uniform(0, 100, (draws, 1))
    everything = aggregate_tree(tree, np.where(np.isnan(scores), unknown, scores), weights)
    return Simulation(tree, points, scores, aggregate_tree(tree, scores, weights), everything)


def draw_weights(framework: Framework, tree: Tree, seed: int, draws: int) -> tuple[Floats, ...]:
    """Return weights of each level that vary evenly by the framework's spread, each of shape (draws, children)."""
    spread = framework.weight_spread
    return tuple(
        level.weights
        * generator(seed, f"weights {level.name}").uniform(1 - spread, 1 + spread, (draws, len(level.weights)))
        for level in tree.levels
    )
