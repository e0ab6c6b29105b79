"""A ministry's own file: a framework extended, re-weighed, or with parts switched off. Ids never change meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from publicvalue.errors import InputError, Problem
from publicvalue.framework.fields import Record, nearest, read_shape
from publicvalue.framework.model import Component, Framework, Indicator, in_order
from publicvalue.framework.parse import (
    parse_alternatives,
    parse_components,
    parse_floors,
    parse_indicators,
    parse_means,
    parse_recommendations,
    parse_weights,
    place_weights,
)
from publicvalue.framework.questions.model import Instruments
from publicvalue.framework.questions.parse import parse_instruments
from publicvalue.framework.rules import MeasureTerms, find_measure_problems, find_unknown
from publicvalue.framework.shapes import EXTENSION
from publicvalue.schema.node import Node


def base_name(node: Node) -> str:
    """Return the `id/version` that an extension file extends; empty when it does not say."""
    head = node.get("extension")
    base = head.get("extends") if head else None
    return str(base.value) if base else ""


def extend_framework(base: Framework, node: Node, measures: Mapping[str, MeasureTerms] | None = None) -> Framework:
    """Build the framework that an extension file makes of its base.

    Parameters
    ----------
    base
        The framework that is extended.
    node
        The file.
    measures
        Measure id -> its terms, so that what is wrong with the measures of its own indicators is told with the rest.

    Raises
    ------
    InputError
        With every problem: shape, ids that exist already, ids that do not exist.
    """
    problems: list[Problem] = []
    record = read_shape(node, EXTENSION, problems)
    head = record.record("extension") if record else None
    if record is None or head is None:
        raise InputError(problems)
    added = parse_components(record.records("components"), problems)
    indicators = parse_indicators(record.records("indicators"), problems)
    problems.extend(_clashes(base, added, indicators))
    problems.extend(_missing(base, head, indicators))
    recommendations = parse_recommendations(record.records("recommendations"), problems)
    floors = parse_floors(record.records("floors"))
    asked = parse_instruments(record, problems)
    problems.extend(_instrument_clashes(base, asked))
    if problems:
        unmeasured = find_measure_problems(indicators, measures) if measures else ()
        raise InputError([*problems, *_unweighed(base, head, added, indicators), *unmeasured])
    off = frozenset(head.texts("switch_off"))
    components = in_order(_components(base, added, indicators, off), base.dimensions)
    return replace(
        base,
        id=head.text("id"),
        version=head.text("version"),
        title=head.text("title"),
        extends=base.name,
        components=components,
        verdict=replace(base.verdict, floors=(*base.verdict.floors, *floors)),
        recommendations=(*base.recommendations, *recommendations),
        means=MappingProxyType({**base.means, **parse_means(head.record("means"))}),
        weights=MappingProxyType({**base.weights, **parse_weights(head)}),
        place=head.place,
        weight_places=MappingProxyType({**base.weight_places, **place_weights(head)}),
        alternatives=parse_alternatives(head.record("alternatives"), base.alternatives),
        switched_off=(*base.switched_off, *sorted(off | _emptied(base, components))),
        instruments=_instruments(base.instruments, asked, off),
    )


def _emptied(base: Framework, left: tuple[Component, ...]) -> frozenset[str]:
    """Return components and groups of which nothing is left: they are off as well."""

    def nodes(components: tuple[Component, ...]) -> set[str]:
        return {node for component in components for node in (component.id, component.group)}

    return frozenset(nodes(base.components) - nodes(left))


def _instrument_clashes(base: Framework, added: Instruments) -> Iterator[Problem]:
    own = base.instruments
    for old, new in (
        (own.sections, added.sections),
        (tuple(own.choice_lists.values()), tuple(added.choice_lists.values())),
        (own.questions, added.questions),
        (own.constructs, added.constructs),
    ):
        known = {thing.id for thing in old}
        for thing in new:
            if thing.id in known:
                what = f"'{thing.id}' exists in {base.name} already, and an id never changes its meaning"
                yield Problem(thing.place, what, "a new id", "give your own one a name of its own")


def _instruments(base: Instruments, added: Instruments, off: frozenset[str]) -> Instruments:
    return replace(
        base,
        sections=(*base.sections, *added.sections),
        choice_lists=MappingProxyType({**base.choice_lists, **added.choice_lists}),
        questions=tuple(question for question in (*base.questions, *added.questions) if question.id not in off),
        constructs=(*base.constructs, *added.constructs),
        links=(*base.links, *added.links),
    )


def _clashes(base: Framework, added: tuple[Component, ...], indicators: tuple[Indicator, ...]) -> Iterator[Problem]:
    known = {component.id for component in base.components} | {indicator.id for indicator in base.indicators}
    new = [(component.id, component.place) for component in added]
    new += [(indicator.id, indicator.place) for component in added for indicator in component.indicators]
    new += [(indicator.id, indicator.place) for indicator in indicators]
    for id, place in new:
        if id in known:
            what = f"'{id}' exists in {base.name} already, and an id never changes its meaning"
            yield Problem(place, what, "a new id", "give your own question a name of its own")


def _missing(base: Framework, head: Record, indicators: tuple[Indicator, ...]) -> Iterator[Problem]:
    components = [component.id for component in base.components]
    askable = [*components, *(indicator.id for indicator in base.indicators)]
    askable += [question.id for question in base.instruments.questions]
    for indicator in indicators:
        if indicator.component not in components:
            what = f"{indicator.id}: there is no component '{indicator.component}'"
            yield Problem(
                indicator.place, what, f"a component of {base.name}", nearest(indicator.component, components)
            )
    for id in head.texts("switch_off"):
        if id not in askable:
            place = head.place_of("switch_off")
            what, expected = f"there is no '{id}' to switch off", "a component, an indicator or a question"
            yield Problem(place, what, expected, nearest(id, askable))


def _unweighed(
    base: Framework, head: Record, added: tuple[Component, ...], indicators: tuple[Indicator, ...]
) -> Iterator[Problem]:
    """Yield weights of nodes that neither the base nor the file has."""
    own = [id for component in added for id in (component.group, component.id)]
    asked = [*base.indicators, *indicators, *(one for component in added for one in component.indicators)]
    known = [*base.node_ids(), *base.switched_off, *own, *(indicator.id for indicator in asked)]
    for node, place in place_weights(head).items():
        yield from find_unknown([node], known, place, "node")


def _components(
    base: Framework, added: tuple[Component, ...], indicators: tuple[Indicator, ...], off: frozenset[str]
) -> tuple[Component, ...]:
    further: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        further[indicator.component].append(indicator)
    merged = (replace(c, indicators=(*c.indicators, *further[c.id])) for c in (*base.components, *added))
    kept = (replace(c, indicators=tuple(i for i in c.indicators if i.id not in off)) for c in merged if c.id not in off)
    return tuple(component for component in kept if component.indicators)
