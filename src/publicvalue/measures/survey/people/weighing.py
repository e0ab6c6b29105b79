"""From people's priorities to weights of the framework's tree, and to draws of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from publicvalue.errors import method_error
from publicvalue.framework.model import Framework
from publicvalue.framework.nodes import parent_of
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.words.text import Text


def weigh_framework(framework: Framework, priorities: Priorities) -> Framework:
    """Return the framework under people's weights, which vary in the Monte Carlo as their sample allows.

    Dimensions or components that were weighed get their shares. A category within a dimension hands its share on to
    its components, as the framework weighs them against each other: alike, unless it says otherwise. What stands above
    gets the sum of its parts; what stands below keeps the framework's weights.

    Raises
    ------
    MethodError
        When the parts that were weighed are not all nodes of one level of the framework, or come without their draws.
    """
    if priorities.draws is None:
        expected = Text("the priorities of an assessment that was just run")
        raise method_error(Text("Weights of people without their draws"), expected)
    level = _level(framework, [part.node for part in priorities.parts])
    present = [place for place, part in enumerate(priorities.parts) if part.node in level]
    draws = priorities.draws[:, present]
    estimates = np.array([priorities.parts[place].share.value for place in present])
    nodes = [priorities.parts[place].node for place in present]
    parts: _Weights = {node: (float(estimates[place]), draws[:, place]) for place, node in enumerate(nodes)}
    if level != _dimensions(framework):
        parts = _with_dimensions(_of_components(framework, parts))
    replaced = {} if level == _dimensions(framework) else dict.fromkeys(_groups(framework), 1.0)
    shares = {node: share for node, (share, _) in parts.items()}
    return replace(
        framework,
        weights=MappingProxyType({**framework.weights, **replaced, **shares}),
        sampled_weights=MappingProxyType({node: drawn for node, (_, drawn) in parts.items()}),
    )


_Weights = Mapping[str, tuple[float, Floats]]
"""Node -> its weight, and draws of it."""


def _of_components(framework: Framework, parts: _Weights) -> _Weights:
    """Return the weights of components: their own, or what their category hands on."""
    found: dict[str, tuple[float, Floats]] = {}
    for group in _groups(framework):
        members = [component.id for component in framework.components if component.group == group]
        if group not in parts:
            found.update({id: parts[id] for id in members})
            continue
        own = np.array([framework.weight(id) for id in members])
        handed = own / own.sum() if own.any() else own
        share, drawn = parts[group]
        found.update({id: (share * float(part), drawn * part) for id, part in zip(members, handed, strict=True)})
    return found


def _with_dimensions(components: _Weights) -> _Weights:
    """Return the weights of components, and of each dimension their sum."""
    found = dict(components)
    for id, (share, drawn) in components.items():
        dimension = parent_of(id, 1)
        before, draws = found.get(dimension, (0.0, np.zeros_like(drawn)))
        found[dimension] = (before + share, draws + drawn)
    return found


def _dimensions(framework: Framework) -> tuple[str, ...]:
    return tuple(dict.fromkeys(component.dimension for component in framework.components))


def _groups(framework: Framework) -> tuple[str, ...]:
    return tuple(dict.fromkeys(component.group for component in framework.components))


def _level(framework: Framework, nodes: list[str]) -> tuple[str, ...]:
    """Return the nodes of the framework's level that people weighed."""
    levels: Mapping[str, tuple[str, ...]] = {
        "dimensions": _dimensions(framework),
        "groups": _groups(framework),
        "components": tuple(component.id for component in framework.components),
    }
    for level in levels.values():
        if set(level) <= set(nodes):
            return level
    what = (
        Text("people weighed {nodes:list} and others", nodes=tuple(nodes[:3]))
        if len(nodes) > 3
        else Text("people weighed {nodes:list}", nodes=tuple(nodes))
    )
    raise method_error(what, Text("every dimension, every group or every component of the framework"))
