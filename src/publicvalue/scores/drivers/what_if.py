"""What public value would score if some components reached a target: the expected gain of acting on them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from publicvalue.scores.aggregate import aggregate_tree, climb
from publicvalue.scores.simulation.uncertainty import Simulation

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
