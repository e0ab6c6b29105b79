"""Known answers: samples of Californian schools in the R package survey (Lumley), under three designs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_tables import context, measured, standard_error, table_of
from known_answers import known_answers
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.result import Measured
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.share import measure_survey_share

Find = Callable[[str], Path]
TOLERANCE = 1e-6
TRUE_MEAN = 664.71


@pytest.fixture(scope="module")
def known(shared_data: Find) -> dict[str, dict]:
    answers = known_answers(shared_data)
    return answers["survey_api"]["values"]


def schools(find: Find, sample: str, **columns: str) -> EvidenceTable:
    """Read one sample; columns name the file's column for each role."""
    with find(f"school-survey/{sample}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    text = ("stratum", "cluster")
    read = {role: [row[name] if role in text else float(row[name]) for row in rows] for role, name in columns.items()}
    return table_of(**read)


def measure(evidence: EvidenceTable) -> Measured:
    return measured(measure_survey_mean(evidence, context("points")))


def test_stratified_mean(shared_data: Find, known: dict[str, dict]) -> None:
    result = measure(
        schools(shared_data, "apistrat", value="api00", weight="pw", stratum="stype", population="fpc"),
    )
    expected = known["strat_mean_api00"]
    assert result.estimate == pytest.approx(expected["est"], rel=TOLERANCE)
    assert [result.low, result.high] == pytest.approx(expected["ci"], rel=TOLERANCE)
    assert standard_error(result, expected["df"]) == pytest.approx(expected["se"], rel=TOLERANCE)
    assert standard_error(result, expected["df"]) == pytest.approx(9.4089, abs=5e-5)
    assert result.low < TRUE_MEAN < result.high
    assert (result.n, result.strength) == (200, 3)


def test_stratified_mean_with_weights_from_the_population(shared_data: Find, known: dict[str, dict]) -> None:
    result = measure(schools(shared_data, "apistrat", value="api00", stratum="stype", population="fpc"))
    assert result.estimate == pytest.approx(known["strat_mean_api00"]["est"], rel=TOLERANCE)
    assert [result.low, result.high] == pytest.approx(known["strat_mean_api00"]["ci"], rel=TOLERANCE)


def test_one_stage_cluster_mean(shared_data: Find, known: dict[str, dict]) -> None:
    result = measure(schools(shared_data, "apiclus1", value="api00", weight="pw", cluster="dnum", population="fpc"))
    expected = known["clus1_mean_api00"]
    assert result.estimate == pytest.approx(expected["est"], rel=TOLERANCE)
    assert [result.low, result.high] == pytest.approx(expected["ci"], rel=TOLERANCE)
    assert standard_error(result, expected["df"]) == pytest.approx(expected["se"], rel=TOLERANCE)
    assert standard_error(result, expected["df"]) == pytest.approx(23.542, abs=5e-4)


def test_simple_random_sample_mean(shared_data: Find) -> None:
    result = measure(schools(shared_data, "apisrs", value="api00", population="fpc"))
    assert result.estimate == pytest.approx(656.58, abs=5.1e-3)
    assert standard_error(result, 199) == pytest.approx(9.2497, abs=5e-5)


def test_mean_of_each_stratum(shared_data: Find, known: dict[str, dict]) -> None:
    with shared_data("school-survey/apistrat.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = known["strat_by_stype"]
    assert len(expected["g"]) == 3
    for stratum, estimate, error in zip(expected["g"], expected["est"], expected["se"], strict=True):
        own = [row for row in rows if row["stype"] == stratum]
        columns = {"value": "api00", "weight": "pw", "population": "fpc"}
        result = measure(table_of(**{role: [float(row[name]) for row in own] for role, name in columns.items()}))
        assert result.estimate == pytest.approx(estimate, rel=TOLERANCE)
        assert standard_error(result, len(own) - 1) == pytest.approx(error, rel=TOLERANCE)


def test_stratified_share_with_its_logit_interval(shared_data: Find, known: dict[str, dict]) -> None:
    with shared_data("school-survey/apistrat.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    evidence = table_of(
        event=[row["sch.wide"] == "Yes" for row in rows],
        weight=[float(row["pw"]) for row in rows],
        stratum=[row["stype"] for row in rows],
        population=[float(row["fpc"]) for row in rows],
    )
    result = measure_survey_share(evidence, context("percent"))
    assert isinstance(result, Measured)
    expected = known["strat_ciprop_logit"]
    assert result.estimate == pytest.approx(100 * expected["est"], rel=TOLERANCE)
    assert [result.low, result.high] == pytest.approx([100 * end for end in expected["ci"]], rel=TOLERANCE)
