"""What the next evidence would bring, on the small framework."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from judged import Results, known_of
from made_up import number
from publicvalue.findings.advice.next_evidence import NextEvidence, find_next_evidence
from publicvalue.findings.judgement.verdict import find_overall_direction, find_verdict, lay_overall_ground
from publicvalue.framework.judgement.core_questions import CoreQuestion
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.measures.result import NotApplicable
from publicvalue.words.text import Text
from small_framework import TEXT, small_framework

FRAMEWORK = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)
COSTS = {f"economic.benefit.costs.{letter}": number(80, 2) for letter in "ab"}
SERVICE = {f"citizen.benefit.service.{letter}": number(80, 2) for letter in "ab"}
HARM = {"economic.risk.harm.a": number(10, 1), "economic.risk.harm.b": number(80, 2)}


def found(results: Results, framework: Framework = FRAMEWORK) -> dict[str, NextEvidence]:
    return {one.indicator.id: one for one in find_next_evidence(known_of(framework, results), 1)}


def test_every_unknown_indicator_is_listed_and_well_known_ones_are_not() -> None:
    assert set(found(COSTS)) == set(HARM) | set(SERVICE)
    assert found({**COSTS, **SERVICE, **HARM}) == {}


def test_answer_with_more_weight_narrows_more() -> None:
    listed = found(COSTS)
    # Each half of service carries a quarter of public value, each half of harm an eighth.
    assert listed["citizen.benefit.service.a"].narrowing > listed["economic.risk.harm.a"].narrowing > 0


def test_unknown_indicators_that_nothing_tells_apart_bring_the_same_and_others_do_not() -> None:
    spread = replace(FRAMEWORK, weight_spread=0.3)
    for framework, alike in ((spread, True), (replace(spread, weights={"citizen.benefit.service.a": 3.0}), False)):
        listed = found(COSTS, framework)
        one, other = (listed[f"citizen.benefit.service.{letter}"] for letter in "ab")
        assert (one.narrowing == other.narrowing) is alike


def test_one_open_indicator_narrows_to_the_width_that_is_left() -> None:
    known = {**COSTS, **HARM, "citizen.benefit.service.a": number(80, 2)}
    sheet = known_of(FRAMEWORK, known).sheet
    low, high = np.quantile(sheet.everything[PUBLIC_VALUE], [0.025, 0.975])
    one = found(known)["citizen.benefit.service.b"]
    assert (high - low) * 0.6 < one.narrowing < high - low


def test_verdict_can_change_where_the_answer_reaches_the_share_of_the_core_that_it_needs() -> None:
    # Costs alone are one component of three; a second one makes 67 %, where a direction can be said.
    listed = found(COSTS)
    assert listed["citizen.benefit.service.a"].verdict_change == 1
    assert 0 < listed["citizen.benefit.service.a"].leaning_change < 1
    spoken = found({**COSTS, **SERVICE})
    assert spoken["economic.risk.harm.a"].verdict_change < 1


def test_open_core_questions_stand_before_all_others() -> None:
    asked = CoreQuestion("How many?", "count", "Look.", "3 of 4", 2.0, counted="cases")
    harm = FRAMEWORK.component("economic.risk.harm")
    last = replace(harm.indicators[1], core=asked)
    changed = replace(harm, indicators=(harm.indicators[0], last))
    framework = replace(FRAMEWORK, components=(FRAMEWORK.components[0], changed, FRAMEWORK.components[2]))
    first = next(iter(found(COSTS, framework).values()))
    assert (first.indicator.id, first.core, first.effort) == ("economic.risk.harm.b", True, "days")
    assert not any(one.core for one in found(COSTS).values())


def test_weakly_known_indicator_would_be_sharper() -> None:
    known = {**COSTS, **SERVICE, **HARM, "citizen.benefit.service.a": number(60, 12)}
    (one,) = found(known).values()
    assert (one.indicator.id, one.state) == ("citizen.benefit.service.a", "weak")
    assert one.narrowing > 1


def test_evidence_that_gave_no_number_is_said_to_have_given_none() -> None:
    listed = found({**COSTS, "citizen.benefit.service.a": NotApplicable(Text("too few"))})
    assert listed["citizen.benefit.service.a"].state == "no number"
    assert listed["citizen.benefit.service.b"].state == "unknown"


def test_question_without_weight_is_not_worth_asking() -> None:
    weighed = replace(FRAMEWORK, weights={"citizen": 0.0})
    assert set(found(COSTS, weighed)) == set(HARM)


@pytest.mark.parametrize(("kind", "effort"), [("checklist", "days"), ("records", "weeks"), ("survey", "months")])
def test_effort_follows_the_kind_of_evidence(kind: str, effort: str) -> None:
    framework = small_framework(TEXT.replace("kind: records", f"kind: {kind}"))
    assert {one.effort for one in found(COSTS, framework).values()} == {effort}


def test_worthwhile_first_and_the_same_seed_the_same_list() -> None:
    known = known_of(FRAMEWORK, COSTS)
    once, again = (find_next_evidence(known, 3) for _ in range(2))
    assert once == again
    assert [one.worth for one in once] == sorted((one.worth for one in once), reverse=True)


def test_nothing_known_at_all_still_says_what_to_collect() -> None:
    assert set(found({})) == {*COSTS, *SERVICE, *HARM}


def test_overall_direction_is_that_of_the_verdict() -> None:
    for measured in ({}, COSTS, {**COSTS, **SERVICE}, {**COSTS, **SERVICE, "economic.risk.harm.a": number(50, 1)}):
        known = known_of(FRAMEWORK, measured)
        overall = find_verdict(known).overall
        found = find_overall_direction(known, lay_overall_ground(known), known.sheet)
        assert found == (overall.direction.id, overall.leaning.id)
