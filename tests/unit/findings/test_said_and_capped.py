"""What is said, word for word, of situations that are rarer; and what caps a direction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from judged import known_of, line, verdict_of
from judged_framework import COSTS, HARM, REVERSED, SERVICE, asking_core, harm_rule, judged_framework
from made_up import number
from publicvalue.findings.advice.conditions import describe
from publicvalue.findings.advice.recommendations import Advice, _key
from publicvalue.findings.advice.triggers import because
from publicvalue.findings.judgement.direction import Ground, find_direction
from publicvalue.findings.judgement.harms import find_harms
from publicvalue.findings.judgement.outcomes import find_outcomes
from publicvalue.findings.judgement.sentences import NAMED
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.framework.model import PUBLIC_VALUE, Condition, Framework
from publicvalue.measures.result import Diagnostic, Measured
from publicvalue.words.text import Text

PLAIN = judged_framework(lines=())
LEGAL = judged_framework(lines=judged_framework().red_lines[:1])
A, B = f"{SERVICE}.a", f"{SERVICE}.b"


def economic(value: float, error: float = 2.0) -> dict[str, Measured]:
    found = {id: number(value, error, 4) for id in (f"{COSTS}.a", f"{COSTS}.b", REVERSED)}
    return found | {f"{HARM}.a": number((100 - value) / 2, error / 2, 4)}


def citizen(a: tuple[float, int], b: tuple[float, int], error: float = 2.0) -> dict[str, Measured]:
    """Two outcomes, each with its value and its strength."""
    return {A: number(a[0], error, a[1], seed=2), B: number(b[0], error, b[1], seed=3)}


BOTH_GOOD = economic(85) | citizen((85, 4), (85, 4))
SEVERE = judged_framework(harm_rule("harm"), lines=())
EXAMINED = judged_framework(harm_rule("examine"), lines=())


@pytest.mark.parametrize(
    ("framework", "results", "changes", "said"),
    [
        (
            PLAIN,
            economic(95) | citizen((10, 5), (95, 4)),
            {},
            "Mixed: good on the economic side, but what is best evidenced is bad: a, 10 %.",
        ),
        (
            PLAIN,
            economic(95) | citizen((50, 2), (50, 2)),
            {"phase": "design"},
            "Mixed: good on the economic side, but the outcomes that are known so far are not.",
        ),
        (
            SEVERE,
            economic(85) | citizen((85, 4), (85, 2)),
            {"phase": "retired"},
            "While it was in use harm was reported: It reached 85 % (81.1 to 88.9 %).",
        ),
        (
            SEVERE,
            BOTH_GOOD,
            {"phase": "retired"},
            "While it was in use harm was measured: It reached 85 % (81.1 to 88.9 %).",
        ),
        (LEGAL, BOTH_GOOD, {}, "Could create value, if its red lines hold; its red line is not answered yet."),
        (
            LEGAL,
            BOTH_GOOD,
            {"phase": "retired"},
            "Could create value, if its red lines hold; its red line is not answered yet.",
        ),
    ],
)
def test_first_sentence_of_a_rarer_situation(
    framework: Framework, results: dict[str, Measured], changes: dict[str, Any], said: str
) -> None:
    assert verdict_of(framework, results, **changes).said.first == said


@pytest.mark.parametrize(
    ("framework", "results", "said"),
    [
        (EXAMINED, BOTH_GOOD, "Not good enough to start; what speaks against it is settled first."),
        (PLAIN, economic(5) | citizen((5, 4), (5, 4)), "Not good enough to start as it is."),
    ],
)
def test_what_a_system_is_good_for_before_it_starts(
    framework: Framework, results: dict[str, Measured], said: str
) -> None:
    assert verdict_of(framework, results, phase="design").said.good_for == said


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (NAMED, "; not answered of the red lines: line 0, line 1, line 2 and line 3."),
        (NAMED + 1, f"; {NAMED + 1} further red lines are not answered."),
    ],
)
def test_open_lines_beside_a_broken_one_are_named_up_to_a_number_and_counted_beyond(others: int, said: str) -> None:
    legal = LEGAL.red_lines[0]
    more = tuple(replace(legal, id=f"line-{place}", title=f"Line {place}", items=()) for place in range(others))
    stated = {"legal": line("no", "There is no law")}
    first = verdict_of(judged_framework(lines=(legal, *more)), BOTH_GOOD, red_lines=stated).said.first
    assert first == f"Should not go on as it is: There is no law{said}"


def test_condition_is_said_with_the_share_that_is_known() -> None:
    known = known_of(PLAIN, {A: number(85, 2.0, 4)})
    condition = Condition(SERVICE, "coverage_below", 0.9)
    assert describe(condition, known.sheet, Text("service")) == "50 % of service is evidenced"


@pytest.mark.parametrize(("beyond", "found"), [(9, 1), (8, 0)])
def test_harm_holds_from_its_probability_itself(beyond: int, found: int) -> None:
    draws = np.array([85.0] * beyond + [50.0] * (10 - beyond))
    known = known_of(SEVERE, {B: replace(number(85, 0.0, 4, draws=10), draws=draws)})
    assert len(find_harms(known)) == found


def test_bad_dimension_makes_the_whole_mixed_where_no_dimension_is_good() -> None:
    known = known_of(PLAIN, BOTH_GOOD)
    drawn = {"public_value": [60.0] * 8, "economic": [50.0] * 8, "citizen": [40.0] * 8}
    sheet = replace(known.sheet, evidenced={id: np.array(draws) for id, draws in drawn.items()})
    share = dict.fromkeys((PUBLIC_VALUE, "economic", "citizen"), 1.0)
    ground = Ground(
        PUBLIC_VALUE, decided=(), examined=False, core_share=share, outcomes=None, caps=(), held=frozenset()
    )
    assert find_direction(known, ground, sheet)[-1] == "citizen is bad, whatever the whole scores"


def test_outcome_of_the_public_at_large_is_not_first_hand_and_a_step_down() -> None:
    shown = {A: "public", B: "people"}
    components = tuple(
        replace(one, indicators=tuple(replace(i, shows=shown.get(i.id, "nobody")) for i in one.indicators))
        for one in PLAIN.components
    )
    known = known_of(replace(PLAIN, components=components), citizen((85, 4), (85, 4)))
    found = {one.indicator: one for one in find_outcomes(known, PUBLIC_VALUE)}
    assert (found[A].first_hand, found[B].first_hand) == (False, True)
    steps = [(str(step.reason), step.down) for step in found[A].steps]
    assert steps == [("“a” speaks of the public at large, not of the people served", 1)]
    assert [step.down for step in found[B].steps] == []


@pytest.mark.parametrize(("strength", "state"), [(2, "broken"), (1, "unanswered")])
def test_number_of_a_line_counts_from_where_it_is_measured(strength: int, state: str) -> None:
    lines = judged_framework().red_lines[1:]
    (found,) = verdict_of(judged_framework(lines=lines), {REVERSED: number(40, 1.0, strength)}).red_lines
    assert found.state == state
    if state == "broken":
        assert found.fact == "b: 40 % (95 % interval 38 to 42)"


def test_advice_of_equal_place_stands_by_its_gain_for_the_effort() -> None:
    one = PLAIN.recommendations[0]
    small, large = (replace(one, id=effort, effort=effort) for effort in ("small", "large"))
    assert _key(Advice(small, (), 10.0, 0.0), {}) < _key(Advice(large, (), 12.0, 0.0), {})
    assert _key(Advice(small, (), 2.0, 0.0), {}) > _key(Advice(large, (), 12.0, 0.0), {})


@pytest.mark.parametrize(
    ("results", "of", "said"),
    [
        ({}, "core", ["0 of 3 core questions are answered"]),
        (economic(85), "outcomes", ["nobody is yet shown to be better off"]),
        (economic(85) | citizen((85, 3), (85, 3)), "outcomes", []),
    ],
)
def test_advice_says_what_is_missing_of_a_limit(results: dict[str, Measured], of: str, said: list[str]) -> None:
    known = known_of(asking_core(PLAIN), results)
    one = replace(PLAIN.recommendations[0], when=(Condition(of, "coverage_below", 0.5),))
    assert [str(text) for text in because(known, find_verdict(known), one)] == said


def test_harm_lies_beyond_its_threshold_and_not_on_it() -> None:
    on, beyond = (replace(number(60, 0.0, 4, draws=10), draws=np.full(10, value)) for value in (60.0, 60.5))
    assert [len(find_harms(known_of(SEVERE, {B: one}))) for one in (on, beyond)] == [0, 1]


@pytest.mark.parametrize(("strength", "steps"), [(3, ["a check of “a” failed"]), (2, [])])
def test_failed_check_lowers_what_is_strong_enough_to_show_value(strength: int, steps: list[str]) -> None:
    check = Diagnostic(name=Text("Check"), passed=False, text=Text("It failed"))
    failed = replace(number(85, 0.0, strength), diagnostics=(check,))
    (found,) = find_outcomes(known_of(PLAIN, {A: failed}), PUBLIC_VALUE)
    assert [str(one.reason) for one in found.steps if "a check of" in str(one.reason)] == steps
