"""From a number to its score: the goalposts as a curve, with the measured number on it."""

from __future__ import annotations

from publicvalue.framework.model import Goalposts
from publicvalue.reports.pictures.drawing import (
    INK,
    INTERVAL,
    MUTED,
    PAPER,
    RULE,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_point,
    draw_text,
)
from publicvalue.reports.pictures.model import Curve
from publicvalue.reports.wording import write_number, write_score
from publicvalue.words.language import Language
from publicvalue.words.text import Text, interval, quantity

SIZE = (340, 210)
PLOT = Box(36, 14, 284, 140)
ROOM = 42
"""Distance between two numbers on the axis, at least."""


def draw_curve(id: str, picture: Curve, language: Language) -> str:
    """Return the curve of an indicator's goalposts, with the measured number on it."""
    goalposts, estimate, unit = picture.goalposts, picture.estimate, picture.unit
    value, low, high = fold_interval(goalposts, estimate)
    ends = (min(goalposts.anchors[0][0], low), max(goalposts.anchors[-1][0], high))
    body = [_axes(goalposts, ends, unit, language), _band(ends, low, high), _curve(goalposts, ends)]
    body.append(draw_point(_across(ends, value), _height(picture.score.value or 0), 7))
    text = Text(
        "{estimate} ({interval}) scores {score} of 100.",
        estimate=quantity(estimate[0], unit),
        interval=interval(*estimate[1:], unit),
        score=write_score(picture.score),
    )
    title = language.write(Text("From the number to the score"))
    return draw_picture(id, SIZE, title, language.write(text), "".join(body))


def fold_interval(goalposts: Goalposts, estimate: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return an estimate and its interval as the curve reads them: folded where the curve folds."""
    value, low, high = estimate
    if goalposts.fold == "magnitude":
        ends = sorted((abs(low), abs(high)))
        return abs(value), 0.0 if low <= 0 <= high else ends[0], ends[1]
    if goalposts.fold == "ratio":
        below = [x if x <= 1 else 1 / x for x in (max(low, 1e-12), high)]
        return value if value <= 1 else 1 / value, min(below), 1.0 if low <= 1 <= high else max(below)
    return estimate


def _across(ends: tuple[float, float], value: float) -> float:
    return PLOT.x + PLOT.width * (value - ends[0]) / (ends[1] - ends[0])


def _height(score: float) -> float:
    return PLOT.bottom - PLOT.height * score / 100


def _ticks(goalposts: Goalposts, ends: tuple[float, float]) -> list[tuple[float, float]]:
    """Return place and value of each anchor that leaves room for its number beside the one before it."""
    kept: list[tuple[float, float]] = []
    for value, _ in goalposts.anchors:
        x = _across(ends, value)
        if not kept or x - kept[-1][0] >= ROOM:
            kept.append((x, value))
    return kept


def _axes(goalposts: Goalposts, ends: tuple[float, float], unit: str, language: Language) -> str:
    parts = []
    for score in (0, 50, 100):
        dashes = "2 2" if score == 50 else ""
        y = _height(score)
        parts.append(draw_line((PLOT.x, y), (PLOT.right, y), stroke=RULE, stroke_dasharray=dashes))
        parts.append(draw_text(PLOT.x - 7, y + 4, str(score), text_anchor="end", fill=MUTED, font_size=12))
    for x, value in _ticks(goalposts, ends):
        parts.append(draw_line((x, PLOT.bottom), (x, PLOT.bottom + 4), stroke=MUTED))
        number = language.write(write_number(value))
        parts.append(draw_text(x, PLOT.bottom + 19, number, text_anchor="middle", fill=MUTED, font_size=12))
    label = language.write(Text("{unit:word} → score", unit=unit))
    parts.append(draw_text(PLOT.x + PLOT.width / 2, PLOT.bottom + 40, label, text_anchor="middle", fill=MUTED))
    return "".join(parts)


def _band(ends: tuple[float, float], low: float, high: float) -> str:
    x = _across(ends, low)
    width = max(2.0, _across(ends, high) - x)
    shade = draw("rect", x=x, y=PLOT.y, width=width, height=PLOT.height, fill=INTERVAL, fill_opacity=0.25)
    edges = (draw_line((at, PLOT.y), (at, PLOT.bottom), stroke=INTERVAL) for at in (x, x + width))
    return shade + "".join(edges)


def _curve(goalposts: Goalposts, ends: tuple[float, float]) -> str:
    anchors = goalposts.anchors
    points = [(ends[0], anchors[0][1]), *anchors, (ends[1], anchors[-1][1])]
    path = " ".join(f"{_across(ends, value):.1f},{_height(score):.1f}" for value, score in points)
    line = draw("polyline", points=path, fill="none", stroke=INK, stroke_width=2)
    dots = (
        draw("circle", cx=_across(ends, value), cy=_height(score), r=3.5, fill=PAPER, stroke=INK, stroke_width=1.5)
        for value, score in anchors
    )
    return line + "".join(dots)
