"""The difference of two independent effects, from their quantiles and without random numbers.

The probability up to a value is that of the first effect, given the second, summed over evenly spaced normal scores of
the second: the trapezoid rule, whose error for smooth distributions falls faster than any power of the step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from publicvalue.measures.kernels.proportions import SCORES, Distribution
from publicvalue.measures.result import Measured

Numbers = NDArray[np.float64]

SHOWN = 600
"""Values at which the probability is computed."""


def quantiles_of(found: Measured) -> Numbers:
    """Return an effect's quantiles at `SCORES`: as its design knows them, else those of its draws."""
    return np.quantile(found.draws, ndtr(SCORES)) if found.quantiles is None else found.quantiles


def difference_distribution(first: Numbers, second: Numbers) -> Distribution:
    """Return the distribution of one effect less another that is independent of it.

    Parameters
    ----------
    first, second
        Quantiles of either at `SCORES`, rising.
    """
    pairs = np.sort((first[::2, None] - second[None, ::2]).ravel())
    values = np.unique(pairs[np.linspace(0, len(pairs) - 1, SHOWN).astype(int)])
    weights = np.exp(-(SCORES**2) / 2)
    scores = np.array([np.interp(values + one, first, SCORES) for one in second])
    upto = np.maximum.accumulate(np.clip(weights / weights.sum() @ ndtr(scores), 0.0, 1.0))
    reached = ndtri(np.clip(upto, ndtr(SCORES[0]), ndtr(SCORES[-1])))
    return Distribution(np.interp(SCORES, reached, values), np.asarray(ndtr(SCORES)))
