"""How a share is written, in reasons and in reports alike."""

from __future__ import annotations

_CLOSE = 1e-9
"""Difference below which a share counts as 0 or 1: sums of weights carry rounding errors."""


def write_percent(share: float) -> str:
    """Write a share of 0 to 1 in percent: whole from 10 percent on, never 0 % or 100 % unless it is exactly so."""
    percent = 100 * share
    if percent < _CLOSE:
        return "0 %"
    if percent > 100 - _CLOSE:
        return "100 %"
    if percent < 0.1:
        return "under 0.1 %"
    if percent > 99:
        return "over 99 %"
    text = f"{percent:.1f}" if percent < 10 else f"{percent:.0f}"
    return f"{text.removesuffix('.0')} %"
