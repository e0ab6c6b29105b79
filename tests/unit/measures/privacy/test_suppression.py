"""At which number of people what is shown, and what is hidden beside it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from made_up import number
from publicvalue.evidence.model import Answer, Column
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.privacy.nested_answers import SurveyNumber, withhold_nested
from publicvalue.measures.privacy.suppression import (
    count_behind,
    hide_cells,
    hide_groups,
    hide_in_lines,
    hide_share,
    withhold_few,
)
from publicvalue.measures.result import NotApplicable


@pytest.mark.parametrize(
    ("cases", "of", "hidden"),
    [(0, 10, False), (0.5, 20, True), (1, 20, True), (4, 20, True), (5, 20, False), (16, 20, True), (15, 20, False),
     (20, 20, False), (19.5, 20, True), (5, 10, False)],
)  # fmt: skip
def test_share_is_hidden_where_it_or_the_rest_is_one_to_four_people(cases: float, of: float, hidden: bool) -> None:
    assert hide_share(cases, of) is hidden


@pytest.mark.parametrize(
    ("others", "behind"), [(0, 100), (0.5, 100.5), (1, 101), (4, 104), (4.9, 104.9), (5, 100), (20, 100)]
)
def test_few_others_count_with_those_compared(others: float, behind: float) -> None:
    assert count_behind(100, others) == behind


@pytest.mark.parametrize(("n", "people"), [(1, "1 person"), (2, "2 people"), (4, "4 people")])
def test_number_of_few_people_is_withheld_with_how_many(n: int, people: str) -> None:
    shown = withhold_few(replace(number(50), n=n), DEFINITIONS["survey_mean"])
    assert isinstance(shown, NotApplicable)
    assert shown.reason.startswith(f"{people} answered, and no number is shown from fewer than 5")


def test_groups_that_are_compared_are_shown_all_or_none() -> None:
    # The difference of a and b is given out; c is small and d the smallest of the others, so both are hidden.
    cases = {"a": 50.0, "b": 40.0, "c": 3.0, "d": 20.0}
    assert hide_groups(cases, ("a", "b")) == {"a": False, "b": False, "c": True, "d": True}
    assert hide_groups(cases, ("a", "d")) == {"a": True, "b": False, "c": True, "d": True}
    assert hide_groups({"a": 50.0, "b": 40.0}, ("a", "b")) == {"a": False, "b": False}


def test_in_each_period_and_each_group_two_cells_are_hidden_or_none() -> None:
    labels = [(period, group) for period in ("1", "2", "3") for group in ("x", "y", "z")]
    cases = [3.0, 10.0, 20.0, 10.0, 30.0, 40.0, 20.0, 50.0, 60.0]
    # (1, x) is small; y is the smallest beside it in its period, (2, x) in its group; (2, y) keeps those two.
    hidden = [label for label, hide in zip(labels, hide_cells(labels, cases), strict=True) if hide]
    assert hidden == [("1", "x"), ("1", "y"), ("2", "x"), ("2", "y")]


def test_order_of_rows_hides_the_same_cells() -> None:
    names = [("c",), ("a",), ("b",), ("d",)]
    hidden = dict(zip(names, hide_cells(names, [9.0, 9.0, 9.0, 2.0]), strict=True))
    assert hidden == {("a",): True, ("b",): False, ("c",): False, ("d",): True}
    assert hide_cells([], []) == []


@pytest.mark.parametrize(
    ("cases", "hidden"),
    [
        ([4, 9, 30], [True, True, False]),
        ([5, 9, 30], [False, False, False]),
        ([2, 2, 30], [True, True, True]),
        ([2, 3, 30], [True, True, False]),
        ([4, 4], [True, True]),
        ([4], [True]),
    ],
)
def test_hidden_cells_hold_five_together(cases: list[float], hidden: list[bool]) -> None:
    assert hide_in_lines(cases, [np.ones(len(cases), dtype=bool)]).tolist() == hidden


def test_cells_hidden_for_other_reasons_count_only_where_one_is_too_small() -> None:
    line, also = [np.ones(3, dtype=bool)], np.array([False, True, False])
    assert hide_in_lines([6, 7, 30], line, also=also).tolist() == [False, True, False]
    assert hide_in_lines([4, 7, 30], line, also=also).tolist() == [True, True, False]


WAY = {"value": (Column("answer"),)}


def asked(people: float, evidence: str = "survey", columns: Any = WAY, **where: tuple[str, ...]) -> SurveyNumber:
    return SurveyNumber(Answer("i", evidence, columns, where), {"value": ("answer",)}, people, "All")


def withheld(*numbers: SurveyNumber) -> list[int]:
    names = {str(place): one for place, one in enumerate(numbers)}
    return sorted(int(name) for name in withhold_nested(names))


@pytest.mark.parametrize(("more", "few"), [(0, False), (0.5, True), (1, True), (4, True), (5, False)])
def test_narrower_number_is_withheld_beside_a_wider_one_of_few_more(more: float, few: bool) -> None:
    assert withheld(asked(50 + more), asked(50, sex=("f",))) == ([1] if few else [])


@pytest.mark.parametrize(
    ("more", "said"), [(1, "The same is asked of 1 person more in 'All'"), (3, "The same is asked of 3 people more")]
)
def test_reason_says_how_many_could_be_told(more: float, said: str) -> None:
    found = withhold_nested({"all": asked(50 + more), "women": asked(50, sex=("f",))})
    assert found["women"].reason.startswith(said)


def test_three_parts_are_looked_at_together_and_four_are_not() -> None:
    parts = [asked(20, region=(name,)) for name in "abcd"]
    assert withheld(asked(63), *parts[:3]) == [1, 2, 3]
    assert withheld(asked(83), *parts) == []
    assert withheld(asked(43), *parts[:2]) == [1, 2]


def test_parts_that_share_people_are_not_added_up() -> None:
    assert withheld(asked(43), asked(20, region=("a", "b")), asked(20, region=("b", "c"))) == []
    assert withheld(asked(43), asked(20, region=("a",)), asked(20, sex=("f",))) == []


def test_same_filters_are_within_each_other_and_wider_ones_are_not() -> None:
    assert withheld(asked(43, sex=("f", "m")), asked(40, sex=("f",))) == [1]
    assert withheld(asked(43, sex=("f",)), asked(40, sex=("f",))) == [1]
    assert withheld(asked(43, sex=("f",)), asked(40, sex=("f", "m"))) == []
    assert withheld(asked(43, sex=("f",)), asked(40, sex=("f",), region=("a",))) == [1]
    assert withheld(asked(43, sex=("f",)), asked(40, region=("a",))) == []


def test_other_surveys_and_other_columns_are_other_questions() -> None:
    other = {"value": (Column("another"),)}
    assert withheld(asked(43), asked(40, evidence="another", sex=("f",))) == []
    assert withheld(asked(43), asked(40, columns=other, sex=("f",))) == []
    by_name = replace(asked(40, sex=("f",)), roles={"value": ("another",)})
    assert withheld(asked(43), by_name) == []
    assert withheld(asked(43), asked(40, sex=("f",))) == [1]


def test_measures_without_people_are_shown_from_one_case_on() -> None:
    of_records = SimpleNamespace(kinds=("records",))
    one = replace(number(50), n=1)
    assert withhold_few(one, of_records) is one  # type: ignore[arg-type]
    assert withhold_few(NotApplicable("none"), DEFINITIONS["survey_mean"]) == NotApplicable("none")
