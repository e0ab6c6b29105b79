"""Staggered adoption against published results: minimum wages and teen employment in 500 counties."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from adopting_units import library_rows
from known_answers import known_answers
from publicvalue.measures.effect.staggered.group_time import (
    ComparisonRules,
    Controls,
    GroupTimeResult,
    UnitPanel,
    average_effects,
)
from publicvalue.measures.effect.staggered.two_way import imputation_effect, two_way_effect

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
def counties_with_people(shared_data: Callable[[str], Path]) -> UnitPanel:
    rows = list(csv.DictReader(shared_data("minimum-wage-panel/mpdta.csv").open()))
    counties = sorted({row["countyreal"] for row in rows})
    outcome = np.full((len(counties), len(YEARS)), np.nan)
    adopted, people = np.full(len(counties), len(YEARS)), np.full_like(outcome, np.nan)
    for row in rows:
        county, first = counties.index(row["countyreal"]), float(row["first.treat"])
        outcome[county, int(row["year"]) - YEARS[0]] = float(row["lemp"])
        adopted[county] = int(first) - YEARS[0] if first else len(YEARS)
        people[county, int(row["year"]) - YEARS[0]] = float(row["lpop"])
    return UnitPanel(outcome, adopted, np.ones(len(counties)), covariates=people[:, :, None])


@pytest.fixture(scope="module")
def panel(counties_with_people: UnitPanel) -> UnitPanel:
    return replace(counties_with_people, covariates=np.zeros((0, 0, 0)))


@pytest.fixture(scope="module")
def known(shared_data: Callable[[str], Path]) -> dict:
    return answers(shared_data)["did_mpdta_cs_simple"]


def answers(shared_data: Callable[[str], Path]) -> dict:
    return known_answers(shared_data)


def averages(panel: UnitPanel, controls: Controls) -> GroupTimeResult:
    found = average_effects(panel, ComparisonRules(controls, "varying"))
    assert found
    return found


def test_each_group_time_effect_is_the_published_one(panel: UnitPanel) -> None:
    found = {(g + 2003, t + 2003): effect for g, t, effect, _ in averages(panel, "never").table if t >= g}
    assert found == pytest.approx(KNOWN_EFFECTS, abs=5e-5)


def test_overall_effect_and_its_error_are_the_published_ones(panel: UnitPanel, known: dict) -> None:
    overall = averages(panel, "never").overall
    assert overall.effect == pytest.approx(known["att"], abs=known["tol_att"])
    assert overall.standard_error == pytest.approx(known["se_analytic"], abs=known["tol_se"])


def test_effects_by_time_since_adoption_are_the_published_ones(panel: UnitPanel, known: dict) -> None:
    events = averages(panel, "never").events
    assert sorted(events) == sorted(int(event) for event in known["event"])
    for event, (effect, error) in known["event"].items():
        assert events[int(event)].effect == pytest.approx(effect, abs=1e-6)
        assert events[int(event)].standard_error == pytest.approx(error, abs=1e-5)


def test_controls_that_adopt_later_give_the_published_result(panel: UnitPanel, known: dict) -> None:
    overall = averages(panel, "not_yet").overall
    effect, error = known["not_yet_treated_simple"]
    assert overall.effect == pytest.approx(effect, abs=1e-6)
    assert overall.standard_error == pytest.approx(error, abs=1e-5)


def test_imputation_gives_the_known_effect_and_error(panel: UnitPanel, shared_data: Callable[[str], Path]) -> None:
    known = answers(shared_data)["did_mpdta_bjs"]
    found = imputation_effect(panel)
    assert found
    assert found.effect == pytest.approx(known["att"], abs=1e-9)
    assert np.sqrt(found.influence @ found.influence) == pytest.approx(known["se_imputation"], abs=1e-9)


def test_two_way_regression_gives_the_known_effect_and_error(
    panel: UnitPanel, shared_data: Callable[[str], Path]
) -> None:
    known = answers(shared_data)["did_mpdta_twfe"]
    found = two_way_effect(panel)
    assert found
    assert found.effect == pytest.approx(known["att"], abs=1e-6)
    # The known error counts the coefficient and the periods as parameters.
    counties, cells = panel.outcome.shape[0], panel.outcome.size
    correction = counties / (counties - 1) * (cells - 1) / (cells - 1 - len(YEARS))
    assert np.sqrt(found.influence @ found.influence * correction) == pytest.approx(known["se_crv1_fixest"], abs=1e-6)
    # Counties that raised the minimum wage first are controls in the last years.
    assert found.negative_cells == pytest.approx(20 / 291)


def test_effect_among_counties_of_like_size_is_the_published_one(counties_with_people: UnitPanel, known: dict) -> None:
    found = average_effects(counties_with_people, ComparisonRules("never", "varying", adjustment="doubly robust"))
    assert found
    assert found.overall.effect == pytest.approx(known["with_lpop"], abs=1e-12)


def test_the_efficient_estimator_of_the_library_says_the_same(panel: UnitPanel) -> None:
    from diff_diff import EfficientDiD  # noqa: PLC0415 - heavy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = EfficientDiD().fit(library_rows(panel), "outcome", "unit", "time", "first")
    found, imputed = average_effects(panel), imputation_effect(panel)
    assert found
    assert imputed
    # Chen, Sant'Anna and Xie: between the two that stand in the report, and no more precise than a tenth here.
    assert imputed.effect < fitted.overall_att < found.overall.effect
    assert fitted.overall_se == pytest.approx(found.overall.standard_error, rel=0.1)
