"""The public value chain as a picture: six stages side by side, with the largest fall marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from publicvalue.reports.pictures.drawing import (
    ALERT,
    HATCH,
    INK,
    INTERVAL,
    MUTED,
    PAPER,
    RULE,
    TRACK,
    Box,
    describe_score,
    draw,
    draw_hatching,
    draw_line,
    draw_picture,
    draw_point,
    draw_text,
    has_unknown,
    wrap_text,
)
from publicvalue.reports.pictures.model import ChainPicture
from publicvalue.reports.wording import UNKNOWN, write_interval, write_whole
from publicvalue.scores.chain import Chain
from publicvalue.scores.sheet import Score
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined

SIZE = (760, 330)
PLOT = Box(44, 34, 712, 200)
COLUMN = 40
"""Width of a stage's column."""
LETTERS = 16
"""Letters of a stage's title in one line."""


def draw_chain(id: str, picture: ChainPicture, language: Language) -> str:
    """Return the chain's picture."""
    chain, titles = picture.chain, picture.titles
    centres = [PLOT.x + PLOT.width * (i + 0.5) / len(titles) for i in range(len(titles))]
    body = [draw_hatching(id), _axis()]
    for centre, title, score in zip(centres, titles, chain.stages, strict=True):
        body.append(_stage(id, centre, score) + "".join(_labels(centre, title, score, language)))
    body.append(_links(chain, centres, language))
    text = joined(
        *(
            Text("{title}: {score}", title=title, score=describe_score(score))
            for title, score in zip(titles, chain.stages, strict=True)
        )
    )
    title = language.write(Text("Scores along the public value chain"))
    return draw_picture(id, SIZE, title, language.write(text), "".join(body))


def _height(value: float) -> float:
    return PLOT.bottom - PLOT.height * value / 100


def _axis() -> str:
    lines = [
        draw_line(
            (PLOT.x, _height(v)), (PLOT.right, _height(v)), stroke=RULE, stroke_dasharray="2 2" if v == 50 else ""
        )
        + draw_text(PLOT.x - 8, _height(v) + 4, str(v), text_anchor="end", fill=MUTED, font_size=12)
        for v in (0, 50, 100)
    ]
    return "".join(lines)


def _stage(id: str, centre: float, score: Score) -> str:
    left = centre - COLUMN / 2
    parts = [draw("rect", x=left, y=PLOT.y, width=COLUMN, height=PLOT.height, fill=TRACK, stroke=RULE)]
    if has_unknown(score):
        low, high = (0.0, 100.0) if score.value is None else (score.bound_low, score.bound_high)
        parts.append(_column(centre, COLUMN, (low, high), fill=f"url(#{id}-h)", stroke=HATCH))
    if score.value is not None and score.low is not None and score.high is not None:
        parts.append(_column(centre, COLUMN * 0.5, (score.low, score.high), fill=INTERVAL, stroke=PAPER))
        parts.append(draw_point(centre, _height(score.value), 8))
    return "".join(parts)


def _column(centre: float, width: float, ends: tuple[float, float], **attributes: object) -> str:
    height = max(2.0, PLOT.height * (ends[1] - ends[0]) / 100)
    return draw("rect", x=centre - width / 2, y=_height(ends[1]), width=width, height=height, **attributes)


def _labels(centre: float, title: str, score: Score, language: Language) -> list[str]:
    number = language.write(UNKNOWN if score.value is None else write_whole(score.value))
    lines = [
        draw_text(centre, PLOT.y - 10, number, text_anchor="middle", font_weight=600, font_size=15),
    ]
    below = [(name, 600, INK) for name in wrap_text(title, LETTERS, 2)]
    if score.value is not None:
        below.append((language.write(write_interval(score)), 400, MUTED))
    below.append((language.write(Text("{share:percent} known", share=score.coverage)), 400, MUTED))
    for place, (text, weight, colour) in enumerate(below):
        y = PLOT.bottom + 22 + 18 * place
        lines.append(draw_text(centre, y, text, text_anchor="middle", font_weight=weight, fill=colour))
    return lines


def _links(chain: Chain, centres: Sequence[float], language: Language) -> str:
    """Link the stages that are seen; the largest fall is thicker, dashed and carries its size."""
    seen = [(c, s) for c, s in zip(centres, chain.stages, strict=True) if s.value is not None]
    parts = []
    for (x1, before), (x2, after) in pairwise(seen):
        start, end = (x1 + 14, _height(before.value or 0)), (x2 - 14, _height(after.value or 0))
        if after.node != chain.lost_at:
            parts.append(draw_line(start, end, stroke=MUTED, stroke_width=1.5))
            continue
        parts.append(draw_line(start, end, stroke=ALERT, stroke_width=3, stroke_dasharray="7 4"))
        label = f"−{language.write(write_whole(chain.fall))}"
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        parts.append(draw("rect", x=x - 19, y=y - 12, width=38, height=24, rx=3, fill=PAPER, stroke=ALERT))
        parts.append(draw_text(x, y + 5, label, text_anchor="middle", fill=ALERT, font_weight=700, font_size=14))
    return "".join(parts)
