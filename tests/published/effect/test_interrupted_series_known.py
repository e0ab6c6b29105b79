"""The British seat belt law of 1983 in four models of the series of drivers killed or seriously injured."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evidence_tables import context, table_of
from known_answers import known_answers
from publicvalue.measures.effect.series.local_level import LevelModel
from publicvalue.measures.effect.series.measure import measure_interrupted_series
from publicvalue.measures.effect.series.opinions import arima_opinion, autoregressive_opinion, structural_opinion
from publicvalue.measures.result import Measured


@pytest.fixture
def known(shared_data: Callable[[str], Path]) -> dict:
    return known_answers(shared_data)


@pytest.fixture
def belts(shared_data: Callable[[str], Path]) -> dict[str, np.ndarray]:
    with shared_data("known-answers/seatbelts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in ("drivers", "PetrolPrice", "law")}


def test_measure_gives_the_published_effect_of_the_law(belts: dict[str, np.ndarray], known: dict) -> None:
    months = [datetime.date(1969 + number // 12, number % 12 + 1, 1) for number in range(len(belts["law"]))]
    table = table_of(value=belts["drivers"], period=months, control=belts["PetrolPrice"])
    told = {"adoption": datetime.date(1983, 2, 1), "trend": False}
    result = measure_interrupted_series(table, context("percent", **told))
    assert isinstance(result, Measured)
    answer = known["its_seatbelts_ck_stochastic_level"]
    law = np.log1p(result.estimate / 100)
    assert law == pytest.approx(answer["law"], abs=answer["tol"])
    rows = {row[0]: row[1:] for row in result.details[0].rows}
    assert rows["change of the level"][1] == pytest.approx(answer["se_law"], abs=answer["tol"])
    assert rows["control series"] == pytest.approx((answer["petrol"], answer["se_petrol"]), abs=answer["tol"])
    ratio = rows["steps of the level over chance, ratio of variances"][0]
    assert ratio == pytest.approx(answer["sigma2_level"] / answer["sigma2_irregular"], rel=0.01)
    # About 1.96 standard errors, and a little more for the ratio that is not known.
    reach = (np.log1p(result.high / 100) - np.log1p(result.low / 100)) / 2
    assert 1.96 * answer["se_law"] < reach < 2.2 * answer["se_law"]


def test_level_that_stands_still_gives_the_published_regression(belts: dict[str, np.ndarray], known: dict) -> None:
    n = len(belts["law"])
    seasons = (np.arange(n)[:, None] % 12 == np.arange(1, 12)).astype(float)
    design = np.column_stack([np.ones(n), seasons, np.log(belts["PetrolPrice"]), belts["law"]])
    model = LevelModel(np.arange(n), design)
    coefficients = model._solve(model.walk[1].T @ np.log(belts["drivers"]), 0.0)[0]
    answer = known["its_seatbelts_ck_deterministic"]
    assert coefficients[-2:] == pytest.approx([answer["petrol"], answer["law"]], abs=answer["tol"])


def test_other_models_give_their_known_answers(belts: dict[str, np.ndarray], known: dict) -> None:
    series, law = np.log(belts["drivers"]), belts["law"]
    answer = known["its_seatbelts_ck_stochastic_level"]
    structural = structural_opinion(series, np.column_stack([np.log(belts["PetrolPrice"]), law]), 12)
    assert structural == pytest.approx((answer["law"], answer["se_law"]), abs=answer["tol"])
    time, after = np.arange(len(law)) + 1.0, np.cumsum(law)
    answer = known["its_seatbelts_gls_ar1"]
    autoregressive = autoregressive_opinion(series, np.column_stack([time, after, law]), 12)
    assert autoregressive == pytest.approx((answer["law"], answer["se"]), abs=answer["tol"])


def test_airline_model_gives_its_known_answer(belts: dict[str, np.ndarray], known: dict) -> None:
    answer = known["its_seatbelts_arima"]
    effect, error = arima_opinion(np.log(belts["drivers"]), belts["law"][:, None], 12)
    assert effect == pytest.approx(answer["law"], abs=answer["tol"])
    assert error == pytest.approx(answer["se"], abs=answer["tol_se"])
