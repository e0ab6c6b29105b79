"""Bars of answers stand around the middle of the neutral ones, and say in words what they show."""

from __future__ import annotations

import re

import pytest

from publicvalue.errors import MethodError
from publicvalue.measures.picture import Likert, LikertItem
from publicvalue.reports.pictures.likert import colours, describe_likert, draw_likert
from publicvalue.words.language import ENGLISH

SCALE = ("1", "2", "3", "4", "5")


def picture(*items: LikertItem) -> Likert:
    return Likert("Answers", SCALE, items)


def test_the_middle_of_the_neutral_answers_is_at_one_place() -> None:
    items = (LikertItem("a", (10.0, 20.0, 40.0, 20.0, 10.0)), LikertItem("b", (0.0, 0.0, 20.0, 40.0, 40.0)))
    svg = draw_likert("x", picture(*items), ENGLISH)
    rects = re.findall(r'<rect[^>]*?x="([0-9.]+)"[^>]*?width="([0-9.]+)"[^>]*?height="18"[^>]*?fill="#c3ccd2"', svg)
    middles = {round(float(x) + float(width) / 2, 1) for x, width in rects}
    assert len(rects) == 2
    assert len(middles) == 1


def test_words_say_what_lies_above_and_below() -> None:
    shown = picture(LikertItem("a", (10.0, 20.0, 40.0, 25.0, 5.0)), LikertItem("b", (None,) * 5))
    assert describe_likert(shown) == "a: 30 % above the middle, 30 % below. b: not shown."
    assert "not shown: few answers" in draw_likert("x", shown, ENGLISH)


def test_its_table_has_every_share() -> None:
    shown = picture(LikertItem("a", (10.0, 20.0, 40.0, 25.0, 5.0)))
    assert shown.columns[:2] == ("item", "answer 1 (%)")
    assert shown.rows == (("a", 10.0, 20.0, 40.0, 25.0, 5.0),)


@pytest.mark.parametrize("points", range(2, 12))
def test_every_point_has_a_colour(points: int) -> None:
    assert len(colours(points)) == points


@pytest.mark.parametrize("shares", [(50.0, 50.0), (10.0, 10.0, 10.0, 10.0, 10.0), (None, 25.0, 25.0, 25.0, 25.0)])
def test_shares_that_do_not_fit_are_refused(shares: tuple[float | None, ...]) -> None:
    with pytest.raises(MethodError):
        picture(LikertItem("a", shares))
