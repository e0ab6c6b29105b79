"""An index over the years, as it was published: which editions compare, and where the line breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publicvalue.country.model import TOTAL, IndexDefinition
from publicvalue.country.reference import PublishedFigure


@dataclass(frozen=True)
class EditionTotal:
    """The total of one edition, on the publisher's scale.

    Parameters
    ----------
    year, total
        The edition and its total.
    rank, ranked
        The publisher's rank, and among how many countries; None where none is printed or none is meant.
    series
        Editions of one series compare; empty for an edition that compares with none.
    refused
        Why it compares with none.
    """

    year: int
    total: float
    rank: int | None
    ranked: int | None
    series: str
    refused: str


@dataclass(frozen=True)
class IndexSeries:
    """An index of one country over the years.

    Parameters
    ----------
    definition
        The index.
    totals
        Its editions, the oldest first; none where the country is not covered.
    latest
        Year of the latest edition that covers any country of the region; None where there is none.
    """

    definition: IndexDefinition
    totals: tuple[EditionTotal, ...]
    latest: int | None

    @property
    def covered(self) -> bool:
        """Whether any edition covers the country."""
        return bool(self.totals)

    @property
    def left_out(self) -> bool:
        """Whether an earlier edition covers the country and the latest does not."""
        return self.covered and self.latest is not None and self.totals[-1].year < self.latest

    def runs(self) -> tuple[tuple[EditionTotal, ...], ...]:
        """Return the editions in runs that compare: a line may be drawn within a run, never from one to the next."""
        found: list[list[EditionTotal]] = []
        for one in self.totals:
            if found and one.series and found[-1][-1].series == one.series:
                found[-1].append(one)
            else:
                found.append([one])
        return tuple(map(tuple, found))


def find_series(definition: IndexDefinition, figures: Sequence[PublishedFigure], country: str) -> IndexSeries:
    """Return an index of a country over the years."""
    totals = []
    own = [one for one in figures if one.figure.index == definition.id and one.figure.part == TOTAL]
    for one in sorted(own, key=lambda one: one.figure.year):
        edition = definition.edition(one.figure.year)
        if one.figure.country != country or edition is None:
            continue
        rank, ranked = (one.rank, one.ranked) if definition.ranked else (None, None)
        totals.append(EditionTotal(one.figure.year, one.figure.value, rank, ranked, edition.series, edition.refused))
    return IndexSeries(definition, tuple(totals), max((one.figure.year for one in own), default=None))
