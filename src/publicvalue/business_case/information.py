"""What it is worth to know more before a choice is made.

The expected value of perfect information (EVPI) is what would be gained on average if everything uncertain were known
before the choice: the mean of the best option in each draw, less the best of the options' means. That of one factor
(EVPPI) is the same if it alone became known. Money that is spent on finding out can at most be worth so much.

Source: Raiffa and Schlaifer (1961), Applied Statistical Decision Theory; for one factor by regression, Strong, Oakley
and Brennan (2014), Medical Decision Making 34, 311-326. Here the regression is a cubic in the factor.
"""

from __future__ import annotations

import numpy as np

from publicvalue.scores.tree import Floats

DEGREE = 3
ROUNDING = 1e-12
"""Share of the largest payoff below which a gain is an error of rounding."""


def value_of_information(payoffs: Floats, weights: Floats | None = None) -> float:
    """Return the expected value of perfect information, in the unit of the payoffs.

    Parameters
    ----------
    payoffs
        What each option brings in each draw, shape (options, draws).
    weights
        Probability of each draw; equal when None.
    """
    best = np.average(payoffs.max(axis=0), weights=weights)
    gain = float(best - np.average(payoffs, axis=1, weights=weights).max())
    # What is left of sums that are equal is no money.
    return gain if gain > ROUNDING * float(np.abs(payoffs).max()) else 0.0


def value_of_knowing(payoffs: Floats, factor: Floats) -> float:
    """Return the expected value of knowing one factor before the choice, in the unit of the payoffs.

    Parameters
    ----------
    payoffs
        What each option brings in each draw, shape (options, draws).
    factor
        The factor in each draw, shape (draws,).
    """
    spread = factor.std()
    if not spread > 0:
        return 0.0
    basis = np.polynomial.legendre.legvander((factor - factor.mean()) / spread, DEGREE)
    fitted = basis @ np.linalg.lstsq(basis.T @ basis, basis.T @ payoffs.T, rcond=None)[0]
    return value_of_information(fitted.T)
