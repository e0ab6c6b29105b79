"""Known answer: the mean (low + 4 x likely + high) / 6 of Malcolm, Roseboom, Clark and Fazar (1959)."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.cost.three_point import ThreePoints

# The distribution's moments by numerical integration of its quantile function, against the published mean.
PROBABILITIES = ((np.arange(200_000) + 0.5) / 200_000)[:, None]


@pytest.mark.parametrize("points", [(1, 2, 9), (0, 5, 10), (-4, 6, 6)])
def test_mean_of_a_three_point_estimate_as_published(points: tuple[float, float, float]) -> None:
    estimate = ThreePoints(*(np.array([float(point)]) for point in points))
    published = (points[0] + 4 * points[1] + points[2]) / 6
    assert estimate.quantile(PROBABILITIES).mean() == pytest.approx(published, abs=1e-4)
    assert estimate.mean == pytest.approx([published])
