"""Rates with their intervals, one row each, against the first row as the reference."""

from __future__ import annotations

from typing import Literal

from publicvalue.measures.result import Detail
from publicvalue.reports.pictures.drawing import (
    INK,
    INTERVAL,
    MUTED,
    RULE,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_point,
    draw_text,
)
from publicvalue.reports.pictures.model import Rate, Rates
from publicvalue.reports.wording import UNKNOWN
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined, quantity

WIDTH = 640
ROW = 30
LABEL = 190
NUMBERS = 172
MOST = 20
"""Rows that a picture shows; the table has them all."""


def rates_of(detail: Detail, middle: Literal["percent", "mean"] = "percent") -> tuple[Rate, ...]:
    """Return the rates of a table that has a column of percent (or of means), low and high; none when it has not."""
    columns = [detail.column(id) for id in ("label", middle, "low", "high")]
    known = [column for column in columns if column is not None]
    if len(known) < len(columns):
        return ()
    return tuple(Rate(str(name), *map(_number, numbers)) for name, *numbers in zip(*known, strict=True))


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def draw_rates(id: str, picture: Rates, language: Language) -> str:
    """Return rates with their intervals on one scale; more than 20 are cut.

    Where the first is what the others are compared with, it gets a line through all rows.
    """
    shown = picture.rates[:MOST]
    top = max((rate.high for rate in shown if rate.high is not None), default=100.0)
    plot = Box(LABEL, 10, WIDTH - LABEL - NUMBERS, ROW * len(shown))
    end = next(step for step in (1, 2, 5, 10, 20, 25, 50, 75, 100) if step >= min(top, 100.0))
    body = [_axis(plot, end, language)]
    if picture.reference and shown[0].value is not None:
        x = plot.x + plot.width * shown[0].value / end
        body.append(draw_line((x, plot.y), (x, plot.bottom), stroke=INK, stroke_dasharray="4 3"))
    for place, rate in enumerate(shown):
        body.append(_row(plot, end, plot.y + ROW * (place + 0.5), rate, language.write(_write(rate))))
    text = joined(*(Text("{name}: {numbers}.", name=rate.name, numbers=_write(rate)) for rate in shown))
    return draw_picture(id, (WIDTH, plot.bottom + 44), picture.title, language.write(text), "".join(body))


def _write(rate: Rate) -> Text:
    if rate.value is None or rate.low is None or rate.high is None:
        return UNKNOWN
    return Text("{value:fixed1} % ({low:fixed1} to {high:fixed1})", value=rate.value, low=rate.low, high=rate.high)


def _axis(plot: Box, end: float, language: Language) -> str:
    parts = []
    for share in (0, 0.5, 1):
        x = plot.x + plot.width * share
        parts.append(draw_line((x, plot.y), (x, plot.bottom + 4), stroke=RULE))
        label = language.write(quantity(end * share, "percent"))
        parts.append(draw_text(x, plot.bottom + 20, label, text_anchor="middle", fill=MUTED, font_size=12))
    return "".join(parts)


def _row(plot: Box, end: float, y: float, rate: Rate, numbers: str) -> str:
    name = rate.name if len(rate.name) <= 26 else f"{rate.name[:25]}…"
    parts = [draw_text(plot.x - 12, y + 4, name, text_anchor="end")]
    parts.append(draw_text(plot.right + 10, y + 4, numbers, font_size=12))
    if rate.value is not None and rate.low is not None and rate.high is not None:
        low, high = (plot.x + plot.width * min(v, end) / end for v in (rate.low, rate.high))
        parts.append(draw("rect", x=low, y=y - 5, width=max(2.0, high - low), height=10, fill=INTERVAL))
        parts.append(draw_point(plot.x + plot.width * rate.value / end, y, 6))
    return "".join(parts)
