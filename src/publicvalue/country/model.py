"""What is known of a country: published indices, checklists of its strategy and competence, and figures brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from publicvalue.country.layouts import Layout
from publicvalue.country.rules import CountryRule
from publicvalue.country.staff.model import StaffAsked, StaffBrought
from publicvalue.errors import Place
from publicvalue.framework.terms import Cited, Id, Mean, Term, Titled
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Many, Number, Whole, Written, YesNo, said
from publicvalue.words.text import phrase

TOTAL = "total"
"""Name of an index's total among its parts."""


@dataclass(frozen=True)
class Part(Titled):
    """A pillar of an index, with the dimensions that it is formed from."""

    called: ClassVar[str] = phrase("pillar")

    parts: Annotated[Many[Titled], said(phrase("what it is formed from"))] = ()


@dataclass(frozen=True)
class Edition(Shape):
    """A year of an index: the series that it compares within, or why it is refused."""

    called: ClassVar[str] = phrase("edition")

    year: Annotated[Whole, said(phrase("the year in its name"), ge=1900, le=2200)]
    series: Annotated[Written, said(phrase("editions of one series compare"))] = ""
    refused: Annotated[Written, said(phrase("why it cannot be used"))] = ""


@dataclass(frozen=True)
class IndexDefinition(Titled):
    """A published index; what it is formed from is equally weighed."""

    called: ClassVar[str] = phrase("index")

    publisher: Annotated[Written, said(phrase("who publishes it"))]
    low: Annotated[Number, said(phrase("lowest possible value"))]
    high: Annotated[Number, said(phrase("highest possible value"))]
    decimals: Annotated[Whole, said(phrase("printed decimals that carry; what is beyond is padding"), ge=0, le=15)]
    mean: Annotated[Mean, CHOICE, said(phrase("forms the total from the pillars, and these from dimensions"))]
    ranked: Annotated[YesNo, said(phrase("whether its publisher ranks countries by it"))]
    pillars: Annotated[Many[Part], said(phrase("its pillars"), alias="parts", min_length=2)]
    editions: Annotated[Many[Edition], said(phrase("its years"), min_length=1)]
    source: Annotated[Written, said(phrase("where it is published"))]
    url: Annotated[Written, said(phrase("its address"))]
    licence: Annotated[Written, said(phrase("under which licence"))]
    note: Annotated[Written, said(phrase("what a reader must know"))] = ""

    def edition(self, year: int) -> Edition | None:
        """Return the edition of a year."""
        return next((one for one in self.editions if one.year == year), None)

    @property
    def part_ids(self) -> tuple[str, ...]:
        """Total, pillars and dimensions, as figures name them: a dimension as `pillar.dimension`."""
        below = (f"{pillar.id}.{one.id}" for pillar in self.pillars for one in pillar.parts)
        return (TOTAL, *(pillar.id for pillar in self.pillars), *below)


@dataclass(frozen=True)
class Item(Shape):
    """One thing that a strategy or a civil service should have, with the sources that ask for it."""

    called: ClassVar[str] = phrase("item")

    id: Id
    statement: Annotated[Written, said(phrase("what is in place"))]
    sources: Annotated[Many[Written], said(phrase("who asks for it"), min_length=1)]
    theme: Annotated[Written, said(phrase("theme that it belongs to"))] = ""


@dataclass(frozen=True)
class Theme(Titled):
    """What several items of a checklist are about, and the line of an outline that closes its gaps."""

    called: ClassVar[str] = phrase("theme")

    owner: Annotated[Written, said(phrase("who would see to it"))]
    step: Annotated[Written, said(phrase("what to write or decide"))]
    indicator: Annotated[Written, said(phrase("by which number it shows"))]
    budget: Annotated[Written, said(phrase("question for the first year's budget"))]
    months: Annotated[Whole, said(phrase("months by which it can be done"), ge=1, le=60)]


@dataclass(frozen=True)
class Checklist(Term):
    """A checklist."""

    called: ClassVar[str] = phrase("checklist")

    items: Annotated[Many[Item], said(phrase("its items"), min_length=1)]
    themes: Annotated[Many[Theme], said(phrase("the themes of its items, in their order"))] = ()


@dataclass(frozen=True)
class Level(Term):
    """How far a service can be had online."""

    called: ClassVar[str] = phrase("level of a service")

    value: Annotated[Whole, said(phrase("its place, from 0"), ge=0, le=5)]


@dataclass(frozen=True)
class ReadinessFramework(Cited):
    """What is asked of a country: indices and checklists, and the names of countries."""

    indices: tuple[IndexDefinition, ...]
    checklists: tuple[Checklist, ...]
    countries: Mapping[str, str] = field(repr=False)
    formerly: Mapping[str, str] = field(repr=False)
    layouts: tuple[Layout, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict, repr=False)
    levels: tuple[Level, ...] = ()
    features: tuple[Term, ...] = ()
    services: tuple[Titled, ...] = ()
    policies: tuple[Term, ...] = ()
    rules: tuple[CountryRule, ...] = ()
    agency_rules: tuple[CountryRule, ...] = ()
    region_rules: tuple[CountryRule, ...] = ()
    staff: StaffAsked | None = None


@dataclass(frozen=True)
class Figure:
    """A published figure.

    Parameters
    ----------
    index, country, year, part
        What it is a figure of; the part is `total`, a pillar, or `pillar.dimension`.
    value
        In the index's range.
    half_unit
        Half of the last printed digit: the number that was rounded lies within it on either side.
    low, high
        Its 95 % interval where one is published.
    source
        Where it was published.
    """

    index: str
    country: str
    year: int
    part: str
    value: float
    half_unit: float
    source: str
    low: float | None = None
    high: float | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class ItemAnswer:
    """What a document says of an item; an item without an answer is unknown.

    Parameters
    ----------
    item
        The item.
    in_place
        Whether it is in place.
    document, page, passage
        Where it stands: the document, the page, and the heading or the first words of the passage.
    note
        What else is to be said.
    promised
        Whether the document promises it for later; then it is not in place.
    date
        Of the document; a later document takes the place of an earlier one.
    strength
        How firmly it stands there; empty where that was not looked at.
    """

    item: str
    in_place: bool
    document: str
    note: str = ""
    promised: bool = False
    page: str = ""
    passage: str = ""
    date: str = ""
    strength: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def where(self) -> str:
        """The document with its page and passage."""
        return ", ".join(one for one in (self.document, self.page, self.passage) if one)


@dataclass(frozen=True)
class ServiceAnswer:
    """How far a service can be had online.

    Parameters
    ----------
    service, title
        Its name in files and for people.
    level
        0 to 5; None where it is unknown.
    features
        Feature -> yes, no or n/a; what is unknown is left out.
    source
        The page or document that shows it.
    users
        Users in a year; None where unknown.
    absent
        Whether the country has no such service.
    """

    service: str
    title: str
    level: int | None
    features: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    users: float | None = None
    absent: bool = False


@dataclass(frozen=True)
class CountryCase:
    """One country with what was brought.

    Parameters
    ----------
    id, title, country
        Name in files, name for people, ISO 3166-1 alpha-3 code.
    peers
        Codes of the countries that it is set beside.
    seed, draws
        Start of the random numbers and number of draws.
    figures
        Figures of the country and its peers.
    answers
        Checklist id -> answers.
    services
        Services with how far they can be had online.
    staff
        Its public servants and AI systems.
    """

    id: str
    title: str
    country: str
    peers: tuple[str, ...]
    seed: int
    draws: int
    figures: tuple[Figure, ...] = field(repr=False)
    answers: Mapping[str, tuple[ItemAnswer, ...]] = field(repr=False)
    services: tuple[ServiceAnswer, ...] = field(default=(), repr=False)
    framework: str = "country-readiness/1.3"
    staff: StaffBrought = field(default=StaffBrought(), repr=False)
