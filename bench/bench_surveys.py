"""Design-based estimates of many questions on a million respondents, against a plain weighted mean of the same.

Question by question in turn, in seconds of the processor, as a machine with other work to do is slow now and then.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from publicvalue.measures.survey.sample.answers import SurveySample

RESPONDENTS = 1_000_000
QUESTIONS = 200
STRATA, CLUSTERS = 50, 4_000
BUDGET = 3.0


def estimate_questions() -> dict:
    """Estimate mean and standard error of 200 questions under strata, clusters and weights."""
    rng = np.random.default_rng(1)
    cluster = rng.integers(0, CLUSTERS, RESPONDENTS)
    cluster[:CLUSTERS] = np.arange(CLUSTERS)
    sample = SurveySample(
        rng.uniform(1, 3, RESPONDENTS), cluster % STRATA, cluster, np.full(STRATA, 10.0 * CLUSTERS / STRATA)
    )
    answers = [rng.integers(1, 6, RESPONDENTS).astype(float) for _ in range(5)]
    taken, reference = [], []
    for number in range(QUESTIONS):
        values = answers[number % len(answers)]
        begin = time.process_time()
        mean, linearised = sample.mean(values)
        error = sample.standard_error(linearised)
        middle = time.process_time()
        plain = np.average(values, weights=sample.weights)
        taken.append(middle - begin)
        reference.append(time.process_time() - middle)
        assert math.isclose(mean, plain, rel_tol=1e-12)
        assert error > 0
    ours, theirs = sum(taken), sum(reference)
    return {"figure": ours, "reference": theirs, "ratio": ours / theirs, "budget": BUDGET}


BENCHMARKS: list[tuple[str, Callable[[], dict]]] = [
    ("surveys: 200 questions of 1 million people, against plain weighted means (CPU s)", estimate_questions),
]
