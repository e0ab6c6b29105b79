"""Three-point estimates (lowest, most likely, highest) as PERT distributions.

PERT is a beta distribution between the lowest and the highest value with mean (low + 4 x likely + high) / 6.

Source: D. G. Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar (1959), Application of a technique for research and
development program evaluation, Operations Research 7(5), 646-669.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Array = NDArray[np.float64]

LAMBDA = 4.0
"""Weight of the most likely value in the mean, as in the source."""


@dataclass(frozen=True)
class ThreePoints:
    """Three-point estimates.

    Parameters
    ----------
    low, likely, high
        In one unit, shape (estimates,), low <= likely <= high in each.
    """

    low: Array
    likely: Array
    high: Array

    @property
    def mean(self) -> Array:
        """Return the mean of each estimate, in its unit, shape (estimates,)."""
        return (self.low + LAMBDA * self.likely + self.high) / (LAMBDA + 2)

    def quantile(self, probability: Array) -> Array:
        """Return quantiles of each estimate.

        Parameters
        ----------
        probability
            0 to 1, shape (..., estimates).

        Returns
        -------
        array
            In the estimates' unit, shape of `probability`; the likely value itself where low equals high.
        """
        width = self.high - self.low
        safe = np.where(width > 0, width, 1.0)
        first = 1 + LAMBDA * (self.likely - self.low) / safe
        second = 1 + LAMBDA * (self.high - self.likely) / safe
        return np.asarray(self.low + width * betaincinv(first, second, probability))
