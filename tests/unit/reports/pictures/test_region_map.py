"""A map of a region shows every country, the small ones as well as the large ones, and no label on another."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from xml.etree import ElementTree

import pytest

from publicvalue.actions.country.profiles import profile_region
from publicvalue.country.region.profile import RegionProfile
from publicvalue.reports.country.maps import region_maps
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.pictures.model import RegionMap
from publicvalue.reports.table import Table
from publicvalue.words.languages import language_of

SVG = "{http://www.w3.org/2000/svg}"
Maps = dict[str, tuple[RegionMap, Table]]


@pytest.fixture(scope="module")
def region() -> RegionProfile:
    return profile_region()


@pytest.fixture(scope="module")
def maps(region: RegionProfile) -> Maps:
    return {id: (picture, table) for id, picture, table in region_maps(region)}


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - the product's own


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Return the ground of each label, as left, top, right and bottom."""
    found = [one.attrib for one in drawn(svg).iter(f"{SVG}rect") if "opacity" in one.attrib]
    sides = [[float(one[name]) for name in ("x", "y", "width", "height")] for one in found]
    return [(x, y, x + width, y + height) for x, y, width, height in sides]


def test_every_country_has_a_mark_and_a_label_of_its_own(maps: Maps) -> None:
    assert set(maps) == {"map-strategy", "map-covered"}
    for id, (picture, table) in maps.items():
        svg = draw(id, picture, language_of("en"))
        labels = [one.text for one in drawn(svg).iter(f"{SVG}text") if one.text and len(one.text) == 3]
        assert len(labels) == len(table.rows) == 29
        assert set(labels) == {row[0] for row in table.rows}
        placed = boxes(svg)
        assert len(placed) == 29
        for (a, b, c, d), (e, f, g, h) in combinations(placed, 2):
            assert not (a < g - 0.01 and e < c - 0.01 and b < h - 0.01 and f < d - 0.01)


def test_marks_do_not_cover_each_other(maps: Maps) -> None:
    picture, _ = maps["map-covered"]
    svg = draw("m", picture, language_of("en"))
    # Anguilla and Sint Maarten lie 20 km apart: less than a mark.
    marks = [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in drawn(svg).iter(f"{SVG}circle")]
    assert len(marks) == 29 + 2
    for (a, b), (c, d) in combinations(marks, 2):
        assert ((a - c) ** 2 + (b - d) ** 2) ** 0.5 > 11.5


def test_marks_say_what_the_region_says(region: RegionProfile, maps: Maps) -> None:
    picture, table = maps["map-covered"]
    counts = Counter(one.kind for one in picture.marks)
    uncovered = region.facts["region.not_covered"].value
    assert counts[3] == uncovered == 13
    assert all(one.kind == 3 for one in picture.marks if region.reference.member(one.label).membership == "associate")  # type: ignore[union-attr]
    adopted = {one.label for one in maps["map-strategy"][0].marks if one.kind == 0}
    assert len(adopted) == region.facts["region.adopted"].value
    assert {row[0] for row in table.rows if row[2] == "covered by none"} == {
        one.label for one in picture.marks if one.kind == 3
    }


def test_a_map_is_told_in_words_and_in_spanish(maps: Maps) -> None:
    svg = draw("m", maps["map-strategy"][0], language_of("es"))
    told = drawn(svg).find(f"{SVG}desc")
    assert told is not None
    assert told.text is not None
    assert "estrategia adoptada: " in told.text
    assert "Curazao" in told.text
    assert not re.search("strategy|drafted|nothing", svg)
