"""The yearly flow of the Nile at Aswan, 1871 to 1970: the best known series with one change point.

Sources: G. W. Cobb (1978), The problem of the Nile: conditional solution to a changepoint problem, Biometrika 65(2),
243-251, and A. Zeileis, C. Kleiber, W. Kraemer and K. Hornik (2003), Computational Statistics and Data Analysis 44,
109-123, who date it to 1898 as the last year before the change, with mean flows of 1097.75 and 849.97.
"""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.drift.change_points import find_change_points, level_by_period


def test_the_one_change_of_the_nile_is_found() -> None:
    nile = pytest.importorskip("statsmodels.datasets.nile")
    flows = nile.load_pandas().data["volume"].to_numpy(float)
    points = find_change_points(flows, np.ones(100), np.random.default_rng(7))
    assert [1871 + point.first for point in points] == [1899]
    assert level_by_period(flows, np.ones(100), points)[[0, -1]] == pytest.approx([1097.75, 849.97], abs=0.005)
