"""The shapes of the files of a country: a framework's, `country.yaml`, and the columns of its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from publicvalue.country.layouts import Layout
from publicvalue.country.model import Checklist, IndexDefinition, Level
from publicvalue.country.rules import CountryRule
from publicvalue.country.staff.model import StaffAsked
from publicvalue.country.staff.parse import (
    PERSON_COLUMNS,
    POST_COLUMNS,
    POST_OPTIONAL,
    SYSTEM_COLUMNS,
    SYSTEM_OPTIONAL,
)
from publicvalue.framework.terms import Cited, Term, Title, Titled
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Many, Named, Places, Whole, Written, said
from publicvalue.words.text import phrase


@dataclass(frozen=True)
class ReadinessHead(Cited):
    """What names a readiness framework."""

    called: ClassVar[str] = phrase("readiness")

    based_on: Annotated[Written, said(phrase("version whose parts hold where this one has none of its own"))] = ""


@dataclass(frozen=True)
class ReadinessFile(Shape):
    """The files of a readiness framework, merged into one."""

    called: ClassVar[str] = phrase("readiness framework")

    readiness: Annotated[ReadinessHead, said(phrase("its name, and where it comes from"))]
    indices: Annotated[Many[IndexDefinition], said(phrase("published indices"), min_length=1)]
    checklists: Annotated[Many[Checklist], said(phrase("checklists that a country answers"))]
    countries: Annotated[Named[Written], said(phrase("code -> name of a country"))]
    formerly: Annotated[Named[Written], said(phrase("former code -> code of a country"))] = field(default_factory=dict)
    layouts: Annotated[Many[Layout], said(phrase("the columns of publishers' files"))] = ()
    also: Annotated[Named[Written], said(phrase("further name -> code of a country"))] = field(default_factory=dict)
    levels: Annotated[Many[Level], said(phrase("how far a service can be had online"))] = ()
    features: Annotated[Many[Term], said(phrase("what a service online should have"))] = ()
    services: Annotated[Many[Titled], said(phrase("services that countries are asked about"))] = ()
    policies: Annotated[Many[Term], said(phrase("policy recommendations"))] = ()
    rules: Annotated[Many[CountryRule], said(phrase("advice to a country"))] = ()
    agency_rules: Annotated[Many[CountryRule], said(phrase("advice to an agency"))] = ()
    region_rules: Annotated[Many[CountryRule], said(phrase("advice to a region"))] = ()
    staff: Annotated[StaffAsked | None, said(phrase("what is asked of public servants"))] = None


@dataclass(frozen=True)
class CountryHead(Shape):
    """What `country.yaml` says."""

    called: ClassVar[str] = phrase("country")

    id: Annotated[Written, said(phrase("its name in files: small letters, digits, - and _"))]
    title: Title
    country: Annotated[Written, said(phrase("ISO 3166-1 alpha-3 code, such as BRB"))]
    framework: Annotated[Written, said(phrase("name of the readiness framework"))]
    seed: Annotated[Whole, said(phrase("start of the random numbers"), ge=0)]
    figures: Annotated[Written, said(phrase("CSV file of published figures"))]
    peers: Annotated[Many[Written], said(phrase("codes of the countries that it is set beside"))] = ()
    draws: Annotated[Whole, said(phrase("number of draws; 10,000 unless told"), ge=200, le=100_000)] = 10_000
    checklists: Annotated[Named[Written], said(phrase("checklist -> CSV file of its answers"))] = field(
        default_factory=dict
    )
    services: Annotated[Written, said(phrase("CSV file of services and their level"))] = ""
    staff: Annotated[Named[Written], said(phrase("posts, survey, tests, systems -> CSV file"))] = field(
        default_factory=dict
    )
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class CountryFile(Shape):
    """`country.yaml`."""

    called: ClassVar[str] = phrase("country file")

    country: Annotated[CountryHead, said(phrase("the country"))]


FIGURE_COLUMNS = ("index", "country", "year", "part", "value", "source")
FIGURE_OPTIONAL = ("low", "high")
ANSWER_COLUMNS = ("item", "in_place", "document")
ANSWER_OPTIONAL = ("note", "page", "passage", "date", "strength")
SERVICE_COLUMNS = ("service", "level", "source")
SERVICE_OPTIONAL = ("title", "users")
STAFF_TABLES = {
    "posts": (POST_COLUMNS, POST_OPTIONAL),
    "survey": (PERSON_COLUMNS, ()),
    "tests": (PERSON_COLUMNS, ()),
    "systems": (SYSTEM_COLUMNS, SYSTEM_OPTIONAL),
}
"""Table of public servants and their systems -> its columns; what people answered stands in further columns."""
