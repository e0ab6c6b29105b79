"""Bars of what drives the uncertainty: total order, with its interval, and within it the first order."""

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
    draw_text,
)
from publicvalue.reports.pictures.model import DriverBar, DriversPicture
from publicvalue.reports.pictures.rows import ROW, draw_row_name, draw_row_numbers, draw_row_tick
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined

WIDTH = 760
HEAD = 34
LABEL = 330
NUMBERS = 150
LONGEST = 46
"""Letters of a name that fit beside its bar; the table has the whole name."""

MOST = 0.999
"""Largest share that is written: sampling can put an index above 1, and no share of a variance is."""


def draw_drivers(id: str, picture: DriversPicture, language: Language) -> str:
    """Return the panels below each other, each on a scale of 0 to 100 percent of the variance."""
    body, y = [], 6.0
    for panel in picture.panels:
        plot = Box(LABEL, y + HEAD, WIDTH - LABEL - NUMBERS, ROW * len(panel.bars))
        body.append(draw_text(0, y + 18, panel.title, font_weight=600))
        body.append(_axis(plot))
        for place, bar in enumerate(panel.bars):
            body.append(_bar(plot, plot.y + ROW * (place + 0.5), bar, language.write(write_share(bar))))
        y = plot.bottom + 34
    text = joined(
        *(
            Text(
                "{title}: {bars:parts}.",
                title=panel.title,
                bars=tuple(joined(b.name, write_share(b)) for b in panel.bars),
            )
            for panel in picture.panels
        )
    )
    return draw_picture(id, (WIDTH, y), picture.title, language.write(text), "".join(body))


def write_share(bar: DriverBar) -> Text:
    """Write a total order with its 95 % interval, kept within 0 and 100 percent; an estimate is never all of it."""
    total = min(_within(bar.total), MOST)
    low, high = (100 * _within(total + side * bar.half) for side in (-1, 1))
    decimals = 0 if total >= 0.1 else 1
    return Text(
        "{total:percent} ({low:fixed{decimals}} to {high:fixed{decimals}})",
        total=total,
        low=low,
        high=high,
        decimals=decimals,
    )


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _axis(plot: Box) -> str:
    return "".join(draw_row_tick(plot, share, f"{100 * share:.0f} %") for share in (0, 0.5, 1))


def _bar(plot: Box, y: float, bar: DriverBar, numbers: str) -> str:
    total, first, low, high = (
        plot.x + plot.width * _within(share)
        for share in (bar.total, min(bar.first, bar.total), bar.total - bar.half, bar.total + bar.half)
    )
    return "".join(
        (
            draw_row_name(plot, y, bar.name, LONGEST),
            draw("rect", x=plot.x, y=y - 7, width=max(1.0, total - plot.x), height=14, fill=TRACK, stroke=INTERVAL),
            draw("rect", x=plot.x, y=y - 7, width=max(0.0, first - plot.x), height=14, fill=INTERVAL, stroke=PAPER),
            draw_line((low, y), (high, y), stroke=INK, stroke_width=1.5),
            draw_row_numbers(plot, y, numbers),
        )
    )
