"""Where a judgement turns: each limit met just so, a rounding error below it, and a step beyond."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from judged import assessment_of, known_of, verdict_of
from judged_framework import COSTS, HARM, REVERSED, SERVICE, asking_core, harm_rule, judged_framework
from made_up import number
from publicvalue.evidence.stated import Kind, SetAside
from publicvalue.findings.advice.recommendations import find_advice
from publicvalue.findings.judgement.applicable import Inapplicable, find_stated_problems, narrow
from publicvalue.findings.judgement.certainty import find_certainty
from publicvalue.findings.judgement.claim import find_claim
from publicvalue.findings.judgement.core import unknown_dimensions
from publicvalue.findings.judgement.direction import Ground, find_direction, signs_of
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import Step
from publicvalue.findings.judgement.outcomes import Outcome, find_outcomes, pooled, shows_outcome
from publicvalue.findings.judgement.verdict import find_verdict, lay_overall_ground
from publicvalue.framework.model import PUBLIC_VALUE, Condition, Framework, Indicator
from publicvalue.measures.result import ChecklistItem
from publicvalue.words.text import Text

PLAIN = judged_framework(lines=())
ROUNDING = 1e-12
KNOWN = known_of(PLAIN, {f"{COSTS}.a": number(85, 2, 4, draws=10), f"{SERVICE}.a": number(85, 2, 4, draws=10)})


def drawn(good: int, bad: int = 0) -> np.ndarray:
    """Ten draws, of which so many lie on the limit of good and of bad: 60 and 40."""
    return np.array([60.0] * good + [40.0] * bad + [50.0] * (10 - good - bad))


def scoring(**draws: np.ndarray) -> Known:
    return replace(KNOWN, sheet=replace(KNOWN.sheet, evidenced={**KNOWN.sheet.evidenced, **draws}))


def ground(node: str, **changes: Any) -> Ground:
    share = dict.fromkeys((PUBLIC_VALUE, "economic", "citizen"), 1.0) | changes.pop("core_share", {})
    start = Ground(node=node, decided=(), examined=False, core_share=share, outcomes=None, caps=(), held=frozenset())
    return replace(start, **changes)


def points(known: Known, on: Ground) -> str:
    return find_direction(known, on, known.sheet)[0]


def with_rules(framework: Framework = PLAIN, **core: float) -> Framework:
    return replace(framework, verdict=replace(framework.verdict, core=replace(framework.verdict.core, **core)))


@pytest.mark.parametrize(
    ("good", "bad", "direction"),
    [
        (10, 0, "creates"),
        (9, 0, "creates"),
        (8, 0, "probably_creates"),
        (7, 0, "probably_creates"),
        (6, 0, "mixed"),
        (0, 6, "mixed"),
        (0, 7, "probably_harm"),
        (0, 8, "probably_harm"),
        (0, 9, "harm"),
    ],
)
def test_direction_turns_at_seven_and_at_nine_of_ten_draws_on_the_limits(good: int, bad: int, direction: str) -> None:
    assert points(scoring(economic=drawn(good, bad)), ground("economic")) == direction


@pytest.mark.parametrize(("good", "bad", "direction"), [(7, 7, "mixed"), (7, 6, "probably_creates"), (6, 7, "mixed")])
def test_bad_dimension_makes_the_whole_mixed_from_seven_of_ten_draws_on(good: int, bad: int, direction: str) -> None:
    known = scoring(public_value=drawn(good), economic=drawn(6), citizen=drawn(0, bad))
    assert points(known, ground(PUBLIC_VALUE)) == direction
    gains, losses = signs_of(known, ground(PUBLIC_VALUE).core_share, known.sheet)
    assert (gains, losses) == ((), ("citizen",) if bad == 7 else ())


def test_dimension_is_a_gain_from_seven_of_ten_draws_on() -> None:
    known = scoring(economic=drawn(7), citizen=drawn(6))
    assert signs_of(known, ground(PUBLIC_VALUE).core_share, known.sheet) == (("economic",), ())


@pytest.mark.parametrize(("documented", "lowered"), [(2, False), (1, True), (0, True)])
def test_core_that_is_only_claimed_lowers_certainty(documented: int, lowered: bool) -> None:
    ids = (f"{COSTS}.a", f"{SERVICE}.a")
    results = {id: number(85, 2, 4 if place < documented else 1) for place, id in enumerate(ids)}
    known = known_of(with_rules(enough=2 / 3), results)
    outcomes = (Outcome("a", 5, True, ()), Outcome("b", 5, True, ()))
    said = [str(step.reason) for step in find_certainty(known, PUBLIC_VALUE, "shown", outcomes, ()).steps]
    given = f"{documented} of 3 core questions are answered by more than a claim"
    assert said == ([given] if lowered else [])


@pytest.mark.parametrize(("share", "said"), [(0.4, True), (0.4 - ROUNDING, True), (0.39, False)])
def test_nothing_is_said_below_the_least_share_of_the_core(share: float, said: bool) -> None:
    known = scoring(economic=drawn(10), citizen=drawn(0))
    on = ground("economic", core_share={"economic": share})
    assert points(known, on) == ("creates" if said else "cannot_say")
    assert signs_of(known, on.core_share, known.sheet)[0] == (("economic",) if said else ())


@pytest.mark.parametrize(
    ("sign", "good", "bad"), [(1, "creates", "mixed"), (0, "mixed", "harm"), (-1, "mixed", "harm")]
)
def test_outcomes_that_say_otherwise_make_it_mixed(sign: int, good: str, bad: str) -> None:
    on = ground("economic", outcomes=sign)
    assert points(scoring(economic=drawn(10)), on) == good
    assert points(scoring(economic=drawn(0, 10)), on) == bad


@pytest.mark.parametrize(("documented", "enough", "capped"), [(2, 2 / 3, False), (1, 2 / 3, True), (1, 0.9, False)])
def test_whole_is_capped_where_too_little_of_enough_that_is_answered_is_documented(
    documented: int, enough: float, capped: bool
) -> None:
    ids = (f"{COSTS}.a", f"{SERVICE}.a")
    results = {id: number(85, 2, 4 if place < documented else 1) for place, id in enumerate(ids)}
    caps = lay_overall_ground(known_of(with_rules(enough=enough), results)).caps
    assert any("not documented" in str(reason) for _, reason in caps) is capped


@pytest.mark.parametrize(("some", "unknown"), [(0.5, ()), (0.51, ("economic",))])
def test_dimension_is_unknown_below_the_least_share_alone(some: float, unknown: tuple[str, ...]) -> None:
    results = {f"{COSTS}.a": number(85, 2, 4), f"{SERVICE}.a": number(85, 2, 4)}
    assert unknown_dimensions(known_of(with_rules(some=some), results)) == unknown


@pytest.mark.parametrize(("strength", "claim"), [(1, "promised"), (2, "sound_on_paper")])
def test_what_is_documented_is_more_than_a_promise(strength: int, claim: str) -> None:
    known = known_of(PLAIN, {f"{COSTS}.a": number(85, 2, strength)})
    assert find_claim(known, PUBLIC_VALUE, ()) == claim


@pytest.mark.parametrize(("strength", "claim"), [(1, "sound_on_paper"), (2, "shown")])
def test_outcome_is_shown_from_its_strength_on(strength: int, claim: str) -> None:
    known = known_of(PLAIN, {f"{COSTS}.a": number(85, 2, 4)})
    assert find_claim(known, PUBLIC_VALUE, (Outcome(f"{SERVICE}.a", strength, True, ()),)) == claim


@pytest.mark.parametrize(("chance", "claim"), [(7, "sound_on_paper"), (6, "on_paper")])
def test_paper_is_sound_from_its_probability_on(chance: int, claim: str) -> None:
    assert find_claim(scoring(public_value=drawn(chance)), PUBLIC_VALUE, ()) == claim


@pytest.mark.parametrize(
    ("down", "said", "level"),
    [
        (0, [], "high"),
        (1, ["second"], "moderate"),
        (2, ["no second outcome is nearly as well evidenced"], "moderate"),
    ],
)
def test_second_outcome_counts_where_it_lies_a_step_behind_the_best_at_most(
    down: int, said: list[str], level: str
) -> None:
    second = Outcome("b", 4, True, (Step(Text("second"), down),) if down else ())
    known = known_of(PLAIN, {f"{part}.a": number(85, 2, 4) for part in (COSTS, HARM, SERVICE)})
    found = find_certainty(known, PUBLIC_VALUE, "shown", (second, Outcome("a", 5, True, ())), ())
    assert ([str(step.reason) for step in found.steps], found.level.id) == (said, level)


@pytest.mark.parametrize(
    ("some", "enough", "level", "reasons"),
    [
        (0.4, 2 / 3, "high", []),
        (0.4, 0.67, "moderate", ["2 of 3 core questions are answered"]),
        (2 / 3, 0.67, "moderate", ["2 of 3 core questions are answered"]),
        (0.67, 0.67, "very_low", ["2 of 3 core questions are answered"]),
    ],
)
def test_share_of_the_core_lowers_certainty_by_a_step_and_below_the_least_to_the_lowest(
    some: float, enough: float, level: str, reasons: list[str]
) -> None:
    known = known_of(with_rules(some=some, enough=enough), {f"{part}.a": number(85, 2, 4) for part in (COSTS, SERVICE)})
    outcomes = (Outcome("a", 5, True, ()), Outcome("b", 5, True, ()))
    found = find_certainty(known, PUBLIC_VALUE, "shown", outcomes, ())
    assert (found.level.id, [str(step.reason) for step in found.steps]) == (level, reasons)


def test_questions_of_one_component_that_people_set_aside_count_once() -> None:
    own = tuple(Inapplicable(f"economic.benefit.c.i{n}", Text("t"), Text("w"), "person") for n in range(9))
    known = replace(known_of(PLAIN, {f"{SERVICE}.a": number(85, 2, 4)}), not_applicable=own)
    steps = find_certainty(known, PUBLIC_VALUE, "promised", (), ()).steps
    assert not [step for step in steps if "set aside" in step.reason]


@pytest.mark.parametrize(("enough", "group"), [(2 / 3, "rest"), (0.67, "verdict")])
def test_advice_on_an_open_question_moves_the_verdict_where_few_are_answered(enough: float, group: str) -> None:
    asked = asking_core(with_rules(enough=enough))
    ask = replace(asked.recommendations[1], when=(Condition(COSTS, "coverage_below", 0.5),))
    known = known_of(
        replace(asked, recommendations=(ask,)), {f"{part}.a": number(85, 2, 4) for part in (HARM, SERVICE)}
    )
    known = replace(known, sheet=replace(known.sheet, evidenced={**known.sheet.evidenced, "economic": drawn(6)}))
    assert [(one.recommendation.id, one.group) for one in find_advice(known, find_verdict(known))] == [(ask.id, group)]


def test_outcomes_are_pooled_with_each_component_counted_once() -> None:
    results = {
        f"{SERVICE}.a": number(90),
        f"{SERVICE}.b": number(70),
        f"{COSTS}.a": number(20),
        f"{HARM}.b": number(99),
    }
    known = known_of(PLAIN, results)

    def outcome(id: str, strength: int) -> Outcome:
        return Outcome(id, strength, True, ())

    shown = [outcome(f"{SERVICE}.a", 2), outcome(f"{SERVICE}.b", 5), outcome(f"{COSTS}.a", 3)]
    means = pooled(known, [*shown, outcome(f"{HARM}.b", 1)])
    assert means is not None
    assert means.shape == (4000,)
    assert set(means) == {50.0}
    assert pooled(known, [outcome(f"{HARM}.b", 1)]) is None
    (alone,) = {float(one) for one in pooled(known, shown[:1])}  # type: ignore[union-attr]
    assert alone == 90.0


@pytest.mark.parametrize("whose", ["", "people", "nobody"])
def test_trust_is_an_outcome_below_a_dimension_and_not_of_the_whole(whose: str) -> None:
    outcomes = replace(PLAIN.verdict.outcomes, trust="outputs")

    def told(one: Indicator) -> Indicator:
        return replace(one, shows=whose if one.id == f"{COSTS}.a" else "public")  # type: ignore[arg-type]

    components = tuple(replace(one, indicators=tuple(map(told, one.indicators))) for one in PLAIN.components)
    framework = replace(PLAIN, verdict=replace(PLAIN.verdict, outcomes=outcomes))
    known = known_of(replace(framework, components=components) if whose else framework)
    found = [shows_outcome(known, f"{COSTS}.a", node) for node in ("economic", PUBLIC_VALUE)]
    assert found == [whose != "nobody", False]


def test_numbers_of_the_outcomes_below_a_node_are_found_in_order() -> None:
    known = known_of(PLAIN, {id: number(85, 2, 4) for id in (f"{SERVICE}.b", f"{SERVICE}.a", f"{COSTS}.a")})
    assert [one.indicator for one in find_outcomes(known, PUBLIC_VALUE)] == [f"{SERVICE}.a", f"{SERVICE}.b"]
    assert find_outcomes(known, "economic") == ()


def fact_of(law: str, document: str) -> str:
    item = ChecklistItem("law", "There is a law", law, document)  # type: ignore[arg-type]
    power = ChecklistItem("power", "It may", "yes", document)
    listed = replace(number(90), items=(item, power))
    return str(verdict_of(judged_framework(), {f"{COSTS}.a": listed}).red_lines[0].fact)


def test_fact_of_a_checklist_stands_with_its_document() -> None:
    assert fact_of("no", "Act 4") == "'There is a law' is answered no (Act 4)"
    assert fact_of("no", "") == "'There is a law' is answered no"


def narrowed(kind: Kind, *answered: str) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    results = {id: number(85) for id in answered}
    framework, gone = narrow(PLAIN, assessment_of(PLAIN, results, kind=kind))
    told = [(one.of, str(one.title), str(one.why), one.by) for one in gone]
    return [one.id for one in framework.components], told


def quiet(**more: Any) -> Kind:
    return Kind(id="quiet", facts=MappingProxyType({"decides": False}), **more)


def test_profile_and_people_take_away_what_is_asked_and_not_answered_with_their_reasons() -> None:
    profile, person = (HARM, "harm", "It harms nobody.", "profile"), (COSTS, "costs", "We pay nothing", "person")
    own = (SetAside(COSTS, "We pay nothing."), SetAside("economic.benefit.nothing", "w"), SetAside(HARM, "w"))
    assert narrowed(quiet()) == ([COSTS, SERVICE], [profile])
    assert narrowed(quiet(not_applicable=own[:1]), f"{HARM}.a") == ([HARM, SERVICE], [person])
    assert narrowed(quiet(not_applicable=own), REVERSED) == ([HARM, SERVICE], [person])
    assert narrowed(quiet(not_applicable=own), f"{COSTS}.a") == ([COSTS, SERVICE], [profile])
    assert narrowed(quiet(applicable=(SetAside(HARM, "It may."),))) == ([COSTS, HARM, SERVICE], [])
    assert narrowed(Kind()) == ([COSTS, HARM, SERVICE], [])


def test_fact_that_is_not_known_is_told_with_the_nearest() -> None:
    kind = Kind(id="quiet", facts=MappingProxyType({"decide": True}))
    (problem,) = find_stated_problems(PLAIN, assessment_of(PLAIN, kind=kind))
    assert (problem.what, problem.expected) == ("no fact is called 'decide'", "a fact of small/1")
    assert problem.do == "did you mean 'decides'?"


@pytest.mark.parametrize(
    ("effect", "head"),
    [
        ("harm", "Harm is measured: It reached 90"),
        ("examine", "To be examined before it goes further: It reached 90"),
        ("cap", "Mixed: bad on the economic side, but the outcomes that are shown are good; It reached 90"),
    ],
)
def test_harm_that_the_first_sentence_says_is_not_said_again(effect: str, head: str) -> None:
    results = {f"{part}.a": number(85, 2, 5) for part in (COSTS, HARM, SERVICE)} | {f"{SERVICE}.b": number(90, 1, 5)}
    said = verdict_of(judged_framework(harm_rule(effect), lines=()), results).said
    assert said.first.startswith(head)
    assert said.harms == ()


@pytest.mark.parametrize(("some", "little"), [(0.5, False), (0.51, True)])
def test_mixed_says_how_little_else_is_known_below_the_least_share_alone(some: float, little: bool) -> None:
    framework = with_rules(judged_framework(harm_rule("examine"), lines=()), some=some, enough=0.9)
    costs = framework.components[0]
    own = replace(costs.indicators[0], id="economic.benefit.more.a")
    more = replace(costs, id="economic.benefit.more", indicators=(own,))
    framework = replace(framework, components=(*framework.components, more))
    results = {f"{COSTS}.a": number(85, 2, 5), f"{SERVICE}.b": number(90, 1, 5)}
    direction = str(verdict_of(framework, results).said.direction)
    assert direction.startswith("Mixed: ")
    assert ("little else is known" in direction) is little


@pytest.mark.parametrize(("high", "down"), [(20.0, []), (20.5, [1]), (40.5, [2])])
def test_interval_of_a_score_that_begins_at_zero_is_as_wide_as_where_it_ends(high: float, down: list[int]) -> None:
    id = f"{SERVICE}.a"
    known = known_of(PLAIN, {id: number(85, 2, 5)})
    score = replace(known.sheet.scores[id], low=0.0, high=high)
    known = replace(known, sheet=replace(known.sheet, scores={**known.sheet.scores, id: score}))
    (found,) = find_outcomes(known, PUBLIC_VALUE)
    assert [step.down for step in found.steps] == down
