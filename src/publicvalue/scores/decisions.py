"""What the method's own decisions do to the result: other weights, other means, over the same evidence.

Each alternative is a whole re-run of the aggregation over the draws that the assessment used, with its own weights
varied as stated. Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7 (robustness).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from publicvalue.framework.model import PUBLIC_VALUE, Framework, Mean
from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.sheet import interval
from publicvalue.scores.tree import Floats, build_tree
from publicvalue.scores.uncertainty import Simulation, draw_weights

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
    stated = _run(framework, simulation, seed)
    rows = [("stated", "As stated", framework), *_alternatives(framework)]
    return tuple(_decision(id, title, stated, _run(other, simulation, seed)) for id, title, other in rows)


def _alternatives(framework: Framework) -> Iterator[tuple[str, str, Framework]]:
    if any(weight != 1 for weight in framework.weights.values()):
        yield "equal_weights", "Every weight equal", replace(framework, weights=MappingProxyType({}))
    for dimension in framework.dimensions:
        weights = {**framework.weights, dimension.id: 2 * framework.weight(dimension.id)}
        title = f"{dimension.title} dimension counts twice"
        yield f"twice_{dimension.id}", title, replace(framework, weights=MappingProxyType(weights))
    means: tuple[Mean, ...] = ("arithmetic", "geometric", "harmonic")
    for mean in means:
        title = f"{mean.capitalize()} mean at every level"
        yield mean, title, replace(framework, means=MappingProxyType(dict.fromkeys(LEVELS, mean)))


def _run(framework: Framework, simulation: Simulation, seed: int) -> tuple[float, Floats]:
    tree = build_tree(framework)
    weights = draw_weights(framework, tree, seed, len(simulation.indicators))
    point = aggregate_tree(tree, simulation.points)[-1][0]
    return float(point), aggregate_tree(tree, simulation.indicators, weights)[-1][:, 0]


def _decision(id: str, title: str, stated: tuple[float, Floats], found: tuple[float, Floats]) -> Decision:
    point, draws = found
    if np.isnan(point):
        return Decision(id, title, None, None, None, None, applied=False)
    low, high = interval(draws, point)
    return Decision(id, title, point, low, high, point - stated[0], applied=bool(np.any(draws != stated[1])))
