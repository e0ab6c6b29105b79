"""The pillars of countries as cells, and their draws: what readiness and standings are made of.

A pillar is drawn from its published interval where there is one, else from what rounds to the printed digits; in each
run weights and mean are varied, and all countries share the choices of a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from publicvalue.country.model import TOTAL, CountryCase, Figure, IndexDefinition, Part
from publicvalue.scores.aggregate import SMALLEST
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import Scaled
from publicvalue.scores.composite.uncertainty import Alternatives, pick_alternatives, run_uncertainty
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats

WEIGHT_SPREAD = 0.25
"""Weights vary evenly by up to this share either way, as in the framework of systems."""
WEIGHT_SETS = 100
ROUNDINGS = 100
"""Draws of the figures for each run of the method's choices."""
MEANS = (Aggregation("arithmetic"), Aggregation("geometric"))
NORMAL_ENDS = 3.919927969080108
"""Width of a 95 % interval of the normal distribution, in standard deviations."""


@dataclass(frozen=True)
class PillarValue:
    """A pillar of a country on 0 to 100: its value, half of its last digit, its interval; and if it is a stand-in."""

    value: float = np.nan
    half: float = 0.0
    low: float | None = None
    high: float | None = None
    total: bool = False


def figures_of(case: CountryCase, index: str, country: str, year: int | None) -> Mapping[str, Figure]:
    """Return the figures of a country in an edition, by part."""
    return {one.part: one for one in case.figures if (one.index, one.country, one.year) == (index, country, year)}


def cell_of(case: CountryCase, index: IndexDefinition, pillar: Part, country: str, year: int | None) -> PillarValue:
    """Return a pillar: as printed, else formed from its dimensions, else the total in its place.

    The total in place of every pillar gives the total again, under every mean and all weights.
    """
    figures = figures_of(case, index.id, country, year)
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
        return PillarValue(found.value, found.half, found.low, found.high, total=True)
    return PillarValue()


def _scaled(index: IndexDefinition, figure: Figure) -> PillarValue:
    width = index.high - index.low

    def scale(value: float) -> float:
        return 100 * (value - index.low) / width

    if figure.low is None or figure.high is None:
        return PillarValue(scale(figure.value), 100 * figure.half_unit / width)
    return PillarValue(scale(figure.value), 100 * figure.half_unit / width, scale(figure.low), scale(figure.high))


@dataclass(frozen=True)
class Drawn:
    """Draws of indices and readiness: code -> shape (draws, countries); and which rest on published intervals."""

    draws: Mapping[str, Floats]
    published: Mapping[str, bool]
    seed: int


def draw_cells(
    tree: Index,
    countries: Sequence[str],
    cells: Sequence[Sequence[PillarValue]],
    case: CountryCase,
    means: Sequence[Aggregation] = MEANS,
) -> Drawn:
    """Draw the figures, and for each draw of them every choice of the method; countries share the choices of a run.

    Raises
    ------
    InputError
        When a figure cannot be used under an alternative.
    MethodError
        When the choices of the method do not fit each other.
    """
    rng = generator(case.seed, "country readiness")
    values = np.stack([np.stack([_draw_cell(cell, rng) for cell in row], axis=-1) for row in cells])
    units = tuple(f"{code}:{draw}" for code in countries for draw in range(ROUNDINGS))
    data = Data(units, tuple(one.code for one in tree.indicators), values.reshape(len(units), -1))
    weights = np.vstack(
        [tree.weights, tree.weights * rng.uniform(1 - WEIGHT_SPREAD, 1 + WEIGHT_SPREAD, (WEIGHT_SETS, len(tree.items)))]
    )
    alternatives = Alternatives(normalisations=(Scaled(),), weights=weights, aggregations=tuple(means))
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
    return Drawn(draws, published, case.seed)


def _draw_cell(cell: PillarValue, rng: np.random.Generator) -> Floats:
    """Draw a pillar, shape (ROUNDINGS,), at least the smallest score that a geometric mean takes.

    Each part of the probability is drawn once, in random order: few draws have the mean and spread of many.
    """
    places = (rng.permutation(ROUNDINGS) + rng.random(ROUNDINGS)) / ROUNDINGS
    if cell.low is not None and cell.high is not None:
        drawn = cell.value + (cell.high - cell.low) / NORMAL_ENDS * ndtri(places)
    else:
        drawn = cell.value + cell.half * (2 * places - 1)
    return np.asarray(np.clip(drawn, SMALLEST, 100.0), dtype=np.float64)
