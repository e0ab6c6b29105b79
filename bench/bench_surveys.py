"""Design-based estimates of many questions on a million respondents, against a plain weighted mean of the same."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from publicvalue.measures.survey.sample.answers import SurveySample

RESPONDENTS = 1_000_000
QUESTIONS = 200
STRATA, CLUSTERS = 50, 4_000
BUDGET_SECONDS = 10.0


def estimate_questions() -> dict:
    """Estimate mean and standard error of 200 questions under strata, clusters and weights."""
    rng = np.random.default_rng(1)
    cluster = rng.integers(0, CLUSTERS, RESPONDENTS)
    cluster[:CLUSTERS] = np.arange(CLUSTERS)
    sample = SurveySample(
        rng.uniform(1, 3, RESPONDENTS), cluster % STRATA, cluster, np.full(STRATA, 10.0 * CLUSTERS / STRATA)
    )
    answers = [rng.integers(1, 6, RESPONDENTS).astype(float) for _ in range(5)]
    begin = time.perf_counter()
    for number in range(QUESTIONS):
        mean, linearised = sample.mean(answers[number % 5])
        error = sample.standard_error(linearised)
        assert 2.9 < mean < 3.1
        assert error > 0
    ours = time.perf_counter() - begin
    begin = time.perf_counter()
    for number in range(QUESTIONS):
        np.average(answers[number % 5], weights=sample.weights)
    plain = time.perf_counter() - begin
    return {"figure": ours, "reference": plain, "budget": BUDGET_SECONDS}


BENCHMARKS: list[tuple[str, Callable[[], dict]]] = [
    ("surveys: 200 questions of 1 million people, seconds", estimate_questions),
]
