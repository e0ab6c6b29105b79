"""Three corners that hold each other, each with its questions as marks: what is missing at one pulls at the others."""

from __future__ import annotations

from itertools import combinations

from publicvalue.reports.pictures.drawing import MUTED, RULE, draw, draw_line, draw_picture, draw_text, wrap_text
from publicvalue.reports.pictures.model import Corner, Triangle
from publicvalue.reports.pictures.region_map import RADIUS, draw_mark
from publicvalue.words.language import Language

SIZE = (560.0, 300.0)
PLACES = ((280.0, 42.0), (130.0, 182.0), (430.0, 182.0))
BOX = (190.0, 76.0)
APART, LETTERS, LINE = 22.0, 30, 22.0


def draw_triangle(id: str, picture: Triangle, language: Language) -> str:
    """Return the triangle with what each kind of mark means below it."""
    del language
    body = [draw_line(one, other, stroke=RULE, stroke_width=3) for one, other in combinations(PLACES, 2)]
    for place, corner in zip(PLACES, picture.corners, strict=True):
        body += _corner(place, corner)
    for number, kind in enumerate(picture.kinds):
        x, y = 40.0 + 260 * (number % 2), SIZE[1] - 40 + LINE * (number // 2)
        body += [draw_mark(number, x, y), draw_text(x + 2 * RADIUS, y + 4, kind)]
    text = " ".join(f"{one.name}: {one.text}." for one in picture.corners)
    return draw_picture(id, SIZE, picture.title, text, "".join(body))


def _corner(place: tuple[float, float], corner: Corner) -> list[str]:
    (x, y), (width, height) = place, BOX
    parts = [
        draw("rect", x=x - width / 2, y=y - 34, width=width, height=height, rx=6, fill="#ffffff", stroke=MUTED),
        draw_text(x, y - 15, corner.name, font_weight=600, text_anchor="middle"),
    ]
    first = x - APART * (len(corner.marks) - 1) / 2
    parts += [draw_mark(kind, first + APART * number, y + 2) for number, kind in enumerate(corner.marks)]
    lines = wrap_text(corner.text, LETTERS, 2)
    parts += [
        draw_text(x, y + 22 + 13 * number, line, font_size=11, text_anchor="middle", fill=MUTED)
        for number, line in enumerate(lines)
    ]
    return parts
