"""What the method's own decisions do to the result: other weights, other means, over the same evidence.

Each alternative is a whole re-run of the aggregation over the draws that the assessment used, with its own weights
varied as stated. Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7 (robustness).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from publicvalue.framework.model import PUBLIC_VALUE, Alternatives, Framework, Mean
from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.bounds import bounds
from publicvalue.scores.sheet import interval
from publicvalue.scores.tree import Floats, build_tree
from publicvalue.scores.uncertainty import Simulation, draw_factors, draw_method

LEVELS = ("component", "category", "dimension", PUBLIC_VALUE)


@dataclass(frozen=True)
class Decision:
    """Public value under one alternative decision of the method.

    Parameters
    ----------
    id, title
        Name in files, and in words.
    value, low, high
        Score over what is evidenced, with its 95 % interval, 0 to 100; None where nothing is evidenced.
    bound_low, bound_high
        Score under this decision if everything unknown scored 0, or 100.
    change
        Change of the score from the stated method, in points; None where nothing is evidenced.
    applied
        True when the decision changed at least one draw: proof that it was carried through.
    """

    id: str
    title: str
    value: float | None
    low: float | None
    high: float | None
    bound_low: float
    bound_high: float
    change: float | None
    applied: bool


def explore_decisions(framework: Framework, simulation: Simulation, seed: int) -> tuple[Decision, ...]:
    """Score public value under the stated method and under each alternative.

    Parameters
    ----------
    framework
        What was asked, with its weights and means.
    simulation
        The draws of the assessment.
    seed
        Start of the random numbers, as in the assessment: the stated method gives the assessment's own numbers.
    """
    levels, draws = simulation.tree.levels, len(simulation.indicators)
    factors = tuple(draw_factors(level, framework.weight_spread, seed, draws) for level in levels)
    stated = _run(framework, simulation, seed, factors)
    others = (
        _decision(id, title, stated, _run(other, simulation, seed, factors))
        for id, title, other in _alternatives(framework)
    )
    return (_decision("stated", "As stated", stated, stated), *others)


@dataclass(frozen=True)
class _Run:
    """Public value of one run of the aggregation: at the estimates, its draws, and its bounds."""

    point: float
    draws: Floats
    bounds: tuple[float, float]


def _alternatives(framework: Framework) -> Iterator[tuple[str, str, Framework]]:
    if any(weight != 1 for weight in framework.weights.values()):
        weightless = {id: 0.0 for id, weight in framework.weights.items() if weight == 0}
        yield "equal_weights", "Every weight equal", replace(framework, weights=MappingProxyType(weightless))
    for dimension in framework.dimensions:
        weights = {**framework.weights, dimension.id: 2 * framework.weight(dimension.id)}
        title = f"{dimension.title} dimension counts twice"
        yield f"twice_{dimension.id}", title, replace(framework, weights=MappingProxyType(weights))
    means: tuple[Mean, ...] = ("arithmetic", "geometric", "harmonic")
    for mean in means:
        title = f"{mean.capitalize()} mean at every level"
        closed = Alternatives(weights=framework.alternatives.weights)
        means_of_levels = MappingProxyType(dict.fromkeys(LEVELS, mean))
        yield mean, title, replace(framework, means=means_of_levels, alternatives=closed)


def _run(framework: Framework, simulation: Simulation, seed: int, factors: tuple[Floats, ...]) -> _Run:
    tree = build_tree(framework)
    method = draw_method(framework, tree, seed, len(simulation.indicators), factors)
    low, high = (float(levels[-1][0]) for levels in bounds(tree, simulation.points))
    point = float(aggregate_tree(tree, simulation.points)[-1][0])
    return _Run(point, aggregate_tree(tree, simulation.indicators, method)[-1][:, 0], (low, high))


def _decision(id: str, title: str, stated: _Run, found: _Run) -> Decision:
    if np.isnan(found.point):
        return Decision(id, title, None, None, None, *found.bounds, None, applied=False)
    low, high = interval(found.draws, found.point)
    change, applied = found.point - stated.point, bool(np.any(found.draws != stated.draws))
    return Decision(id, title, found.point, low, high, *found.bounds, change, applied)
