"""Readiness of a country: published indices formed again from their parts, with what is uncertain about them.

An index is the mean of its pillars, as its publisher forms it; readiness is the mean of the indices, each brought to
0 to 100 by the publisher's own range. Both are composite indices. Where a publisher gives an interval it is drawn from.
Where none is published two things vary, and the report says so: the rounding of the printed figures, and the choices of
the method (weights of pillars and indices up to 25 % either way; arithmetic or geometric mean). That is less than the
whole uncertainty: it holds nothing of the errors in what the publisher gathered.
Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), steps 5 to 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from publicvalue.country.cells import Drawn, PillarValue, cell_of, draw_cells, figures_of
from publicvalue.country.model import TOTAL, CountryCase, IndexDefinition, Part, ReadinessFramework
from publicvalue.measures.result import LEVEL
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.ranks import rank_systems
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats

READINESS = "readiness"


@dataclass(frozen=True)
class ReadinessScore:
    """A number from 0 to 100 with its interval.

    Parameters
    ----------
    value, low, high
        Score with its 95 % interval; None where nothing is known.
    coverage
        Weight share that is known, 0 to 1.
    published_interval
        Whether the interval rests on one that the publisher gives; else on rounding and on the method's choices.
    rank
        Lower end, median and upper end of the rank among the countries compared; None where there is no rank.
    ranked
        Number of countries that the rank is among.
    """

    value: float | None
    low: float | None
    high: float | None
    coverage: float
    published_interval: bool = False
    rank: tuple[int, int, int] | None = None
    ranked: int = 0


UNKNOWN = ReadinessScore(None, None, None, 0.0)


@dataclass(frozen=True)
class Trend:
    """The total of one edition, on the publisher's scale; `compares` says whether it belongs to the latest series."""

    year: int
    total: float
    series: str
    compares: bool


@dataclass(frozen=True)
class IndexResult:
    """What is said of one index.

    Parameters
    ----------
    definition, year
        The index, and the edition that is used; None where nothing was brought.
    score
        The country's score.
    pillars
        Pillar id -> score of the country; no value where only a total was brought.
    printed, formed
        The total as published, and as formed from the pillars, on the publisher's scale.
    agrees
        Whether they are equal within what rounding allows; None where one is missing.
    peers
        Country -> score in the same edition, the country itself included.
    trend
        Totals by year.
    sources
        Where the figures of the edition used were published.
    """

    definition: IndexDefinition
    year: int | None
    score: ReadinessScore
    pillars: Mapping[str, ReadinessScore]
    printed: float | None = None
    formed: float | None = None
    agrees: bool | None = None
    peers: Mapping[str, float] = field(default_factory=dict)
    trend: tuple[Trend, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """The whole of a country: readiness, its indices, and readiness of each country compared."""

    score: ReadinessScore
    bounds: tuple[float, float]
    indices: tuple[IndexResult, ...]
    peers: Mapping[str, float]


def index_tree(definition: IndexDefinition) -> Index:
    """Return an index with its pillars and dimensions as a composite index; its codes are those of its figures."""
    groups, leaves = [Group(TOTAL)], []
    for pillar in definition.pillars:
        if pillar.parts:
            groups.append(Group(pillar.id, TOTAL))
            leaves += [Indicator(f"{pillar.id}.{one.id}", pillar.id) for one in pillar.parts]
        else:
            leaves.append(Indicator(pillar.id, TOTAL))
    return Index(tuple(leaves), tuple(groups))


def pillar_tree(definition: IndexDefinition) -> Index:
    """Return an index with its pillars alone as a composite index."""
    return Index(tuple(Indicator(pillar.id, TOTAL) for pillar in definition.pillars), (Group(TOTAL),))


def form_totals(definition: IndexDefinition, data: Data, from_pillars: bool = False) -> Data:
    """Form pillars and total of an index for many countries, on the publisher's scale.

    Parameters
    ----------
    definition
        The index.
    data
        Countries in rows; a column for each dimension (`pillar.dimension`), or for each pillar.
    from_pillars
        Whether the columns are pillars.
    """
    tree = pillar_tree(definition) if from_pillars else index_tree(definition)
    return aggregate(tree, data, Aggregation(definition.mean))


def find_readiness(framework: ReadinessFramework, case: CountryCase) -> Readiness:
    """Find the readiness of a country, and its place among its peers.

    Raises
    ------
    InputError
        When a figure cannot be used under the index's method.
    MethodError
        When the weights do not fit the figures.
    """
    countries = (case.country, *case.peers)
    years = {index.id: latest_year(case, index) for index in framework.indices}
    tree = readiness_tree(framework.indices)
    leaves = [(index, pillar) for index in framework.indices for pillar in index.pillars]
    cells = [[cell_of(case, index, pillar, code, years[index.id]) for index, pillar in leaves] for code in countries]
    points = np.array([[cell.value for cell in row] for row in cells], dtype=np.float64)
    nominal = aggregate(tree, Data(countries, _codes(leaves), points))
    drawn = draw_cells(tree, countries, cells, case)
    own = {index.id: _score(nominal, drawn, index.id, index.ranked) for index in framework.indices}
    known = {index.id: years[index.id] is not None for index in framework.indices}
    covered = sum(known.values()) / len(known)
    alike = _alike(nominal, [index.id for index in framework.indices])
    total = _score(alike, drawn, READINESS, True, covered)
    low = covered * (total.value or 0.0)
    return Readiness(
        score=total,
        bounds=(low, low + 100 * (1 - covered)),
        indices=tuple(
            _index_result(case, index, years[index.id], own[index.id], nominal) for index in framework.indices
        ),
        peers=_known(countries, alike.column(READINESS)),
    )


def _alike(nominal: Data, indices: Sequence[str]) -> Data:
    """Return readiness of the countries that are known in the same indices as the first; others do not compare."""
    known = ~np.isnan(nominal.columns(indices).values)
    values = np.where((known == known[0]).all(axis=1), nominal.column(READINESS), np.nan)
    return Data(nominal.units, (READINESS,), values[:, None])


def latest_year(case: CountryCase, index: IndexDefinition) -> int | None:
    """Return the latest edition with a figure of the country; None where there is none."""
    years = (one.year for one in case.figures if one.index == index.id and one.country == case.country)
    return max(years, default=None)


def readiness_tree(indices: Sequence[IndexDefinition]) -> Index:
    """Return pillars, indices and readiness as one composite index with equal weights."""
    leaves = tuple(Indicator(f"{index.id}/{pillar.id}", index.id) for index in indices for pillar in index.pillars)
    return Index(leaves, (*(Group(index.id, READINESS) for index in indices), Group(READINESS)))


def _codes(leaves: Sequence[tuple[IndexDefinition, Part]]) -> tuple[str, ...]:
    return tuple(f"{index.id}/{pillar.id}" for index, pillar in leaves)


def _score(nominal: Data, drawn: Drawn, code: str, ranked: bool, coverage: float | None = None) -> ReadinessScore:
    """Return the score of the first country, ranked among those that have a score there."""
    values = nominal.column(code)
    value = float(values[0])
    if np.isnan(value):
        return UNKNOWN
    draws = drawn.draws[code]
    low, high = np.quantile(draws[:, 0], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    rank, count = None, int((~np.isnan(values)).sum())
    if ranked and count > 1:
        ranks = rank_systems(draws[:, ~np.isnan(values)], generator(drawn.seed, f"country ties {code}"))
        rank = (int(ranks.low[0]), int(ranks.middle[0]), int(ranks.high[0]))
    return ReadinessScore(
        value,
        min(float(low), value),
        max(float(high), value),
        1.0 if coverage is None else coverage,
        drawn.published.get(code, False),
        rank,
        count if rank else 0,
    )


def _pillar_score(cell: PillarValue) -> ReadinessScore:
    """Return a pillar with its published interval, else with 95 % of what rounds to the printed figure."""
    published = cell.low is not None and cell.high is not None
    low = cell.low if cell.low is not None else max(0.0, cell.value - LEVEL * cell.half)
    high = cell.high if cell.high is not None else min(100.0, cell.value + LEVEL * cell.half)
    return ReadinessScore(cell.value, low, high, 1.0, published)


def _known(countries: Sequence[str], values: Floats) -> Mapping[str, float]:
    return {code: float(value) for code, value in zip(countries, values, strict=True) if not np.isnan(value)}


def _index_result(
    case: CountryCase, index: IndexDefinition, year: int | None, score: ReadinessScore, nominal: Data
) -> IndexResult:
    figures = figures_of(case, index.id, case.country, year)
    cells = {pillar.id: cell_of(case, index, pillar, case.country, year) for pillar in index.pillars}
    whole = year is not None and not any(cell.total for cell in cells.values())
    pillars = {id: _pillar_score(cell) if whole else UNKNOWN for id, cell in cells.items()}
    printed = figures[TOTAL].value if TOTAL in figures else None
    formed = index.low + (score.value or 0.0) * (index.high - index.low) / 100 if whole else None
    agrees = None
    if printed is not None and formed is not None:
        unit = (index.high - index.low) / 100 * float(np.mean([cell.half for cell in cells.values()]))
        agrees = abs(printed - formed) <= figures[TOTAL].half_unit + unit + 1e-12
    return IndexResult(
        definition=index,
        year=year,
        score=score,
        pillars=pillars,
        printed=printed,
        formed=formed,
        agrees=agrees,
        peers=_known(nominal.units, nominal.column(index.id)),
        trend=_trend(case, index, year),
        sources=tuple(dict.fromkeys(one.source for one in figures.values())),
    )


def _trend(case: CountryCase, index: IndexDefinition, latest: int | None) -> tuple[Trend, ...]:
    """Return the country's total in each edition; only those of the latest edition's series compare with it."""
    edition = index.edition(latest) if latest is not None else None
    found = []
    for one in index.editions:
        cells = [cell_of(case, index, pillar, case.country, one.year) for pillar in index.pillars]
        figures = figures_of(case, index.id, case.country, one.year)
        formed = index.low + float(np.mean([cell.value for cell in cells])) * (index.high - index.low) / 100
        total = figures[TOTAL].value if TOTAL in figures else formed
        if not np.isnan(total) and edition:
            found.append(Trend(one.year, total, one.series, one.series == edition.series))
    return tuple(found)
