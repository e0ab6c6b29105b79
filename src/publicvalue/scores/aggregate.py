"""Scores climb the tree of a framework, over any number of draws at once, with missing scores left out.

Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6. A geometric or harmonic mean needs scores
above zero; scores below `SMALLEST` count as `SMALLEST` in it, so that one zero lowers a mean deeply without erasing
everything else (the Handbook's re-scaling from 1 to 100 serves the same end).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.framework.model import Mean
from publicvalue.scores.means import POWERS, PowerMean, mixed_means, weighted_means
from publicvalue.scores.rounding import rounded
from publicvalue.scores.tree import Floats, Indices, Tree, TreeLevel
from publicvalue.words.choices import check_name

SMALLEST = 1.0
"""Smallest score, of 100, that enters a geometric or harmonic mean."""

SCORE_MEANS: Mapping[Mean, PowerMean] = {mean: PowerMean(power, SMALLEST) for mean, power in POWERS.items()}
"""The means of a framework, over scores of 0 to 100."""


@dataclass(frozen=True)
class Method:
    """The method of each draw: the weights, and which of a level's open means forms it.

    Parameters
    ----------
    weights
        Weights of each level, each broadcastable to (..., draws, children of that level).
    picks
        Position among the level's means for each draw, shape (draws,); None where the choice is closed.
    """

    weights: tuple[Floats, ...]
    picks: tuple[Indices | None, ...]

    def first(self, draws: int) -> Method:
        """Return the method of the first draws, of weights that differ between draws."""
        picks = tuple(None if one is None else one[:draws] for one in self.picks)
        return Method(tuple(one[:draws] for one in self.weights), picks)


def stated_method(tree: Tree) -> Method:
    """Return the method as the framework states it, for any number of draws."""
    return Method(tuple(level.weights for level in tree.levels), (None,) * len(tree.levels))


def aggregate_groups(
    scores: Floats, weights: Floats, starts: Indices, means: Sequence[Mean], picks: Indices | None = None
) -> Floats:
    """Form one score for each group of neighbouring columns.

    Parameters
    ----------
    scores
        Shape (..., children), 0 to 100; NaN where nothing is known.
    weights
        Broadcasts against `scores`; zero or more. Missing children lose their weight to their known siblings.
    starts
        Index of each group's first column, shape (groups,).
    means
        arithmetic, geometric or harmonic: the first of them, unless picks are given.
    picks
        Which mean each draw takes, shape (draws,), the axis of `scores` before the last.

    Returns
    -------
    Floats
        Shape (..., groups); NaN where nothing in the group is known or carries weight.

    Raises
    ------
    MethodError
        When there is no such mean.
    """
    axes = max(scores.ndim, weights.ndim)
    children, shares = _children_first(scores, axes), _children_first(weights, axes)
    for mean in means:
        check_name(mean, Mean, "mean")
    chosen = [SCORE_MEANS[mean] for mean in means]
    if picks is None:
        return rounded(np.moveaxis(weighted_means(children, shares, starts, chosen[0]), 0, -1))
    return rounded(np.moveaxis(mixed_means(children, shares, starts, chosen, picks), 0, -1))


def _children_first(array: Floats, axes: int) -> Floats:
    return np.moveaxis(array.reshape((1,) * (axes - array.ndim) + array.shape), -1, 0)


def aggregate_tree(tree: Tree, indicators: Floats, method: Method | None = None) -> tuple[Floats, ...]:
    """Climb the tree.

    Parameters
    ----------
    tree
        The tree.
    indicators
        Scores of the indicators, shape (..., indicators), NaN where unknown.
    method
        Weights and means of each draw; as stated when None.

    Returns
    -------
    tuple of Floats
        Scores at each level, shape (..., nodes of that level), components first, public value last.

    Raises
    ------
    MethodError
        When there is no such mean.
    """
    method = stated_method(tree) if method is None else method
    scores, climbed = indicators, []
    for level, weights, picks in zip(tree.levels, method.weights, method.picks, strict=True):
        scores = aggregate_groups(scores, weights, level.starts, level.means, picks)
        climbed.append(scores)
    return tuple(climbed)


def climb(level: TreeLevel, scores: Floats) -> Floats:
    """Form a level's scores from its children's, as stated.

    Raises
    ------
    MethodError
        When there is no such mean.
    """
    return aggregate_groups(scores, level.weights, level.starts, level.means)
