"""The framework as values: what an assessment asks, how answers score, how scores turn into words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import Place, method_error
from publicvalue.framework.indicators import Component, Fold, Goalposts, Indicator, goalpost_faults, in_order
from publicvalue.framework.judgement.advice import Condition, Recommendation
from publicvalue.framework.judgement.harms import HarmRule
from publicvalue.framework.judgement.red_lines import RedLine
from publicvalue.framework.judgement.verdict import VerdictRules
from publicvalue.framework.nodes import parent_of, parts_of
from publicvalue.framework.profiles import FactQuestion, Profile
from publicvalue.framework.questions.model import Instruments
from publicvalue.framework.terms import Cited, Mean, Term
from publicvalue.words.text import Text

__all__ = [
    "Cited",
    "Component",
    "Condition",
    "Fold",
    "Goalposts",
    "Indicator",
    "Mean",
    "Recommendation",
    "Term",
    "VerdictRules",
    "goalpost_faults",
    "in_order",
]

Weighting = Literal["equal"]
PUBLIC_VALUE = "public_value"


@dataclass(frozen=True)
class Alternatives:
    """The choices of the method that a framework leaves open: each is drawn, as likely as what is stated.

    Parameters
    ----------
    means
        Level (component, dimension, public_value) -> further means beside the stated one.
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
        Node id (dimension, dimension.category, component, indicator) -> weight; 1 where it is not named. That of a
        dimension.category multiplies the weights of its components.
    means
        Level (component, dimension, public_value) -> mean used to form it.
    weight_spread, anchor_spread
        Relative spread of the weights, and of judged anchors in parts of the curve's range, in the Monte Carlo.
    alternatives
        Choices of the method that are open, and drawn in the Monte Carlo.
    instruments
        The questions that are put to people, and the constructs that their answers measure.
    red_lines, harms
        What no benefit makes good, and the measured values that are stated first.
    facts, profiles
        What is asked of every system before anything else, and the kinds of systems with what applies to each.
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
    red_lines: tuple[RedLine, ...] = ()
    harms: tuple[HarmRule, ...] = ()
    facts: tuple[FactQuestion, ...] = ()
    profiles: tuple[Profile, ...] = ()
    sampled_weights: Mapping[str, NDArray[np.float64]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )
    place: Place = field(default=Place(), repr=False, compare=False)
    weight_places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse weights that are none."""
        wrong = tuple(
            Text("{node:quoted} has the weight {weight}", node=node, weight=str(weight))
            for node, weight in self.weights.items()
            if not 0 <= weight < math.inf
        )
        if wrong:
            raise method_error(Text("{wrong:list}", wrong=wrong), Text("a number, 0 or more"))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in the order of their components."""
        return tuple(indicator for component in self.components for indicator in component.indicators)

    def weight(self, node: str) -> float:
        """Return the weight that is given to a node."""
        return self.weights.get(node, 1.0)

    def weight_in_tree(self, node: str) -> float:
        """Return a node's weight relative to its siblings: a component's is its own times that of its category."""
        above = self.weight(parent_of(node)) if len(parts_of(node)) == 3 else 1.0
        return above * self.weight(node)

    def open_means(self, level: str) -> tuple[Mean, ...]:
        """Return the means that may form a level, the stated one first; one where the choice is closed."""
        stated = self.means.get(level, "arithmetic")
        return tuple(dict.fromkeys((stated, *self.alternatives.means.get(level, ()))))

    @property
    def open_weights(self) -> bool:
        """Whether equal weights are an open choice, and differ from the given ones."""
        return "equal" in self.alternatives.weights and any(weight not in {0, 1} for weight in self.weights.values())

    def stage_of(self, indicator: Indicator) -> str:
        """Return the stage of the chain that an indicator belongs to: its own, or its component's.

        Raises
        ------
        KeyError
            When the framework has no such component.
        """
        return indicator.stage or self.component(indicator.component).stage

    @property
    def averages_categories(self) -> bool:
        """Whether categories form a level of the tree: in results from before components counted alike they did."""
        return "category" in self.means

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
