"""Pictures of a portfolio: rank intervals, score intervals of groups, and the spread of scores."""

from __future__ import annotations

from publicvalue.reports.pictures.drawing import (
    INK,
    INTERVAL,
    PAPER,
    TRACK,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_point,
)
from publicvalue.reports.pictures.model import Band, IntervalBands
from publicvalue.reports.pictures.rows import ROW, draw_row_name, draw_row_numbers, draw_row_tick
from publicvalue.reports.wording import write_number
from publicvalue.words.language import Language

WIDTH = 860
LABEL = 300
NUMBERS = 190
MOST = 60
"""Rows that a picture shows; its table has them all."""
LONGEST = 37
"""Letters of a name that fit beside a row."""


def draw_bands(id: str, picture: IntervalBands, language: Language) -> str:
    """Return rows of intervals on one scale; more than `MOST` are cut."""
    shown, ticks = picture.bands[:MOST], picture.ticks
    plot = Box(LABEL, 8, WIDTH - LABEL - NUMBERS, ROW * len(shown))
    scale = (ticks[0], max(ticks[-1] - ticks[0], 1e-9))
    body = [draw("rect", x=plot.x, y=plot.y, width=plot.width, height=plot.height, fill=TRACK)]
    body += [draw_row_tick(plot, (tick - scale[0]) / scale[1], language.write(write_number(tick))) for tick in ticks]
    body += [_row(plot, scale, plot.y + ROW * (place + 0.5), band) for place, band in enumerate(shown)]
    text = " ".join(f"{band.name}: {band.text}." for band in shown)
    return draw_picture(id, (WIDTH, plot.bottom + 30), picture.title, text, "".join(body))


def rank_ticks(systems: int) -> tuple[float, ...]:
    """Return marks of a scale of ranks, from 1 to the number of systems."""
    if systems <= 10:
        return tuple(float(rank) for rank in range(1, systems + 1))
    step = next(size for size in (5, 10, 25, 50, 100, 250, 500, 1000, 10_000) if systems / size <= 8)
    inner = [float(rank) for rank in range(step, systems, step) if systems - rank >= step / 2]
    return (1.0, *inner, float(systems))


def _row(plot: Box, scale: tuple[float, float], y: float, band: Band) -> str:
    def at(value: float) -> float:
        return plot.x + plot.width * (value - scale[0]) / scale[1]

    parts = [draw_row_name(plot, y, band.name, LONGEST), draw_row_numbers(plot, y, band.text)]
    if band.dots:
        return "".join([*parts, *(draw_point(at(value), y, 3.5) for value in band.dots)])
    thin = 3 if band.inner else 5
    parts.append(_bar(at(band.low), at(band.high), y, thin))
    if band.inner:
        parts.append(_bar(at(band.inner[0]), at(band.inner[1]), y, 7))
        middle = at(band.middle)
        parts.append(draw_line((middle, y - 9), (middle, y + 9), stroke=INK, stroke_width=2.5))
    else:
        parts.append(draw_point(at(band.middle), y, 6))
    return "".join(parts)


def _bar(low: float, high: float, y: float, half: float) -> str:
    width = max(3.0, high - low)
    return draw(
        "rect", x=(low + high - width) / 2, y=y - half, width=width, height=2 * half, fill=INTERVAL, stroke=PAPER
    )
