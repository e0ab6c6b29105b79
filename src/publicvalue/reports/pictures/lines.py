"""Shares that grow over the days, one line each, named at its end."""

from __future__ import annotations

from collections.abc import Sequence

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
    draw_text,
)
from publicvalue.reports.pictures.model import Lines
from publicvalue.words.language import Language
from publicvalue.words.text import Text

SIZE = (640, 330)
PLOT = Box(52, 40, 570, 240)
STYLES = ((INK, "7 4"), (INTERVAL, ""), (MUTED, "2 3"))
"""Colour and dashes of each line, so that lines differ in grey too."""


def lines_of(detail: Detail) -> Lines | None:
    """Return the lines of a table of a date and percentages; None for any other table."""
    days = detail.column("date")
    if days is None or len(days) < 2:
        return None
    places = [place for place, id in enumerate(detail.ids) if id == "line"][: len(STYLES)]
    cells = [[row[place] for row in detail.rows] for place in places]
    if not cells or not all(isinstance(cell, int | float) for column in cells for cell in column):
        return None
    values = tuple(tuple(float(cell or 0) for cell in column) for column in cells)
    return Lines(detail.title, tuple(map(str, days)), tuple(detail.columns[place] for place in places), values)


def draw_lines(id: str, picture: Lines, language: Language) -> str:
    """Return the lines on a scale of 0 to 100 percent, with a legend above them."""
    body = [_axes(picture.days)]
    x = PLOT.x
    for (colour, dashes), name, values in zip(STYLES, map(language.write, picture.names), picture.values, strict=False):
        body.append(_line(values, colour, dashes))
        body.append(draw_line((x, 18), (x + 34, 18), stroke=colour, stroke_width=3, stroke_dasharray=dashes))
        body.append(draw_text(x + 42, 23, name))
        x += max(190, 60 + 7.5 * len(name))
    return draw_picture(id, SIZE, picture.title, language.write(_describe(picture)), "".join(body))


def _describe(lines: Lines) -> Text:
    middle = len(lines.days) // 2
    halves = tuple(
        Text("{name}: {value:fixed0}", name=name, value=values[middle])
        for name, values in zip(lines.names, lines.values, strict=True)
    )
    return Text(
        "From {first} to {last}. By {middle}: {halves:parts}.",
        first=lines.days[0],
        last=lines.days[-1],
        middle=lines.days[middle],
        halves=halves,
    )


def _place(position: int, days: int, value: float) -> tuple[float, float]:
    return PLOT.x + PLOT.width * position / (days - 1), PLOT.bottom - PLOT.height * min(value, 100.0) / 100


def _axes(days: Sequence[str]) -> str:
    parts = []
    for value in (0, 25, 50, 75, 100):
        _, y = _place(0, len(days), value)
        parts.append(draw_line((PLOT.x, y), (PLOT.right, y), stroke=RULE))
        parts.append(draw_text(PLOT.x - 8, y + 4, f"{value} %", text_anchor="end", fill=MUTED, font_size=12))
    for position, anchor in ((0, "start"), (len(days) // 2, "middle"), (len(days) - 1, "end")):
        x, _ = _place(position, len(days), 0)
        parts.append(draw_text(x, PLOT.bottom + 22, days[position], text_anchor=anchor, fill=MUTED, font_size=12))
    return "".join(parts)


def _line(values: Sequence[float], colour: str, dashes: str) -> str:
    points = (_place(i, len(values), value) for i, value in enumerate(values))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return draw("polyline", points=path, fill="none", stroke=colour, stroke_width=2.5, stroke_dasharray=dashes)
