"""The rules of the judgement, as values: its words, and the thresholds at which each of them is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, get_args

from publicvalue.errors import Place
from publicvalue.framework.terms import Term
from publicvalue.schema.reader import refuse
from publicvalue.schema.shape import Shape
from publicvalue.schema.tree import Group
from publicvalue.schema.values import At, Many, Number, Whole, Written, said
from publicvalue.words.text import Text, phrase

DirectionId = Literal["creates", "probably_creates", "could_create", "mixed", "probably_harm", "harm", "cannot_say"]
ClaimId = Literal["promised", "on_paper", "sound_on_paper", "shown"]
CertaintyId = Literal["very_low", "low", "moderate", "high"]

DIRECTIONS: tuple[DirectionId, ...] = get_args(DirectionId)
"""Best first; the last says that there is no answer yet."""
CLAIMS: tuple[ClaimId, ...] = get_args(ClaimId)
CERTAINTIES: tuple[CertaintyId, ...] = get_args(CertaintyId)
"""Lowest first: a step is one place."""

Share = Annotated[Number, said("", ge=0, le=1)]


@dataclass(frozen=True)
class Bands(Shape):
    """Scores that count as good and as bad, and how probable they must be."""

    called: ClassVar[str] = phrase("bands")

    good: Annotated[Number, said(phrase("score from which a node is good"), ge=50, le=100)]
    bad: Annotated[Number, said(phrase("score up to which a node is bad"), ge=0, le=50)]
    probably: Annotated[Number, said(phrase("probability from which it is probably so"), gt=0.5, le=1)]
    surely: Annotated[Number, said(phrase("probability from which it is so"), gt=0.5, le=1)]


@dataclass(frozen=True)
class CoreShares(Shape):
    """How much of the core must be answered."""

    called: ClassVar[str] = phrase("shares of the core")

    some: Annotated[Share, said(phrase("share of the core below which nothing can be said"), ge=0, le=1)]
    enough: Annotated[Share, said(phrase("share of the core from which certainty loses no step"), ge=0, le=1)]
    deep: Annotated[
        Share, said(phrase("share of a component's weight whose numbers stand in place of its core answer"), gt=0, le=1)
    ]


@dataclass(frozen=True)
class OutcomeRules(Shape):
    """What counts as evidence of outcomes, and how strong it must be."""

    called: ClassVar[str] = phrase("outcomes")

    stages: Annotated[Many[Written], said(phrase("stages of the chain that are outcomes"), min_length=1)]
    outputs: Annotated[Many[Written], said(phrase("stages that are outputs"))]
    trust: Annotated[Written, said(phrase("stage that speaks of trust alone; empty when there is none"))]
    shown: Annotated[Whole, said(phrase("strength from which an outcome is shown"), ge=0, le=5)]
    creates: Annotated[Whole, said(phrase("strength that 'creates' needs"), ge=0, le=5)]
    pilot: Annotated[Whole, said(phrase("strength that an outcome of a pilot needs"), ge=0, le=5)]
    first_hand: Annotated[Many[Written], said(phrase("kinds of evidence from the people served themselves"))]


@dataclass(frozen=True)
class CertaintySteps(Shape):
    """What lowers the certainty of evidence, and by how many steps."""

    called: ClassVar[str] = phrase("steps of certainty")

    strengths: Annotated[
        Many[Annotated[Whole, said("", ge=0, le=3)]],
        said(phrase("steps down for evidence of strength 0, 1, 2, 3, 4 and 5"), min_length=6),
    ]
    wide: Annotated[Number, said(phrase("points of a score's interval from which it is one step"), gt=0, le=100)]
    very_wide: Annotated[Number, said(phrase("points of a score's interval from which it is two"), gt=0, le=100)]
    few: Annotated[Number, said(phrase("people or cases below which it is one step"), ge=0)]
    very_few: Annotated[Number, said(phrase("people or cases below which it is two"), ge=0)]
    years: Annotated[Number, said(phrase("years before the period from which evidence is old"), gt=0)]
    apart: Annotated[Whole, said(phrase("strength by which two ways may differ that disagree"), ge=0, le=5)]
    set_aside: Annotated[Whole, said(phrase("components that people may set aside before it is one step"), ge=0)] = 3


@dataclass(frozen=True)
class VerdictRules(Shape):
    """The words of the judgement, and the thresholds at which each is used."""

    called: ClassVar[str] = phrase("verdict")

    directions: Annotated[Many[Term], said(phrase("words for the direction, best first"), min_length=1)]
    claims: Annotated[Many[Term], said(phrase("words for the kind of claim"), min_length=1)]
    certainties: Annotated[Many[Term], said(phrase("words for the certainty, lowest first"), min_length=1)]
    bands: Annotated[Bands, said(phrase("scores that are good and bad"))]
    core: Annotated[CoreShares, said(phrase("how much of the core must be answered"))]
    outcomes: Annotated[OutcomeRules, said(phrase("what counts as an outcome"))]
    certainty: Annotated[CertaintySteps, said(phrase("what lowers certainty"))]
    place: At = field(default=Place(), compare=False)

    @classmethod
    def _read(cls, value: object) -> object:
        if isinstance(value, Group) and "levels" in value:
            raise refuse(
                Text("the verdict has the form of version 0.2: levels, rules and floors"),
                Text("directions, claims, certainties and their thresholds"),
                Text("take them from the verdict of public-value/1.0; to verify an old bundle, use version 0.2"),
            )
        return super()._read(value)

    def direction(self, id: DirectionId) -> Term:
        """Return the word for a direction."""
        return next(term for term in self.directions if term.id == id)

    def claim(self, id: ClaimId) -> Term:
        """Return the word for a kind of claim."""
        return next(term for term in self.claims if term.id == id)

    def level(self, id: CertaintyId) -> Term:
        """Return the word for a level of certainty."""
        return next(term for term in self.certainties if term.id == id)
