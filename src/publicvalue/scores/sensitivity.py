"""What drives the uncertainty of public value and of its dimensions: Sobol indices of every uncertain input.

The inputs are the measured number of each evidenced indicator, the goalposts that rest on judgement (together), the
weights of each level, and what is unknown (one input, as the unknown moves together in the simulation). Indices are
given over what is evidenced, and over all with the unknown drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.measures.result import Measured
from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.goalposts import score_draws, score_values
from publicvalue.scores.paths import climb_path, path_nodes
from publicvalue.scores.sobol import Evaluations, SobolIndices, sobol_indices
from publicvalue.scores.tree import Floats, Tree, build_tree
from publicvalue.scores.uncertainty import draw_weights, generator

RUNS = 1024
"""Rows of each of the two samples."""

RESAMPLES = 100
"""Bootstrap resamples of the rows."""

CHANGED = 1e-9
"""Points from which an output counts as changed; less is rounding."""

Kind = Literal["indicator", "goalposts", "weights", "unknown"]
Over = Literal["evidenced", "all"]


@dataclass(frozen=True)
class Factor:
    """One uncertain input.

    Parameters
    ----------
    kind
        indicator, goalposts, weights or unknown.
    id
        Id of the indicator, or name of the level whose weights vary; empty for goalposts and unknown.
    """

    kind: Kind
    id: str = ""


@dataclass(frozen=True)
class Driver:
    """How far one input drives the uncertainty of one node.

    Parameters
    ----------
    factor
        The input.
    node
        Public value, or a dimension.
    over
        evidenced, or all: with the unknown drawn.
    first, first_half
        First-order index with the half-width of its 95 % interval: share of the variance that goes when this input
        alone becomes known.
    total, total_half
        Total-order index likewise: share of the variance that stays when all other inputs become known.
    alone
        Standard deviation of the node, in points, when this input alone varies and all else stands at its estimate.
    changed
        Share of the runs in which exchanging this input alone changed the node, 0 to 1: proof that it was varied.
    """

    factor: Factor
    node: str
    over: Over
    first: float
    first_half: float
    total: float
    total_half: float
    alone: float
    changed: float


@dataclass(frozen=True)
class _Sample:
    """One sample of all inputs; the weights and what is unknown have as many rows as the scores."""

    scores: Floats
    weights: tuple[Floats, ...]
    unknown: Floats

    def seen(self, over: Over) -> Floats:
        """Return the indicators' scores, with the unknown filled in when over all."""
        return self.scores if over == "evidenced" else np.where(np.isnan(self.scores), self.unknown, self.scores)


@dataclass(frozen=True)
class _Climbed:
    """A sample with its scores at every level: what one indicator's way up starts from."""

    below: tuple[Floats, ...]
    weights: tuple[Floats, ...]
    outputs: Floats


@dataclass(frozen=True)
class _Design:
    """The two samples, and A's scores with the numbers, or with the goalposts, from B; then the point estimates."""

    tree: Tree
    factors: tuple[Factor, ...]
    a: _Sample
    b: _Sample
    numbers_from_b: Floats
    goalposts_from_b: Floats
    points: _Sample
    numbers_alone: Floats
    goalposts_alone: Floats


def find_drivers(framework: Framework, measured: Mapping[str, Measured], seed: int) -> tuple[Driver, ...]:
    """Find what drives the uncertainty of public value and of each dimension.

    Parameters
    ----------
    framework
        What was asked.
    measured
        Indicator id -> number with its draws; both samples are taken from these, without overlap.
    seed
        Start of the random numbers.

    Returns
    -------
    tuple of Driver
        For each scope and node that varies, every input, the largest total order first. Over all is left out where
        nothing is unknown, and a node over what is evidenced where nothing of it is.
    """
    if not measured:
        return ()
    design = _design(framework, build_tree(framework), measured, seed)
    scopes: tuple[Over, ...] = ("evidenced", "all") if np.isnan(design.a.scores).any() else ("evidenced",)
    return tuple(driver for over in scopes for driver in _drivers(design, over, seed))


def _design(framework: Framework, tree: Tree, measured: Mapping[str, Measured], seed: int) -> _Design:
    runs = min(RUNS, *(len(found.draws) // 2 for found in measured.values()))
    seeds = [int(one) for one in generator(seed, "sensitivity").integers(0, 2**32, 2)]
    halves = {id: generator(seed, f"sensitivity {id}").permutation(found.draws) for id, found in measured.items()}
    first = {id: drawn[:runs] for id, drawn in halves.items()}
    other = {id: drawn[runs : 2 * runs] for id, drawn in halves.items()}
    still = {id: np.full(runs, found.estimate) for id, found in measured.items()}

    def sample(numbers: Mapping[str, Floats], start: int) -> _Sample:
        unknown = generator(start, "unknown").uniform(0, 100, (runs, 1))
        return _Sample(_scores(framework, tree, numbers, start), draw_weights(framework, tree, start, runs), unknown)

    points = _Sample(
        _scores(framework, tree, still, None), tuple(level.weights for level in tree.levels), np.full((runs, 1), 50.0)
    )
    return _Design(
        tree=tree,
        factors=_factors(framework, tree, measured),
        a=sample(first, seeds[0]),
        b=sample(other, seeds[1]),
        numbers_from_b=_scores(framework, tree, other, seeds[0]),
        goalposts_from_b=_scores(framework, tree, first, seeds[1]),
        points=points,
        numbers_alone=_scores(framework, tree, first, None),
        goalposts_alone=_scores(framework, tree, still, seeds[0]),
    )


def _factors(framework: Framework, tree: Tree, measured: Mapping[str, Measured]) -> tuple[Factor, ...]:
    judged = any(i.id in measured and i.goalposts.judged for i in framework.indicators)
    return (
        *(Factor("indicator", id) for id in tree.indicators if id in measured),
        *((Factor("goalposts"),) if judged else ()),
        *(Factor("weights", level.name) for level in tree.levels),
        Factor("unknown"),
    )


def _scores(framework: Framework, tree: Tree, numbers: Mapping[str, Floats], seed: int | None) -> Floats:
    """Score numbers, shape (runs, indicators); judged goalposts vary from a seed, and stand still without one."""
    runs = len(next(iter(numbers.values())))
    scores = np.full((runs, len(tree.indicators)), np.nan)
    for indicator in framework.indicators:
        if indicator.id in numbers:
            values, curve = numbers[indicator.id], indicator.goalposts
            rng = generator(seed, f"goalposts {indicator.id}") if seed is not None else None
            scores[:, tree.indicators.index(indicator.id)] = (
                score_values(curve, values) if rng is None else score_draws(curve, values, framework.anchor_spread, rng)
            )
    return scores


def _drivers(design: _Design, over: Over, seed: int) -> list[Driver]:
    factors = [factor for factor in design.factors if over == "all" or factor.kind != "unknown"]
    a, b, still = (_climb(design.tree, sample, over) for sample in (design.a, design.b, design.points))
    kept = np.flatnonzero(np.isfinite(a.outputs).all(axis=0))
    nodes = [(PUBLIC_VALUE, *design.tree.levels[-1].children)[place] for place in kept]
    ab = np.stack([_exchanged(design, factor, over, a)[:, kept] for factor in factors])
    alone = np.stack([_alone(design, factor, over, still)[:, kept].std(axis=0) for factor in factors])
    changed = (np.abs(ab - a.outputs[:, kept]) > CHANGED).mean(axis=1)
    rng = generator(seed, f"sensitivity resamples {over}")
    found = sobol_indices(Evaluations(a.outputs[:, kept], b.outputs[:, kept], ab), RESAMPLES, rng)
    return [
        _driver(found, (factors[row], row), (nodes[column], column, over), (alone[row, column], changed[row, column]))
        for column in range(len(nodes))
        if np.isfinite(found.total[:, column]).all()
        for row in np.argsort(-found.total[:, column], kind="stable")
    ]


def _driver(
    found: SobolIndices, factor: tuple[Factor, int], node: tuple[str, int, Over], proof: tuple[float, float]
) -> Driver:
    parts = (found.first, found.first_half, found.total, found.total_half)
    first, first_half, total, total_half = (float(part[factor[1], node[1]]) for part in parts)
    return Driver(factor[0], node[0], node[2], first, first_half, total, total_half, float(proof[0]), float(proof[1]))


def _climb(tree: Tree, sample: _Sample, over: Over) -> _Climbed:
    seen = sample.seen(over)
    levels = aggregate_tree(tree, seen, sample.weights)
    return _Climbed((seen, *levels[:-1]), sample.weights, np.concatenate([levels[-1], levels[-2]], axis=1))


def _exchanged(design: _Design, factor: Factor, over: Over, base: _Climbed) -> Floats:
    """Return public value and the dimensions on A with one factor from B, shape (runs, 1 + dimensions)."""
    a = design.a
    match factor.kind:
        case "indicator":
            return _one_indicator(design.tree, base, factor.id, design.numbers_from_b)
        case "goalposts":
            changed = replace(a, scores=design.goalposts_from_b)
        case "weights":
            changed = replace(a, weights=_one_level(design, a, factor.id))
        case "unknown":
            changed = replace(a, unknown=design.b.unknown)
    return _climb(design.tree, changed, over).outputs


def _alone(design: _Design, factor: Factor, over: Over, base: _Climbed) -> Floats:
    """Return the same when one factor varies and all others stand at their estimate."""
    points = design.points
    match factor.kind:
        case "indicator":
            return _one_indicator(design.tree, base, factor.id, design.numbers_alone)
        case "goalposts":
            changed = replace(points, scores=design.goalposts_alone)
        case "weights":
            changed = replace(points, weights=_one_level(design, points, factor.id))
        case "unknown":
            changed = replace(points, unknown=design.b.unknown)
    return _climb(design.tree, changed, over).outputs


def _one_level(design: _Design, sample: _Sample, name: str) -> tuple[Floats, ...]:
    levels = zip(design.tree.levels, sample.weights, design.b.weights, strict=True)
    return tuple(varied if level.name == name else kept for level, kept, varied in levels)


def _one_indicator(tree: Tree, base: _Climbed, id: str, scores: Floats) -> Floats:
    """Return the outputs with one indicator's scores replaced; only its own way up is climbed again."""
    column = tree.indicators.index(id)
    climbed = climb_path(tree, base.below, base.weights, column, scores[:, column])
    outputs = base.outputs.copy()
    outputs[:, 0], outputs[:, 1 + path_nodes(tree, column)[-2]] = climbed[-1], climbed[-2]
    return outputs
