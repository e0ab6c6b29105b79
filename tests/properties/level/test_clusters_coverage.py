"""Simulated coverage of the intervals of a mean and a share over clusters, and over resampled copies."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from level_worlds import WORLDS, clusters_of, shares_held
from publicvalue.measures.kernels.means import mean_interval
from publicvalue.measures.kernels.proportions import Share

REPETITIONS = 4000


def drawn(rng: np.random.Generator, clusters: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw clusters of 3 to 6 cases, and for each case what its cluster and it alone have: half each of variance 1."""
    cluster = np.repeat(np.arange(clusters), rng.integers(3, 7, clusters))
    return (rng.normal(size=clusters)[cluster] + rng.normal(size=len(cluster))) / np.sqrt(2), cluster


def holds_mean(values: np.ndarray, cluster: np.ndarray, truth: float) -> bool:
    found = clusters_of(values, cluster)
    low, high = mean_interval(float(values.mean()), found.standard_error, found.freedom)
    return low <= truth <= high


@pytest.mark.parametrize("clusters", [15, 60])
def test_interval_holds_the_mean_over_clusters(clusters: int) -> None:
    rng = np.random.default_rng(20261101)
    held = [holds_mean(*drawn(rng, clusters), 0.0) for _ in range(REPETITIONS)]
    assert 0.94 <= np.mean(held) <= 0.96


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_interval_holds_the_share_over_clusters(share: float) -> None:
    rng = np.random.default_rng(20261102)
    held = []
    for _ in range(REPETITIONS):
        values, cluster = drawn(rng, 60)
        events = (ndtr(values) < share).astype(float)
        found = clusters_of(events, cluster).share(Share(float(events.sum()), len(events)))
        low, high = found.interval()
        held.append(low <= share <= high)
    assert 0.94 <= np.mean(held) <= 0.96


def test_copies_of_cases_leave_the_interval_of_the_cases() -> None:
    rng = np.random.default_rng(20261103)
    held, widths = [], []
    for _ in range(1000):
        cases = rng.normal(3, 2, 80)
        copy_of = rng.integers(0, 80, 20_000)
        held.append(holds_mean(cases[copy_of], copy_of, 3.0))
        widths.append(clusters_of(cases[copy_of], copy_of).standard_error / (cases.std(ddof=1) / np.sqrt(80)))
    assert 0.935 <= np.mean(held) <= 0.965
    assert np.mean(widths) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("measure", ["mean of clusters", "share of clusters"])
@pytest.mark.parametrize(
    "world", ["8 clusters, sizes 5 to 200", "8 clusters, sizes one large", "30 clusters, sizes Pareto"]
)
def test_interval_of_few_unequal_clusters_holds_the_truth_or_a_check_fails(measure: str, world: str) -> None:
    named = [name for name in WORLDS[measure] if name.startswith(world) and "share 0.03" not in name]
    assert len(named) >= 2
    for name in named:
        held, passed, _ = shares_held(WORLDS[measure][name], 500, np.random.default_rng(20261130))
        assert held >= 0.92, name
        assert passed == 0 or world.startswith("30"), name
