"""Bars of a scale's answers, the neutral ones in the middle: what lies to the right agrees, to the left does not."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.measures.picture import Likert, LikertItem
from publicvalue.reports.pictures.drawing import (
    INK,
    MUTED,
    RULE,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_text,
    wrap_text,
)
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined

WIDTH = 860
LABEL = 350
LETTERS = 50
"""Letters in a line of an item's text."""
LINES = 3
LINE = 16
GAP = 14
TOP = 40
BAR = 18
LOW, NEUTRAL, HIGH = ("#8c2f14", "#c9765c"), "#c3ccd2", ("#7fb3bd", "#2f7d8c")
"""Colours from the outermost to the middle and on; they differ in lightness too, for those who see no colours."""


def draw_likert(id: str, picture: Likert, language: Language) -> str:
    """Return the bars of all items as SVG, on one scale whose middle is the middle of the neutral answers."""
    reach = max((max(_sides(item)) for item in picture.items if item.shares[0] is not None), default=50.0)
    texts = [wrap_text(item.label, LETTERS, LINES) for item in picture.items]
    heights = [max(BAR, LINE * len(lines)) + GAP for lines in texts]
    plot = Box(LABEL, TOP, WIDTH - LABEL - 20, sum(heights))
    middle, each = plot.x + plot.width / 2, plot.width / 2 / max(reach, 1.0)
    rows, y = [], plot.y
    nothing = language.write(Text("not shown: few answers"))

    def hidden(at: float) -> str:
        return draw_text(middle, at + 4, nothing, text_anchor="middle", fill=MUTED)

    for item, lines, height in zip(picture.items, texts, heights, strict=True):
        bars = _row(item, y + height / 2, middle, each) if item.shares[0] is not None else hidden(y + height / 2)
        rows.append(_name(lines, y + height / 2) + bars)
        y += height
    line = draw_line((middle, plot.y - 6), (middle, plot.bottom), stroke=RULE)
    body = _legend(picture.points) + line + "".join(rows)
    return draw_picture(id, (WIDTH, plot.bottom + 14), picture.title, language.write(describe_likert(picture)), body)


def _name(lines: Sequence[str], middle: float) -> str:
    top = middle + 4 - LINE * (len(lines) - 1) / 2
    return "".join(draw_text(LABEL - 12, top + LINE * n, line, text_anchor="end") for n, line in enumerate(lines))


def _sides(item: LikertItem) -> tuple[float, float]:
    """Return how far the bar of an item reaches to the left and to the right of its middle, in percent."""
    shares = [share or 0.0 for share in item.shares]
    half, odd = len(shares) // 2, len(shares) % 2
    neutral = shares[half] / 2 if odd else 0.0
    return sum(shares[:half]) + neutral, sum(shares[half + odd :]) + neutral


def _row(item: LikertItem, y: float, middle: float, each: float) -> str:
    left = middle - _sides(item)[0] * each
    parts = []
    for share, colour in zip(item.shares, colours(len(item.shares)), strict=True):
        width = (share or 0.0) * each
        parts.append(draw("rect", x=left, y=y - BAR / 2, width=width, height=BAR, fill=colour))
        if width > 26:
            ink = INK if colour in (NEUTRAL, HIGH[0], LOW[1]) else "#ffffff"
            parts.append(
                draw_text(left + width / 2, y + 4, f"{share:.0f}", text_anchor="middle", font_size=11, fill=ink)
            )
        left += width
    return "".join(parts)


def colours(points: int) -> tuple[str, ...]:
    """Return a colour for each point of the scale: dark at the ends, grey in the middle."""
    half, odd = divmod(points, 2)
    low = [LOW[0] if n < (half + 1) // 2 else LOW[1] for n in range(half)]
    high = [HIGH[1] if n < (half + 1) // 2 else HIGH[0] for n in range(half)]
    return (*low, *([NEUTRAL] * odd), *reversed(high))


def _legend(points: Sequence[str]) -> str:
    widths = [30 + 7 * len(point) for point in points]
    parts, x = [], max(10.0, WIDTH - 20.0 - sum(widths))
    for point, colour in zip(points, colours(len(points)), strict=True):
        parts.append(draw("rect", x=x, y=10, width=12, height=12, fill=colour))
        parts.append(draw_text(x + 16, 20, point, font_size=12))
        x += 30 + 7 * len(point)
    return "".join(parts)


def describe_likert(picture: Likert) -> Text:
    """Return the picture in words: how many lie above and below the middle, item by item."""
    half, odd = divmod(len(picture.points), 2)
    texts = []
    for item in picture.items:
        if item.shares[0] is None:
            texts.append(Text("{item}: not shown.", item=item.label))
            continue
        shares = [share or 0.0 for share in item.shares]
        below, above = sum(shares[:half]), sum(shares[half + odd :])
        numbers = {"above": above, "below": below}
        sides = Text("{above:fixed0} % above the middle, {below:fixed0} % below", **numbers)
        texts.append(Text("{item}: {sides}.", item=item.label, sides=sides))
    return joined(*texts)
