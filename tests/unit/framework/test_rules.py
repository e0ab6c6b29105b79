"""Rules across the parts of a framework, and the framework that is shipped."""

from __future__ import annotations

from collections import Counter

import pytest

from publicvalue.errors import InputError
from publicvalue.files.frameworks import load_and_check, load_framework, shipped_frameworks
from publicvalue.framework.rules.parts import MeasureTerms, check_framework
from small_framework import TEXT, small_framework

MEASURES = {"share": MeasureTerms(("records",), ("percent",))}


def whats(text: str) -> list[str]:
    try:
        check_framework(small_framework(text), MEASURES)
    except InputError as error:
        return [problem.what for problem in error.problems]
    return []


def test_small_framework_keeps_all_rules() -> None:
    assert whats(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("costs.b\n", "costs.a\n", "the id 'economic.benefit.costs.a' stands more than once"),
        ("measure: share", "measure: shares", "economic.benefit.costs.a: no measure is called 'shares'"),
        ("unit: percent", "unit: kg", "economic.benefit.costs.a: the measure 'share' gives no 'kg'"),
        ("kind: records", "kind: survey", "economic.benefit.costs.a: the measure 'share' takes no survey"),
        ("stage: outcomes", "stage: outcoms", "citizen.benefit.service: no stage 'outcoms'"),
        ("of: stage.outcomes", "of: stage.outcome", "no node has the id 'stage.outcome'"),
        ("raises: [economic.benefit.costs]", "raises: [costs]", "no component has the id 'costs'"),
    ],
)
def test_broken_rule_is_named(old: str, new: str, what: str) -> None:
    assert what in whats(TEXT.replace(old, new, 1))


def test_shipped_framework_is_whole() -> None:
    framework = load_framework("public-value/1.0").framework
    assert Counter(component.dimension for component in framework.components) == {
        "economic": 6,
        "administrative": 8,
        "democratic": 6,
        "citizen": 6,
    }
    assert Counter(c.category for c in framework.components) == {"benefit": 9, "consideration": 9, "risk": 8}
    assert len(framework.indicators) >= 75
    assert {len(component.indicators) for component in framework.components} <= set(range(2, 9))
    assert len(framework.recommendations) >= 50
    assert {advice.policy for advice in framework.recommendations} == {policy.id for policy in framework.policies}
    raised = Counter(id for advice in framework.recommendations for id in advice.raises)
    assert all(raised[component.id] for component in framework.components)


def test_chain_stages_are_those_of_the_source() -> None:
    framework = load_framework("public-value/1.0").framework
    stages = Counter(component.stage for component in framework.components)
    assert stages == {
        "inputs": 5,
        "activities": 6,
        "outputs": 3,
        "outcomes": 4,
        "effects": 5,
        "trust_legitimacy": 3,
    }


def test_frameworks_that_ship_keep_every_rule() -> None:
    # An assessment reads them without this check.
    assert [load_and_check(name).name for name in shipped_frameworks()] == list(shipped_frameworks())
