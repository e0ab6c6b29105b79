"""Error rates by race of the risk scores shown to courts in Broward County, as ProPublica published them in 2016."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.disparity.error_disparity import measure_error_disparity
from publicvalue.measures.level.classification_rate import measure_classification_rate
from publicvalue.measures.level.discrimination import measure_discrimination
from publicvalue.measures.result import Measured


@pytest.fixture
def scores(shared_data: Callable[[str], Path]) -> EvidenceTable:
    with shared_data("court-risk-scores/figures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return table_of(
        truth=[row["reoffended_within_two_years"] == "1" for row in rows],
        prediction=[int(row["decile_score"]) >= 5 for row in rows],
        score=[float(row["decile_score"]) for row in rows],
        group=[row["race"] for row in rows],
        count=[float(row["people"]) for row in rows],
    )


@pytest.mark.parametrize(
    ("rate", "of_group", "of_reference"),
    [
        ("false_positive_rate", 44.85, 23.45),
        ("false_negative_rate", 27.99, 47.72),
        ("precision", 62.97, 59.13),
    ],
)
def test_error_rates_by_race_are_those_published(
    scores: EvidenceTable, rate: str, of_group: float, of_reference: float
) -> None:
    options = {"rate": rate, "reference": "Caucasian", "groups": ["African-American"], "statistic": "difference"}
    result = measure_error_disparity(scores, context("percentage points", **options))
    assert isinstance(result, Measured)
    percents = {row[0]: row[2] for row in result.details[0].rows}
    assert round(percents["African-American"], 2) == of_group
    assert round(percents["Caucasian"], 2) == of_reference
    assert result.estimate == pytest.approx(percents["African-American"] - percents["Caucasian"], abs=1e-9)
    assert result.low < result.estimate < result.high


def test_all_people_are_counted(scores: EvidenceTable) -> None:
    result = measure_classification_rate(scores, context(rate="accuracy"))
    assert isinstance(result, Measured)
    assert result.n == 7214


def test_area_under_the_curve_is_that_of_a_plain_count_of_all_pairs(scores: EvidenceTable) -> None:
    columns = scores.rows.to_pyarrow().to_pydict()
    cases = list(zip(columns["truth"], columns["score"], columns["count"], strict=True))
    true = np.repeat(*np.array([(score, count) for truth, score, count in cases if truth], dtype=int).T)
    other = np.repeat(*np.array([(score, count) for truth, score, count in cases if not truth], dtype=int).T)
    wins = np.sign(true[:, None] - other[None, :]).mean() / 2 + 0.5
    result = measure_discrimination(scores, context("index"))
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(wins, abs=1e-12)
