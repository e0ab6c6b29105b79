"""Simulated coverage of intervals of quantiles, totals, differences, raked means and alpha; two ways agree."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.survey.constructs.item_analysis import analyse_scale
from publicvalue.measures.survey.sample.answers import Groups, RakedSample, SurveySample, rake, weighted_quantile
from publicvalue.measures.survey.sample.linearisation import LinearisedMean

REPETITIONS = 3000


def world(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make three strata of people: value, stratum, group; groups differ and are unevenly spread."""
    sizes, levels = (3000, 1500, 500), (0.0, 0.5, 1.5)
    stratum = np.repeat(np.arange(3), sizes)
    group = (rng.random(len(stratum)) < 0.3 + 0.15 * stratum).astype(np.int64)
    value = np.array(levels)[stratum] + 0.7 * group + rng.normal(0, 1, len(stratum))
    return value, stratum, group


def draw(stratum: np.ndarray, take: tuple[int, ...], rng: np.random.Generator) -> tuple[np.ndarray, SurveySample]:
    """Draw so many of each stratum without replacement; return who was drawn and the sample."""
    who = np.concatenate([rng.permutation(np.flatnonzero(stratum == s))[:n] for s, n in enumerate(take)])
    sizes = np.bincount(stratum).astype(float)
    weights = (sizes / np.array(take))[stratum[who]]
    return who, SurveySample(weights, stratum[who], np.arange(len(who)), sizes)


def coverage(held: list[bool]) -> float:
    return float(np.mean(held))


def test_interval_holds_the_total() -> None:
    rng = np.random.default_rng(1)
    value, stratum, _ = world(rng)
    held = []
    for _ in range(REPETITIONS):
        who, sample = draw(stratum, (60, 60, 40), rng)
        total, linearised = sample.total(value[who])
        low, high = LinearisedMean(total, sample.standard_error(linearised), sample.freedom).interval()
        held.append(low <= value.sum() <= high)
    assert 0.94 <= coverage(held) <= 0.96


def test_interval_holds_the_median() -> None:
    rng = np.random.default_rng(2)
    value, stratum, _ = world(rng)
    truth = np.sort(value)[len(value) // 2 - 1]
    held = []
    for _ in range(REPETITIONS):
        who, sample = draw(stratum, (120, 120, 80), rng)
        median = weighted_quantile(value[who], sample.weights, np.array([0.5]))[0]
        share, linearised = sample.mean((value[who] <= median).astype(float))
        reach = 1.967 * sample.standard_error(linearised)
        low, high = weighted_quantile(value[who], sample.weights, np.array([share - reach, share + reach]))
        held.append(low <= truth <= high)
    assert 0.94 <= coverage(held) <= 0.96


def test_interval_holds_the_difference_between_groups() -> None:
    rng = np.random.default_rng(3)
    value, stratum, group = world(rng)
    truth = value[group == 1].mean() - value[group == 0].mean()
    held = []
    for _ in range(REPETITIONS):
        who, sample = draw(stratum, (80, 60, 40), rng)
        (one, own), (other, others) = (sample.mean(value[who], group[who] == g) for g in (1, 0))
        error = sample.standard_error(own - others)
        low, high = LinearisedMean(one - other, error, sample.freedom - 1).interval()
        held.append(low <= truth <= high)
    assert 0.94 <= coverage(held) <= 0.96


def test_interval_holds_the_change_between_independent_waves() -> None:
    rng = np.random.default_rng(4)
    value, stratum, _ = world(rng)
    later = value + 0.3 + rng.normal(0, 0.5, len(value))
    held = []
    for _ in range(REPETITIONS):
        (first, a), (second, b) = draw(stratum, (60, 40, 30), rng), draw(stratum, (60, 40, 30), rng)
        wave = Groups(np.repeat([0, 1], [len(first), len(second)]), ("a", "b"))
        both = SurveySample(
            np.concatenate([a.weights, b.weights]),
            np.concatenate([a.stratum, b.stratum]),
            np.concatenate([a.cluster, b.cluster + len(first)]),
            a.population,
        ).separated(wave)
        answers = np.concatenate([value[first], later[second]])
        (one, own), (other, others) = (both.mean(answers, wave.are(name)) for name in ("b", "a"))
        error = both.standard_error(own - others)
        low, high = LinearisedMean(one - other, error, both.freedom - 1).interval()
        held.append(low <= later.mean() - value.mean() <= high)
    assert 0.94 <= coverage(held) <= 0.96


def raked(sample: SurveySample, group: np.ndarray, known: dict[str, float]) -> RakedSample:
    margins = (Groups(group, ("0", "1")),)
    weights = rake(sample, margins, [known])
    return RakedSample(weights, sample.stratum, sample.cluster, sample.population, sample.weights, margins)


def test_intervals_hold_mean_total_median_and_difference_after_raking() -> None:
    rng = np.random.default_rng(5)
    value, stratum, group = world(rng)
    known = {"0": float((group == 0).sum()), "1": float((group == 1).sum())}
    other = (rng.random(len(value)) < 0.5).astype(np.int64)
    value = value + 0.4 * other
    median = np.sort(value)[len(value) // 2 - 1]
    gap = value[other == 1].mean() - value[other == 0].mean()
    held: dict[str, list[bool]] = {"mean": [], "total": [], "median": [], "difference": []}
    for _ in range(REPETITIONS):
        who, plain = draw(stratum, (120, 90, 60), rng)
        sample, answers = raked(plain, group[who], known), value[who]
        mean, own = sample.mean(answers)
        low, high = LinearisedMean(mean, sample.standard_error(own), sample.freedom).interval()
        held["mean"].append(low <= value.mean() <= high)
        total, own = sample.total(answers)
        low, high = LinearisedMean(total, sample.standard_error(own), sample.freedom).interval()
        held["total"].append(low <= value.sum() <= high)
        found = weighted_quantile(answers, sample.weights, np.array([0.5]))[0]
        share, own = sample.mean((answers <= found).astype(float))
        reach = 1.969 * sample.standard_error(own)
        low, high = weighted_quantile(answers, sample.weights, np.array([share - reach, share + reach]))
        held["median"].append(low <= median <= high)
        (one, first), (two, second) = (sample.mean(answers, other[who] == g) for g in (1, 0))
        low, high = LinearisedMean(one - two, sample.standard_error(first - second), sample.freedom - 1).interval()
        held["difference"].append(low <= gap <= high)
    assert all(0.94 <= coverage(one) <= 0.96 for one in held.values()), {k: coverage(v) for k, v in held.items()}


def test_raking_narrows_what_the_margins_explain() -> None:
    rng = np.random.default_rng(8)
    value, stratum, group = world(rng)
    value = value + 3 * group
    known = {"0": float((group == 0).sum()), "1": float((group == 1).sum())}
    who, plain = draw(stratum, (120, 90, 60), rng)
    sample = raked(plain, group[who], known)
    errors = [one.standard_error(one.mean(value[who])[1]) for one in (plain, sample)]
    assert errors[1] < 0.8 * errors[0]


def test_interval_holds_alpha() -> None:
    """Four items that are parallel, with the error variance of the common part: alpha is 0.8 in the population."""
    rng = np.random.default_rng(6)
    held = []
    for _ in range(REPETITIONS):
        values = rng.normal(size=(80, 1)) + rng.normal(size=(80, 4))
        found = analyse_scale(values, np.ones(80))
        held.append(found.alpha_low <= 0.8 <= found.alpha_high)
    assert 0.94 <= coverage(held) <= 0.96


def test_raked_weights_reach_every_margin() -> None:
    rng = np.random.default_rng(7)
    sample = SurveySample(rng.uniform(1, 3, 200), np.zeros(200, dtype=np.int64), np.arange(200), np.array([np.inf]))
    margins = [Groups(rng.integers(0, k, 200), tuple("abc"[:k])) for k in (2, 3)]
    known = [{"a": 600.0, "b": 400.0}, {"a": 500.0, "b": 300.0, "c": 200.0}]
    weights = rake(sample, margins, known)
    for margin, totals in zip(margins, known, strict=True):
        sums = np.bincount(margin.codes, weights)
        assert sums == pytest.approx(list(totals.values()), rel=1e-9)


def test_error_equals_the_slow_plain_way() -> None:
    rng = np.random.default_rng(8)
    stratum = rng.integers(0, 3, 90)
    cluster = stratum * 10 + rng.integers(0, 6, 90)
    _, numbers = np.unique(cluster, return_inverse=True)
    population = np.array([20.0, 30.0, np.inf])
    sample = SurveySample(np.ones(90), stratum, numbers, population)
    z = rng.normal(size=90)
    variance = 0.0
    for s in range(3):
        totals = [z[cluster == c].sum() for c in np.unique(cluster[stratum == s])]
        n = len(totals)
        variance += (1 - n / population[s]) * n * np.var(totals, ddof=1)
    assert sample.standard_error(z) == pytest.approx(np.sqrt(variance), rel=1e-12)
