"""Every rule of red lines, harm, claim, direction, certainty and advice: where it fires, and where it stays silent."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from judged import assessment_of, known_of, line, verdict_of
from judged_framework import COSTS, HARM, LEGAL, REVERSED, SERVICE, asking_core, harm_rule, judged_framework
from made_up import number
from publicvalue.evidence.stated import Kind, SetAside
from publicvalue.findings.advice.recommendations import FRONT, Advice, find_advice
from publicvalue.findings.judgement.applicable import find_stated_problems
from publicvalue.findings.judgement.known import read_last_day
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.framework.model import Condition
from publicvalue.measures.result import ChecklistItem, Diagnostic, Measured, NotApplicable
from publicvalue.words.text import Text

FRAMEWORK = judged_framework()
PLAIN = judged_framework(lines=())
KEPT = {"legal": line("yes", document="D"), "reversals": line("yes", document="D")}


def good(strength: int = 4, error: float = 2.0, **others: Measured) -> dict[str, Measured]:
    """All but harm.a and harm.b at 85, and what is named otherwise by the last two parts of its id."""
    results = {f"{part}.{letter}": number(85, error, strength) for part in (COSTS, SERVICE) for letter in "ab"}
    return results | {f"{HARM}.b": number(85, error, strength)} | others


def items(law: str, power: str = "yes", document: str = "D") -> Measured:
    listed = (ChecklistItem("law", "There is a law", law, document), ChecklistItem("power", "It may", power, document))  # type: ignore[arg-type]
    return replace(number(90), items=listed)


def state(**changes: object) -> str:
    results = changes.pop("results", {})
    return verdict_of(FRAMEWORK, results, **changes).red_lines[0].state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "document", "found"),
    [
        ("no", "", "broken"),
        ("no", "D", "broken"),
        ("partly", "D", "partly"),
        ("yes", "D", "kept"),
        ("yes", "", "claimed"),
        ("unknown", "D", "unanswered"),
    ],
)
def test_stated_answer_gives_the_state_of_a_line(answer: str, document: str, found: str) -> None:
    assert state(red_lines={"legal": line(answer, document=document)}) == found


@pytest.mark.parametrize(
    ("law", "power", "document", "found"),
    [
        ("no", "yes", "D", "broken"),
        ("yes", "no", "D", "broken"),
        ("partly", "yes", "D", "partly"),
        ("yes", "yes", "D", "kept"),
        ("yes", "yes", "", "claimed"),
        ("yes", "unknown", "D", "unanswered"),
        ("not_applicable", "not_applicable", "D", "unanswered"),
    ],
)
def test_items_of_checklists_give_the_state_together(law: str, power: str, document: str, found: str) -> None:
    assert state(results={f"{COSTS}.a": items(law, power, document)}) == found


def test_items_speak_where_too_few_were_answered_for_a_number() -> None:
    few = NotApplicable(Text("too few"), (ChecklistItem("law", "There is a law", "no"),))
    assert state(results={f"{COSTS}.a": few}) == "broken"


def test_worst_of_several_sources_counts_and_a_proof_stands_above_a_claim() -> None:
    yes = {"legal": line("yes", document="D")}
    assert state(results={f"{COSTS}.a": items("no")}, red_lines=yes) == "broken"
    assert state(results={f"{COSTS}.a": items("yes", document="")}, red_lines=yes) == "kept"


@pytest.mark.parametrize(
    ("value", "error", "strength", "options", "found"),
    [
        (60, 1, 3, {}, "broken"),
        (60, 1, 3, {"drawn": "random"}, "broken"),
        (60, 1, 3, {"drawn": "appeals"}, "unanswered"),
        (60, 1, 3, {"frame": "appeals"}, "unanswered"),
        (60, 1, 1, {}, "unanswered"),
        (7, 0.5, 3, {}, "partly"),
        (3, 0.5, 3, {}, "kept"),
        (4.5, 8, 3, {}, "claimed"),
        (11, 4, 3, {}, "partly"),
    ],
)
def test_measured_value_gives_the_state(
    value: float, error: float, strength: int, options: dict[str, object], found: str
) -> None:
    verdict = verdict_of(FRAMEWORK, {REVERSED: number(value, error, strength)}, options={REVERSED: options})
    assert verdict.red_lines[1].state == found
    assert bool(verdict.red_lines[1].beside) is ("appeals" in options.values())


def test_line_does_not_apply_from_stated_facts_alone_and_never_where_it_is_broken() -> None:
    def found(facts: dict[str, bool], **results: Measured) -> str:
        return verdict_of(FRAMEWORK, results, facts=MappingProxyType(facts)).red_lines[1].state

    assert found({"decides": False}) == "not_applicable"
    assert found({"decides": True}) == "unanswered"
    assert found({}) == "unanswered"
    assert found({"decides": False}, **{REVERSED: number(60, 1)}) == "broken"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            line("no", "The law was repealed.", "Gazette 4"),
            "Should not go on as it is: The law was repealed (Gazette 4).",
        ),
        (line("no", "The law was repealed."), "Should not go on as it is: The law was repealed."),
        (line("no", "", "Gazette 4"), "Should not go on as it is: 'Does a law allow it?' is answered no (Gazette 4)."),
        (line("no"), "Should not go on as it is: 'Does a law allow it?' is answered no."),
    ],
)
def test_first_sentence_is_the_fact_that_was_entered(answer: object, said: str) -> None:
    framework = replace(FRAMEWORK, red_lines=(LEGAL,))
    assert verdict_of(framework, good(), red_lines={"legal": answer}).said.first == said


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("idea", "Should not start as it is: No law."),
        ("design", "Should not start as it is: No law."),
        ("development", "Should not start as it is: No law."),
        ("pilot", "Should not go on as it is: No law."),
        ("production", "Should not go on as it is: No law."),
        ("retired", "Should not have gone on: No law."),
    ],
)
def test_broken_line_is_said_in_the_words_of_the_phase(phase: str, said: str) -> None:
    framework = replace(FRAMEWORK, red_lines=(LEGAL,))
    verdict = verdict_of(framework, good(), red_lines={"legal": line("no", "No law.")}, phase=phase)
    assert verdict.said.first == said
    assert ("to start" in verdict.said.good_for) is (phase in ("idea", "design", "development"))


@pytest.mark.parametrize(
    ("legal", "direction"),
    [
        (line("yes", document="D"), "creates"),
        (line("yes"), "probably_creates"),
        (line("partly", document="D"), "probably_creates"),
        (line("unknown"), "could_create"),
        (line("no"), "harm"),
    ],
)
def test_state_of_a_line_limits_the_direction(legal: object, direction: str) -> None:
    plain = verdict_of(replace(FRAMEWORK, red_lines=(LEGAL,)), good(), red_lines={"legal": legal})
    assert plain.overall.direction.id == direction
    assert plain.dimensions["economic"].direction.id in (direction, "could_create")
    assert plain.dimensions["citizen"].direction.id == "creates"


@pytest.mark.parametrize(("effect", "overall", "own"), [("harm", "harm", "harm"), ("examine", "mixed", "mixed")])
def test_harm_that_holds_decides_or_limits(effect: str, overall: str, own: str) -> None:
    fired = verdict_of(judged_framework(harm_rule(effect), lines=()), good())
    assert (fired.overall.direction.id, fired.dimensions["citizen"].direction.id) == (overall, own)
    assert fired.harms[0].text == "It reached 85 % (81.08 % to 88.92 %)." or fired.harms[0].text.startswith(
        "It reached 85 %"
    )
    silent = verdict_of(judged_framework(harm_rule(effect, 86.0), lines=()), good())
    assert (silent.harms, silent.overall.direction.id) == ((), "creates")


def test_cap_holds_back_its_dimension_alone_and_is_no_gain() -> None:
    verdict = verdict_of(judged_framework(harm_rule("cap"), lines=()), good())
    assert (verdict.overall.direction.id, verdict.dimensions["citizen"].direction.id) == ("creates", "mixed")
    assert "citizen" not in verdict.said.direction
    assert "citizen" in verdict_of(PLAIN, good()).said.direction


def test_bad_dimension_is_not_outweighed_by_one_that_money_speaks_against() -> None:
    # No outcome is shown, so nothing but the signs of the dimensions speaks against the whole.
    bad = {f"{SERVICE}.{letter}": number(30, 1, 1) for letter in "ab"}
    costly = replace(harm_rule("cap"), indicator=f"{COSTS}.a")
    for weight, direction in ((50.0, "mixed"), (0.0, "probably_harm")):
        framework = replace(judged_framework(costly, lines=()), weights={"economic": weight})
        assert verdict_of(framework, good(**bad)).overall.direction.id == direction


def test_examine_never_leaves_it_unsaid() -> None:
    alone = {f"{SERVICE}.b": number(85, 2)}
    examined = verdict_of(judged_framework(harm_rule("examine"), lines=()), alone)
    assert examined.overall.direction.id == "mixed"
    assert examined.said.direction == "Mixed: what is known asks for examination, and little else is known."
    assert verdict_of(PLAIN, alone).overall.direction.id == "cannot_say"


@pytest.mark.parametrize(
    ("phase", "service", "claim", "direction"),
    [
        ("idea", 4, "promised", "could_create"),
        ("development", 4, "promised", "could_create"),
        ("production", 1, "sound_on_paper", "could_create"),
        ("production", 2, "shown", "probably_creates"),
        ("production", 3, "shown", "creates"),
        ("pilot", 2, "sound_on_paper", "could_create"),
        ("pilot", 4, "shown", "probably_creates"),
    ],
)
def test_phase_and_strength_give_the_claim(phase: str, service: int, claim: str, direction: str) -> None:
    weaker = {f"{SERVICE}.{letter}": number(85, 2, service) for letter in "ab"}
    verdict = verdict_of(PLAIN, good(**weaker), phase=phase)
    assert (verdict.overall.claim.id, verdict.overall.direction.id) == (claim, direction)


def test_nothing_documented_is_a_promise_and_bad_paper_is_not_sound() -> None:
    assert verdict_of(PLAIN, good(strength=1)).overall.claim.id == "promised"
    bad = {f"{COSTS}.{letter}": number(10, 1, 2) for letter in "ab"}
    assert verdict_of(PLAIN, bad).overall.claim.id == "on_paper"


def test_creates_needs_evidence_at_first_hand() -> None:
    figures = {f"{SERVICE}.{letter}": "statistics" for letter in "ab"}
    assert verdict_of(PLAIN, good(), kinds=figures).overall.direction.id == "probably_creates"
    assert verdict_of(PLAIN, good()).overall.direction.id == "creates"


@pytest.mark.parametrize(("value", "direction"), [(85, "creates"), (50, "mixed"), (10, "harm")])
def test_bands_give_the_direction(value: float, direction: str) -> None:
    results = {id: number(value, 1, 4) for id in good()}
    assert verdict_of(PLAIN, results).overall.direction.id == direction


def test_dimensions_of_different_signs_are_mixed_before_any_mean() -> None:
    bad = {f"{SERVICE}.{letter}": number(10, 1, 4) for letter in "ab"}
    verdict = verdict_of(PLAIN, good(**bad))
    assert verdict.overall.direction.id == "mixed"
    assert verdict.said.direction == "Mixed: good on the economic side, bad on the citizen side."


def test_outcomes_that_are_not_good_are_not_outweighed() -> None:
    stages = {f"{HARM}.b": "outcomes", f"{COSTS}.b": "outcomes"}
    components = tuple(
        replace(one, indicators=tuple(replace(i, stage=stages.get(i.id, "outputs")) for i in one.indicators))
        for one in PLAIN.components
    )
    framework = replace(PLAIN, components=components)
    poor = {f"{HARM}.b": number(45, 1, 4), f"{COSTS}.b": number(50, 1, 4), f"{COSTS}.a": number(99, 0.5, 4)}
    verdict = verdict_of(framework, good(**poor))
    assert verdict.overall.direction.id == "mixed"


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "high"),
        ({"strength": 3}, "moderate"),
        ({"strength": 2}, "low"),
        ({"error": 9.0}, "moderate"),
    ],
)
def test_strength_and_width_lower_the_grade(changes: dict[str, float], level: str) -> None:
    assert verdict_of(PLAIN, good(**changes)).overall.certainty.level.id == level  # type: ignore[arg-type]


def reasons(results: dict[str, Measured], **changes: object) -> str:
    found = verdict_of(PLAIN, results, **changes).overall.certainty
    return " | ".join(step.reason for step in found.steps)


def test_each_step_of_certainty_fires_and_stays_silent() -> None:
    assert reasons(good()) == ""
    assert "rests on 6 cases" in reasons({id: replace(one, n=6) for id, one in good().items()})
    assert "7.0 years older" in reasons(good(), collected="2016-12-31")
    assert reasons(good(), collected="2021-06") == ""
    failed = (Diagnostic(Text("c"), False, Text("failed")),)
    assert "a check of" in reasons({id: replace(one, diagnostics=failed) for id, one in good().items()})
    assert "disagree" in reasons(good(), disagreeing=[f"{SERVICE}.a"])
    alone = {id: one for id, one in good().items() if id != f"{SERVICE}.b"}
    assert "no second outcome" in reasons(alone)
    assert "core questions are answered" in reasons(
        {f"{SERVICE}.a": number(85, 2, 4), f"{SERVICE}.b": number(85, 2, 4)}
    )
    assert "nothing is documented" in reasons(good(), phase="idea")
    paper = {id: one for id, one in good().items() if not id.startswith(SERVICE)}
    assert "no outcome is shown" in reasons(paper)


@pytest.mark.parametrize(("legal", "lowered"), [("yes", False), ("unknown", True)])
def test_lines_without_proof_lower_certainty(legal: str, lowered: bool) -> None:
    framework = replace(FRAMEWORK, red_lines=(LEGAL,))
    found = verdict_of(framework, good(), red_lines={"legal": line(legal, document="D")}).overall.certainty
    assert any("red line" in step.reason for step in found.steps) is lowered


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019", "2019-12-31"),
        ("2019-02", "2019-02-28"),
        ("2019-03-04", "2019-03-04"),
        ("2018 to 2019-03", "2019-03-31"),
    ],
)
def test_last_day_of_what_is_written(written: str, day: str) -> None:
    assert str(read_last_day(written)) == day
    assert read_last_day("spring") is None


def test_core_question_or_half_of_the_weight_answers_a_component() -> None:
    asked = asking_core(PLAIN)
    for id, answered in ((f"{COSTS}.a", 1), (f"{COSTS}.b", 1), ("", 0)):
        verdict = verdict_of(asked, {id: number(85)} if id else {})
        assert (verdict.core_answered, verdict.core_asked) == (answered, 3)
    heavy = replace(asked, weights={f"{COSTS}.a": 3.0})
    assert verdict_of(heavy, {f"{COSTS}.b": number(85)}).core_answered == 0
    assert verdict_of(asked).said.missing == "3 core questions are not answered; about 6 hours for all of them."


def quiet(decides: bool | None = False, **more: object) -> Kind:
    facts = {} if decides is None else {"decides": decides}
    return Kind(id="quiet", facts=MappingProxyType(facts), **more)  # type: ignore[arg-type]


def test_profile_sets_aside_from_stated_facts_and_not_what_evidence_answers() -> None:
    aside = verdict_of(FRAMEWORK, kind=quiet())
    assert [(one.of, one.by) for one in aside.not_applicable] == [(HARM, "profile")]
    assert aside.core_asked == 2
    assert verdict_of(FRAMEWORK, kind=quiet(None)).not_applicable == ()
    assert verdict_of(FRAMEWORK, {f"{HARM}.a": number(20)}, kind=quiet()).not_applicable == ()
    kept = quiet(applicable=(SetAside(HARM, "It may."),))
    assert verdict_of(FRAMEWORK, kind=kept).not_applicable == ()


@pytest.mark.parametrize(
    ("kind", "lines", "told"),
    [
        (Kind(id="quit"), {}, "no profile is called 'quit'"),
        (Kind(facts=MappingProxyType({"decide": True})), {}, "no fact is called 'decide'"),
        (Kind(not_applicable=(SetAside("economic.risk.hurt", "w"),)), {}, "could apply or not"),
        (Kind(not_applicable=(SetAside(REVERSED, "w"),)), {}, "the red line 'reversals' rests on it"),
        (Kind(not_applicable=(SetAside(HARM, "w"),)), {}, "the red line 'reversals' rests on it"),
        (Kind(not_applicable=(SetAside(f"{SERVICE}.a", "w"),)), {}, "evidence answers it"),
        (Kind(), {"legality": line("yes")}, "no red line is called 'legality'"),
    ],
)
def test_what_is_wrong_in_what_is_stated_is_told(kind: Kind, lines: dict[str, object], told: str) -> None:
    assessment = assessment_of(FRAMEWORK, {f"{SERVICE}.a": number(80)}, kind=kind, red_lines=lines)
    assert [told in problem.what for problem in find_stated_problems(FRAMEWORK, assessment)] == [True]
    right = assessment_of(FRAMEWORK, {f"{SERVICE}.a": number(80)}, kind=quiet(), red_lines=KEPT)
    assert find_stated_problems(FRAMEWORK, right) == ()


def test_advice_stands_in_the_order_of_red_lines_harm_verdict_and_rest() -> None:
    framework = judged_framework(harm_rule("harm"))
    mend, look = framework.recommendations
    extra = [replace(mend, id=f"assess.more{i}", raises=(COSTS,), effort="large") for i in range(8)]
    framework = replace(framework, recommendations=(*extra, look, mend))
    known = known_of(
        framework,
        {f"{COSTS}.{letter}": number(30, 2, 4) for letter in "ab"} | {f"{SERVICE}.b": number(85, 2, 4)},
        red_lines={"legal": line("no", "No law.")},
    )
    advice = find_advice(known, find_verdict(known))
    assert [(one.recommendation.id, one.group) for one in advice[:2]] == [
        ("assess.mend", "red line"),
        ("assess.look", "harm"),
    ]
    assert advice[0].because[0] == "No law"
    assert [one.rank for one in advice] == list(range(1, len(advice) + 1))
    assert [one.in_front for one in advice] == [place < FRONT for place in range(len(advice))]


def advice_of(when: tuple[Condition, ...], **changes: object) -> list[Advice]:
    """The advice of the framework with one recommendation of such a trigger beside its own."""
    own = replace(FRAMEWORK.recommendations[0], id="assess.own", when=when, raises=(COSTS,))
    framework = replace(FRAMEWORK, recommendations=(own, *FRAMEWORK.recommendations))
    known = known_of(framework, good() | changes.pop("results", {}), **changes)  # type: ignore[operator, arg-type]
    return list(find_advice(known, find_verdict(known)))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ({}, "not answered, or answered without a proof: legal basis, few reversals"),
        ({"legal": line("yes", document="D")}, "not answered, or answered without a proof: few reversals"),
        (KEPT | {"legal": line("yes")}, "not answered, or answered without a proof: legal basis"),
        (KEPT, ""),
        (KEPT | {"legal": line("no", "No law")}, ""),
    ],
)
def test_open_red_line_asks_for_its_answer_before_all_but_red_lines_and_harm(lines: dict[str, Any], told: str) -> None:
    when = (Condition("red_lines", "coverage_below", 1.0),)
    kind = Kind(facts=MappingProxyType({"decides": True}))
    # The measured line is not answered by the numbers here.
    results = {f"{HARM}.b": number(85, 2.0, 1)}
    asked = [one for one in advice_of(when, results=results, red_lines=lines, kind=kind) if one.group == "verdict"]
    assert [one.because[0] for one in asked if one.recommendation.id == "assess.own"] == ([told] if told else [])
    if told:
        assert asked[0].recommendation.id == "assess.own"


@pytest.mark.parametrize(
    ("condition", "phase", "holds"),
    [
        (Condition("phase.pilot", "coverage_below", 1.0), "pilot", False),
        (Condition("phase.pilot", "coverage_below", 1.0), "production", True),
        (Condition("phase.pilot", "coverage_at_least", 1.0), "pilot", True),
        (Condition("outcomes", "strength_at_least", 4.0), "production", True),
        (Condition("outcomes", "strength_below", 4.0), "production", False),
    ],
)
def test_triggers_read_the_phase_and_the_best_outcome(condition: Condition, phase: str, holds: bool) -> None:
    given = [one.recommendation.id for one in advice_of((condition,), phase=phase, red_lines=KEPT)]
    assert ("assess.own" in given) is holds


def test_advice_on_what_does_not_apply_is_not_given() -> None:
    mend = replace(FRAMEWORK.recommendations[1], raises=(HARM,))
    framework = replace(FRAMEWORK, recommendations=(mend,), red_lines=())
    results = {f"{COSTS}.{letter}": number(30, 2, 4) for letter in "ab"}
    for kind, given in ((quiet(), 0), (quiet(True), 1)):
        known = known_of(framework, results, kind=kind)
        assert len(find_advice(known, find_verdict(known))) == given
