"""Coverage, and the bounds that what is unknown leaves open."""

from __future__ import annotations

import numpy as np

from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.rounding import SHARE_DECIMALS
from publicvalue.scores.tree import Floats, Tree


def coverage(tree: Tree, points: Floats) -> tuple[Floats, ...]:
    """Return the share of each node's weight that is evidenced, 0 to 1, at each level: shapes (nodes,)."""
    known = ~np.isnan(points)
    shares = []
    for position, level in enumerate(tree.levels):
        weight = tree.leaf_shares(position)
        known_weight = np.bincount(tree.leaf_nodes(position), weight * known, len(level.nodes)).astype(np.float64)
        shares.append(np.round(known_weight, SHARE_DECIMALS))
    return tuple(shares)


def bounds(tree: Tree, points: Floats) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """Return the scores at each level if everything unknown scored 0, and if it scored 100: shapes (nodes,)."""
    return aggregate_tree(tree, fill_unknown(points, 0.0)), aggregate_tree(tree, fill_unknown(points, 100.0))


def fill_unknown(scores: Floats, score: Floats | float) -> Floats:
    """Return scores with a score (or one that broadcasts) for all that is unknown, same shape."""
    return np.where(np.isnan(scores), score, scores)
