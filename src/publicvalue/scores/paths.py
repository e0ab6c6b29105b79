"""One indicator's way up the tree: what its nodes would score with other scores for it, and all else as it was."""

from __future__ import annotations

import numpy as np

from publicvalue.scores.aggregate import Method, aggregate_groups
from publicvalue.scores.tree import Floats, Tree


def path_nodes(tree: Tree, column: int) -> tuple[int, ...]:
    """Return the position of an indicator's node at each level, components first."""
    return tuple(int(tree.leaf_nodes(level)[column]) for level in range(len(tree.levels)))


def climb_path(
    tree: Tree, below: tuple[Floats, ...], method: Method, column: int, scores: Floats
) -> tuple[Floats, ...]:
    """Climb from one indicator whose scores are replaced.

    Parameters
    ----------
    tree
        The tree.
    below
        Scores below each level as they were (indicators, components, ...), each of shape (draws, children).
    method
        Weights and means of each draw.
    column
        Column of the indicator.
    scores
        Its new scores, shape (..., draws).

    Returns
    -------
    tuple of Floats
        Scores of its node at each level, components first, each of the shape of `scores`.
    """
    climbed = []
    levels = zip(tree.levels, below, method.weights, method.picks, strict=True)
    for level, children, weight, picks in levels:
        node = int(level.parents()[column])
        first = int(level.starts[node])
        last = int(level.starts[node + 1]) if node + 1 < len(level.starts) else len(level.children)
        siblings = np.broadcast_to(children[:, first:last], (*scores.shape, last - first)).copy()
        siblings[..., column - first] = scores
        shares, start = weight[..., first:last], np.zeros(1, np.intp)
        scores = aggregate_groups(siblings, shares, start, level.means, picks)[..., 0]
        climbed.append(scores)
        column = node
    return tuple(climbed)
