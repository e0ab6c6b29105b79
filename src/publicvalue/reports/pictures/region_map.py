"""A region from above: every country is a mark of one size, so that a small one is seen as well as a large one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, pairwise

from publicvalue.reports.pictures.drawing import (
    INK,
    INTERVAL,
    MUTED,
    PAPER,
    RULE,
    TRACK,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_text,
)
from publicvalue.reports.pictures.model import RegionMap
from publicvalue.words.language import Language

WIDTH, MARGIN, LEGEND, LINE = 860, 4, 14, 22
RADIUS, LETTER, TALL = 6.0, 7.8, 12.0
"""Half of a mark, width of a letter of its label, and the height of that, in pixels."""
TURNS = (0, 180, 315, 45, 225, 135, 270, 90)
"""Where a label may stand, seen from its mark: right of it first."""
NEAR = (10.0, 20.0, 32.0)
"""How far from it, the closest first; from the second on a line leads there."""
ROUNDS = 20
"""How often marks that cover each other are moved apart; a crowd needs more than one."""
FILLS = (INTERVAL, "#8fb8c1", MUTED, PAPER)
CLOSED = (FILLS[0], FILLS[2])


def draw_region_map(id: str, picture: RegionMap, language: Language) -> str:
    """Return the region with a mark for each country, and what each kind of mark means."""
    del language
    west, south, east, north = picture.frame
    # Degrees of longitude are shorter away from the equator: one factor for the whole picture is enough for a region.
    narrow = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * narrow)
    area = Box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, (north - south) * scale)

    def at(place: tuple[float, float]) -> tuple[float, float]:
        return area.x + (place[0] - west) * narrow * scale, area.y + (north - place[1]) * scale

    body = [draw("rect", x=area.x, y=area.y, width=area.width, height=area.height, fill=TRACK)]
    body.append(draw("path", d="".join(_path(list(map(at, line))) for line in picture.coasts), fill=RULE))
    placed = list(zip(picture.marks, _apart([at(one.place) for one in picture.marks]), strict=True))
    taken = [Box(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS) for _, (x, y) in placed]
    for one, (x, y) in placed:
        body += _label(one.label, (x, y), area, taken)
    body += [draw_mark(one.kind, *place) for one, place in placed]
    top = area.bottom + LEGEND
    for number, kind in enumerate(picture.kinds):
        row = top + LINE * number
        body += [draw_mark(number, MARGIN + RADIUS, row + 4), draw_text(MARGIN + 4 * RADIUS, row + 9, kind)]
    height = top + LINE * len(picture.kinds)
    text = " ".join(f"{kind}: {_names(picture, number)}." for number, kind in enumerate(picture.kinds))
    return draw_picture(id, (WIDTH, round(height)), picture.title, text, "".join(body))


def _path(line: list[tuple[float, float]]) -> str:
    """Return a closed line by its steps in whole pixels, which are short to write."""
    points = [(round(x), round(y)) for x, y in line]
    steps = [f"{c - a} {d - b}" for (a, b), (c, d) in pairwise(points) if (a, b) != (c, d)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _apart(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move marks that would cover each other apart, each by as little as shows both."""
    moved = list(places)
    for _ in range(ROUNDS):
        for one, other in combinations(range(len(moved)), 2):
            (a, b), (c, d) = moved[one], moved[other]
            far = math.hypot(c - a, d - b)
            if far < 2 * RADIUS:
                share = (RADIUS - far / 2) / far if far else 0.0
                across, down = ((c - a) * share, (d - b) * share) if far else (RADIUS, 0.0)
                moved[one], moved[other] = (a - across, b - down), (c + across, d + down)
    return moved


def _names(picture: RegionMap, kind: int) -> str:
    return ", ".join(one.name for one in picture.marks if one.kind == kind) or "–"


def draw_mark(kind: int, x: float, y: float) -> str:
    """Return a mark of one of four kinds, which differ in shape and in how dark they are."""
    look = {"fill": FILLS[kind], "stroke": PAPER if FILLS[kind] in CLOSED else INK, "stroke_width": 1.5}
    if kind == 0:
        return draw("circle", cx=x, cy=y, r=RADIUS, **look)
    if kind == 1:
        return draw("rect", x=x - RADIUS + 1, y=y - RADIUS + 1, width=2 * RADIUS - 2, height=2 * RADIUS - 2, **look)
    if kind == 2:
        path = f"M{x:.1f},{y - RADIUS:.1f} l{RADIUS},{1.8 * RADIUS:.1f} h{-2 * RADIUS} z"
        return draw("path", d=path, **look)
    return draw("circle", cx=x, cy=y, r=RADIUS - 1.5, stroke_dasharray="2 1.5", **{**look, "stroke": MUTED})


def _label(text: str, mark: tuple[float, float], area: Box, taken: list[Box]) -> Iterator[str]:
    """Yield a label where it covers no mark and no other label; its box is taken from then on."""
    (x, y), size = mark, (LETTER * len(text), TALL)
    for far in NEAR:
        for turn in TURNS:
            box = _beside(mark, size, far, turn)
            if _is_within(box, area) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                if far > NEAR[0]:
                    yield draw_line((x, y), (box.x + box.width / 2, box.y + box.height / 2), stroke=MUTED)
                yield draw("rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=TRACK, opacity=0.75)
                yield draw_text(box.x + box.width / 2, box.bottom - 2, text, font_size=11, text_anchor="middle")
                return


def _beside(mark: tuple[float, float], size: tuple[float, float], far: float, turn: int) -> Box:
    """Return a box of a size whose nearest side lies so far from a mark, in a direction."""
    across, down = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    x = mark[0] + across * (far + size[0] / 2)
    y = mark[1] + down * (far + size[1] / 2)
    return Box(x - size[0] / 2, y - size[1] / 2, *size)


def _is_within(box: Box, area: Box) -> bool:
    return area.x <= box.x and box.right <= area.right and area.y <= box.y and box.bottom <= area.bottom


def _overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
