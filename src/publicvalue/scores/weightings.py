"""Public value under other weightings beside the main one: the same evidence, the same draws, other weights.

Weights are value judgements, so a result should say whether it hangs on them. Each weighting re-forms the levels above
the components from the draws of the assessment, with weights that vary by the same factors, and each draw forms its
levels by the same means. Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), steps 6 and 7.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.framework.nodes import parent_of
from publicvalue.scores.aggregate import Method, aggregate_tree
from publicvalue.scores.sheet import ScoreSheet, rescored
from publicvalue.scores.simulation.uncertainty import Simulation, weigh
from publicvalue.scores.tree import Floats, Tree, build_tree
from publicvalue.words.text import Text

UPMOST = 2
"""Levels that are scored anew: the dimensions and public value."""

CATEGORIES = 1
"""Position of the categories among the levels of a tree that has them."""


@dataclass(frozen=True)
class Weighting:
    """One way to weigh the parts of a framework.

    Parameters
    ----------
    id, title
        Its name in files, and in words.
    framework
        The framework under its weights.
    categories
        Whether categories count alike within their dimension, however few components they have.
    """

    id: str
    title: str
    framework: Framework
    categories: bool = False


@dataclass(frozen=True)
class WeighedScore:
    """A node's score under a weighting, 0 to 100; all None where nothing is evidenced.

    Parameters
    ----------
    value, low, high
        Over what is evidenced, with its 95 % interval.
    good, bad
        Probability to score at least the upper mark of the verdict, and at most its lower one.
    """

    value: float | None
    low: float | None
    high: float | None
    good: float | None
    bad: float | None


@dataclass(frozen=True)
class UnderWeighting:
    """Public value and its dimensions under one weighting.

    Parameters
    ----------
    id, title
        The weighting's name in files, and in words.
    scores
        Node -> score.
    """

    id: str
    title: str
    scores: Mapping[str, WeighedScore]


def own_weightings(framework: Framework) -> tuple[Weighting, ...]:
    """Return the weightings that can be had of any framework: by category, and all indicators alike."""
    counted = [indicator for indicator in framework.indicators if _weighs(framework, indicator.id)]
    numbers = Counter(parent_of(indicator.id, depth) for indicator in counted for depth in (1, 3))
    weightless = {node: 0.0 for node, weight in framework.weights.items() if weight == 0}
    alike = replace(
        framework,
        weights=MappingProxyType({**{node: float(number) for node, number in numbers.items()}, **weightless}),
        sampled_weights=MappingProxyType({}),
        alternatives=replace(framework.alternatives, weights=()),
    )
    return (
        Weighting("by_category", Text("categories count alike within their dimension"), framework, categories=True),
        Weighting("equal_indicators", Text("all indicators count alike"), alike),
    )


def _weighs(framework: Framework, indicator: str) -> bool:
    nodes = (indicator, parent_of(indicator, 3), parent_of(indicator, 1))
    return all(framework.weight_in_tree(node) > 0 for node in nodes)


def score_weightings(sheet: ScoreSheet, weightings: Sequence[Weighting]) -> tuple[ScoreSheet, ...]:
    """Score public value and the dimensions under other weightings.

    Parameters
    ----------
    sheet
        The scores under the main weighting.
    weightings
        The weightings, of the framework that was scored.

    Returns
    -------
    tuple of ScoreSheet
        One for each weighting, in their order: public value and the dimensions anew, with their draws. All other nodes
        are those of the main sheet, so that rules which name them read the same.
    """
    simulation = sheet.simulation
    levels = zip(simulation.tree.levels, simulation.factors, strict=True)
    factors = {level.name: factor for level, factor in levels}
    return tuple(rescored(sheet, _reweighed(simulation, one, factors), UPMOST) for one in weightings)


def _reweighed(simulation: Simulation, weighting: Weighting, factors: Mapping[str, Floats]) -> Simulation:
    """Return the simulation under another weighting: weights vary, and means are drawn, as they were."""
    tree = build_tree(weighting.framework, weighting.categories)
    inputs = simulation.inputs
    equal = inputs.pick("choice of weights", 2) == 1 if tree.equal_weights else None
    picks = {level.name: pick for level, pick in zip(simulation.tree.levels, simulation.method.picks, strict=True)}
    if weighting.categories:
        # Components are weighed below their category, and a category as the dimension that it belongs to.
        picks["category"] = picks["dimension"]
        groups = len(tree.levels[CATEGORIES].nodes)
        factors = {**factors, "category": factors["dimension"], "dimension": np.ones((groups, inputs.draws))}
    method = Method(
        tuple(weigh(level, factors[level.name], equal, inputs) for level in tree.levels),
        tuple(picks[level.name] for level in tree.levels),
    )
    if _forms_components_alike(simulation.tree, tree):
        above, their = Tree(tree.levels[1:]), Method(method.weights[1:], method.picks[1:])
        climbed = ((below, *aggregate_tree(above, below, their)) for below in _components(simulation))
    else:
        climbed = (aggregate_tree(tree, below, method) for below in (simulation.indicators, simulation.filled))
    evidenced, everything = climbed
    return replace(simulation, tree=tree, evidenced=evidenced, everything=everything, method=method)


def _forms_components_alike(main: Tree, other: Tree) -> bool:
    """Whether indicators form their components as in the main tree, in every draw."""
    one, two = main.levels[0].weights, other.levels[0].weights
    chosen = main.equal_weights != other.equal_weights and not np.isin(one, (0, 1)).all()
    return bool((one == two).all()) and not chosen


def _components(simulation: Simulation) -> tuple[Floats, Floats]:
    """Return the draws of the components, over what is evidenced and over all."""
    return simulation.evidenced[0], simulation.everything[0]


def summarise(weighting: Weighting, sheet: ScoreSheet, good: float, bad: float) -> UnderWeighting:
    """Return the scores of public value and the dimensions under a weighting.

    Parameters
    ----------
    weighting, sheet
        The weighting, and the sheet under it.
    good, bad
        The verdict's upper and lower mark, 0 to 100.
    """
    nodes = (PUBLIC_VALUE, *sheet.simulation.tree.levels[-1].children)
    return UnderWeighting(weighting.id, weighting.title, {node: _summary(sheet, node, good, bad) for node in nodes})


def _summary(sheet: ScoreSheet, node: str, good: float, bad: float) -> WeighedScore:
    score, draws = sheet.scores[node], sheet.evidenced[node]
    if score.value is None:
        return WeighedScore(None, None, None, None, None)
    at_least, at_most = float(np.mean(draws >= good)), float(np.mean(draws <= bad))
    return WeighedScore(score.value, score.low, score.high, at_least, at_most)
