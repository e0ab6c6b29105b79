"""From a measure to a score: the piecewise-linear curve of the goalposts, clamped at its ends.

Judged anchors vary in the Monte Carlo: each draw moves the whole curve by up to `spread` of the anchors' range and
stretches it by up to `spread` about its middle, so the curve keeps its order and its scores.
"""

from __future__ import annotations

import numpy as np

from publicvalue.framework.model import Goalposts
from publicvalue.scores.rounding import rounded
from publicvalue.scores.tree import Floats


def score_values(goalposts: Goalposts, values: Floats) -> Floats:
    """Return scores of 0 to 100 for values in the indicator's unit, same shape."""
    return _curve(goalposts, fold_values(goalposts, values))


def score_draws(goalposts: Goalposts, draws: Floats, moves: Floats | None) -> Floats:
    """Return scores for draws of a measure, with judged anchors varied.

    Parameters
    ----------
    goalposts
        The curve.
    draws
        Draws of the measure, shape (draws,), in the indicator's unit.
    moves
        How far the curve is moved, and stretched about its middle, in parts of its range, shape (2, draws); None leaves
        it as it is, as does a curve that is not judged.
    """
    folded = fold_values(goalposts, draws)
    if moves is None or not goalposts.judged:
        return _curve(goalposts, folded)
    shift, stretch = moves
    first, last = goalposts.anchors[0][0], goalposts.anchors[-1][0]
    middle, width = (first + last) / 2, last - first
    return _curve(goalposts, middle + (folded - middle - shift * width) / (1 + stretch))


def fold_values(goalposts: Goalposts, values: Floats) -> Floats:
    """Return what the curve reads: the value, its magnitude, or the smaller of a ratio and its inverse."""
    if goalposts.fold == "magnitude":
        return np.abs(values)
    if goalposts.fold == "ratio":
        positive = np.maximum(values, np.finfo(np.float64).tiny)
        return np.minimum(positive, 1.0 / positive)
    return values


def _curve(goalposts: Goalposts, values: Floats) -> Floats:
    anchors = np.array(goalposts.anchors, dtype=np.float64)
    return rounded(np.interp(values, anchors[:, 0], anchors[:, 1]))
