"""Numbers with an error, made up for tests of scores and findings."""

from __future__ import annotations

import numpy as np

from publicvalue.measures.result import Measured


def number(estimate: float, error: float = 0.0, strength: int = 3, draws: int = 4000, seed: int = 1) -> Measured:
    """A normal number in percent with the given standard error."""
    drawn = np.random.default_rng(seed).normal(estimate, error, draws) if error else np.full(draws, float(estimate))
    low, high = estimate - 1.96 * error, estimate + 1.96 * error
    return Measured(estimate, low, high, 100, "percent", "made up", strength, draws=drawn)
