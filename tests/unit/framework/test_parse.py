"""Framework files become values, or the list of everything that is wrong with them."""

from __future__ import annotations

import pytest

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.judgement.verdict import Bands
from publicvalue.framework.model import Condition, Goalposts, goalpost_faults
from small_framework import TEXT, small_framework

ANCHORS = "[[0, 100], [50, 0]]"


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        small_framework(text)
    return caught.value.problems


def line_of(part: str, text: str = TEXT) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_framework_holds_what_its_file_says() -> None:
    framework = small_framework()
    assert framework.name == "small/1"
    assert [component.id for component in framework.components] == [
        "economic.benefit.costs",
        "economic.risk.harm",
        "citizen.benefit.service",
    ]
    assert framework.indicator("economic.risk.harm.a").goalposts.anchors == ((0.0, 100.0), (50.0, 0.0))
    assert framework.component("economic.risk.harm").category == "risk"
    assert framework.verdict.bands == Bands(60, 40, 0.7, 0.9)
    assert framework.recommendations[0].when == (Condition("stage.outcomes", "coverage_below", 0.01),)


def test_all_problems_are_reported_at_once_with_their_lines() -> None:
    text = (
        TEXT.replace('  version: "1"\n', "")
        .replace("kind: records", "kind: recrods", 1)
        .replace("why: It matters.", "y: 1", 1)
    )
    found = problems_of(text)
    assert [(p.place.line, p.place.field) for p in found] == [
        (line_of("framework:", text), "version"),
        (line_of("    y: 1", text), "y"),
        (line_of("  - id: economic.benefit.costs", text), "why"),
        (line_of("        kind: recrods", text), "kind"),
    ]
    assert found[3] == Problem(
        Place("small.yaml", line_of("kind: recrods", text), None, "kind"),
        "'recrods' is not a choice",
        "one of: records, survey, ratings, checklist, costs, statistics",
        "did you mean 'records'?",
    )


def test_goalposts_that_turn_are_refused() -> None:
    text = TEXT.replace(ANCHORS, "[[0, 0], [50, 100], [100, 20]]")
    (problem,) = problems_of(text)
    assert str(problem) == (
        f"small.yaml, line {line_of('[[0, 0], [50, 100]', text)}, anchors: economic.risk.harm.a: the curve turns: "
        "it rises and falls, so a better value could score worse\n"
        "    expected: pairs [value, score] whose values rise and whose scores only rise or only fall\n"
        "    do: mend the anchors"
    )


@pytest.mark.parametrize(
    ("anchors", "fault"),
    [
        ([(0, 0)], "at least two anchors"),
        ([(1, 0), (1, 100)], "do not rise"),
        ([(0, -1), (1, 100)], "outside 0 to 100"),
        ([(0, 50), (1, 50)], "flat"),
    ],
)
def test_goalpost_faults(anchors: list[tuple[float, float]], fault: str) -> None:
    assert fault in goalpost_faults(anchors)[0]
    with pytest.raises(Exception, match=fault):
        Goalposts(tuple(anchors), "standard", "tests")


def test_condition_needs_exactly_one_test() -> None:
    (problem,) = problems_of(TEXT.replace("coverage_below: 0.01", "probability: 0.5"))
    assert problem.what == "assess.look: the condition on 'stage.outcomes' has 0 tests"


def test_list_in_place_of_text() -> None:
    (problem,) = problems_of(TEXT.replace("title: Small", "title: [Small]"))
    assert (problem.what, problem.expected) == ("a list stands here", "text")


def test_source_that_was_never_looked_up_says_so() -> None:
    goalposts = small_framework().indicator("economic.risk.harm.a").goalposts
    assert goalposts.checked == "not looked up"


def test_day_on_which_a_source_was_looked_up_changes_no_meaning() -> None:
    text = TEXT.replace(f"anchors: {ANCHORS}", f"anchors: {ANCHORS}, checked: 2026-11-30")
    goalposts = small_framework(text).indicator("economic.risk.harm.a").goalposts
    assert goalposts.checked == "2026-11-30"
    assert goalposts == small_framework().indicator("economic.risk.harm.a").goalposts


def test_source_looked_up_on_no_day_is_refused() -> None:
    text = TEXT.replace(f"anchors: {ANCHORS}", f"anchors: {ANCHORS}, checked: last summer")
    (problem,) = problems_of(text)
    assert problem.what == "economic.risk.harm.a: 'last summer' is no day on which a source was looked up"
    assert problem.expected == "a day as YYYY-MM-DD, or 'not looked up'"
