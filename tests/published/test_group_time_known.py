"""Staggered adoption against published results: minimum wages and teen employment in 500 counties."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from publicvalue.measures.effect.group_time import Controls, GroupTimeResult, Panel, average_effects

YEARS = range(2003, 2008)
KNOWN_EFFECTS = {
    (2004, 2004): -0.0105,
    (2004, 2005): -0.0704,
    (2004, 2006): -0.1373,
    (2004, 2007): -0.1008,
    (2006, 2006): -0.0046,
    (2006, 2007): -0.0412,
    (2007, 2007): -0.0261,
}
"""Callaway and Sant'Anna (2021), as the R package did prints them."""


@pytest.fixture(scope="module")
def panel(shared_data: Callable[[str], Path]) -> Panel:
    rows = list(csv.DictReader(shared_data("minimum-wage-panel/mpdta.csv").open()))
    counties = sorted({row["countyreal"] for row in rows})
    outcome = np.full((len(counties), len(YEARS)), np.nan)
    adopted = np.full(len(counties), len(YEARS))
    for row in rows:
        county, first = counties.index(row["countyreal"]), float(row["first.treat"])
        outcome[county, int(row["year"]) - YEARS[0]] = float(row["lemp"])
        adopted[county] = int(first) - YEARS[0] if first else len(YEARS)
    return Panel(outcome, adopted, np.ones(len(counties)))


@pytest.fixture(scope="module")
def known(shared_data: Callable[[str], Path]) -> dict:
    return json.loads(shared_data("known-answers/known-answers.json").read_text())["did_mpdta_cs_simple"]


def averages(panel: Panel, controls: Controls) -> GroupTimeResult:
    found = average_effects(panel, controls, "varying")
    assert found
    return found


def test_each_group_time_effect_is_the_published_one(panel: Panel) -> None:
    found = {(g + 2003, t + 2003): effect for g, t, effect, _ in averages(panel, "never").table if t >= g}
    assert found == pytest.approx(KNOWN_EFFECTS, abs=5e-5)


def test_overall_effect_and_its_error_are_the_published_ones(panel: Panel, known: dict) -> None:
    overall = averages(panel, "never").overall
    assert overall.effect == pytest.approx(known["att"], abs=known["tol_att"])
    assert overall.standard_error == pytest.approx(known["se_analytic"], abs=known["tol_se"])


def test_effects_by_time_since_adoption_are_the_published_ones(panel: Panel, known: dict) -> None:
    events = averages(panel, "never").events
    assert sorted(events) == sorted(int(event) for event in known["event"])
    for event, (effect, error) in known["event"].items():
        assert events[int(event)].effect == pytest.approx(effect, abs=1e-6)
        assert events[int(event)].standard_error == pytest.approx(error, abs=1e-5)


def test_controls_that_adopt_later_give_the_published_result(panel: Panel, known: dict) -> None:
    overall = averages(panel, "not_yet").overall
    effect, error = known["not_yet_treated_simple"]
    assert overall.effect == pytest.approx(effect, abs=1e-6)
    assert overall.standard_error == pytest.approx(error, abs=1e-5)
