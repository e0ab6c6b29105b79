from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context
from publicvalue.errors import MethodError
from publicvalue.measures.effect.estimates import Effect, Number, express

EFFECT = Effect(-0.1, 0.4, np.array([[0.0004, -0.0001], [-0.0001, 0.0001]]), 20.0, shares=True)


def number(unit: str, **options: object) -> Number:
    found = express(EFFECT, context(unit, **options))
    assert isinstance(found, Number)
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


def test_better_has_no_place_where_the_change_counts_as_measured() -> None:
    with pytest.raises(MethodError, match="The option better has no place here"):
        number("percent", better="lower")
