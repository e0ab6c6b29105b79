"""Where all countries of a region stand in an index, drawn together: each with the interval of its rank.

All countries are taken in one edition, the latest that covers any of them and compares. Where totals alone are printed
nothing but rounding can vary, so ranks have no interval. A publisher that means no ranking gets none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.country.cells import cell_of, draw_cells
from publicvalue.country.model import CountryCase, IndexDefinition, ReadinessFramework
from publicvalue.country.readiness import readiness_tree
from publicvalue.scores.composite.aggregate import aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.ranks import rank_systems
from publicvalue.scores.simulation.uncertainty import generator


@dataclass(frozen=True)
class Place:
    """A country in an index: its score (0 to 100), its rank and the 95 % interval of that; None where there is none."""

    score: float
    rank: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Standing:
    """All countries of a region in one edition of an index; those that it does not cover are not there.

    Parameters
    ----------
    index, year
        The index, and the edition; None where no edition covers any of them.
    places
        Country -> its place, the best first.
    """

    index: IndexDefinition
    year: int | None
    places: Mapping[str, Place]


def find_standings(framework: ReadinessFramework, case: CountryCase) -> tuple[Standing, ...]:
    """Find where each country of a case stands in each index.

    Raises
    ------
    InputError
        When a figure cannot be used under the index's method.
    MethodError
        When the weights do not fit the figures.
    """
    countries = (case.country, *case.peers)
    leaves = [(index, pillar) for index in framework.indices for pillar in index.pillars]
    years = {index.id: _latest(case, index) for index in framework.indices}
    cells = [[cell_of(case, index, pillar, code, years[index.id]) for index, pillar in leaves] for code in countries]
    tree = readiness_tree(framework.indices)
    points = np.array([[cell.value for cell in row] for row in cells], dtype=np.float64)
    codes = tuple(one.code for one in tree.indicators)
    nominal = aggregate(tree, Data(countries, codes, points))
    drawn = draw_cells(tree, countries, cells, case)
    stand_ins = {one.id for row in cells for (one, _), cell in zip(leaves, row, strict=True) if cell.total}
    found = []
    for index in framework.indices:
        values = nominal.column(index.id)
        known = ~np.isnan(values)
        named = [code for code, one in zip(countries, known, strict=True) if one]
        drawn_ranks = index.ranked and index.id not in stand_ins and len(named) > 1
        draws = drawn.draws[index.id][:, known] if drawn_ranks else None
        places = _places(named, values[known].tolist(), draws, (index.ranked, case.seed, index.id))
        found.append(Standing(index, years[index.id], places))
    return tuple(found)


def _places(
    codes: Sequence[str], scores: Sequence[float], draws: np.ndarray | None, how: tuple[bool, int, str]
) -> Mapping[str, Place]:
    ranked, seed, name = how
    ranks = rank_systems(draws, generator(seed, f"region ties {name}")) if draws is not None else None
    found = {}
    for place in sorted(range(len(codes)), key=lambda one: -scores[one]):
        rank = 1 + sum(other > scores[place] for other in scores) if ranked else None
        ends = (int(ranks.low[place]), int(ranks.high[place])) if ranks is not None else (None, None)
        found[codes[place]] = Place(scores[place], rank, *ends)
    return found


def _latest(case: CountryCase, index: IndexDefinition) -> int | None:
    return max((one.year for one in case.figures if one.index == index.id), default=None)
