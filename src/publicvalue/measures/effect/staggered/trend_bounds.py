"""Bounds of an effect when trends may part after adoption as they did before it.

Without the system the adopters may have parted from their controls after adoption by at most a multiple of the largest
step from one period to the next before it. The largest step is not known but estimated, and it is not known in which
period and direction it lay: the bounds are the union of the intervals over all of them, each with the error of its own
step in it. The interval that holds the true bound covers it, so that the union covers at least as often.

Source: A. Rambachan and J. Roth (2023), A more credible approach to parallel trends, Review of Economic Studies 90(5),
2555-2591, the restriction by relative magnitudes (section 2.4.1) and its union over periods and directions (lemma 2.2).
The paper's own intervals are shorter and take long to compute.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def trend_bounds(
    effects: Numbers, covariance: Numbers, before: int, reach: float, ratio: float = 1.0
) -> tuple[float, float]:
    """Return bounds of the average effect over the periods after adoption, in the unit of the effects.

    Parameters
    ----------
    effects
        Effects by the time since adoption, without that of the last period before it, which is 0; no period is left
        out. Shape (events,).
    covariance
        Their covariance, shape (events, events).
    before
        How many of the effects are before adoption, at least 1, and fewer than there are.
    reach
        Standard errors on each side, such as 1.96; with 0 these are the bounds as estimated.
    ratio
        How much larger than the largest step before adoption a step after it may be.
    """
    after = len(effects) - before
    average = np.where(np.arange(len(effects)) < before, 0.0, 1.0 / after)
    # The effect of the period before adoption is 0: the last step ends there.
    steps = np.diff(np.eye(before, len(effects)), axis=0, append=np.zeros((1, len(effects))))
    # Steps of one size in one direction add up to 1, 2, 3 ... of them, (after + 1) / 2 on average.
    drift = ratio * (after + 1) / 2 * np.concatenate([steps, -steps])
    contrasts = average + drift
    errors = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", contrasts, covariance, contrasts), 0.0))
    middle = contrasts @ effects
    return float((middle - reach * errors).min()), float((middle + reach * errors).max())
