"""Scores beside the tree: categories within dimensions, stages of the chain, and categories across dimensions.

They are formed from the components in them. A stage takes of each component the indicators that belong to the stage:
where a component's indicators belong to several stages, each stage takes a part of it, formed as the component is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from publicvalue.framework.model import Framework, Mean
from publicvalue.scores.aggregate import Method, aggregate_groups
from publicvalue.scores.tree import Floats, Indices, Tree, TreeLevel

SIDE_MEAN: Mean = "geometric"
"""Mean over components for a node beside the tree: little compensation, as in the tree."""


@dataclass(frozen=True)
class Sides:
    """The nodes beside the tree, and the columns that they are formed from: components, then parts of components.

    Parameters
    ----------
    nodes
        Ids: `dimension.category`, then `stage.<id>`, then `category.<id>`.
    members
        Columns of each node.
    parts
        Columns of the indicators of each part of a component.
    weights
        Weight of each column in public value, shape (columns,).
    level
        The component level, which says how components and their parts are formed.
    """

    nodes: tuple[str, ...]
    members: tuple[Indices, ...] = field(repr=False)
    parts: tuple[Indices, ...] = field(repr=False)
    weights: Floats = field(repr=False)
    level: TreeLevel = field(repr=False)

    def columns(self, indicators: Floats, components: Floats, method: Method | None = None) -> Floats:
        """Return the scores that the nodes are formed from.

        Parameters
        ----------
        indicators, components
            Scores, shape (..., indicators) and (..., components).
        method
            Weights and means of each draw; as stated when None.

        Returns
        -------
        Floats
            Shape (..., columns): the components, then their parts.
        """
        if not self.parts:
            return components
        parts = self._parts(indicators, method, range(len(self.parts)))
        return np.concatenate([components, np.broadcast_to(parts, (*components.shape[:-1], len(self.parts)))], axis=-1)

    def form(self, columns: Floats, mean: Mean = SIDE_MEAN, nodes: Sequence[int] | None = None) -> Floats:
        """Return scores of nodes (all when None), shape (..., nodes), from those of the columns.

        Raises
        ------
        MethodError
            When there is no such mean.
        """
        members = self.members if nodes is None else [self.members[node] for node in nodes]
        order = np.concatenate(members)
        return aggregate_groups(_chosen(columns, order), self.weights[order], _starts(members), [mean])

    def exchanged(
        self, columns: Floats, indicators: Floats, component: tuple[int, Floats], method: Method, indicator: int
    ) -> tuple[list[int], Floats]:
        """Return the nodes that one indicator reaches, and their scores with other scores for it.

        Parameters
        ----------
        columns
            Scores of the columns before, shape (draws, columns).
        indicators
            Scores of the indicators, the exchanged one among them, shape (draws, indicators).
        component
            Column and new scores of the indicator's component.
        method
            Weights and means of each draw.
        indicator
            Column of the indicator.
        """
        place, scores = component
        own = [part for part, columns_of in enumerate(self.parts) if indicator in columns_of]
        changed = [place, *(len(self.level.nodes) + part for part in own)]
        columns = columns.copy()
        columns[:, place] = scores
        if own:
            columns[:, changed[1:]] = self._parts(indicators, method, own)
        reached = [node for node, members in enumerate(self.members) if np.isin(changed, members).any()]
        return reached, self.form(columns, nodes=reached)

    def leaves(self, tree: Tree) -> tuple[NDArray[np.bool_], ...]:
        """Return which indicators each node rests on, each of shape (indicators,)."""
        component = tree.leaf_nodes(0)
        of_columns = [component == column for column in range(len(tree.components))]
        of_columns += [np.isin(np.arange(len(component)), part) for part in self.parts]
        return tuple(np.logical_or.reduce([of_columns[column] for column in members]) for members in self.members)

    def _parts(self, indicators: Floats, method: Method | None, parts: Sequence[int]) -> Floats:
        chosen = [self.parts[part] for part in parts]
        order = np.concatenate(chosen)
        weights = self.level.weights if method is None else method.weights[0]
        picks = None if method is None else method.picks[0]
        scores, shares = _chosen(indicators, order), _chosen(weights, order)
        return aggregate_groups(scores, shares, _starts(chosen), self.level.means, picks)


def _chosen(array: Floats, columns: Indices) -> Floats:
    """Return some columns, each in one piece of memory, as the means take them."""
    return np.moveaxis(np.moveaxis(array, -1, 0)[columns], 0, -1)


def _starts(groups: Sequence[Indices]) -> Indices:
    return np.cumsum([0, *(len(group) for group in groups)])[:-1].astype(np.intp)


def build_sides(framework: Framework, tree: Tree) -> Sides:
    """Return the categories within dimensions, the stages and the categories that have indicators."""
    components = {component.id: component for component in framework.components}
    stages = [framework.stage_of(framework.indicator(id)) for id in tree.indicators]
    parts, at_stage = _split(tree, stages)
    leaf = tree.leaf_shares(len(tree.levels) - 1)
    whole = np.bincount(tree.leaf_nodes(0), leaf, len(tree.components)).astype(np.float64)
    found: dict[str, list[int]] = {}
    for column, id in enumerate(tree.components):
        found.setdefault(components[id].group, []).append(column)
    for stage in framework.stages:
        found[f"stage.{stage.id}"] = at_stage.get(stage.id, [])
    for category in framework.categories:
        own = [column for column, id in enumerate(tree.components) if components[id].category == category.id]
        found[f"category.{category.id}"] = own
    kept = {node: np.array(columns, np.intp) for node, columns in found.items() if columns}
    return Sides(
        nodes=tuple(kept),
        members=tuple(kept.values()),
        parts=parts,
        weights=np.append(whole, [leaf[part].sum() for part in parts]),
        level=tree.levels[0],
    )


def _split(tree: Tree, stages: Sequence[str]) -> tuple[tuple[Indices, ...], dict[str, list[int]]]:
    """Return the parts of components that belong to several stages, and the columns of each stage."""
    parts: list[Indices] = []
    at_stage: dict[str, list[int]] = {}
    for component, columns in enumerate(_columns(tree)):
        own = dict.fromkeys(stages[column] for column in columns)
        for stage in own:
            if len(own) == 1:
                at_stage.setdefault(stage, []).append(component)
                continue
            at_stage.setdefault(stage, []).append(len(tree.components) + len(parts))
            parts.append(np.array([column for column in columns if stages[column] == stage], np.intp))
    return tuple(parts), at_stage


def _columns(tree: Tree) -> Iterator[range]:
    """Return the columns of each component's indicators."""
    ends = np.append(tree.levels[0].starts, len(tree.indicators))
    return (range(int(first), int(last)) for first, last in pairwise(ends))
