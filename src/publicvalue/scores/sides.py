"""Scores beside the tree: stages of the chain, and categories across dimensions, formed from the same components."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from publicvalue.framework.model import Framework, Mean
from publicvalue.scores.aggregate import aggregate_groups
from publicvalue.scores.tree import Floats, Indices, Tree

SIDE_MEAN: Mean = "geometric"
"""Mean over components for a stage or a category across dimensions: little compensation, as in the tree."""


@dataclass(frozen=True)
class Side:
    """One way of grouping the components.

    Parameters
    ----------
    nodes
        Ids of its nodes.
    members
        Columns of the components of each node.
    weights
        Weight of each component in public value, shape (components,).
    """

    nodes: tuple[str, ...]
    members: tuple[Indices, ...] = field(repr=False)
    weights: Floats = field(repr=False)

    def form(self, components: Floats, mean: Mean = SIDE_MEAN) -> Floats:
        """Return scores of its nodes, shape (..., nodes), from those of the components, shape (..., components)."""
        order = np.concatenate(self.members)
        starts = np.cumsum([0, *(len(group) for group in self.members)])[:-1].astype(np.intp)
        return aggregate_groups(components[..., order], self.weights[order], starts, [mean])


def build_sides(framework: Framework, tree: Tree) -> tuple[Side, ...]:
    """Return the stages and the categories that have components."""
    components = {component.id: component for component in framework.components}
    leaf = tree.leaf_shares(len(tree.levels) - 1)
    weights = np.bincount(tree.leaf_nodes(0), leaf, len(tree.components)).astype(np.float64)
    sides = []
    for kind, terms in (("stage", framework.stages), ("category", framework.categories)):
        groups = [getattr(components[id], kind) for id in tree.components]
        order = [np.array([i for i, group in enumerate(groups) if group == term.id], np.intp) for term in terms]
        kept = [(f"{kind}.{term.id}", members) for term, members in zip(terms, order, strict=True) if len(members)]
        sides.append(Side(tuple(id for id, _ in kept), tuple(members for _, members in kept), weights))
    return tuple(sides)
