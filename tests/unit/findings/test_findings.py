"""Points, the chain, and advice with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from judged import known_of
from made_up import number
from publicvalue.findings.advice.recommendations import Advice, find_advice
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.findings.points import find_points
from publicvalue.measures.result import Measured
from publicvalue.scores.chain import follow_chain
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.words.numbers import write_chance
from small_framework import small_framework

FRAMEWORK = replace(small_framework(), weight_spread=0.0)


def results_of(**estimates: Measured) -> dict[str, Measured]:
    measured: dict[str, Measured] = {}
    ids = {"costs": "economic.benefit.costs", "harm": "economic.risk.harm", "service": "citizen.benefit.service"}
    for name, found in estimates.items():
        # In harm.a a low number is good (0 -> 100, 50 -> 0); it is left unknown and harm.b asked alone.
        letters = "b" if name == "harm" else "ab"
        measured.update({f"{ids[name]}.{letter}": found for letter in letters})
    return measured


def sheet_of(**estimates: Measured) -> ScoreSheet:
    return score_assessment(FRAMEWORK, results_of(**estimates), 1, 4000)


def advice_of(**estimates: Measured) -> tuple[Advice, ...]:
    known = known_of(FRAMEWORK, results_of(**estimates))
    return find_advice(known, find_verdict(known))


def test_advice_fires_on_its_trigger_with_its_reason_and_gain() -> None:
    found = {one.recommendation.id: one for one in advice_of(costs=number(30, 2), harm=number(80, 2))}
    mend, look = found["assess.mend"], found["assess.look"]
    assert mend.because == ("costs (economic benefit) scores below 50 with probability over 99 %",)
    # costs 30 -> 75: sqrt(75 x 80) - sqrt(30 x 80)
    assert mend.gain == pytest.approx(77.46 - 48.99, abs=0.01)
    assert look.because == ("nothing is known of outcomes",)
    assert (look.gain, look.coverage_gain) == (0, pytest.approx(1 / 3))


def test_no_advice_on_scores_that_are_unknown() -> None:
    assert advice_of(service=number(50)) == ()


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
