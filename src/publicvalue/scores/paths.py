"""One indicator's way up the tree: what its nodes would score with other scores for it, and all else as it was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from publicvalue.scores.aggregate import SCORE_MEANS, Method
from publicvalue.scores.means import exchanged_means
from publicvalue.scores.rounding import rounded
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
    return tuple(climbed[0] for climbed in climb_paths(tree, below, method, (column,), scores[np.newaxis]))


def climb_paths(
    tree: Tree, below: tuple[Floats, ...], method: Method, columns: Sequence[int], scores: Floats
) -> tuple[Floats, ...]:
    """Climb from several indicators of one component, each replaced by itself while the others stay.

    Parameters
    ----------
    tree, below, method
        As for `climb_path`.
    columns
        Columns of the indicators.
    scores
        Their new scores, shape (indicators, ..., draws).

    Returns
    -------
    tuple of Floats
        Scores of their node at each level, components first, each of the shape of `scores`.
    """
    climbed: list[Floats] = []
    levels = zip(tree.levels, below, method.weights, method.picks, strict=True)
    for level, children, weight, picks in levels:
        node = int(np.searchsorted(level.starts, columns[0], side="right")) - 1
        first = int(level.starts[node])
        last = int(level.starts[node + 1]) if node + 1 < len(level.starts) else len(level.children)
        siblings, shares = children[:, first:last].T, np.atleast_2d(weight[..., first:last]).T
        means = [SCORE_MEANS[mean] for mean in level.means]
        # Above the component all have the same place, and are formed at once.
        together = [(columns[0], scores)] if climbed else zip(columns, scores[:, np.newaxis], strict=True)
        formed = [exchanged_means(siblings, shares, (column - first, new), means, picks) for column, new in together]
        scores = rounded(np.concatenate(formed))
        climbed.append(scores)
        columns = [node]
    return tuple(climbed)
