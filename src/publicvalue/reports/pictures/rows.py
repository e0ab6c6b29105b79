"""What pictures of rows share: a name beside its row, and a mark of the scale below them."""

from __future__ import annotations

from publicvalue.reports.pictures.drawing import MUTED, RULE, Box, draw_line, draw_text

ROW = 26
"""Height of a row."""


def draw_row_name(plot: Box, y: float, name: str, longest: int) -> str:
    """Return a name left of a plot, cut to so many letters; the table beside a picture has the whole name."""
    text = name if len(name) <= longest else f"{name[: longest - 1]}…"
    return draw_text(plot.x - 10, y + 4, text, text_anchor="end")


def draw_row_tick(plot: Box, share: float, label: str) -> str:
    """Return a mark of the scale with its label, at a share of the plot's width from 0 to 1."""
    x = plot.x + plot.width * share
    line = draw_line((x, plot.y), (x, plot.bottom + 4), stroke=RULE)
    return line + draw_text(x, plot.bottom + 18, label, text_anchor="middle", fill=MUTED, font_size=12)


def draw_row_numbers(plot: Box, y: float, text: str) -> str:
    """Return the numbers of a row, right of its plot."""
    return draw_text(plot.right + 12, y + 4, text, font_size=12)
