from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import MethodError
from publicvalue.measures.kernels.pooling import pool_effects


def test_effects_that_agree_have_no_spread() -> None:
    found = pool_effects(np.array([1.0, 1.1, 0.9]), np.array([1.0, 1.0, 1.0]))
    assert found.spread == 0
    assert found.mean == pytest.approx(1.0)
    assert found.predicted is not None


def test_two_effects_predict_nothing() -> None:
    assert pool_effects(np.array([1.0, 3.0]), np.array([0.1, 0.1])).predicted is None


@pytest.mark.parametrize(
    ("effects", "errors"), [([1.0], [1.0]), ([1.0, 2.0], [1.0, 0.0]), ([1.0, np.nan], [1.0, 1.0]), ([1.0, 2.0], [1.0])]
)
def test_effects_that_cannot_be_pooled_are_refused(effects: list[float], errors: list[float]) -> None:
    with pytest.raises(MethodError, match="These effects cannot be pooled"):
        pool_effects(np.array(effects), np.array(errors))


def test_interval_holds_the_mean_of_the_systems() -> None:
    rng, inside = np.random.default_rng(1), 0
    for _ in range(4000):
        errors = rng.uniform(0.5, 1.5, 12)
        found = pool_effects(rng.normal(2, 1, 12) + rng.normal(0, errors), errors)
        inside += found.low <= 2 <= found.high
    assert 0.94 <= inside / 4000 <= 0.96
