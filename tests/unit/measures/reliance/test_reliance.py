"""Over-reliance, under-reliance and appropriate reliance."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.measures.kernels.proportions import jeffreys_interval
from publicvalue.measures.picture import Intervals
from publicvalue.measures.reliance.appropriate_reliance import measure_appropriate_reliance
from publicvalue.measures.reliance.over_reliance import measure_over_reliance
from publicvalue.measures.reliance.under_reliance import measure_under_reliance
from publicvalue.measures.result import NotApplicable

# 40 wrong pieces of advice, 10 followed; 60 right ones, 6 overridden.
CELLS = {
    "advice": [True, False, True, False, True, False],
    "decision": [True, True, True, False, False, False],
    "truth": [False, True, True, False, True, True],
    "count": [4.0, 30.0, 30.0, 24.0, 6.0, 6.0],
}


def test_each_share_is_among_its_own_cases() -> None:
    over = measured(measure_over_reliance(table_of(**CELLS), context()))
    assert (over.estimate, over.n) == (pytest.approx(25.0), 40)
    under = measured(measure_under_reliance(table_of(**CELLS), context()))
    assert (under.estimate, under.n) == (pytest.approx(10.0), 60)
    appropriate = measured(measure_appropriate_reliance(table_of(**CELLS), context()))
    assert (appropriate.estimate, appropriate.n) == (pytest.approx(84.0), 100)


def test_followed_and_right_say_the_same_as_advice_decision_and_truth() -> None:
    followed = [one == other for one, other in zip(CELLS["advice"], CELLS["decision"], strict=True)]
    right = [one == other for one, other in zip(CELLS["advice"], CELLS["truth"], strict=True)]
    short = table_of(followed=followed, advice_right=right, count=CELLS["count"])
    assert measure_over_reliance(short, context()) == measure_over_reliance(table_of(**CELLS), context())


def test_no_wrong_advice_says_so() -> None:
    table = table_of(advice=[True, True], decision=[True, False], truth=[True, True])
    assert measure_over_reliance(table, context()) == NotApplicable(
        "There are no cases with wrong advice: give such cases, with what later turned out to be right."
    )


def test_no_usable_row_says_so() -> None:
    table = table_of(advice=[True, True], decision=[True, False], truth=np.array([None, None], dtype=object))
    assert isinstance(measure_over_reliance(table, context()), NotApplicable)


def test_better_than_following_all_advice_is_checked() -> None:
    result = measured(measure_appropriate_reliance(table_of(**CELLS), context()))
    check = result.diagnostics[-1]
    assert check.passed is True
    assert check.text == "Officers acted well on 84.0 % of cases; following all advice would have given 60.0 %."


def test_parts_show_both_shares_and_hide_small_cells() -> None:
    rows = {**CELLS, "experience": ["new", "new", "old", "old", "old", None], "group": ["a", "b", "a", "b", "a", "b"]}
    result = measured(measure_over_reliance(table_of(**rows), context()))
    by_experience = {row[0]: row[1:] for row in result.details[1].rows}
    assert by_experience["new"][:2] == (34, pytest.approx(100 * 4 / 34))
    # There are no right pieces of advice for the new, and no wrong ones for the old: nobody who could be told.
    assert by_experience["new"][4:] == by_experience["old"][:4] == (None,) * 4
    assert by_experience["not stated"][0] == 6
    # Four wrong pieces of advice in a could be had from those in b, and their rates from the cases of a and of b.
    assert {row[1:] for row in result.details[2].rows} == {(None,) * 8}
    picture = result.pictures[0]
    assert isinstance(picture, Intervals)
    assert [point.label for point in picture.points if point.estimate is None] == ["old", "a", "b"]


def reliance_by_group(**sizes: tuple[int, int]) -> dict[str, list]:
    """Count wrong and right advice by group, a fifth wrongly followed or overridden, and lay out what is shown."""
    rows = [
        (group, right, follow != right, float(count * (1 if follow else 4)) / 5)
        for group, pair in sizes.items()
        for right, count in zip((False, True), pair, strict=True)
        for follow in (True, False)
    ]
    group, right, followed, count = (list(column) for column in zip(*rows, strict=True))
    table = table_of(group=group, advice_right=right, followed=followed, count=count)
    found = [measured(f(table, context())) for f in (measure_over_reliance, measure_appropriate_reliance)]
    assert found[0].details[1] == found[1].details[1]
    points = {point.label: point.estimate is not None for point in found[1].pictures[0].points[1:]}  # type: ignore[union-attr]
    return {row[0]: [row[1], row[5], points[str(row[0])]] for row in found[0].details[1].rows}


def test_few_cases_of_one_kind_are_not_had_from_all_cases_of_the_part() -> None:
    # All cases of a, in the picture of appropriate reliance, less its right ones would be its three wrong ones.
    assert reliance_by_group(a=(3, 40), b=(20, 30), c=(50, 60)) == {
        "a": [None, None, False],
        "b": [None, None, False],
        "c": [50, 60, True],
    }


def test_a_part_with_one_kind_of_advice_is_shown() -> None:
    assert reliance_by_group(a=(0, 40), b=(20, 30)) == {"a": [None, 40, True], "b": [20, 30, True]}


def test_few_pieces_of_wrong_advice_are_not_split_by_decision() -> None:
    table = table_of(followed=[True, False, True], advice_right=[False, False, True], count=[1.0, 2.0, 40.0])
    result = measured(measure_appropriate_reliance(table, context()))
    assert result.details[0].rows == (("right", "not shown", "not shown"), ("wrong", "not shown", "not shown"))


def test_a_million_groups_are_refused() -> None:
    groups = [str(number) for number in range(101)]
    table = table_of(advice=[True] * 101, decision=[True] * 101, truth=[False] * 101, group=groups)
    assert measure_over_reliance(table, context()) == NotApplicable(
        "The column group has 101 different values: give classes, at most 100."
    )


def test_officers_who_all_act_alike_widen_the_interval_to_one_case_each() -> None:
    officers = [str(number // 20) for number in range(400)]
    followed = [number // 20 % 2 == 0 for number in range(400)]
    table = table_of(followed=followed, advice_right=[False] * 400, officer=officers)
    result = measured(measure_over_reliance(table, context()))
    # By hand: 20 officers, each all or nothing: variance of one case 0.25 x 20 x 20/19, so 19 independent cases;
    # made fewer by (t(399) / t(19)) squared.
    size = 19 * (1.965927 / 2.093024) ** 2
    low, high = jeffreys_interval(size / 2, size)
    assert (result.low, result.high) == (pytest.approx(100 * low, abs=0.01), pytest.approx(100 * high, abs=0.01))
    assert result.n == 400


def test_blank_officers_leave_cases_independent_and_say_so() -> None:
    table = table_of(followed=[True, False, True], advice_right=[False] * 3, officer=["a", None, "b"])
    result = measured(measure_over_reliance(table, context()))
    assert [check.passed for check in result.diagnostics if check.name == "Officers who differ"] == [False]
