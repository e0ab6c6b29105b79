"""Rules across the parts of a framework: ids that exist, ids that are single, measures that fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.field_types import Type
from publicvalue.framework.fields import nearest, read_value
from publicvalue.framework.model import Component, Condition, Framework, Indicator
from publicvalue.framework.question_rules import find_instrument_problems
from publicvalue.schema.node import as_node

ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class MeasureTerms:
    """What a framework must respect of a measure.

    Kinds of evidence, units (any when empty), options it may set with their choices, those it must set, and the type of
    each.
    """

    kinds: tuple[str, ...]
    units: tuple[str, ...]
    options: Mapping[str, tuple[object, ...]]
    required: tuple[str, ...] = ()
    types: Mapping[str, Type] = field(default_factory=dict)


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
        *_floors(framework),
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
                yield Problem(
                    thing.place,
                    f"the id '{thing.id}' stands more than once",
                    "each id once",
                    "rename all but one of them",
                )


def _empty_dimensions(framework: Framework) -> Iterator[Problem]:
    held = {component.dimension for component in framework.components}
    for dimension in framework.dimensions:
        if dimension.id not in held:
            what = f"the dimension '{dimension.id}' has nothing in it"
            do = "keep one of its components, and give the dimension the weight 0 where it shall not count"
            yield Problem(replace(framework.place, field="components"), what, "at least one component", do)


def _component(framework: Framework, component: Component) -> Iterator[Problem]:
    dimensions, categories = [d.id for d in framework.dimensions], [c.id for c in framework.categories]
    stages = [stage.id for stage in framework.stages]
    parts = component.id.split(".")
    if len(parts) != 3 or not all(ID.fullmatch(part) for part in parts):
        yield Problem(
            component.place,
            f"'{component.id}' is no component id",
            "dimension.category.name, in small letters",
            "rename it",
        )
        return
    for part, known, noun in ((parts[0], dimensions, "dimension"), (parts[1], categories, "category")):
        if part not in known:
            yield Problem(
                component.place,
                f"{component.id}: no {noun} '{part}'",
                "one of: " + ", ".join(known),
                "rename the component",
            )
    if component.stage not in stages:
        yield Problem(
            component.place,
            f"{component.id}: no stage '{component.stage}'",
            "one of: " + ", ".join(stages),
            "write one of these",
        )
    if not 1 <= len(component.indicators) <= 8:
        yield Problem(
            component.place,
            f"{component.id} has {len(component.indicators)} indicators",
            "2 to 5",
            "add or take away indicators",
        )
    for indicator in component.indicators:
        if indicator.component != component.id or not ID.fullmatch(indicator.id.rsplit(".", 1)[-1]):
            yield Problem(
                indicator.place, f"'{indicator.id}' is no id of an indicator here", f"{component.id}.name", "rename it"
            )


def _measure(indicator: Indicator, measures: Mapping[str, MeasureTerms]) -> Iterator[Problem]:
    terms = measures.get(indicator.measure)
    if terms is None:
        what = f"{indicator.id}: no measure is called '{indicator.measure}'"
        known = sorted(measures)
        yield Problem(indicator.place, what, "one of: " + ", ".join(known), nearest(indicator.measure, known))
        return
    if indicator.kind not in terms.kinds:
        what = f"{indicator.id}: the measure '{indicator.measure}' takes no {indicator.kind}"
        yield Problem(
            indicator.place, what, "one of: " + ", ".join(terms.kinds), "choose one of these, or another measure"
        )
    if terms.units and indicator.unit not in terms.units:
        what = f"{indicator.id}: the measure '{indicator.measure}' gives no '{indicator.unit}'"
        yield Problem(
            indicator.place, what, "one of: " + ", ".join(terms.units), "choose one of these, or another measure"
        )
    yield from _options(indicator, terms)


def _options(indicator: Indicator, terms: MeasureTerms) -> Iterator[Problem]:
    for name in terms.required:
        if name not in indicator.options:
            yield Problem(
                indicator.place, f"{indicator.id}: the option '{name}' is missing", do="add it under `options`"
            )
    for name, value in indicator.options.items():
        choices = terms.options.get(name)
        if choices is None:
            what = f"{indicator.id}: the measure '{indicator.measure}' has no option '{name}'"
            yield Problem(
                indicator.place,
                what,
                "one of: " + (", ".join(terms.options) or "none"),
                "remove it, or correct its name",
            )
        elif choices and value not in choices:
            what = f"{indicator.id}: '{value}' is no choice of '{name}'"
            yield Problem(indicator.place, what, "one of: " + ", ".join(map(str, choices)), "write one of these")
        elif name in terms.types:
            found: list[Problem] = []
            read_value(as_node(value, replace(indicator.place, field=name)), terms.types[name], found)
            yield from (replace(one, what=f"{indicator.id}: option {name}: {one.what}") for one in found)


def find_unknown(ids: Iterable[str], known: Iterable[str], place: Place, noun: str) -> Iterator[Problem]:
    """Yield the ids that are not known, each with what was likely meant."""
    names = list(known)
    for id in ids:
        if id not in names:
            yield Problem(
                place, f"no {noun} has the id '{id}'", f"an id of this framework's {noun}s", nearest(id, names)
            )


def _conditions(framework: Framework) -> Iterator[Problem]:
    nodes = [*framework.node_ids(), *framework.switched_off]
    groups = [(rule.when, [*nodes, "this"]) for rule in (*framework.verdict.rules, *framework.verdict.leanings)]
    groups += [(recommendation.when, nodes) for recommendation in framework.recommendations]
    for conditions, known in groups:
        for condition in conditions:
            yield from find_unknown([condition.of], known, condition.place, "node")
    levels = [level.id for level in framework.verdict.levels]
    for rule in (*framework.verdict.rules, *framework.verdict.leanings):
        yield from find_unknown([rule.level], levels, _first_place(rule.when), "verdict level")


def _first_place(conditions: tuple[Condition, ...]) -> Place:
    return conditions[0].place if conditions else Place()


def _floors(framework: Framework) -> Iterator[Problem]:
    components = [*(component.id for component in framework.components), *framework.switched_off]
    levels = [level.id for level in framework.verdict.levels]
    for floor in framework.verdict.floors:
        yield from find_unknown([floor.component], components, floor.place, "component")
        yield from find_unknown([floor.caps_at], levels, floor.place, "verdict level")


def _recommendations(framework: Framework) -> Iterator[Problem]:
    components = [*(component.id for component in framework.components), *framework.switched_off]
    policies = [policy.id for policy in framework.policies]
    for recommendation in framework.recommendations:
        yield from find_unknown([recommendation.policy], policies, recommendation.place, "policy")
        yield from find_unknown(recommendation.raises, components, recommendation.place, "component")


def _weights(framework: Framework) -> Iterator[Problem]:
    nodes = [*framework.node_ids(), *(indicator.id for indicator in framework.indicators), *framework.switched_off]
    for node in framework.weights:
        yield from find_unknown([node], nodes, _weight_place(framework, [node]), "node")
    for parent, children in _families(framework).items():
        if not any(framework.weight(child) for child in children):
            named = f"part of '{parent}'" if parent else "dimension"
            instead = f", or give '{parent}' itself the weight 0" if parent else ""
            yield Problem(
                _weight_place(framework, children),
                f"every {named} has the weight 0: {', '.join(children)}",
                "at least one weight above 0",
                f"give one of them a weight{instead}",
            )


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
        way = ("", component.dimension, component.group, component.id)
        steps = [*pairwise(way), *((component.id, indicator.id) for indicator in component.indicators)]
        for parent, child in steps:
            found.setdefault(parent, {})[child] = None
    return {parent: tuple(children) for parent, children in found.items()}
