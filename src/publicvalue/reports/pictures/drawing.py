"""Pictures drawn on the server as SVG: small, without scripts, legible in grey. Here the pieces that all share."""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass

from publicvalue.framework.written.text import without_steering
from publicvalue.reports.pictures.model import ScoreBar
from publicvalue.reports.wording import write_score
from publicvalue.scores.sheet import Score
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined

INK = "#16222c"
MUTED = "#4b5a64"
RULE = "#c3ccd2"
TRACK = "#edf1f3"
HATCH = "#76858f"
INTERVAL = "#2f7d8c"
ALERT = "#8c2f14"
PAPER = "#ffffff"
"""Colours of the pictures. Text is INK, MUTED or ALERT on PAPER or TRACK; marks differ in shape too."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Box:
    """A rectangle of a picture, in its own units, and the range of numbers that its width or height stands for.

    Parameters
    ----------
    x, y, width, height
        Place and size.
    """

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.y + self.height


def draw(name: str, *children: str, **attributes: object) -> str:
    """Return one SVG element; an underscore in an attribute's name stands for a hyphen. Values are escaped."""
    parts = [name]
    for key, value in attributes.items():
        text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{html.escape(text)}"')
    return f"<{' '.join(parts)}>{''.join(children)}</{name}>"


def draw_text(x: float, y: float, text: str, **attributes: object) -> str:
    """Return a line of text, escaped."""
    merged = {"fill": INK, "font_size": 13, **attributes}
    return draw("text", html.escape(without_steering(text)), x=x, y=y, **merged)


def wrap_text(text: str, letters: int, most: int) -> list[str]:
    """Return a text in lines of so many letters; where it needs more than `most` lines, the last one ends in dots."""
    return textwrap.wrap(text, letters, max_lines=most, placeholder="…")


def draw_line(start: tuple[float, float], end: tuple[float, float], **attributes: object) -> str:
    """Return a straight line."""
    merged = {"stroke": RULE, "stroke_width": 1, **attributes}
    return draw("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **merged)


def draw_picture(id: str, size: tuple[float, float], title: str, text: str, body: str) -> str:
    """Return a whole picture with its title and description for those who do not see it.

    Parameters
    ----------
    id
        Unique on the page: letters, digits and hyphens.
    size
        Width and height in pixels.
    title, text
        What it shows, and what it says.
    body
        Elements.
    """
    labels = draw("title", html.escape(title), id=f"{id}-t") + draw("desc", html.escape(text), id=f"{id}-d")
    return draw(
        "svg",
        labels,
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size[0]:g} {size[1]:g}",
        width=f"{size[0]:g}",
        height=f"{size[1]:g}",
        role="img",
        aria_labelledby=f"{id}-t {id}-d",
        font_family=FONT,
    )


def draw_hatching(id: str) -> str:
    """Return the pattern that stands for what is unknown, to be used as `url(#<id>-h)`."""
    stroke = draw("path", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", stroke=HATCH, stroke_width=1.2)
    ground = draw("rect", width=6, height=6, fill=PAPER)
    pattern = draw("pattern", ground, stroke, id=f"{id}-h", patternUnits="userSpaceOnUse", width=6, height=6)
    return draw("defs", pattern)


def draw_score_bar(id: str, picture: ScoreBar, language: Language) -> str:
    """Return a score on its scale of 0 to 100: its point, its interval, and what the unknown leaves open, hatched."""
    (width, height), score = picture.size, picture.score
    area = Box(5, 2, width - 10, height - 4)
    title, text = Text("Score of {name}", name=picture.name), describe_score(score)
    return draw_picture(id, picture.size, language.write(title), language.write(text), draw_bar(id, area, score))


def describe_score(score: Score) -> Text:
    """Say what a score bar shows."""
    if score.value is None:
        return Text("Unknown: nothing is evidenced yet.")
    text = Text(
        "{score} over what is evidenced; {coverage:percent} of the weight is evidenced.",
        score=write_score(score),
        coverage=score.coverage,
    )
    if not has_unknown(score):
        return text
    low, high = score.bound_low, score.bound_high
    return joined(
        text, Text("With all that is unknown at worst or best: {low:whole} to {high:whole}.", low=low, high=high)
    )


def has_unknown(score: Score) -> bool:
    """Return whether a part of the node is not evidenced."""
    return score.coverage < 1 - 1e-9


def draw_bar(id: str, area: Box, score: Score) -> str:
    """Return the parts of a score bar within an area."""

    def at(value: float) -> float:
        return area.x + area.width * value / 100

    parts = [draw_hatching(id), _band(area, 0, 100, fill=TRACK, stroke=RULE)]
    if has_unknown(score):
        low, high = (0.0, 100.0) if score.value is None else (score.bound_low, score.bound_high)
        parts.append(_band(area, low, high, fill=f"url(#{id}-h)", stroke=HATCH, stroke_width=0.75))
    middle = at(50)
    parts.append(draw_line((middle, area.y - 2), (middle, area.bottom + 2), stroke=MUTED, stroke_dasharray="2 2"))
    if score.value is not None and score.low is not None and score.high is not None:
        inner = Box(area.x, area.y + area.height * 0.22, area.width, area.height * 0.56)
        parts.append(_band(inner, score.low, score.high, fill=INTERVAL, stroke=PAPER))
        parts.append(draw_point(at(score.value), area.y + area.height / 2, area.height * 0.42))
    return "".join(parts)


def _band(area: Box, low: float, high: float, **attributes: object) -> str:
    x = area.x + area.width * low / 100
    width = max(2.0, area.width * (high - low) / 100)
    return draw("rect", x=x, y=area.y, width=width, height=area.height, **attributes)


def draw_point(x: float, y: float, radius: float) -> str:
    """Return a lozenge: the point of an estimate."""
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    path = f"M{' L'.join(f'{a:.1f},{b:.1f}' for a, b in corners)} z"
    return draw("path", d=path, fill=INK, stroke=PAPER, stroke_width=1.5)
