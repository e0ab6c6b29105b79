"""Known answers of R's package survey for quantiles, totals, groups, differences and raking; of psych for alpha."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evidence_tables import context, measured, standard_error, table_of
from known_answers import known_answers
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.survey.constructs.item_analysis import analyse_scale
from publicvalue.measures.survey.constructs.reliability import cronbach_alpha
from publicvalue.measures.survey.difference import measure_survey_difference
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.quantile import measure_survey_quantile
from publicvalue.measures.survey.sample.answers import read_answers, weighted_quantile
from publicvalue.measures.survey.sample.raking import rake_answers
from publicvalue.measures.survey.total import measure_survey_total

Find = Callable[[str], Path]
TOLERANCE = 1e-6
STRATIFIED = {"weight": "pw", "stratum": "stype", "population": "fpc"}
CLUSTERED = {"weight": "pw", "cluster": "dnum", "population": "fpc"}
MARGINS = {"margins_1": {"E": 4421, "H": 755, "M": 1018}, "margins_2": {"No": 1072, "Yes": 5122}}


@pytest.fixture(scope="module")
def known(shared_data: Find) -> dict[str, dict]:
    answers = known_answers(shared_data)
    return answers["survey_api"]["values"]


@pytest.fixture(scope="module")
def reliability(shared_data: Find) -> dict[str, float]:
    return known_answers(shared_data)["alpha_omega"]


def schools(find: Find, sample: str, **columns: str | list[str]) -> EvidenceTable:
    with find(f"school-survey/{sample}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    text = ("stratum", "cluster", "group", "margins")

    def column(role: str, name: str) -> list:
        return [row[name] if role in text else float(row[name]) for row in rows]

    return table_of(
        **{
            role: [column(role, one) for one in name] if isinstance(name, list) else column(role, name)
            for role, name in columns.items()
        }
    )


@pytest.mark.parametrize(
    ("sample", "design", "name", "freedom"),
    [("apistrat", STRATIFIED, "strat", 197), ("apiclus1", CLUSTERED, "clus1", 14)],
)
def test_total(
    shared_data: Find, known: dict[str, dict], sample: str, design: dict[str, str], name: str, freedom: int
) -> None:
    result = measured(measure_survey_total(schools(shared_data, sample, value="enroll", **design), context("pupils")))
    expected = known[f"{name}_total_enroll"]
    assert result.estimate == pytest.approx(expected["est"], rel=TOLERANCE)
    assert standard_error(result, freedom) == pytest.approx(expected["se"], rel=TOLERANCE)


def test_published_total(shared_data: Find) -> None:
    result = measured(measure_survey_total(schools(shared_data, "apistrat", value="enroll", **STRATIFIED), context()))
    assert round(result.estimate) == 3_687_178
    assert standard_error(result, 197) == pytest.approx(114_642, abs=0.5)


@pytest.mark.parametrize(
    ("sample", "design", "name", "freedom"),
    [("apistrat", STRATIFIED, "strat", 197), ("apiclus1", CLUSTERED, "clus1", 14)],
)
@pytest.mark.parametrize(("place", "level"), [(0, 0.25), (1, 0.5), (2, 0.75)])
def test_quantiles(
    shared_data: Find,
    known: dict[str, dict],
    sample: str,
    design: dict[str, str],
    name: str,
    freedom: int,
    place: int,
    level: float,
) -> None:
    evidence = schools(shared_data, sample, value="api00", **design)
    result = measured(measure_survey_quantile(evidence, context(quantile=level)))
    expected = known[f"{name}_quantile"]
    found = [result.estimate, result.low, result.high]
    assert found == [expected[key][place] for key in ("q", "lo", "hi")]
    assert standard_error(result, freedom) == pytest.approx(expected["se"][place], rel=TOLERANCE)


@pytest.mark.parametrize(("column", "name"), [("stype", "strat_by_stype"), ("sch.wide", "strat_by_schwide")])
def test_means_of_groups(shared_data: Find, known: dict[str, dict], column: str, name: str) -> None:
    evidence = schools(shared_data, "apistrat", value="api00", group=column, **STRATIFIED)
    answers = read_answers(evidence, ["value"], ["group"])
    expected = known[name]
    assert len(expected["g"]) > 1
    for group, mean, error in zip(expected["g"], expected["est"], expected["se"], strict=True):
        found, linearised = answers.sample.mean(answers.values[:, 0], answers.groups["group"].are(group))
        assert found == pytest.approx(mean, rel=TOLERANCE)
        assert answers.sample.standard_error(linearised) == pytest.approx(error, rel=TOLERANCE)


def test_difference_of_groups(shared_data: Find, known: dict[str, dict]) -> None:
    evidence = schools(shared_data, "apiclus1", value="api00", group="comp.imp", **CLUSTERED)
    result = measured(measure_survey_difference(evidence, context(group="Yes", reference="No")))
    expected = known["clus1_ttest_compimp"]
    sign = np.sign(result.estimate)
    assert sign * result.estimate == pytest.approx(expected["diff"], rel=TOLERANCE)
    error = standard_error(result, expected["df"])
    assert sign * result.estimate / error == pytest.approx(expected["t"], rel=TOLERANCE)


def test_raking(shared_data: Find, known: dict[str, dict]) -> None:
    evidence = schools(shared_data, "apiclus1", value="api00", margins=["stype", "sch.wide"], **CLUSTERED)
    result = measured(measure_survey_mean(evidence, context(margins=MARGINS)))
    expected = known["clus1_rake_mean_api00"]
    assert result.estimate == pytest.approx(expected["est"], rel=TOLERANCE)
    assert standard_error(result, 14) == pytest.approx(expected["se"], rel=TOLERANCE)


@pytest.mark.parametrize(
    ("columns", "name"), [(["stype", "sch.wide"], "clus1_rake_total_enroll"), (["stype"], "clus1_ps_total_enroll")]
)
def test_total_after_raking(shared_data: Find, known: dict[str, dict], columns: list[str], name: str) -> None:
    evidence = schools(shared_data, "apiclus1", value="enroll", margins=columns, **CLUSTERED)
    margins = {role: MARGINS[role] for role, _ in zip(MARGINS, columns, strict=False)}
    result = measured(measure_survey_total(evidence, context("pupils", margins=margins)))
    expected = known[name]
    assert result.estimate == pytest.approx(expected["est"], rel=TOLERANCE)
    assert standard_error(result, 14) == pytest.approx(expected["se"], rel=TOLERANCE)


def test_share_below_a_quantile_after_raking_has_the_error_of_the_raked_mean(shared_data: Find) -> None:
    """Woodruff's interval rests on the raked share of schools at or below the quantile."""
    evidence = schools(shared_data, "apiclus1", value="api00", margins=["stype", "sch.wide"], **CLUSTERED)
    result = measured(measure_survey_quantile(evidence, context(margins=MARGINS)))
    with shared_data("school-survey/apiclus1.csv").open(encoding="utf-8") as file:
        values = sorted(float(row["api00"]) for row in csv.DictReader(file))
    below = schools(shared_data, "apiclus1", value="api00", margins=["stype", "sch.wide"], **CLUSTERED)
    below = replace(below, rows=below.rows.mutate(value=(below.rows.value <= result.estimate).cast("float64")))
    share = measured(measure_survey_mean(below, context(margins=MARGINS)))
    raked = rake_answers(evidence, ["value"], [], MARGINS).answers
    for end, bound in ((result.low, share.low), (result.high, share.high)):
        assert end == weighted_quantile(raked.values[:, 0], raked.sample.weights, np.array([bound]))[0]
        assert end in values
    assert share.estimate >= 0.5


def test_difference_after_raking_is_that_of_two_raked_means(shared_data: Find) -> None:
    """Two ways: linearised at once, and by moving one group's answers by a constant that must not change the error."""
    evidence = schools(
        shared_data, "apiclus1", value="api00", group="comp.imp", margins=["stype", "sch.wide"], **CLUSTERED
    )
    plain = context(group="Yes", reference="No", margins=MARGINS)
    found = measured(measure_survey_difference(evidence, plain))
    raked = rake_answers(evidence, ["value"], ["group"], MARGINS).answers
    weights, values, groups = raked.sample.weights, raked.values[:, 0], raked.groups["group"]
    yes, no = groups.are("Yes"), groups.are("No")
    expected = np.average(values[yes], weights=weights[yes]) - np.average(values[no], weights=weights[no])
    assert found.estimate == pytest.approx(expected, rel=1e-12)
    moved = replace(
        evidence,
        rows=evidence.rows.mutate(value=evidence.rows.value + 100 * (evidence.rows.group == "Yes").cast("float64")),
    )
    other = measured(measure_survey_difference(moved, plain))
    assert other.estimate - found.estimate == pytest.approx(100, rel=1e-9)
    assert standard_error(other, 13) == pytest.approx(standard_error(found, 13), rel=1e-9)
    assert found.method.endswith("raked to known margins.")


def test_post_stratification_is_raking_to_one_margin(shared_data: Find, known: dict[str, dict]) -> None:
    evidence = schools(shared_data, "apiclus1", value="api00", margins=["stype"], **CLUSTERED)
    result = measured(measure_survey_mean(evidence, context(margins={"margins_1": MARGINS["margins_1"]})))
    expected = known["clus1_ps_mean_api00"]
    assert result.estimate == pytest.approx(expected["est"], rel=TOLERANCE)
    assert standard_error(result, 14) == pytest.approx(expected["se"], rel=TOLERANCE)


def items(find: Find, file: str, names: list[str]) -> np.ndarray:
    with find(f"known-answers/{file}").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return np.array([[float(row[n]) if row[n] not in ("", "NA") else np.nan for n in names] for row in rows])


def test_alpha_of_textual_ability(shared_data: Find, reliability: dict[str, float]) -> None:
    values = items(shared_data, "HolzingerSwineford1939.csv", ["x4", "x5", "x6"])
    found = analyse_scale(values, np.ones(len(values)))
    assert found.alpha == pytest.approx(reliability["alpha_textual"], abs=1e-5)
    assert found.alpha_low < found.alpha < found.alpha_high


def test_alpha_of_agreeableness_with_a_reversed_item(shared_data: Find, reliability: dict[str, float]) -> None:
    values = items(shared_data, "bfi.csv", ["A1", "A2", "A3", "A4", "A5"])
    marked = analyse_scale(values, np.ones(len(values)))
    assert marked.items.item_rest[0] < -0.1
    values[:, 0] = 7 - values[:, 0]
    turned = analyse_scale(values, np.ones(len(values)))
    assert turned.alpha == pytest.approx(reliability["alpha_bfi_A_complete"], abs=1e-5)
    assert (turned.items.item_rest > 0).all()
    assert turned.omega == pytest.approx(reliability["omega_bfi_A_cfa"], abs=1e-5)


def test_alpha_of_equal_items_is_one() -> None:
    assert cronbach_alpha(np.ones((3, 3))) == pytest.approx(1)
