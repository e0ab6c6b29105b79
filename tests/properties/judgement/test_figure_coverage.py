"""Simulated coverage of the intervals of published figures and forecasts."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context
from publicvalue.measures.cost.three_point import ThreePoints
from publicvalue.measures.figure.named_row import NamedFigure
from publicvalue.measures.figure.published_figure import _spread

BLANK = dict.fromkeys(("low", "high", "standard_error", "n"))


def holds(value: float, truth: float, **numbers: float) -> bool:
    row = NamedFigure("", {**BLANK, "value": value, **numbers}, {"exact": None, "basis": None})
    spread = _spread(row, value, context("percent", draws=1))
    assert spread is not None
    return spread.low <= truth <= spread.high


def test_interval_from_a_standard_error_holds_the_truth() -> None:
    rng = np.random.default_rng(20240631)
    held = [holds(value, 40.0, standard_error=3.0) for value in rng.normal(40, 3, 4000)]
    assert 0.94 <= np.mean(held) <= 0.96


def test_interval_of_a_share_rounded_to_a_tenth_holds_the_truth() -> None:
    rng, held = np.random.default_rng(20240632), []
    for truth in rng.uniform(0.05, 0.95, 8000):
        n = int(rng.integers(40, 400))
        share = round(100 * rng.binomial(n, truth) / n, 1)
        held.append(holds(share, 100 * truth, n=float(n)))
    assert 0.94 <= np.mean(held) <= 0.96


@pytest.mark.parametrize("points", [(0, 5, 10), (0, 1, 10), (-5, 9, 10)])
def test_interval_of_a_forecast_holds_what_happens(points: tuple[float, float, float]) -> None:
    low, likely, high = points
    shape = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
    happened = low + (high - low) * np.random.default_rng(20240633).beta(*shape, 20_000)
    forecast = ThreePoints(*(np.array([float(point)]) for point in points))
    lower, upper = forecast.quantile(np.array([[0.025], [0.975]])).ravel()
    assert 0.94 <= np.mean((lower <= happened) & (happened <= upper)) <= 0.96
