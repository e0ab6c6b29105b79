"""Ranks of 188 countries with their intervals, against a plain simulation that shares no code with the product's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from publicvalue.actions.country.published_figures import read_figures
from publicvalue.actions.country.readiness import load_readiness
from publicvalue.country.model import CountryCase
from publicvalue.country.standing import find_standings

FRAMEWORK = load_readiness("country-readiness/1.3")
PILLARS = ("government", "technology_sector", "data_infrastructure")


def test_rank_intervals_of_188_countries(shared_data: Callable[[str], Path]) -> None:
    rows = read_figures(shared_data("ai-readiness-index/gairi_2024_tidy.csv")).rows
    # Pillars as printed; dimensions are left out, so that both ways start from the same numbers.
    figures = tuple(one for row in rows for one in row.figures if "." not in one.part)
    first, *others = (row.country for row in rows)
    case = CountryCase("all", "All", first, tuple(others), 3, 2000, figures, {})
    standing = find_standings(FRAMEWORK, case)[0]
    assert len(standing.places) == 188

    values = {(one.country, one.part): one.value for one in figures}
    codes = list(standing.places)
    points = np.array([[max(values[code, pillar], 1.0) for pillar in PILLARS] for code in codes])
    rng = np.random.default_rng(5)
    ranks = np.empty((1500, len(codes)))
    for draw in range(len(ranks)):
        weights = rng.uniform(0.75, 1.25, len(PILLARS))
        scores = points @ weights if draw % 2 else np.log(points) @ weights
        ranks[draw] = 1 + (scores[None, :] > scores[:, None]).sum(axis=1)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="inverted_cdf")
    found = np.array([(one.low, one.high) for one in standing.places.values()], dtype=float)
    # The product draws a hundred sets of weights, which leaves an end of an interval a rank or two to move.
    assert np.abs(found - np.column_stack([low, high])).max() <= 6
    assert np.abs(found - np.column_stack([low, high])).mean() < 1.0
