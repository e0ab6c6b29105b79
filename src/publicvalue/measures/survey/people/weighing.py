"""From people's priorities to weights of the framework's tree, and to draws of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from publicvalue.errors import method_error
from publicvalue.framework.model import Framework
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.words.text import Text


def weigh_framework(framework: Framework, priorities: Priorities) -> Framework:
    """Return the framework under people's weights, which vary in the Monte Carlo as their sample allows.

    Parts that were weighed get their shares; what stands above them gets the sum of its parts. What stands below them
    keeps the framework's weights.

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
    shares: dict[str, float] = {}
    sampled: dict[str, Floats] = {}
    for depth in range(nodes[0].count(".") + 1):
        names = [".".join(node.split(".")[: depth + 1]) for node in nodes]
        for name in dict.fromkeys(names):
            own = [place for place, one in enumerate(names) if one == name]
            shares[name] = float(estimates[own].sum())
            sampled[name] = draws[:, own].sum(axis=1)
    return replace(
        framework,
        weights=MappingProxyType({**framework.weights, **shares}),
        sampled_weights=MappingProxyType(sampled),
    )


def _level(framework: Framework, nodes: list[str]) -> tuple[str, ...]:
    """Return the nodes of the framework's level that people weighed."""
    levels: Mapping[str, tuple[str, ...]] = {
        "dimensions": tuple(dict.fromkeys(component.dimension for component in framework.components)),
        "groups": tuple(dict.fromkeys(component.group for component in framework.components)),
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
