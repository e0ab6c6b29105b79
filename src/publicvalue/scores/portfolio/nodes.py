"""Which scores mean the same under all frameworks of a portfolio."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.changes import comparable_indicators, find_changes
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.words.text import Text

METHOD_NODES = ("framework", "component", "category", "dimension", PUBLIC_VALUE)
"""Nodes of changes to the method itself, which touch every score above the indicators."""


def comparable_nodes(frameworks: Sequence[Framework]) -> tuple[str, ...]:
    """Return the nodes that all frameworks ask, weigh and score alike.

    Parameters
    ----------
    frameworks
        The framework of each system; at least one.

    Returns
    -------
    tuple of str
        Ids of public value, dimensions, components and, where frameworks differ, indicators, in the first framework's
        order.

    Raises
    ------
    InputError
        When nothing compares.
    """
    first, *others = _different(frameworks)
    nodes = [PUBLIC_VALUE, *(term.id for term in first.dimensions), *(part.id for part in first.components)]
    nodes += [indicator.id for indicator in first.indicators] if others else []
    asked = [node for node in nodes if _asked(first, node)]
    for other in others:
        same = comparable_indicators(first, other)
        touched = [change.node for change in find_changes(first, other) if change.effect != "none"]
        asked = [node for node in asked if _asked(other, node) and _compares(first, node, same, touched)]
    if not asked:
        names = ", ".join(sorted({framework.name for framework in frameworks}))
        what = Text(
            "the assessments share no indicator that means the same under their frameworks ({names})", names=names
        )
        raise InputError(
            [Problem(Place(), what, Text("assessments of one framework"), Text("make a portfolio of each framework"))]
        )
    return tuple(asked)


def _different(frameworks: Sequence[Framework]) -> list[Framework]:
    found: list[Framework] = []
    for framework in frameworks:
        if not any(framework is one or framework == one for one in found):
            found.append(framework)
    return found


def _asked(framework: Framework, node: str) -> bool:
    return any(_under(indicator.id, node) for indicator in framework.indicators)


def _compares(framework: Framework, node: str, same: frozenset[str], touched: Sequence[str]) -> bool:
    if any(indicator.id == node for indicator in framework.indicators):
        return node in same
    return not any(_forms(change, node) or change in METHOD_NODES for change in touched)


def _under(id: str, node: str) -> bool:
    return id == node or _forms(id, node)


def _forms(id: str, node: str) -> bool:
    """Whether a change at `id` (its weight, its being asked) changes what `node` is formed from."""
    return node == PUBLIC_VALUE or id.startswith(f"{node}.")
