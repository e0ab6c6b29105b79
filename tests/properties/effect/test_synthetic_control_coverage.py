"""Simulated coverage of a synthetic control's interval, in panels whose units differ in several ways."""

from __future__ import annotations

import numpy as np
import pytest

from effect_worlds import MIXED, draw_units, outside, share_held
from long_runs import confirming
from publicvalue.measures.effect.synthetic.placebos import placebo_size, run_placebos
from publicvalue.measures.effect.synthetic.weights import Block, synthetic_difference

SAMPLES = {"one adopter, 14 controls, shocks": 1000, "one adopter, 10 controls, alike": 1000}
SAMPLES |= {"two adopters, 10 controls, trends": 300, "nine adopters, 10 controls, alike": 300}


@pytest.mark.parametrize("name", ["one adopter, 14 controls, shocks", *confirming(*list(SAMPLES)[1:])])
def test_interval_holds_the_true_effect(name: str) -> None:
    held = share_held(MIXED[name], 4.0, SAMPLES[name], np.random.default_rng(20261126))
    assert not outside({name: held}, SAMPLES[name])


@pytest.mark.parametrize(("adopters", "controls"), [(13, 14), *confirming((1, 10), (6, 14))])
def test_error_is_the_spread_of_the_effects(adopters: int, controls: int) -> None:
    """Also where adopters are nearly as many as controls: raw placebo effects would be half as large again."""
    rng, found, errors = np.random.default_rng(20261127), [], []
    for _ in range(300):
        rows = draw_units("neighbours", (adopters + controls, 12), rng)
        block = Block(rows[adopters:], rows[:adopters], 8)
        result = synthetic_difference(block)
        found.append(result.effect)
        errors.append(run_placebos(block, result, placebo_size(block), rng, 30).error ** 2)
    assert np.sqrt(np.mean(errors)) / np.std(found) == pytest.approx(1.0, abs=0.12)
