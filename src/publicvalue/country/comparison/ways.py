"""A country's readiness formed in other ways: other weights, another mean, another rule for what is missing.

What is missing is never taken as zero. `known` leaves it out, and its weight goes to what is known beside it;
`complete` gives no number to a country of which an index is missing; `middle` puts the middle of the countries that are
known in its place, which is an assumption and is said to be one. Ranks are among countries that are known in the same
indices, or under `middle` among all of which one index at least is known; a country that no index covers has none.

In each draw figures vary within their rounding (or their published interval) and weights by up to a quarter either way
around those of the way; the mean stays what was asked for.
Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), steps 3, 6 and 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from publicvalue.country.cells import PillarValue, cell_of, draw_cells
from publicvalue.country.comparison.choices import Way
from publicvalue.country.model import CountryCase, Figure, IndexDefinition, ReadinessFramework
from publicvalue.country.readiness import READINESS, latest_year
from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.scores.aggregate import SMALLEST
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.ranks import rank_systems
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Ranked:
    """What a country has under a way.

    Parameters
    ----------
    way
        The way.
    score, low, high
        0 to 100 with its 95 % interval; None where nothing is known.
    rank, rank_low, rank_high, among
        Place with its 95 % interval, and of how many; None and 0 where there is nobody to compare with.
    filled
        How many values were put in for what is missing, over all countries.
    scores
        Country -> score, of all that compare.
    """

    way: Way
    score: float | None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    among: int = 0
    filled: int = 0
    scores: Mapping[str, float] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class PillarScores:
    """Countries in rows and pillars in columns, 0 to 100, each index in the edition that the first country is in.

    Parameters
    ----------
    countries
        The country that it is about, then the others.
    leaves
        Index and pillar of each column.
    years
        Index -> edition; None where the country is in none.
    cells
        A row for each country.
    """

    framework: ReadinessFramework = field(repr=False)
    countries: tuple[str, ...]
    leaves: tuple[tuple[IndexDefinition, str], ...] = field(repr=False)
    years: Mapping[str, int | None]
    cells: tuple[tuple[PillarValue, ...], ...] = field(repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Name of each column: `index.pillar`."""
        return tuple(f"{index.id}.{pillar}" for index, pillar in self.leaves)

    @property
    def points(self) -> Floats:
        """Values, not a number where nothing is known; at least what a geometric mean takes."""
        values = np.array([[cell.value for cell in row] for row in self.cells], dtype=np.float64)
        return np.where(np.isnan(values), np.nan, np.maximum(values, SMALLEST))


def read_table(framework: ReadinessFramework, case: CountryCase) -> PillarScores:
    """Read the pillars of a country and its peers from a case."""
    years = {index.id: latest_year(case, index) for index in framework.indices}
    pairs = [(index, pillar) for index in framework.indices for pillar in index.pillars]
    by_country: dict[str, list[Figure]] = {}
    for one in case.figures:
        by_country.setdefault(one.country, []).append(one)
    countries = (case.country, *(code for code in case.peers if code in by_country))
    rows = []
    for code in countries:
        # A case of this country's figures alone: every cell looks through all of them.
        own = CountryCase(case.id, case.title, code, (), case.seed, case.draws, tuple(by_country.get(code, ())), {})
        rows.append(tuple(cell_of(own, index, pillar, code, years[index.id]) for index, pillar in pairs))
    return PillarScores(framework, countries, tuple((index, pillar.id) for index, pillar in pairs), years, tuple(rows))


def check_weights(framework: ReadinessFramework, weights: Mapping[str, float]) -> None:
    """Refuse weights of what there is not, negative ones, and those under which nothing counts; raises InputError."""
    known = [index.id for index in framework.indices]
    known += [f"{index.id}.{pillar.id}" for index in framework.indices for pillar in index.pillars]
    problems = []
    for name, weight in weights.items():
        if name not in known:
            what = Text("there is no index or pillar {name:quoted}", name=name)
            problems.append(Problem(Place(field=name), what, one_of(known), nearest(name, known)))
        elif not 0 <= weight < float("inf"):
            what, do = Text("a weight of {weight:g} stands here", weight=weight), Text("write 0 to leave it out")
            problems.append(Problem(Place(field=name), what, Text("a number of 0 or more"), do))
    if not problems:
        problems += _nothing_counts(framework, weights)
    if problems:
        raise InputError(problems)


def _nothing_counts(framework: ReadinessFramework, weights: Mapping[str, float]) -> Iterator[Problem]:
    groups = {"": [index.id for index in framework.indices]}
    groups |= {one.id: [f"{one.id}.{pillar.id}" for pillar in one.pillars] for one in framework.indices}
    for name, members in groups.items():
        if not any(weights.get(one, 1.0) for one in members):
            what = Text("all weights of {members:list} are 0", members=tuple(members))
            do = Text("raise one of them, or leave out the whole index")
            yield Problem(Place(field=name), what, Text("a sum above zero"), do)


def weighted_tree(framework: ReadinessFramework, weights: Mapping[str, float]) -> Index:
    """Return pillars, indices and readiness as a composite index with these weights."""
    leaves = tuple(
        Indicator(f"{index.id}.{pillar.id}", index.id, weight=weights.get(f"{index.id}.{pillar.id}", 1.0))
        for index in framework.indices
        for pillar in index.pillars
    )
    groups = (Group(index.id, READINESS, weights.get(index.id, 1.0)) for index in framework.indices)
    return Index(leaves, (*groups, Group(READINESS)))


@dataclass(frozen=True)
class Places:
    """Best and worst place of a country over several ways, and over how many it has one."""

    best: int
    worst: int
    ways: int


def find_places(table: PillarScores, ways: Sequence[Way]) -> Places | None:
    """Find between which places a country lies over several ways; None where fewer than two give it one."""
    ranks = [rank for way in ways if (rank := _place(table, way)) is not None]
    return Places(min(ranks), max(ranks), len(ranks)) if len(ranks) > 1 else None


def _place(table: PillarScores, way: Way) -> int | None:
    rows, filled = _kept(table, way)
    if len(rows) < 2 or rows[0] != 0:
        return None
    countries = tuple(table.countries[row] for row in rows)
    scores = _scores(weighted_tree(table.framework, way.weights), Data(countries, table.codes, filled[rows]), way)
    return _rank(scores)


def _scores(tree: Index, data: Data, way: Way) -> Floats:
    return aggregate(tree, data, Aggregation(way.mean)).column(READINESS)


def _rank(scores: Floats) -> int:
    return 1 + int((scores > scores[0]).sum())


def rank_country(table: PillarScores, case: CountryCase, way: Way) -> Ranked:
    """Find score and rank of the first country of a table, formed in a way.

    Raises
    ------
    InputError
        When a value of the table cannot be used in this way.
    MethodError
        When the weights do not fit the table.
    """
    tree = weighted_tree(table.framework, way.weights)
    rows, filled = _kept(table, way)
    if not rows or rows[0] != 0:
        return Ranked(way, None)
    points = filled[rows]
    countries = tuple(table.countries[row] for row in rows)
    mean = Aggregation(way.mean)
    scores = _scores(tree, Data(countries, table.codes, points), way)
    cells = [_cells(table.cells[row], filled[row]) for row in rows]
    draws = draw_cells(tree, countries, cells, case, (mean,)).draws[READINESS]
    low, high = np.quantile(draws[:, 0], [0.025, 0.975])
    ranks = rank_systems(draws, generator(case.seed, "ways of readiness")) if len(rows) > 1 else None
    return Ranked(
        way=way,
        score=float(scores[0]),
        low=min(float(low), float(scores[0])),
        high=max(float(high), float(scores[0])),
        rank=_rank(scores) if ranks else None,
        rank_low=int(ranks.low[0]) if ranks else None,
        rank_high=int(ranks.high[0]) if ranks else None,
        among=len(rows) if ranks else 0,
        filled=int((np.isnan(table.points[rows]) & ~np.isnan(points)).sum()),
        scores=dict(zip(countries, scores.tolist(), strict=True)),
    )


def _kept(table: PillarScores, way: Way) -> tuple[list[int], Floats]:
    """Return which countries compare under a way, and their values; the first of them is the country itself."""
    points = table.points
    known = np.array([[_covers(table, index, row) for index in _counted(table, way)] for row in range(len(points))])
    if not known.size or not known[0].any():
        return [], points
    if way.missing == "known":
        return [int(row) for row in np.flatnonzero((known == known[0]).all(axis=1))], points
    if way.missing == "complete":
        return [int(row) for row in np.flatnonzero(known.all(axis=1))], points
    # A column that nobody has stays unknown: there is no middle of nothing.
    middles = [np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else np.nan for column in points.T]
    return [int(row) for row in np.flatnonzero(known.any(axis=1))], np.where(np.isnan(points), middles, points)


def _counted(table: PillarScores, way: Way) -> list[str]:
    return [index.id for index in table.framework.indices if way.weights.get(index.id, 1.0) > 0]


def _covers(table: PillarScores, index: str, row: int) -> bool:
    places = [place for place, (one, _) in enumerate(table.leaves) if one.id == index]
    return not any(np.isnan(table.cells[row][place].value) for place in places)


def _cells(cells: Sequence[PillarValue], filled: Floats) -> list[PillarValue]:
    """Return cells with the values that were put in for what is missing; those have no rounding of their own."""
    return [
        PillarValue(float(value)) if np.isnan(cell.value) else cell for cell, value in zip(cells, filled, strict=True)
    ]


def common_ways(framework: ReadinessFramework) -> tuple[Way, ...]:
    """Return the ways that a reader would ask for: both means, each index doubled and left out, each rule."""
    doubled = (Way({index.id: 2.0}) for index in framework.indices)
    without = (Way({index.id: 0.0}) for index in framework.indices)
    return (Way(), Way(mean="geometric"), *doubled, *without, Way(missing="complete"), Way(missing="middle"))
