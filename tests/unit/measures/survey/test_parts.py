"""Parts of a sample, stages of drawing, blanks and answers that say nothing of an error."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.result import NotApplicable, Result
from publicvalue.measures.survey.construct import measure_survey_construct
from publicvalue.measures.survey.difference import measure_survey_difference
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.quantile import measure_survey_quantile
from publicvalue.measures.survey.share import measure_survey_share
from publicvalue.measures.survey.total import measure_survey_total


def error(result: Result, freedom: float) -> float:
    one = measured(result)
    return (one.high - one.low) / 2 / float(stdtrit(freedom, 0.975))


def part_of(kept: list[bool], **columns: list) -> EvidenceTable:
    evidence = table_of(kept=kept, **columns)
    return evidence.part(evidence.rows["kept"], sum(kept))


def test_total_of_a_part_counts_the_others_as_nothing() -> None:
    kept = [True, False, True, True, False, True, False, False]
    values = [3.0, 5.0, 4.0, 6.0, 1.0, 2.0, 7.0, 8.0]
    weights = [10.0] * 8
    zeroed = [value * one for value, one in zip(values, kept, strict=True)]
    whole = measured(measure_survey_total(table_of(value=zeroed, weight=weights), context()))
    part = measure_survey_total(part_of(kept, value=values, weight=weights), context())
    assert measured(part).estimate == whole.estimate
    assert error(part, 3) == pytest.approx(error(whole, 7), rel=1e-12)


def test_strata_and_clusters_without_anybody_of_the_part_stay_in_the_design() -> None:
    stratum, cluster = list("aaaaaabbbb"), list("1122331122")
    kept = [True, False, True, False, False, False, True, True, False, False]
    values = [3.0, 1.0, 5.0, 2.0, 4.0, 9.0, 6.0, 2.0, 1.0, 1.0]
    result = measure_survey_total(
        part_of(kept, value=values, weight=[2.0] * 10, stratum=stratum, cluster=cluster), context()
    )
    # Clusters of a add up to 6, 10 and 0; those of b to 16 and 0. Three clusters of the part less two strata.
    variance = 3 / 2 * (np.var([6.0, 10.0, 0.0]) * 3) + 2 / 1 * (np.var([16.0, 0.0]) * 2)
    assert error(result, 1) == pytest.approx(np.sqrt(variance), rel=1e-12)


def test_raking_takes_the_whole_sample_and_the_margins_of_the_population() -> None:
    rng = np.random.default_rng(3)
    sex = rng.choice(["woman", "man"], 80).tolist()
    kept = (rng.random(80) < 0.4).tolist()
    values = rng.normal(5, 2, 80).tolist()
    margins = {"margins_1": {"woman": 520, "man": 480}}
    columns = {"value": values, "margins": [sex]}
    both = [
        measured(measure_survey_total(part_of(which, **columns), context(margins=margins)))
        for which in (kept, [not one for one in kept])
    ]
    whole = measured(measure_survey_total(table_of(**columns), context(margins=margins)))
    assert sum(one.estimate for one in both) == pytest.approx(whole.estimate, rel=1e-9)
    # Totals of parts vary with how many are of the part.
    assert min(one.high - one.low for one in both) > whole.high - whole.low


def test_margins_may_be_of_a_part_alone_when_its_column_tells_samples_apart() -> None:
    rng = np.random.default_rng(4)
    sex, wave = rng.choice(["woman", "man"], 120).tolist(), rng.choice(["2025", "2026"], 120).tolist()
    columns = {"value": rng.normal(5, 2, 120).tolist(), "margins": [sex], "wave": wave}
    kept = [one == "2026" for one in wave]
    options = context(margins={"margins_1": {"woman": 520, "man": 480}})
    one = measured(measure_survey_total(part_of(kept, **columns), options))
    alone = {"value": [v for v, k in zip(columns["value"], kept, strict=True) if k]}
    alone["margins"] = [[v for v, k in zip(sex, kept, strict=True) if k]]
    other = measured(measure_survey_total(table_of(**alone), options))
    assert (one.estimate, one.low, one.high) == pytest.approx((other.estimate, other.low, other.high), rel=1e-12)


def test_a_part_of_a_single_cluster_has_no_number() -> None:
    evidence = part_of([True, True, False, False], value=[1.0, 2.0, 3.0, 4.0], cluster=list("aabb"))
    reason = "All whom the number is about are of a single cluster (in each stratum)"
    for measure in (measure_survey_mean, measure_survey_quantile):
        result = measure(evidence, context())
        assert isinstance(result, NotApplicable)
        assert result.reason.startswith(reason)


def test_total_counts_clusters_where_nobody_answered() -> None:
    values = [2.0, 4.0, None, None, 6.0, None]
    blank = measure_survey_total(table_of(value=values, weight=[5.0] * 6, cluster=list("aabbcc")), context())
    nothing = [value or 0.0 for value in values]
    zero = measure_survey_total(table_of(value=nothing, weight=[5.0] * 6, cluster=list("aabbcc")), context())
    assert error(blank, 2) == pytest.approx(error(zero, 2), rel=1e-12)
    assert (measured(blank).n, measured(zero).n) == (3, 6)


def test_total_counts_clusters_where_nobody_answered_and_no_weight_is_known() -> None:
    weights = [5.0, 5.0, None, None, 5.0, None]
    values = [2.0, 4.0, None, None, 6.0, None]
    result = measure_survey_total(table_of(value=values, weight=weights, cluster=list("aabbcc")), context())
    assert error(result, 2) == pytest.approx(np.sqrt(1.5 * 3 * np.var([30.0, 0.0, 30.0])), rel=1e-12)


def offices(asked: int = 20) -> dict[str, list]:
    rng = np.random.default_rng(5)
    office = np.repeat(np.arange(10), asked)
    value = np.round(5 + rng.normal(0, 1, 10)[office] + rng.normal(0, 2, 10 * asked), 1)
    return {"value": value.tolist(), "cluster": [f"o{n}" for n in office], "population": [10.0] * 10 * asked}


@pytest.mark.parametrize(
    "measure", [measure_survey_mean, measure_survey_total, measure_survey_quantile, measure_survey_share]
)
def test_all_offices_and_some_of_their_people_are_no_full_count(measure) -> None:
    data = offices()
    if measure is measure_survey_share:
        data["event"] = [value > 5 for value in data.pop("value")]
    result = measure(table_of(**data), context())
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith("All clusters of the population were drawn, so the error lies in who was asked")


def test_all_offices_drawn_are_strata_where_the_second_stage_is_stated() -> None:
    data = offices()
    one = data.pop("population")
    staged = table_of(**data, population=[one, [50.0] * 200])
    strata = table_of(value=data["value"], stratum=data["cluster"], population=[50.0] * 200)
    # As many degrees of freedom as clusters, though the error is that of the people within.
    assert error(measure_survey_mean(staged, context()), 9) == pytest.approx(
        error(measure_survey_mean(strata, context()), 190), rel=1e-12
    )


def test_a_census_of_all_offices_may_be_said_to_be_one() -> None:
    result = measured(measure_survey_mean(table_of(**offices()), context(census=True)))
    assert result.low == result.high


def test_three_stages_add_up() -> None:
    rng = np.random.default_rng(6)
    first, second = np.repeat(np.arange(4), 12), np.tile(np.repeat(np.arange(3), 4), 4)
    value = rng.normal(10, 3, 48)
    clusters = [[f"d{n}" for n in first], [f"s{n}" for n in second]]
    population = [[8.0] * 48, [6.0] * 48, [5.0] * 48]
    result = measure_survey_mean(
        table_of(value=value.tolist(), weight=[2 * 2 * 1.25] * 48, cluster=clusters, population=population), context()
    )
    z = (value - value.mean()) / 48
    districts = np.array([z[first == d].sum() for d in range(4)])
    variance = (1 - 4 / 8) * 4 * districts.var(ddof=1)
    for d in range(4):
        schools = np.array([z[(first == d) & (second == s)].sum() for s in range(3)])
        variance += 4 / 8 * (1 - 3 / 6) * 3 * schools.var(ddof=1)
        for s in range(3):
            variance += 4 / 8 * 3 / 6 * (1 - 4 / 5) * 4 * z[(first == d) & (second == s)].var(ddof=1)
    assert error(result, 3) == pytest.approx(np.sqrt(variance), rel=1e-12)


def test_one_respondent_in_a_cluster_of_several_gives_no_error_of_the_second_stage() -> None:
    evidence = table_of(value=[1.0, 2.0, 3.0, 5.0], cluster=list("abcc"), population=[[6.0] * 4, [4.0, 4.0, 2.0, 2.0]])
    result = measure_survey_mean(evidence, context())
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith("In some clusters only one of several was asked")


def test_populations_that_do_not_fit_their_stages_are_named() -> None:
    with pytest.raises(EvidenceError, match="population has 2 columns, cluster 0"):
        measure_survey_mean(table_of(value=[1.0, 2.0], population=[[5.0, 5.0], [9.0, 9.0]]), context())
    evidence = table_of(value=[1.0, 2.0, 3.0], cluster=list("aab"), population=[[5.0] * 3, [1.0, 1.0, 4.0]])
    with pytest.raises(EvidenceError, match="cluster 'a' has 2 respondents but a population of 1"):
        measure_survey_mean(evidence, context())


def test_answers_that_are_all_the_same_have_no_number_or_a_wide_one() -> None:
    same = table_of(value=[3.0] * 30, weight=[2.0] * 30)
    for measure in (measure_survey_mean, measure_survey_total, measure_survey_quantile):
        assert isinstance(measure(same, context()), NotApplicable)
    groups = table_of(value=[3.0] * 30, group=["a", "b"] * 15)
    assert isinstance(measure_survey_difference(groups, context(group="a", reference="b")), NotApplicable)
    items = table_of(items=[[3.0] * 30, [3.0] * 30])
    assert isinstance(measure_survey_construct(items, context()), NotApplicable)
    wide = measured(measure_survey_construct(items, context(low=1, high=5)))
    assert wide.low < 3 < wide.high


def test_quantile_of_few_different_answers_is_known_to_a_step() -> None:
    result = measured(measure_survey_quantile(table_of(value=[3.0] * 90 + [4.0] * 5 + [1.0] * 5), context()))
    assert (result.estimate, result.low, result.high) == (3.0, 2.0, 3.5)
    assert 2 <= result.draws.min() < result.draws.max() <= 3.5


def test_clusters_of_very_different_size_lower_the_strength() -> None:
    rng = np.random.default_rng(8)
    sizes = [200, 90, 12, 9, 8, 7, 6, 5]
    cluster = np.repeat(np.arange(8), sizes)
    evidence = table_of(value=rng.normal(size=len(cluster)).tolist(), cluster=[str(n) for n in cluster])
    result = measured(measure_survey_mean(evidence, context()))
    check = next(one for one in result.diagnostics if one.name == "Clusters of one size")
    assert (check.passed, result.strength) == (False, 2)


def test_skew_answers_of_few_people_lower_the_strength() -> None:
    rng = np.random.default_rng(9)
    values = np.exp(rng.normal(size=60)).tolist()
    result = measured(measure_survey_mean(table_of(value=values, weight=[1.0] * 60), context()))
    check = next(one for one in result.diagnostics if one.name == "Cases enough for the skewness")
    assert (check.passed, result.strength) == (False, 2)


def test_others_of_another_wave_are_another_sample() -> None:
    wave = ["2025"] * 4 + ["2026"] * 4
    kept = [one == "2026" for one in wave]
    columns = {"value": [1.0, 5.0, 2.0, 4.0, 3.0, 4.0, 8.0, 5.0], "weight": [2.0] * 8}
    one = measure_survey_total(part_of(kept, **columns, wave=wave), context())
    alone = measure_survey_total(table_of(value=[3.0, 4.0, 8.0, 5.0], weight=[2.0] * 4), context())
    assert error(one, 3) == pytest.approx(error(alone, 3), rel=1e-12)
