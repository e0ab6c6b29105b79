"""Known answers of R's package survey for parts of a sample and for two stages; a second opinion of the package svy."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.special import stdtrit

from evidence_tables import context, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.result import Measured, Result
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.total import measure_survey_total

Find = Callable[[str], Path]
SIMPLE = {"weight": "pw", "population": "fpc"}
STRATIFIED = {**SIMPLE, "stratum": "stype"}
CLUSTERED = {**SIMPLE, "cluster": "dnum"}


def part(find: Find, sample: str, which: tuple[str, str], value: str, columns: dict[str, str]) -> EvidenceTable:
    """Read a sample of schools, of which only those with a word in a column are asked for."""
    with find(f"school-survey/{sample}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column, word = which
    design = {
        role: [row[name] if role in ("stratum", "cluster") else float(row[name]) for row in rows]
        for role, name in columns.items()
    }
    kept = [row[column] == word for row in rows]
    evidence = table_of(value=[float(row[value]) for row in rows], kept=kept, **design)
    return evidence.part(evidence.rows["kept"], sum(kept))


def found(result: Result, freedom: float) -> tuple[float, float]:
    assert isinstance(result, Measured), result
    return result.estimate, (result.high - result.low) / 2 / float(stdtrit(freedom, 0.975))


@pytest.mark.parametrize(
    ("measure", "sample", "which", "value", "columns", "expected", "freedom"),
    [
        (measure_survey_total, "apisrs", ("stype", "E"), "enroll", SIMPLE, (1_849_900.04, 99_738.62), 141),
        (measure_survey_total, "apisrs", ("stype", "H"), "enroll", SIMPLE, (890_666.23, 187_717.67), 24),
        (measure_survey_mean, "apisrs", ("stype", "H"), "api00", SIMPLE, (605.36, 21.93), 24),
        (measure_survey_total, "apistrat", ("sch.wide", "No"), "enroll", STRATIFIED, (1_013_067.42, 133_475.23), 45),
        (measure_survey_mean, "apistrat", ("sch.wide", "No"), "api00", STRATIFIED, (593.747, 18.619), 45),
        (measure_survey_mean, "apiclus1", ("stype", "H"), "api00", CLUSTERED, (618.571, 38.020), 7),
        (measure_survey_total, "apiclus1", ("stype", "H"), "enroll", CLUSTERED, (535_594.87, 226_716.59), 7),
    ],
)
def test_number_of_a_part_of_a_sample(
    shared_data: Find, measure, sample, which, value, columns, expected, freedom
) -> None:
    estimate, error = found(measure(part(shared_data, sample, which, value, columns), context()), freedom)
    assert estimate == pytest.approx(expected[0], rel=1e-6)
    assert error == pytest.approx(expected[1], rel=3e-4 if expected[1] < 100 else 1e-6)


@pytest.fixture
def municipalities(shared_data: Find) -> dict[str, list]:
    with shared_data("two-stage-survey/mu284.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [float(row[name]) for row in rows] for name in ("y1", "n1", "n2")}
    return {**columns, "id1": [row["id1"] for row in rows], "id2": [row["id2"] for row in rows]}


@pytest.mark.parametrize("clusters", [("id1",), ("id1", "id2")])
def test_two_stages(municipalities: dict[str, list], clusters: tuple[str, ...]) -> None:
    m = municipalities
    evidence = table_of(value=m["y1"], cluster=[m[name] for name in clusters], population=[m["n1"], m["n2"]])
    assert found(measure_survey_mean(evidence, context()), 4) == pytest.approx((44.353, 2.2737), rel=3e-5)
    assert found(measure_survey_total(evidence, context()), 4) == pytest.approx((15_080, 2_274.3), rel=2e-5)


def test_first_stage_alone_fails_a_check_that_says_what_to_state(municipalities: dict[str, list]) -> None:
    m = municipalities
    weight = [n1 / 5 * n2 / 3 for n1, n2 in zip(m["n1"], m["n2"], strict=True)]
    result = measure_survey_mean(
        table_of(value=m["y1"], weight=weight, cluster=m["id1"], population=m["n1"]), context()
    )
    assert found(result, 4) == pytest.approx((44.353, 2.202), rel=3e-4)
    assert isinstance(result, Measured)
    check = next(one for one in result.diagnostics if one.name == "Second stage")
    assert (check.passed, result.strength) == (False, 2)
    assert "give `population` one more column" in check.text
