"""What a lot and an interrupted series can show by simulation: without effect, many times, as chance alone has it.

Where there are past records, what is drawn is theirs. Of a lot, units and their months lend their shape: levels of
units and what is left of months are drawn anew, and scaled to the spread and the correlation that are stated. Of a
series, units are drawn anew and their mean is taken over the months as they followed each other. Otherwise cases are
drawn from normal distributions, and months as a first-order autoregression: there the formulas hold, and agree.
"""

from __future__ import annotations

import numpy as np

from publicvalue.business_case.planning.model import PlanningField
from publicvalue.business_case.planning.past import PastRecords, Wander, autoregression
from publicvalue.business_case.staggered import CHUNK, Noise, Simulated, take_means_out
from publicvalue.scores.tree import Floats

MEANS = 50
"""From so many cases in a group on their mean is drawn, and not each: it is as good as normal."""
LEAST_UNITS = 4
"""Fewer units drawn anew are the same series again and again."""


def simulate_lot(
    field: PlanningField, past: PastRecords | None, runs: int, rng: np.random.Generator
) -> Simulated | None:
    """Simulate a lot among cases, or among units where the cases come from some; None where too little is stated.

    Parameters
    ----------
    field
        Cases, their standard deviation, and the units that they come from.
    past
        Past records, whose shape is drawn; None where there are none.
    runs, rng
        How often, and the source of randomness.
    """
    if not field.cases or field.case_deviation is None:
        return None
    groups = min(field.units or field.cases, field.cases)
    if groups < 2 * 2:
        return None
    estimates, errors = np.empty(runs), np.empty(runs)
    first = groups // 2
    for start in range(0, runs, CHUNK):
        stop = min(start + CHUNK, runs)
        means = field.case_deviation * _groups(field, past, (stop - start, groups), rng)
        one, two = means[:, :first], means[:, first:]
        pooled = one.var(axis=1) * first + two.var(axis=1) * (groups - first)
        estimates[start:stop] = one.mean(axis=1) - two.mean(axis=1)
        errors[start:stop] = np.sqrt(pooled / (groups - 2) * (1 / first + 1 / (groups - first)))
    return Simulated(estimates, errors, groups - 2)


def _groups(field: PlanningField, past: PastRecords | None, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Draw the mean of each group of cases whose standard deviation is 1."""
    size = max(1, round((field.cases or 0) / shape[1]))
    if size == 1:
        return _drawn(None if past is None else past.values - past.values.mean(axis=0), shape, rng)
    shared = min(max(field.correlation, 0.0), 1.0)
    levels = _drawn(None if past is None else past.values.mean(axis=1), shape, rng)
    left = None if past is None else take_means_out(past.values)
    own = (
        rng.standard_normal(shape) / np.sqrt(size)
        if size >= MEANS or left is None
        else _drawn(left, (*shape, size), rng).mean(axis=2)
    )
    return np.asarray(np.sqrt(shared) * levels + np.sqrt(1 - shared) * own)


def _drawn(values: Floats | None, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Draw values anew, with a mean of 0 and a standard deviation of 1; normal ones where there are none."""
    if values is None or not values.std() > 0:
        return rng.standard_normal(shape)
    even = ((values - values.mean()) / values.std()).ravel()
    return np.asarray(even[rng.integers(0, even.size, shape)])


def replays_series(past: PastRecords | None, months: int) -> bool:
    """Tell whether past records are long and wide enough to be drawn anew as a series."""
    return past is not None and len(past.months) >= months and len(past.units) >= LEAST_UNITS


def simulate_series(
    sides: tuple[int, int], wander: Wander, past: PastRecords | None, runs: int, rng: np.random.Generator
) -> Simulated:
    """Simulate a series with a trend that is interrupted, its step found by generalised least squares.

    Parameters
    ----------
    sides
        Months, and those of them before the step.
    wander
        What its months do by themselves.
    past
        Past records of its units; they are drawn where they are long and wide enough.
    runs, rng
        How often, and the source of randomness.
    """
    months, before = sides
    month = np.arange(months, dtype=np.float64)
    design = np.column_stack([np.ones(months), month - month.mean(), month >= before])
    inverse = np.linalg.inv(autoregression(months, wander.carry))
    spread = np.linalg.inv(design.T @ inverse @ design)
    fit = spread @ design.T @ inverse
    series = _series(past, wander, (runs, months), rng)
    found = series @ fit.T
    left = series - found @ design.T
    variance = np.einsum("ij,jk,ik->i", left, inverse, left) / (months - 3)
    return Simulated(found[:, 2], np.sqrt(variance * spread[2, 2]), months - 3)


def _series(past: PastRecords | None, wander: Wander, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    runs, months = shape
    if past is None or not replays_series(past, months):
        return Noise(wander.deviation, wander.carry).draw((runs, 1, months), rng)[:, 0, :]
    values = past.values - past.values.mean(axis=1, keepdims=True)
    units = rng.integers(0, len(values), (runs, len(values)))
    starts = rng.integers(0, values.shape[1] - months + 1, runs)
    columns = starts[:, np.newaxis] + np.arange(months)
    found = np.empty(shape)
    for run in range(runs):
        found[run] = values[units[run]][:, columns[run]].mean(axis=0)
    return found
