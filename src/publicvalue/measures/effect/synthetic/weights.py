"""Synthetic difference-in-differences: the control units and earlier periods that resemble the adopters, weighted.

Weights of units make the controls move like the adopters before adoption; weights of periods make the earlier periods
look like the later ones. Both are found by least squares over weights of at least 0 that sum to 1, with an intercept,
and for units with a penalty on large weights (Arkhangelsky and others 2021, equations 4 to 6). The classic synthetic
control has no intercept, no penalty and no weights of periods (Abadie, Diamond and Hainmueller 2010), on the outcomes
before adoption alone; its problem is convex then, so that there is one solution and no start to choose.

The estimate is run once for every control in the adopters' place (`placebos`), so it must be quick: both problems are
non-negative least squares with the sum of the weights as one heavy row.

Sources: D. Arkhangelsky, S. Athey, D. A. Hirshberg, G. W. Imbens and S. Wager (2021), Synthetic
difference-in-differences, American Economic Review 111(12), 4088-4118; A. Abadie, A. Diamond and J. Hainmueller (2010),
Synthetic control methods for comparative case studies, Journal of the American Statistical Association 105, 493-505.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

HEAVY = 1e4
"""Weight of the row that makes weights sum to 1, in units of the outcome's spread; they are scaled to 1 afterwards."""

TIME_PENALTY = 1e-6
"""Penalty on the weights of periods, in units of the noise, as in the source: it only makes them unique."""


@dataclass(frozen=True)
class Block:
    """Outcomes of controls and adopters before and after a common adoption.

    Parameters
    ----------
    controls
        Shape (controls, periods), without missing values.
    adopters
        Shape (adopters, periods), without missing values.
    before
        Number of periods before adoption, at least 2.
    """

    controls: Numbers
    adopters: Numbers
    before: int

    @property
    def adopter(self) -> Numbers:
        """Mean of the adopters, shape (periods,)."""
        return np.asarray(self.adopters.mean(axis=0))


@dataclass(frozen=True)
class Synthetic:
    """Weights, and the gaps between the adopters and what was to be expected of them.

    Parameters
    ----------
    effect
        Mean of the gaps after adoption.
    units, periods
        Weights of the controls, shape (controls,), and of the periods before adoption, shape (before,).
    expected
        What was to be expected of the adopters without the system, shape (periods,).
    gaps
        Adopters less expected, shape (periods,).
    before
        Number of periods before adoption.
    """

    effect: float
    units: Numbers
    periods: Numbers
    expected: Numbers
    gaps: Numbers
    before: int

    @property
    def misfit(self) -> float:
        """Root mean square of the gaps before adoption, around their mean."""
        return float(self.gaps[: self.before].std())

    @property
    def miss(self) -> float:
        """Root mean square of the gaps before adoption."""
        return float(np.sqrt((self.gaps[: self.before] ** 2).mean()))


def synthetic_difference(block: Block) -> Synthetic:
    """Return the synthetic difference-in-differences."""
    controls, adopter, before = block.controls, block.adopter, block.before
    changes = np.diff(controls[:, :before], axis=1)
    noise = float(changes.std(ddof=1)) if changes.size > 1 else 0.0
    penalty = (len(block.adopters) * (controls.shape[1] - before)) ** 0.25 * noise
    units = simplex_weights(_centred(controls[:, :before].T), _centred(adopter[:before]), penalty**2 * before)
    after = controls[:, before:].mean(axis=1)
    small = (TIME_PENALTY * noise) ** 2 * len(controls)
    periods = simplex_weights(_centred(controls[:, :before]), _centred(after), small)
    synthetic = units @ controls
    shift = float(periods @ (adopter - synthetic)[:before])
    return _result(block, units, periods, synthetic + shift)


def classic_control(block: Block) -> Synthetic:
    """Return the classic synthetic control on the outcomes before adoption."""
    before = block.before
    units = simplex_weights(block.controls[:, :before].T, block.adopter[:before], 0.0)
    periods = np.full(before, 1 / before)
    return _result(block, units, periods, units @ block.controls)


def _result(block: Block, units: Numbers, periods: Numbers, expected: Numbers) -> Synthetic:
    gaps = block.adopter - expected
    return Synthetic(float(gaps[block.before :].mean()), units, periods, expected, gaps, block.before)


def simplex_weights(columns: Numbers, target: Numbers, penalty: float) -> Numbers:
    """Return weights of at least 0 that sum to 1 and bring the weighted columns closest to a target.

    Parameters
    ----------
    columns
        Shape (n, k).
    target
        Shape (n,).
    penalty
        What the sum of the squared weights is multiplied by and added to the squared distance, at least 0.

    Returns
    -------
    ndarray
        Shape (k,).
    """
    k = columns.shape[1]
    size = max(float(np.abs(columns - target[:, None]).max(initial=0.0)), float(np.sqrt(penalty)), 1e-300)
    # The distance of a weighted mean of columns is the weighted mean of their distances, as weights sum to 1.
    distances = (columns - target[:, None]) / size
    rows = [distances, np.full((1, k), HEAVY)]
    if penalty > 0:
        rows.insert(1, np.sqrt(penalty) / size * np.eye(k))
    right = np.zeros(sum(len(part) for part in rows))
    right[-1] = HEAVY
    weights = _non_negative(np.vstack(rows), right)
    return np.asarray(weights / weights.sum())


def _non_negative(rows: Numbers, right: Numbers) -> Numbers:
    """Return the least-squares solution of at least 0; by another way where the first goes round in circles."""
    from scipy.optimize import lsq_linear, nnls  # noqa: PLC0415 - slow to load

    try:
        return np.asarray(nnls(rows, right, maxiter=30 * rows.shape[1])[0])
    except RuntimeError:
        return np.asarray(lsq_linear(rows, right, bounds=(0, np.inf)).x)


def _centred(values: Numbers) -> Numbers:
    return np.asarray(values - values.mean(axis=0))
