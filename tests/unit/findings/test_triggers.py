"""What conditions of advice read beside scores: states of lines, proofs, harm and the phase, each by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from judged import known_of, line, verdict_of
from judged_framework import COSTS, LEGAL, REVERSALS, REVERSED, SERVICE, harm_rule, judged_framework
from made_up import number
from publicvalue.findings.advice.recommendations import find_advice
from publicvalue.findings.advice.triggers import asks_of_harm, because, find_stated, limit_of, of_phase_and_proof
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.framework.model import Condition, Framework
from publicvalue.measures.result import Measured

PLAIN = judged_framework(lines=())
ASK = PLAIN.recommendations[0]


def stated(framework: Framework, results: dict[str, Measured] | None = None, **changes: object) -> dict[str, object]:
    known = known_of(framework, results or {}, **changes)
    found = find_stated(known, find_verdict(known))
    return {name: one.coverage for name, one in found.items()}


@pytest.mark.parametrize(
    ("answers", "share"),
    [
        ({}, 0.0),
        ({"legal": line("yes", document="D")}, 0.5),
        ({"legal": line("yes")}, 0.0),
        ({"legal": line("no", document="D"), "reversals": line("partly", document="D")}, 1.0),
    ],
)
def test_share_of_red_lines_that_are_proved(answers: dict[str, object], share: float) -> None:
    assert stated(judged_framework(), red_lines=answers)["red_lines"] == share


def test_framework_without_red_lines_leaves_none_open() -> None:
    assert stated(PLAIN)["red_lines"] == 1.0


@pytest.mark.parametrize(
    ("value", "strength", "legal", "shown", "proof"),
    [
        (50, 4, "yes", 0.0, 5),
        (90, 4, "yes", 1.0, 4),
        (90, 1, "yes", 0.5, 1),
        (50, 1, "no", 1.0, 5),
        (90, 1, "no", 1.0, 5),
    ],
)
def test_harm_is_shown_to_be_examined_or_none_with_its_best_proof(
    value: float, strength: int, legal: str, shown: float, proof: int
) -> None:
    framework = judged_framework(harm_rule("harm"), lines=(LEGAL,))
    results = {f"{SERVICE}.b": number(value, 1, strength)}
    known = known_of(framework, results, red_lines={"legal": line(legal, document="D")})
    found = find_stated(known, find_verdict(known))["harms"]
    assert (found.coverage, found.strength) == (shown, proof)


@pytest.mark.parametrize(
    ("phase", "held"),
    [("idea", {"idea", "before_use"}), ("pilot", {"pilot"}), ("production", {"production"}), ("retired", {"retired"})],
)
def test_phase_holds_and_what_is_not_used_yet_is_before_use(phase: str, held: set[str]) -> None:
    found = stated(PLAIN, phase=phase)
    assert {name for name, share in found.items() if name.startswith("phase.") and share} == {
        f"phase.{p}" for p in held
    }


def test_share_of_the_answered_core_that_rests_on_more_than_a_claim() -> None:
    results = {f"{COSTS}.a": number(85, 2, 2), f"{SERVICE}.a": number(85, 2, 1)}
    assert (stated(PLAIN, results)["proofs"], stated(PLAIN)["proofs"]) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("condition", "limit"),
    [
        (Condition("red_lines", "coverage_below", 1.0), "red_lines"),
        (Condition("outcomes", "strength_below", 3.0), "outcomes"),
        (Condition("outcomes", "strength_below", 4.0), ""),
        (Condition("red_lines", "coverage_at_least", 1.0), ""),
        (Condition("undecided", "coverage_at_least", 1.0), "undecided"),
        (Condition("undecided", "coverage_below", 1.0), ""),
        (Condition(COSTS, "coverage_below", 0.5), ""),
    ],
)
def test_advice_lifts_the_limit_that_its_trigger_asks_to_be_missing(condition: Condition, limit: str) -> None:
    assert limit_of(replace(ASK, when=(Condition(COSTS, "coverage_below", 0.5), condition))) == limit


@pytest.mark.parametrize(
    ("condition", "alike", "kept"),
    [
        (Condition("harms", "coverage_at_least", 1.0), True, False),
        (Condition("harms", "strength_at_least", 2.0), False, True),
        (Condition("harms", "coverage_below", 1.0), False, False),
        (Condition(COSTS, "coverage_at_least", 1.0), False, False),
        (Condition("phase.retired", "coverage_below", 1.0), False, True),
    ],
)
def test_conditions_on_harm_and_phase_are_told_apart(condition: Condition, alike: bool, kept: bool) -> None:
    one = replace(ASK, when=(condition,))
    assert asks_of_harm(one) is alike
    assert of_phase_and_proof(one) == ((condition,) if kept else ())


def test_advice_before_use_says_that_nobody_is_served_yet() -> None:
    known = known_of(PLAIN, phase="idea")
    when = (Condition("phase.before_use", "coverage_at_least", 1.0), Condition("phase.idea", "coverage_at_least", 1.0))
    said = because(known, find_verdict(known), replace(ASK, when=when))
    assert [str(one) for one in said] == ["nobody is served yet"]


@pytest.mark.parametrize(("over", "at_limit", "state"), [(9, 0, "broken"), (8, 0, "partly"), (8, 2, "partly")])
def test_line_breaks_from_its_probability_of_draws_above_the_limit_on(over: int, at_limit: int, state: str) -> None:
    draws = np.array([10.1] * over + [10.0] * at_limit + [9.0] * (10 - over - at_limit))
    results = {REVERSED: replace(number(10.05, 1, 4, draws=10), draws=draws)}
    found = verdict_of(judged_framework(lines=(REVERSALS,)), results)
    assert found.red_lines[0].state == state


@pytest.mark.parametrize(("answer", "advice"), [("partly", "assess.half"), ("no", "assess.mend")])
def test_line_that_is_partly_kept_has_advice_of_its_own(answer: str, advice: str) -> None:
    framework = judged_framework(lines=(replace(LEGAL, advice_partly="assess.half"),))
    found = verdict_of(framework, red_lines={"legal": line(answer, document="D")})
    assert found.red_lines[0].advice == advice


RETIRED = (Condition("phase.retired", "coverage_at_least", 1.0),)
ALIKE = replace(ASK, id="assess.alike", when=(Condition("harms", "coverage_at_least", 1.0),))
OF_PROOF = replace(ASK, id="assess.proof", when=(Condition("harms", "strength_at_least", 2.0),))
OF_RETIRED = replace(ASK, id="assess.retired", when=RETIRED)
ALIKE_RETIRED = replace(ALIKE, id="assess.alike_retired", when=(*ALIKE.when, *RETIRED))


def raised_by(lines: dict[str, tuple[str, str]], *harms: tuple[str, str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the advice that lines and harms raise: id -> answer and advice; effect and advice."""
    asked = tuple(replace(LEGAL, id=id, advice=advice, advice_partly=advice) for id, (_, advice) in lines.items())
    rules = [replace(harm_rule(effect), id=f"h{place}", advice=advice) for place, (effect, advice) in enumerate(harms)]
    base = judged_framework(*rules, lines=asked)
    framework = replace(base, recommendations=(ALIKE, ALIKE_RETIRED, OF_PROOF, OF_RETIRED))
    given = {id: line(answer, f"Fact of {id}.", document="D") for id, (answer, _) in lines.items()}
    known = known_of(framework, {f"{SERVICE}.b": number(90, 1, 4)} if harms else {}, red_lines=given)
    advice = find_advice(known, find_verdict(known))
    return [
        (one.recommendation.id, one.group, tuple(map(str, one.because)))
        for one in advice
        if one.group in ("red line", "harm")
    ]


def test_advice_for_all_harm_names_what_is_broken_and_shown_and_not_what_is_partly_kept_or_caps() -> None:
    lines = {"first": ("partly", "assess.proof"), "second": ("no", "assess.proof")}
    broken, partly, shown = "Fact of second (D)", "Fact of first (D)", "It reached 90 % (88 to 92 %)."
    assert raised_by(lines, ("cap", "assess.proof"), ("harm", "assess.proof")) == [
        ("assess.alike", "red line", (broken, shown)),
        ("assess.proof", "red line", (broken, partly, shown, shown)),
    ]


def test_advice_for_all_harm_stands_with_harm_where_no_line_is_broken() -> None:
    assert [one[:2] for one in raised_by({"first": ("yes", "assess.proof")}, ("harm", "assess.proof"))] == [
        ("assess.alike", "harm"),
        ("assess.proof", "harm"),
    ]


def test_lines_raise_no_advice_of_another_phase_and_none_that_is_not_listed() -> None:
    found = raised_by({"first": ("no", "assess.retired"), "second": ("no", "assess.elsewhere")})
    assert [one[:2] for one in found] == [("assess.alike", "red line")]
