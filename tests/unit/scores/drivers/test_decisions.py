"""What other weights and other means would do, against numbers worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from made_up import number
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.scores.drivers.decisions import Decision, explore_decisions
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from small_framework import small_framework

FRAMEWORK = small_framework()
# Component scores: costs 50, harm 60, service 70.
MEASURED = {
    "economic.benefit.costs.a": number(40, 1),
    "economic.benefit.costs.b": number(60, 1),
    "economic.risk.harm.b": number(60, 1),
    "citizen.benefit.service.a": number(70, 1),
}


def decide(framework: Framework, sheet: ScoreSheet, node: str = PUBLIC_VALUE) -> dict[str, Decision]:
    """Return the decisions on one node, by their names."""
    found = explore_decisions(framework, sheet.simulation)
    return {decision.id: decision for decision in found if decision.node == node}


def test_alternatives_have_the_scores_worked_out_by_hand() -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    found = decide(FRAMEWORK, sheet)
    assert list(found) == ["stated", "twice_economic", "twice_citizen", "arithmetic", "geometric", "harmonic"]
    economic = math.sqrt(50 * 60)
    expected = {
        "stated": math.sqrt(economic * 70),
        "twice_economic": (economic**2 * 70) ** (1 / 3),
        "twice_citizen": (economic * 70**2) ** (1 / 3),
        "arithmetic": (55 + 70) / 2,
        "geometric": math.sqrt(math.sqrt(math.sqrt(40 * 60) * 60) * 70),
        "harmonic": 2 / (1 / (2 / (1 / 48 + 1 / 60)) + 1 / 70),
    }
    assert {id: found[id].value for id in expected} == pytest.approx(expected)


def test_stated_method_gives_every_node_the_assessments_own_numbers() -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    stated = [decision for decision in explore_decisions(FRAMEWORK, sheet.simulation) if decision.id == "stated"]
    assert {decision.node for decision in stated} == set(sheet.evidenced)
    for one in stated:
        score = sheet.scores[one.node]
        assert (one.value, one.low, one.high) == (score.value, score.low, score.high)
        assert (one.bound_low, one.bound_high) == (score.bound_low, score.bound_high)
        assert one.change == (None if score.value is None else 0)


@pytest.mark.parametrize(
    ("node", "decision", "value"),
    [
        ("economic", "arithmetic", 55),
        ("economic", "twice_citizen", math.sqrt(50 * 60)),
        ("economic.benefit.costs", "geometric", math.sqrt(40 * 60)),
        ("economic.benefit", "harmonic", 48),
        # A quarter of public value each: harm and costs among the outputs, service alone among the outcomes.
        ("stage.outputs", "stated", math.sqrt(50 * 60)),
        ("stage.outputs", "arithmetic", 55),
        ("stage.outcomes", "harmonic", 70),
        # Of the benefits, costs carry a quarter of public value and service a half.
        ("category.benefit", "stated", (50 * 70**2) ** (1 / 3)),
        ("category.benefit", "twice_economic", math.sqrt(50 * 70)),
        ("category.benefit", "arithmetic", (50 + 2 * 70) / 3),
    ],
)
def test_decisions_reach_every_level_and_side(node: str, decision: str, value: float) -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    found = decide(FRAMEWORK, sheet, node)
    assert found[decision].value == pytest.approx(value)
    assert found[decision].change == pytest.approx(value - sheet.scores[node].value, abs=1e-9)  # type: ignore[operator]


def test_a_decision_that_does_not_reach_a_node_is_not_said_to_be_applied() -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    applied = {id: one.applied for id, one in decide(FRAMEWORK, sheet, "economic.benefit.costs").items()}
    assert {id for id, reached in applied.items() if reached} == {"geometric", "harmonic"}
    # One component alone among the outcomes: no weight and no mean can move it.
    assert not any(one.applied for one in decide(FRAMEWORK, sheet, "stage.outcomes").values())


def test_each_variation_was_applied() -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    applied = {id: decision.applied for id, decision in decide(FRAMEWORK, sheet).items()}
    assert applied.pop("stated") is False
    assert all(applied.values())


def test_equal_weights_are_an_alternative_only_where_weights_differ() -> None:
    weighed = replace(FRAMEWORK, weights=MappingProxyType({"citizen": 3.0}))
    sheet = score_assessment(weighed, MEASURED, 1, 4000)
    found = decide(weighed, sheet)
    assert found["equal_weights"].value == pytest.approx(math.sqrt(math.sqrt(50 * 60) * 70))


def test_nothing_evidenced_gives_no_number() -> None:
    sheet = score_assessment(FRAMEWORK, {}, 1, 1000)
    assert {one.value for one in explore_decisions(FRAMEWORK, sheet.simulation)} == {None}
    assert not any(one.applied for one in explore_decisions(FRAMEWORK, sheet.simulation))


def test_decisions_move_weights_that_come_from_people_too() -> None:
    people = {"economic": 0.25, "citizen": 0.75}
    weighed = replace(
        FRAMEWORK,
        weights=MappingProxyType(people),
        sampled_weights=MappingProxyType({id: np.full(50, share) for id, share in people.items()}),
        weight_spread=0.0,
        anchor_spread=0.0,
    )
    exact = {id: number(one.estimate) for id, one in MEASURED.items()}
    found = decide(weighed, score_assessment(weighed, exact, 1, 4000))
    economic = math.sqrt(50 * 60)
    expected = {
        "stated": economic**0.25 * 70**0.75,
        "equal_weights": math.sqrt(economic * 70),
        "twice_economic": economic**0.4 * 70**0.6,
        "twice_citizen": economic ** (1 / 7) * 70 ** (6 / 7),
    }
    for id, value in expected.items():
        one = found[id]
        # Nothing varies, so the draws must lie where the score lies.
        assert (one.value, one.low, one.high) == pytest.approx((value, value, value)), id
        assert one.applied is (id != "stated")


def test_equal_weights_leave_out_what_has_no_weight() -> None:
    weighed = replace(FRAMEWORK, weights=MappingProxyType({"citizen": 0.0, "economic.risk.harm": 3.0}))
    found = decide(weighed, score_assessment(weighed, MEASURED, 1, 4000))
    assert found["equal_weights"].value == pytest.approx(math.sqrt(50 * 60))
