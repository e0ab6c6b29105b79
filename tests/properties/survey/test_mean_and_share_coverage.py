"""Simulated coverage of the intervals of a survey's mean and share, in samples drawn without replacement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from long_runs import confirming
from publicvalue.measures.survey.sample.linearisation import LinearisedMean, StratumSums

REPETITIONS = 4000

# A design draws a sample and returns answers, weights, stratum numbers, cluster numbers (within the stratum) and the
# population of each stratum; and the truth.
Sample = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def linearised(sample: Sample) -> LinearisedMean:
    values, weights, stratum, cluster, population = sample
    mean = float((weights * values).sum() / weights.sum())
    z = weights * (values - mean) / weights.sum()
    strata = len(population)
    width = int(cluster.max()) + 1
    place = stratum * width + cluster
    drawn = np.bincount(place, minlength=strata * width).reshape(strata, width) > 0
    totals = np.bincount(place, z, minlength=strata * width).reshape(strata, width)
    sums = StratumSums(drawn.sum(axis=1) * 1.0, totals.sum(axis=1), (totals**2).sum(axis=1), population)
    return LinearisedMean(mean, float(np.sqrt(sums.variance)), sums.freedom)


def stratified(values: list[np.ndarray], take: list[int], rng: np.random.Generator) -> Sample:
    """Draw so many of each stratum, without replacement."""
    drawn = [rng.permutation(own)[:n] for own, n in zip(values, take, strict=True)]
    weights = [np.full(n, len(own) / n) for own, n in zip(values, take, strict=True)]
    stratum = np.repeat(np.arange(len(take)), take)
    cluster = np.concatenate([np.arange(n) for n in take])
    sizes = np.array([len(own) for own in values], dtype=float)
    return np.concatenate(drawn), np.concatenate(weights), stratum, cluster, sizes


def clustered(places: np.ndarray, take: int, rng: np.random.Generator) -> Sample:
    """Draw so many clusters (rows), without replacement, and take all of their people."""
    drawn = places[rng.permutation(len(places))[:take]]
    n = drawn.size
    cluster = np.repeat(np.arange(take), drawn.shape[1])
    return drawn.ravel(), np.ones(n), np.zeros(n, dtype=int), cluster, np.array([float(len(places))])


def people(share: bool, rng: np.random.Generator) -> list[np.ndarray]:
    """Make a population of three strata of different size, level and spread."""
    strata = ((600, -0.6, 1.0), (300, 0.2, 1.5), (100, 1.0, 0.5))
    values = [rng.normal(level, spread, n) for n, level, spread in strata]
    return [(own > 0).astype(float) for own in values] if share else values


def offices(share: bool, rng: np.random.Generator) -> np.ndarray:
    """Make 120 offices of 10 people, alike within an office."""
    values = rng.normal(0, 1, (120, 1)) + rng.normal(0, 1.5, (120, 10))
    return (values > 0).astype(float) if share else values


def stratified_world(share: bool, rng: np.random.Generator) -> tuple[float, Callable[[], Sample]]:
    population = people(share, rng)
    truth = float(np.concatenate(population).mean())
    return truth, lambda: stratified(population, [60, 60, 40], rng)


def clustered_world(share: bool, rng: np.random.Generator) -> tuple[float, Callable[[], Sample]]:
    population = offices(share, rng)
    return float(population.mean()), lambda: clustered(population, 30, rng)


@pytest.mark.parametrize("world", [clustered_world, *confirming(stratified_world)])
def test_interval_holds_the_mean(world: Callable[..., tuple[float, Callable[[], Sample]]]) -> None:
    rng = np.random.default_rng(20240701)
    truth, draw = world(False, rng)
    held = []
    for _ in range(REPETITIONS):
        low, high = linearised(draw()).interval()
        held.append(low <= truth <= high)
    assert 0.94 <= np.mean(held) <= 0.96


@pytest.mark.parametrize("world", [stratified_world, *confirming(clustered_world)])
def test_interval_holds_the_share(world: Callable[..., tuple[float, Callable[[], Sample]]]) -> None:
    rng = np.random.default_rng(20240702)
    truth, draw = world(True, rng)
    held = []
    for _ in range(REPETITIONS):
        low, high = linearised(draw()).logit_interval()
        held.append(low <= truth <= high)
    assert 0.94 <= np.mean(held) <= 0.96
