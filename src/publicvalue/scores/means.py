"""Weighted means of groups with missing children left out: the one kernel under every level of the product.

The tree of an assessment, the systems of a portfolio and the groups of a composite index all form their scores here.
Children stand along the first axis, so that draws, runs and units lie side by side in memory and each step adds whole
rows. Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6; Hardy, Littlewood and Pólya,
Inequalities (1934), chapter 2, for means of any power.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from publicvalue.framework.model import Mean

Real = TypeVar("Real", np.float32, np.float64)
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]

POWERS: Mapping[Mean, float] = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
"""Power of each mean that has a name of its own."""

SLICES = 17
"""Stretches of draws, less one, up to which they are taken one by one."""


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
    missing = np.isnan(values)
    gaps = bool(missing.any())
    if gaps:
        kept: Flags = np.asarray(~missing.all(axis=tuple(range(1, values.ndim))))
        if not kept.all():
            return _means_of_known(values[kept], weights[kept], (starts, kept), mean)
    add = _add_one_group if len(starts) == 1 else _add_groups
    carried, total = add(values, weights, starts, mean, gaps)
    # A group that nothing is known of has a total of zero; division there is left undone.
    if (total > 0).all():
        carried /= total
    else:
        carried = np.divide(carried, total, out=np.full_like(carried, np.nan), where=total > 0)
    return mean.out_of(carried)


def _add_groups(
    values: NDArray[Real], weights: NDArray[Real], starts: Indices, mean: PowerMean, gaps: bool
) -> tuple[NDArray[Real], NDArray[Real]]:
    """Return what the children of each group carry together, and their weight."""
    parts, shares = _weigh(values, weights, slice(None), mean, gaps)
    if len(starts) == len(parts):
        return parts, shares
    sizes = np.diff(np.append(starts, len(values)))
    # `take` of rows is twice as fast as an index, and lets another thread compute meanwhile.
    carried, total = parts.take(starts, axis=0), shares.take(starts, axis=0)
    for step in range(1, int(sizes.max(initial=0))):
        larger = sizes > step
        more = slice(None) if larger.all() else np.flatnonzero(larger)
        carried[more] += parts.take(starts[more] + step, axis=0)
        total[more] += shares.take(starts[more] + step, axis=0)
    return carried, total


def _add_one_group(
    values: NDArray[Real], weights: NDArray[Real], _: Indices, mean: PowerMean, gaps: bool
) -> tuple[NDArray[Real], NDArray[Real]]:
    """Return the same of a single group, the same numbers, without a copy of each child."""
    carried, total = _weigh(values, weights, slice(0, 1), mean, gaps)
    for child in range(1, len(values)):
        part, weight = _weigh(values, weights, slice(child, child + 1), mean, gaps)
        carried += part
        # The first may be the given weights themselves.
        total = total + weight
    return carried, total


def _means_of_known(
    values: NDArray[Real], weights: NDArray[Real], places: tuple[Indices, Flags], mean: PowerMean
) -> NDArray[Real]:
    """Form the means of the children of which anything is known; `places` holds starts and flags of all children."""
    starts, kept = places
    sizes = np.add.reduceat(kept, starts, dtype=np.intp)
    groups = np.flatnonzero(sizes)
    shape: tuple[int, ...] = np.broadcast_shapes(values.shape[1:], weights.shape[1:])
    formed: NDArray[Real] = np.full((len(starts), *shape), np.nan, values.dtype)
    if len(groups):
        formed[groups] = weighted_means(values, weights, np.cumsum(sizes[groups]) - sizes[groups], mean)
    return formed


def mixed_means(
    values: NDArray[Real], weights: NDArray[Real], starts: Indices, means: Sequence[PowerMean], picks: Indices
) -> NDArray[Real]:
    """Form the groups by a mean that differs from draw to draw.

    Parameters
    ----------
    values, weights, starts
        As for `weighted_means`; the draws along the last axis, and all of them in `values` or in `weights`.
    means
        The means.
    picks
        Which of them each draw takes, from 0, shape (draws,).

    Returns
    -------
    NDArray
        Shape (groups, ..., draws).
    """
    if values.shape[-1] < len(picks):
        values = np.broadcast_to(values, (*values.shape[:-1], len(picks)))
    # Each draw as its mean takes it; then all are added alike.
    taken: NDArray[Real] = np.empty(values.shape, values.dtype)
    for place, draws in _draws_of(picks):
        taken[..., draws] = means[place].into(_take(values, draws))
    formed = weighted_means(taken, weights, starts, PowerMean())
    for place, draws in _draws_of(picks):
        formed[..., draws] = means[place].out_of(_take(formed, draws))
    return formed


def exchanged_means(
    values: NDArray[Real],
    weights: NDArray[Real],
    exchanged: tuple[int, NDArray[Real]],
    means: Sequence[PowerMean],
    picks: Indices | None = None,
) -> NDArray[Real]:
    """Form one group many times, each time with other values for one of its children.

    The numbers are those of `weighted_means` over a group that holds the other values; its siblings, which stay, are
    prepared once and not each time.

    Parameters
    ----------
    values, weights
        Of the children of the group, shapes (children, draws), and (children, draws) or (children, 1).
    exchanged
        Position of the child, and its other values, shape (..., draws).
    means, picks
        As for `mixed_means`; the first mean where `picks` is None.

    Returns
    -------
    NDArray
        Shape (..., draws).
    """
    place, new = exchanged
    if picks is None:
        return _exchanged_mean(values, weights, exchanged, means[0])
    formed: NDArray[Real] = np.empty_like(new)
    for pick, draws in _draws_of(picks):
        other = (place, _take(new, draws))
        formed[..., draws] = _exchanged_mean(_take(values, draws), _take(weights, draws), other, means[pick])
    return formed


def _exchanged_mean(
    values: NDArray[Real], weights: NDArray[Real], exchanged: tuple[int, NDArray[Real]], mean: PowerMean
) -> NDArray[Real]:
    place, new = exchanged
    carried, total = np.zeros((2, 1), values.dtype)
    for child, given in enumerate(weights):
        part, weight = mean.into(new if child == place else values[child]), given
        missing = np.isnan(part)
        if missing.any():
            part, weight = np.where(missing, 0, part), given * ~missing
        carried = carried + part * weight
        total = total + weight
    nothing = np.full(np.broadcast_shapes(carried.shape, new.shape), np.nan, values.dtype)
    carried = np.divide(carried, total, out=nothing, where=total > 0)
    return mean.out_of(carried)


def _draws_of(picks: Indices) -> Iterator[tuple[int, Indices | slice]]:
    """Yield each alternative with its draws: where they lie together as slices, which need no copy, else as indices."""
    edges = [0, *(np.flatnonzero(np.diff(picks)) + 1), len(picks)]
    if len(edges) <= SLICES:
        yield from ((int(picks[start]), slice(start, stop)) for start, stop in pairwise(edges))
    else:
        yield from ((int(place), np.flatnonzero(picks == place)) for place in np.unique(picks))


def _take(array: NDArray[Real], draws: Indices | slice) -> NDArray[Real]:
    if array.shape[-1] == 1:
        return array
    return array[..., draws] if isinstance(draws, slice) else array.take(draws, axis=-1)


def _weigh(
    values: NDArray[Real], weights: NDArray[Real], children: Indices | slice, mean: PowerMean, gaps: bool
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
