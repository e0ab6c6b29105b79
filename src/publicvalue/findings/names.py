"""Names for people: what a node of the framework is called in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.framework.model import PUBLIC_VALUE, Component, Framework
from publicvalue.words.text import Text


def node_name(framework: Framework, node: str) -> Text:
    """Return the name of a node in words, such as `Service quality (citizen benefit)`; the id itself when unknown."""
    return next(_names(framework, node), None) or Text("{node}", node=node)


def _names(framework: Framework, node: str) -> Iterator[Text]:
    """Yield the names that fit an id; ids are looked up often, so only names that fit are written."""
    yield from (Text(indicator.title) for indicator in framework.indicators if indicator.id == node)
    yield from (_component(component) for component in framework.components if component.id == node)
    categories = {category.id: category for category in framework.categories}
    yield from (
        Text(
            "{dimension:word} {category:lower}",
            dimension=component.dimension,
            category=Text(categories[component.category].title),
        )
        for component in framework.components
        if component.group == node
    )
    yield from (
        Text("the {dimension:lower} dimension", dimension=Text(dimension.title))
        for dimension in framework.dimensions
        if dimension.id == node
    )
    yield from (_lower(category.title) for id, category in categories.items() if f"category.{id}" == node)
    yield from (_lower(stage.title) for stage in framework.stages if f"stage.{stage.id}" == node)
    if node == PUBLIC_VALUE:
        yield Text("public value")


def _component(component: Component) -> Text:
    return Text(
        "{title} ({dimension:word} {category:word})",
        title=Text(component.title),
        dimension=component.dimension,
        category=component.category,
    )


def _lower(title: str) -> Text:
    return Text("{title:lower}", title=Text(title))
