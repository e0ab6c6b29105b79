"""Where the level of a series changes: binary segmentation, each split held to a permutation test.

In a stretch of periods, each place that leaves at least three periods on both sides is tried: the means before and
after it, weighted by cases, are compared, and the difference is divided by what it would vary by. The largest counts.
If the level is stable, the order of the periods says nothing: the periods are put into random order 999 times, and the
place is flagged when at most 5 % of these orders give a value as large. The test needs no known error and no normal
distribution, and it allows both for the search over places and for periods that scatter more than chance among cases
alone would make them. A stretch that was split is searched again on both sides, when it has eight periods or more.

A stable series is flagged in at most 5 % of cases. After a true change each further stretch has again 5 %. Periods that
resemble their neighbours (seasons, slow wandering) are not in random order, and are flagged as the changes they are.

Sources: A. Sen and M. S. Srivastava (1975), On tests for detecting change in mean, Annals of Statistics 3(1), 98-108,
for the largest difference; J. Antoch and M. Huskova (2001), Permutation tests in change point analysis, Statistics and
Probability Letters 53(1), 37-46; L. Ju. Vostrikova (1981), Soviet Mathematics Doklady 24, 55-59, for the segmentation.
The least numbers of periods are our judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEAST_STRETCH = 3
"""Periods that a level must last before and after a change."""
LEAST_SEARCHED = 8
ORDERS = 999
FLAGGED = 0.05


@dataclass(frozen=True)
class ChangePoint:
    """A place at which the level was found to change.

    Parameters
    ----------
    first
        Place of the first period after the change.
    chance
        p-value: share of random orders of the stretch in which some place differs as much.
    """

    first: int
    chance: float


def find_change_points(values: Numbers, weights: Numbers, rng: np.random.Generator) -> tuple[ChangePoint, ...]:
    """Return the places at which the level changes, in order of time.

    Parameters
    ----------
    values
        Mean of each period, in any unit; shape (periods,), finite.
    weights
        Cases of each period, more than 0; shape (periods,).
    rng
        Puts the periods into random order.
    """
    found: list[ChangePoint] = []
    stretches = [(0, len(values))]
    while stretches:
        start, stop = stretches.pop()
        if stop - start < LEAST_SEARCHED:
            continue
        split, chance = try_split(values[start:stop], weights[start:stop], rng)
        if chance <= FLAGGED:
            found.append(ChangePoint(start + split, chance))
            stretches += [(start, start + split), (start + split, stop)]
    return tuple(sorted(found, key=lambda point: point.first))


def try_split(values: Numbers, weights: Numbers, rng: np.random.Generator) -> tuple[int, float]:
    """Return the place of the largest difference between before and after, and its p-value by random orders."""
    away = values - np.average(values, weights=weights)
    observed = _differences(away[None, :], weights[None, :])[0]
    largest = float(observed.max())
    orders = rng.permuted(np.tile(np.arange(len(values)), (ORDERS, 1)), axis=1)
    shuffled = _differences(away[orders], weights[orders]).max(axis=1)
    as_large = int((shuffled >= largest * (1 - 1e-9)).sum())
    return int(observed.argmax()) + LEAST_STRETCH, (1 + as_large) / (1 + ORDERS)


def _differences(away: Numbers, weights: Numbers) -> Numbers:
    """Return the standardised difference at each place allowed; shape (orders, places)."""
    allowed = slice(LEAST_STRETCH - 1, away.shape[1] - LEAST_STRETCH)
    before, total = np.cumsum(weights, axis=1)[:, allowed], weights.sum(axis=1, keepdims=True)
    moved = np.cumsum(weights * away, axis=1)[:, allowed]
    return np.asarray(np.abs(moved) / np.sqrt(before * (total - before) / total))


def stretches_of(points: tuple[ChangePoint, ...], periods: int) -> tuple[slice, ...]:
    """Return the stretches of a series of so many periods between its change points, in order."""
    ends = [0, *(point.first for point in points), periods]
    return tuple(slice(start, stop) for start, stop in pairwise(ends))


def level_by_period(values: Numbers, weights: Numbers, points: tuple[ChangePoint, ...]) -> Numbers:
    """Return the mean, weighted by cases, of the stretch that each period lies in; shape (periods,)."""
    levels = np.empty(len(values))
    for stretch in stretches_of(points, len(values)):
        levels[stretch] = np.average(values[stretch], weights=weights[stretch])
    return levels
