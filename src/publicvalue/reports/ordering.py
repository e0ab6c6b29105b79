"""The order in which a report goes through the framework: by dimension, and within it by category."""

from __future__ import annotations

from publicvalue.framework.model import Component, Framework, Indicator


def order_components(framework: Framework) -> tuple[Component, ...]:
    """Return the components by dimension and category, in the order in which the framework names these."""
    dimensions = [term.id for term in framework.dimensions]
    categories = [term.id for term in framework.categories]

    def place(component: Component) -> tuple[int, int]:
        return dimensions.index(component.dimension), categories.index(component.category)

    return tuple(sorted(framework.components, key=place))


def order_indicators(framework: Framework) -> tuple[Indicator, ...]:
    """Return the indicators in the order of their components."""
    return tuple(indicator for component in order_components(framework) for indicator in component.indicators)
