"""Worlds in which intervals of levels were too short: few unequal clusters, rare events, skewed values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import binom

from publicvalue.measures.kernels.clusters import Clusters, clusters_of_sizes
from publicvalue.measures.kernels.means import Moments, mean_interval
from publicvalue.measures.kernels.proportions import Share
from publicvalue.measures.level.discrimination import Area

Numbers = np.ndarray
Holds = Callable[[np.random.Generator], tuple[bool, bool]]
"""Draws a sample; returns whether its interval holds the truth, and whether its check passes."""


def moments_of(values: Numbers) -> Moments:
    away = values - values.mean()
    return Moments(len(values), float(values.mean()), float((away**2).sum()), float((away**3).sum()))


def clusters_of(values: Numbers, cluster: Numbers) -> Clusters:
    """Sum by cluster and by the size of clusters in NumPy, as the engine does."""
    cases = np.bincount(cluster)
    away = np.bincount(cluster, values - values.mean())[cases > 0]
    sizes, place = np.unique(cases[cases > 0], return_inverse=True)
    return clusters_of_sizes(sizes.astype(float), np.bincount(place).astype(float), np.bincount(place, away**2))


def draw_sizes(rng: np.random.Generator, kind: str, count: int) -> Numbers:
    if kind == "5 to 200":
        return rng.integers(5, 201, count)
    if kind == "Pareto":
        return np.clip(5 * (rng.pareto(1.0, count) + 1), 5, 400).astype(int)
    sizes = rng.integers(10, 31, count)
    if kind == "one large":
        sizes[0] = 300
    return sizes


def draw_clustered(rng: np.random.Generator, kind: str, count: int, alike: float) -> tuple[Numbers, Numbers]:
    """Draw normal values of variance 1, of which the part `alike` is the cluster's."""
    cluster = np.repeat(np.arange(count), draw_sizes(rng, kind, count))
    own = rng.normal(size=len(cluster))
    return np.sqrt(alike) * rng.normal(size=count)[cluster] + np.sqrt(1 - alike) * own, cluster


def mean_of_clusters(kind: str, count: int, alike: float) -> Holds:
    def draw(rng: np.random.Generator) -> tuple[bool, bool]:
        values, cluster = draw_clustered(rng, kind, count, alike)
        found = clusters_of(values, cluster)
        low, high = mean_interval(float(values.mean()), found.standard_error, found.freedom)
        return low <= 0 <= high, found.enough

    return draw


def share_of_clusters(kind: str, count: int, alike: float, share: float) -> Holds:
    def draw(rng: np.random.Generator) -> tuple[bool, bool]:
        values, cluster = draw_clustered(rng, kind, count, alike)
        events = (ndtr(values) < share).astype(float)
        found = clusters_of(events, cluster)
        low, high = found.share(Share(float(events.sum()), len(events))).interval()
        return low <= share <= high, found.enough

    return draw


def mean_of_cases(sample: Callable[[np.random.Generator], Numbers], truth: float) -> Holds:
    def draw(rng: np.random.Generator) -> tuple[bool, bool]:
        moments = moments_of(sample(rng))
        low, high = moments.interval()
        return low <= truth <= high, moments.n > 25 * moments.skewness**2

    return draw


def area(truth: float, spread: float, true: int, other: int) -> Holds:
    """The scores of cases that are true have `spread` times the standard deviation of the others."""
    shift = np.sqrt(1 + spread**2) * ndtri(truth)

    def draw(rng: np.random.Generator) -> tuple[bool, bool]:
        found = plain_area(rng.normal(shift, spread, true), rng.normal(0, 1, other))
        low, high = found.interval()
        return low <= truth <= high, all(check.passed for check in found.diagnostics())

    return draw


def plain_area(true: Numbers, other: Numbers) -> Area:
    """Compare every pair."""
    wins = (true[:, None] > other).astype(float)
    of_true, of_other = wins.mean(axis=1).var(ddof=1) / len(true), wins.mean(axis=0).var(ddof=1) / len(other)
    return Area(float(wins.mean()), float(of_true), float(of_other), len(true), len(other))


CLUSTERS = [("alike", 8), ("5 to 200", 8), ("Pareto", 8), ("one large", 8), ("5 to 200", 15), ("Pareto", 30)]
WORLDS: dict[str, dict[str, Holds]] = {
    "mean of cases": {
        "normal, n = 15": mean_of_cases(lambda rng: rng.normal(0, 1, 15), 0.0),
        "exponential, n = 15": mean_of_cases(lambda rng: rng.exponential(1, 15), 1.0),
        "lognormal (sigma 1), n = 60": mean_of_cases(lambda rng: rng.lognormal(0, 1, 60), float(np.exp(0.5))),
        "lognormal (sigma 1.5), n = 60": mean_of_cases(lambda rng: rng.lognormal(0, 1.5, 60), float(np.exp(1.125))),
        "lognormal (sigma 1), n = 400": mean_of_cases(lambda rng: rng.lognormal(0, 1, 400), float(np.exp(0.5))),
        "a fifth exponential, others 0, n = 60": mean_of_cases(
            lambda rng: rng.exponential(1, 60) * (rng.random(60) < 0.2), 0.2
        ),
    },
    "mean of clusters": {
        f"{count} clusters, sizes {kind}, correlation {alike:g}": mean_of_clusters(kind, count, alike)
        for kind, count in CLUSTERS
        for alike in (0.0, 0.1, 0.5)
    },
    "share of clusters": {
        f"{count} clusters, sizes {kind}, correlation {alike:g}, share {share:g}": share_of_clusters(
            kind, count, alike, share
        )
        for kind, count in CLUSTERS
        for alike in (0.05, 0.3)
        for share in (0.03, 0.3)
    },
    "area under the curve": {
        f"area {truth:g}, spread {spread:g}, {true} of {true + other}": area(truth, spread, true, other)
        for truth in (0.6, 0.75, 0.9, 0.97)
        for spread in (0.5, 1.0, 2.0)
        for true, other in ((4, 96), (8, 292), (20, 280), (80, 120))
    },
}
"""Measure -> the name of a world -> what draws it."""


def shares_held(world: Holds, samples: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """Return how often the interval holds, how often the check passes, and how often the interval holds then."""
    found = np.array([world(rng) for _ in range(samples)])
    held, passed = found.T
    return float(held.mean()), float(passed.mean()), float(held[passed].mean()) if passed.any() else float("nan")


def chances(n: int, share: float) -> Numbers:
    """Return the probability of each count of n cases, 0 to n, where each has a probability."""
    return binom.pmf(np.arange(n + 1), n, share)
