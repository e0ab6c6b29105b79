from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context
from publicvalue.measures.effect.estimates import Effect, EffectNumber, TestedEstimate, express, ways_agree

EFFECT = Effect(-0.1, 0.4, np.array([[0.0004, -0.0001], [-0.0001, 0.0001]]), 20.0, shares=True)


def number(unit: str, **options: object) -> EffectNumber:
    found = express(EFFECT, context(unit, **options))
    assert isinstance(found, EffectNumber)
    return found


def test_percent_is_relative_with_the_error_of_a_ratio() -> None:
    found = number("percent")
    assert found.estimate == pytest.approx(-25.0)
    rng = np.random.default_rng(1)
    draws = rng.multivariate_normal([EFFECT.difference, EFFECT.expected], EFFECT.covariance, 400_000)
    assert found.standard_error == pytest.approx(100 * (draws[:, 0] / draws[:, 1]).std(), rel=0.02)
    assert found.scale == pytest.approx(250.0)


def test_percentage_points_are_the_difference_of_shares() -> None:
    found = number("percentage points")
    assert found.estimate == pytest.approx(-10.0)
    assert found.standard_error == pytest.approx(2.0)


def test_a_lower_outcome_counted_as_better_turns_the_sign() -> None:
    found = number("percent", signed="better is positive", better="lower")
    assert found.estimate == pytest.approx(25.0)
    assert found.standard_error > 0
    low, high = found.interval()
    assert low < 25 < high


@pytest.mark.parametrize(
    ("first", "second", "apart", "agree"),
    [
        # Around no effect, opposite signs by chance alone.
        ((-0.5, 1.0), (0.3, 1.0), (-0.8, 1.0), True),
        # One sign: more than chance at 95 % is asked.
        ((-5.0, 1.0), (-3.2, 1.0), (-1.8, 1.0), True),
        ((-5.0, 1.0), (-2.0, 1.0), (-3.0, 1.0), False),
        # Opposite signs: 90 % is enough, or one that is told from 0.
        ((-0.0106, 0.006), (0.0013, 0.002), (-0.0119, 0.0066), False),
        ((-2.5, 1.0), (0.1, 1.5), (-2.6, 2.0), False),
    ],
)
def test_two_ways_disagree_by_more_than_chance(
    first: tuple[float, float], second: tuple[float, float], apart: tuple[float, float], agree: bool
) -> None:
    assert ways_agree(*(TestedEstimate(number, error, 1000.0) for number, error in (first, second, apart))) is agree
