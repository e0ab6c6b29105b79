"""Which groups are compared, listed and named, at each number of cases that matters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from publicvalue.measures.disparity.group_choice import (
    ComparedGroups,
    GroupOptions,
    cases_behind,
    choose_groups,
    group_lines,
    hidden_groups,
    picked_text,
    small_groups_diagnostic,
    worst_diagnostic,
)
from publicvalue.measures.option_reading import taken
from publicvalue.measures.result import NotApplicable
from publicvalue.words.text import Text


def groups(**cases: float) -> dict[str, Any]:
    return {name: SimpleNamespace(n=n) for name, n in cases.items()}


def chosen(options: dict[str, object], **cases: float) -> ComparedGroups:
    found = choose_groups(groups(**cases), taken(GroupOptions, options))
    assert isinstance(found, ComparedGroups), found
    return found


def reason(options: dict[str, object], **cases: float) -> str:
    found = choose_groups(groups(**cases), taken(GroupOptions, options))
    assert isinstance(found, NotApplicable)
    return found.reason


def test_groups_are_compared_named_or_counted_by_their_size() -> None:
    found = chosen({}, a=30, b=29, c=5, d=4, e=0.5, f=0, g=100, h=30)
    assert found == ComparedGroups("g", ("a", "h"), ("b", "c"), 30, 2)
    assert chosen({"minimum_group": 5}, a=30, b=5, c=4).compared == ("b",)
    # Of the largest two the first by name is the reference.
    assert chosen({}, b=40, a=40).reference == "a"
    assert chosen({"groups": ["a", "d"], "reference": "h"}, a=30, b=29, d=4, g=100, h=30) == ComparedGroups(
        "h", ("a",), (), 30, 1
    )
    assert chosen({"groups": "a"}, a=30, b=50).compared == ("a",)
    assert chosen({"groups": ["a", "e"]}, a=30, b=50, e=1) == ComparedGroups("b", ("a",), (), 30, 1)


def test_reasons_name_no_group_of_a_few() -> None:
    assert reason({}, a=4, b=3) == (
        "None of the 2 groups has 5 cases or more: name a column with fewer and larger groups, or merge groups."
    )
    assert reason({}, a=5, b=3) == (
        "None of the 2 groups has 30 cases or more; the largest, a, has 5: name a column with fewer and larger groups, "
        "or merge groups."
    )
    assert reason({"reference": "a"}, a=4, b=90).startswith("The reference group a has fewer than 30 cases")
    assert reason({}, a=90, b=29).startswith("No group besides a has 30 cases or more")
    assert reason({"groups": ["x", "b"]}, a=90, b=0, c=4, d=5) == (
        "No case counts towards the rate in group b, x; the groups are: a, d."
    )
    assert reason({"reference": "x"}, a=90, b=90).endswith("in group x; the groups are: a, b.")
    assert reason({}) == "No case has a group and a known rate: fill the columns."
    many = {f"g{place:02d}": 40.0 for place in range(11)}
    assert reason({"reference": "x"}, **many).endswith("g08, g09, ....")
    assert reason({"reference": "x"}, **dict(list(many.items())[:10])).endswith("g08, g09.")


def test_more_than_a_thousand_groups_are_not_compared() -> None:
    cases = {f"g{place:04d}": 30.0 for place in range(1_001)}
    assert len(chosen({}, **cases).compared) == 1_000
    assert reason({}, **cases, more=30.0).startswith("1,002 groups have 30 cases or more, and at most 1,000 can be")


def lines(worst: str, found: ComparedGroups, **cases: float) -> dict[object, tuple[object, ...]]:
    every = groups(**cases)
    rows = group_lines(every, found, worst, lambda name, beside: (name, every[name].n, beside))
    assert len(dict(rows_of(rows))) == len(rows)
    return dict(rows_of(rows))


def rows_of(rows: Any) -> list[tuple[object, tuple[object, ...]]]:
    return [(row[0], row[1:]) for row in rows]


def test_table_counts_groups_of_a_few_and_hides_who_would_give_them_away() -> None:
    cases = {"a": 100.0, "b": 40.0, "c": 20.0, "d": 4.0, "e": 2.0}
    found = chosen({}, **cases)
    # Four and two hide each other: six together.
    assert lines("b", found, **cases) == {
        "a": (100, True),
        "b": (40, True),
        "c": (20, True),
        "2 groups of fewer than 5": (None, None),
    }
    cases.pop("e")
    assert lines("b", chosen({}, **cases), **cases) == {
        "a": (100, True),
        "b": (40, True),
        "c": (None, None),
        "1 group of fewer than 5": (None, None),
    }
    cases.pop("d")
    assert lines("b", chosen({}, **cases), **cases) == {"a": (100, True), "b": (40, True), "c": (20, True)}


def test_groups_whose_difference_is_the_number_are_hidden_together() -> None:
    cases = {"a": 100.0, "b": 40.0, "c": 50.0, "d": 3.0}
    found = chosen({}, **cases)
    assert hidden_groups(groups(**cases), found, "b") == {"a": True, "b": True, "c": False}
    assert hidden_groups(groups(**cases), found, "c") == {"a": False, "c": False, "b": True}
    # Beside a hidden reference no difference is shown.
    assert lines("b", found, **cases)["c"] == (50, False)


def test_compared_groups_of_whom_few_count_are_counted_with_the_others_unless_they_are_the_number() -> None:
    # As many rows as are asked for, but few of them count in what is shown.
    cases = {"a": 100.0, "b": 3.0, "c": 4.0, "d": 50.0}
    found = ComparedGroups("a", ("b", "c", "d"), (), 5, 1)
    assert lines("d", found, **cases) == {
        "a": (100, True),
        "d": (50, True),
        "3 groups of fewer than 5": (None, None),
    }
    assert list(lines("b", found, **cases)) == ["a", "b", "d", "2 groups of fewer than 5"]


@pytest.mark.parametrize(("small", "listed"), [(50, 50), (51, 51), (1_000, 1_000), (1_001, 50)])
def test_of_more_than_a_thousand_small_groups_fifty_are_listed(small: int, listed: int) -> None:
    names = tuple(f"s{place:04d}" for place in range(small))
    every = groups(a=100.0, b=40.0, **dict.fromkeys(names, 9.0))
    found = hidden_groups(every, ComparedGroups("a", ("b",), names, 30), "b")
    assert list(found) == ["a", "b", *names[:listed]]


def test_number_rests_on_all_where_the_others_are_a_few() -> None:
    for others, behind in ((0.0, 140), (4.0, 144), (5.0, 140)):
        cases = groups(a=100.0, b=40.0, c=others)
        assert cases_behind(cases, ComparedGroups("a", ("b",), (), 30)) == behind


def test_small_groups_are_named_up_to_fifty_and_counted_beyond() -> None:
    def said(small: int, few: int) -> list[str]:
        names = tuple(f"s{place:02d}" for place in range(small))
        return [one.text for one in small_groups_diagnostic(ComparedGroups("a", ("b",), names, 30, few))]

    start = "Not compared, because they have fewer than 30 cases: "
    assert said(0, 0) == []
    assert said(2, 0) == [f"{start}s00, s01."]
    assert said(0, 3) == [f"{start}3 groups of fewer than 5."]
    assert said(1, 1) == [f"{start}s00, 1 group of fewer than 5."]
    assert said(50, 0)[0].endswith("s48, s49.")
    assert said(51, 2)[0].endswith("s48, s49, 1 more, 2 groups of fewer than 5.")


def test_group_that_differs_most_is_named_with_what_was_picked_from() -> None:
    one, two = ComparedGroups("a", ("b",), (), 30), ComparedGroups("a", ("b", "c"), (), 30)
    assert worst_diagnostic("b", one, Text("")).text == "b differs most from a."
    assert worst_diagnostic("b", two, Text("3 and 4")).text == (
        "b differs most from a: 3 and 4. It was picked from 2 comparisons; the interval allows for that."
    )
    assert picked_text(1) == ""
