"""False alarms and finds of the change points, and coverage of the change, by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.drift.change_points import find_change_points
from publicvalue.measures.drift.periods import PeriodLevel, difference_of
from publicvalue.measures.kernels.means import Moments

SERIES = 500


def shares_with_chance_alone(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    cases = rng.integers(100, 300, 24)
    return rng.binomial(cases, 0.2) / cases, cases.astype(float)


def months_that_scatter_more(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    cases = rng.integers(500, 1500, 36)
    return rng.binomial(cases, rng.beta(40, 60, 36)) / cases, cases.astype(float)


def volumes_that_grow(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    cases = np.linspace(50, 400, 24).round()
    return rng.gamma(2 * cases, 5) / cases, cases


def few_skewed_figures(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.exponential(10, 10), np.ones(10)


STABLE = [shares_with_chance_alone, months_that_scatter_more, volumes_that_grow, few_skewed_figures]


def test_5_percent_of_stable_series_are_flagged() -> None:
    rng = np.random.default_rng(20241101)
    flagged = {
        world.__name__: np.mean([bool(find_change_points(*world(rng), rng)) for _ in range(SERIES)]) for world in STABLE
    }
    assert 0.04 <= np.mean(list(flagged.values())) <= 0.06, flagged
    assert max(flagged.values()) <= 0.08, flagged


def test_a_shift_of_a_share_is_found_near_its_place() -> None:
    rng = np.random.default_rng(20241102)
    rates = np.where(np.arange(24) < 15, 0.20, 0.30)
    near = []
    for _ in range(200):
        points = find_change_points(rng.binomial(200, rates) / 200, np.full(24, 200.0), rng)
        near.append(any(abs(point.first - 15) <= 1 for point in points))
    assert np.mean(near) >= 0.9


def test_two_shifts_are_both_found() -> None:
    rng = np.random.default_rng(20241103)
    rates = np.repeat([0.2, 0.4, 0.25], 12)
    found = [
        [point.first for point in find_change_points(rng.binomial(300, rates) / 300, np.full(36, 300.0), rng)]
        for _ in range(60)
    ]
    assert np.mean([{12, 24} <= set(places) for places in found]) >= 0.8


def level(values: np.ndarray, is_share: bool) -> PeriodLevel:
    mean = float(values.mean())
    return PeriodLevel(Moments(len(values), mean, float(((values - mean) ** 2).sum())), is_share)


def held(first: PeriodLevel, last: PeriodLevel, truth: float) -> bool:
    low, high = difference_of(first, last).interval(last.estimate - first.estimate)
    return low <= truth <= high


@pytest.mark.parametrize(("cases", "spread"), [((12, 40), (1, 3)), ((30, 8), (2, 2)), ((60, 60), (1, 5))])
def test_interval_holds_the_change_of_a_mean(cases: tuple[int, int], spread: tuple[float, float]) -> None:
    rng = np.random.default_rng(20241104)
    covered = [
        held(level(rng.normal(10, spread[0], cases[0]), False), level(rng.normal(12, spread[1], cases[1]), False), 2.0)
        for _ in range(6000)
    ]
    assert 0.94 <= np.mean(covered) <= 0.96


def test_interval_holds_the_change_of_a_share() -> None:
    rng = np.random.default_rng(20241105)
    covered = []
    for _ in range(1500):
        rates = rng.uniform(0.1, 0.6, 2)
        first, last = (level((rng.random(150) < rate).astype(float), True) for rate in rates)
        covered.append(held(first, last, 100 * float(rates[1] - rates[0])))
    assert 0.94 <= np.mean(covered) <= 0.96
