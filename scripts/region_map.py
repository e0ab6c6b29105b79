"""Writes where the countries of a region lie, and the coast lines of a picture of it, from Natural Earth.

    python scripts/region_map.py COUNTRIES-50M.json COUNTRIES-10M.json

The files are TopoJSON of Natural Earth's countries, version 4.1.0 (public domain), as the package world-atlas 2.0.2 has
them: features are named by the codes of the United Nations. Coast lines are of 1:50m, cut to the region and thinned to
what a picture shows; places are of 1:10m: the middle of a country's largest piece of land.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "src/publicvalue/frameworks/caribbean/2026-11"
WEST, SOUTH, EAST, NORTH = -90.0, 2.0, -50.5, 33.0
THIN, SMALL = 0.1, 0.012
"""Degrees within which a line may leave the coast, and square degrees below which an island is not drawn."""
WITHIN = {"312": ("250", -62.0, 15.8, -61.0, 16.6), "474": ("250", -61.3, 14.3, -60.7, 15.0)}
"""Countries that stand within another one's feature: its code, and where to look."""
MEMBER = re.compile(r'code: (\w+), iso2: "\w+", m49: "(\d+)"')

Point = tuple[float, float]
Ring = list[Point]

HEAD = """\
# Written by scripts/region_map.py; change nothing here. Degrees: longitude, latitude.
map:
  source: >-
    Natural Earth 4.1.0, countries at 1:50m and 1:10m (public domain), from the package world-atlas 2.0.2; cut and
    thinned. It is a picture, and states no border.
"""


def rings_of(topology: Mapping[str, Any]) -> Iterator[tuple[str, Ring]]:
    """Yield the outer lines of every feature, with its code."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    for feature in topology["objects"]["countries"]["geometries"]:
        polygons = feature.get("arcs", [])
        for polygon in [polygons] if feature["type"] == "Polygon" else polygons:
            ring: Ring = []
            for one in polygon[0]:
                points = arcs[one] if one >= 0 else arcs[~one][::-1]
                ring += points[1:] if ring else points
            yield feature.get("id", ""), ring


def area_and_middle(ring: Ring) -> tuple[float, Point]:
    """Return the area of a ring in square degrees, and its middle."""
    twice = x = y = 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a * d - c * b
        twice, x, y = twice + cross, x + (a + c) * cross, y + (b + d) * cross
    if not twice:
        return 0.0, ring[0]
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))


def cut(ring: Ring) -> Ring:
    """Return the part of a ring that lies within the picture (Sutherland and Hodgman)."""
    for axis, edge, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        kept: Ring = []
        for here, there in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            inside, leaves = sign * (here[axis] - edge) >= 0, sign * (there[axis] - edge) >= 0
            if inside:
                kept.append(here)
            if inside != leaves:
                share = (edge - here[axis]) / (there[axis] - here[axis])
                kept.append((here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))
        ring = kept
    return ring


def thin(ring: Ring) -> Ring:
    """Leave out points that lie close to the line between others (Ramer, Douglas and Peucker)."""
    if len(ring) < 3:
        return ring
    (a, b), (c, d) = ring[0], ring[-1]
    length = math.hypot(c - a, d - b)
    far = [
        abs((c - a) * (b - y) - (a - x) * (d - b)) / length if length else math.hypot(x - a, y - b)
        for x, y in ring[1:-1]
    ]
    place = max(range(len(far)), key=far.__getitem__)
    if far[place] <= THIN:
        return [ring[0], ring[-1]]
    return thin(ring[: place + 2])[:-1] + thin(ring[place + 1 :])


def places(members: Mapping[str, str], rings: list[tuple[str, Ring]]) -> Iterator[str]:
    """Yield where each country lies: the middle of its largest piece of land."""
    for code, number in members.items():
        feature, *box = WITHIN.get(number, (number, -180.0, -90.0, 180.0, 90.0))
        found = [area_and_middle(ring) for id, ring in rings if id == feature]
        inside = [one for one in found if box[0] <= one[1][0] <= box[2] and box[1] <= one[1][1] <= box[3]]
        _, (x, y) = max(inside)
        yield f"    {code}: [{x:.2f}, {y:.2f}]\n"


def main(coarse: str, fine: str) -> None:
    members = dict(MEMBER.findall((FOLDER / "members.yaml").read_text(encoding="utf-8")))
    rings = list(rings_of(json.loads(Path(fine).read_text(encoding="utf-8"))))
    text = HEAD + "  places:\n" + "".join(places(members, rings)) + "  coasts:\n"
    for _, ring in rings_of(json.loads(Path(coarse).read_text(encoding="utf-8"))):
        inside = cut(ring)
        if len(inside) > 3 and area_and_middle(inside)[0] >= SMALL:
            points = thin([*inside, inside[0]])
            if len(points) < 4:
                continue
            text += f"    - {' '.join(f'{x:.2f},{y:.2f}' for x, y in points)}\n"
    (FOLDER / "map.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
