"""No effect is found where there is none, in about 5 percent of placebo runs, and a true effect is found.

For staggered adoption, the interrupted series and before and after it is tested with their coverage. More runs:
`python scripts/coverage.py`.
"""

from __future__ import annotations

import numpy as np
import pytest

from effect_worlds import LOTS, MIXED, THRESHOLDS, World, outside, share_found, share_held


@pytest.mark.parametrize("name", LOTS)
def test_lots_without_an_effect_find_one_in_five_percent_of_2000_runs(name: str) -> None:
    rng = np.random.default_rng(20260811)
    kept = 1 - share_found(LOTS[name], 0.0, 2000, rng)
    assert not outside({name: kept}, 2000)
    assert not outside({name: share_held(LOTS[name], -1.0, 2000, rng)}, 2000)


@pytest.mark.parametrize(
    ("world", "runs"),
    [(THRESHOLDS["elections, 500 cases"], 2000), (MIXED["one adopter, 14 controls, shocks"], 2000)],
    ids=["threshold", "synthetic control"],
)
def test_designs_without_an_effect_find_one_in_five_percent_of_runs(world: World, runs: int) -> None:
    kept = 1 - share_found(world, 0.0, runs, np.random.default_rng(20260812))
    assert not outside({"kept": kept}, runs)


@pytest.mark.parametrize(
    ("world", "effect"),
    [
        (LOTS["offices alike in both arms"], 2.0),
        (THRESHOLDS["elections, 500 cases"], 0.4),
        (MIXED["one adopter, 14 controls, shocks"], 6.0),
    ],
    ids=["randomised", "threshold", "synthetic control"],
)
def test_a_true_effect_is_found(world: World, effect: float) -> None:
    assert share_found(world, effect, 100, np.random.default_rng(20260813)) > 0.95
