"""Conditions, floors, points and ranks at their thresholds: what lies on one, just below and just above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from made_up import number
from publicvalue.findings.conditions import describe, holds
from publicvalue.findings.points import find_points
from publicvalue.findings.recommendations import Advice, find_advice
from publicvalue.findings.verdict import coverage_wanted, find_broken_floors, find_overall_levels, find_verdict
from publicvalue.framework.model import PUBLIC_VALUE, Condition, Framework, Rule
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.words.text import Text
from small_framework import small_framework

FRAMEWORK = small_framework()
COSTS, HARM, SERVICE = "economic.benefit.costs", "economic.risk.harm", "citizen.benefit.service"
SHEET = score_assessment(FRAMEWORK, {f"{COSTS}.a": number(80, 2, draws=100)}, 1, 100)
TENTHS = np.arange(10.0)


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


def test_floor_is_broken_from_its_probability_on_with_the_probability_that_it_lies_below() -> None:
    # 9 of 10 draws lie below 25: the floor's probability is 0.9.
    on = find_broken_floors(FRAMEWORK, drawn(*[10.0] * 9, 25.0, node=HARM))
    assert [(one.floor.component, one.probability) for one in on] == [(HARM, pytest.approx(0.9))]
    assert "with probability 90 %" in on[0].text
    assert find_broken_floors(FRAMEWORK, drawn(*[10.0] * 8, 25.0, 26.0, node=HARM)) == ()


def rules_of(framework: Framework, **changes: object) -> Framework:
    return replace(framework, verdict=replace(framework.verdict, **changes))  # type: ignore[arg-type]


def test_where_no_rule_holds_the_last_one_does() -> None:
    never = (Condition("this", "score_at_least", 101.0),)
    rules = tuple(Rule(level, never) for level in ("good", "bad", "mixed"))
    assert find_verdict(rules_of(FRAMEWORK, rules=rules), SHEET).overall.level.id == "mixed"


@pytest.mark.parametrize(
    ("level", "cap", "given"),
    [
        ("good", "mixed", "mixed"),
        ("mixed", "mixed", "mixed"),
        ("bad", "mixed", "bad"),
        ("cannot_say", "mixed", "cannot_say"),
        ("good", "bad", "bad"),
    ],
)
def test_cap_lowers_a_level_and_never_raises_one(level: str, cap: str, given: str) -> None:
    floors = (replace(FRAMEWORK.verdict.floors[0], caps_at=cap),)
    capped = rules_of(FRAMEWORK, rules=(Rule(level, ()),), leanings=(Rule(level, ()),), floors=floors)
    sheet = drawn(*TENTHS, node=HARM)
    found = find_verdict(capped, sheet).overall
    assert (found.level.id, found.leaning.id) == (given, given)
    assert find_overall_levels(capped, sheet) == (found.level, found.leaning)


def test_lowest_of_several_caps_counts() -> None:
    floor = FRAMEWORK.verdict.floors[0]
    floors = (replace(floor, caps_at="bad"), replace(floor, caps_at="mixed"))
    capped = rules_of(FRAMEWORK, rules=(Rule("good", ()),), floors=floors)
    assert find_verdict(capped, drawn(*TENTHS, node=HARM)).overall.level.id == "bad"


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


@pytest.mark.parametrize(("effort", "worth"), [("small", 33.0), ("medium", 16.5), ("large", 8.25)])
def test_advice_is_worth_points_and_coverage_for_its_effort(effort: str, worth: float) -> None:
    advised = replace(FRAMEWORK.recommendations[0], effort=effort)
    assert Advice(advised, (), 13.0, 0.2).worth == pytest.approx(worth, rel=1e-15)


def test_advice_on_a_weakness_stands_before_advice_to_look_and_the_worthier_before_the_other() -> None:
    look, mend = FRAMEWORK.recommendations
    asked = {
        "a.look": (look, "large"),
        "b.look": (look, "small"),
        "c.mend": (mend, "large"),
        "d.mend": (mend, "small"),
        "e.mend": (mend, "small"),
    }
    listed = tuple(replace(one, id=id, effort=effort) for id, (one, effort) in asked.items())
    sheet = score_assessment(FRAMEWORK, {f"{COSTS}.{letter}": number(20, 2) for letter in "ab"}, 1, 4000)
    found = find_advice(replace(FRAMEWORK, recommendations=listed), sheet)
    assert [one.recommendation.id for one in found] == ["d.mend", "e.mend", "c.mend", "b.look", "a.look"]


def test_nodes_that_are_judged_are_public_value_and_the_dimensions() -> None:
    verdict = find_verdict(FRAMEWORK, SHEET)
    assert verdict.overall.node == PUBLIC_VALUE
    assert [(node, judged.node) for node, judged in verdict.dimensions.items()] == [
        ("economic", "economic"),
        ("citizen", "citizen"),
    ]


def test_coverage_that_a_verdict_wants_is_the_least_that_its_rules_ask_of_the_node() -> None:
    asked = tuple(Condition("this", "coverage_below", share) for share in (0.5, 0.3))
    others = (Condition("economic", "coverage_below", 0.1), Condition("this", "coverage_at_least", 0.2))
    rules = (Rule("cannot_say", (*others, *asked)), Rule("good", (Condition("this", "coverage_below", 0.01),)))
    framework = rules_of(FRAMEWORK, rules=rules)
    good, mixed, _, cannot_say = FRAMEWORK.verdict.levels
    judged = find_verdict(FRAMEWORK, SHEET).overall
    wanted = [coverage_wanted(framework, replace(judged, level=level)) for level in (cannot_say, good, mixed)]
    assert wanted == [0.3, 0.01, 0.0]
