"""What applies to a system: its kind and its stated facts take questions away; nobody takes a red line away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from publicvalue.errors import Place, Problem
from publicvalue.evidence.model import Assessment
from publicvalue.evidence.stated import SetAside
from publicvalue.framework import profiles
from publicvalue.framework.model import Component, Framework
from publicvalue.framework.profiles import Profile, facts_hold
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Inapplicable:
    """A component or indicator that does not apply.

    Parameters
    ----------
    of, title
        Its id and its name.
    why
        The reason, in the framework's words or the writer's.
    by
        Who says so: the framework's profile, or a person.
    facts
        Fact -> yes or no: the stated facts from which it follows; none for a person's reason.
    """

    of: str
    title: Text
    why: Text
    by: Literal["profile", "person"]
    facts: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))


def find_profile(framework: Framework, assessment: Assessment) -> Profile | None:
    """Return the profile that an assessment names; None where it names none that the framework has."""
    return next((one for one in framework.profiles if one.id == assessment.kind.id), None)


def stated_facts(assessment: Assessment) -> Mapping[str, bool]:
    """Return the facts that are stated of a system; a fact that is not stated is unknown, whatever is usual."""
    return assessment.kind.facts


def narrow(framework: Framework, assessment: Assessment) -> tuple[Framework, tuple[Inapplicable, ...]]:
    """Return the framework without what does not apply to a system, and what that is.

    What evidence was brought for applies, whatever a profile says: bad news is never taken away by a fact.
    """
    found = _not_applicable(framework, assessment)
    if not found:
        return framework, ()
    off = frozenset(one.of for one in found)
    kept = tuple(_left(component, off) for component in framework.components if component.id not in off)
    left = tuple(component for component in kept if component.indicators)
    if {component.dimension for component in left} != {component.dimension for component in framework.components}:
        left = _keep_dimensions(framework, left)
    narrowed = replace(framework, components=left, switched_off=(*framework.switched_off, *_gone(framework, left)))
    return narrowed, tuple(one for one in found if one.of in narrowed.switched_off)


def _not_applicable(framework: Framework, assessment: Assessment) -> tuple[Inapplicable, ...]:
    titles = _titles(framework)
    answered = _answered(framework, assessment)
    applies = {one.of for one in assessment.kind.applicable}
    by_profile = _by_profile(framework, assessment)
    found = [one for one in by_profile if one.of in titles and not {one.of} & (applies | answered)]
    taken = {one.of for one in found}
    own = [one for one in assessment.kind.not_applicable if one.of in titles and one.of not in answered | taken]
    return (
        *(Inapplicable(one.of, titles[one.of], Text(one.why), "profile", one.when) for one in found),
        *(Inapplicable(one.of, titles[one.of], _reason(one.why), "person") for one in own),
    )


def _reason(written: str) -> Text:
    """Return a person's reason without its full stop: sentences that hold it end by themselves."""
    return Text("{why}", why=written.strip().removesuffix("."))


def _by_profile(framework: Framework, assessment: Assessment) -> Iterator[profiles.Inapplicable]:
    profile, facts = find_profile(framework, assessment), stated_facts(assessment)
    for one in profile.not_applicable if profile else ():
        if facts_hold(one.when, facts):
            yield one


def _titles(framework: Framework) -> dict[str, Text]:
    components = {one.id: Text(one.title) for one in framework.components}
    return components | {one.id: Text(one.title) for one in framework.indicators}


def _answered(framework: Framework, assessment: Assessment) -> frozenset[str]:
    """Return the indicators that evidence was brought for, and their components."""
    known = {indicator.id: indicator.component for indicator in framework.indicators}
    ids = [answer.indicator for answer in assessment.answers if answer.indicator in known]
    return frozenset([*ids, *(known[id] for id in ids)])


def _left(component: Component, off: frozenset[str]) -> Component:
    return replace(component, indicators=tuple(one for one in component.indicators if one.id not in off))


def _keep_dimensions(framework: Framework, left: tuple[Component, ...]) -> tuple[Component, ...]:
    """Return what is left with the dimensions that lost everything as they were: a dimension is never empty."""
    held = {component.dimension for component in left}
    narrowed = {component.id: component for component in left}
    return tuple(
        narrowed.get(component.id, component)
        for component in framework.components
        if component.id in narrowed or component.dimension not in held
    )


def _gone(framework: Framework, left: Sequence[Component]) -> tuple[str, ...]:
    def nodes(components: Sequence[Component]) -> dict[str, None]:
        parts = ((one.group, one.id, *(i.id for i in one.indicators)) for one in components)
        return {node: None for group in parts for node in group}

    kept = nodes(left)
    return tuple(node for node in nodes(framework.components) if node not in kept)


def find_stated_problems(framework: Framework, assessment: Assessment) -> tuple[Problem, ...]:
    """Return what is wrong with the kind, the facts, the red lines and the action plan that are stated of a system."""
    return (
        *_profile_problems(framework, assessment),
        *_fact_problems(framework, assessment),
        *_aside_problems(framework, assessment),
        *_line_problems(framework, assessment),
        *_plan_problems(framework, assessment),
    )


def _profile_problems(framework: Framework, assessment: Assessment) -> Iterator[Problem]:
    known = [profile.id for profile in framework.profiles]
    if assessment.kind.id and assessment.kind.id not in known:
        what = Text("no profile is called {id:quoted}", id=assessment.kind.id)
        expected = Text("a profile of {framework}", framework=framework.name)
        yield Problem(_place(assessment.kind.places, "id"), what, expected, nearest(assessment.kind.id, known))


def _fact_problems(framework: Framework, assessment: Assessment) -> Iterator[Problem]:
    known = [fact.id for fact in framework.facts]
    for id in assessment.kind.facts:
        if id not in known:
            what = Text("no fact is called {id:quoted}", id=id)
            expected = Text("a fact of {framework}", framework=framework.name)
            yield Problem(_place(assessment.kind.places, f"facts.{id}"), what, expected, nearest(id, known))


def _aside_problems(framework: Framework, assessment: Assessment) -> Iterator[Problem]:
    known = [*_titles(framework), *framework.switched_off]
    guarded, answered = _guarded(framework), _answered(framework, assessment)
    for one in (*assessment.kind.not_applicable, *assessment.kind.applicable):
        if one.of not in known:
            what = Text("there is no {id:quoted} that could apply or not", id=one.of)
            yield Problem(one.place, what, Text("a component or an indicator"), nearest(one.of, known))
    for one in assessment.kind.not_applicable:
        if line := next((guarded[id] for id in guarded if id == one.of or id.startswith(f"{one.of}.")), ""):
            yield _guarded_problem(one, line)
        elif one.of in answered:
            what = Text("{id} is said not to apply, and evidence answers it", id=one.of)
            do = Text("take away one of the two: what evidence is brought for applies")
            yield Problem(one.place, what, Text("one of the two"), do)


def _guarded_problem(one: SetAside, line: str) -> Problem:
    what = Text("{id} cannot be set aside: the red line {line:quoted} rests on it", id=one.of, line=line)
    expected = Text("the facts of the system, from which the framework says what does not apply")
    return Problem(one.place, what, expected, Text("answer the red line, and state the facts under `profile`"))


def _guarded(framework: Framework) -> dict[str, str]:
    """Return the indicators on which red lines rest, each with the line."""
    found: dict[str, str] = {}
    for line in framework.red_lines:
        measured = (line.measured.indicator,) if line.measured else ()
        for id in (*measured, *(item.partition("/")[0] for item in line.items)):
            found.setdefault(id, line.id)
    return found


def _line_problems(framework: Framework, assessment: Assessment) -> Iterator[Problem]:
    known = [line.id for line in framework.red_lines]
    for id, answer in assessment.red_lines.items():
        if id not in known:
            what = Text("no red line is called {id:quoted}", id=id)
            expected = Text("a red line of {framework}", framework=framework.name)
            yield Problem(_place(answer.places, "answer"), what, expected, nearest(id, known))


def _plan_problems(framework: Framework, assessment: Assessment) -> Iterator[Problem]:
    known = [one.id for one in framework.recommendations]
    for action in assessment.action_plan:
        if action.recommendation and action.recommendation not in known:
            what = Text("no recommendation is called {id:quoted}", id=action.recommendation)
            expected = Text("a recommendation of {framework}, or none", framework=framework.name)
            yield Problem(action.place, what, expected, nearest(action.recommendation, known))


def _place(places: Mapping[str, Place], name: str) -> Place:
    return places.get(name) or next(iter(places.values()), Place())
