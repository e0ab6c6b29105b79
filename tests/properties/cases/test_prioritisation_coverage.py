"""Simulated coverage of the intervals of the two prioritisation measures, and the agreement of their two bootstraps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from publicvalue.measures.kernels.means import mean_interval
from publicvalue.measures.order.early_share import points_earlier
from publicvalue.measures.order.time_gained import days_earlier, percent_earlier
from publicvalue.measures.order.two_orders import (
    DailyFinds,
    ScoredCases,
    Statistic,
    daily_finds,
    error_of_cases,
    error_of_days,
    order_cases,
)

FIRST = np.datetime64("2021-03-01")
DAYS = 40
REPETITIONS = 500

STATISTICS: dict[str, Callable[[DailyFinds], Statistic]] = {
    "days": lambda finds: days_earlier(finds.day),
    "percent": lambda finds: percent_earlier(finds.day),
    "points": lambda finds: points_earlier(finds.dates < FIRST + np.timedelta64(15, "D")),
}

# Strength of the score, base rate, and how far the order used already favoured likely cases.
WORLDS = [(1.0, -1.5, 0.0), (0.0, -1.5, 0.0), (0.6, -1.5, 0.5), (2.0, -0.5, 0.0)]


def draw_cases(n: int, world: tuple[float, float, float], rng: np.random.Generator) -> ScoredCases:
    slope, base, favoured = world
    day = rng.integers(0, DAYS, n)
    day = np.where(rng.random(n) < 0.3, day // 2, day)
    score = np.round(rng.standard_normal(n), 2)
    logit = base + slope * score + favoured * (20 - day) / 20
    found = rng.random(n) < 1 / (1 + np.exp(-logit))
    return order_cases(FIRST + day.astype("timedelta64[D]"), found, score)


def value(finds: DailyFinds, name: str) -> float:
    statistic = STATISTICS[name](finds)
    return float(statistic(finds.scheduled[None, :], finds.by_score[None, :])[0])


@pytest.mark.parametrize("name", STATISTICS)
def test_interval_holds_the_true_gain(name: str) -> None:
    rng = np.random.default_rng(20240601)
    held = []
    for world in WORLDS:
        truth = value(daily_finds(draw_cases(1_000_000, world, rng)), name)
        for _ in range(REPETITIONS):
            cases = draw_cases(400, world, rng)
            finds = daily_finds(cases)
            error = error_of_cases(cases, STATISTICS[name](finds), 120, rng)
            low, high = mean_interval(value(finds, name), error, finds.found - 1)
            held.append(low <= truth <= high)
    assert 0.94 <= np.mean(held) <= 0.96


@pytest.mark.parametrize("name", STATISTICS)
def test_error_from_daily_counts_agrees_with_error_from_cases(name: str) -> None:
    rng = np.random.default_rng(20240602)
    ratios = []
    for world in WORLDS:
        cases = draw_cases(2000, world, rng)
        finds = daily_finds(cases)
        statistic = STATISTICS[name](finds)
        by_case = error_of_cases(cases, statistic, 3000, rng)
        ratios.append(error_of_days(finds, statistic, 3000, rng) / by_case)
    assert max(ratios) < 1.1
    assert min(ratios) > 0.9


def test_error_of_many_cases_agrees_with_that_of_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(20240603)
    cases = draw_cases(30_000, WORLDS[0], rng)
    statistic = days_earlier(daily_finds(cases).day)
    part = error_of_cases(cases, statistic, 1000, rng)
    monkeypatch.setattr("publicvalue.measures.order.two_orders.CASES_RESAMPLED", 30_000)
    assert part == pytest.approx(error_of_cases(cases, statistic, 1000, rng), rel=0.1)
