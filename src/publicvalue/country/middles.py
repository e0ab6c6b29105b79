"""Where a country stands at each pillar beside the middle and the best of its region, in one edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.country.advice import Gain
from publicvalue.country.model import Figure, IndexDefinition


@dataclass(frozen=True)
class Middle:
    """A pillar of a country and of its region, 0 to 100.

    Parameters
    ----------
    index, pillar, year
        What it is of.
    own
        The country's.
    median, best
        Of all countries of the region that the edition covers, the country itself included.
    best_country
        Which one is best.
    countries
        How many these are.
    """

    index: IndexDefinition
    pillar: str
    year: int
    own: float
    median: float
    best: float
    best_country: str
    countries: int

    @property
    def behind(self) -> float:
        """Points by which the country lies behind the middle; negative where it is ahead."""
        return self.median - self.own

    def gain(self) -> Gain:
        """Return how far the index would move if the pillar reached the middle, and the best: a mean of its pillars."""
        share = len(self.index.pillars)
        middle, best = (max(0.0, aim - self.own) / share for aim in (self.median, self.best))
        return Gain(self.index.title, self.year, middle, best, self.best_country)


FEWEST = 5
"""Countries of which a middle is taken at least."""


def find_middles(
    index: IndexDefinition, figures: Sequence[Figure], country: str, year: int | None
) -> Mapping[str, Middle]:
    """Return the middles of an index by pillar; none where the edition prints no pillars, or too few countries."""
    scale = 100 / (index.high - index.low)
    found = {}
    for pillar in index.pillars:
        values = {
            one.country: scale * (one.value - index.low)
            for one in figures
            if (one.index, one.year, one.part) == (index.id, year, pillar.id)
        }
        if year is None or country not in values or len(values) < FEWEST:
            continue
        best = max(values, key=lambda code: values[code])
        found[pillar.id] = Middle(
            index,
            pillar.id,
            year,
            values[country],
            float(np.median(list(values.values()))),
            values[best],
            best,
            len(values),
        )
    return found
