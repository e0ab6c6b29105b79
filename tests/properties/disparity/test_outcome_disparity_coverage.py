"""Coverage of the interval of a disparity: exact for one comparison, simulated for several."""

from __future__ import annotations

import numpy as np
import pytest

from effect_worlds import outside
from level_worlds import chances
from long_runs import confirming
from publicvalue.measures.disparity.group_rates import (
    COMBINED,
    ComparedGroups,
    difference,
    ratio,
    worst_distribution,
    worst_group,
)
from publicvalue.measures.kernels.proportions import Share, combined_interval

GROUP, REFERENCE = 30, 35
REPETITIONS = 400


@pytest.mark.parametrize("combine", [difference, ratio])
def test_interval_of_one_comparison_holds_the_truth_in_95_percent_of_samples(combine) -> None:
    """Samples in which the reference has no event give no ratio and are left out."""
    first = 1 if combine is ratio else 0
    ends = np.array(
        [
            [combined_interval(Share(i, GROUP), Share(j, REFERENCE), combine) for j in range(first, REFERENCE + 1)]
            for i in range(GROUP + 1)
        ]
    )
    covered = []
    for of_group in np.linspace(0.2, 0.8, 13):
        for of_reference in np.linspace(0.2, 0.8, 13):
            truth = float(combine(np.array(of_group), np.array(of_reference)))
            held = (ends[..., 0] <= truth) & (truth <= ends[..., 1])
            weights = chances(REFERENCE, of_reference)[first:]
            covered.append(chances(GROUP, of_group) @ held @ weights / weights.sum())
    assert 0.94 <= np.mean(covered) <= 0.96


WORLDS = {
    "all alike": ((0.3, 0.3, 0.3, 0.3, 0.3), (400, 60, 80, 100, 120)),
    "one stands out": ((0.3, 0.3, 0.25, 0.35, 0.5), (400, 60, 80, 100, 120)),
    "two tie": ((0.3, 0.45, 0.45, 0.3, 0.3), (400, 100, 120, 80, 60)),
    "two tie, many cases": ((0.3, 0.36, 0.36), (9000, 4000, 4000)),
    "opposite sides": ((0.35, 0.5, 0.2), (400, 60, 80)),
    "eight alike": ((0.5,) * 9, (1000,) + (200,) * 8),
}


def held_in_one_sample(rates: np.ndarray, sizes: np.ndarray, statistic: str, rng: np.random.Generator) -> bool:
    names = tuple("rabcdefgh"[: len(rates)])
    counts = rng.binomial(sizes, rates)
    shares = {name: Share(float(of), float(n)) for name, of, n in zip(names, counts, sizes, strict=True)}
    chosen = ComparedGroups("r", names[1:], (), 30)
    worst = names.index(worst_group(shares, chosen))
    combine = COMBINED[statistic]
    truth = float(combine(rates[worst], rates[0]))
    estimate = float(combine(counts[worst] / sizes[worst], counts[0] / sizes[0]))
    low, high = worst_distribution(shares, chosen, statistic).interval(estimate)
    return low <= truth <= high


@pytest.mark.parametrize("statistic", ["ratio", *confirming("difference")])
def test_interval_of_the_group_selected_holds_its_truth_in_95_percent_of_samples(statistic: str) -> None:
    """Rates and sizes vary from sample to sample, so that the steps of counts average out."""
    rng = np.random.default_rng(20240507)
    held = {}
    for name, (rates, sizes) in WORLDS.items():
        samples = [
            held_in_one_sample(
                np.array(rates) + rng.uniform(-0.04, 0.04),
                (np.array(sizes) * rng.uniform(0.85, 1.15, len(sizes))).astype(int),
                statistic,
                rng,
            )
            for _ in range(REPETITIONS)
        ]
        held[name] = float(np.mean(samples))
    assert 0.94 <= np.mean(list(held.values())) <= 0.96, held
    assert not outside(held, REPETITIONS), held
