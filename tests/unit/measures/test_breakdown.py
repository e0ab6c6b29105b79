from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest

from evidence_tables import context, table_of
from made_up import number
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable, fetch_rows
from publicvalue.measures import breakdown
from publicvalue.measures.breakdown import _needed, add_breakdown, by_roles, without_breakdown
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.level.mean import DEFINITION, measure_mean
from publicvalue.measures.picture import Interval, Intervals
from publicvalue.measures.privacy.suppression import hide_cells
from publicvalue.measures.result import Detail, Measured, NotApplicable, Result
from publicvalue.words.text import Text


def broken_down(each: str = "", **columns: object) -> Measured:
    evidence = table_of(**columns)
    result = measure_mean(evidence, context("days"))
    assert isinstance(result, Measured)

    def context_of(labels: tuple[str, ...]) -> Context:
        return context("days", seed=len(labels), draws=100)

    return add_breakdown(result, evidence, DEFINITION, each, context_of)


def test_each_cell_has_the_number_of_its_own_rows():
    values = [float(i) for i in range(24)]
    found = broken_down(value=values, by_period=["a"] * 12 + ["b"] * 12, by_group=(["x"] * 6 + ["y"] * 6) * 2)
    (detail,) = found.details
    assert detail.title == "Mean, by period and group"
    assert detail.columns == ("period", "group", "estimate (days)", "low (95 %)", "high (95 %)", "cases")
    assert [(row[0], row[1], row[2], row[5]) for row in detail.rows] == [
        ("a", "x", 2.5, 6.0),
        ("a", "y", 8.5, 6.0),
        ("b", "x", 14.5, 6.0),
        ("b", "y", 20.5, 6.0),
    ]
    alone = measure_mean(table_of(value=values[:6]), context("days"))
    assert isinstance(alone, Measured)
    assert detail.rows[0][3:5] == (alone.low, alone.high)
    assert found.estimate == np.mean(values)
    assert [(point.group, point.label) for point in found.pictures[0].points] == [
        ("x", "a"),
        ("x", "b"),
        ("y", "a"),
        ("y", "b"),
    ]


def test_cells_are_measured_without_what_only_informs():
    told = []

    def compute(evidence, own):
        told.append(own.notes)
        return measure_mean(evidence, own)

    evidence = table_of(value=[1.0, 2.0] * 12, by_group=["x"] * 12 + ["y"] * 12)
    result = compute(evidence, context("days"))
    add_breakdown(result, evidence, replace(DEFINITION, compute=compute), "", lambda _: context("days", draws=100))
    assert told == [True, False, False]


@pytest.mark.parametrize(
    ("each", "labels"),
    [("month", ["2024-02", "2024-05"]), ("quarter", ["2024-Q1", "2024-Q2"]), ("year", ["2024"])],
)
def test_days_are_gathered(each, labels):
    days = [datetime.date(2024, 2, 1 + i) for i in range(6)] + [datetime.date(2024, 5, 1 + i) for i in range(6)]
    (detail,) = broken_down(each, value=[1.0, 2.0] * 6, by_period=days).details
    assert [row[0] for row in detail.rows] == labels


def test_small_cells_are_not_shown_and_cannot_be_had_by_subtraction():
    found = broken_down(value=[float(i) for i in range(24)], by_group=["x"] * 4 + ["y"] * 6 + ["z"] * 14)
    assert [row[0:2] + row[4:] for row in found.details[0].rows] == [
        ("y", None, "not shown"),
        ("z", 16.5, 14.0),
        ("1 group of fewer than 5", None, "not shown"),
    ]


@pytest.mark.parametrize(("shift", "reference"), [(0.0, None), (-20.0, 0.0)])
def test_picture_shows_zero_where_numbers_lie_below_it(shift, reference):
    found = broken_down(value=[shift + 10 + i for i in range(12)], by_group=["x"] * 6 + ["y"] * 6)
    assert found.pictures[0].reference == reference


def test_blank_groups_are_a_group():
    found = broken_down(value=[1.0, 2.0] * 6, by_group=[None] * 6 + ["x"] * 6)
    assert [row[0] for row in found.details[0].rows] == ["not stated", "x"]


def test_a_million_groups_are_refused():
    with pytest.raises(MethodError) as caught:
        broken_down(value=[1.0] * 500, by_group=[str(i) for i in range(500)])
    assert str(caught.value) == (
        "`by` makes 500 cells of 'by_group'\n"
        "    expected: at most 400 cells of period and group\n"
        "    do: name a coarser group, or gather days with each: month, quarter or year"
    )


def test_every_line_of_a_table_hides_two_cells_or_none():
    labels = [(period, group) for period in "abc" for group in "xyz"]
    hidden = hide_cells(labels, [3, 50, 60, 70, 80, 90, 20, 30, 40])
    # The small one, the smallest other in its period, in its group, and the one that closes the square.
    assert [label for label, hide in zip(labels, hidden, strict=True) if hide] == [
        ("a", "x"),
        ("a", "y"),
        ("c", "x"),
        ("c", "y"),
    ]


def test_hidden_cells_hold_at_least_five_cases_together():
    assert hide_cells([("x",), ("y",), ("z",), ("w",)], [1, 2, 9, 8]) == [True, True, False, True]
    assert hide_cells([("x",), ("y",)], [5, 6]) == [False, False]


@pytest.mark.parametrize(("each", "kind"), [("", "category"), ("month", "date")])
def test_period_is_a_day_where_it_is_gathered_and_a_label_elsewhere(each, kind):
    roles = by_roles(each)
    assert {name: (role.name, role.type, role.required) for name, role in roles.items()} == {
        "period": ("by_period", kind, False),
        "group": ("by_group", "category", False),
    }


def test_cell_of_five_cases_has_its_number_and_its_place_in_the_picture():
    found = broken_down(value=[0.0, 1.0, 2.0, 3.0, 4.0, *[10.0, 20.0] * 3], by_group=["x"] * 5 + ["y"] * 6)
    assert [(row[0], row[1], row[4]) for row in found.details[0].rows] == [("x", 2.0, 5.0), ("y", 15.0, 6.0)]
    (picture,) = found.pictures
    assert (picture.title, picture.unit) == ("Mean, by group", "days")
    assert [(point.label, point.estimate, point.group) for point in picture.points] == [("x", 2.0, ""), ("y", 15.0, "")]


def spied(
    kind: str, n: int | None, evidence: EvidenceTable
) -> tuple[list[EvidenceTable], tuple[tuple[object, ...], ...]]:
    """Break down a mean of some kind of evidence that says it rests on n; return each cell's evidence and the table."""
    seen: list[EvidenceTable] = []

    def compute(part: EvidenceTable, own: Context) -> Result:
        seen.append(part)
        found = measure_mean(part, own)
        if n is None:
            return NotApplicable("none")
        assert isinstance(found, Measured)
        return replace(found, n=n)

    definition: Definition = replace(DEFINITION, kinds=(kind,), compute=compute)
    result = measure_mean(evidence, context("days", draws=100))
    assert isinstance(result, Measured)
    broken = add_breakdown(result, evidence, definition, "", lambda _: context("days", draws=100))
    return seen, broken.details[-1].rows


@pytest.mark.parametrize(
    ("kind", "n", "size"),
    [
        ("survey", 6, 6),
        ("ratings", 6, 6),
        ("records", 6, 6),
        ("survey", 30, 8),
        # These count their rows: `n` is something else there.
        ("predictions", 6, 8),
        # What people say is no number from few of them; rows of records may be said to be many without a number.
        ("survey", None, "not shown"),
        ("records", None, 8),
    ],
)
def test_cell_is_as_large_as_what_its_number_rests_on(kind: str, n: int | None, size: object) -> None:
    _, rows = spied(kind, n, table_of(value=[1.0, 2.0] * 8, by_period=["a"] * 8 + ["b"] * 8))
    assert [row[-1] for row in rows] == [size, size]
    assert [row[1] for row in rows] == ([1.5, 1.5] if n else [None, None])


def test_fewer_than_five_records_are_not_measured_and_what_people_say_is() -> None:
    evidence = table_of(value=[1.0, 2.0, 3.0] * 6, by_group=["x"] * 4 + ["y"] * 5 + ["z"] * 9)
    assert [part.rows_read for part in spied("records", 9, evidence)[0]] == [5, 9]
    assert [part.rows_read for part in spied("survey", 9, evidence)[0]] == [4, 5, 9]


def test_groups_of_few_in_every_period_are_not_named() -> None:
    groups = ["x"] * 2 + ["y"] * 4 + ["z"] * 8 + ["x"] * 5 + ["y"] * 4 + ["z"] * 8
    columns = {"value": [1.0] * 31, "by_period": ["a"] * 14 + ["b"] * 17, "by_group": groups}
    rows = broken_down(**columns).details[0].rows
    # Of x there are five in one period, of y four in each: x is named, with numbers that are not shown.
    assert [row[:2] + row[5:] for row in rows] == [
        ("a", "x", "not shown"),
        ("a", "z", 8.0),
        ("b", "x", "not shown"),
        ("b", "z", 8.0),
        ("", "1 group of fewer than 5", "not shown"),
    ]
    points = broken_down(**columns).pictures[0].points  # type: ignore[union-attr]
    assert {point.group for point in points} == {"x", "z"}


def test_one_person_in_five_periods_is_not_named() -> None:
    waves = [str(wave) for wave in range(5)]
    columns = {
        "value": [1.0] * 50,
        "by_period": waves + waves * 9,
        "by_group": ["Ada Lovelace"] * 5 + ["others"] * 45,
    }
    found = broken_down(**columns)
    assert "Ada Lovelace" not in str((found.details, found.pictures))
    assert found.details[0].rows[-1][1] == "1 group of fewer than 5"


def test_periods_of_few_keep_their_name() -> None:
    rows = broken_down(value=[1.0] * 20, by_period=["a"] * 2 + ["b"] * 9 + ["c"] * 9).details[0].rows
    assert [(row[0], row[-1]) for row in rows] == [("a", "not shown"), ("b", "not shown"), ("c", 9.0)]


def test_rows_without_a_number_are_no_cases() -> None:
    rows = broken_down(value=[1.0, None] * 4 + [2.0] * 6 + [3.0] * 7, by_period=["a"] * 8 + ["b"] * 6 + ["c"] * 7)
    assert [row[-1] for row in rows.details[0].rows] == ["not shown", "not shown", 7.0]
    counted = broken_down(value=[1.0, 2.0, 3.0, 4.0], count=[3.0, 3.0, 2.0, 7.0], by_period=["a", "a", "b", "b"])
    assert [row[-1] for row in counted.details[0].rows] == [6.0, 9.0]


def values(rows: object) -> list[float]:
    assert rows is not None
    return sorted(fetch_rows(rows)["value"].tolist())  # type: ignore[arg-type]


def test_group_of_a_survey_stands_beside_the_others_of_its_period() -> None:
    columns = {
        "value": [float(place) for place in range(10)],
        "by_period": ["a"] * 5 + ["b"] * 5,
        "by_group": ["x", "x", "x", "y", "y"] * 2,
    }
    left_out = table_of(value=[90.0, 91.0], by_period=["a", "b"], by_group=["x", "y"])
    evidence = replace(table_of(**columns), others=left_out.rows)
    seen, _ = spied("survey", 9, evidence)
    assert [(values(one.rows), values(one.others), one.rows_read) for one in seen] == [
        ([0, 1, 2], [3, 4, 90], 3),
        ([3, 4], [0, 1, 2, 90], 2),
        ([5, 6, 7], [8, 9, 91], 3),
        ([8, 9], [5, 6, 7, 91], 2),
    ]


def test_period_of_a_survey_is_a_sample_of_its_own() -> None:
    columns = {"value": [float(place) for place in range(12)], "by_period": ["a"] * 6 + ["b"] * 6}
    left_out = table_of(value=[90.0, 91.0], by_period=["a", "b"])
    seen, _ = spied("survey", 9, replace(table_of(**columns), others=left_out.rows))
    assert [(values(one.rows), values(one.others), one.rows_read) for one in seen] == [
        ([0, 1, 2, 3, 4, 5], [90], 6),
        ([6, 7, 8, 9, 10, 11], [91], 6),
    ]
    alone, _ = spied("survey", 9, table_of(**columns))
    assert [one.others for one in alone] == [None, None]


def test_group_of_records_is_its_rows_alone() -> None:
    evidence = table_of(value=[float(place) for place in range(12)], by_group=["x"] * 5 + ["y"] * 7)
    seen, _ = spied("records", 9, evidence)
    assert [(values(one.rows), one.others, one.rows_read) for one in seen] == [
        ([0, 1, 2, 3, 4], None, 5),
        ([5, 6, 7, 8, 9, 10, 11], None, 7),
    ]


def test_four_hundred_cells_are_taken_and_one_more_is_not() -> None:
    rows = broken_down(value=[1.0] * 400, by_period=[f"{i:03d}" for i in range(400)]).details[0].rows
    assert [row[-1] for row in rows] == ["not shown"] * 400
    with pytest.raises(MethodError, match="`by` makes 401 cells of 'by_period'"):
        broken_down(value=[1.0] * 401, by_period=[str(i) for i in range(401)])


def test_without_a_group_that_is_named_there_is_no_picture() -> None:
    found = broken_down(value=[1.0, 2.0] * 4, by_group=["x"] * 4 + ["y"] * 4)
    assert found.details[0].rows == (("2 groups of fewer than 5", None, None, None, "not shown"),)
    assert found.pictures == measure_mean(table_of(value=[1.0, 2.0] * 4), context("days")).pictures  # type: ignore[union-attr]


def test_cells_that_are_withheld_leave_the_measure_its_own_tables_and_pictures() -> None:
    # A picture of the measure's own that is called like that of the cells stays.
    own = broken_down(value=[*[1.0, 2.0] * 6], by_group=["x"] * 6 + ["y"] * 6)
    reason = Text("Too few")
    for groups, most in (("x" * 6 + "y" * 6, 2), ("x" * 4 + "y" * 4 + "z" * 4, 1)):
        evidence = table_of(value=[1.0, 2.0] * 6, by_group=list(groups))
        broken = add_breakdown(own, evidence, DEFINITION, "", lambda _: context("days", draws=100))
        assert len(broken.pictures) == most
        left = without_breakdown(broken, reason)
        assert left.pictures == own.pictures
        assert left.details == (
            own.details[0],
            replace(broken.details[1], rows=((reason, None, None, None, "not shown"),)),
        )


def test_lowest_end_at_zero_lies_not_below_it() -> None:
    found = broken_down(value=[*[0.0] * 6, *[5.0, 6.0] * 3], by_group=["x"] * 6 + ["y"] * 6)
    assert found.details[0].rows[0][2] == 0.0
    assert found.pictures[0].reference is None  # type: ignore[union-attr]


def test_table_and_picture_have_their_heads_and_stand_in_order() -> None:
    found = {"a": replace(number(40, 2), n=6), "b": replace(number(-50, 3), n=6)}
    parts = iter([found["a"], found["b"], found["b"], found["a"]])
    definition = replace(DEFINITION, compute=lambda *_: next(parts))
    columns = {"by_period": ["1"] * 12 + ["2"] * 12, "by_group": (["x"] * 6 + ["y"] * 6) * 2}
    broken = add_breakdown(
        number(1), table_of(value=[1.0] * 24, **columns), definition, "", lambda _: context("days", draws=10)
    )
    (detail,) = broken.details
    assert detail.title == "Mean, by period and group"
    assert detail.columns == ("period", "group", "estimate (percent)", "low (95 %)", "high (95 %)", "cases")
    ends = {name: (one.estimate, one.low, one.high) for name, one in found.items()}
    assert detail.rows == (
        ("1", "x", *ends["a"], 6),
        ("1", "y", *ends["b"], 6),
        ("2", "x", *ends["b"], 6),
        ("2", "y", *ends["a"], 6),
    )
    (picture,) = broken.pictures
    assert isinstance(picture, Intervals)
    assert (picture.title, picture.unit, picture.reference) == (detail.title, "percent", 0.0)
    assert picture.points == (
        Interval("1", *ends["a"], group="x"),
        Interval("2", *ends["b"], group="x"),
        Interval("1", *ends["b"], group="y"),
        Interval("2", *ends["a"], group="y"),
    )


def test_table_of_one_label_has_no_second() -> None:
    definition = replace(DEFINITION, compute=lambda *_: replace(number(40, 2), n=9))
    evidence = table_of(value=[1.0] * 19, by_group=["x"] * 6 + ["y"] * 9 + ["z"] * 4)
    broken = add_breakdown(number(1), evidence, definition, "", lambda _: context("days", draws=10))
    (detail,) = broken.details
    assert (detail.title, detail.columns[:2]) == ("Mean, by group", ("group", "estimate (percent)"))
    # The four and the six hide each other.
    assert [(row[0], row[-1]) for row in detail.rows] == [
        ("x", "not shown"),
        ("y", 9),
        ("1 group of fewer than 5", "not shown"),
    ]
    (picture,) = broken.pictures
    assert isinstance(picture, Intervals)
    assert [(point.label, point.estimate, point.group) for point in picture.points] == [("x", None, ""), ("y", 40, "")]
    assert picture.reference is None


def test_case_needs_the_numbers_and_marks_that_its_measure_needs() -> None:
    def role(name: str, kind: str, required: bool = True, repeated: bool = False) -> Role:
        return Role(name, kind, Text(name), required=required, repeated=repeated)  # type: ignore[arg-type]

    wide = (
        role("value", "number"),
        role("event", "yes_no"),
        role("kind", "category"),
        role("weight", "number", required=False),
        role("items", "number", repeated=True),
    )
    definition = replace(DEFINITION, role_sets=(wide, (role("value", "number"), role("kind", "category"))))
    columns = {"value": [1.0], "event": [True], "kind": ["a"], "weight": [1.0], "items": [[1.0]]}

    def needed(*names: str) -> list[str]:
        return _needed(table_of(**{name: columns[name] for name in names}), definition)

    assert needed(*columns) == ["value", "event"]
    assert needed("value", "event", "kind") == ["value"]
    assert needed("value") == []


def test_as_many_cells_as_are_allowed_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakdown, "MOST_CELLS", 3)
    assert len(broken_down(value=[1.0] * 3, by_period=["a", "b", "c"]).details[0].rows) == 3
    with pytest.raises(MethodError, match="`by` makes 4 cells"):
        broken_down(value=[1.0] * 4, by_period=["a", "b", "c", "d"])


def test_rows_without_a_number_are_no_cases_where_a_measure_counts_none() -> None:
    evidence = table_of(value=[1.0, 2.0, None] * 4, by_period=["a"] * 12)
    assert spied("predictions", 99, evidence)[1][0][-1] == 8


def test_group_of_people_without_a_number_is_not_named() -> None:
    evidence = table_of(value=[1.0] * 10, by_period=[*"abcde"] * 2, by_group=["x"] * 10)
    assert spied("survey", None, evidence)[1] == (("", "1 group of fewer than 5", None, None, None, "not shown"),)


def test_cells_by_period_and_group_are_withheld_from_a_number_with_several_tables() -> None:
    definition = replace(DEFINITION, compute=lambda *_: replace(number(40, 2), n=6))
    tables = [Detail(Text(name), (Text("group"),), ((name,),)) for name in "abc"]
    pictures = [Intervals(Text(name), "days", (Interval(name, 1.0, 0.0, 2.0),)) for name in "ab"]
    several = replace(number(1), details=tuple(tables), pictures=tuple(pictures))
    reason = Text("Too few")
    for groups, drawn in (("x" * 12 + "y" * 12, 1), ("wwwxxxyyyzzz" * 2, 0)):
        evidence = table_of(value=[1.0, 2.0] * 12, by_period=["a"] * 12 + ["b"] * 12, by_group=list(groups))
        broken = add_breakdown(several, evidence, definition, "", lambda _: context("days", draws=10))
        assert len(broken.pictures) == 2 + drawn
        left = without_breakdown(broken, reason)
        assert left.pictures == several.pictures
        assert left.details[:3] == several.details
        assert left.details[3].rows == ((reason, None, None, None, None, "not shown"),)


def test_picture_of_groups_that_are_named_and_not_shown_is_taken_out_with_their_table() -> None:
    own = replace(number(40), pictures=(Intervals(Text("t"), "percent", (Interval("x", 1, 0, 2),), None),))
    evidence = table_of(value=[1.0, 2.0] * 5, by_group=["x"] * 6 + ["y"] * 4)
    broken = add_breakdown(own, evidence, DEFINITION, "", lambda _: context("days", draws=10))
    assert [(row[0], row[-1]) for row in broken.details[-1].rows] == [
        ("x", "not shown"),
        ("1 group of fewer than 5", "not shown"),
    ]
    assert len(broken.pictures) == 2
    assert without_breakdown(broken, Text("few")).pictures == own.pictures
