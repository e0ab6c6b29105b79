"""Path models: 10,000 resamples of a questionnaire of 344 people and 17 items, against resampling row by row."""

from __future__ import annotations

import time

import numpy as np

from publicvalue.measures.survey.constructs.path_bootstrap import PathSettings, bootstrap_paths
from publicvalue.measures.survey.constructs.path_model import estimate_paths
from publicvalue.measures.survey.constructs.path_spec import Construct, PathSpec
from publicvalue.measures.survey.constructs.resamples import RespondentSample

SIZES = (7, 3, 3, 1, 3)
SPEC = PathSpec(
    tuple(
        Construct(f"c{n}", tuple(f"c{n}_{i}" for i in range(size)), single=size == 1) for n, size in enumerate(SIZES)
    ),
    (("c0", "c1"), ("c0", "c2"), ("c1", "c3"), ("c1", "c4"), ("c2", "c3"), ("c2", "c4"), ("c3", "c4")),
)


def answers(people: int) -> np.ndarray:
    """Answers on a scale from 1 to 7: constructs that share a part, items with noise of their own."""
    rng = np.random.default_rng(1)
    constructs = rng.standard_normal((people, 5)) + rng.standard_normal((people, 1))
    values = np.repeat(constructs, SIZES, axis=1) + 0.8 * rng.standard_normal((people, 17))
    return np.clip(np.round(4 + values), 1, 7)


def ten_thousand_resamples() -> dict[str, object]:
    values, rng = answers(344), np.random.default_rng(2)
    start = time.perf_counter()
    found = bootstrap_paths(SPEC, values, RespondentSample(np.ones(344)), PathSettings(replicates=10_000), rng)
    taken = time.perf_counter() - start
    assert len(found.draws.paths) > 9_900
    return {"figure": taken, "budget": 5}


def against_rows() -> dict[str, object]:
    values, rng = answers(344), np.random.default_rng(3)
    start = time.perf_counter()
    for _ in range(200):
        again = values[rng.integers(0, 344, 344)]
        estimate_paths(SPEC, np.corrcoef(again, rowvar=False)[None])
    reference = time.perf_counter() - start
    start = time.perf_counter()
    bootstrap_paths(SPEC, values, RespondentSample(np.ones(344)), PathSettings(replicates=200), rng)
    taken = time.perf_counter() - start
    return {"figure": taken, "reference": reference, "ratio": taken / reference, "budget": 0.5}


BENCHMARKS = [
    ("Path model, 10,000 resamples of 344 people x 17 items (s)", ten_thousand_resamples),
    ("Path model, 200 resamples at once against one by one (s)", against_rows),
]
