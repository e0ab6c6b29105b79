"""Names for people: what a node of the framework is called in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.framework.model import PUBLIC_VALUE, Framework


def node_name(framework: Framework, node: str) -> str:
    """Return the name of a node in words, such as `Service quality (citizen benefit)`; the id itself when unknown."""
    return next(_names(framework, node), node)


def _names(framework: Framework, node: str) -> Iterator[str]:
    """Yield the names that fit an id; ids are looked up often, so only names that fit are written."""
    yield from (indicator.title for indicator in framework.indicators if indicator.id == node)
    yield from (f"{c.title} ({c.dimension} {c.category})" for c in framework.components if c.id == node)
    yield from (f"{c.dimension} {c.category}s" for c in framework.components if c.group == node)
    yield from (
        f"the {dimension.title.lower()} dimension" for dimension in framework.dimensions if dimension.id == node
    )
    yield from (category.title.lower() for category in framework.categories if f"category.{category.id}" == node)
    yield from (stage.title.lower() for stage in framework.stages if f"stage.{stage.id}" == node)
    if node == PUBLIC_VALUE:
        yield "public value"
