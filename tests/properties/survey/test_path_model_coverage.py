"""Simulated coverage of the intervals of path coefficients, around what the model finds in the whole population."""

from __future__ import annotations

import numpy as np
import pytest

from long_runs import confirming
from path_models import TRIANGLE, triangle_answers, triangle_correlations
from publicvalue.measures.survey.constructs.path_bootstrap import Interval, PathSettings, bootstrap_paths
from publicvalue.measures.survey.constructs.path_model import estimate_paths
from publicvalue.measures.survey.constructs.resamples import RespondentSample

REPETITIONS = 300
PEOPLE = 300
AT = TRIANGLE.arrows


@pytest.mark.parametrize("interval", ["percentile", *confirming("accelerated")])
def test_interval_holds_the_paths(interval: Interval) -> None:
    rng = np.random.default_rng(20240703)
    truth = estimate_paths(TRIANGLE, triangle_correlations()[None]).paths[0][AT]
    settings = PathSettings(replicates=600, interval=interval)
    held = []
    for _ in range(REPETITIONS):
        answers = triangle_answers(PEOPLE, rng)
        low, high = bootstrap_paths(TRIANGLE, answers, RespondentSample(np.ones(PEOPLE)), settings, rng).interval(
            "paths"
        )
        held.append((low[AT] <= truth) & (truth <= high[AT]))
    assert 0.94 <= np.mean(held) <= 0.96
