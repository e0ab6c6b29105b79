"""What public value would score if some components reached a target: the expected gain of acting on them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from publicvalue.scores.aggregate import aggregate_tree, climb
from publicvalue.scores.simulation.uncertainty import Simulation
from publicvalue.scores.tree import Floats, Tree

TARGET = 75.0
"""Score that a component reaches when advice on it is followed: judgement, used only to rank advice."""


def gain_if_raised(simulation: Simulation, components: Iterable[str], target: float = TARGET) -> float:
    """Return the gain in points of public value, over what is evidenced, if evidenced components reached a target.

    Components that score higher already, and components of which nothing is known, stay as they are.
    """
    tree = simulation.tree
    levels = aggregate_tree(tree, simulation.points)
    raised = levels[0].copy()
    for id in components:
        if id in tree.components:
            column = tree.components.index(id)
            raised[column] = np.nan if np.isnan(raised[column]) else max(raised[column], target)
    scores = raised
    for level in tree.levels[1:]:
        scores = climb(level, scores)
    gain = float(scores[0] - levels[-1][0])
    return 0.0 if np.isnan(gain) else gain


def coverage_if_known(tree: Tree, points: Floats, components: Iterable[str]) -> float:
    """Return the share of public value's weight that knowing every indicator of these components would add."""
    shares = tree.leaf_shares(len(tree.levels) - 1)
    wanted = np.isin(tree.leaf_nodes(0), [tree.components.index(id) for id in components if id in tree.components])
    return float(shares @ (wanted & np.isnan(points)))


def answers_needed(tree: Tree, points: Floats, share: float) -> int | None:
    """Return the fewest further indicators that bring public value's coverage to a share; None where none can."""
    weights, known = tree.leaf_shares(len(tree.levels) - 1), ~np.isnan(points)
    running = weights[known].sum() + np.append(0.0, np.cumsum(np.sort(weights[~known])[::-1]))
    reached = np.flatnonzero(running >= share - 1e-9)
    return int(reached[0]) if len(reached) else None
