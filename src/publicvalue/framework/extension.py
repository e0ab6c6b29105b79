"""A ministry's own file: a framework extended, re-weighed, or with parts switched off. Ids never change meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.model import Component, Framework, Indicator, in_order
from publicvalue.framework.nouns import NODE, find_unknown
from publicvalue.framework.questions.model import Instruments
from publicvalue.framework.rules.parts import MeasureTerms, find_measure_problems
from publicvalue.framework.shapes import ExtensionFile, weight_places
from publicvalue.schema.node import Node
from publicvalue.schema.reader import read_parts
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text


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
    file = read_parts(node, ExtensionFile, problems)
    if file is None:
        raise InputError(problems)
    head, asked = file.extension, file.instruments()
    problems.extend(file.find_doubles())
    problems.extend(_clashes(base, file))
    problems.extend(_missing(base, file))
    problems.extend(_instrument_clashes(base, asked))
    if problems:
        unmeasured = find_measure_problems(file.indicators, measures) if measures else ()
        raise InputError([*problems, *_unweighed(base, file), *unmeasured])
    off = frozenset(head.switch_off)
    components = in_order(_components(base, file, off), base.dimensions)
    return replace(
        base,
        id=head.id,
        version=head.version,
        title=head.title,
        extends=base.name,
        components=components,
        recommendations=(*base.recommendations, *file.recommendations),
        red_lines=(*base.red_lines, *file.red_lines),
        harms=(*base.harms, *file.harms),
        means=MappingProxyType({**base.means, **head.means.by_level()}),
        weights=MappingProxyType({**base.weights, **head.weights}),
        place=head.place,
        weight_places=MappingProxyType({**base.weight_places, **weight_places(head)}),
        alternatives=head.alternatives.over(base.alternatives),
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
                yield _clash(base, thing.id, thing.place, Text("give your own one a name of its own"))


def _instruments(base: Instruments, added: Instruments, off: frozenset[str]) -> Instruments:
    return replace(
        base,
        sections=(*base.sections, *added.sections),
        choice_lists=MappingProxyType({**base.choice_lists, **added.choice_lists}),
        questions=tuple(question for question in (*base.questions, *added.questions) if question.id not in off),
        constructs=(*base.constructs, *added.constructs),
        links=(*base.links, *added.links),
    )


def _clashes(base: Framework, file: ExtensionFile) -> Iterator[Problem]:
    known = {component.id for component in base.components} | {indicator.id for indicator in base.indicators}
    new = [(component.id, component.place) for component in file.components]
    new += [(indicator.id, indicator.place) for component in file.components for indicator in component.indicators]
    new += [(indicator.id, indicator.place) for indicator in file.indicators]
    for id, place in new:
        if id in known:
            yield _clash(base, id, place, Text("give your own question a name of its own"))


def _clash(base: Framework, id: str, place: Place, do: str) -> Problem:
    what = Text(
        "{id:quoted} exists in {framework} already, and an id never changes its meaning", id=id, framework=base.name
    )
    return Problem(place, what, Text("a new id"), do)


def _missing(base: Framework, file: ExtensionFile) -> Iterator[Problem]:
    components = [component.id for component in base.components]
    askable = [*components, *(indicator.id for indicator in base.indicators)]
    askable += [question.id for question in base.instruments.questions]
    for indicator in file.indicators:
        if indicator.component not in components:
            what = Text(
                "{indicator}: there is no component {component:quoted}",
                indicator=indicator.id,
                component=indicator.component,
            )
            expected = Text("a component of {framework}", framework=base.name)
            yield Problem(indicator.place, what, expected, nearest(indicator.component, components))
    for id in file.extension.switch_off:
        if id not in askable:
            what = Text("there is no {id:quoted} to switch off", id=id)
            expected = Text("a component, an indicator or a question")
            yield Problem(file.extension.places["switch_off"], what, expected, nearest(id, askable))


def _unweighed(base: Framework, file: ExtensionFile) -> Iterator[Problem]:
    """Yield weights of nodes that neither the base nor the file has."""
    own = [id for component in file.components for id in (component.group, component.id)]
    asked = [*base.indicators, *file.indicators, *(one for added in file.components for one in added.indicators)]
    known = [*base.node_ids(), *base.switched_off, *own, *(indicator.id for indicator in asked)]
    for node, place in weight_places(file.extension).items():
        yield from find_unknown([node], known, place, NODE)


def _components(base: Framework, file: ExtensionFile, off: frozenset[str]) -> tuple[Component, ...]:
    further: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in file.indicators:
        further[indicator.component].append(indicator)
    merged = (replace(c, indicators=(*c.indicators, *further[c.id])) for c in (*base.components, *file.components))
    kept = (replace(c, indicators=tuple(i for i in c.indicators if i.id not in off)) for c in merged if c.id not in off)
    return tuple(component for component in kept if component.indicators)
