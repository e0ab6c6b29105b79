"""The 95 % interval of scores, at every level of the tree, covers the true score in about 95 % of simulated studies.

What is covered is the score under the stated method: weights and anchors stand still and every choice is closed. Open
choices widen an interval beyond that, see `test_open_choices`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from publicvalue.framework.model import PUBLIC_VALUE, Alternatives
from publicvalue.measures.result import Measured
from publicvalue.scores.sheet import score_assessment
from small_framework import small_framework

FRAMEWORK = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)
TRUTH = {
    "economic.benefit.costs.a": 40.0,
    "economic.benefit.costs.b": 60.0,
    "economic.risk.harm.a": 15.0,
    "economic.risk.harm.b": 45.0,
    "citizen.benefit.service.a": 80.0,
    "citizen.benefit.service.b": 55.0,
}
ERROR = 4.0
assert FRAMEWORK.alternatives == Alternatives(), "coverage is claimed for one method"
STUDIES, DRAWS = 3_000, 1_000
LEVELS = ("economic.benefit.costs.a", "economic.benefit.costs", "economic", "stage.outputs", PUBLIC_VALUE)


def exact(value: float) -> Measured:
    return Measured(value, value, value, 100, "percent", "the truth", 3, draws=np.full(1, value))


def study(rng: np.random.Generator) -> dict[str, Measured]:
    found = {}
    for id, truth in TRUTH.items():
        estimate = rng.normal(truth, ERROR)
        draws = rng.normal(estimate, ERROR, DRAWS)
        low, high = estimate - 1.96 * ERROR, estimate + 1.96 * ERROR
        found[id] = Measured(estimate, low, high, 100, "percent", "simulated", 3, draws=draws)
    return found


def test_intervals_of_scores_cover_the_truth() -> None:
    rng = np.random.default_rng(20261123)
    truth = score_assessment(FRAMEWORK, {id: exact(value) for id, value in TRUTH.items()}, 1, 1).scores
    covered = dict.fromkeys(LEVELS, 0)
    # Every study has a seed of its own: the luck of one order of 1,000 draws is not to stand in all of them.
    for seed in range(STUDIES):
        scores = score_assessment(FRAMEWORK, study(rng), seed, DRAWS).scores
        for node in LEVELS:
            low, high, value = scores[node].low, scores[node].high, truth[node].value
            assert low is not None
            assert high is not None
            assert value is not None
            covered[node] += low <= value <= high
    assert {node: count / STUDIES for node, count in covered.items()} == pytest.approx(
        dict.fromkeys(LEVELS, 0.95), abs=0.01
    )
