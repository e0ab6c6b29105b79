"""Rules across the parts of a framework: ids that exist, ids that are single, measures that fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.judgement.advice import HARMS, OUTCOMES, STATED, Condition
from publicvalue.framework.model import Component, Framework, Indicator
from publicvalue.framework.nodes import name_of, parent_of, parts_of
from publicvalue.framework.nouns import COMPONENT, NODE, POLICY, find_unknown
from publicvalue.framework.rules.judgement import find_judgement_problems
from publicvalue.framework.rules.questions import find_instrument_problems
from publicvalue.schema.node import as_node
from publicvalue.schema.reader import read_parts
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text, counted

ID = re.compile(r"[a-z][a-z0-9_]*")
ABOUTS = MappingProxyType({OUTCOMES: ("strength",), HARMS: ("coverage", "strength")})
"""What may be tested of what is stated of a system; of the rest, coverage alone."""

MOST_INDICATORS = 8
"""Most indicators of a component: more are no longer one question."""


@dataclass(frozen=True)
class MeasureTerms:
    """What a framework must respect of a measure.

    Kinds of evidence, units (any when empty), the type of each option that it may set, the options it must set, and
    what finds contradictions between them.
    """

    kinds: tuple[str, ...]
    units: tuple[str, ...]
    types: Mapping[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    contradictions: Callable[[Mapping[str, object]], Iterable[Problem]] = lambda _: ()


def check_framework(framework: Framework, measures: Mapping[str, MeasureTerms]) -> None:
    """Check a framework as a whole.

    Parameters
    ----------
    framework
        The framework, extended or not.
    measures
        Measure id -> its terms.

    Raises
    ------
    InputError
        With every rule that is broken, each with its place.
    """
    problems = [
        *_doubles(framework),
        *(problem for component in framework.components for problem in _component(framework, component)),
        *_empty_dimensions(framework),
        *find_measure_problems(framework.indicators, measures),
        *_conditions(framework),
        *find_judgement_problems(framework),
        *_recommendations(framework),
        *_weights(framework),
        *find_instrument_problems(framework),
    ]
    if problems:
        raise InputError(problems)


def find_measure_problems(indicators: Iterable[Indicator], measures: Mapping[str, MeasureTerms]) -> Iterator[Problem]:
    """Yield what is wrong between indicators and their measures: name, kind of evidence, unit, options."""
    for indicator in indicators:
        yield from _measure(indicator, measures)


def _doubles(framework: Framework) -> Iterator[Problem]:
    for things in (framework.components, framework.indicators, framework.recommendations):
        counts = Counter(thing.id for thing in things)
        for thing in things:
            if counts[thing.id] > 1:
                counts[thing.id] = 0
                what = Text("the id {id:quoted} stands more than once", id=thing.id)
                yield Problem(thing.place, what, Text("each id once"), Text("rename all but one of them"))


def _empty_dimensions(framework: Framework) -> Iterator[Problem]:
    held = {component.dimension for component in framework.components}
    for dimension in framework.dimensions:
        if dimension.id not in held:
            what = Text("the dimension {id:quoted} has nothing in it", id=dimension.id)
            do = Text("keep one of its components, and give the dimension the weight 0 where it shall not count")
            yield Problem(replace(framework.place, field="components"), what, Text("at least one component"), do)


def _component(framework: Framework, component: Component) -> Iterator[Problem]:
    id, place = component.id, component.place
    parts = parts_of(id)
    if len(parts) != 3 or not all(ID.fullmatch(part) for part in parts):
        what = Text("{id:quoted} is no component id", id=id)
        yield Problem(place, what, Text("dimension.category.name, in small letters"), Text("rename it"))
        return
    dimensions, categories = [one.id for one in framework.dimensions], [one.id for one in framework.categories]
    stages = [stage.id for stage in framework.stages]
    if parts[0] not in dimensions:
        what = Text("{component}: no dimension {id:quoted}", component=id, id=parts[0])
        yield Problem(place, what, one_of(dimensions), Text("rename the component"))
    if parts[1] not in categories:
        what = Text("{component}: no category {id:quoted}", component=id, id=parts[1])
        yield Problem(place, what, one_of(categories), Text("rename the component"))
    if component.stage not in stages:
        what = Text("{component}: no stage {id:quoted}", component=id, id=component.stage)
        yield Problem(place, what, one_of(stages), Text("write one of these"))
    if not 1 <= len(component.indicators) <= MOST_INDICATORS:
        what = counted(
            len(component.indicators),
            "{component} has {number:count} indicator",
            "{component} has {number:count} indicators",
            component=id,
        )
        yield Problem(place, what, Text("1 to {most}", most=MOST_INDICATORS), Text("add or take away indicators"))
    for indicator in component.indicators:
        if indicator.component != id or not ID.fullmatch(name_of(indicator.id)):
            what = Text("{id:quoted} is no id of an indicator here", id=indicator.id)
            yield Problem(indicator.place, what, Text("{component}.name", component=id), Text("rename it"))


def _measure(indicator: Indicator, measures: Mapping[str, MeasureTerms]) -> Iterator[Problem]:
    id, place, measure = indicator.id, indicator.place, indicator.measure
    terms = measures.get(measure)
    if terms is None:
        what = Text("{indicator}: no measure is called {measure:quoted}", indicator=id, measure=measure)
        known = sorted(measures)
        yield Problem(place, what, one_of(known), nearest(measure, known))
        return
    do = Text("choose one of these, or another measure")
    if indicator.kind not in terms.kinds:
        what = Text(
            "{indicator}: the measure {measure:quoted} takes no {kind:word}",
            indicator=id,
            measure=measure,
            kind=indicator.kind,
        )
        yield Problem(place, what, one_of(terms.kinds), do)
    if terms.units and indicator.unit not in terms.units:
        what = Text(
            "{indicator}: the measure {measure:quoted} gives no {unit:quoted}",
            indicator=id,
            measure=measure,
            unit=indicator.unit,
        )
        yield Problem(place, what, one_of(terms.units), do)
    yield from _options(indicator, terms)


def _options(indicator: Indicator, terms: MeasureTerms) -> Iterator[Problem]:
    id, place = indicator.id, indicator.place
    for name in terms.required:
        if name not in indicator.options:
            what = Text("{indicator}: the option {option:quoted} is missing", indicator=id, option=name)
            yield Problem(place, what, do=Text("add it under `options`"))
    for name, value in indicator.options.items():
        if name not in terms.types:
            what = Text(
                "{indicator}: the measure {measure:quoted} has no option {option:quoted}",
                indicator=id,
                measure=indicator.measure,
                option=name,
            )
            known, at = list(terms.types), _option_place(indicator, name)
            yield Problem(at, what, one_of(known), nearest(name, known, Text("remove it, or correct its name")))
            continue
        found: list[Problem] = []
        read_parts(as_node(value, _option_place(indicator, name)), terms.types[name], found)
        for one in found:
            what = Text("{indicator}: option {option}: {problem}", indicator=id, option=name, problem=one.what)
            yield replace(one, what=what)
    for one in terms.contradictions(indicator.options):
        what = Text("{indicator}: {problem}", indicator=id, problem=one.what)
        yield replace(one, place=_option_place(indicator, str(one.place.field)), what=what)


def _option_place(indicator: Indicator, name: str) -> Place:
    return replace(indicator.places.get(f"options.{name}", indicator.place), field=name)


def _conditions(framework: Framework) -> Iterator[Problem]:
    nodes = [*framework.node_ids(), *STATED, *framework.switched_off]
    for recommendation in framework.recommendations:
        for condition in recommendation.when:
            yield from find_unknown([condition.of], nodes, condition.place, NODE)
            yield from _stated_test(condition)


def _stated_test(condition: Condition) -> Iterator[Problem]:
    """Yield a test of what is stated of a system that it cannot have: none of it has a score."""
    abouts = ABOUTS.get(condition.of, ("coverage",))
    if condition.of in STATED and not condition.test.startswith(abouts):
        what = Text("{of:quoted} cannot be tested by {test}", of=condition.of, test=condition.test)
        tests = tuple(f"{about}_{end}" for about in abouts for end in ("below", "at_least"))
        yield Problem(condition.place, what, one_of(tests), Text("write one of these"))


def _recommendations(framework: Framework) -> Iterator[Problem]:
    components = [*(component.id for component in framework.components), *framework.switched_off]
    policies = [policy.id for policy in framework.policies]
    for recommendation in framework.recommendations:
        yield from find_unknown([recommendation.policy], policies, recommendation.place, POLICY)
        yield from find_unknown(recommendation.raises, components, recommendation.place, COMPONENT)


def _weights(framework: Framework) -> Iterator[Problem]:
    nodes = [*framework.node_ids(), *(indicator.id for indicator in framework.indicators), *framework.switched_off]
    for node in framework.weights:
        yield from find_unknown([node], nodes, _weight_place(framework, [node]), NODE)
    for parent, children in _families(framework).items():
        if not any(framework.weight_in_tree(child) for child in children):
            near = (node for child in children for node in (child, parent_of(child)))
            weightless = [node for node in near if not framework.weight(node)]
            place, expected = _weight_place(framework, weightless), Text("at least one weight above 0")
            what = Text("every dimension has the weight 0: {children:list}", children=children)
            do = Text("give one of them a weight")
            if parent:
                what = Text(
                    "every part of {parent:quoted} has the weight 0: {children:list}", parent=parent, children=children
                )
                do = Text("give one of them a weight, or give {parent:quoted} itself the weight 0", parent=parent)
            yield Problem(place, what, expected, do)


def _weight_place(framework: Framework, nodes: Iterable[str]) -> Place:
    """Return the first line that gives one of the nodes its weight."""
    return min(
        (framework.weight_places[node] for node in nodes if node in framework.weight_places),
        default=replace(framework.place, field="weights"),
        key=lambda place: place.line or 0,
    )


def _families(framework: Framework) -> dict[str, tuple[str, ...]]:
    """Return the parts of each node that are weighed against each other; those of the whole stand under ''."""
    found: dict[str, dict[str, None]] = {}
    for component in framework.components:
        way = ("", component.dimension, component.id)
        steps = [*pairwise(way), *((component.id, indicator.id) for indicator in component.indicators)]
        for parent, child in steps:
            found.setdefault(parent, {})[child] = None
    return {parent: tuple(children) for parent, children in found.items()}
