"""A difference-in-differences between two groups of units that differ in what was measured before adoption.

A regression of the change on the covariates among the controls says how the adopters would have changed; a logistic
regression of being an adopter says which controls resemble them. The doubly robust estimate uses both, and is right
when one of the two models is. Either can be used alone.

Sources: P. H. C. Sant'Anna and J. Zhao (2020), Doubly robust difference-in-differences estimators, Journal of
Econometrics 219(1), 101-122: equation 2.6 with influence function 3.1; J. J. Heckman, H. Ichimura and P. Todd (1997),
Review of Economic Studies 64(4), 605-654, for the regression; A. Abadie (2005), Review of Economic Studies 72(1), 1-19,
for the weighting, with weights that sum to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.words.choices import check_name

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

Adjustment = Literal["doubly robust", "regression", "weighting"]

MOST_STEPS = 25
SURE = 0.995
"""Probability of being an adopter from which on a control is left out: its weight would be 199 units."""


@dataclass(frozen=True)
class Adjusted:
    """An adjusted comparison.

    Parameters
    ----------
    effect
        Mean change of the adopters less the one to be expected.
    influence
        Of each unit, scaled so that the sum of squares is the variance; shape (units,).
    share
        Weights of the controls, which sum to 1; shape (units,).
    away
        Change of each unit less what is expected of it; shape (units,).
    """

    effect: float
    influence: Numbers
    share: Numbers
    away: Numbers


def compare_adjusted(
    change: Numbers, adopts: Mask, weight: Numbers, covariates: Numbers, adjustment: Adjustment
) -> Adjusted | None:
    """Return the adjusted comparison; None when the covariates tell adopters and controls fully apart.

    Parameters
    ----------
    change
        Change of the outcome; shape (units,).
    adopts
        Whether each unit is an adopter, else a control; there are both.
    weight
        Above 0; shape (units,).
    covariates
        Shape (units, covariates).
    adjustment
        Doubly robust, by regression alone or by weighting alone.

    Raises
    ------
    MethodError
        When there is no such adjustment.
    """
    check_name(adjustment, Adjustment, "adjustment")
    design = np.column_stack([np.ones(len(change)), covariates])
    own, other = np.where(adopts, weight, 0.0), np.where(adopts, 0.0, weight)
    own = own / own.sum()
    expected, regression = np.zeros(len(change)), np.zeros(design.shape)
    if adjustment != "weighting":
        expected, regression = _regress(change, other, design)
    away, treated = change - expected, design.T @ own
    effect = float(own @ away)
    influence = own * (away - effect) - regression @ treated
    if adjustment == "regression":
        return Adjusted(effect, influence, other / other.sum(), away)
    fitted = _propensity(adopts, weight, design)
    if fitted is None:
        return None
    chance, scores = fitted
    odds = np.where(chance < SURE, other * chance / np.maximum(1 - chance, 1 - SURE), 0.0)
    if not odds.sum() > 0:
        return None
    share = odds / odds.sum()
    bias = float(share @ away)
    influence -= share * (away - bias) + scores @ (design.T @ (share * (away - bias))) - regression @ (design.T @ share)
    return Adjusted(effect - bias, influence, share, away - bias)


def _regress(change: Numbers, weight: Numbers, design: Numbers) -> tuple[Numbers, Numbers]:
    """Return what is expected of each unit, and each unit's influence on the coefficients."""
    weighted = weight[:, None] * design
    inverse = np.linalg.pinv(weighted.T @ design, hermitian=True)
    expected = design @ (inverse @ (weighted.T @ change))
    return expected, (weighted * (change - expected)[:, None]) @ inverse


def _propensity(adopts: Mask, weight: Numbers, design: Numbers) -> tuple[Numbers, Numbers] | None:
    """Return each unit's probability of being an adopter, and its influence on the coefficients: Newton's steps."""
    weight, coefficients = weight / weight.sum(), np.zeros(design.shape[1])
    for _ in range(MOST_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ coefficients, -35, 35)))
        scores = (weight * (adopts - chance))[:, None] * design
        inverse = np.linalg.pinv((design.T * (weight * chance * (1 - chance))) @ design, hermitian=True)
        step = inverse @ scores.sum(axis=0)
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-9:
            return chance, scores @ inverse
    return None
