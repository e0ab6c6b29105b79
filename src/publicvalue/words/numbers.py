"""How numbers are written in sentences: rounded to what a reader can use. With English marks; a language swaps them."""

from __future__ import annotations

import math

from publicvalue.words.message import phrase

SMALLEST = -5
"""Power of ten below which a number is written with its power: 1.2 × 10⁻⁶ and not 0.0000012."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_CLOSE = 1e-9
"""Difference below which a share counts as 0 or 1: sums of weights carry rounding errors."""


def write_number(value: float) -> str:
    """Write a finite number with three significant digits, and thousands apart; whole numbers stay whole."""
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size < SMALLEST:
        digits, power = f"{value:.1e}".split("e")
        return f"{with_minus(digits)} × 10{str(int(power)).translate(RAISED)}"
    text = f"{value:,.{max(0, 2 - size)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return with_minus(text)


def write_signed(value: float) -> str:
    """Write a difference with three significant digits and the sign for a minus, its zeros as they come."""
    return f"{value:.3g}".replace("-", "−", 1 if value < 0 else 0)


def write_whole(value: float) -> str:
    """Write a score of 0 to 100 as a whole number, halves up."""
    return str(math.floor(value + 0.5))


def write_percent(share: float) -> str:
    """Write a share of 0 to 1 in percent: whole from 10 percent on, never 0 % or 100 % unless it is exactly so."""
    percent = 100 * share
    if percent < _CLOSE:
        return "0 %"
    if percent > 100 - _CLOSE:
        return "100 %"
    if percent < 0.1:
        return phrase("under 0.1 %")
    if percent > 99:
        return phrase("over 99 %")
    text = f"{percent:.1f}" if percent < 10 else f"{percent:.0f}"
    return f"{text.removesuffix('.0')} %"


def write_chance(probability: float) -> str:
    """Write a probability as a share of 100, never as a certainty that a simulation cannot show."""
    if probability > 0.995:
        return phrase("over 99 %")
    if probability < 0.005:
        return phrase("under 1 %")
    return f"{probability * 100:.0f} %"


def with_minus(text: str) -> str:
    """Write a minus as the sign for it, and no minus before a zero."""
    return (text.lstrip("-") if not text.strip("-0.,") else text).replace("-", "−")


def common_decimals(low: float, high: float) -> int | None:
    """Return the decimals with which both ends of an interval are written; None where one is not finite, or both 0."""
    size = max(abs(low), abs(high))
    if not math.isfinite(size) or size == 0:
        return None
    decimals = max(0, 2 - math.floor(math.log10(size)))
    first, last = (f"{end:,.{decimals}f}" for end in (low, high))
    # Both ends have the same number of decimals, so that 16.0 does not stand beside 23.5 as 16.
    while decimals and first[-1] == last[-1] == "0":
        first, last, decimals = first[:-1], last[:-1], decimals - 1
    return decimals
