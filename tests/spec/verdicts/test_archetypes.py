"""Archetypes, each assessed for real, and the answer that a panel of evaluators would give."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from archetype_cases import BUILT, JUDGEMENT, WAITING
from publicvalue.findings.advice.recommendations import FRONT
from publicvalue.framework.judgement.verdict import CERTAINTIES
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.comparison import render_comparison
from publicvalue.results.comparison import compare_results
from publicvalue.results.model import AssessmentResult

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "reference" / "archetypes.md"
CASES = {
    case["id"]: case
    for name in ("cases.yaml", "own.yaml")
    for case in yaml.safe_load((HERE / name).read_text("utf-8"))["cases"]
}
DIRECTIONS = {
    "creates": {"creates", "probably_creates"},
    "could create": {"could_create"},
    "mixed": {"mixed"},
    "little or harm": {"harm", "probably_harm"},
    "cannot say": {"cannot_say"},
    "creates or mixed": {"creates", "probably_creates", "mixed"},
}
ADVICE = {
    "legal basis": "national_strategies.settle_legal_basis",
    "pause and repair": "public_value_paradigm.pause_and_repair_harm",
    "hold expansion and examine": "public_value_paradigm.hold_scaling_until_safe",
    "hold expansion": "public_value_paradigm.hold_scaling_until_safe",
    "redress": "public_value_paradigm.give_redress",
    "look into": "public_value_paradigm.look_into_claimed_harm",
    "successor": "public_value_paradigm.hold_the_successor_to_it",
    "repair": "public_value_paradigm.repair_what_was_done",
    "settle before start": "assess_effectiveness.settle_before_start",
    "roll out": "assess_effectiveness.stagger_rollout",
    "pass on": "integrate_ai_systems.pass_on_what_works",
    "measured pilot": "assess_effectiveness.plan_a_measured_pilot",
    "ask users": "public_value_paradigm.ask_users_for_outcomes",
    "documents": "assess_effectiveness.document_claims",
    "core questions": "assess_effectiveness.start_with_checklists",
    "two things": "assess_effectiveness.choose_what_to_better",
    "random draw": "assess_effectiveness.recheck_a_random_draw",
}
SAID_OTHERWISE = {
    "what was shown and what is missing": ("shown so far", "core questions are not answered"),
    "who gains and who loses": (
        "good on the economic and administrative side",
        "bad on the democratic and citizen side",
    ),
    "the two disagree": ("two ways of measuring disagree",),
    "the age": ("6.0 years older than the period",),
    "outputs, no outcomes": ("outputs, no outcomes",),
}
"""Expected words that describe what is said, and what is said."""


@cache
def result_of(id: str) -> AssessmentResult:
    with TemporaryDirectory() as folder:
        return BUILT[id]().run(Path(folder))


def said_of(result: AssessmentResult) -> str:
    said = result.verdict.said
    parts = (said.first, said.direction, said.certainty, said.good_for, said.not_shown, said.missing)
    return " ".join((*parts, *said.harms, *said.conditions)).lower()


def expected_of(id: str) -> dict[str, Any]:
    expected: dict[str, Any] = CASES[id]["expected"]
    return expected


def level(result: AssessmentResult) -> int:
    return [*CERTAINTIES].index(result.verdict.overall.certainty.level.id)  # type: ignore[arg-type]


def test_every_archetype_is_built_and_stated() -> None:
    assert set(BUILT) == set(CASES)


@pytest.mark.parametrize("id", CASES)
def test_direction_claim_and_certainty(id: str) -> None:
    result, expected = result_of(id), expected_of(id)
    overall = result.verdict.overall
    if "direction" in expected:
        assert overall.direction.id in DIRECTIONS[expected["direction"]]
    assert overall.direction.id not in expected.get("direction_never", [])
    if "claim" in expected:
        assert overall.claim.id == expected["claim"].replace(" ", "_")
    if expected.get("certainty", "").replace(" or ", "|").replace(" ", "_").split("|")[0] in CERTAINTIES:
        assert overall.certainty.level.id.replace("_", " ") in expected["certainty"].split(" or ")
    if "certainty_at_most" in expected:
        assert level(result) <= [*CERTAINTIES].index(expected["certainty_at_most"])
    for dimension in expected.get("economic_never", []):
        assert dimension not in result.verdict.dimensions["economic"].direction.id


@pytest.mark.parametrize("id", CASES)
def test_red_lines_and_sentences(id: str) -> None:
    result, expected = result_of(id), expected_of(id)
    told = said_of(result)
    if "red_line" in expected:
        assert bool(result.verdict.lines("broken")) is expected["red_line"]
    if "first_sentence" in expected and expected["first_sentence"] != "the two rates":
        assert expected["first_sentence"].lower() in result.verdict.said.first.lower()
    for words in SAID_OTHERWISE.get(expected.get("words", ""), (expected.get("words", ""),)):
        assert words.lower() in told
    for never in expected.get("never", []):
        if never in CERTAINTIES:
            assert result.verdict.overall.certainty.level.id != never
        else:
            assert never not in told


@pytest.mark.parametrize("id", [id for id, case in CASES.items() if any("advice" in name for name in case["expected"])])
def test_advice(id: str) -> None:
    expected, given = expected_of(id), [one.recommendation.id for one in result_of(id).advice]
    if "advice_first" in expected:
        assert given[0] == ADVICE[expected["advice_first"]]
    assert {ADVICE[name] for name in expected.get("advice_among", [])} <= set(given[:FRONT])
    assert not {ADVICE[name] for name in expected.get("advice_never", [])} & set(given)


def test_the_judgement_of_the_court_is_named() -> None:
    assert JUDGEMENT in result_of("unlawful-but-good").verdict.said.first


def test_both_rates_stand_in_the_first_sentence() -> None:
    first = result_of("group-harm").verdict.said.first
    assert "45.0 % for Black, 23.0 % for White" in first.replace("\N{NO-BREAK SPACE}", " ")
    assert first.startswith("To be examined before it goes further")


def test_money_that_contradicts_is_said_on_the_first_screen() -> None:
    verdict = result_of("costs-exceed-benefits").verdict
    assert "0.86 came back" in verdict.said.first
    assert "economic" not in verdict.said.first


def test_two_ways_that_disagree_lower_certainty_by_one_and_the_stronger_counts() -> None:
    alone, both = result_of("comparison-alone"), result_of("conflicting-ways")
    assert level(both) == level(alone) - 1
    assert both.answered[WAITING].result == alone.answered[WAITING].result


def test_evidence_of_six_years_before_is_one_step_less_certain() -> None:
    assert level(result_of("stale")) == level(result_of("strong-success")) - 1


def test_what_does_not_apply_leaves_the_count_and_is_shown_with_its_reason() -> None:
    verdict = result_of("not-applicable-right").verdict
    assert verdict.core_asked < 26
    assert {one.by for one in verdict.not_applicable} == {"profile"}
    assert all(one.why and one.title for one in verdict.not_applicable)
    assert {one.line for one in verdict.lines("not_applicable")} == {"human_review", "redress", "reversals"}
    assert result_of("staff-facts-not-stated").verdict.core_asked == 26


def test_systems_of_different_kinds_compare_and_what_applies_to_one_alone_is_named() -> None:
    compared = compare_results(result_of("not-applicable-right"), result_of("paper-only"))
    assert compared.changes == ()
    assert all(pair.compares for pair in compared.pairs)
    whole = next(pair for pair in compared.pairs if pair.node == PUBLIC_VALUE)
    assert (whole.same_claim, whole.same_questions) == (False, False)
    assert compared.first_alone == ()
    assert "economic.risk.economic_harm" in {one.of for one in compared.second_alone}
    text = " ".join(render_comparison(compared).split())
    assert "Applies to B alone, and not to A: Citizen interaction: People do not talk with the system" in text
    assert "claim: sound on paper" in text
    assert "what is promised or stands on paper is no better than what is shown" in text


def test_dimensions_that_a_broken_line_names_are_capped_and_others_are_not() -> None:
    dimensions = result_of("unlawful-but-good").verdict.dimensions
    harmed = {id for id, one in dimensions.items() if one.direction.id == "harm"}
    assert harmed == {"administrative", "democratic"}


@pytest.mark.parametrize("id", CASES)
def test_the_page_of_archetypes_tells_the_answer_that_is_given(id: str) -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    told = [line for line in lines if line.startswith(f"| {id} |")]
    overall = result_of(id).verdict.overall
    words = (overall.direction.title, overall.claim.title.lower(), overall.certainty.level.title.lower())
    assert len(told) == 1, "make docs writes the page anew"
    assert f"| {', '.join(words)}" in told[0]
