"""A scale of numbers with round ticks, across or up a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from publicvalue.reports.pictures.drawing import INK, MUTED, RULE, Box, draw_line, draw_text
from publicvalue.reports.wording import write_number
from publicvalue.words.language import Language

STEPS = (1, 2, 2.5, 5, 10)
"""Leading figures of a round step."""


@dataclass(frozen=True)
class Scale:
    """Where numbers lie between two places of a picture.

    Parameters
    ----------
    low, high
        Numbers at the ends, low < high.
    start, end
        Places of the ends, in pixels; a scale up the page ends above its start.
    ticks
        Round numbers that are written.
    """

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return the place of a number, kept within the scale."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * share


def fit_scale(values: Iterable[float], start: float, end: float, most: int = 5) -> Scale:
    """Return a scale with round ends that holds all values.

    Parameters
    ----------
    values
        Finite numbers, at least one.
    start, end
        Places in pixels.
    most
        Steps at most.
    """
    known = list(values)
    low, high = min(known), max(known)
    if low == high:
        margin = abs(low) / 10 or 1.0
        low, high = low - margin, high + margin
    step = _round_step((high - low) / most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(step * place for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def _round_step(least: float) -> float:
    size = 10.0 ** math.floor(math.log10(least))
    return size * next(step for step in STEPS if step * size >= least * (1 - 1e-9))


def draw_up(scale: Scale, plot: Box, unit: str, language: Language) -> str:
    """Return the lines and numbers of a scale up the left edge, its unit above; 0 gets a stronger line."""
    parts = [draw_text(4, plot.y - 16, language.word(unit), fill=MUTED, font_size=12)]
    for tick in scale.ticks:
        y = scale.at(tick)
        parts.append(draw_line((plot.x, y), (plot.right, y), stroke=MUTED if tick == 0 else RULE))
        label = language.write(write_number(tick))
        parts.append(draw_text(plot.x - 8, y + 4, label, text_anchor="end", fill=MUTED, font_size=12))
    return "".join(parts)


def draw_across(scale: Scale, plot: Box, language: Language) -> str:
    """Return the lines and numbers of a scale along the lower edge."""
    parts = []
    for tick in scale.ticks:
        x = scale.at(tick)
        parts.append(draw_line((x, plot.y), (x, plot.bottom + 4), stroke=RULE))
        label = language.write(write_number(tick))
        parts.append(draw_text(x, plot.bottom + 20, label, text_anchor="middle", fill=MUTED, font_size=12))
    return "".join(parts)


def draw_mark(x: float, plot: Box, text: str) -> str:
    """Return a dashed line up the picture with its name at the top, on the side that has more room."""
    anchor, gap = ("start", 6) if x < plot.x + plot.width / 2 else ("end", -6)
    line = draw_line((x, plot.y), (x, plot.bottom), stroke=INK, stroke_dasharray="4 3")
    return line + draw_text(x + gap, plot.y - 2, text, text_anchor=anchor, font_size=12)
