from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.kernels.proportions import Share, combined_interval, effective_share


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [(Share(30, 100), Share(20, 100), 0.95), (Share(3, 40), Share(20_000, 100_000), 0.99)],
)
def test_interval_of_a_difference_is_that_of_many_draws(first: Share, second: Share, level: float) -> None:
    rng = np.random.default_rng(6)
    draws = first.draws(2_000_000, rng) - second.draws(2_000_000, rng)
    expected = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    assert combined_interval(first, second, np.subtract, level) == pytest.approx(expected, abs=0.001)


def test_effective_share_of_simple_cases_is_the_share_itself() -> None:
    assert effective_share(0.25, 0.25 * 0.75, 80) == Share(20, 80)


def test_effective_share_of_alike_cases_rests_on_fewer() -> None:
    assert effective_share(0.5, 0.5, 100) == Share(25, 50)
