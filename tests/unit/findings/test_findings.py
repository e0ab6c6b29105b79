"""Verdicts from stated rules, floors that cap them, advice with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from made_up import number
from publicvalue.findings.points import find_points
from publicvalue.findings.recommendations import find_advice
from publicvalue.findings.verdict import find_verdict
from publicvalue.measures.result import Measured
from publicvalue.scores.chain import follow_chain
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.words.numbers import write_chance
from small_framework import small_framework

FRAMEWORK = replace(small_framework(), weight_spread=0.0)


def sheet_of(**estimates: Measured) -> ScoreSheet:
    measured = {}
    ids = {"costs": "economic.benefit.costs", "harm": "economic.risk.harm", "service": "citizen.benefit.service"}
    for name, found in estimates.items():
        # In harm.a a low number is good (0 -> 100, 50 -> 0); it is left unknown and harm.b asked alone.
        letters = "b" if name == "harm" else "ab"
        measured.update({f"{ids[name]}.{letter}": found for letter in letters})
    return score_assessment(FRAMEWORK, measured, 1, 4000)


def test_good_when_enough_is_known_and_it_is_good() -> None:
    verdict = find_verdict(FRAMEWORK, sheet_of(costs=number(80, 2), harm=number(80, 2), service=number(80, 2)))
    assert verdict.overall.level.id == "good"
    assert verdict.overall.reasons == ("public value scores at least 60 with probability over 99 %",)
    assert verdict.dimensions["citizen"].level.id == "good"


def test_little_evidence_gives_no_verdict_but_a_leaning() -> None:
    verdict = find_verdict(FRAMEWORK, sheet_of(costs=number(80, 2)))
    assert (verdict.overall.level.id, verdict.overall.leaning.id) == ("cannot_say", "good")
    assert verdict.overall.reasons == ("25 % of public value is evidenced",)
    assert verdict.dimensions["citizen"].leaning.id == "cannot_say"


def test_same_point_with_a_wide_interval_is_not_called_good() -> None:
    sure, unsure = (
        find_verdict(FRAMEWORK, sheet_of(costs=number(62, e), harm=number(62, e), service=number(62, e)))
        for e in (1, 30)
    )
    assert (sure.overall.level.id, unsure.overall.level.id) == ("good", "mixed")


def test_broken_floor_caps_the_verdict_and_says_why() -> None:
    verdict = find_verdict(FRAMEWORK, sheet_of(costs=number(99, 1), harm=number(15, 1), service=number(99, 1)))
    assert verdict.overall.level.id == "bad"
    assert verdict.overall.reasons[-1] == (
        "harm (economic risk) lies below its floor of 25 with probability over 99 %. Harm is harm."
    )
    assert [broken.floor.component for broken in verdict.broken] == ["economic.risk.harm"]


def test_floor_holds_when_the_breach_is_not_probable_enough() -> None:
    assert find_verdict(FRAMEWORK, sheet_of(harm=number(24, 8))).broken == ()


def test_advice_fires_on_its_trigger_with_its_reason_and_gain() -> None:
    advice = find_advice(FRAMEWORK, sheet_of(costs=number(30, 2), harm=number(80, 2)))
    assert [found.recommendation.id for found in advice] == ["assess.mend", "assess.look"]
    mend, look = advice
    assert mend.because == ("costs (economic benefit) scores below 50 with probability over 99 %",)
    # costs 30 -> 75: sqrt(75 x 80) - sqrt(30 x 80)
    assert mend.gain == pytest.approx(77.46 - 48.99, abs=0.01)
    assert look.because == ("nothing is known of outcomes",)
    assert (look.gain, look.coverage_gain) == (0, pytest.approx(0.5))


def test_no_advice_on_scores_that_are_unknown() -> None:
    assert [found.recommendation.id for found in find_advice(FRAMEWORK, sheet_of(service=number(50)))] == []


def test_chain_says_when_outputs_are_counted_and_outcomes_are_not() -> None:
    chain = follow_chain(FRAMEWORK, sheet_of(costs=number(80), harm=number(80)))
    assert chain.measures_outputs_only
    both = follow_chain(FRAMEWORK, sheet_of(costs=number(80), service=number(30)))
    assert (both.measures_outputs_only, both.lost_at, both.fall) == (False, "stage.outcomes", pytest.approx(50))


def test_points_sort_components() -> None:
    points = find_points(FRAMEWORK, sheet_of(costs=number(80, 2), harm=number(20, 2)))
    assert [score.node for score in points.strong] == ["economic.benefit.costs"]
    assert [score.node for score in points.weak] == ["economic.risk.harm"]
    assert [score.node for score in points.unknown] == ["citizen.benefit.service"]


@pytest.mark.parametrize(("probability", "text"), [(1.0, "over 99 %"), (0.0, "under 1 %"), (0.7, "70 %")])
def test_simulated_chance_is_never_written_as_certainty(probability: float, text: str) -> None:
    assert write_chance(probability) == text
