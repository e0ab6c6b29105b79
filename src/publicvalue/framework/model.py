"""The framework as values: what an assessment asks, how answers score, how scores turn into words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import Place, method_error
from publicvalue.framework.questions.model import Instruments
from publicvalue.framework.terms import Cited, Mean, Term
from publicvalue.words.choices import check_name

__all__ = ["Cited", "Mean", "Term"]

Fold = Literal["none", "magnitude", "ratio"]
Weighting = Literal["equal"]
PUBLIC_VALUE = "public_value"


def goalpost_faults(anchors: Sequence[Sequence[float]]) -> list[str]:
    """Return what is wrong with goalposts: too few anchors, values out of order, scores off the scale, a turn."""
    if len(anchors) < 2 or any(len(anchor) != 2 for anchor in anchors):
        return ["goalposts need at least two anchors, each a pair [value, score]"]
    values = [anchor[0] for anchor in anchors]
    scores = [anchor[1] for anchor in anchors]
    faults = []
    if any(b <= a for a, b in pairwise(values)):
        faults.append("the anchors' values do not rise from one to the next")
    if any(not 0 <= score <= 100 for score in scores):
        faults.append("a score lies outside 0 to 100")
    steps = [b - a for a, b in pairwise(scores)]
    if any(step > 0 for step in steps) and any(step < 0 for step in steps):
        faults.append("the curve turns: it rises and falls, so a better value could score worse")
    if not any(steps):
        faults.append("the curve is flat: every value would score the same")
    return faults


@dataclass(frozen=True)
class Goalposts:
    """A monotone piecewise-linear curve from a measure to a score of 0 to 100, clamped at its ends.

    Parameters
    ----------
    anchors
        (value in the indicator's unit, score) pairs; values rise, scores never turn.
    basis
        standard, law, paper, service_standard or judgement. Judged anchors vary in the Monte Carlo.
    source
        Where the anchors come from, by name.
    fold
        none; magnitude: the curve reads |value|; ratio: it reads min(value, 1 / value).

    Raises
    ------
    MethodError
        For anchors that make no such curve.
    """

    anchors: tuple[tuple[float, float], ...]
    basis: str
    source: str
    fold: Fold = "none"

    def __post_init__(self) -> None:
        """Refuse a curve that is not one."""
        check_name(self.fold, Fold, "fold")
        if faults := goalpost_faults(self.anchors):
            raise method_error("; ".join(faults))

    @property
    def judged(self) -> bool:
        """Whether the anchors rest on judgement alone."""
        return self.basis == "judgement"


@dataclass(frozen=True)
class Indicator:
    """One question with one way to answer it."""

    id: str
    title: str
    statement: str
    kind: str
    measure: str
    unit: str
    goalposts: Goalposts
    answered_by: tuple[str, ...]
    good_evidence: str
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    place: Place = field(default=Place(), compare=False)

    @property
    def component(self) -> str:
        """Id of the component it belongs to."""
        return self.id.rsplit(".", 1)[0]


@dataclass(frozen=True)
class Component:
    """One of the components: a dimension, a category, a stage of the chain, and its indicators."""

    id: str
    title: str
    stage: str
    statement: str
    why: str
    indicators: tuple[Indicator, ...]
    place: Place = field(default=Place(), compare=False)

    @property
    def dimension(self) -> str:
        """Id of its dimension: the first part of its id."""
        return self.id.split(".")[0]

    @property
    def category(self) -> str:
        """Id of its category: the second part of its id."""
        return self.id.split(".")[1]

    @property
    def group(self) -> str:
        """Id of its category within its dimension, such as `economic.benefit`."""
        return ".".join(self.id.split(".")[:2])


def in_order(components: Iterable[Component], dimensions: Sequence[Term]) -> tuple[Component, ...]:
    """Return components dimension by dimension, as the framework orders these; otherwise as they stand."""
    order = {dimension.id: position for position, dimension in enumerate(dimensions)}
    return tuple(sorted(components, key=lambda component: order.get(component.dimension, len(order))))


@dataclass(frozen=True)
class Condition:
    """One test on one node of the result.

    Parameters
    ----------
    of
        Node id: a component, dimension, `public_value`, `stage.<id>`, `category.<id>`, or `this` in verdict rules.
    test
        coverage_below, coverage_at_least, strength_below, strength_at_least, score_below or score_at_least.
    value
        Threshold: coverage as a share 0..1, strength 0..5, score 0..100.
    probability
        For scores: how probable it must be.
    over
        For scores: `evidenced` (what is known), or `all` (everything unknown taken from worst to best together).
    """

    of: str
    test: str
    value: float
    probability: float = 0.5
    over: Literal["evidenced", "all"] = "evidenced"
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Rule:
    """A verdict level and the conditions that must all hold for it."""

    level: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Floor:
    """A component whose score, when it lies below the floor, caps the verdict."""

    component: str
    below: float
    probability: float
    caps_at: str
    why: str
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class VerdictRules:
    """Levels from best to worst, the rules in the order in which they are tried, and the floors."""

    levels: tuple[Term, ...]
    rules: tuple[Rule, ...]
    leanings: tuple[Rule, ...]
    floors: tuple[Floor, ...]


@dataclass(frozen=True)
class Recommendation:
    """Advice under one of the policy headings, with the rule that raises it."""

    id: str
    title: str
    action: str
    why: str
    when: tuple[Condition, ...]
    raises: tuple[str, ...]
    who: str
    effort: str
    source: str
    place: Place = field(default=Place(), compare=False)

    @property
    def policy(self) -> str:
        """Id of its policy heading."""
        return self.id.split(".")[0]


@dataclass(frozen=True)
class Alternatives:
    """The choices of the method that a framework leaves open: each is drawn, as likely as what is stated.

    Parameters
    ----------
    means
        Level (component, category, dimension, public_value) -> further means beside the stated one.
    weights
        Further weightings beside the given weights: `equal`, every weight above zero counts the same.
    """

    means: Mapping[str, tuple[Mean, ...]] = field(default_factory=lambda: MappingProxyType({}))
    weights: tuple[Weighting, ...] = ()


@dataclass(frozen=True)
class Framework(Cited):
    """A framework, or a framework with a ministry's extension: everything that an assessment asks and how it judges.

    Parameters
    ----------
    id, version, title, citation
        What it is called and where it comes from.
    extends
        `id/version` of the framework that it extends; empty for a base framework.
    dimensions, categories, stages, strengths, policies
        The framework's terms, in order.
    components
        In order; each with its indicators.
    weights
        Node id (dimension, dimension.category, component, indicator) -> weight; 1 where it is not named.
    means
        Level (component, category, dimension, public_value) -> mean used to form it.
    weight_spread, anchor_spread
        Relative spread of the weights, and of judged anchors in parts of the curve's range, in the Monte Carlo.
    alternatives
        Choices of the method that are open, and drawn in the Monte Carlo.
    instruments
        The questions that are put to people, and the constructs that their answers measure.
    sampled_weights
        Node -> draws of its weight, all of one length, where weights come from a sample of people.
    place, weight_places
        Where the framework's own file begins, and where it gives each weight.

    Raises
    ------
    MethodError
        For a weight that is negative or no number.
    """

    dimensions: tuple[Term, ...]
    categories: tuple[Term, ...]
    stages: tuple[Term, ...]
    strengths: tuple[Term, ...]
    components: tuple[Component, ...]
    verdict: VerdictRules
    policies: tuple[Term, ...]
    recommendations: tuple[Recommendation, ...]
    means: Mapping[str, Mean]
    weight_spread: float
    anchor_spread: float
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    extends: str = ""
    switched_off: tuple[str, ...] = ()
    alternatives: Alternatives = Alternatives()
    instruments: Instruments = field(default_factory=Instruments)
    sampled_weights: Mapping[str, NDArray[np.float64]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )
    place: Place = field(default=Place(), repr=False, compare=False)
    weight_places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse weights that are none."""
        if wrong := [f"'{node}' has the weight {w}" for node, w in self.weights.items() if not 0 <= w < math.inf]:
            raise method_error("; ".join(wrong), "a number, 0 or more")

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in the order of their components."""
        return tuple(indicator for component in self.components for indicator in component.indicators)

    def weight(self, node: str) -> float:
        """Return a node's weight relative to its siblings."""
        return self.weights.get(node, 1.0)

    def open_means(self, level: str) -> tuple[Mean, ...]:
        """Return the means that may form a level, the stated one first; one where the choice is closed."""
        stated = self.means.get(level, "arithmetic")
        return tuple(dict.fromkeys((stated, *self.alternatives.means.get(level, ()))))

    @property
    def open_weights(self) -> bool:
        """Whether equal weights are an open choice, and differ from the given ones."""
        return "equal" in self.alternatives.weights and any(weight not in {0, 1} for weight in self.weights.values())

    def component(self, id: str) -> Component:
        """Return the component of that id; KeyError when there is none."""
        for component in self.components:
            if component.id == id:
                return component
        raise KeyError(id)

    def indicator(self, id: str) -> Indicator:
        """Return the indicator of that id; KeyError when there is none."""
        for indicator in self.indicators:
            if indicator.id == id:
                return indicator
        raise KeyError(id)

    def node_ids(self) -> tuple[str, ...]:
        """Return every id that a condition may name."""
        return (
            PUBLIC_VALUE,
            *(dimension.id for dimension in self.dimensions),
            *(f"category.{category.id}" for category in self.categories),
            *(f"stage.{stage.id}" for stage in self.stages),
            *dict.fromkeys(component.group for component in self.components),
            *(component.id for component in self.components),
        )
