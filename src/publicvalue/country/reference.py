"""What is published of a region's countries: who they are, their figures, and their steps towards a strategy.

Everything has a source; what is weak about a source is said with it. A reference has a vintage, and never claims that
nothing happened since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from publicvalue.country.model import Figure
from publicvalue.framework.terms import Id, Title
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Day, Many, Named, Number, Written, YesNo, said
from publicvalue.words.text import phrase

Membership = Literal["member", "associate"]
Status = Literal["adopted", "drafting", "announced", "assessed", "discussed", "digital_strategy", "nothing_found"]
"""How far a country is on its way to a national strategy; `nothing_found` is no proof that there is none."""


@dataclass(frozen=True)
class Member(Shape):
    """A country of the region."""

    called: ClassVar[str] = phrase("country of the region")

    code: Annotated[Written, said(phrase("ISO 3166-1 alpha-3 code"))]
    iso2: Annotated[Written, said(phrase("ISO 3166-1 alpha-2 code"))]
    m49: Annotated[Written, said(phrase("code of the United Nations"))]
    membership: Annotated[Membership, CHOICE, said(phrase("member or associate"))]
    names: Annotated[Named[Written], said(phrase("language -> its name"))]


@dataclass(frozen=True)
class Publication(Shape):
    """A file of figures, and what is known of it."""

    called: ClassVar[str] = phrase("publication")

    file: Annotated[Written, said(phrase("name of the file"))]
    title: Annotated[Written, said(phrase("what was published, by whom, when"))]
    read: Annotated[Written, said(phrase("how the figures came here, and what was checked"))]


@dataclass(frozen=True)
class Step(Shape):
    """What is known of a country on its way to a national strategy, with its source and its day."""

    called: ClassVar[str] = phrase("step")

    country: Annotated[Written, said(phrase("code of the country"))]
    status: Annotated[Status, CHOICE, said(phrase("how far it is"))]
    date: Annotated[Written, said(phrase("day, month or year of which it is known: YYYY-MM-DD, YYYY-MM or YYYY"))]
    text: Annotated[Written, said(phrase("what was done or found"))]
    sources: Annotated[Many[Written], said(phrase("addresses"), min_length=1)]
    kind: Annotated[Written, said(phrase("who says so"))]
    weak: Annotated[YesNo, said(phrase("whether the source alone would not carry the claim"))] = False
    note: Annotated[Written, said(phrase("what is weak about it"))] = ""


@dataclass(frozen=True)
class ReferenceHead(Shape):
    """What names a reference."""

    called: ClassVar[str] = phrase("reference")

    id: Id
    vintage: Annotated[Written, said(phrase("month of which it is"))]
    title: Title
    framework: Annotated[Written, said(phrase("name of the readiness framework"))]
    gathered: Annotated[Day, said(phrase("day on which its sources were gathered at the latest"))]
    note: Annotated[Written, said(phrase("what a reader must know"))]


@dataclass(frozen=True)
class RegionOutline(Shape):
    """Where the countries of a region lie, and its coasts, for a picture."""

    called: ClassVar[str] = phrase("map")

    source: Annotated[Written, said(phrase("where its lines are from"))]
    places: Annotated[Named[Many[Number]], said(phrase("code -> longitude and latitude"))]
    coasts: Annotated[Many[Written], said(phrase("closed lines: longitude,latitude with spaces between"))]


@dataclass(frozen=True)
class ReferenceFile(Shape):
    """The files of a reference, merged into one; its figures stand in a table of their own."""

    called: ClassVar[str] = phrase("reference")

    reference: Annotated[ReferenceHead, said(phrase("its name"))]
    members: Annotated[Many[Member], said(phrase("its countries"), min_length=1)]
    publications: Annotated[Many[Publication], said(phrase("files that the figures are from"), min_length=1)]
    steps: Annotated[Many[Step], said(phrase("steps towards strategies"))] = ()
    regional: Annotated[Many[Step], said(phrase("steps of the region as a whole"))] = ()
    map: Annotated[RegionOutline | None, said(phrase("where its countries lie"))] = None


@dataclass(frozen=True)
class PublishedFigure:
    """A published figure of the reference, with the rank that its publisher gives, among how many countries."""

    figure: Figure
    rank: int | None = None
    ranked: int | None = None


@dataclass(frozen=True)
class Reference:
    """A region.

    Parameters
    ----------
    head
        Its name and vintage.
    members
        Its countries, members first.
    publications
        Files of figures, by name.
    steps, regional
        Steps towards strategies: of countries, and of the region as a whole.
    figures
        All published figures.
    outline
        Where its countries lie; None where the reference does not tell.
    """

    head: ReferenceHead
    members: tuple[Member, ...]
    publications: Mapping[str, Publication] = field(repr=False)
    steps: tuple[Step, ...] = field(repr=False)
    regional: tuple[Step, ...] = field(repr=False)
    figures: tuple[PublishedFigure, ...] = field(repr=False)
    outline: RegionOutline | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Its name with its vintage."""
        return f"{self.head.id}/{self.head.vintage}"

    def member(self, code: str) -> Member | None:
        """Return a country; None where it is none of the region."""
        return next((one for one in self.members if one.code == code), None)

    def steps_of(self, code: str) -> tuple[Step, ...]:
        """Return the steps of a country, the latest first."""
        return tuple(sorted((one for one in self.steps if one.country == code), key=lambda one: one.date, reverse=True))
