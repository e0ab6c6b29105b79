"""Public servants of a country: what is asked of them, and what was brought of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, ClassVar

from publicvalue.errors import Place
from publicvalue.framework.terms import Id, Titled
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Many, Named, Whole, Written, YesNo, said
from publicvalue.words.text import phrase

PHASES: Mapping[str, str] = MappingProxyType(
    {
        "planned": phrase("planned"),
        "development": phrase("in development"),
        "pilot": phrase("on trial"),
        "use": phrase("in use"),
        "ended": phrase("no longer in use"),
    }
)
"""How far a system is: code -> words, those of the register of systems."""


@dataclass(frozen=True)
class StaffCompetency(Titled):
    """A competency of public servants, the training that raises it, and where it belongs in the second view."""

    called: ClassVar[str] = phrase("competency of staff")

    domain: Annotated[Written, said(phrase("domain that it belongs to"))]
    training: Annotated[Written, said(phrase("training that raises it"))]


@dataclass(frozen=True)
class StaffTarget(Titled):
    """A role of public servants, and the level that it asks of each competency."""

    called: ClassVar[str] = phrase("role of staff")

    targets: Annotated[Named[Whole], said(phrase("competency -> level"))]
    scarce: Annotated[YesNo, said(phrase("whether it is looked at who of them leaves, and who is alone"))] = False


@dataclass(frozen=True)
class Mindset(Titled):
    """A statement on working with AI, and what to do in an agency whose staff disagree with it."""

    called: ClassVar[str] = phrase("statement on working with AI")

    statement: Annotated[Written, said(phrase("what staff agree or disagree with"))]
    step: Annotated[Written, said(phrase("what to do where they disagree"))]
    who: Annotated[Written, said(phrase("who would do it"))]
    months: Annotated[Whole, said(phrase("months by which it can be done"), ge=1, le=60)]
    indicator: Annotated[Written, said(phrase("by which number it shows"))]


@dataclass(frozen=True)
class StaffAsked(Shape):
    """What is asked of public servants."""

    called: ClassVar[str] = phrase("staff")

    lowest: Annotated[Whole, said(phrase("lowest level and answer"))]
    highest: Annotated[Whole, said(phrase("highest level and answer"))]
    domains: Annotated[Many[Titled], said(phrase("domains of the second view"), min_length=1)]
    competencies: Annotated[Many[StaffCompetency], said(phrase("competencies"), min_length=1)]
    roles: Annotated[Many[StaffTarget], said(phrase("roles"), min_length=1)]
    mindsets: Annotated[Many[Mindset], said(phrase("statements on working with AI"), min_length=1)]

    def role(self, id: Id) -> StaffTarget:
        """Return a role."""
        return next(one for one in self.roles if one.id == id)

    def competency(self, id: Id) -> StaffCompetency:
        """Return a competency."""
        return next(one for one in self.competencies if one.id == id)


@dataclass(frozen=True)
class Post:
    """How many people of a role an agency has, how many posts are vacant, and how many left within a year."""

    agency: str
    role: str
    people: int
    vacant: int | None = None
    left: int | None = None


@dataclass(frozen=True)
class Person:
    """What one public servant answered, or a test found: name of the column -> number, nothing where it is blank."""

    agency: str
    role: str
    values: Mapping[str, float] = field(repr=False)


@dataclass(frozen=True)
class PlannedSystem:
    """An AI system of a country, planned or in use.

    Parameters
    ----------
    id, title, agency, phase
        Name in files and for people, who runs it, and how far it is.
    starts
        When it is to start: YYYY-MM or YYYY-MM-DD; empty where it is unknown.
    topic, purpose, data
        Function of government, what it is for, and the data that it uses.
    needs
        Role -> how many people at the level of the role it needs.
    right
        Measured share of right advice in percent with its 95 % interval; None where it was not measured.
    source
        Where that stands.
    """

    id: str
    title: str
    agency: str
    phase: str
    starts: str = ""
    topic: str = ""
    purpose: str = ""
    data: tuple[str, ...] = ()
    needs: Mapping[str, int] = field(default_factory=dict)
    right: tuple[float, float, float] | None = None
    source: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class StaffBrought:
    """What a country brought of its public servants and their systems: posts, answers, results of tests, systems."""

    posts: tuple[Post, ...] = ()
    asked: tuple[Person, ...] = ()
    tested: tuple[Person, ...] = ()
    systems: tuple[PlannedSystem, ...] = ()

    @property
    def agencies(self) -> tuple[str, ...]:
        """Name of every agency of which something was brought."""
        people = (one.agency for one in (*self.asked, *self.tested))
        rows = (*(one.agency for one in self.posts), *people, *(one.agency for one in self.systems))
        return tuple(dict.fromkeys(rows))

    def of(self, agency: str) -> StaffBrought:
        """Return what was brought of one agency."""
        return StaffBrought(
            tuple(one for one in self.posts if one.agency == agency),
            tuple(one for one in self.asked if one.agency == agency),
            tuple(one for one in self.tested if one.agency == agency),
            tuple(one for one in self.systems if one.agency == agency),
        )
