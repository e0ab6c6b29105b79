"""Whether constructs are different things: the heterotrait-monotrait ratio and the Fornell-Larcker criterion.

Sources
    J. Henseler, C. M. Ringle and M. Sarstedt (2015), Journal of the Academy of Marketing Science 43, 115-135.
    C. Fornell and D. F. Larcker (1981), Journal of Marketing Research 18, 39-50.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.survey.constructs.moments import Floats

HTMT_LIMIT = 0.90
"""Above it two constructs can hardly be told apart; 0.85 where they differ in concept (Henseler et al. 2015)."""


def heterotrait_monotrait(correlations: Floats, blocks: Sequence[NDArray[np.intp]]) -> Floats:
    """Return the heterotrait-monotrait ratio of correlations (HTMT) of every two constructs.

    Parameters
    ----------
    correlations
        Of all items, shape (..., items, items).
    blocks
        Places of each construct's items.

    Returns
    -------
    array
        Shape (..., constructs, constructs), symmetric, 1 on the diagonal. A construct with one item counts as measured
        without error. NaN where the items of a construct do not correlate.
    """
    absolute = np.abs(correlations)
    count = len(blocks)
    between = np.ones((*correlations.shape[:-2], count, count))
    for one in range(count):
        within = _within(absolute, blocks[one])
        between[..., one, one] = within
    ratios = np.ones_like(between)
    for one in range(count):
        for other in range(one):
            hetero = absolute[..., blocks[one][:, None], blocks[other]].mean(axis=(-2, -1))
            scale = between[..., one, one] * between[..., other, other]
            with np.errstate(invalid="ignore", divide="ignore"):
                ratio = np.where(scale > 0, hetero / np.sqrt(scale), np.nan)
            ratios[..., one, other] = ratios[..., other, one] = ratio
    return ratios


def _within(absolute: Floats, block: NDArray[np.intp]) -> Floats:
    """Return the mean correlation among a construct's items."""
    items = len(block)
    if items == 1:
        return np.ones(absolute.shape[:-2])
    own = absolute[..., block[:, None], block]
    mean: Floats = (own.sum(axis=(-2, -1)) - items) / (items * (items - 1))
    return mean


def fornell_larcker(variance_extracted: Floats, correlations: Floats) -> Floats:
    """Return correlations of constructs with the root of each one's average variance extracted on the diagonal.

    Parameters
    ----------
    variance_extracted
        Shape (..., constructs).
    correlations
        Of the constructs, shape (..., constructs, constructs).

    Returns
    -------
    array
        Shape (..., constructs, constructs). The criterion holds for a construct whose diagonal is the largest number in
        its row.
    """
    table = correlations.copy()
    place = np.arange(table.shape[-1])
    table[..., place, place] = np.sqrt(variance_extracted)
    return table
