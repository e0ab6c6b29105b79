"""The importance-performance map: what matters for a target, against how well it does today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publicvalue.measures.survey.people.path_result import Lever
from publicvalue.reports.pictures.drawing import (
    INK,
    INTERVAL,
    MUTED,
    RULE,
    TRACK,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_point,
    draw_text,
)
from publicvalue.reports.pictures.model import ImportanceMap
from publicvalue.reports.wording import write_number
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined

SIZE = (760, 420)
PLOT = Box(60, 24, 520, 330)
APART = 16
"""Least distance between two labels, in pixels."""


def draw_importance(id: str, picture: ImportanceMap, language: Language) -> str:
    """Return the map of one target: importance to the right, performance upwards, with 95 % intervals as lines."""
    levers, titles = picture.levers, picture.titles
    low = min(0.0, *(lever.importance.low for lever in levers))
    high = max(0.05, *(lever.importance.high for lever in levers))
    body = [_frame(low, high, language), *(_point(lever, low, high) for lever in levers)]
    body.append(_labels(levers, titles, low, high))
    text = joined(
        *(
            Text(
                "{title}: importance {value:fixed2} ({low:fixed2} to {high:fixed2}), performance {performance:fixed0}.",
                title=titles[one.construct],
                value=one.importance.value,
                low=one.importance.low,
                high=one.importance.high,
                performance=one.performance.value,
            )
            for one in levers
        )
    )
    return draw_picture(id, SIZE, picture.title, language.write(text), "".join(body))


def _x(value: float, low: float, high: float) -> float:
    return PLOT.x + PLOT.width * (value - low) / (high - low)


def _y(value: float) -> float:
    return PLOT.bottom - PLOT.height * value / 100


def _frame(low: float, high: float, language: Language) -> str:
    parts = [draw("rect", x=PLOT.x, y=PLOT.y, width=PLOT.width, height=PLOT.height, fill=TRACK, stroke=RULE)]
    for value in (0, 50, 100):
        parts.append(draw_line((PLOT.x, _y(value)), (PLOT.right, _y(value)), stroke=RULE))
        parts.append(draw_text(PLOT.x - 8, _y(value) + 4, str(value), text_anchor="end", fill=MUTED, font_size=12))
    for share in (0, 0.5, 1):
        x = PLOT.x + PLOT.width * share
        label = language.write(write_number(round(low + (high - low) * share, 2)))
        parts.append(draw_text(x, PLOT.bottom + 18, label, text_anchor="middle", fill=MUTED, font_size=12))
    if low < 0:
        parts.append(draw_line((_x(0, low, high), PLOT.y), (_x(0, low, high), PLOT.bottom), stroke=MUTED))
    middle = PLOT.x + PLOT.width / 2
    across = language.write(Text("Importance: points of the target for one point more"))
    parts.append(draw_text(middle, PLOT.bottom + 42, across, text_anchor="middle"))
    parts.append(draw_text(PLOT.x, PLOT.y - 8, language.write(Text("Performance, 0 to 100"))))
    corner = language.write(Text("improve first"))
    parts.append(draw_text(PLOT.right - 8, PLOT.bottom - 10, corner, text_anchor="end", fill=MUTED))
    return "".join(parts)


def _point(lever: Lever, low: float, high: float) -> str:
    x, y = _x(lever.importance.value, low, high), _y(lever.performance.value)
    left, right = (_x(end, low, high) for end in (lever.importance.low, lever.importance.high))
    across = draw_line((left, y), (right, y), stroke=INTERVAL, stroke_width=2)
    down = draw_line((x, _y(lever.performance.low)), (x, _y(lever.performance.high)), stroke=INTERVAL, stroke_width=2)
    return across + down + draw_point(x, y, 7)


def _labels(levers: Sequence[Lever], titles: Mapping[str, str], low: float, high: float) -> str:
    """Write the names beside the map, each at its point's height or as near as others leave room."""
    parts, last = [], PLOT.y - APART
    order = sorted(levers, key=lambda lever: -lever.performance.value)
    # The last label must not fall off the map: start so much higher that all have room.
    for place, lever in enumerate(order):
        x, y = _x(lever.importance.value, low, high), _y(lever.performance.value)
        room = PLOT.bottom - APART * (len(order) - 1 - place)
        at = min(max(y, last + APART), room)
        last = at
        parts.append(draw_line((x + 8, y), (PLOT.right + 4, at), stroke=MUTED, stroke_dasharray="1 3"))
        parts.append(draw_text(PLOT.right + 8, at + 4, titles[lever.construct], font_size=12, fill=INK))
    return "".join(parts)
