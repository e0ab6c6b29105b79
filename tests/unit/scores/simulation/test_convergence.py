"""Monte Carlo errors: what they say against what another seed really does."""

from __future__ import annotations

import numpy as np
import pytest

from made_up import number
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.sheet import score_assessment
from publicvalue.scores.simulation.convergence import measure_convergence
from publicvalue.scores.simulation.samples import batch_ends
from small_framework import small_framework


def draws(seed: int) -> np.ndarray:
    measured = {
        "economic.benefit.costs.a": number(40, 4, seed=3 * seed),
        "economic.risk.harm.b": number(30, 6, seed=3 * seed + 1),
        "citizen.benefit.service.a": number(60, 5, seed=3 * seed + 2),
    }
    return score_assessment(small_framework(), measured, seed, 4000).evidenced[PUBLIC_VALUE]


def test_errors_are_those_that_other_seeds_show() -> None:
    runs = [draws(seed) for seed in range(80)]
    found = [measure_convergence(PUBLIC_VALUE, "evidenced", run, (45.0,)) for run in runs]
    ends = np.array([np.quantile(run, [0.025, 0.975]) for run in runs])
    real = (*ends.std(axis=0, ddof=1), np.std([run.mean() for run in runs], ddof=1))
    share = np.std([(run >= 45).mean() for run in runs], ddof=1)
    said = np.sqrt(np.mean([[one.low**2, one.high**2, one.mean**2] for one in found if one], axis=0))
    assert said == pytest.approx(real, rel=0.25)
    assert np.sqrt(np.mean([one.probabilities[45.0] ** 2 for one in found if one])) == pytest.approx(share, rel=0.25)


def test_errors_are_those_of_the_batches() -> None:
    made = np.random.default_rng(3).normal(50, 5, 2_000)
    found = measure_convergence("x", "all", made, (50.0, 60.0))
    batches = [made[start:stop] for start, stop in batch_ends(2_000)]
    assert found is not None
    assert len(batches) > 2

    def error(values: list[float]) -> float:
        return float(np.std(values, ddof=1) / np.sqrt(len(values)))

    assert (found.node, found.over) == ("x", "all")
    assert found.mean == pytest.approx(error([float(batch.mean()) for batch in batches]))
    assert found.low == pytest.approx(error([float(np.quantile(batch, 0.025)) for batch in batches]))
    assert found.high == pytest.approx(error([float(np.quantile(batch, 0.975)) for batch in batches]))
    assert found.worst == max(found.low, found.high)
    shares = {score: error([float((batch >= score).mean()) for batch in batches]) for score in (50.0, 60.0)}
    assert found.probabilities == pytest.approx(shares)


def test_no_error_is_stated_where_nothing_is_known_or_draws_are_few() -> None:
    assert measure_convergence("x", "all", np.full(4000, np.nan)) is None
    assert measure_convergence("x", "all", np.arange(399.0)) is None
    # Ten batches of 40 are enough.
    assert measure_convergence("x", "all", np.arange(400.0)) is not None


def test_what_does_not_vary_has_no_error() -> None:
    found = measure_convergence("x", "evidenced", np.full(4000, 50.0), (40.0,))
    assert found is not None
    assert (found.mean, found.low, found.high, found.worst, found.probabilities) == (0, 0, 0, 0, {40.0: 0.0})


def test_draws_on_a_threshold_count_as_above_it() -> None:
    # From batch to batch more of them lie just on it, and none beyond.
    on_it = np.where(np.arange(4000) % 100 < np.arange(4000) // 40, 50.0, 40.0)
    found = measure_convergence("n", "evidenced", on_it, (50.0,))
    assert found is not None
    assert found.probabilities[50.0] > 0
