"""Simulated coverage of the intervals of shares from budget allocations and best-worst choices."""

from __future__ import annotations

import numpy as np

from publicvalue.measures.survey.constructs.resamples import RespondentSample, percentile_interval
from publicvalue.measures.survey.priorities.best_worst import Tasks, best_worst_shares, best_worst_values
from publicvalue.measures.survey.priorities.budget import budget_shares, log_ratios

PEOPLE = 200
REPLICATES = 500
VALUES = np.array([-0.8, -0.3, 0.0, 0.1, 0.4, 0.6])
TASKS = Tasks(
    tuple("abcdef"),
    (("a", "b", "c", "d"), ("c", "d", "e", "f"), ("a", "b", "e", "f"), ("a", "c", "e"), ("b", "d", "f")),
)


def test_interval_holds_the_budget_shares() -> None:
    rng = np.random.default_rng(20240704)
    logs = np.array([0.1, 0.5, -0.2, -0.4])
    truth = np.exp(logs) / np.exp(logs).sum()
    sample, held = RespondentSample(np.ones(PEOPLE)), []
    for _ in range(1_500):
        given = np.exp(logs + 0.6 * rng.standard_normal((PEOPLE, 4)))
        ratios = log_ratios(100 * given / given.sum(axis=1, keepdims=True))
        low, high = percentile_interval(budget_shares(ratios, sample.draw(REPLICATES, rng)))
        held.append((low <= truth) & (truth <= high))
    assert 0.94 <= np.mean(held) <= 0.96


def test_interval_holds_the_best_worst_shares() -> None:
    rng = np.random.default_rng(20240705)
    truth = np.exp(VALUES) / np.exp(VALUES).sum()
    odds = np.exp(TASKS.signs @ VALUES)
    chances = odds / (TASKS.owners @ (TASKS.owners.T @ odds))
    sample, held = RespondentSample(np.ones(PEOPLE)), []
    for _ in range(600):
        picked = np.zeros((PEOPLE, len(TASKS.pairs)))
        for task in range(len(TASKS.sets)):
            own = np.flatnonzero(TASKS.owners[:, task])
            picked[np.arange(PEOPLE), rng.choice(own, PEOPLE, p=chances[own])] = 1
        draws = best_worst_shares(best_worst_values(TASKS, sample.draw(REPLICATES, rng) @ picked))
        low, high = percentile_interval(draws)
        held.append((low <= truth) & (truth <= high))
    assert 0.94 <= np.mean(held) <= 0.96
