"""Simulated coverage of the effect of staggered adoption by clusters, and with what was measured before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adopting_units import in_all_periods
from effect_worlds import STAGGERED, YEARS, draw_drifted, share_held, staggered_interval
from long_runs import confirming
from publicvalue.measures.effect.staggered.group_time import average_effects

REPETITIONS = 2000
TRUTH = -2.0


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("12 and 12 clusters, 24 never", 0.96),
        ("size that changes, doubly robust", 0.965),
        *confirming(
            # Few adopters: too wide, as the measure's definition says.
            ("2 and 2 adopters, 20 never", 0.98),
            # With five clusters in a group it is a little too wide: the shares of the groups count as uncertain.
            ("5 and 5 clusters, 14 never", 0.97),
            ("15 clusters, units by themselves", 0.96),
            ("40 clusters, units by themselves", 0.96),
            ("size, doubly robust", 0.965),
            ("size, regression", 0.965),
            ("size, weighting", 0.965),
            ("size that changes, regression", 0.965),
        ),
    ],
)
def test_interval_holds_the_true_effect(name: str, most: float) -> None:
    assert 0.94 <= share_held(STAGGERED[name], TRUTH, REPETITIONS, np.random.default_rng(20261101)) <= most


def test_sizes_of_the_first_period_alone_would_not_hold_the_true_effect() -> None:
    rng, found, effects = np.random.default_rng(20261126), [], []
    for _ in range(200):
        panel = draw_drifted(rng, TRUTH)
        first = replace(panel, covariates=in_all_periods(panel.covariates[:, 0], YEARS))
        low, high = staggered_interval(first)
        found.append(low <= TRUTH <= high)
        effects.append([one.overall.effect - TRUTH for one in map(average_effects, (first, panel)) if one])
    bias, error = np.mean(effects, axis=0), np.std(effects, axis=0) / np.sqrt(200)
    assert np.mean(found) < 0.8
    assert abs(bias[0]) > 5 * error[0]
    assert abs(bias[1]) < 3 * error[1]
