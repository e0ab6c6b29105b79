"""The difference of two means with unequal variances: Welch's t.

Source: B. L. Welch (1947), The generalization of Student's problem when several different population variances are
involved, Biometrika 34, 28-35.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, stdtrit

from publicvalue.measures.kernels.means import Moments
from publicvalue.measures.kernels.proportions import SCORES, Distribution


def welch_distribution(first: Moments, second: Moments) -> Distribution:
    """Return the distribution of the first mean minus the second, in the unit of the values.

    Parameters
    ----------
    first, second
        Two independent samples, each with more than one case.
    """
    difference = first.mean - second.mean
    parts = [moments.standard_error**2 for moments in (first, second)]
    variance = sum(parts)
    if variance <= 0:
        return Distribution(np.full(3, difference), np.array([0.0, 0.5, 1.0]))
    freedom = variance**2 / sum(p**2 / (m.n - 1) for p, m in zip(parts, (first, second), strict=True))
    below = stdtrit(freedom, ndtr(SCORES[: len(SCORES) // 2]))
    reach = np.concatenate([below, [0.0], -below[::-1]])
    return Distribution(difference + np.sqrt(variance) * reach, np.asarray(ndtr(SCORES)))
