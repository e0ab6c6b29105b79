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
from scipy.special import ndtri

from publicvalue.country.model import TOTAL, CountryCase, Figure, IndexDefinition, Part, ReadinessFramework
from publicvalue.measures.result import LEVEL
from publicvalue.scores.aggregate import SMALLEST
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import Scaled
from publicvalue.scores.composite.uncertainty import Alternatives, pick_alternatives, run_uncertainty
from publicvalue.scores.ranks import rank_systems
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats

READINESS = "readiness"
WEIGHT_SPREAD = 0.25
"""Weights vary evenly by up to this share either way, as in the framework of systems."""
WEIGHT_SETS = 100
ROUNDINGS = 100
"""Draws of the figures for each run of the method's choices."""
NORMAL_ENDS = 3.919927969080108
"""Width of a 95 % interval of the normal distribution, in standard deviations."""


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
    """Find the readiness of a country, and its place among its peers."""
    countries = (case.country, *case.peers)
    years = {index.id: latest_year(case, index) for index in framework.indices}
    tree = readiness_tree(framework.indices)
    leaves = [(index, pillar) for index in framework.indices for pillar in index.pillars]
    cells = [[_cell(case, index, pillar, code, years[index.id]) for index, pillar in leaves] for code in countries]
    points = np.array([[cell.value for cell in row] for row in cells], dtype=np.float64)
    nominal = aggregate(tree, Data(countries, _codes(leaves), points))
    drawn = _draw(tree, countries, cells, case)
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


@dataclass(frozen=True)
class _Cell:
    """A pillar of a country on 0 to 100: its value, half of its last digit, its interval; and if it is a stand-in."""

    value: float = np.nan
    half: float = 0.0
    low: float | None = None
    high: float | None = None
    total: bool = False


def _figures(case: CountryCase, index: str, country: str, year: int | None) -> Mapping[str, Figure]:
    return {one.part: one for one in case.figures if (one.index, one.country, one.year) == (index, country, year)}


def _cell(case: CountryCase, index: IndexDefinition, pillar: Part, country: str, year: int | None) -> _Cell:
    """Return a pillar: as printed, else formed from its dimensions, else the total in its place.

    The total in place of every pillar gives the total again, under every mean and all weights.
    """
    figures = _figures(case, index.id, country, year)
    dimensions = [figures[part] for one in pillar.parts if (part := f"{pillar.id}.{one.id}") in figures]
    if pillar.id in figures:
        return _scaled(index, figures[pillar.id])
    if dimensions and len(dimensions) == len(pillar.parts):
        data = Data((country,), tuple(one.part for one in dimensions), np.array([[one.value for one in dimensions]]))
        tree = Index(tuple(Indicator(code, TOTAL) for code in data.indicators), (Group(TOTAL),))
        formed = float(aggregate(tree, data, Aggregation(index.mean)).column(TOTAL)[0])
        unit = max(one.half_unit for one in dimensions)
        return _scaled(index, Figure(index.id, country, dimensions[0].year, pillar.id, formed, unit, ""))
    if TOTAL in figures:
        found = _scaled(index, figures[TOTAL])
        return _Cell(found.value, found.half, found.low, found.high, total=True)
    return _Cell()


def _scaled(index: IndexDefinition, figure: Figure) -> _Cell:
    width = index.high - index.low

    def scale(value: float) -> float:
        return 100 * (value - index.low) / width

    if figure.low is None or figure.high is None:
        return _Cell(scale(figure.value), 100 * figure.half_unit / width)
    return _Cell(scale(figure.value), 100 * figure.half_unit / width, scale(figure.low), scale(figure.high))


@dataclass(frozen=True)
class _Drawn:
    """Draws of indices and readiness: code -> shape (draws, countries); and which rest on published intervals."""

    draws: Mapping[str, Floats]
    published: Mapping[str, bool]
    seed: int


def _draw(tree: Index, countries: Sequence[str], cells: Sequence[Sequence[_Cell]], case: CountryCase) -> _Drawn:
    """Draw the figures, and for each draw of them every choice of the method; countries share the choices of a run."""
    rng = generator(case.seed, "country readiness")
    values = np.stack([np.stack([_draw_cell(cell, rng) for cell in row], axis=-1) for row in cells])
    units = tuple(f"{code}:{draw}" for code in countries for draw in range(ROUNDINGS))
    data = Data(units, tuple(one.code for one in tree.indicators), values.reshape(len(units), -1))
    weights = np.vstack(
        [tree.weights, tree.weights * rng.uniform(1 - WEIGHT_SPREAD, 1 + WEIGHT_SPREAD, (WEIGHT_SETS, len(tree.items)))]
    )
    means = (Aggregation("arithmetic"), Aggregation("geometric"))
    alternatives = Alternatives(normalisations=(Scaled(),), weights=weights, aggregations=means)
    runs = -(-case.draws // ROUNDINGS)
    picks = pick_alternatives(rng.random((runs, len(alternatives.counts))), alternatives.counts)
    groups = tuple(item.code for item in tree.items[len(tree.indicators) :])
    scores = run_uncertainty(tree, data, alternatives, picks, groups).scores
    shape = (runs, len(countries), ROUNDINGS)
    draws = {
        code: scores[..., place].reshape(shape).swapaxes(1, 2).reshape(-1, len(countries))
        for place, code in enumerate(groups)
    }
    published = {one.code: cells[0][place].low is not None for place, one in enumerate(tree.indicators)}
    for item in tree.indicators:
        published[item.parent] = published.get(item.parent, False) or published[item.code]
    return _Drawn(draws, published, case.seed)


def _draw_cell(cell: _Cell, rng: np.random.Generator) -> Floats:
    """Draw a pillar, shape (ROUNDINGS,), at least the smallest score that a geometric mean takes.

    Each part of the probability is drawn once, in random order: few draws have the mean and spread of many.
    """
    places = (rng.permutation(ROUNDINGS) + rng.random(ROUNDINGS)) / ROUNDINGS
    if cell.low is not None and cell.high is not None:
        drawn = cell.value + (cell.high - cell.low) / NORMAL_ENDS * ndtri(places)
    else:
        drawn = cell.value + cell.half * (2 * places - 1)
    return np.asarray(np.clip(drawn, SMALLEST, 100.0), dtype=np.float64)


def _score(nominal: Data, drawn: _Drawn, code: str, ranked: bool, coverage: float | None = None) -> ReadinessScore:
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


def _pillar_score(cell: _Cell) -> ReadinessScore:
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
    figures = _figures(case, index.id, case.country, year)
    cells = {pillar.id: _cell(case, index, pillar, case.country, year) for pillar in index.pillars}
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
        cells = [_cell(case, index, pillar, case.country, one.year) for pillar in index.pillars]
        figures = _figures(case, index.id, case.country, one.year)
        formed = index.low + float(np.mean([cell.value for cell in cells])) * (index.high - index.low) / 100
        total = figures[TOTAL].value if TOTAL in figures else formed
        if not np.isnan(total) and edition:
            found.append(Trend(one.year, total, one.series, one.series == edition.series))
    return tuple(found)
