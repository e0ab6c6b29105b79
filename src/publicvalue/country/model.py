"""What is known of a country: published indices, checklists of its strategy and competence, and figures brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publicvalue.errors import Place
from publicvalue.framework.model import Cited, Mean, Named, Term

TOTAL = "total"
"""Name of an index's total among its parts."""


@dataclass(frozen=True)
class Part(Named):
    """A pillar or dimension of an index."""

    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Edition:
    """A year of an index: the series that it compares within, or why it is refused."""

    year: int
    series: str = ""
    refused: str = ""


@dataclass(frozen=True)
class IndexDefinition(Named):
    """A published index.

    Parameters
    ----------
    id, title, publisher
        Name in files, name for people, who publishes it.
    low, high
        Its range.
    decimals
        Decimals of its figures that carry; what is printed beyond is taken as padding.
    mean
        Mean that forms the total from the pillars, and a pillar from its dimensions.
    ranked
        Whether its publisher ranks countries by it.
    pillars
        Its pillars, equally weighed.
    editions
        Its years.
    source, url, licence, note
        Where it comes from, under which licence, what a reader must know.
    """

    publisher: str
    low: float
    high: float
    decimals: int
    mean: Mean
    ranked: bool
    pillars: tuple[Part, ...]
    editions: tuple[Edition, ...]
    source: str
    url: str
    licence: str
    note: str

    def edition(self, year: int) -> Edition | None:
        """Return the edition of a year."""
        return next((one for one in self.editions if one.year == year), None)

    @property
    def part_ids(self) -> tuple[str, ...]:
        """Total, pillars and dimensions, as figures name them: a dimension as `pillar.dimension`."""
        below = (f"{pillar.id}.{one.id}" for pillar in self.pillars for one in pillar.parts)
        return (TOTAL, *(pillar.id for pillar in self.pillars), *below)


@dataclass(frozen=True)
class Item:
    """One thing that a strategy or a civil service should have, with the sources that ask for it."""

    id: str
    statement: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Checklist(Term):
    """A checklist."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class ReadinessFramework(Cited):
    """What is asked of a country: indices and checklists, and the names of countries."""

    indices: tuple[IndexDefinition, ...]
    checklists: tuple[Checklist, ...]
    countries: Mapping[str, str] = field(repr=False)
    formerly: Mapping[str, str] = field(repr=False)


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
    """Whether an item is in place, with its document; an item without an answer is unknown."""

    item: str
    in_place: bool
    document: str
    note: str = ""
    place: Place = field(default=Place(), compare=False)


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
    """

    id: str
    title: str
    country: str
    peers: tuple[str, ...]
    seed: int
    draws: int
    figures: tuple[Figure, ...] = field(repr=False)
    answers: Mapping[str, tuple[ItemAnswer, ...]] = field(repr=False)
    framework: str = "country-readiness/1.0"
