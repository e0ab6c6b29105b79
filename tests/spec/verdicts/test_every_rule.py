"""Every rule of the shipped judgement fires in one of these worlds, and stays silent in another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from archetypes import shipped
from judged import known_of, line
from judged_shipped import CORE, brought, everything
from publicvalue.evidence.stated import Kind, SetAside
from publicvalue.findings.advice.recommendations import find_advice
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.red_lines import DRAWN
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.framework.judgement.verdict import CERTAINTIES, CLAIMS, DIRECTIONS
from publicvalue.framework.model import Recommendation
from publicvalue.measures.result import Diagnostic, Measured
from publicvalue.words.text import Text

FRAMEWORK = shipped()
LINES = {one.id: line("yes", document="D 1") for one in FRAMEWORK.red_lines}
STATES = ("broken", "partly", "kept", "claimed", "unanswered")
STEPS = (
    "nothing is documented or measured in use yet",
    "no outcome is shown",
    "no second outcome is nearly as well evidenced",
    "{name} rests on {number:count} cases",
    "the score of {name} may lie anywhere within {width:whole} points",
    "{name} {rests}",
    "the evidence on {name} is {years:fixed1} years older than the period",
    "a check of {name} failed",
    "{name} speaks of the public at large, not of the people served",
    "{answered} of {asked} core questions are answered",
    "{answered} of {asked} core questions are answered by more than a claim",
    "{number} red lines are not answered, or are answered without a document",
    "two ways of measuring disagree on {titles:and}",
    "{number} components were set aside by those who answered",
)
"""Every reason for a step of certainty, by the id of its sentence."""

OUTCOME = "citizen.benefit.service_quality.outcome_change"
REVERSED = "economic.risk.economic_harm.reversed_money_decisions"


def told(results: Mapping[str, Measured], lines: Mapping[str, Any] = LINES, **more: Any) -> Known:
    return known_of(FRAMEWORK, results, red_lines=lines, **more)


def changed(results: Mapping[str, Measured], ids: tuple[str, ...], **fields: Any) -> dict[str, Measured]:
    return {id: replace(one, **fields) if id in ids else one for id, one in results.items()}


def plain_worlds() -> Iterator[Known]:
    """Worlds for directions, claims, certainty and red lines."""
    good = everything(85, 4)
    yield told({}, {})
    for score in (85.0, 62.0, 50.0, 38.0, 15.0):
        yield told(brought(CORE, score, 3))
    yield told(good)
    yield told(brought(CORE, 85, 1))
    yield told(brought(CORE, 85, 1) | brought([OUTCOME], 85, 4))
    yield told(brought(CORE, 85, 4), phase="idea")
    yield told(brought([id for id in CORE if id not in SHOWN], 85, 2))
    yield told(brought([id for id in CORE if id not in SHOWN], 45, 2))
    yield told(brought(CORE[:13], 85, 3), kind=ASIDE)
    yield told(brought([OUTCOME], 85, 5))
    yield told(changed(good, tuple(good), n=20))
    yield told(brought(CORE, 85, 3, spread=40))
    yield told(good, collected="2010")
    yield told(changed(good, tuple(good), diagnostics=(Diagnostic(Text("c"), False, Text("t")),)))
    yield told(brought(PUBLIC, 85, 3))
    yield told(good, disagreeing=(OUTCOME,))
    silent = {id: one for id, one in good.items() if id != REVERSED}
    for answer, document in (("no", ""), ("partly", "D"), ("yes", ""), ("unknown", "")):
        yield told(silent, {id: line(answer, document=document) for id in LINES})
    yield told(brought(CORE, 85, 3), {}, kind=Kind(facts=MappingProxyType(dict.fromkeys(FACTS, False))))


SHOWN = [one.id for one in FRAMEWORK.indicators if FRAMEWORK.stage_of(one) in FRAMEWORK.verdict.outcomes.stages]
PUBLIC = [one.id for one in FRAMEWORK.indicators if one.shows == "public"]
FACTS = [one.id for one in FRAMEWORK.facts]
GUARDED = {item.split("/")[0].rsplit(".", 1)[0] for one in FRAMEWORK.red_lines for item in one.items}
ASIDE = Kind(
    not_applicable=tuple(
        SetAside(one.id, "we do not do this")
        for one in FRAMEWORK.components
        if one.id not in GUARDED and one.id != "economic.risk.economic_harm" and not set(CORE[:13]) & {one.core.id}  # type: ignore[union-attr]
    )[:5]
)


@pytest.fixture(scope="module")
def worlds() -> list[Known]:
    return list(plain_worlds())


def assert_each(fired: Callable[[Known], set[str]], rules: set[str], worlds: list[Known]) -> None:
    found = [fired(known) for known in worlds]
    assert {rule for rule in rules if not any(rule in one for one in found)} == set(), "never fires"
    assert {rule for rule in rules if all(rule in one for one in found)} == set(), "is never silent"


def test_every_word_of_the_verdict_is_said_and_is_not(worlds: list[Known]) -> None:
    def words(known: Known) -> set[str]:
        overall = find_verdict(known).overall
        return {overall.direction.id, f"claim {overall.claim.id}", f"certainty {overall.certainty.level.id}"}

    rules = {*DIRECTIONS, *(f"claim {id}" for id in CLAIMS), *(f"certainty {id}" for id in CERTAINTIES)}
    assert_each(words, rules, worlds)


def test_every_step_of_certainty_is_taken_and_is_not(worlds: list[Known]) -> None:
    def steps(known: Known) -> set[str]:
        verdict = find_verdict(known)
        judged = (verdict.overall, *verdict.dimensions.values())
        return {id_of(step.reason) for one in judged for step in one.certainty.steps}

    seen = {step for known in worlds for step in steps(known)}
    assert seen <= set(STEPS), "a step that this test does not list"
    assert_each(steps, set(STEPS), worlds)


def id_of(text: str) -> str:
    """The sentence of a reason; of one that counts, that for many."""
    assert isinstance(text, Text)
    return text.many or text.id


def test_every_red_line_is_in_every_state_and_in_others(worlds: list[Known]) -> None:
    def states(known: Known) -> set[str]:
        return {f"{one.line} {one.state}" for one in find_verdict(known).red_lines}

    exempt = {f"{one.id} not_applicable" for one in FRAMEWORK.red_lines if one.exempt}
    assert_each(states, {f"{id} {state}" for id in LINES for state in STATES} | exempt, worlds)


@pytest.mark.parametrize("rule", FRAMEWORK.harms, ids=lambda one: one.id)
def test_every_harm_is_found_beyond_its_threshold_and_not_before(rule: Any) -> None:
    for limit, away in ((rule.above, 1), (rule.below, -1)):
        if limit is not None:
            beyond, within = (
                {rule.indicator: replace(brought([rule.indicator], 50, 3)[rule.indicator], **at(limit + step * away))}
                for step in (abs(limit) * 0.5 + 0.5, -(abs(limit) * 0.05 + 0.01))
            )
            assert rule.id in {one.rule for one in find_verdict(told(beyond)).harms}
            assert rule.id not in {one.rule for one in find_verdict(told(within)).harms}


def at(value: float) -> dict[str, Any]:
    draws = brought([OUTCOME], 50, 3)[OUTCOME].draws * 0 + value
    return {"estimate": value, "low": value, "high": value, "draws": draws}


LOSSES = "economic.risk.economic_harm.losses_change"


def triggered(one: Recommendation) -> Known:
    """A world in which the trigger of a recommendation holds."""
    results = {}
    for condition in one.when:
        below = [i.id for i in FRAMEWORK.indicators if is_below(i.id, condition.of)]
        if condition.test == "score_below":
            results |= brought(below, condition.value - 20, 3, 0.01)
        elif condition.test == "score_at_least":
            results |= brought([id for id in below if id not in results], condition.value + 15, 3, 0.01)
        elif condition.test in ("strength_below", "strength_at_least"):
            strength = int(condition.value) - (condition.test == "strength_below")
            results |= changed(
                brought(below, 70, 3, 0.01) | {k: v for k, v in results.items() if k in below},
                tuple(below),
                strength=strength,
            )
        elif condition.test == "coverage_at_least":
            results |= brought([id for id in below if id not in results], 70, 3, 0.01)
    for condition in one.when:
        if condition.test == "coverage_below":
            results = {id: number for id, number in results.items() if not is_below(id, condition.of)}
    return told(results, {}, phase="pilot")


def stated() -> Iterator[Known]:
    """Worlds in which advice is raised by more than scores: phase, red lines, harm, shares of some cases alone."""
    good, broken = brought(CORE, 85, 3), {id: line("no") for id in LINES}
    chosen = (Diagnostic(Text("c"), False, Text("t"), id=DRAWN),)
    yield told(brought(CORE, 85, 1), phase="idea")
    yield told(brought(CORE, 85, 4))
    yield told(brought(CORE, 50, 3))
    yield told(changed(good, (REVERSED,), diagnostics=chosen))
    # Harm that somebody claims, and nobody documented.
    yield told(good | {LOSSES: replace(brought([LOSSES], 50, 1)[LOSSES], **at(50))})
    yield told(good, broken, phase="design")
    yield told(good, broken, phase="retired")


def is_below(id: str, node: str) -> bool:
    indicator = FRAMEWORK.indicator(id)
    kind, _, name = node.partition(".")
    if kind == "stage":
        return FRAMEWORK.stage_of(indicator) == name
    if kind == "category":
        return indicator.component.split(".")[1] == name
    return node == "public_value" or id.startswith(f"{node}.")


def test_every_recommendation_is_given_where_its_trigger_holds_and_not_where_it_does_not() -> None:
    silent = [told({}), told(everything(85, 5), phase="retired"), told(everything(30, 3))]
    quiet = [{one.recommendation.id for one in find_advice(known, find_verdict(known))} for known in silent]
    never = [one.id for one in FRAMEWORK.recommendations if all(one.id in given for given in quiet)]
    assert never == [], "is never silent"
    fired = set().union(*quiet, *({one.recommendation.id for one in find_advice(k, find_verdict(k))} for k in stated()))
    for one in FRAMEWORK.recommendations:
        if one.id not in fired:
            known = triggered(one)
            fired |= {given.recommendation.id for given in find_advice(known, find_verdict(known))}
    assert {one.id for one in FRAMEWORK.recommendations} - fired == set(), "never fires"


def test_advice_to_roll_out_step_by_step_is_silent_where_nothing_is_left_to_roll_out_or_lots_were_drawn() -> None:
    def given(strength: int, phase: str) -> bool:
        known = told(everything(85, strength), phase=phase)
        return STAGGER in {one.recommendation.id for one in find_advice(known, find_verdict(known))}

    assert [given(3, phase) for phase in ("pilot", "development", "production", "retired")] == [
        True,
        True,
        False,
        False,
    ]
    assert not given(4, "pilot")


STAGGER = "assess_effectiveness.stagger_rollout"


def test_no_recommendation_asks_for_what_no_indicator_takes() -> None:
    taken = {one.component for one in FRAMEWORK.indicators}
    assert {id for one in FRAMEWORK.recommendations for id in one.raises} <= taken
