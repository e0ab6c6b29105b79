"""Answers beside the one that counts, what is left out, and words that must be true of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from judged import known_of, line, verdict_of
from judged_framework import COSTS, HARM, REVERSED, SERVICE, harm_rule, judged_framework
from made_up import number
from publicvalue.evidence.model import Answer
from publicvalue.findings.judgement.applicable import Inapplicable
from publicvalue.findings.judgement.known import Found
from publicvalue.findings.judgement.left_open import say_left_out
from publicvalue.findings.judgement.model import Verdict
from publicvalue.findings.judgement.verdict import find_verdict, lay_overall_ground
from publicvalue.framework.judgement.verdict import CERTAINTIES
from publicvalue.measures.result import Diagnostic, Measured
from publicvalue.words.text import Text

FRAMEWORK = judged_framework()
PLAIN = judged_framework(lines=())
KEPT = {"legal": line("yes", document="D"), "reversals": line("yes", document="D")}


def good(strength: int = 4) -> dict[str, Measured]:
    """All but harm.a at 85."""
    ids = (*(f"{part}.{letter}" for part in (COSTS, SERVICE) for letter in "ab"), f"{HARM}.b")
    return {id: number(85, 2.0, strength) for id in ids}


def beside(id: str, value: float, strength: int, **options: object) -> dict[str, tuple[Found, ...]]:
    """Another answer to an indicator, which is in no score."""
    return {id: (Found(Answer(id, "e-x", options=options), number(value, 1.0, strength)),)}


@pytest.mark.parametrize(("value", "found"), [(40, "broken"), (7, "partly"), (1, "kept")])
def test_a_stronger_answer_never_hides_a_broken_line(value: float, found: str) -> None:
    known = replace(known_of(FRAMEWORK, {REVERSED: number(1, 0.5, 5)}), beside=beside(REVERSED, value, 3))
    assert find_verdict(known).red_lines[1].state == found


def test_another_answer_that_speaks_of_appeals_alone_breaks_no_line() -> None:
    known = replace(known_of(FRAMEWORK, {REVERSED: number(1, 0.5, 5)}), beside=beside(REVERSED, 40, 3, drawn="appeals"))
    assert find_verdict(known).red_lines[1].state == "kept"
    assert "of those alone who appealed" in find_verdict(known).red_lines[1].beside


@pytest.mark.parametrize(
    ("value", "drawn", "found"), [(40, False, "unanswered"), (1, False, "unanswered"), (40, True, "broken")]
)
def test_cases_that_were_not_drawn_at_random_break_no_line_and_keep_none(value: float, drawn: bool, found: str) -> None:
    check = Diagnostic(Text("Drawn at random"), drawn, Text("t"), "drawn")
    results = {REVERSED: replace(number(value, 1, 3), diagnostics=(check,))}
    reversals = verdict_of(FRAMEWORK, results).red_lines[1]
    assert reversals.state == found
    assert ("not drawn at random" in reversals.beside) is not drawn


def test_a_better_answer_beside_it_hides_no_harm() -> None:
    framework = judged_framework(harm_rule("harm"), lines=())
    known = replace(
        known_of(framework, good(5) | {f"{SERVICE}.b": number(30, 1, 5)}), beside=beside(f"{SERVICE}.b", 90, 3)
    )
    assert find_verdict(known).overall.direction.id == "harm"
    assert find_verdict(replace(known, beside={})).harms == ()


@pytest.mark.parametrize(
    ("strength", "effect", "says"),
    [
        (1, "examine", "not documented"),
        (2, "harm", "Harm is reported"),
        (3, "harm", "Harm is measured"),
    ],
)
def test_harm_is_called_measured_only_where_it_was(strength: int, effect: str, says: str) -> None:
    verdict = verdict_of(judged_framework(harm_rule("harm"), lines=()), {f"{SERVICE}.b": number(90, 1, strength)})
    assert verdict.harms[0].effect == effect
    assert says in verdict.said.first


def economy_unknown() -> dict[str, Measured]:
    return {id: one for id, one in good().items() if not id.startswith("economic")}


def test_a_dimension_of_which_nothing_is_known_lets_nothing_create() -> None:
    reasons = [str(reason) for cap, reason in lay_overall_ground(known_of(PLAIN, economy_unknown())).caps]
    assert "too little is known of economic" in reasons
    assert not [reason for _, reason in lay_overall_ground(known_of(PLAIN, good())).caps if "too little" in reason]


def aside(number_of: int) -> Verdict:
    """A verdict under which people set so many components aside."""
    own = tuple(
        Inapplicable(f"economic.benefit.c{n}", Text("Part {n}", n=n), Text("we do not"), "person")
        for n in range(number_of)
    )
    return find_verdict(replace(known_of(PLAIN, good(5)), not_applicable=own))


def test_many_components_that_people_set_aside_lower_certainty_once_with_the_reason() -> None:
    few, many, more = aside(3), aside(4), aside(9)
    levels = [CERTAINTIES.index(one.overall.certainty.level.id) for one in (few, many, more)]  # type: ignore[arg-type]
    assert levels[1] == levels[2] == levels[0] - 1
    assert any(step.reason.startswith("4 components were set aside") for step in many.overall.certainty.steps)
    assert "Set aside by those who answered: part 0 (we do not)" in few.said.not_shown
    assert "and 5 more" in more.said.not_shown
    assert "Set aside" not in aside(0).said.not_shown


def test_what_a_profile_takes_away_lowers_nothing() -> None:
    own = tuple(Inapplicable(f"economic.benefit.c{n}", Text("Part"), Text("so"), "profile") for n in range(9))
    known = known_of(PLAIN, good(5))
    assert find_verdict(replace(known, not_applicable=own)).overall.certainty == find_verdict(known).overall.certainty


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2024-03-31", "Was to be mended by 2024-03-31"),
        ("2024-12-30", "Was to be mended by 2024-12-30"),
        ("2024-12-31", "To mend by 2024-12-31"),
        ("2025-03-31", "To mend by 2025-03-31"),
        ("soon", "To mend by soon"),
    ],
)
def test_a_day_that_is_past_is_said_to_be_past(day: str, says: str) -> None:
    stated = {**KEPT, "legal": replace(line("partly", document="D"), mend_by=day)}
    assert any(says in one for one in verdict_of(FRAMEWORK, good(), red_lines=stated).said.conditions)


def test_what_a_retired_system_did_is_said_of_the_time_when_it_was_in_use() -> None:
    assert verdict_of(PLAIN, good(), phase="retired").said.first.startswith("While it was in use: ")
    assert not verdict_of(PLAIN, good()).said.first.startswith("While")


def test_documents_before_use_are_no_mere_claims() -> None:
    assert "as it does on paper" in verdict_of(PLAIN, good(2), phase="development").said.first
    assert "what is claimed of it" in verdict_of(PLAIN, good(1), phase="development").said.first


@pytest.mark.parametrize(("more", "said"), [(3, "Not shown: service, part 0, part 1, part 2."), (5, " and 2 more.")])
def test_what_is_not_shown_is_named_up_to_four(more: int, said: str) -> None:
    service = next(one for one in PLAIN.components if one.id == SERVICE)
    parts = [
        replace(
            service,
            id=f"{SERVICE}{place}",
            title=f"Part {place}",
            indicators=(replace(service.indicators[0], id=f"{SERVICE}{place}.a"),),
        )
        for place in range(more)
    ]
    framework = replace(PLAIN, components=(*PLAIN.components, *parts))
    assert str(say_left_out(known_of(framework), ())).endswith(said)
