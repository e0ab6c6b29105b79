"""The tree that scores climb: indicators, components, dimensions, public value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from publicvalue.framework.model import PUBLIC_VALUE, Framework, Mean
from publicvalue.framework.nodes import parent_of

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class TreeLevel:
    """One step up the tree.

    Parameters
    ----------
    name
        component, dimension or public_value.
    children, nodes
        Ids below and at this level; children of one node stand together, in the nodes' order.
    starts
        Index of each node's first child, shape (nodes,).
    weights
        Weight of each child among its siblings, shape (children,); any scale.
    means
        All means that may form it, the stated one first; just that one where the choice is closed.
    sampled
        Draws of the weights that come from a sample of people, shape (draws, children); NaN for all others. None where
        no weight of the framework does.
    """

    name: str
    children: tuple[str, ...]
    nodes: tuple[str, ...]
    starts: Indices
    weights: Floats
    means: tuple[Mean, ...]
    sampled: Floats | None = None

    @property
    def mean(self) -> Mean:
        """The stated mean."""
        return self.means[0]

    @cached_property
    def parents(self) -> Indices:
        """Index of each child's node, shape (children,)."""
        sizes = np.diff(np.append(self.starts, len(self.children)))
        return np.repeat(np.arange(len(self.nodes)), sizes)

    @cached_property
    def shares(self) -> Floats:
        """Each child's weight as a share of its siblings' weights, shape (children,); 0 where all are 0."""
        totals = np.add.reduceat(self.weights, self.starts)[self.parents]
        return np.divide(self.weights, totals, out=np.zeros_like(self.weights), where=totals > 0)


@dataclass(frozen=True)
class Tree:
    """A framework's tree, ready for arrays.

    Parameters
    ----------
    levels
        From the component level up to public value.
    equal_weights
        Whether equal weights are an open choice.
    """

    levels: tuple[TreeLevel, ...]
    equal_weights: bool = False

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of the leaves, in the order of their columns."""
        return self.levels[0].children

    @property
    def components(self) -> tuple[str, ...]:
        """Ids of the components, in the order of their columns."""
        return self.levels[0].nodes

    def leaf_shares(self, level: int) -> Floats:
        """Return each indicator's share of its node at a level (0 = component), shape (indicators,)."""
        share = self.levels[0].shares
        index = self.levels[0].parents
        for step in self.levels[1 : level + 1]:
            share = share * step.shares[index]
            index = step.parents[index]
        return share

    def leaf_nodes(self, level: int) -> Indices:
        """Return the index of each indicator's node at a level, shape (indicators,)."""
        index = self.levels[0].parents
        for step in self.levels[1 : level + 1]:
            index = step.parents[index]
        return index


def build_tree(framework: Framework, categories: bool = False) -> Tree:
    """Build the tree of a framework; siblings keep the framework's order.

    With categories, components form the categories within a dimension and these form the dimension, each counting as
    its siblings do: the tree of results before components counted alike, which is kept to compare with.
    """
    order = [dimension.id for dimension in framework.dimensions]
    within = [category.id for category in framework.categories]
    components = sorted(framework.components, key=lambda c: (order.index(c.dimension), within.index(c.category)))
    indicators = [(indicator.id, component.id) for component in components for indicator in component.indicators]
    parts = [(component.id, component.dimension) for component in components]
    top = [(dimension, PUBLIC_VALUE) for dimension in dict.fromkeys(dimension for _, dimension in parts)]
    steps = [("component", indicators), ("dimension", parts), (PUBLIC_VALUE, top)]
    if categories:
        groups = [(component.id, component.group) for component in components]
        between = [(group, parent_of(group)) for group in dict.fromkeys(group for _, group in groups)]
        steps[1:2] = [("category", groups), ("dimension", between)]
    weight = framework.weight if categories else framework.weight_in_tree
    return Tree(tuple(_level(framework, name, pairs, weight) for name, pairs in steps), framework.open_weights)


def _level(framework: Framework, name: str, pairs: list[tuple[str, str]], weight: Callable[[str], float]) -> TreeLevel:
    nodes = tuple(dict.fromkeys(parent for _, parent in pairs))
    parents = [parent for _, parent in pairs]
    return TreeLevel(
        name=name,
        children=tuple(child for child, _ in pairs),
        nodes=nodes,
        starts=np.array([parents.index(node) for node in nodes], dtype=np.intp),
        weights=np.array([weight(child) for child, _ in pairs], dtype=np.float64),
        means=framework.open_means("dimension" if name == "category" else name),
        sampled=_sampled(framework, [child for child, _ in pairs]),
    )


def _sampled(framework: Framework, children: list[str]) -> Floats | None:
    """Return draws of the weights that come from people."""
    sizes = [len(draws) for draws in framework.sampled_weights.values()]
    if not sizes:
        return None
    unknown = np.full(sizes[0], np.nan)
    return np.column_stack([framework.sampled_weights.get(child, unknown) for child in children])
