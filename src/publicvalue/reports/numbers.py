"""How numbers are written for people: never more digits than the interval supports."""

from __future__ import annotations

import math

UNKNOWN = "unknown"
UNIT_SIGNS = {"percent": "%", "percentage points": "points", "ratio": "", "index": ""}


def number_text(value: float | None, digits: int = 3) -> str:
    """Write a number with about `digits` significant digits and thousands marked; `unknown` for None."""
    if value is None:
        return UNKNOWN
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(decimals, 6)}f}"


def score_text(value: float | None) -> str:
    """Write a score as a whole number, halves up; `unknown` for None."""
    return UNKNOWN if value is None else str(math.floor(value + 0.5))


def interval_text(low: float | None, high: float | None) -> str:
    """Write an interval of scores as `40 to 60`; `unknown` where there is none."""
    return UNKNOWN if low is None or high is None else f"{score_text(low)} to {score_text(high)}"


def share_text(share: float) -> str:
    """Write a share of 0 to 1 as percent: whole, one decimal below 10."""
    percent = share * 100
    return f"{percent:.0f} %" if percent >= 10 or percent == 0 else f"{percent:.1f} %"


def with_unit(value: float | None, unit: str) -> str:
    """Write a number with its unit."""
    return f"{number_text(value)} {UNIT_SIGNS.get(unit, unit)}".strip() if value is not None else UNKNOWN
