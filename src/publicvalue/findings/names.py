"""Names for people: what a node of the framework is called in a sentence."""

from __future__ import annotations

from publicvalue.framework.model import PUBLIC_VALUE, Framework


def node_name(framework: Framework, node: str) -> str:
    """Return the name of a node in words, such as `Service quality (citizen benefit)`."""
    if node == PUBLIC_VALUE:
        return "public value"
    kind, _, rest = node.partition(".")
    terms = {"stage": framework.stages, "category": framework.categories}.get(kind)
    if terms:
        return next((term.title.lower() for term in terms if term.id == rest), node)
    for dimension in framework.dimensions:
        if dimension.id == node:
            return f"the {dimension.title.lower()} dimension"
    for component in framework.components:
        if component.id == node:
            return f"{component.title} ({component.dimension} {component.category})"
        for indicator in component.indicators:
            if indicator.id == node:
                return indicator.title
    return node
