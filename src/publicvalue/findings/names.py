"""Names for people: what a node of the framework is called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.framework.model import PUBLIC_VALUE, Framework


def node_name(framework: Framework, node: str) -> str:
    """Return the name of a node in words, such as `Service quality (citizen benefit)`; the id itself when unknown."""
    return _names(framework).get(node, node)


def _names(framework: Framework) -> Mapping[str, str]:
    names = {PUBLIC_VALUE: "public value"}
    names.update({f"stage.{stage.id}": stage.title.lower() for stage in framework.stages})
    names.update({f"category.{category.id}": category.title.lower() for category in framework.categories})
    names.update({dimension.id: f"the {dimension.title.lower()} dimension" for dimension in framework.dimensions})
    names.update({c.group: f"{c.dimension} {c.category}s" for c in framework.components})
    names.update({c.id: f"{c.title} ({c.dimension} {c.category})" for c in framework.components})
    names.update({indicator.id: indicator.title for indicator in framework.indicators})
    return names
