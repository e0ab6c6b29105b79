"""What drives the uncertainty of every node, from components to public value: Sobol indices of every uncertain input.

The inputs are the measured number of each evidenced indicator, the goalposts that rest on judgement (together), the
weights of each level, the choices of the method that the framework leaves open (the mean of each level, and the
weighting), and what is unknown (one input, as the unknown moves together in the simulation). Indices are given over
what is evidenced, and over all with the unknown drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.model import Framework
from publicvalue.framework.nodes import parts_of
from publicvalue.measures.result import Measured
from publicvalue.schema.spelling import nearest
from publicvalue.scores.drivers.design import Factor, Over, SampleDesign, build_design
from publicvalue.scores.drivers.sobol import Evaluations, SobolIndices, sobol_indices
from publicvalue.scores.rounding import rank_key, rounded
from publicvalue.scores.sides import build_sides
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import build_tree
from publicvalue.words.text import Text

RESAMPLES = 100
"""Bootstrap resamples of the rows."""

CHANGED = 1e-9
"""Points from which an output counts as changed; less is rounding."""


@dataclass(frozen=True)
class Driver:
    """How far one input drives the uncertainty of one node.

    Parameters
    ----------
    factor
        The input.
    node
        Id of a component, category, dimension, stage, or public value.
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
class Interaction:
    """How far two inputs drive the uncertainty of a node only together.

    Parameters
    ----------
    factors
        The two inputs.
    node, over
        As for `Driver`.
    second, second_half
        Second-order index with the half-width of its 95 % interval, as a share of the variance.
    """

    factors: tuple[Factor, Factor]
    node: str
    over: Over
    second: float
    second_half: float


def find_drivers(
    framework: Framework, measured: Mapping[str, Measured], seed: int, nodes: Collection[str] = ()
) -> tuple[Driver, ...]:
    """Find what drives the uncertainty of nodes above the indicators.

    Parameters
    ----------
    framework
        What was asked.
    measured
        Indicator id -> number with its draws; both samples are taken from these, without overlap.
    seed
        Start of the random numbers.
    nodes
        Ids of the nodes; all when empty. The numbers of a node are the same whichever others are asked for.

    Returns
    -------
    tuple of Driver
        For each scope and node that varies, every input, the largest total order first; public value, then the levels
        downwards, then what stands beside the tree. Over all is left out where nothing is unknown, and a node over what
        is evidenced where nothing of it is.

    Raises
    ------
    InputError
        When the framework has no such node above the indicators.
    """
    check_nodes(framework, nodes)
    if not measured:
        return ()
    design = build_design(framework, measured, seed, beside=not nodes or any(_beside(node) for node in nodes))
    return tuple(driver for over in design.scopes() for driver in _drivers(design, over, seed, nodes))


def find_interactions(
    framework: Framework, measured: Mapping[str, Measured], seed: int, node: str
) -> tuple[Interaction, ...]:
    """Find which pairs of inputs drive one node together; the largest first, in each scope.

    Parameters
    ----------
    framework, measured, seed
        As for `find_drivers`.
    node
        The node. A pair of inputs that do not change it both is left out.

    Raises
    ------
    InputError
        When the framework has no such node above the indicators.
    """
    check_nodes(framework, [node])
    if not measured:
        return ()
    design = build_design(framework, measured, seed, beside=_beside(node))
    return tuple(pair for over in design.scopes() for pair in _interactions(design, over, node, seed))


def check_nodes(framework: Framework, nodes: Collection[str]) -> None:
    """Refuse what is no node above the indicators; raises InputError with all of them."""
    tree = build_tree(framework)
    known = [id for level in reversed(tree.levels) for id in level.nodes]
    known += build_sides(framework, tree).nodes
    expected = Text("public_value, a dimension, a category within one, a component, stage.x or category.x")
    unknown = [node for node in nodes if node not in known]
    if unknown:
        raise InputError(
            Problem(
                Place(field="drivers"), Text("there is no node '{node}'", node=node), expected, nearest(node, known)
            )
            for node in unknown
        )


def _beside(node: str) -> bool:
    """Whether a node stands beside the tree: a stage, a category, or a category within a dimension."""
    return len(parts_of(node)) == 2


def _drivers(design: SampleDesign, over: Over, seed: int, asked: Collection[str]) -> list[Driver]:
    factors = [factor for factor in design.factors if over == "all" or factor.kind != "unknown"]
    a, b, still = (design.climb(sample, over) for sample in (design.a, design.b, design.points))
    wanted = np.array([not asked or node in asked for node in design.nodes])
    kept = np.flatnonzero(wanted & np.isfinite(a.outputs).all(axis=0))
    nodes = [design.nodes[place] for place in kept]
    ab = np.stack([design.exchange(factor, over, a)[:, kept] for factor in factors])
    alone = np.stack([design.vary_alone(factor, over, still)[:, kept].std(axis=0) for factor in factors])
    changed = (np.abs(ab - a.outputs[:, kept]) > CHANGED).mean(axis=1)
    rng = generator(seed, f"sensitivity resamples {over}")
    found = sobol_indices(Evaluations(a.outputs[:, kept], b.outputs[:, kept], ab), RESAMPLES, rng)
    return [
        _driver(found, (factors[row], row), (nodes[column], column, over), (alone[row, column], changed[row, column]))
        for column in range(len(nodes))
        if np.isfinite(found.total[:, column]).all()
        for row in np.argsort(-rounded(found.total[:, column]), kind="stable")
    ]


def _driver(
    found: SobolIndices, factor: tuple[Factor, int], node: tuple[str, int, Over], proof: tuple[float, float]
) -> Driver:
    parts = (found.first, found.first_half, found.total, found.total_half)
    first, first_half, total, total_half = (float(part[factor[1], node[1]]) for part in parts)
    return Driver(factor[0], node[0], node[2], first, first_half, total, total_half, float(proof[0]), float(proof[1]))


def _interactions(design: SampleDesign, over: Over, node: str, seed: int) -> list[Interaction]:
    column, swapped = design.nodes.index(node), design.swapped()
    a, b = design.climb(design.a, over), design.climb(design.b, over)
    if not np.isfinite(a.outputs[:, column]).all():
        return []
    asked = [factor for factor in design.factors if over == "all" or factor.kind != "unknown"]
    blocks = [(factor, design.exchange(factor, over, a)[:, [column]]) for factor in asked]
    blocks = [(factor, ab) for factor, ab in blocks if (np.abs(ab - a.outputs[:, [column]]) > CHANGED).any()]
    if len(blocks) < 2:
        return []
    factors = [factor for factor, _ in blocks]
    ba = np.stack([swapped.exchange(factor, over, b)[:, [column]] for factor in factors])
    outputs = Evaluations(a.outputs[:, [column]], b.outputs[:, [column]], np.stack([ab for _, ab in blocks]), ba)
    found = sobol_indices(outputs, RESAMPLES, generator(seed, f"sensitivity pairs {over}"))
    pairs = [
        Interaction((factors[left], factors[right]), node, over, float(second), float(half))
        for (left, right), second, half in zip(found.pairs, found.second[:, 0], found.second_half[:, 0], strict=True)
    ]
    return sorted(pairs, key=lambda pair: -rank_key(pair.second))
