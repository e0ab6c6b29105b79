"""Weights: equal, from experts, from comparisons in pairs, from the data; and what they come to in the whole index.

Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6; comparisons in pairs: Saaty, The Analytic
Hierarchy Process (1980).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from publicvalue.errors import method_error
from publicvalue.scores.composite.index import Index
from publicvalue.scores.tree import Floats

# Saaty's mean consistency index of random comparisons, for 1 to 10 items.
RANDOM_CONSISTENCY = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


def equal_weights(index: Index) -> Floats:
    """Return the same weight for every item, shape (items,): siblings count the same."""
    return np.ones(len(index.items))


def given_weights(index: Index, weights: Mapping[str, float]) -> Floats:
    """Return the index's own weights with some replaced, shape (items,).

    Raises
    ------
    MethodError
        When an item is not in the index, a weight is negative or not finite, or a group's weights add up to nothing.
    """
    if unknown := sorted(set(weights) - set(index.codes)):
        raise method_error(f"weights are given for {', '.join(unknown)}, which the index does not hold")
    chosen = index.weights.copy()
    for code, weight in weights.items():
        chosen[index.places[code]] = weight
    check_weights(index, chosen)
    return chosen


def check_weights(index: Index, weights: Floats) -> None:
    """Check weights before they are used.

    Parameters
    ----------
    index
        The index.
    weights
        Shape (..., items), in the order of the index's codes.

    Raises
    ------
    MethodError
        When the shape does not fit, a weight is negative or not finite, or a group's weights add up to nothing.
    """
    if weights.shape[-1:] != (len(index.items),):
        raise method_error(f"the weights have shape {weights.shape}", f"{len(index.items)} of them, one for each item")
    every = weights.reshape(-1, len(index.items))
    wrong = (~np.isfinite(every) | (every < 0)).any(axis=0)
    if wrong.any():
        code = index.codes[int(np.argmax(wrong))]
        raise method_error(f"{code}: its weight is negative or not a number", "a finite number, zero or more")
    for group, places in index.children.items():
        if (every[:, places].sum(axis=1) <= 0).any():
            raise method_error(f"the weights in group {group} add up to nothing", "a sum above zero")


def effective_weights(index: Index, weights: Floats | None = None) -> Floats:
    """Return each item's weight in the whole index, shape (items,); the indicators' add up to 1.

    Parameters
    ----------
    index
        The index.
    weights
        Shape (items,); the index's own when None.
    """
    weights = index.weights if weights is None else weights
    check_weights(index, weights)
    effective = np.ones(len(index.items))
    for group, places in reversed(list(index.children.items())):
        effective[places] = effective[index.places[group]] * weights[places] / weights[places].sum()
    return effective


def budget_weights(points: Floats) -> Floats:
    """Return the mean share of points that experts give to each item, shape (items,).

    Parameters
    ----------
    points
        Points by expert and item, shape (experts, items), zero or more. Every expert counts the same, whatever the size
        of the budget.

    Raises
    ------
    MethodError
        When points are negative, missing, or an expert gives none.
    """
    if not (np.isfinite(points) & (points >= 0)).all():
        raise method_error("a number of points in the budget allocation is negative or missing")
    totals = points.sum(axis=1, keepdims=True)
    if (totals <= 0).any():
        row = int(np.argmax(totals[:, 0] <= 0)) + 1
        raise method_error(f"expert {row} of the budget allocation gives no points", "some points from each expert")
    shares: Floats = points / totals
    return np.asarray(shares.mean(axis=0), dtype=np.float64)


@dataclass(frozen=True)
class PairwiseWeights:
    """Weights from comparisons in pairs.

    Parameters
    ----------
    weights
        Shape (items,), adding up to 1.
    eigenvalue
        The largest of the matrix; the number of items when the comparisons agree perfectly.
    consistency_ratio
        Inconsistency in parts of that of random comparisons; Saaty accepts up to 0.1. 0 for one or two items.
    """

    weights: Floats = field(repr=False)
    eigenvalue: float
    consistency_ratio: float


def pairwise_weights(comparisons: Floats) -> PairwiseWeights:
    """Return the weights that comparisons in pairs imply (analytic hierarchy process): the principal eigenvector.

    Parameters
    ----------
    comparisons
        How many times as important the row is as the column, shape (items, items), 1 to 9 or the inverse; the matrix is
        reciprocal. At most ten items, for which a random consistency is published.

    Raises
    ------
    MethodError
        When the matrix is not square, positive and reciprocal, or has more than ten items.
    """
    n = len(comparisons)
    if comparisons.shape != (n, n) or not 1 <= n <= len(RANDOM_CONSISTENCY):
        raise method_error(f"the comparisons have shape {comparisons.shape}", "a square of one to ten items")
    if not (comparisons > 0).all() or not np.allclose(comparisons * comparisons.T, 1, rtol=1e-6):
        raise method_error(
            "the comparisons are not reciprocal", "positive numbers, a / b in one place and b / a opposite"
        )
    values, vectors = np.linalg.eig(comparisons)
    first = int(np.argmax(values.real))
    weights, eigenvalue = np.abs(vectors[:, first].real), float(values[first].real)
    random = RANDOM_CONSISTENCY[n - 1]
    ratio = (eigenvalue - n) / (n - 1) / random if random else 0.0
    return PairwiseWeights(weights / weights.sum(), eigenvalue, ratio)


@dataclass(frozen=True)
class Components:
    """Principal components of standardised indicators.

    Parameters
    ----------
    deviations
        Standard deviation of each component, largest first, shape (components,).
    loadings
        Direction of each component, shape (indicators, components), columns of length 1. The sign of a column is
        arbitrary; here its largest entry is positive.
    """

    deviations: Floats
    loadings: Floats


def principal_components(values: Floats) -> Components:
    """Return the principal components of the correlation matrix.

    Parameters
    ----------
    values
        Shape (units, indicators). Units with a missing value are left out.

    Raises
    ------
    MethodError
        When fewer than three complete units are left, or an indicator is constant.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    if len(complete) < 3:
        raise method_error("principal components need at least three units without missing values")
    if (complete.max(axis=0) == complete.min(axis=0)).any():
        raise method_error("principal components need indicators that are not constant")
    standard = (complete - complete.mean(axis=0)) / complete.std(axis=0, ddof=1)
    _, sizes, rows = np.linalg.svd(standard, full_matrices=False)
    signs = np.sign(rows[np.arange(len(rows)), np.argmax(np.abs(rows), axis=1)])
    return Components(sizes / np.sqrt(len(complete) - 1), (rows * signs[:, None]).T)


def component_weights(values: Floats) -> Floats:
    """Return the squared loadings of the first principal component, shape (indicators,); they add up to 1.

    Parameters
    ----------
    values
        Shape (units, indicators), see `principal_components`. Correlated indicators gain weight by this rule, whether
        they matter or not; the Handbook advises it for looking, not for deciding.
    """
    first: Floats = principal_components(values).loadings[:, 0]
    return first**2


def perturb_weights(
    index: Index, spreads: Mapping[int, float], sets: int, rng: np.random.Generator, weights: Floats | None = None
) -> Floats:
    """Return weights that vary evenly about their values, shape (sets, items).

    Parameters
    ----------
    index
        The index.
    spreads
        Level -> largest change in parts of the weight, 0 to below 1; levels that are not named do not vary.
    sets
        How many sets.
    rng
        Source of randomness.
    weights
        Their middle, shape (items,); the index's own when None.
    """
    if not all(0 <= spread < 1 for spread in spreads.values()):
        raise method_error("a spread of weights is not from 0 to below 1")
    spread = np.array([spreads.get(index.level(code), 0.0) for code in index.codes])
    middle = index.weights if weights is None else weights
    return middle * (1 + spread * rng.uniform(-1, 1, (sets, len(spread))))
