"""How far an interval is stretched or shortened, so that it holds the truth in 95 % whatever a nuisance is.

Where the chance that an interval holds the truth depends on one unknown number, it can be simulated at several values
of it, for the very data at hand. The reach of the interval is then multiplied by a factor that depends on what the data
say of that number; the factors are those at which the interval holds the truth in 95 % of simulations at each value.

The factors are a line through points over what the data say; they are found by least squares, with a small penalty on
bends, and have a lower bound: an interval is not shortened further because data happen to look better than chance.

Source: G. Elliott, U. K. Mueller and M. W. Watson (2015), Nearly optimal tests when a nuisance parameter is present
under the null hypothesis, Econometrica 83(2), 771-811, for the problem; the way to solve it is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.result import LEVEL

Numbers = NDArray[np.float64]

MOST_NUMBERS = 800_000
"""Numbers that are simulated at most for each value of the nuisance."""
POINTS = 8
LONGEST = 12.0
SMOOTH = 0.02
"""Width of the step from held to not held, so that coverage changes smoothly with the factors."""
BENDS = 0.02
"""What a bend of the line of factors weighs beside a miss of the coverage of the same size."""


@dataclass(frozen=True)
class Stretch:
    """By how much the reach of an interval is multiplied, by what the data say.

    Parameters
    ----------
    said
        What the data say of the nuisance, ascending; shape (points,).
    factors
        At these, shape (points,).
    """

    said: Numbers
    factors: Numbers

    def at(self, said: Numbers | float) -> Numbers:
        """Return the factors at what the data say, of the same shape."""
        return np.asarray(np.interp(said, self.said, self.factors))


def samples_of(size: int, most: int) -> int:
    """Return how many samples of a size are simulated for each value of the nuisance, at most so many."""
    return int(np.clip(MOST_NUMBERS // size, 100, most))


def find_stretch(needed: Numbers, said: Numbers, shortest: float) -> Stretch:
    """Return the factors with which the interval holds the truth in 95 % at each value, as far as it can.

    Parameters
    ----------
    needed
        Factor that each simulated interval needs to hold the truth; shape (values of the nuisance, samples).
    said
        What each sample says of the nuisance, of the same shape.
    shortest
        Smallest factor, below 1.
    """
    from scipy.optimize import least_squares  # noqa: PLC0415 - slow to load

    points = np.unique(np.quantile(said, np.linspace(0.02, 0.98, POINTS)))

    def missed(factors: Numbers) -> Numbers:
        margin = (np.interp(said, points, factors) - needed) / SMOOTH
        held = 1 / (1 + np.exp(-np.clip(margin, -50, 50)))
        return np.append(held.mean(axis=1) - LEVEL, BENDS * np.diff(factors, 2))

    factors = least_squares(missed, np.ones(len(points)), bounds=(shortest, LONGEST), max_nfev=60).x
    return Stretch(points, np.asarray(factors))
