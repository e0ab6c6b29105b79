"""What other weights and other means would do, against numbers worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import pytest

from made_up import number
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.decisions import explore_decisions
from publicvalue.scores.sheet import score_assessment
from small_framework import small_framework

FRAMEWORK = small_framework()
# Component scores: costs 50, harm 60, service 70.
MEASURED = {
    "economic.benefit.costs.a": number(40, 1),
    "economic.benefit.costs.b": number(60, 1),
    "economic.risk.harm.b": number(60, 1),
    "citizen.benefit.service.a": number(70, 1),
}


def test_alternatives_have_the_scores_worked_out_by_hand() -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    found = {decision.id: decision for decision in explore_decisions(FRAMEWORK, sheet.simulation, 1)}
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


def test_stated_method_gives_the_assessments_own_numbers() -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    stated = explore_decisions(FRAMEWORK, sheet.simulation, 1)[0]
    score = sheet.scores[PUBLIC_VALUE]
    assert (stated.value, stated.low, stated.high, stated.change) == (score.value, score.low, score.high, 0)


def test_each_variation_was_applied() -> None:
    sheet = score_assessment(FRAMEWORK, MEASURED, 1, 4000)
    applied = {decision.id: decision.applied for decision in explore_decisions(FRAMEWORK, sheet.simulation, 1)}
    assert applied.pop("stated") is False
    assert all(applied.values())


def test_equal_weights_are_an_alternative_only_where_weights_differ() -> None:
    weighed = replace(FRAMEWORK, weights=MappingProxyType({"citizen": 3.0}))
    sheet = score_assessment(weighed, MEASURED, 1, 4000)
    found = {decision.id: decision for decision in explore_decisions(weighed, sheet.simulation, 1)}
    assert found["equal_weights"].value == pytest.approx(math.sqrt(math.sqrt(50 * 60) * 70))


def test_nothing_evidenced_gives_no_number() -> None:
    sheet = score_assessment(FRAMEWORK, {}, 1, 1000)
    assert {decision.value for decision in explore_decisions(FRAMEWORK, sheet.simulation, 1)} == {None}
