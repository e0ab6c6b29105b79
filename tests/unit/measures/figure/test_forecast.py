"""Behaviour of forecast, and of the three-point distribution behind it."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError
from publicvalue.measures.cost.three_point import ThreePoints
from publicvalue.measures.figure.forecast import measure_forecast
from publicvalue.measures.result import Measured, NotApplicable


def three(low: float | None, likely: float | None, high: float | None) -> object:
    return table_of(figure=["saving"], low=[low], likely=[likely], high=[high])


def measure(low: float, likely: float, high: float) -> Measured:
    return measured(measure_forecast(three(low, likely, high), context("percent", draws=200_000)))


def test_forecast_is_a_pert_distribution() -> None:
    result = measure(2, 4, 12)
    assert (result.estimate, result.strength, result.n) == (4, 1, 1)
    assert result.draws.mean() == pytest.approx((2 + 4 * 4 + 12) / 6, abs=0.02)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.03)
    assert result.draws.min() >= 2
    assert result.draws.max() <= 12


def test_forecast_at_the_end_of_its_range_keeps_its_value_in_the_interval() -> None:
    assert measure(2, 2, 12).low == 2


def test_forecast_of_one_value_has_no_width() -> None:
    assert (measure(3, 3, 3).low, measure(3, 3, 3).high) == (3, 3)


def test_forecast_out_of_order_is_refused() -> None:
    with pytest.raises(EvidenceError, match="The figure 'saving' has low 5, likely 4, high 12"):
        measure_forecast(three(5, 4, 12), context())


def test_forecast_without_all_three_values_is_not_applicable() -> None:
    assert measure_forecast(three(2, None, 12), context()) == NotApplicable(
        "The figure 'saving' lacks low, likely or high: give all three."
    )


def test_three_points_symmetric_quantiles_mirror() -> None:
    points = ThreePoints(np.array([0.0]), np.array([5.0]), np.array([10.0]))
    low, middle, high = points.quantile(np.array([[0.1], [0.5], [0.9]])).ravel()
    assert middle == pytest.approx(5)
    assert low + high == pytest.approx(10)
    assert points.mean == pytest.approx([5])
