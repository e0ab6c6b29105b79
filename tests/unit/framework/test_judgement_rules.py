"""Each rule of what the judgement rests on: what is told of it, where, and the limit at which it is not told."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from judged_framework import COSTS, HARM, REVERSALS, REVERSED, SERVICE, asking_core, harm_rule, judged_framework
from publicvalue.errors import Place, Problem
from publicvalue.framework.judgement.core_questions import CoreQuestion, Grade
from publicvalue.framework.judgement.red_lines import RedLine
from publicvalue.framework.model import Framework, Indicator
from publicvalue.framework.profiles import Inapplicable
from publicvalue.framework.rules.judgement import find_judgement_problems

HERE, THERE = Place("f.yaml", 7), Place("f.yaml", 9)
CHECKLIST = MappingProxyType({"items": [{"id": "law"}, {"id": "power"}, "a text", {"text": "no id"}]})
LEGAL = replace(judged_framework().red_lines[0], place=HERE)
LINE = replace(REVERSALS, place=HERE)
RULE = replace(harm_rule("harm"), place=HERE)
WHOLE = judged_framework(RULE, lines=(LEGAL, LINE))


def with_indicator(framework: Framework, id: str, **changes: Any) -> Framework:
    components = tuple(
        replace(one, indicators=tuple(replace(i, **changes) if i.id == id else i for i in one.indicators))
        for one in framework.components
    )
    return replace(framework, components=components)


FRAMEWORK = with_indicator(WHOLE, f"{COSTS}.a", options=CHECKLIST)


def told(framework: Framework) -> Problem:
    """Return the one problem of a framework."""
    (problem,) = find_judgement_problems(framework)
    return problem


def with_verdict(**changes: Any) -> Framework:
    return replace(FRAMEWORK, verdict=replace(FRAMEWORK.verdict, place=HERE, **changes))


def with_line(line: RedLine, **changes: Any) -> Framework:
    lines = {one.id: one for one in FRAMEWORK.red_lines} | {line.id: replace(line, **changes)}
    return replace(FRAMEWORK, red_lines=tuple(lines.values()))


def test_framework_that_keeps_every_rule_has_no_problem() -> None:
    assert find_judgement_problems(FRAMEWORK) == ()


@pytest.mark.parametrize(
    ("terms", "name"),
    [("directions", "directions"), ("claims", "kinds of claim"), ("certainties", "levels of certainty")],
)
def test_words_of_the_verdict_keep_ids_and_order(terms: str, name: str) -> None:
    kept = getattr(FRAMEWORK.verdict, terms)
    problem = told(with_verdict(**{terms: kept[::-1]}))
    ids = [term.id for term in kept]
    assert problem.place == HERE
    assert problem.what == f"the {name} are {', '.join(ids[::-1])}"
    assert problem.expected == f"{', '.join(ids)}"
    assert problem.do == "keep these ids in this order: their titles and texts are yours"


@pytest.mark.parametrize("number", [5, 7])
def test_certainty_has_a_step_for_each_of_six_strengths(number: int) -> None:
    steps = replace(FRAMEWORK.verdict.certainty, strengths=(1,) * number)
    what = f"certainty has steps for {number} strengths"
    assert told(with_verdict(certainty=steps)) == Problem(HERE, what, "six: for strengths 0 to 5", "write six numbers")


@pytest.mark.parametrize("changes", [{"stages": ("outcoms",)}, {"outputs": ("outcoms",)}, {"trust": "outcoms"}])
def test_outcomes_name_stages_that_there_are(changes: dict[str, Any]) -> None:
    outcomes = replace(FRAMEWORK.verdict.outcomes, **changes)
    assert told(with_verdict(outcomes=outcomes)) == Problem(
        HERE,
        "no stage has the id 'outcoms'",
        "an id of this framework's stages",
        "did you mean 'outcomes'?",
    )
    assert (
        find_judgement_problems(with_verdict(outcomes=replace(outcomes, **{k: v[:0] for k, v in changes.items()})))
        == ()
    )


def test_indicator_of_another_stage_names_one_that_there_is() -> None:
    assert find_judgement_problems(with_indicator(FRAMEWORK, REVERSED, stage="outputs", place=HERE)) == ()
    problem = told(with_indicator(FRAMEWORK, REVERSED, stage="output", place=HERE))
    assert (problem.place, problem.what, problem.do) == (
        HERE,
        "no stage has the id 'output'",
        "did you mean 'outputs'?",
    )


@pytest.mark.parametrize(
    ("line", "changes", "what", "do"),
    [
        (
            LEGAL,
            {"advice": "assess.mendd"},
            "no recommendation has the id 'assess.mendd'",
            "did you mean 'assess.mend'?",
        ),
        (LEGAL, {"caps": ("economics",)}, "no dimension has the id 'economics'", "did you mean 'economic'?"),
        (LEGAL, {"items": (f"{COSTS}.x/law",)}, f"no indicator has the id '{COSTS}.x'", f"did you mean '{COSTS}.b'?"),
        (LEGAL, {"items": (f"{COSTS}.a/laws",)}, f"legal: {COSTS}.a has no item 'laws'", "did you mean 'law'?"),
        (LEGAL, {"items": (f"{COSTS}.b/law",)}, f"legal: {COSTS}.b has no item 'law'", "write one that is expected"),
        (
            LINE,
            {"exempt": replace(REVERSALS.exempt, when=MappingProxyType({"decide": False}))},
            "no fact has the id 'decide'",
            "did you mean 'decides'?",
        ),
        (
            LINE,
            {"measured": replace(REVERSALS.measured, indicator=f"{HARM}.bb")},
            f"no indicator has the id '{HARM}.bb'",
            f"did you mean '{HARM}.b'?",
        ),
    ],
)
def test_red_line_names_what_there_is(line: RedLine, changes: dict[str, Any], what: str, do: str) -> None:
    problem = told(with_line(line, **changes))
    assert (problem.place, problem.what, problem.do) == (HERE, what, do)


def test_red_line_is_partly_kept_above_a_limit_no_higher_than_that_at_which_it_is_broken() -> None:
    def at(partly: float) -> Framework:
        return with_line(LINE, measured=replace(REVERSALS.measured, partly_above=partly))

    assert find_judgement_problems(at(10.0)) == ()
    what = "reversals: it is partly kept above 10.5, and broken above 10"
    assert told(at(10.5)) == Problem(HERE, what, "a lower limit for partly", "swap the two")


@pytest.mark.parametrize("items", ["law", None, 3])
def test_options_that_list_no_items_have_none(items: object) -> None:
    options = MappingProxyType({"items": items})
    problems = find_judgement_problems(with_indicator(FRAMEWORK, f"{COSTS}.a", options=options))
    assert [one.what for one in problems] == [f"legal: {COSTS}.a has no item '{id}'" for id in ("law", "power")]


@pytest.mark.parametrize("off", [HARM, REVERSED, "economic.risk", "economic"])
def test_what_is_switched_off_may_be_named(off: str) -> None:
    kept = {one.id: one for one in FRAMEWORK.components}
    del kept[HARM]
    without = replace(
        FRAMEWORK,
        components=tuple(kept.values()),
        red_lines=(LINE,),
        harms=(replace(RULE, indicator=REVERSED),),
        profiles=(replace(FRAMEWORK.profiles[0], not_applicable=(Inapplicable(REVERSED, "w"),)),),
    )
    assert len(find_judgement_problems(without)) == 3
    assert find_judgement_problems(replace(without, switched_off=(off,))) == ()
    # Neither what only begins alike, nor what stands beside it.
    for other in (f"{HARM}.bb", f"{REVERSED}.x", f"{HARM}.a", "econ"):
        assert len(find_judgement_problems(replace(without, switched_off=(other,)))) == 3


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"indicator": f"{SERVICE}.bb"},
            Problem(
                HERE,
                f"no indicator has the id '{SERVICE}.bb'",
                "an id of this framework's indicators",
                f"did you mean '{SERVICE}.b'?",
            ),
        ),
        (
            {"advice": "assess.looks"},
            Problem(
                HERE,
                "no recommendation has the id 'assess.looks'",
                "an id of this framework's recommendations",
                "did you mean 'assess.look'?",
            ),
        ),
        (
            {"above": None},
            Problem(
                HERE,
                "h: there is no threshold",
                "`above` or `below`, or both",
                "write the value beyond which it holds",
            ),
        ),
        (
            {"text": "It reached {share}."},
            Problem(
                HERE,
                "h: the text names what a harm does not have",
                "value, low, high, each in braces",
                "name these alone",
            ),
        ),
    ],
)
def test_harm_names_what_there_is_and_says_when_it_holds(changes: dict[str, Any], problem: Problem) -> None:
    assert told(replace(FRAMEWORK, harms=(replace(RULE, **changes),))) == problem


@pytest.mark.parametrize("limits", [{"above": 0.0}, {"above": None, "below": 0.0}, {"above": 9.0, "below": 1.0}])
def test_one_threshold_of_harm_is_enough_and_may_be_zero(limits: dict[str, Any]) -> None:
    assert find_judgement_problems(replace(FRAMEWORK, harms=(replace(RULE, **limits),))) == ()


def grade(low: float, high: float) -> Grade:
    return Grade("partly", "t", low, high)


@pytest.mark.parametrize(
    ("core", "problem"),
    [
        ({"form": "grade", "grades": (grade(1, 2), grade(2, 2))}, None),
        (
            {"form": "grade", "grades": (grade(1, 2),)},
            Problem(
                HERE,
                f"{COSTS}.a: a grade is asked for, and there are no grades",
                "two grades or more",
                "add `grades`",
            ),
        ),
        (
            {"form": "count", "counted": ""},
            Problem(
                HERE,
                f"{COSTS}.a: it is not said what is counted",
                "what is counted, and of what",
                "add `counted`",
            ),
        ),
        (
            {"form": "grade", "grades": (grade(1, 2), grade(2, 1.5))},
            Problem(
                HERE,
                f"{COSTS}.a: the grade 'partly' ends below its beginning",
                "low no higher than high",
                "swap the two",
            ),
        ),
        ({"form": "figure", "counted": ""}, None),
    ],
)
def test_core_question_has_what_its_form_needs(core: dict[str, Any], problem: Problem | None) -> None:
    asked = asking_core(FRAMEWORK)
    question: CoreQuestion = asked.indicator(f"{COSTS}.a").core
    changed = with_indicator(asked, f"{COSTS}.a", core=replace(question, **core), place=HERE)
    assert find_judgement_problems(changed) == ((problem,) if problem else ())


def test_each_component_has_one_core_question_and_says_so_at_its_line() -> None:
    asked = asking_core(FRAMEWORK)

    def with_cores(of: tuple[Indicator, ...]) -> Problem:
        first, *rest = asked.components
        return told(replace(asked, components=(replace(first, indicators=of, place=HERE), *rest)))

    one, other = asked.components[0].indicators
    assert with_cores((replace(one, core=None), other)) == Problem(
        HERE,
        f"{COSTS} has no core question",
        "one, as the others have: what is known of it would not count for the verdict",
        "give `core` to the indicator that one answer can settle",
    )
    assert with_cores((one, replace(other, core=one.core))) == Problem(
        HERE, f"{COSTS} has 2 core questions", "one", "give `core` to the one indicator that settles most"
    )


def with_profile(of: Inapplicable, **changes: Any) -> Framework:
    profile = replace(FRAMEWORK.profiles[0], place=HERE, not_applicable=(of,), **changes)
    return replace(FRAMEWORK, profiles=(profile,))


@pytest.mark.parametrize(("own", "place"), [(THERE, THERE), (Place("f.yaml"), HERE)])
@pytest.mark.parametrize(
    ("of", "when", "what", "do"),
    [
        (f"{HARM}s", {}, f"no node has the id '{HARM}s'", f"did you mean '{HARM}'?"),
        (f"{HARM}.bb", {}, f"no node has the id '{HARM}.bb'", f"did you mean '{HARM}.b'?"),
        (HARM, {"decide": True}, "no fact has the id 'decide'", "did you mean 'decides'?"),
        (f"{HARM}.a", {"decide": True}, "no fact has the id 'decide'", "did you mean 'decides'?"),
    ],
)
def test_profile_names_parts_and_facts_at_its_own_line_or_the_nearest(
    own: Place, place: Place, of: str, when: dict[str, bool], what: str, do: str
) -> None:
    problem = told(with_profile(Inapplicable(of, "w", MappingProxyType(when), own)))
    assert (problem.place, problem.what, problem.do) == (place, what, do)


def test_profile_says_of_known_facts_what_usually_is_so() -> None:
    assert (
        find_judgement_problems(with_profile(Inapplicable(HARM, "w"), facts=MappingProxyType({"decides": True}))) == ()
    )
    problem = told(with_profile(Inapplicable(HARM, "w"), facts=MappingProxyType({"decide": True})))
    assert (problem.place, problem.what) == (HERE, "no fact has the id 'decide'")
