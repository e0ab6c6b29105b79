"""What the method's own decisions do to the result: other weights, other means, over the same evidence.

Each alternative is a whole re-run of the aggregation over the draws that the assessment used, with its own weights
varied as stated. Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7 (robustness).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from publicvalue.framework.model import PUBLIC_VALUE, Alternatives, Framework, Mean
from publicvalue.scores.aggregate import Method, aggregate_tree
from publicvalue.scores.bounds import fill_unknown
from publicvalue.scores.sheet import interval
from publicvalue.scores.sides import SIDE_MEAN, Sides, build_sides
from publicvalue.scores.simulation.uncertainty import Simulation, draw_method
from publicvalue.scores.tree import Floats, Tree, build_tree
from publicvalue.words.text import Text

LEVELS = ("component", "dimension", PUBLIC_VALUE)

NO_DRAWS: Mapping[str, Floats] = MappingProxyType({})

ROUNDING = 1e-9
"""Points by which a draw must move to count as changed: less is rounding."""


@dataclass(frozen=True)
class Decision:
    """A node's score under one alternative decision of the method.

    Parameters
    ----------
    node
        Node id: `public_value`, a dimension, a group, a component, a stage or a category.
    id, title
        The decision's name in files, and in words.
    value, low, high
        Score over what is evidenced, with its 95 % interval, 0 to 100; None where nothing is evidenced.
    bound_low, bound_high
        Score under this decision if everything unknown scored 0, or 100.
    change
        Change of the score from the stated method, in points; None where nothing is evidenced.
    applied
        True when the decision changed at least one draw: proof that it was carried through to this node. False where it
        does not reach the node, as the weights of the dimensions do not reach a component.
    """

    node: str
    id: str
    title: Text
    value: float | None
    low: float | None
    high: float | None
    bound_low: float
    bound_high: float
    change: float | None
    applied: bool


def explore_decisions(framework: Framework, simulation: Simulation) -> tuple[Decision, ...]:
    """Score every node above the indicators under the stated method and under each alternative.

    Parameters
    ----------
    framework
        What was asked, with its weights and means.
    simulation
        The draws of the assessment, and the inputs they were made from: the stated method gives its own numbers.

    Returns
    -------
    tuple of Decision
        The stated method for every node, public value first; then each alternative in the same way.
    """
    stated = _run(_Alternative("stated", Text("As stated"), framework), simulation)
    found = list(_decisions(stated, stated, {}))
    intervals = {one.node: (one.low, one.high) for one in found}
    for alternative in _alternatives(framework, simulation.tree):
        formed = None if alternative.forms_components else stated.formed
        found.extend(_decisions(stated, _run(alternative, simulation, formed), intervals))
    return tuple(found)


@dataclass(frozen=True)
class _Alternative:
    """One alternative: its name, the framework that it makes, and the mean that forms what stands beside the tree.

    `forms_components` is false where components, and parts of them, are those of the stated method.
    """

    id: str
    title: Text
    framework: Framework
    side_mean: Mean = SIDE_MEAN
    forms_components: bool = True


MEAN_TITLES: Mapping[Mean, Text] = MappingProxyType(
    {
        "arithmetic": Text("Arithmetic mean at every level"),
        "geometric": Text("Geometric mean at every level"),
        "harmonic": Text("Harmonic mean at every level"),
    }
)


@dataclass(frozen=True)
class _Nodes:
    """Nodes of one level under an alternative: their scores at the estimates, their draws, and their bounds."""

    ids: tuple[str, ...]
    points: Floats
    draws: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class _Formed:
    """Scores of the components, and the columns from which what stands beside the tree is formed."""

    components: Floats
    columns: Floats


@dataclass(frozen=True)
class _Run:
    """One run of the aggregation: public value first, then downwards, then what stands beside the tree.

    `formed` is what it was formed from: at the estimates, in the draws, and at both bounds.
    """

    alternative: _Alternative
    levels: tuple[_Nodes, ...]
    formed: tuple[_Formed, ...]


def _alternatives(framework: Framework, tree: Tree) -> Iterator[_Alternative]:
    if any(weight != 1 for weight in framework.weights.values()):
        weightless = {id: 0.0 for id, weight in framework.weights.items() if weight == 0}
        # Weights that come from people stand in the draws: they give way as well.
        equal = replace(framework, weights=MappingProxyType(weightless), sampled_weights=NO_DRAWS)
        yield _Alternative("equal_weights", Text("Every weight equal"), equal)
    for dimension in framework.dimensions:
        title = Text("{title} dimension counts twice", title=dimension.title)
        twice = _count_twice(framework, dimension.id)
        yield _Alternative(f"twice_{dimension.id}", title, twice, forms_components=False)
    means: tuple[Mean, ...] = ("arithmetic", "geometric", "harmonic")
    for mean in means:
        closed = Alternatives(weights=framework.alternatives.weights)
        means_of_levels = MappingProxyType(dict.fromkeys(LEVELS, mean))
        everywhere = replace(framework, means=means_of_levels, alternatives=closed)
        yield _Alternative(mean, MEAN_TITLES[mean], everywhere, mean, tree.levels[0].means != (mean,))


def _count_twice(framework: Framework, node: str) -> Framework:
    """Return the framework with twice a node's weight, in the draws that come from people too."""
    sampled = {id: draws * (2 if id == node else 1) for id, draws in framework.sampled_weights.items()}
    return replace(
        framework,
        weights=MappingProxyType({**framework.weights, node: 2 * framework.weight(node)}),
        sampled_weights=MappingProxyType(sampled),
    )


def _run(alternative: _Alternative, simulation: Simulation, formed: tuple[_Formed, ...] | None = None) -> _Run:
    framework, factors = alternative.framework, simulation.factors
    tree = build_tree(framework)
    lowest, above = (Tree(levels, tree.equal_weights) for levels in (tree.levels[:1], tree.levels[1:]))
    sides = build_sides(framework, tree)
    if formed is None:
        own = draw_method(lowest, simulation.inputs, factors[:1])
        formed = tuple(
            _form(lowest, sides, scores, method)
            for scores, method in (
                (simulation.points, None),
                (simulation.indicators, own),
                (fill_unknown(simulation.points, 0.0), None),
                (fill_unknown(simulation.points, 100.0), None),
            )
        )
    drawn = draw_method(above, simulation.inputs, factors[1:])
    climbed = [
        (one.components, *aggregate_tree(above, one.components, method))
        for one, method in zip(formed, (None, drawn, None, None), strict=True)
    ]
    levels = [_Nodes(level.nodes, *arrays) for level, *arrays in zip(tree.levels, *climbed, strict=True)]
    beside = (sides.form(one.columns, alternative.side_mean) for one in formed)
    return _Run(alternative, (*reversed(levels), _Nodes(sides.nodes, *beside)), formed)


def _form(lowest: Tree, sides: Sides, scores: Floats, method: Method | None) -> _Formed:
    (components,) = aggregate_tree(lowest, scores, method)
    return _Formed(components, sides.columns(scores, components, method))


def _decisions(
    stated: _Run, found: _Run, intervals: Mapping[str, tuple[float | None, float | None]]
) -> Iterator[Decision]:
    """Compare two runs; `intervals` are those as stated, which hold where the decision moves nothing."""
    name = (found.alternative.id, found.alternative.title)
    for before, after in zip(stated.levels, found.levels, strict=True):
        for column, node in enumerate(after.ids):
            bound_low, bound_high = float(after.low[column]), float(after.high[column])
            point, draws = float(after.points[column]), after.draws[:, column]
            if np.isnan(point):
                yield Decision(node, *name, None, None, None, bound_low, bound_high, None, applied=False)
                continue
            change = point - float(before.points[column])
            moved = np.abs(draws - before.draws[:, column])
            same = node in intervals and change == 0 and not moved.any()
            low, high = intervals[node] if same else interval(draws, point)
            applied = bool((moved > ROUNDING).any())
            yield Decision(node, *name, point, low, high, bound_low, bound_high, change, applied)
