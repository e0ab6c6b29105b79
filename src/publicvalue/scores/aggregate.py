"""Scores climb the tree of a framework, over any number of draws at once, with missing scores left out.

Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6. A geometric or harmonic mean needs scores
above zero; scores below `SMALLEST` count as `SMALLEST` in it, so that one zero lowers a mean deeply without erasing
everything else (the Handbook's re-scaling from 1 to 100 serves the same end).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from publicvalue.framework.model import Mean
from publicvalue.scores.means import POWERS, PowerMean, weighted_means
from publicvalue.scores.tree import Floats, Indices, Level, Tree

SMALLEST = 1.0
"""Smallest score, of 100, that enters a geometric or harmonic mean."""

SCORE_MEANS: Mapping[Mean, PowerMean] = {mean: PowerMean(power, SMALLEST) for mean, power in POWERS.items()}
"""The means of a framework, over scores of 0 to 100."""


def aggregate_groups(scores: Floats, weights: Floats, starts: Indices, mean: Mean) -> Floats:
    """Form one score for each group of neighbouring columns.

    Parameters
    ----------
    scores
        Shape (..., children), 0 to 100; NaN where nothing is known.
    weights
        Broadcasts against `scores`; zero or more. Missing children lose their weight to their known siblings.
    starts
        Index of each group's first column, shape (groups,).
    mean
        arithmetic, geometric or harmonic.

    Returns
    -------
    Floats
        Shape (..., groups); NaN where nothing in the group is known or carries weight.
    """
    axes = max(scores.ndim, weights.ndim)
    formed = weighted_means(_children_first(scores, axes), _children_first(weights, axes), starts, SCORE_MEANS[mean])
    return np.moveaxis(formed, 0, -1)


def _children_first(array: Floats, axes: int) -> Floats:
    return np.moveaxis(array.reshape((1,) * (axes - array.ndim) + array.shape), -1, 0)


def aggregate_tree(tree: Tree, indicators: Floats, weights: tuple[Floats, ...] | None = None) -> tuple[Floats, ...]:
    """Climb the tree.

    Parameters
    ----------
    tree
        The tree.
    indicators
        Scores of the indicators, shape (..., indicators), NaN where unknown.
    weights
        Weights for each level, each broadcastable to (..., children of that level); the tree's own when None.

    Returns
    -------
    tuple of Floats
        Scores at each level, shape (..., nodes of that level), components first, public value last.
    """
    scores, climbed = indicators, []
    for position, level in enumerate(tree.levels):
        scores = climb(level, scores, weights[position] if weights else level.weights)
        climbed.append(scores)
    return tuple(climbed)


def climb(level: Level, scores: Floats, weights: Floats | None = None) -> Floats:
    """Form a level's scores from its children's."""
    return aggregate_groups(scores, level.weights if weights is None else weights, level.starts, level.mean)
