"""The interval of a comparison that was selected because it differs most.

What is estimated is the true difference (or ratio) of the group that was selected: the group whose difference from the
reference is the largest *in the sample*. Had another sample been drawn, another group might have been selected; the
interval is made so that, over all samples, the reported interval holds the true value of whichever group was selected
in 95 % of cases. Selection overstates: of groups that are truly alike, the one selected looks worse than it is.

The hybrid interval of Andrews, Kitagawa and McCloskey does this. Write x for the selected comparison's estimate and
theta for its true value. Given the part of the other comparisons that does not depend on x, the group is selected
exactly when x >= upper or x <= lower for two known bounds; the distribution of x given that is a truncated normal
distribution, which holds for any true values of the other groups. In addition theta is only sought where |x - theta|
is at most the critical value at which all comparisons hold together in 99.9 % of cases (Sidak), which keeps the
interval short when two groups tie. The interval holds in at least 94.9 % of cases (99.9 % of 95 %) and in at most 95 %,
whatever the true values are, as far as the normal approximation goes. With one comparison, or when one group stands
out, nothing is truncated and the interval is that of one comparison.

A true value is kept when estimates as far from it as x or farther have a chance of at least 5 % under the truncated
distribution. Equal tails would also hold in 95 % of cases, but the interval of a group that was only just selected
would then leave out its own estimate; stretched to hold it, it would hold the truth too often. Half of that chance is
the distribution below the estimate, and above it one less half of it; draws come from that.

Shares are not normal: the standard normal score of (x - theta) is read from the comparison's own distribution (two
independent Jeffreys shares), so that the untruncated interval is the usual one. Counts move in whole cases: the bounds
are put half a case below the lowest count with which the group would have been selected.

Sources: I. Andrews, T. Kitagawa and A. McCloskey (2024), Inference on winners, Quarterly Journal of Economics 139(1),
305-358; J. D. Lee, D. L. Sun, Y. Sun and J. E. Taylor (2016), Exact post-selection inference, Annals of Statistics
44(3), 907-927; Z. Sidak (1967), Journal of the American Statistical Association 62(318), 626-633.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from publicvalue.measures.kernels.proportions import Distribution, Numbers

OUTSIDE = 0.001
"""Probability that some comparison lies outside the region in which the true value is sought."""


@dataclass(frozen=True)
class Selectable:
    """One comparison among those from which the largest was selected, on the scale of the selection.

    Parameters
    ----------
    estimate
        Difference from the reference (of rates, or of their logarithms).
    variance
        Of the group's own part, more than 0.
    step
        By how much one case more with the event moves the estimate.
    """

    estimate: float
    variance: float
    step: float


@dataclass(frozen=True)
class Bounds:
    """Where the group would have been selected, on the scale of the selection.

    Parameters
    ----------
    lower, upper
        Selected when the estimate is at most `lower` or at least `upper`; lower <= upper, and one of the two regions
        holds the estimate observed.
    shared
        Part of the variance that is the reference's, 0 to 1.
    reach
        Largest distance between estimate and true value that is sought, in standard errors.
    """

    lower: float
    upper: float
    shared: float
    reach: float


def selection_bounds(comparisons: Sequence[Selectable], selected: int, reference_variance: float) -> Bounds:
    """Return where the estimate would have been selected, given the part of the others independent of it.

    Parameters
    ----------
    comparisons
        All comparisons with the same reference, at least two.
    selected
        Place of the one whose estimate is the largest without its sign.
    reference_variance
        Variance of the reference, which all comparisons share.
    """
    own = comparisons[selected]
    shared = reference_variance / (own.variance + reference_variance)
    return bounds_by_slopes(comparisons, selected, [shared] * len(comparisons))


def bounds_by_slopes(comparisons: Sequence[Selectable], selected: int, slopes: Sequence[float]) -> Bounds:
    """Return where the estimate would have been selected, where comparisons move together in any way.

    Parameters
    ----------
    comparisons, selected
        As for `selection_bounds`.
    slopes
        By how much each comparison moves when the selected one moves by 1, between -1 and 1: their covariance over the
        variance of the selected one.
    """
    own = comparisons[selected]
    side = 1.0 if own.estimate >= 0 else -1.0
    rests = [
        (side * (other.estimate - slope * own.estimate), slope)
        for place, (other, slope) in enumerate(zip(comparisons, slopes, strict=True))
        if place != selected
    ]
    near = max(max(rest / (1 - slope), -rest / (1 + slope)) for rest, slope in rests)
    far = -max(max(rest / (1 + slope), -rest / (1 - slope)) for rest, slope in rests)
    size = abs(own.estimate)
    cases = float(np.floor(max(size - near, 0.0) / own.step + 1e-9)) + 0.5
    near = max(size - cases * own.step, far)
    reach = float(ndtri((1 + (1 - OUTSIDE) ** (1 / len(comparisons))) / 2))
    shared = slopes[selected]
    return Bounds(far, near, shared, reach) if side > 0 else Bounds(-near, -far, shared, reach)


def selected_distribution(own: Distribution, lower: Distribution, upper: Distribution, reach: float) -> Distribution:
    """Return the distribution of a comparison's true value, selection allowed for.

    Parameters
    ----------
    own
        Distribution without selection.
    lower, upper
        The same had the estimate been at the bounds of the selection.
    reach
        Largest distance between estimate and true value that is sought, in standard errors.
    """
    score = -ndtri(own.upto)
    kept = np.abs(score) < reach
    values, score = own.values[kept], score[kept]
    below, above = (-ndtri(np.interp(values, bound.values, bound.upto)) for bound in (lower, upper))
    away = np.abs(score)
    farther = _mass_below(np.minimum(below, -away), reach) + _mass_above(np.maximum(above, away), reach)
    # The parts of the two regions that lie beyond the true value, on its other side.
    farther += np.maximum(_mass_below(below, reach) - _mass_below(away, reach), 0.0)
    farther += np.maximum(_mass_above(above, reach) - _mass_above(-away, reach), 0.0)
    chance = np.clip(farther / (_mass_below(below, reach) + _mass_above(above, reach)), 0.0, 1.0)
    upto = np.where(score > 0, chance / 2, 1 - chance / 2)
    return Distribution(values, np.maximum.accumulate(upto))


def _mass_below(score: Numbers, reach: float) -> Numbers:
    """Return the standard normal probability between minus the reach and each score."""
    return np.asarray(ndtr(np.clip(score, -reach, reach)) - ndtr(-reach))


def _mass_above(score: Numbers, reach: float) -> Numbers:
    """Return the standard normal probability between each score and the reach."""
    return np.asarray(ndtr(-np.clip(score, -reach, reach)) - ndtr(-reach))
