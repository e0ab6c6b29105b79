"""How numbers and levels are written in sentences: rounded to what a reader can use."""

from __future__ import annotations

import math
from collections.abc import Sequence

from publicvalue.framework.model import Framework
from publicvalue.scores.sheet import Score

UNKNOWN = "unknown"

SMALLEST = -5
"""Power of ten below which a number is written with its power: 1.2 × 10⁻⁶ and not 0.0000012."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def write_whole(value: float) -> str:
    """Write a score of 0 to 100 as a whole number, halves up."""
    return str(math.floor(value + 0.5))


def write_number(value: float) -> str:
    """Write a measured number with three significant digits, and thousands apart; whole numbers stay whole."""
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size < SMALLEST:
        digits, power = f"{value:.1e}".split("e")
        return f"{_minus(digits)} × 10{str(int(power)).translate(RAISED)}"
    text = f"{value:,.{max(0, 2 - size)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _minus(text)


def write_quantity(value: float, unit: str) -> str:
    """Write a number with its unit, such as `12.3 %` or `4.2 percentage points`."""
    return write_number(value) + write_unit(unit)


def write_unit(unit: str) -> str:
    """Write a unit as it follows a number: ` %`, ` days`, or nothing for a ratio or an index."""
    match unit:
        case "percent":
            return " %"
        case "ratio" | "index" | "":
            return ""
        case _:
            return f" {unit}"


def _minus(text: str) -> str:
    """Write a minus as the sign for it, and no minus before a zero."""
    return (text.lstrip("-") if not text.strip("-0.,") else text).replace("-", "−")


def write_range(low: float, high: float, unit: str = "") -> str:
    """Write an interval of numbers, such as `3.1 to 7.9 %`."""
    size = max(abs(low), abs(high))
    if not math.isfinite(size) or size == 0:
        return f"{write_number(low)} to {write_quantity(high, unit)}"
    decimals = max(0, 2 - math.floor(math.log10(size)))
    first, last = (f"{end:,.{decimals}f}" for end in (low, high))
    # Both ends have the same number of decimals, so that 16.0 does not stand beside 23.5 as 16.
    while "." in first and first[-1] == last[-1] == "0":
        first, last = first[:-1].removesuffix("."), last[:-1].removesuffix(".")
    return f"{_minus(first)} to {_minus(last)}{write_unit(unit)}"


def write_interval(score: Score) -> str:
    """Write the 95 % interval of a score in whole numbers; `unknown` where nothing is evidenced."""
    if score.low is None or score.high is None:
        return UNKNOWN
    return f"{write_whole(score.low)} to {write_whole(score.high)}"


def write_score(score: Score) -> str:
    """Write a score with its interval: `62 (48 to 71)`, or `unknown`."""
    return UNKNOWN if score.value is None else f"{write_whole(score.value)} ({write_interval(score)})"


def write_strength(framework: Framework, strength: int) -> str:
    """Write a strength of evidence in words with its place on the scale, such as `measured (3 of 5)`."""
    word = framework.strengths[strength].title.lstrip("0123456789 ").lower()
    return f"{word} ({strength} of {len(framework.strengths) - 1})"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Join words as in a sentence: `a, b and c`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def capitalise(text: str) -> str:
    """Raise the first letter and leave the others."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Make a fragment a sentence: first letter raised, full stop at the end."""
    text = capitalise(text.strip())
    return text if not text or text[-1] in ".!?" else f"{text}."
