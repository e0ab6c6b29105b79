"""The path to trust as a picture: constructs from left to right, and the links between them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from publicvalue.measures.survey.people.path_result import LinkFound, TrustPath
from publicvalue.reports.pictures.drawing import (
    ALERT,
    INK,
    INTERVAL,
    MUTED,
    PAPER,
    TRACK,
    Box,
    draw,
    draw_picture,
    draw_text,
)
from publicvalue.reports.pictures.model import PathDiagram
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined

BOX = (164, 58)
GAP = 108
ROW = 104
MARGIN = 10
LETTERS = 20
"""Letters of a title in one line of its box."""


def draw_path(id: str, picture: PathDiagram, language: Language) -> str:
    """Return the diagram of a path model.

    A solid arrow is a link whose interval lies on one side of 0, a dashed one cannot be told from 0, and a dotted one
    runs against what theory expects. The number is the standardised path.
    """
    path = picture.path
    columns = arrange(path)
    boxes = _boxes(columns)
    most = max(len(column) for column in columns)
    size = (2 * MARGIN + len(columns) * BOX[0] + (len(columns) - 1) * GAP, 2 * MARGIN + most * ROW)
    depth = {name: place for place, column in enumerate(columns) for name in column}
    lines = [_arrow(id, link, boxes, depth[link.target] - depth[link.source], language) for link in path.links]
    body = [_heads(id), *lines, *(_box(path, name, box, language) for name, box in boxes.items())]
    title = language.write(Text("The path to trust and legitimacy"))
    return draw_picture(id, size, title, language.write(_say(path)), "".join(body))


def arrange(path: TrustPath) -> list[list[str]]:
    """Return the constructs in columns: each stands to the right of all that act on it."""
    ids = [construct.id for construct in path.constructs]
    depth = dict.fromkeys(ids, 0)
    for _ in ids:
        for link in path.links:
            depth[link.target] = max(depth[link.target], depth[link.source] + 1)
    # What acts only far to the right stands below, where its arrow has room.
    reach = {id: min((depth[one.target] for one in path.links if one.source == id), default=0) for id in ids}
    columns: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for id in sorted(ids, key=lambda id: (reach[id], ids.index(id))):
        columns[depth[id]].append(id)
    return columns


def _boxes(columns: list[list[str]]) -> dict[str, Box]:
    height = max(len(column) for column in columns) * ROW
    found = {}
    for place, column in enumerate(columns):
        x = MARGIN + place * (BOX[0] + GAP)
        for row, name in enumerate(column):
            y = MARGIN + height * (row + 0.5) / len(column) - BOX[1] / 2
            found[name] = Box(x, y, *BOX)
    return found


def _heads(id: str) -> str:
    heads = [
        draw(
            "marker",
            draw("path", d="M0,0 L10,5 L0,10 z", fill=colour),
            id=f"{id}-{name}",
            viewBox="0 0 10 10",
            refX=9,
            refY=5,
            markerWidth=9,
            markerHeight=9,
            markerUnits="userSpaceOnUse",
            orient="auto",
        )
        for name, colour in (("clear", INTERVAL), ("open", MUTED), ("against", ALERT))
    ]
    return draw("defs", *heads)


def _arrow(id: str, link: LinkFound, boxes: Mapping[str, Box], steps: int, language: Language) -> str:
    source, target = boxes[link.source], boxes[link.target]
    start = (source.right, source.y + source.height / 2)
    end = (target.x - 2, target.y + target.height / 2)
    # An arrow past a column keeps its height until the last gap, so that it does not run through the boxes there.
    turn = (target.x - GAP, start[1]) if steps > 1 else start
    middle = (turn[0] + end[0]) / 2
    curve = f"M{_at(start)} L{_at(turn)} C{_at((middle, turn[1]))} {_at((middle, end[1]))} {_at(end)}"
    kind, colour, dashes = {
        True: ("clear", INTERVAL, ""),
        None: ("open", MUTED, "6 4"),
        False: ("against", ALERT, "2 3"),
    }[link.as_expected]
    width = 1.2 + 5 * min(1.0, abs(link.path.value))
    line = draw(
        "path",
        d=curve,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dashes or "none",
        marker_end=f"url(#{id}-{kind})",
    )
    x, y = (start[0] + GAP / 2, start[1]) if steps > 1 else _between(start, end)
    text = language.write(Text("{value:fixed2}", value=link.path.value))
    ground = draw("rect", x=x - 17, y=y - 9, width=34, height=18, fill=PAPER)
    return line + ground + draw_text(x, y + 4, text, text_anchor="middle", font_size=12, font_weight=600)


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _between(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Return a point of an arrow between neighbouring columns, a little before its middle."""
    share = 0.4
    along = 3 * share**2 * (1 - share) + share**3
    across = 1.5 * share * (1 - share) ** 2 + 1.5 * share**2 * (1 - share) + share**3
    return start[0] + across * (end[0] - start[0]), start[1] + along * (end[1] - start[1])


def _box(path: TrustPath, name: str, box: Box, language: Language) -> str:
    construct = path.construct(name)
    lines = textwrap.wrap(language.write(construct.title), LETTERS)[:2]
    note = Text("level {level:fixed0}", level=construct.performance.value)
    if construct.r_squared:
        note = Text("R² {share:fixed2}, {level}", share=construct.r_squared.value, level=note)
    parts = [draw("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=6, fill=TRACK, stroke=INK)]
    middle = box.x + box.width / 2
    first = box.y + (20 if len(lines) == 2 else 26)
    for place, line in enumerate(lines):
        parts.append(draw_text(middle, first + 15 * place, line, text_anchor="middle", font_weight=600))
    parts.append(
        draw_text(middle, box.bottom - 8, language.write(note), text_anchor="middle", font_size=11, fill=MUTED)
    )
    return "".join(parts)


def _say(path: TrustPath) -> Text:
    titles = {construct.id: construct.title for construct in path.constructs}
    return joined(
        *(
            Text(
                "{source} to {target}: {value:fixed2} ({low:fixed2} to {high:fixed2}).",
                source=titles[link.source],
                target=titles[link.target],
                value=link.path.value,
                low=link.path.low,
                high=link.path.high,
            )
            for link in path.links
        )
    )
