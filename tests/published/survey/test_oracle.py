"""A second opinion on a survey's numbers: the package svy, on made-up data with strata, clusters and weights."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from evidence_tables import context, table_of
from publicvalue.measures.result import Measured, Result
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.quantile import measure_survey_quantile
from publicvalue.measures.survey.total import measure_survey_total

polars = pytest.importorskip("polars", reason="the second opinion takes its tables from polars")
svy = pytest.importorskip("svy", reason="the second opinion is not installed")


@pytest.fixture(scope="module")
def people() -> dict[str, list]:
    rng = np.random.default_rng(11)
    stratum = rng.integers(0, 4, 600)
    cluster = rng.integers(0, 8, 600)
    value = np.round(50 + 5 * stratum + rng.normal(0, 3, 8)[cluster] + rng.normal(0, 10, 600), 1)
    return {
        "value": value.tolist(),
        "weight": rng.uniform(1, 5, 600).round(3).tolist(),
        "stratum": [f"s{n}" for n in stratum],
        "cluster": [f"s{s} c{c}" for s, c in zip(stratum, cluster, strict=True)],
    }


def estimates(people: dict[str, list], name: str) -> tuple[float, float]:
    sample = svy.Sample(polars.DataFrame(people), svy.Design(stratum="stratum", psu="cluster", wgt="weight"))
    found = getattr(sample.estimation, name)("value").estimates[0]
    return found.est, found.se


def ours(result: Result) -> tuple[float, float]:
    assert isinstance(result, Measured)
    return result.estimate, (result.high - result.low) / 2 / float(stdtrit(28, 0.975))


@pytest.mark.parametrize(("name", "measure"), [("mean", measure_survey_mean), ("total", measure_survey_total)])
def test_estimate_and_error_agree(people: dict[str, list], name: str, measure) -> None:
    assert ours(measure(table_of(**people), context())) == pytest.approx(estimates(people, name), rel=1e-9)


def test_median_and_its_interval_agree(people: dict[str, list]) -> None:
    sample = svy.Sample(polars.DataFrame(people), svy.Design(stratum="stratum", psu="cluster", wgt="weight"))
    other = sample.estimation.median("value").estimates[0]
    result = measure_survey_quantile(table_of(**people), context())
    assert isinstance(result, Measured)
    assert (result.estimate, result.low, result.high) == pytest.approx((other.est, other.lci, other.uci), rel=1e-9)


@pytest.mark.parametrize(("name", "measure"), [("mean", measure_survey_mean), ("total", measure_survey_total)])
def test_number_of_a_part_agrees(people: dict[str, list], name: str, measure) -> None:
    rng = np.random.default_rng(12)
    woman = [bool(rng.random() < 0.15) and not one.endswith(("c6", "c7")) for one in people["cluster"]]
    table = polars.DataFrame({**people, "woman": woman})
    sample = svy.Sample(table, svy.Design(stratum="stratum", psu="cluster", wgt="weight"))
    other = getattr(sample.estimation, name)("value", where=polars.col("woman")).estimates[0]
    evidence = table_of(**people, woman=woman)
    result = measure(evidence.part(evidence.rows["woman"], sum(woman)), context())
    assert isinstance(result, Measured)
    clusters = {one for one, kept in zip(people["cluster"], woman, strict=True) if kept}
    freedom = len(clusters) - len({one.split()[0] for one in clusters})
    error = (result.high - result.low) / 2 / float(stdtrit(freedom, 0.975))
    assert (result.estimate, error) == pytest.approx((other.est, other.se), rel=1e-9)


@pytest.mark.parametrize(("name", "measure"), [("mean", measure_survey_mean), ("total", measure_survey_total)])
def test_two_stages_agree(name: str, measure) -> None:
    rng = np.random.default_rng(13)
    office = np.repeat(np.arange(8), rng.integers(3, 9, 8))
    asked = np.bincount(office)[office]
    staff = (2 * np.bincount(office) + rng.integers(0, 9, 8))[office]
    value = np.round(10 + rng.normal(0, 2, 8)[office] + rng.normal(0, 3, len(office)), 1)
    columns = {"value": value.tolist(), "weight": (20 / 8 * staff / asked).tolist()}
    place = {"office": [f"o{n}" for n in office], "person": [f"p{n}" for n in range(len(office))]}
    sizes = {"offices": [20.0] * len(office), "staff": staff.astype(float).tolist()}
    design = svy.Design(psu="office", ssu="person", wgt="weight", pop_size=svy.PopSize(psu="offices", ssu="staff"))
    sample = svy.Sample(polars.DataFrame({**columns, **place, **sizes}), design)
    other = getattr(sample.estimation, name)("value").estimates[0]
    result = measure(table_of(**columns, cluster=place["office"], population=list(sizes.values())), context())
    assert isinstance(result, Measured)
    error = (result.high - result.low) / 2 / float(stdtrit(7, 0.975))
    assert (result.estimate, error) == pytest.approx((other.est, other.se), rel=1e-9)
