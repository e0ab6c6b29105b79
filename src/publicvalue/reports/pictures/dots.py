"""Numbers with their intervals on one scale, one row each, with a mark of its own for each of several series."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.reports.pictures.drawing import (
    INK,
    INTERVAL,
    MUTED,
    PAPER,
    RULE,
    TRACK,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_point,
    draw_text,
    wrap_text,
)
from publicvalue.reports.pictures.model import Dot, DotRow, Dots
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined, quantity

WIDTH = 800
LABEL = 300
NUMBERS = 150
LINE = 20
GAP = 10
LETTERS, LINES, SMALL = 42, 2, 16
"""Letters in a line of a name, its lines at most, and their height; the table has the whole name."""


def draw_dots(id: str, picture: Dots, language: Language) -> str:
    """Return rows of numbers with their intervals on a scale from 0."""
    rows, series, unit = picture.rows, picture.series, picture.unit
    highest = max(dot.high for row in rows for dot in row.dots)
    end = next((step for step in (10, 20, 50, 100, 200, 500) if step >= highest), highest)
    top = 12 + LINE * (len(series) if len(series) > 1 else 0)
    height = sum(_height(row) for row in rows)
    plot = Box(LABEL, top, WIDTH - LABEL - NUMBERS, height)
    labels = {share: language.write(quantity(end * share, unit)) for share in (0, 0.5, 1)}
    body = [_legend(series), *(_tick(plot, share, label) for share, label in labels.items())]
    y = plot.y
    for row in rows:
        numbers = [language.write(_write(dot, unit)) for dot in row.dots]
        body.append(_row(plot, y, row, end, numbers))
        y += _height(row)
    text = joined(*(Text("{name}: {numbers:parts}.", name=row.name, numbers=_say(row, series, unit)) for row in rows))
    return draw_picture(id, (WIDTH, plot.bottom + 34), picture.title, language.write(text), "".join(body))


def _name(row: DotRow) -> list[str]:
    return wrap_text(row.name, LETTERS, LINES)


def _height(row: DotRow) -> int:
    return max(LINE * len(row.dots), SMALL * len(_name(row))) + GAP


def _say(row: DotRow, series: Sequence[str], unit: str) -> tuple[Text, ...]:
    names = [series[dot.series] if len(series) > 1 else "" for dot in row.dots]
    return tuple(joined(name, _write(dot, unit)) for name, dot in zip(names, row.dots, strict=True))


def _write(dot: Dot, unit: str) -> Text:
    numbers = {"value": dot.value, "low": dot.low, "high": dot.high}
    return Text("{value:fixed1}{unit:unit} ({low:fixed1} to {high:fixed1})", unit=unit, **numbers)


def _legend(series: Sequence[str]) -> str:
    if len(series) < 2:
        return ""
    parts = []
    for place, name in enumerate(series):
        y = 10 + LINE * place
        parts.append(draw_mark(LABEL + 8, y, place) + draw_text(LABEL + 24, y + 4, name, font_size=12))
    return "".join(parts)


def draw_mark(x: float, y: float, series: int) -> str:
    """Return the mark of a series: lozenge, circle, square or triangle, so that no colour is needed."""
    if series == 0:
        return draw_point(x, y, 7)
    if series == 1:
        return draw("circle", cx=x, cy=y, r=5, fill=PAPER, stroke=INK, stroke_width=2)
    if series == 2:
        return draw("rect", x=x - 5, y=y - 5, width=10, height=10, fill=MUTED, stroke=PAPER)
    return draw("path", d=f"M{x:.1f},{y - 6:.1f} l6,11 h-12 z", fill=PAPER, stroke=INK, stroke_width=2)


def _tick(plot: Box, share: float, label: str) -> str:
    x = plot.x + plot.width * share
    return draw_line((x, plot.y), (x, plot.bottom + 4), stroke=RULE) + draw_text(
        x, plot.bottom + 20, label, text_anchor="middle", fill=MUTED, font_size=12
    )


def _row(plot: Box, y: float, row: DotRow, end: float, numbers: Sequence[str]) -> str:
    parts = [
        draw_text(plot.x - 12, y + LINE / 2 + 4 + SMALL * n, line, text_anchor="end")
        for n, line in enumerate(_name(row))
    ]
    for place, dot in enumerate(row.dots):
        middle = y + LINE * (place + 0.5)
        low, high, at = (
            plot.x + plot.width * min(max(value, 0.0), end) / end for value in (dot.low, dot.high, dot.value)
        )
        parts.append(draw("rect", x=plot.x, y=middle - 6, width=plot.width, height=12, fill=TRACK, opacity=0.6))
        parts.append(draw("rect", x=low, y=middle - 4, width=max(2.0, high - low), height=8, fill=INTERVAL))
        parts.append(draw_mark(at, middle, dot.series))
        parts.append(draw_text(plot.right + 12, middle + 4, numbers[place], font_size=12))
    return "".join(parts)
