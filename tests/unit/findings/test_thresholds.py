"""Conditions and points at their thresholds: what lies on one, just below and just above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from made_up import number
from publicvalue.findings.advice.conditions import describe, holds
from publicvalue.findings.points import find_points
from publicvalue.framework.model import Condition
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.words.text import Text
from small_framework import small_framework

FRAMEWORK = small_framework()
COSTS, HARM, SERVICE = "economic.benefit.costs", "economic.risk.harm", "citizen.benefit.service"
SHEET = score_assessment(FRAMEWORK, {f"{COSTS}.a": number(80, 2, draws=100)}, 1, 100)


def drawn(*draws: float, node: str = COSTS, sheet: ScoreSheet = SHEET) -> ScoreSheet:
    """Return a sheet on which a component has these draws."""
    return replace(sheet, evidenced={**sheet.evidenced, node: np.array(draws)})


def scored(sheet: ScoreSheet = SHEET, node: str = COSTS, **changes: object) -> ScoreSheet:
    score = replace(sheet.scores[node], **changes)  # type: ignore[arg-type]
    return replace(sheet, scores={**sheet.scores, node: score})


def condition(test: str, value: float, probability: float = 0.5, over: str = "evidenced") -> Condition:
    return Condition(COSTS, test, value, probability, over)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("test", "below", "on", "above"),
    [
        # The threshold below what there is, on it, and above it.
        ("coverage_below", False, False, True),
        ("coverage_at_least", True, True, False),
        ("strength_below", False, False, True),
        ("strength_at_least", True, True, False),
    ],
)
def test_conditions_on_coverage_and_strength(test: str, below: bool, on: bool, above: bool) -> None:
    sheet = scored(coverage=0.5, strength=3, value=70.0)
    there, step = (0.5, 0.1) if test.startswith("coverage") else (3, 1)
    found = [holds(condition(test, value), sheet) for value in (there - step, there, there + step)]
    assert found == [below, on, above]


@pytest.mark.parametrize("test", ["strength_below", "strength_at_least"])
def test_strength_of_what_is_unknown_holds_no_condition(test: str) -> None:
    assert holds(condition(test, 3), scored(value=None, strength=3 if test == "strength_at_least" else 0)) is False


def test_condition_on_a_node_that_is_not_asked_does_not_hold() -> None:
    assert holds(Condition("economic.benefit.nothing", "coverage_below", 1.0), SHEET) is False


@pytest.mark.parametrize(("test", "probability"), [("score_at_least", 0.75), ("score_below", 0.25)])
def test_condition_on_a_score_holds_from_its_probability_on(test: str, probability: float) -> None:
    sheet = drawn(40.0, 60.0, 60.0, 80.0)
    found = [holds(condition(test, 60.0, wanted), sheet) for wanted in (probability, probability + 0.01)]
    assert found == [True, False]


def test_condition_over_all_reads_the_draws_over_all() -> None:
    sheet = replace(drawn(80.0, 80.0), everything={**SHEET.everything, COSTS: np.array([20.0, 30.0])})
    assert holds(condition("score_at_least", 60.0), sheet)
    assert not holds(condition("score_at_least", 60.0, over="all"), sheet)


def test_condition_on_strength_says_the_strength() -> None:
    said = describe(condition("strength_at_least", 2), scored(strength=3), Text("costs"))
    assert said == "evidence on costs has strength 3 of 5"


def test_condition_on_an_unknown_score_is_said_with_no_chance() -> None:
    said = describe(replace(condition("score_below", 50.0), of=SERVICE), SHEET, Text("service"))
    assert said == "service scores below 50 with probability under 1 %"


def pointed(**draws: tuple[float, ...]) -> list[list[str]]:
    sheet = SHEET
    for name, some in draws.items():
        sheet = drawn(*some, node={"costs": COSTS, "harm": HARM, "service": SERVICE}[name], sheet=sheet)
    points = find_points(FRAMEWORK, sheet)
    return [[score.node for score in group] for group in (points.strong, points.weak, points.unclear)]


def test_points_are_strong_or_weak_from_seven_of_ten_draws_on() -> None:
    # A draw on the middle of the scale counts as reaching it.
    strong, weak = (50.0,) * 7 + (49.0,) * 3, (50.0,) * 3 + (49.0,) * 7
    between = (50.0,) * 6 + (49.0,) * 4
    assert pointed(costs=strong, harm=weak, service=between) == [[COSTS], [HARM], [SERVICE]]
    assert pointed(costs=between, harm=between[::-1], service=(50.5,) * 10) == [[SERVICE], [], [COSTS, HARM]]


@pytest.mark.parametrize(("draw", "first", "last"), [(90.0, SERVICE, HARM), (10.0, HARM, SERVICE)])
def test_points_stand_the_clearest_first(draw: float, first: str, last: str) -> None:
    sheet = SHEET
    for node, value in ((COSTS, 0.5), (HARM, 0.0), (SERVICE, 0.7)):
        sheet = scored(drawn(draw, node=node, sheet=sheet), node, value=value)
    points = find_points(FRAMEWORK, sheet)
    assert [score.node for score in (points.strong or points.weak)] == [first, COSTS, last]
