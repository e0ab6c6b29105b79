"""Simulated coverage of a synthetic control's interval, in panels with common shocks that units feel differently."""

from __future__ import annotations

import numpy as np

from effect_worlds import UNLIKE, share_held


def test_interval_of_one_adopter_holds_the_true_effect() -> None:
    assert 0.94 <= share_held(UNLIKE["one adopter, 14 controls"], 4.0, 1500, np.random.default_rng(20261126)) <= 0.96


def test_interval_of_several_adopters_holds_the_true_effect() -> None:
    assert 0.93 <= share_held(UNLIKE["three adopters, 14 controls"], 4.0, 500, np.random.default_rng(20261127)) <= 0.97
