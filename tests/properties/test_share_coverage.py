"""Coverage of the interval of a share, computed exactly: the chance of each count times whether its interval holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from publicvalue.measures.kernels.proportions import jeffreys_interval


def chances(n: int, share: float) -> np.ndarray:
    k = np.arange(n + 1)
    return np.exp(
        gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * np.log(share) + (n - k) * np.log(1 - share)
    )


@pytest.mark.parametrize("n", [20, 50, 200])
def test_interval_holds_the_share_in_95_percent_of_samples(n: int) -> None:
    low, high = np.array([jeffreys_interval(k, n) for k in range(n + 1)]).T
    shares = np.linspace(0.02, 0.98, 97)
    covered = [chances(n, share) @ ((low <= share) & (share <= high)) for share in shares]
    assert 0.94 <= np.mean(covered) <= 0.96
