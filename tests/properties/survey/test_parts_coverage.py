"""Simulated coverage where it is hard: totals of a part, few people asked in every office, rare shares, ties."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.survey.constructs.resamples import RespondentSample, percentile_interval
from publicvalue.measures.survey.sample.answers import SurveySample
from publicvalue.measures.survey.sample.linearisation import LinearisedMean, SamplingStage, rare_share, unanimous_share

REPETITIONS = 800
ENDLESS = np.array([np.inf])


def simple(people: int, weight: float = 1.0, asked: np.ndarray | None = None) -> SurveySample:
    none = np.zeros(people, dtype=np.int64)
    return SurveySample(np.full(people, weight), none, np.arange(people), ENDLESS, asked=asked, people=True)


def held_total(rng: np.random.Generator, *, drop: bool) -> bool:
    """Draw 200 of an endless population, of which a fifth is asked for, and total what these say."""
    asked, values = rng.random(200) < 0.2, rng.normal(5, 2, 200)
    sample = simple(int(asked.sum()), 10.0) if drop else simple(200, 10.0, asked)
    total, linearised = sample.total(values[asked] if drop else values)
    low, high = LinearisedMean(total, sample.standard_error(linearised), sample.freedom).interval()
    return bool(low <= 200 * 0.2 * 5 * 10 <= high)


def test_interval_holds_the_total_of_a_part() -> None:
    rng = np.random.default_rng(1)
    assert 0.93 <= np.mean([held_total(rng, drop=False) for _ in range(REPETITIONS)]) <= 0.97
    # With the others left out, as if it had been known how many of the part would be drawn.
    assert np.mean([held_total(rng, drop=True) for _ in range(REPETITIONS)]) < 0.7


def test_interval_holds_the_mean_of_people_asked_in_every_office() -> None:
    rng = np.random.default_rng(2)
    staff = rng.normal(0, 1, (10, 1)) + rng.normal(0, 2, (10, 60))
    office = np.repeat(np.arange(10), 20)
    people = SamplingStage(np.arange(200), office, np.full(10, 60.0), alike=True)
    first = (np.full(200, 3.0), np.zeros(200, dtype=np.int64), office, np.array([10.0]))
    sample, held = SurveySample(*first, later=(people,)), []
    for _ in range(REPETITIONS):
        mean, linearised = sample.mean(np.concatenate([rng.permutation(one)[:20] for one in staff]))
        low, high = LinearisedMean(mean, sample.standard_error(linearised), sample.freedom).interval()
        held.append(low <= staff.mean() <= high)
    # Nine degrees of freedom, clusters less strata, are fewer than the people within have.
    assert 0.94 <= np.mean(held) <= 0.99


@pytest.mark.parametrize(("people", "share"), [(50, 0.05), (100, 0.03), (200, 0.02)])
def test_interval_holds_a_rare_share(people: int, share: float) -> None:
    rng, sample, held = np.random.default_rng(3), simple(people), []
    for _ in range(REPETITIONS):
        mean, linearised = sample.mean((rng.random(people) < share).astype(float))
        found = LinearisedMean(mean, sample.standard_error(linearised), sample.freedom)
        rare = rare_share(found, people) if mean > 0 else unanimous_share(0.0, sample.effective())
        low, high = rare.interval() if mean * (people - 1) < 10 else found.logit_interval()
        held.append(low <= share <= high)
    assert np.mean(held) >= 0.94


def test_draws_of_a_rare_share_agree_with_its_interval() -> None:
    rare = rare_share(LinearisedMean(0.02, 0.01, 199), 200)
    draws = rare.draws(200_000, np.random.default_rng(4))
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx(rare.interval(), abs=1e-3)


def test_resamples_hold_the_mean_of_a_part_of_a_clustered_sample() -> None:
    """A third of the clusters has nobody of the part: they are drawn again all the same."""
    rng, held = np.random.default_rng(5), []
    for _ in range(150):
        cluster = np.repeat(np.arange(40), 5)
        values = rng.normal(0, 1, 40)[cluster] + rng.normal(0, 1, 200)
        asked = rng.random(200) < 0.2
        sample = RespondentSample(np.ones(200), None, cluster).keep(asked)
        weights = sample.draw(300, rng)
        low, high = percentile_interval(weights @ values[asked] / weights.sum(axis=1))
        held.append(bool(low <= 0 <= high))
    assert 0.90 <= np.mean(held) <= 0.98
