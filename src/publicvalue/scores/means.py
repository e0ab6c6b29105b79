"""Weighted means of groups with missing children left out: the one kernel under every level of the product.

The tree of an assessment, the systems of a portfolio and the groups of a composite index all form their scores here.
Children stand along the first axis, so that draws, runs and units lie side by side in memory and each step adds whole
rows. Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6; Hardy, Littlewood and Pólya,
Inequalities (1934), chapter 2, for means of any power.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from publicvalue.framework.model import Mean

Real = TypeVar("Real", np.float32, np.float64)
Indices = NDArray[np.intp]

POWERS: Mapping[Mean, float] = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
"""Power of each mean that has a name of its own."""


@dataclass(frozen=True)
class PowerMean:
    """A weighted mean: of the values, of their logarithms (power 0), or of their powers.

    Parameters
    ----------
    power
        1 arithmetic, 0 geometric, -1 harmonic, any other number generalised.
    floor
        Values below it count as it, in means of another power than 1; None takes values as they are.
    """

    power: float = 1.0
    floor: float | None = None

    def into(self, values: NDArray[Real]) -> NDArray[Real]:
        """Return what is averaged, same shape and precision."""
        if self.power == 1:
            return values
        if self.floor is not None:
            values = np.maximum(values, values.dtype.type(self.floor))
        return np.log(values) if self.power == 0 else _raise(values, self.power)

    def out_of(self, means: NDArray[Real]) -> NDArray[Real]:
        """Return the mean on the scale of the values, same shape and precision."""
        if self.power == 1:
            return means
        return np.exp(means) if self.power == 0 else _raise(means, 1 / self.power)


def weighted_means(values: NDArray[Real], weights: NDArray[Real], starts: Indices, mean: PowerMean) -> NDArray[Real]:
    """Form one mean for each group of neighbouring children.

    Parameters
    ----------
    values
        Shape (children, ...): any number of axes of draws, runs or units behind the first. NaN where missing.
    weights
        Broadcasts against `values`, same number of axes; zero or more. Missing children lose theirs to their siblings.
    starts
        Index of each group's first child, shape (groups,); no group is empty.
    mean
        The mean.

    Returns
    -------
    NDArray
        Shape (groups, ...); NaN where nothing in the group is known or carries weight.
    """
    sizes = np.diff(np.append(starts, len(values)))
    gaps = bool(np.isnan(values).any())
    carried, total = _weigh(values, weights, starts, mean, gaps)
    for step in range(1, int(sizes.max(initial=0))):
        more = np.flatnonzero(sizes > step)
        part, weight = _weigh(values, weights, starts[more] + step, mean, gaps)
        carried[more] += part
        total[more] += weight
    # A group that nothing is known of has a total of zero; division there is left undone.
    if (total > 0).all():
        carried /= total
    else:
        carried = np.divide(carried, total, out=np.full_like(carried, np.nan), where=total > 0)
    return mean.out_of(carried)


def _weigh(
    values: NDArray[Real], weights: NDArray[Real], children: Indices, mean: PowerMean, gaps: bool
) -> tuple[NDArray[Real], NDArray[Real]]:
    """Return what one child of each group carries, and its weight."""
    part, weight = mean.into(values[children]), weights[children]
    if not gaps:
        return part * weight, weight
    known = ~np.isnan(part)
    weight = weight * known
    return np.where(known, part, 0) * weight, weight


def _raise(values: NDArray[Real], power: float) -> NDArray[Real]:
    return np.reciprocal(values) if power == -1 else values ** values.dtype.type(power)
