"""Scores without the noise of arithmetic: what is equal is equal on every processor.

Sums and logarithms end in other digits on other processors and with other versions of the libraries: a score differs by
some 1e-13 points, a share of variance by some 1e-17. Left alone, such noise orders what is tied, and decides whether a
score that equals a threshold reaches it. So scores are rounded where they are made, far below what anybody can see and
far above the noise.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from publicvalue.scores.tree import Floats

DECIMALS = 10
"""Digits of a score, in points, and of shares that are ranked."""
SHARE_DECIMALS = 12
"""Digits of a share of the whole, 0 to 1, that is compared with a threshold."""
SINGLE_DECIMALS = 3
"""The same for draws that are kept in single precision, which have seven digits in all."""

Real = TypeVar("Real", np.float32, np.float64)


def rounded(scores: NDArray[Real]) -> NDArray[Real]:
    """Round scores, of any shape, to what is more than noise."""
    return np.round(scores, SINGLE_DECIMALS if scores.dtype == np.float32 else DECIMALS)


def rank_key(number: float) -> float:
    """Return a number by which things are ranked, such as a gain in points: noise ranks nothing."""
    return round(number, DECIMALS)


def rounded_to_scale(values: Floats) -> Floats:
    """Round values of any unit to 12 digits of the largest in each last axis; NaN where missing."""
    size = np.abs(values)
    scale = np.max(np.where(np.isfinite(size), size, 0.0), axis=-1, keepdims=True, initial=0.0)
    return np.asarray(np.round(values / np.where(scale > 0, scale, 1.0), 12), dtype=np.float64)
