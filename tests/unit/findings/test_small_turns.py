"""Small turns of a judgement, one by one: what counts as moving, what is said, who is named first."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from judged import assessment_of, known_of, line, verdict_of
from judged_framework import COSTS, HARM, REVERSALS, REVERSED, SERVICE, harm_rule, judged_framework
from made_up import number
from publicvalue.errors import Place
from publicvalue.findings.advice.recommendations import find_advice
from publicvalue.findings.advice.triggers import because
from publicvalue.findings.judgement.applicable import Inapplicable, find_stated_problems
from publicvalue.findings.judgement.direction import Ground, find_direction
from publicvalue.findings.judgement.evidence_counts import count_evidence
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.findings.systems.found import found_of
from publicvalue.framework.model import Condition
from publicvalue.measures.result import ChecklistItem, Measured
from publicvalue.words.text import Text

PLAIN = judged_framework(lines=())
ASK = PLAIN.recommendations[0]


@pytest.mark.parametrize(
    ("values", "of", "group"),
    [
        # Outcomes are shown and good; the economy is bad.
        ({COSTS: 10, SERVICE: 90, HARM: 10}, COSTS, "verdict"),
        ({COSTS: 90, SERVICE: 90, HARM: 90}, COSTS, "rest"),
        # No outcome is shown, and nothing is bad.
        ({COSTS: 90, HARM: 90}, SERVICE, "verdict"),
        ({COSTS: 90, HARM: 90}, COSTS, "rest"),
    ],
)
def test_advice_moves_the_verdict_where_a_dimension_is_bad_or_outcomes_are_wanted(
    values: dict[str, float], of: str, group: str
) -> None:
    one = replace(ASK, id="assess.own", when=(Condition(HARM, "coverage_at_least", 0.1),), raises=(of,))
    results = {f"{part}.{letter}": number(value, 1, 4) for part, value in values.items() for letter in "ab"}
    known = known_of(replace(PLAIN, recommendations=(one,)), results)
    assert [advice.group for advice in find_advice(known, find_verdict(known))] == [group]


@pytest.mark.parametrize(
    ("of", "strength", "said"),
    [
        ("outcomes", 2, ["outcomes are shown by documents or ratings, not measured"]),
        ("outcomes", 4, []),
        ("phase.retired", 2, []),
    ],
)
def test_outcomes_that_are_shown_and_not_measured_are_told_of_outcomes_alone(
    of: str, strength: int, said: list[str]
) -> None:
    known = known_of(
        PLAIN, {f"{part}.{letter}": number(90, 1, strength) for part in (COSTS, SERVICE) for letter in "ab"}
    )
    one = replace(ASK, when=(Condition(of, "coverage_below", 1.0),))
    assert [str(text) for text in because(known, find_verdict(known), one)] == said


def test_what_is_not_known_and_was_written_nowhere_has_no_place() -> None:
    (problem,) = find_stated_problems(PLAIN, assessment_of(PLAIN, red_lines={"legal": line("yes")}))
    assert (problem.what, problem.place) == ("no red line is called 'legal'", Place())


def test_direction_says_how_probable_the_bad_band_is() -> None:
    known = known_of(PLAIN, {f"{part}.a": number(5, 1, 4) for part in (COSTS, SERVICE)})
    share = dict.fromkeys(("public_value", "economic", "citizen"), 1.0)
    start = Ground(node="public_value", decided=(), examined=False, core_share=share, outcomes=None, caps=())
    direction, _, reason = find_direction(known, start, known.sheet)
    assert (direction, str(reason)) == ("harm", "it scores 40 or less with probability over 99 %")


def test_cases_are_counted_once_for_a_file_and_checklists_for_each_indicator() -> None:
    counts = {f"{COSTS}.a": 10, f"{COSTS}.b": 30, f"{SERVICE}.a": 7, f"{SERVICE}.b": 8}
    results = {id: replace(number(50), n=n) for id, n in counts.items()}
    known = known_of(PLAIN, results, kinds={f"{SERVICE}.{letter}": "checklist" for letter in "ab"})
    shared = {id: replace(answer, evidence=f"e-{id[:-1]}a") for id, answer in known.answers.items()}
    assert [str(text) for text in count_evidence(known)] == ["40 cases in records", "2 checklists"]
    assert [str(text) for text in count_evidence(replace(known, answers=shared))] == [
        "30 cases in records",
        "2 checklists",
    ]


@pytest.mark.parametrize(("at", "found"), [(50.0, 0), (49.9, 1)])
def test_harm_begins_below_its_limit_and_not_on_it(at: float, found: int) -> None:
    rule = replace(harm_rule("harm"), above=None, below=50.0)
    harms = verdict_of(judged_framework(rule, lines=()), {f"{SERVICE}.b": number(at, 0, 4)}).harms
    assert len(harms) == found


def test_four_that_were_set_aside_are_all_named_and_nothing_more() -> None:
    own = tuple(Inapplicable(f"economic.benefit.c{n}", Text("P{n}", n=n), Text("no"), "person") for n in range(4))
    known = known_of(PLAIN, {f"{part}.a": number(85, 1, 4) for part in (COSTS, HARM, SERVICE)})
    said = str(find_verdict(replace(known, not_applicable=own)).said.not_shown)
    assert "Set aside by those who answered: p0 (no); p1 (no); p2 (no); p3 (no)." in said


def item(id: str, state: str, document: str = "Act") -> ChecklistItem:
    return ChecklistItem(id, f"There is {id}", state, document)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("law", "power", "fact"),
    [
        (item("law", "no"), item("power", "yes"), "'There is law' is answered no (Act)"),
        (item("law", "yes"), item("power", "no"), "'There is power' is answered no (Act)"),
        (item("law", "yes"), item("power", "yes"), "'There is law' is answered yes (Act)"),
        (item("law", "yes"), item("power", "yes", ""), "'There is power' is answered yes"),
    ],
)
def test_line_says_the_item_that_decided_it(law: ChecklistItem, power: ChecklistItem, fact: str) -> None:
    results = {f"{COSTS}.a": replace(number(90), items=(law, power))}
    assert str(verdict_of(judged_framework(), results).red_lines[0].fact) == fact


@pytest.mark.parametrize(("over", "state"), [(1, "kept"), (2, "claimed")])
def test_line_is_kept_from_its_probability_of_draws_within_the_limit_on(over: int, state: str) -> None:
    draws = np.array([10.1] * over + [4.0] * (10 - over))
    results: dict[str, Measured] = {REVERSED: replace(number(4.0, 1, 4, draws=10), draws=draws)}
    found = verdict_of(judged_framework(lines=(REVERSALS,)), results).red_lines[0]
    assert (found.state, found.document) == (state, "Evidence")


@pytest.mark.parametrize(
    ("strength", "effect", "harm"), [(4, "harm", "shown"), (4, "examine", "claimed"), (1, "harm", "claimed")]
)
def test_harm_of_a_system_is_shown_where_it_is_documented_and_claimed_otherwise(
    strength: int, effect: str, harm: str
) -> None:
    framework = judged_framework(harm_rule(effect), lines=())
    results = {f"{SERVICE}.b": number(90, 1, strength)}
    found = found_of(assessment_of(framework, results), verdict_of(framework, results))
    assert (found.harm, str(found.title)) == (harm, "A")


def test_title_of_a_system_says_that_its_data_are_made_up() -> None:
    made = assessment_of(PLAIN, {f"{COSTS}.a": number(90)})
    evidence = {id: replace(one, made_up=True) for id, one in made.evidence.items()}
    made = replace(made, evidence=MappingProxyType(evidence))
    assert str(found_of(made, verdict_of(PLAIN)).title) == "A (made-up data)"
