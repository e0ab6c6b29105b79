"""Coverage of the difference of the group that was picked, and of all comparisons together, by simulation."""

from __future__ import annotations

import numpy as np

from effect_worlds import outside
from publicvalue.measures.disparity.all_comparisons import compare_together
from publicvalue.measures.disparity.group_choice import ComparedGroups
from publicvalue.measures.disparity.group_means import worst_mean, worst_mean_distribution
from publicvalue.measures.kernels.means import Moments
from publicvalue.measures.kernels.welch import welch_distribution

REPETITIONS = 700

WORLDS = {
    "all alike": ((20.0,) * 5, (8, 5, 9, 6, 7), (200, 40, 60, 80, 50)),
    "one stands out": ((20.0, 20, 19, 21, 30), (8, 8, 8, 8, 8), (200, 60, 60, 60, 60)),
    "two tie": ((20.0, 24, 24, 20), (8, 8, 12, 6), (200, 50, 70, 40)),
    "opposite sides": ((20.0, 24, 16), (8, 8, 8), (200, 60, 60)),
    "one comparison": ((20.0, 22), (5, 12), (60, 35)),
}


def sample(world: tuple, rng: np.random.Generator) -> dict[str, Moments]:
    found = {}
    for name, mean, spread, n in zip("rabcd", *world, strict=False):
        values = rng.normal(mean, spread, n)
        own = float(values.mean())
        found[name] = Moments(n, own, float(((values - own) ** 2).sum()))
    return found


def held_in_one_sample(world: tuple, rng: np.random.Generator) -> bool:
    moments = sample(world, rng)
    chosen = ComparedGroups("r", tuple(moments)[1:], (), 30)
    worst = worst_mean(moments, chosen)
    truth = world[0]["rabcd".index(worst)] - world[0][0]
    low, high = worst_mean_distribution(moments, chosen).interval(moments[worst].mean - moments["r"].mean)
    return low <= truth <= high


def test_interval_holds_the_true_difference_of_the_group_selected() -> None:
    rng = np.random.default_rng(20241106)
    held = {
        name: float(np.mean([held_in_one_sample(world, rng) for _ in range(REPETITIONS)]))
        for name, world in WORLDS.items()
    }
    assert 0.94 <= np.mean(list(held.values())) <= 0.96, held
    assert not outside(held, REPETITIONS), held


def test_of_groups_that_are_alike_none_is_said_to_differ_in_95_percent_of_samples() -> None:
    rng = np.random.default_rng(20241107)
    wrong = []
    for _ in range(REPETITIONS):
        moments = sample(WORLDS["all alike"], rng)
        compared = {
            name: (moments[name].mean - moments["r"].mean, welch_distribution(moments[name], moments["r"]))
            for name in "abcd"
        }
        together = compare_together(compared).values()
        assert all((found.chance <= 0.05) >= (not found.low <= 0 <= found.high) for found in together)
        wrong.append(any(found.chance <= 0.05 for found in together))
    assert 0.025 <= np.mean(wrong) <= 0.065
