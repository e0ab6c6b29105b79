"""Compare units in pairs: outranking shares and Copeland scores, also where values are missing.

A pair is compared on the indicators that both units have; the weights of these are brought to a sum of 1 for the pair.
So the two shares of a pair add up to 1, and the order of the units does not matter. A pair without a common indicator
is undecided. Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6, non-compensatory
multi-criteria; Copeland's rule after Munda and Nardo (2009).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from publicvalue.scores.tree import Floats

# Differences of weights smaller than this, in parts of their sum, come from rounding.
ROUNDING = 1e-12
CELLS = 4_000_000
"""Pairs that are compared at once, so that memory does not grow with the square of the units."""


def outranking_shares(values: Floats, weights: Floats) -> Floats:
    """Return the weight of the indicators in which one unit is better than another.

    Parameters
    ----------
    values
        Shape (units, indicators), more is better, NaN where missing.
    weights
        Shape (indicators,), zero or more.

    Returns
    -------
    Floats
        Shape (units, units): share of weight in which the row exceeds the column, ties half; 0.5 where the two have no
        indicator in common; 0 on the diagonal.
    """
    blocks = list(_leads(values, weights))
    shares: Floats = (np.concatenate([lead for lead, _ in blocks]) + 1) / 2
    np.fill_diagonal(shares, 0)
    return shares


def dominated_pairs(shares: Floats) -> int:
    """Return how many pairs hold one unit that is better in every common indicator of weight."""
    return int(np.sum(shares >= 1 - ROUNDING))


def copeland_scores(values: Floats, weights: Floats) -> Floats:
    """Return the units that a unit beats, less those that beat it.

    Parameters
    ----------
    values
        Shape (units, indicators), more is better, NaN where missing.
    weights
        Shape (..., indicators), zero or more.

    Returns
    -------
    Floats
        Shape (..., units), NaN for a unit without any value.
    """
    scores = np.empty((*weights.shape[:-1], len(values)))
    for place in np.ndindex(weights.shape[:-1]):
        scores[place] = np.concatenate([wins for _, wins in _leads(values, weights[place])])
    nothing = np.isnan(values).all(axis=1)
    return np.where(nothing, np.nan, scores)


def _leads(values: Floats, weights: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Yield, for blocks of units, the weight won less the weight lost in each pair, -1 to 1, and wins less losses."""
    known = ~np.isnan(values)
    complete = bool(known.all())
    filled = np.where(known, values, 0.0)
    rows = max(1, CELLS // max(1, len(values)))
    for start in range(0, len(values), rows):
        block = slice(start, start + rows)
        lead = np.zeros((len(values[block]), len(values)))
        total = np.zeros_like(lead)
        for column, weight in enumerate(weights):
            # `sign` of the difference: 1 where the row is better, -1 where the column is.
            won = np.sign(filled[block, column, None] - filled[None, :, column])
            both = 1.0 if complete else known[block, column, None] & known[None, :, column]
            lead += weight * won * both
            total += weight * both
        lead = np.divide(lead, total, out=np.zeros_like(lead), where=total > 0)
        yield lead, np.sum(lead > ROUNDING, axis=1) - np.sum(lead < -ROUNDING, axis=1).astype(np.float64)
