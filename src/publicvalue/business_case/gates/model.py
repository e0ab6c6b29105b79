"""What must be known at each gate in the life of a system, as data of the framework of gates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from publicvalue.framework.terms import Id, Title, Versioned
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Many, Whole, Written, YesNo, said
from publicvalue.words.text import phrase

Weight = Literal["decides", "must", "should"]
Test = Literal["options", "value", "baseline", "exit", "delivered", "plan", "design", "rule", "stop"]


@dataclass(frozen=True)
class Gate(Shape):
    """A gate: a moment at which somebody decides whether to go on."""

    called: ClassVar[str] = phrase("gate")

    id: Id
    title: Title
    asks: Annotated[Written, said(phrase("what is decided"))]
    alone: Annotated[YesNo, said(phrase("whether it asks its own requirements alone"))] = False


@dataclass(frozen=True)
class Impact(Shape):
    """A question whose answer decides how deep to go: its levels from the lightest to the heaviest."""

    called: ClassVar[str] = phrase("impact")

    id: Id
    asks: Annotated[Written, said(phrase("what is asked, in plain words"))]
    levels: Annotated[Many[Written], said(phrase("its answers, the lightest first"), min_length=3)]


@dataclass(frozen=True)
class Requirement(Shape):
    """Something that must be known from a gate on."""

    called: ClassVar[str] = phrase("requirement")

    id: Id
    asks: Annotated[Written, said(phrase("what is asked, in plain words"))]
    gate: Annotated[Written, said(phrase("gate from which it holds"))]
    weight: Annotated[Weight, CHOICE, said(phrase("what follows where it is not met"))]
    change: Annotated[Written, said(phrase("what would change it"))]
    tier: Annotated[Whole, said(phrase("lowest impact tier for which it is asked"), ge=1, le=4)] = 1
    test: Annotated[Test | None, CHOICE, said(phrase("what of the business case answers it"))] = None


@dataclass(frozen=True)
class Gates(Shape):
    """A framework of gates."""

    called: ClassVar[str] = phrase("framework of gates")

    head: Annotated[Versioned, said(phrase("its name"))]
    gates: Annotated[Many[Gate], said(phrase("the gates, in order"), min_length=1)]
    impacts: Annotated[Many[Impact], said(phrase("questions that decide the impact tier"), min_length=1)]
    tiers: Annotated[Many[Whole], said(phrase("most points of each tier but the last"), min_length=1)]
    requirements: Annotated[Many[Requirement], said(phrase("what must be known"), min_length=1)]

    @property
    def name(self) -> str:
        """Id and version."""
        return self.head.name

    def gate(self, id: str) -> Gate | None:
        """Return a gate; None where there is none such."""
        return next((one for one in self.gates if one.id == id), None)

    def asked_at(self, gate: Gate, tier: int) -> tuple[Requirement, ...]:
        """Return what must be known at a gate for a system of an impact tier."""
        order = [one.id for one in self.gates]
        alone = {one.id for one in self.gates if one.alone}
        reached = {gate.id} if gate.alone else set(order[: order.index(gate.id) + 1]) - alone
        return tuple(one for one in self.requirements if one.gate in reached and one.tier <= tier)
