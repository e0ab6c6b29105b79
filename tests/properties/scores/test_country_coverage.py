"""The 95 % interval of a country's indices and readiness holds the truth in about 95 % of simulated publications.

The truth varies as the method says it does: the figures by the publisher's error, or by what is lost in rounding; the
weights of pillars and indices by a quarter either way; the mean that forms them, arithmetic or geometric.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from long_runs import confirming
from publicvalue.actions.country.readiness import load_country
from publicvalue.country.cells import WEIGHT_SPREAD
from publicvalue.country.model import CountryCase, Figure, IndexDefinition
from publicvalue.country.readiness import (
    READINESS,
    Readiness,
    ReadinessScore,
    find_readiness,
    readiness_tree,
)
from publicvalue.files.stores.folder import COUNTRY, FolderStore
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.measurement import CellErrors
from publicvalue.scores.composite.normalise import Scaled
from publicvalue.scores.composite.uncertainty import Alternatives, run_uncertainty

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "caribbean-readiness"
FRAMEWORK = load_country(FolderStore(EXAMPLE, COUNTRY)).framework
TREE = readiness_tree(FRAMEWORK.indices)
LEAVES = [(index, pillar.id) for index in FRAMEWORK.indices for pillar in index.pillars]
PUBLICATIONS, DRAWS = 400, 4_000
ERROR, HALF = 4.0, 5.0
UNITS, STUDIES, RUNS = 80, 12, 250


def true_scores(points: np.ndarray, rng: np.random.Generator) -> dict[str, float]:
    """Indices and readiness from true pillars, formed in one of the ways that the method holds possible."""
    kind = ("arithmetic", "geometric")[rng.integers(2)]
    weights = TREE.weights * rng.uniform(1 - WEIGHT_SPREAD, 1 + WEIGHT_SPREAD, len(TREE.items))
    data = Data(("BRB",), tuple(one.code for one in TREE.indicators), points[None])
    found = aggregate(TREE, data, Aggregation(kind), weights)
    return {code: float(found.column(code)[0]) for code in (*(index.id for index in FRAMEWORK.indices), READINESS)}


def figure(index: IndexDefinition, part: str, point: float, rounded: bool) -> Figure:
    """A pillar as printed, from its points on 0 to 100."""
    unit, year = (index.high - index.low) / 100, max(one.year for one in index.editions if not one.refused)
    value = index.low + unit * point
    if rounded:
        return Figure(index.id, "BRB", year, part, value, unit * HALF, "made up")
    reach = 1.959964 * ERROR * unit
    return Figure(index.id, "BRB", year, part, value, 0.0, "made up", value - reach, value + reach)


def publish(rng: np.random.Generator, rounded: bool) -> tuple[dict[str, float], Readiness]:
    """The truth, and what is found from figures that are printed with an error or rounded."""
    points = rng.uniform(30, 70, len(LEAVES))
    printed = np.round(points / (2 * HALF)) * 2 * HALF if rounded else points + rng.normal(0, ERROR, len(LEAVES))
    figures = tuple(figure(*leaf, float(point), rounded) for leaf, point in zip(LEAVES, printed, strict=True))
    case = CountryCase("one", "One", "BRB", (), int(rng.integers(1 << 30)), DRAWS, figures, {})
    return true_scores(points, rng), find_readiness(FRAMEWORK, case)


def holds(score: ReadinessScore, truth: float) -> bool:
    assert score.low is not None
    assert score.high is not None
    return score.low <= truth <= score.high


@pytest.mark.parametrize("rounded", [False, *confirming(True)], ids=["with errors", "rounded"])
def test_intervals_of_indices_and_readiness_hold_the_truth(rounded: bool) -> None:
    rng, of_index, of_readiness = np.random.default_rng(20261201), [], []
    for _ in range(PUBLICATIONS):
        truth, found = publish(rng, rounded)
        of_index.append([holds(index.score, truth[index.definition.id]) for index in found.indices])
        of_readiness.append(holds(found.score, truth[READINESS]))
    assert 0.94 <= np.mean(of_index) <= 0.96
    # The error of 400 publications is 1.1 percent.
    assert 0.925 <= np.mean(of_readiness) <= 0.975


@pytest.mark.parametrize("kind", ["geometric", *confirming("arithmetic")])
def test_intervals_of_a_composite_index_hold_its_true_groups(kind: str) -> None:
    """Only the errors of the data vary, which differ from cell to cell."""
    rng = np.random.default_rng(20261202)
    leaves = tuple(Indicator(f"i{place}", f"g{place % 2}", weight=1.0 + place % 3) for place in range(8))
    index = Index(leaves, (Group("g0", "top"), Group("g1", "top", 2.0), Group("top")))
    units, codes = tuple(f"u{place}" for place in range(UNITS)), tuple(leaf.code for leaf in leaves)
    truth, errors = rng.uniform(30, 70, (UNITS, 8)), rng.uniform(1, 6, (UNITS, 8))
    method = Aggregation(kind)
    groups = ("g0", "g1", "top")
    exact = aggregate(index, Data(units, codes, truth), method)
    held = []
    for study in range(STUDIES):
        data = Data(units, codes, truth + rng.normal(0, errors))
        told = Alternatives(normalisations=(Scaled(),), aggregations=(method,), errors=CellErrors(errors, study))
        scores = run_uncertainty(index, data, told, np.zeros((RUNS, 5), np.intp), groups).scores
        low, high = np.quantile(scores, [0.025, 0.975], axis=0, method="median_unbiased")
        true = np.stack([exact.column(group) for group in groups], axis=-1)
        held.append((low <= true) & (true <= high))
    by_group = np.mean(held, axis=(0, 1))
    assert 0.94 <= by_group.mean() <= 0.96, by_group
    assert ((by_group >= 0.93) & (by_group <= 0.97)).all(), by_group
