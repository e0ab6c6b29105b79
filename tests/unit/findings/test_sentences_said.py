"""What is said of a judgement, in whole sentences, and the limits at which it turns: one situation after the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from judged import assessment_of, known_of, line, verdict_of
from judged_framework import COSTS, HARM, REVERSED, SERVICE, asking_core, harm_rule, judged_framework
from made_up import number
from publicvalue.evidence.stated import Kind, PlannedAction, SetAside
from publicvalue.findings.advice.conditions import about
from publicvalue.findings.advice.recommendations import FRONT, Advice
from publicvalue.findings.judgement.applicable import find_stated_problems, narrow
from publicvalue.findings.judgement.claim import find_claim
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import Judgement
from publicvalue.findings.judgement.outcomes import find_outcomes, is_internal, shows_outcome
from publicvalue.findings.judgement.verdict import answers_wanted, find_verdict
from publicvalue.findings.names import node_name
from publicvalue.findings.weightings import find_weightings
from publicvalue.framework.judgement.advice import Condition
from publicvalue.framework.profiles import FactQuestion
from publicvalue.measures.result import Detail, Measured
from publicvalue.scores.weightings import own_weightings
from small_framework import TEXT, small_framework

SAID = yaml.safe_load((Path(__file__).parent / "sentences_said.yaml").read_text("utf-8"))
PLAIN = judged_framework(lines=())
LEGAL = judged_framework(lines=judged_framework().red_lines[:1])
CORE = asking_core(PLAIN)
EXAMINED, HARMED = (judged_framework(harm_rule(effect), lines=()) for effect in ("examine", "harm"))
IDS = (*(f"{part}.{letter}" for part in (COSTS, SERVICE) for letter in "ab"), REVERSED)


def good(value: float = 85, strength: int = 4, **changes: object) -> dict[str, Measured]:
    return {id: replace(number(value, 2.0, strength), **changes) for id in IDS}  # type: ignore[arg-type]


def economic(value: float) -> dict[str, Measured]:
    found = {id: number(value, 2.0, 4) for id in (f"{COSTS}.a", f"{COSTS}.b", REVERSED)}
    return found | {f"{HARM}.a": number((100 - value) / 2, 1.0, 4)}


def citizen(value: float, strength: int = 4) -> dict[str, Measured]:
    return {f"{SERVICE}.{letter}": number(value, 2.0, strength) for letter in "ab"}


def weak() -> dict[str, Measured]:
    return {id: replace(number(72, 9.0, 3), n=5) for id in IDS}


SERVED = {f"{SERVICE}.a": number(85, 2.0, 4)}
DRAFTED = {"legal": line("partly", "A law is drafted", mend_by="2025-06")}
SITUATIONS: dict[str, tuple[Any, dict[str, Measured], dict[str, Any]]] = {
    "good": (PLAIN, good(), {}),
    "good in a pilot": (PLAIN, good(), {"phase": "pilot"}),
    "good and retired": (PLAIN, good(), {"phase": "retired"}),
    "forecasts": (PLAIN, good(strength=1), {"phase": "design", "kinds": dict.fromkeys(IDS, "forecast")}),
    "documented before use": (PLAIN, good(strength=2), {"phase": "design"}),
    "claimed": (PLAIN, good(strength=1), {}),
    "claimed before use": (PLAIN, good(strength=1), {"phase": "design"}),
    "outputs": (PLAIN, economic(85), {}),
    "paper": (PLAIN, economic(85) | citizen(85, 1), {}),
    "two sides": (PLAIN, economic(85) | citizen(10), {}),
    "outcomes are not": (PLAIN, economic(95) | citizen(50), {}),
    "neither": (PLAIN, economic(50) | citizen(50), {}),
    "bad": (PLAIN, economic(5) | citizen(5), {}),
    "bad on one side": (PLAIN, economic(50) | citizen(5), {}),
    "nothing": (PLAIN, {}, {}),
    "one outcome": (CORE, SERVED, {}),
    "one output": (CORE, {f"{COSTS}.a": number(85, 2.0, 4)}, {}),
    "weak outcomes": (PLAIN, weak(), {}),
    "no law, retired": (LEGAL, good(), {"phase": "retired", "red_lines": {"legal": line("no", "There is no law")}}),
    "law to come": (LEGAL, good(), {"red_lines": DRAFTED}),
    "law is late": (LEGAL, good(), {"red_lines": {"legal": replace(DRAFTED["legal"], mend_by="2024-06")}}),
    "law at some time": (LEGAL, good(), {"red_lines": {"legal": replace(DRAFTED["legal"], mend_by="")}}),
    "law without a proof": (LEGAL, good(), {"red_lines": {"legal": line("yes")}}),
    "to be examined": (EXAMINED, good(), {}),
    "to be examined, little known": (
        judged_framework(harm_rule("examine"), lines=()),
        {f"{SERVICE}.b": SERVED[f"{SERVICE}.a"]},
        {},
    ),
    "four disagree": (PLAIN, good(), {"disagreeing": IDS[:4]}),
    "three disagree": (PLAIN, good(), {"disagreeing": IDS[:3]}),
}


def told(situation: str) -> dict[str, object]:
    framework, results, changes = SITUATIONS[situation]
    verdict = verdict_of(framework, results, **changes)
    said = verdict.said
    parts = {
        "first": said.first,
        "direction": said.direction,
        "certainty": said.certainty,
        "good for": said.good_for,
        "conditions": " ".join(said.conditions),
        "not shown": said.not_shown,
        "missing": said.missing,
    }
    return {name: str(text) for name, text in parts.items() if text}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_sentences_of_a_situation(situation: str) -> None:
    assert told(situation) == SAID[situation]


@pytest.mark.parametrize(
    ("phase", "strength", "direction"),
    [
        ("production", 4, "mixed"),
        ("design", 4, "probably_harm"),
        ("pilot", 3, "mixed"),
        ("pilot", 2, "probably_harm"),
    ],
)
def test_outcomes_that_are_not_shown_speak_against_nothing_bad(phase: str, strength: int, direction: str) -> None:
    framework = judged_framework(harm_rule("cap"), lines=())
    verdict = verdict_of(framework, economic(5) | citizen(85, strength), phase=phase)
    assert verdict.overall.direction.id == direction
    assert ("the outcomes that are shown are good" in verdict.said.direction) is (direction == "mixed")


def judged_alone(share: float) -> Judgement:
    """The judgement of a dimension of which two numbers are known: just this share of the draws is good."""
    draws = np.where(np.arange(1000) < 1000 * share, 85.0, 20.0)
    known = known_of(PLAIN, {f"{SERVICE}.{letter}": replace(number(85, 0.0, 4), draws=draws) for letter in "ab"})
    # How sure the evidence is, is another question: the intervals are narrow here.
    scores = {id: replace(score, low=80.0, high=90.0) for id, score in known.sheet.scores.items()}
    evidenced = {**known.sheet.evidenced, "citizen": draws}
    sheet = replace(known.sheet, scores=scores, evidenced=evidenced)
    return find_verdict(replace(known, sheet=sheet)).dimensions["citizen"]


@pytest.mark.parametrize(
    ("share", "direction"), [(0.699, "mixed"), (0.7, "probably_creates"), (0.899, "probably_creates"), (0.9, "creates")]
)
def test_direction_turns_at_the_probability_itself(share: float, direction: str) -> None:
    assert judged_alone(share).direction.id == direction


def test_paper_is_sound_from_the_probability_itself() -> None:
    draws = [np.where(np.arange(1000) < count, 85.0, 20.0) for count in (699, 700)]
    known = [known_of(PLAIN, {f"{COSTS}.a": replace(number(85, 0.0, 4), draws=one)}) for one in draws]
    assert [find_claim(one, "economic", ()) for one in known] == ["on_paper", "sound_on_paper"]


def grade(*strengths: int, **changes: object) -> str:
    found = economic(85) | {
        f"{SERVICE}.{letter}": replace(number(85, 2.0, strength), **changes)  # type: ignore[arg-type]
        for letter, strength in zip("ab", strengths, strict=False)
    }
    return verdict_of(PLAIN, found).overall.certainty.level.id


def test_weak_outcomes_beside_good_paper_are_no_less_than_paper_alone() -> None:
    assert grade(4, 4) == "high"
    assert grade(4) == "moderate"
    # A second outcome that is two steps weaker does not stand by the first.
    assert (grade(4, 3), grade(4, 2)) == ("moderate", "moderate")
    assert (grade(2, 2), grade(2, 2, n=5), grade(1, 1)) == ("low", "low", "low")


@pytest.mark.parametrize(("cases", "down"), [(1, 0), (2, 2), (9, 2), (10, 1), (29, 1), (30, 0)])
def test_few_cases_lower_a_number_below_their_limits_and_one_is_no_count(cases: int, down: int) -> None:
    known = known_of(PLAIN, {f"{SERVICE}.a": replace(number(85, 0.0, 4), n=cases)})
    assert sum(step.down for step in find_outcomes(known, "public_value")[0].steps) == down


@pytest.mark.parametrize(("width", "down"), [(20, 0), (20.1, 1), (40, 1), (40.1, 2)])
def test_wide_intervals_lower_a_number_above_their_limits(width: float, down: int) -> None:
    known = known_of(PLAIN, {f"{SERVICE}.a": number(50, 1.0, 4)})
    scores = {id: replace(score, low=10.0, high=10.0 + width) for id, score in known.sheet.scores.items()}
    wide = replace(known, sheet=replace(known.sheet, scores=scores))
    assert sum(step.down for step in find_outcomes(wide, "public_value")[0].steps) == down


def whose(shows: dict[str, str], **facts: bool) -> Known:
    components = tuple(
        replace(one, indicators=tuple(replace(i, shows=shows.get(i.id, "nobody")) for i in one.indicators))
        for one in PLAIN.components
    )
    framework = replace(PLAIN, components=components, facts=(FactQuestion("serves_public", "S", "Does it?", "t"),))
    return known_of(framework, SERVED, facts=facts)


@pytest.mark.parametrize(
    ("id", "lot", "node", "facts", "shown"),
    [
        (f"{SERVICE}.a", "people", "public_value", {}, True),
        (f"{SERVICE}.a", "public", "public_value", {}, True),
        (f"{SERVICE}.a", "staff", "public_value", {}, False),
        (f"{SERVICE}.a", "staff", "citizen", {}, True),
        (f"{SERVICE}.a", "nobody", "citizen", {}, False),
        (f"{COSTS}.a", "people", "public_value", {}, False),
        (f"{COSTS}.a", "people", "economic", {}, False),
        # To staff whom alone it serves, what it produces is an outcome.
        (f"{COSTS}.a", "staff", "public_value", {"serves_public": False}, True),
        (f"{COSTS}.a", "staff", "public_value", {"serves_public": True}, False),
        (f"{COSTS}.a", "people", "public_value", {"serves_public": False}, False),
    ],
)
def test_outcomes_are_those_of_the_people_served(
    id: str, lot: str, node: str, facts: dict[str, bool], shown: bool
) -> None:
    known = whose({f"{SERVICE}.b": "people", id: lot}, **facts)
    assert shows_outcome(known, id, node) is shown
    assert is_internal(known) is (facts.get("serves_public") is False)


def test_core_share_may_lie_below_its_limit_by_rounding() -> None:
    text = TEXT.replace("some: 0.4", f"some: {1 / 3 + 1e-10!r}")
    third = asking_core(replace(small_framework(text), anchor_spread=0.0))
    assert answers_wanted(known_of(third, SERVED)) == 0
    assert "1 of 3 core questions" not in str(verdict_of(third, economic(85)).said.direction)
    assert [answers_wanted(known_of(CORE, found)) for found in ({}, SERVED, good())] == [2, 1, 0]


def test_harm_is_said_with_the_groups_that_differ_most() -> None:
    rows = (
        ("north", 100, 12.25, None),
        ("south", 90, 40.0, 27.75),
        ("reef", 80, 3.0, -9.25),
        ("few", None, None, None),
    )
    columns = ("group", "cases", "percent", "difference")
    detail = Detail("Rates", columns, rows, ("label", "", "percent", "difference"))
    found = replace(number(85, 2.0, 4), details=(Detail("Other", ("x",), (("y",),)), detail))
    (harm,) = verdict_of(HARMED, good() | {f"{SERVICE}.b": found}).harms
    assert harm.text == "It reached 85 % (81.1 to 88.9 %).: 40.0 % for south, 3.0 % for reef"
    one = replace(found, details=(replace(detail, rows=rows[:1]),))
    (harm,) = verdict_of(HARMED, good() | {f"{SERVICE}.b": one}).harms
    assert harm.text == "It reached 85 % (81.1 to 88.9 %)."


def test_dimension_that_lost_everything_stays_as_it_was() -> None:
    asked, gone = narrow(PLAIN, assessment_of(PLAIN))
    assert (asked, gone) == (PLAIN, ())
    aside = Kind(not_applicable=(SetAside(SERVICE, "It serves nobody"),))
    kept, _ = narrow(PLAIN, assessment_of(PLAIN, kind=aside))
    assert [one.id for one in kept.components] == [COSTS, HARM, SERVICE]


def test_plan_follows_recommendations_that_there_are() -> None:
    def said(recommendation: str) -> list[tuple[str, str]]:
        action = PlannedAction("Mend it", "the head", dt.date(2026, 1, 31), recommendation=recommendation)
        found = find_stated_problems(PLAIN, assessment_of(PLAIN, action_plan=(action,)))
        return [(str(one.what), str(one.do)) for one in found]

    assert said("") == said("assess.mend") == []
    assert said("asses.mend") == [("no recommendation is called 'asses.mend'", "did you mean 'assess.mend'?")]


def test_names_and_conditions_of_the_node_that_is_judged() -> None:
    assert [str(node_name(PLAIN, node)) for node in ("public_value", "economic", "nowhere")] == [
        "public value",
        "the economic dimension",
        "nowhere",
    ]
    conditions = (Condition("this", "coverage_below", 0.5), Condition(COSTS, "coverage_below", 0.5))
    assert [one.of for one in about(conditions, "citizen")] == ["citizen", COSTS]


def test_advice_stands_in_front_up_to_its_place() -> None:
    advice = Advice(PLAIN.recommendations[0], (), 0.0, 0.0)
    assert [replace(advice, rank=rank).in_front for rank in (FRONT, FRONT + 1)] == [True, False]


def test_day_to_mend_is_said_of_a_line_that_is_partly_kept_by_a_number() -> None:
    lines = judged_framework().red_lines[1:]
    partly = good() | {REVERSED: number(7, 0.5, 4)}
    stated = {"reversals": line("yes", document="D", mend_by="2025-06")}
    (found,) = verdict_of(judged_framework(lines=lines), partly, red_lines=stated).red_lines
    assert (found.state, found.mend_by) == ("partly", "2025-06")
    # At the limit itself it is kept.
    (kept,) = verdict_of(judged_framework(lines=lines), good() | {REVERSED: number(5, 0.0, 4)}).red_lines
    assert kept.state == "kept"


def test_certainty_of_a_dimension_is_lowered_by_its_own_lines_alone() -> None:
    verdict = verdict_of(LEGAL, economic(85) | citizen(85), red_lines={"legal": line("yes")})
    steps = {node: len(one.certainty.steps) for node, one in verdict.dimensions.items()}
    assert steps["economic"] == steps["citizen"] + 2


def test_other_weightings_say_whether_the_direction_differs() -> None:
    known = known_of(PLAIN, economic(85) | citizen(85))
    others = [(one, known.sheet) for one in own_weightings(PLAIN)]
    found = find_verdict(known, others).weightings
    assert [(one.id, one.differs, one.direction.id) for one in found] == [
        (weighting.id, False, "creates") for weighting, _ in others
    ]
    assert found[0].title == others[0][0].title
    assert [one.id for one in find_weightings(PLAIN, [])] == [one.id for one in own_weightings(PLAIN)]
