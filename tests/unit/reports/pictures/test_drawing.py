from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from blocks import pictures_of
from outcomes import GROUPS, HOSTILE, daily_finds, partial_outcome
from publicvalue.measures.result import Detail
from publicvalue.reports.pictures import drawing as charts
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.pictures.lines import lines_of
from publicvalue.reports.pictures.model import ChainPicture, Rate, Rates, ScoreBar
from publicvalue.reports.pictures.rates import rates_of
from publicvalue.reports.system.document import system_document
from publicvalue.scores.sheet import Score
from publicvalue.words.language import ENGLISH

SVG = "{http://www.w3.org/2000/svg}"


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_known() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("text", [charts.INK, charts.MUTED, charts.ALERT])
@pytest.mark.parametrize("ground", [charts.PAPER, charts.TRACK])
def test_colours_of_text_have_contrast(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("mark", [charts.INTERVAL, charts.HATCH, charts.INK])
def test_colours_of_marks_have_contrast(mark: str) -> None:
    assert contrast(mark, charts.PAPER) >= 3


def test_colours_of_interval_and_point_differ_in_grey() -> None:
    assert contrast(charts.INTERVAL, charts.INK) >= 3


def pictures() -> list[str]:
    return [draw(id, picture, ENGLISH) for id, picture in pictures_of(system_document(partial_outcome()))]


def test_pictures_are_well_formed_and_say_what_they_show() -> None:
    assert len(pictures()) > 40
    for svg in pictures():
        root = ET.fromstring(svg)  # noqa: S314
        assert root.get("role") == "img"
        title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert text is not None
        assert title.text
        assert text.text
        assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"


def test_pictures_stay_within_their_frame() -> None:
    drawn = pictures()
    assert sum(svg.count("<rect") for svg in drawn) > len(drawn) > 0
    for svg in drawn:
        root = ET.fromstring(svg)  # noqa: S314
        width, height = (float(root.get(name, "0")) for name in ("width", "height"))
        for bar in root.iter(f"{SVG}rect"):
            assert float(bar.get("x", "0")) + float(bar.get("width", "0")) <= width + 0.01
            assert float(bar.get("y", "0")) + float(bar.get("height", "0")) <= height + 0.01


def test_score_bar_of_something_unknown_is_hatched_and_has_no_point() -> None:
    unknown = Score("citizen", None, None, None, 0.0, 1.0, 100.0, 0)
    svg = draw("x", ScoreBar("citizens", unknown), ENGLISH)
    assert 'fill="url(#x-h)"' in svg
    assert "Unknown: nothing is evidenced yet." in svg
    assert charts.INTERVAL not in svg


def test_score_bar_of_full_evidence_is_not_hatched() -> None:
    known = Score("citizen", 60.0, 50.0, 70.0, 1.0, 60.0, 60.0, 3)
    assert "url(#x-h)" not in draw("x", ScoreBar("citizens", known), ENGLISH)


def test_pictures_escape_hostile_names() -> None:
    svg = draw("x", Rates(HOSTILE, (Rate(HOSTILE, 10.0, 5.0, 15.0),), reference=True), ENGLISH)
    assert "<script" not in svg
    ET.fromstring(svg)  # noqa: S314
    chain = partial_outcome().chain
    assert "<script" not in draw("x", ChainPicture(chain, (HOSTILE,) * len(chain.stages)), ENGLISH)


def test_rates_of_groups_leave_out_what_is_hidden() -> None:
    assert rates_of(GROUPS)[-1] == Rate("Islands", None, None, None)
    assert "Islands: unknown." in draw("x", Rates("Rates", rates_of(GROUPS), reference=True), ENGLISH)
    assert rates_of(daily_finds()) == ()


def test_lines_of_dates_and_percentages() -> None:
    lines = lines_of(daily_finds())
    assert lines is not None
    assert lines.names == ("Found as scheduled, %", "Found by score, %")
    assert len(lines.values[0]) == 44
    assert len(re.findall("<polyline", draw("x", lines, ENGLISH))) == 2


@pytest.mark.parametrize(
    "detail",
    [
        GROUPS,
        Detail("One day", ("Date", "Found, %"), (("2014-09-02", 1.0),), ("date", "line")),
        Detail("A gap", ("Date", "Found, %"), (("2014-09-02", 1.0), ("2014-09-03", None)), ("date", "line")),
        Detail("Not in percent", ("Date", "Found"), (("2014-09-02", 1.0), ("2014-09-03", 2.0)), ("date", "")),
    ],
)
def test_lines_of_other_tables_are_none(detail: Detail) -> None:
    assert lines_of(detail) is None
