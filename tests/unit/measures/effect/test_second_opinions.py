from __future__ import annotations

import sys

import numpy as np
import pytest

from adopting_units import draw_panel
from publicvalue.measures.effect.group_time import average_effects
from publicvalue.measures.effect.second_opinions import honest_bounds, imputation_effect
from publicvalue.measures.effect.staggered_checks import bootstrap_errors

EFFECTS = np.array([0.5, -2.0, -3.0])
COVARIANCE = np.diag([0.04, 0.09, 0.16])


def test_bounds_without_any_departure_are_the_plain_interval() -> None:
    bounds = honest_bounds(EFFECTS, COVARIANCE, before=1, ratio=0.0)
    error = np.sqrt((0.09 + 0.16) / 4)
    assert bounds == pytest.approx((-2.5 - 1.96 * error, -2.5 + 1.96 * error), abs=1e-3)


def test_bounds_widen_with_the_departure_that_is_allowed() -> None:
    plain, wide = (honest_bounds(EFFECTS, COVARIANCE, 1, ratio) for ratio in (0.0, 1.0))
    assert plain
    assert wide
    # A step of up to 0.5 in each period: 0.5 in the first and 1.0 in the second, 0.75 on average.
    assert wide[0] == pytest.approx(plain[0] - 0.75, abs=0.01)
    assert wide[1] == pytest.approx(plain[1] + 0.75, abs=0.01)


def test_without_the_library_there_is_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "diff_diff", None)
    panel = draw_panel(np.random.default_rng(1), np.repeat([3, 6], [10, 10]), 6)
    assert imputation_effect(panel) is None
    assert honest_bounds(EFFECTS, COVARIANCE, 1) is None


def test_bootstrap_spreads_as_the_influence_says() -> None:
    panel = draw_panel(np.random.default_rng(2), np.repeat([3, 6], [30, 60]), 6)
    found = average_effects(panel)
    assert found
    errors = bootstrap_errors(found.overall.influence[None, :], 20_000, np.random.default_rng(3))
    assert errors.shape == (20_000, 1)
    assert errors.mean() == pytest.approx(0, abs=0.01)
    assert errors.std() == pytest.approx(found.overall.standard_error, rel=0.02)
