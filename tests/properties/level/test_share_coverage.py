"""Coverage of the interval of a share, computed exactly: the chance of each count times whether its interval holds."""

from __future__ import annotations

import numpy as np
import pytest

from level_worlds import chances
from publicvalue.measures.kernels.proportions import jeffreys_interval


@pytest.mark.parametrize("n", [20, 50, 200])
def test_interval_holds_the_share_in_95_percent_of_samples(n: int) -> None:
    low, high = np.array([jeffreys_interval(k, n) for k in range(n + 1)]).T
    shares = np.linspace(0.02, 0.98, 97)
    covered = [chances(n, share) @ ((low <= share) & (share <= high)) for share in shares]
    assert 0.94 <= np.mean(covered) <= 0.96
