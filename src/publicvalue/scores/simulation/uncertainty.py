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
from publicvalue.scores.bounds import fill_unknown
from publicvalue.scores.goalposts import score_draws, score_values
from publicvalue.scores.simulation.samples import Inputs, batch_ends, draw_inputs
from publicvalue.scores.tree import Floats, Tree, TreeLevel

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
    unknown
        Score of all that is unknown in each draw, shape (draws, 1).
    method
        Weights and open choices of each draw.
    factors
        What the weights of each level vary by, shapes (children, draws): other weights and means vary by the same.
    inputs
        The quasi-random inputs, from which other weights and means are drawn alike.
    """

    tree: Tree
    points: Floats
    indicators: Floats
    evidenced: tuple[Floats, ...]
    everything: tuple[Floats, ...]
    unknown: Floats
    method: Method
    factors: tuple[Floats, ...]
    inputs: Inputs

    @property
    def filled(self) -> Floats:
        """Score draws of the indicators with the unknown drawn, shape (draws, indicators)."""
        return fill_unknown(self.indicators, self.unknown)


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

    Raises
    ------
    MethodError
        When there are more inputs than a Sobol sequence has columns.
    """
    inputs = draw_inputs(name_inputs(framework, tree), batch_ends(draws), generator(seed, "inputs"))
    points = np.full(len(tree.indicators), np.nan)
    # Column after column in memory, as it is written, sorted and averaged.
    scores = np.full((len(tree.indicators), draws), np.nan).T
    goalposts = {indicator.id: indicator.goalposts for indicator in framework.indicators}
    for column, id in enumerate(tree.indicators):
        if id in measured:
            points[column] = score_values(goalposts[id], np.array([measured[id].estimate]))[0]
            values = inputs.arrange(f"evidence {id}", measured[id].draws)
            scores[:, column] = score_draws(goalposts[id], values, draw_moves(framework, id, inputs))
    factors = tuple(draw_factors(level, framework.weight_spread, inputs) for level in tree.levels)
    method = draw_method(tree, inputs, factors)
    unknown = inputs.between("unknown", 0.0, 100.0).T
    everything = aggregate_tree(tree, fill_unknown(scores, unknown), method)
    evidenced = aggregate_tree(tree, scores, method)
    return Simulation(tree, points, scores, evidenced, everything, unknown, method, factors, inputs)


def name_inputs(framework: Framework, tree: Tree) -> dict[str, int]:
    """Name all inputs of a simulation, and how many each name stands for: those that weigh most in the result first.

    They are all that a framework asks for, evidenced or not, so that one more indicator changes no other's numbers.
    """
    judged = {indicator.id for indicator in framework.indicators if indicator.goalposts.judged}
    downwards = tree.levels[::-1]
    return {
        "unknown": 1,
        "choice of weights": 1,
        "people": 1,
        **{f"mean of {level.name}": 1 for level in downwards},
        **{f"weights {level.name}": len(level.children) for level in downwards[:-1]},
        **{f"evidence {id}": 1 for id in tree.indicators},
        **{f"goalposts {id}": 2 for id in tree.indicators if id in judged},
        **{f"weights {level.name}": len(level.children) for level in downwards[-1:]},
    }


def draw_moves(framework: Framework, id: str, inputs: Inputs) -> Floats | None:
    """Draw how an indicator's judged goalposts move and stretch, shape (2, draws); None where they stand firm."""
    name = f"goalposts {id}"
    spread = framework.anchor_spread
    return inputs.between(name, -spread, spread) if name in inputs.places else None


def draw_method(tree: Tree, inputs: Inputs, factors: tuple[Floats, ...]) -> Method:
    """Draw the method: weights that vary by their factors, and one alternative of each open choice."""
    equal = inputs.pick("choice of weights", 2) == 1 if tree.equal_weights else None
    return Method(
        tuple(weigh(level, factor, equal, inputs) for level, factor in zip(tree.levels, factors, strict=True)),
        tuple(
            inputs.pick(f"mean of {level.name}", len(level.means)) if len(level.means) > 1 else None
            for level in tree.levels
        ),
    )


def draw_factors(level: TreeLevel, spread: float, inputs: Inputs) -> Floats:
    """Return what the weights of a level vary by, evenly within a spread, shape (children, draws)."""
    return inputs.between(f"weights {level.name}", 1 - spread, 1 + spread)


def weigh(level: TreeLevel, factors: Floats, equal: Flags | None, inputs: Inputs) -> Floats:
    """Return a level's weights times their factors, shape (draws, children); equal ones where asked.

    Given weights that come from a sample of people vary as the sample allows instead, in every level by the same draw.
    """
    weights = level.weights[:, np.newaxis]
    if equal is not None:
        weights = np.where(equal, weights > 0, weights)
    weighted = (weights * factors).T
    if level.sampled is None:
        return weighted
    drawn = level.sampled[inputs.pick("people", len(level.sampled))]
    given = ~np.isnan(drawn) if equal is None else ~np.isnan(drawn) & ~equal[:, np.newaxis]
    return np.where(given, drawn, weighted)
