from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from outcomes import HOSTILE
from pictures import ALL, EVENT_STUDY, INTERVALS, SERIES, THRESHOLD
from publicvalue.measures.picture import Picture
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.pictures.scale import fit_scale
from publicvalue.words.language import ENGLISH
from publicvalue.words.languages import language_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("picture", ALL)
def test_picture_is_well_formed_and_says_what_it_shows(picture: Picture) -> None:
    root = ET.fromstring(draw("x", picture, ENGLISH))  # noqa: S314
    title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert text is not None
    assert title.text == picture.title
    assert text.text


@pytest.mark.parametrize("picture", ALL)
def test_picture_stays_within_its_frame(picture: Picture) -> None:
    root = ET.fromstring(draw("x", picture, ENGLISH))  # noqa: S314
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    assert list(root.iter(f"{SVG}text"))
    for line in root.iter(f"{SVG}line"):
        assert all(0 <= float(line.get(name, "0")) <= width for name in ("x1", "x2"))
        assert all(0 <= float(line.get(name, "0")) <= height for name in ("y1", "y2"))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("y", "0")) <= height


@pytest.mark.parametrize("picture", ALL)
def test_picture_escapes_hostile_names(picture: Picture) -> None:
    svg = draw("x", replace(picture, title=HOSTILE, unit=HOSTILE), ENGLISH)
    assert "<script" not in svg
    ET.fromstring(svg)  # noqa: S314


def test_event_study_has_a_point_for_each_period_and_a_line_at_adoption() -> None:
    svg = draw("x", EVENT_STUDY, ENGLISH)
    assert svg.count("<path") == 6
    assert svg.count(">adoption<") == 1
    assert "0: −4.1 (−6.6 to −1.6 %)." in svg


def test_event_study_without_periods_before_has_no_line() -> None:
    assert ">adoption<" not in draw("x", replace(EVENT_STUDY, points=EVENT_STUDY.points[3:]), ENGLISH)


def test_series_breaks_its_line_where_a_value_is_missing() -> None:
    svg = draw("x", SERIES, ENGLISH)
    assert len(re.findall("<polyline", svg)) == 3
    assert len(re.findall("<polygon", svg)) == 1
    assert "At the end 16.2 days observed and 21.1 days expected." in svg


def test_series_of_points_has_a_line_on_each_side_of_its_mark() -> None:
    svg = draw("x", THRESHOLD, ENGLISH)
    assert len(re.findall("<polyline", svg)) == 2
    assert svg.count(">threshold<") == 1
    assert len(re.findall("<circle", svg)) == 5


def test_intervals_leave_out_what_is_not_shown_and_name_groups() -> None:
    svg = draw("x", INTERVALS, ENGLISH)
    assert "Islands: unknown." in svg
    assert svg.count("<path") == 3
    assert svg.count(">By region<") == 1


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.0, -14.8, 2.7], (-15.0, -10.0, -5.0, 0.0, 5.0)),
        ([5.0, 5.0], (4.4, 4.6, 4.8, 5.0, 5.2, 5.4, 5.6)),
        ([0.0], (-1.0, -0.5, 0.0, 0.5, 1.0)),
        ([1234.0, 9876.0], (0.0, 2000.0, 4000.0, 6000.0, 8000.0, 10000.0)),
    ],
)
def test_fit_scale_has_round_ticks_around_all_values(values: list[float], ticks: tuple[float, ...]) -> None:
    scale = fit_scale(values, 0, 100)
    assert scale.ticks == pytest.approx(ticks)
    assert scale.at(scale.low) == 0
    assert scale.at(scale.high) == 100


def test_pictures_speak_the_language_and_write_numbers_with_its_marks() -> None:
    svg = draw("x", SERIES, language_of("es"))
    assert ">adoption<" not in svg
    assert "16,2" in svg
    assert "16.2" not in svg
