from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.errors import MethodError
from publicvalue.measures.breakdown import add_breakdown, by_roles
from publicvalue.measures.definition import Context
from publicvalue.measures.level.mean import DEFINITION, measure_mean
from publicvalue.measures.privacy.suppression import hide_cells
from publicvalue.measures.result import Measured


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
