"""Where a framework asks core questions, each component has one: else what is known of it would count for nothing."""

from __future__ import annotations

from dataclasses import replace

from judged_framework import COSTS, asking_core, judged_framework
from publicvalue.errors import Place
from publicvalue.framework.model import Framework
from publicvalue.framework.rules.judgement import find_judgement_problems

PLAIN = judged_framework(lines=())
ASKING = asking_core(PLAIN)


def without_core(framework: Framework, component: str) -> Framework:
    components = tuple(
        replace(one, place=Place("f.yaml", 7), indicators=tuple(replace(i, core=None) for i in one.indicators))
        if one.id == component
        else one
        for one in framework.components
    )
    return replace(framework, components=components)


def test_component_without_a_core_question_is_told_with_its_line() -> None:
    assert find_judgement_problems(ASKING) == ()
    (problem,) = find_judgement_problems(without_core(ASKING, COSTS))
    assert problem.what == f"{COSTS} has no core question"
    assert problem.place == Place("f.yaml", 7)


def test_framework_that_asks_none_and_a_core_question_that_is_switched_off_are_no_problem() -> None:
    assert find_judgement_problems(PLAIN) == ()
    off = replace(without_core(ASKING, COSTS), switched_off=(f"{COSTS}.z",))
    assert find_judgement_problems(off) == ()


def test_component_with_two_core_questions_is_told() -> None:
    first, *rest = ASKING.components
    two = replace(first, indicators=tuple(replace(one, core=first.core.core) for one in first.indicators))  # type: ignore[union-attr]
    (problem,) = find_judgement_problems(replace(ASKING, components=(two, *rest)))
    assert problem.what == f"{first.id} has 2 core questions"
