"""Coverage of the interval of a disparity: exact for one comparison, simulated for several."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from publicvalue.measures.disparity import group_rates
from publicvalue.measures.disparity.group_rates import (
    Comparison,
    difference,
    ratio,
    simultaneous_level,
    worst_group,
    worst_interval,
)
from publicvalue.measures.proportions import Share, combined_interval

GROUP, REFERENCE = 30, 35


def chances(n: int, share: float) -> np.ndarray:
    k = np.arange(n + 1)
    return np.exp(
        gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * np.log(share) + (n - k) * np.log(1 - share)
    )


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


@pytest.mark.parametrize("rates", [(0.3, 0.3, 0.3, 0.3, 0.3), (0.3, 0.3, 0.25, 0.35, 0.5)])
def test_interval_of_the_worst_of_several_holds_its_truth(
    rates: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All alike is the least favourable case: 94.4 to 94.8 percent in 4,000 repetitions. Else it holds more often."""
    monkeypatch.setattr(group_rates, "REPETITIONS", 2000)
    rng = np.random.default_rng(20240507)
    names = ("reference", "a", "b", "c", "d")
    sizes = (400, 60, 80, 100, 120)
    chosen = Comparison("reference", names[1:], (), 30)
    held = []
    for _ in range(1500):
        counts = rng.binomial(sizes, rates)
        shares = {name: Share(float(of), n) for name, of, n in zip(names, counts, sizes, strict=True)}
        truth = 100 * (rates[names.index(worst_group(shares, chosen, "difference"))] - rates[0])
        low, high = worst_interval(shares, chosen, "difference", rng)
        held.append(low <= truth <= high)
    assert np.mean(held) >= 0.94


def test_simultaneous_level_is_that_of_sidak_when_comparisons_are_independent() -> None:
    draws = np.random.default_rng(20240508).normal(size=(200_000, 4))
    assert simultaneous_level(draws) == pytest.approx(0.95 ** (1 / 4), abs=0.001)
