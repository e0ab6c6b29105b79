"""The pictures of what people say: every number in the description, nothing outside the picture."""

from __future__ import annotations

import re

from publicvalue.measures.survey.people.path_result import ConstructFound, Interval, Lever, LinkFound, TrustPath
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.pictures.model import Dot, DotRow, Dots, ImportanceMap, PathDiagram
from publicvalue.reports.pictures.path import arrange
from publicvalue.words.language import ENGLISH

LEVEL = Interval(60, 55, 65)


def construct(id: str) -> ConstructFound:
    return ConstructFound(id, f"Title of <{id}>", "outcomes", "A", 3, 0.8, 0.8, 0.8, 0.8, 0.6, LEVEL, None, None)


def link(source: str, target: str, value: float, as_expected: bool | None = True) -> LinkFound:
    return LinkFound(source, target, Interval(value, value - 0.1, value + 0.1), 0.1, 1.0, "+", as_expected)


def path(*links: LinkFound) -> TrustPath:
    ids = tuple(dict.fromkeys(id for one in links for id in (one.source, one.target)))
    return TrustPath("e", 100, 100, 10, "m.", tuple(construct(id) for id in ids), links, (), (), (), {})


def test_path_stands_each_construct_right_of_all_that_act_on_it() -> None:
    found = path(
        link("a", "c", 0.3), link("b", "c", 0.2), link("c", "d", 0.4), link("a", "d", 0.1), link("e", "d", 0.5)
    )
    assert arrange(found) == [["a", "b", "e"], ["c"], ["d"]]


def test_path_says_every_link_and_marks_its_kind() -> None:
    found = path(link("a", "b", 0.31), link("b", "c", -0.2, None), link("a", "c", -0.42, False))
    svg = draw("p", PathDiagram(found), ENGLISH)
    assert "Title of &lt;a&gt; to Title of &lt;b&gt;: 0.31 (0.21 to 0.41)." in svg
    assert ">−0.42<" in svg
    for kind in ("clear", "open", "against"):
        assert f'marker-end="url(#p-{kind})"' in svg


def test_importance_map_keeps_points_and_labels_inside() -> None:
    levers = tuple(
        Lever(f"c{n}", "t", Interval(n / 20 - 0.1, n / 20 - 0.2, n / 20), Interval(50, 45, 55), LEVEL)
        for n in range(12)
    )
    svg = draw("m", ImportanceMap("Map", levers, {f"c{n}": f"Construct {n}" for n in range(12)}), ENGLISH)
    labels = [float(y) for y in re.findall(r'y="([\d.]+)" [^>]*>Construct', svg)]
    assert len(labels) == 12
    assert all(0 < y < 420 for y in labels)
    assert min(b - a for a, b in zip(sorted(labels), sorted(labels)[1:], strict=False)) >= 15.9
    assert "Construct 3: importance 0.05 (−0.05 to 0.15), performance 50." in svg


def test_dots_say_every_number_by_series() -> None:
    rows = (DotRow("Openness", (Dot(0, 30, 25, 35), Dot(1, 40, 36, 44))),)
    svg = draw("d", Dots("Weights", rows, ("citizens", "staff"), "percent"), ENGLISH)
    assert "Openness: citizens 30.0 % (25.0 to 35.0); staff 40.0 % (36.0 to 44.0)." in svg
    assert ">50 %<" in svg
