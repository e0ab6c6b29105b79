"""Indicators as values: what is asked, by which measure, and how its number becomes a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from publicvalue.errors import Place, method_error
from publicvalue.framework.judgement.core_questions import CoreQuestion
from publicvalue.framework.nodes import parent_of, parts_of
from publicvalue.framework.terms import NOT_LOOKED_UP, Checked, Kind, Term
from publicvalue.schema.reader import refuse_for
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Anything, At, Many, Named, Number, Places, Written, said
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text, joined, phrase

Fold = Literal["none", "magnitude", "ratio"]
Basis = Literal["law", "standard", "paper", "service_standard", "judgement"]
Shows = Literal["people", "staff", "public", "nobody"]
"""Of whose lot an indicator speaks: the people served, the staff, the public at large, or nobody's."""


def goalpost_faults(anchors: Sequence[Sequence[float]]) -> list[str]:
    """Return what is wrong with goalposts: too few anchors, values out of order, scores off the scale, a turn."""
    if len(anchors) < 2 or any(len(anchor) != 2 for anchor in anchors):
        return [Text("goalposts need at least two anchors, each a pair [value, score]")]
    values = [anchor[0] for anchor in anchors]
    scores = [anchor[1] for anchor in anchors]
    faults: list[str] = []
    if any(b <= a for a, b in pairwise(values)):
        faults.append(Text("the anchors' values do not rise from one to the next"))
    if any(not 0 <= score <= 100 for score in scores):
        faults.append(Text("a score lies outside 0 to 100"))
    steps = [b - a for a, b in pairwise(scores)]
    if any(step > 0 for step in steps) and any(step < 0 for step in steps):
        faults.append(Text("the curve turns: it rises and falls, so a better value could score worse"))
    if not any(steps):
        faults.append(Text("the curve is flat: every value would score the same"))
    return faults


def _read_anchors(anchors: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    expected = Text("pairs [value, score] whose values rise and whose scores only rise or only fall")
    if faults := goalpost_faults(anchors):
        raise refuse_for([(fault, expected, Text("mend the anchors")) for fault in faults])
    return anchors


@dataclass(frozen=True)
class Goalposts(Shape):
    """A monotone piecewise-linear curve from a measure to a score of 0 to 100, clamped at its ends.

    Judged anchors, whose basis is `judgement`, vary in the Monte Carlo. Folded by magnitude the curve reads |value|, by
    ratio min(value, 1 / value).

    Raises
    ------
    MethodError
        For anchors that make no such curve.
    """

    called: ClassVar[str] = phrase("goalposts")

    anchors: Annotated[
        Many[tuple[Number, ...]], AfterValidator(_read_anchors), said(phrase("[value, score] pairs; values rise"))
    ]
    basis: Annotated[Basis, CHOICE, said(phrase("what the anchors rest on"))]
    source: Annotated[Written, said(phrase("where the anchors come from, by name"))]
    fold: Annotated[Fold, CHOICE, said(phrase("read the value as it is, as |value|, or as min(v, 1/v)"))] = "none"
    checked: Checked = field(default=NOT_LOOKED_UP, compare=False)

    def __post_init__(self) -> None:
        """Refuse a curve that is not one."""
        check_name(self.fold, Fold, phrase("fold"))
        if faults := goalpost_faults(self.anchors):
            raise method_error(joined(*faults))

    @property
    def judged(self) -> bool:
        """Whether the anchors rest on judgement alone."""
        return self.basis == "judgement"


@dataclass(frozen=True)
class Indicator(Shape):
    """One question with one way to answer it."""

    called: ClassVar[str] = phrase("indicator")
    stands_at: ClassVar[str] = "id"

    id: Annotated[Written, said(phrase("component id, a dot, a name of its own"))]
    title: Annotated[Written, said(phrase("name for people"))]
    statement: Annotated[Written, said(phrase("the question in plain words"))]
    kind: Annotated[Kind, CHOICE, said(phrase("kind of evidence"))]
    measure: Annotated[Written, said(phrase("measure that turns the evidence into a number"))]
    unit: Annotated[Written, said(phrase("unit of the number"))]
    goalposts: Annotated[Goalposts, said(phrase("how the number becomes a score"))]
    answered_by: Annotated[Many[Written], said(phrase("who can answer"), min_length=1)]
    good_evidence: Annotated[Written, said(phrase("what good evidence looks like"))]
    options: Annotated[
        Named[Anything], said(phrase("settings of the measure that belong to the indicator's meaning"))
    ] = field(default_factory=lambda: MappingProxyType({}))
    stage: Annotated[Written, said(phrase("stage of the public value chain; that of its component when left out"))] = ""
    shows: Annotated[
        Shows, CHOICE, said(phrase("whose lot it speaks of: people (served), staff, public, or nobody (when left out)"))
    ] = "nobody"
    core: Annotated[
        CoreQuestion | None, said(phrase("the core question, on the one indicator of its component that carries it"))
    ] = None
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False, repr=False)

    @property
    def component(self) -> str:
        """Id of the component it belongs to."""
        return parent_of(self.id)


@dataclass(frozen=True)
class Component(Shape):
    """One of the components: a dimension, a category, a stage of the chain, and its indicators."""

    called: ClassVar[str] = phrase("component")
    stands_at: ClassVar[str] = "id"

    id: Annotated[Written, said(phrase("dimension.category.name"))]
    title: Annotated[Written, said(phrase("name for people"))]
    stage: Annotated[Written, said(phrase("stage of the public value chain"))]
    statement: Annotated[Written, said(phrase("what must be true for a good score"))]
    why: Annotated[Written, said(phrase("why it matters for public value"))]
    indicators: Annotated[Many[Indicator], said(phrase("its indicators: one to eight"), min_length=1)]
    place: At = field(default=Place(), compare=False)

    @property
    def dimension(self) -> str:
        """Id of its dimension: the first part of its id."""
        return parts_of(self.id)[0]

    @property
    def category(self) -> str:
        """Id of its category: the second part of its id."""
        return parts_of(self.id)[1]

    @cached_property
    def core(self) -> Indicator | None:
        """The indicator that carries its core question; None where none does."""
        return next((indicator for indicator in self.indicators if indicator.core), None)

    @property
    def group(self) -> str:
        """Id of its category within its dimension, such as `economic.benefit`."""
        return parent_of(self.id, 2)


def in_order(components: Iterable[Component], dimensions: Sequence[Term]) -> tuple[Component, ...]:
    """Return components dimension by dimension, as the framework orders these; otherwise as they stand."""
    order = {dimension.id: position for position, dimension in enumerate(dimensions)}
    return tuple(sorted(components, key=lambda component: order.get(component.dimension, len(order))))
