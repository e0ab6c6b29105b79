from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from pictures import EVENT_STUDY, INTERVALS, SERIES, THRESHOLD
from publicvalue.errors import MethodError
from publicvalue.measures.picture import EventStudy, Interval, Intervals, PeriodEffect, Picture, Series


@pytest.mark.parametrize("picture", [EVENT_STUDY, SERIES, THRESHOLD, INTERVALS])
def test_rows_have_a_cell_for_each_column(picture: Picture) -> None:
    assert {len(row) for row in picture.rows} == {len(picture.columns)}


def test_event_study_as_a_table() -> None:
    assert EVENT_STUDY.columns == ("years since adoption", "effect (percent)", "low (95 %)", "high (95 %)")
    assert EVENT_STUDY.rows[3] == (0, -4.1, -6.6, -1.6)


def test_series_as_a_table() -> None:
    assert SERIES.rows[3] == ("2019-04", None, 21.4, 19.2, 23.6)
    assert THRESHOLD.columns == ("time", "Mean of the class (percent)", "Fitted line (percent)")


def test_intervals_as_a_table_name_the_group_where_there_is_one() -> None:
    assert INTERVALS.rows[2] == ("By region", "Islands", None, None, None)
    plain = Intervals("Effects", "percent", (Interval("One", 1.0, 0.0, 2.0),))
    assert plain.rows == (("One", 1.0, 0.0, 2.0),)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Interval("x", 3.0, 0.0, 2.0),
        lambda: Interval("x", 3.0, None, None),
        lambda: Interval("x", math.nan, math.nan, math.nan),
        lambda: PeriodEffect(0, 3.0, 0.0, 2.0),
        lambda: EventStudy("x", "percent", "years", ()),
        lambda: EventStudy("x", "percent", "years", (PeriodEffect(1, 0, 0, 0), PeriodEffect(0, 0, 0, 0))),
        lambda: Series("x", "days", ("a", "b"), (1.0,), (1.0, 2.0)),
        lambda: Series("x", "days", ("a", "b"), (1.0, 2.0), (1.0, 2.0), (1.0, 1.0)),
        lambda: Series("x", "days", ("a", "b"), (1.0, math.inf), (1.0, 2.0)),
        lambda: Series("x", "days", ("a", "b"), (1.0, 2.0), (1.0, 2.0), adoption=2),
        lambda: Series("x", "days", ("a",), (1.0,), (1.0,)),
        lambda: Intervals("x", "percent", ()),
        lambda: Intervals("x", "percent", (Interval("One", 1.0, 0.0, 2.0),), math.inf),
    ],
)
def test_pictures_that_contradict_themselves_are_refused(build: Callable[[], Picture]) -> None:
    with pytest.raises(MethodError):
        build()
