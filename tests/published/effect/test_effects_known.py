"""Effects against published results: a job programme by lot, fast food and the minimum wage, another estimator."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_tables import context, measured, table_of
from known_answers import known_answers
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.effect.adoption_effect import measure_adoption_effect
from publicvalue.measures.effect.lots.measure import measure_randomised_difference
from publicvalue.measures.effect.staggered.measure import measure_staggered_adoption

Find = Callable[[str], Path]


def known(shared_data: Find, name: str) -> dict:
    return known_answers(shared_data)[name]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open() as stream:
        return list(csv.DictReader(stream))


def counties(shared_data: Find) -> EvidenceTable:
    rows = rows_of(shared_data("minimum-wage-panel/mpdta.csv"))
    first = [float(row["first.treat"]) for row in rows]
    return table_of(
        value=[float(row["lemp"]) for row in rows],
        adopter=[row["countyreal"] for row in rows],
        period=[dt.date(int(row["year"]), 1, 1) for row in rows],
        adopted=[dt.date(int(year), 1, 1) if year else None for year in first],
    )


def test_minimum_wages_and_teen_employment(shared_data: Find) -> None:
    answer = known(shared_data, "did_mpdta_cs_simple")
    result = measured(measure_staggered_adoption(counties(shared_data), context("log points", controls="never")))
    assert result.estimate == pytest.approx(answer["att"], abs=answer["tol_att"])
    # The small groups widen the published error of 0.01203 by a hundredth.
    assert result.high - result.low == pytest.approx(2 * 1.978 * answer["se_analytic"], rel=0.02)


def test_minimum_wages_by_imputation(shared_data: Find) -> None:
    answer = known(shared_data, "did_mpdta_bjs")
    result = measured(measure_staggered_adoption(counties(shared_data), context("log points")))
    note = next(one.text for one in result.diagnostics if one.name == "Another estimator")
    effect, low, high = (float(number) for number in re.findall(r"-?\d\.\d+", note.replace("−", "-")))
    assert effect == pytest.approx(answer["att"], abs=5e-5)
    # Student's t and the widening for small groups instead of 1.96.
    reach = 1.96 * answer["se_imputation"]
    assert (low, high) == pytest.approx((effect - 1.015 * reach, effect + 1.015 * reach), abs=2e-4)


def test_fast_food_and_the_minimum_wage(shared_data: Find) -> None:
    answer = known(shared_data, "did_card_krueger")
    rows = [
        row
        for row in rows_of(shared_data("known-answers/card_krueger_fastfood.csv"))
        if "NA" not in (row["fte"], row["fte2"])
    ]
    evidence = table_of(
        value=[float(row[name]) for row in rows for name in ("fte", "fte2")],
        adopter=[str(place) for place, _ in enumerate(rows) for _ in range(2)],
        period=[dt.date(1992, month, 1) for _ in rows for month in (2, 11)],
        adopted=[dt.date(1992, 4, 1) if row["state_name"] == "NJ" else None for row in rows for _ in range(2)],
    )
    result = measured(measure_adoption_effect(evidence, context("jobs")))
    assert result.estimate == pytest.approx(answer["did_balanced"], abs=answer["tol"])
    error = (result.high - result.low) / 2 / 1.98
    assert error == pytest.approx(answer["se_balanced_unpooled"], rel=0.02)


def test_job_programme_by_lot(shared_data: Find) -> None:
    answer = known(shared_data, "lalonde_nsw_experimental")
    rows = rows_of(shared_data("known-answers/lalonde_nsw_dw.csv"))
    evidence = table_of(value=[float(row["re78"]) for row in rows], drawn=[float(row["treat"]) == 1 for row in rows])
    result = measured(measure_randomised_difference(evidence, context("dollars")))
    assert result.estimate == pytest.approx(answer["att"], abs=answer["tol"])
    assert result.n == answer["n"]
    assert (result.high - result.low) / 2 / 1.967 == pytest.approx(answer["se_hc1"], rel=0.005)
    assert result.strength == 5
