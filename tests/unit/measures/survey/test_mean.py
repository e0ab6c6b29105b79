from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable
from publicvalue.measures.survey.mean import measure_survey_mean


def measure(evidence: EvidenceTable, **options: object) -> Measured:
    return measured(measure_survey_mean(evidence, context("points", **options)))


def problems(**columns: list) -> list[str]:
    with pytest.raises(EvidenceError) as caught:
        measure_survey_mean(table_of(**columns), context("points"))
    return [f"{problem.place}: {problem.what}" for problem in caught.value.problems]


def plain_error(rows: list[dict]) -> tuple[float, float, int]:
    """Compute mean, standard error and degrees of freedom as the textbook writes them, row by row."""
    total = sum(row["weight"] for row in rows)
    mean = sum(row["weight"] * row["value"] for row in rows) / total
    variance, clusters, strata = 0.0, 0, sorted({row["stratum"] for row in rows})
    for stratum in strata:
        own = [row for row in rows if row["stratum"] == stratum]
        z: dict[object, float] = {}
        for row in own:
            z[row["cluster"]] = z.get(row["cluster"], 0.0) + row["weight"] * (row["value"] - mean) / total
        n = len(z)
        centre = sum(z.values()) / n
        spread = sum((one - centre) ** 2 for one in z.values())
        variance += (1 - n / own[0]["population"]) * n / (n - 1) * spread
        clusters += n
    return mean, variance**0.5, clusters - len(strata)


def random_rows(seed: int) -> list[dict]:
    rng = np.random.default_rng(seed)
    rows = []
    for stratum in "abc":
        population = float(rng.integers(8, 40))
        for cluster in range(int(rng.integers(2, 8))):
            for _ in range(int(rng.integers(1, 5))):
                row = {"value": float(rng.normal(1e4, 3)), "weight": float(rng.uniform(0.5, 4)), "stratum": stratum}
                rows.append({**row, "cluster": f"c{cluster}", "population": population})
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_survey_mean_agrees_with_the_textbook_row_by_row(seed: int) -> None:
    rows = random_rows(seed)
    result = measure(table_of(**{name: [row[name] for row in rows] for name in rows[0]}))
    mean, error, freedom = plain_error(rows)
    assert result.estimate == pytest.approx(mean, rel=1e-12)
    assert result.high - mean == pytest.approx(error * stdtrit(freedom, 0.975), rel=1e-9)


def test_survey_mean_counted_rows_are_the_rows_written_out() -> None:
    counted = table_of(value=[1, 3, 5, 2], weight=[1.0, 2.0, 1.0, 3.0], stratum=list("aabb"), count=[3, 2, 4, 0])
    written = table_of(
        value=[1] * 3 + [3] * 2 + [5] * 4, weight=[1.0] * 3 + [2.0] * 2 + [1.0] * 4, stratum=list("aaaaabbbb")
    )
    one, other = measure(counted), measure(written)
    assert (one.n, one.strength) == (other.n, other.strength) == (9, 3)
    assert [one.estimate, one.low, one.high] == pytest.approx([other.estimate, other.low, other.high])


def test_survey_mean_equal_weights_change_nothing() -> None:
    values = [1, 4, 2, 5, 3]
    one, other = measure(table_of(value=values)), measure(table_of(value=values, weight=[7.5] * 5))
    assert [one.low, one.high] == pytest.approx([other.low, other.high])
    assert (one.strength, other.strength) == (2, 3)


def test_survey_mean_the_same_cluster_name_in_two_strata_is_two_clusters() -> None:
    same = table_of(value=[1, 2, 3, 5], stratum=list("aabb"), cluster=list("xyxy"))
    other = table_of(value=[1, 2, 3, 5], stratum=list("aabb"), cluster=list("xyuv"))
    assert measure(same) == measure(other)


def test_survey_mean_blank_answers_are_left_out_and_counted() -> None:
    result = measure(table_of(value=[1, None, 3], weight=[1.0, None, 1.0]))
    assert result.n == 2
    assert Diagnostic("Rows left out", None, "1 of 3 rows was left out because value is blank.") in result.diagnostics


def test_survey_mean_draws_agree_with_the_interval() -> None:
    result = measure_survey_mean(table_of(value=[1, 2, 2, 3, 4, 4, 5, 5]), context("points", draws=200_000))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.02)


def test_survey_mean_draws_stay_on_the_scale() -> None:
    result = measure(table_of(value=[1, 5]), low=1, high=5)
    assert (result.low, result.high) == (1, 5)
    assert (result.draws.min(), result.draws.max()) == (1, 5)


def test_survey_mean_all_of_the_population_drawn_is_a_full_count() -> None:
    result = measure(table_of(value=[2, 4, 6], population=[3.0] * 3))
    assert (result.low, result.high) == (4, 4)
    assert np.unique(result.draws).tolist() == [4]


def test_survey_mean_a_stratum_drawn_with_certainty_adds_no_error() -> None:
    columns = {"value": [1, 3, 9], "weight": [5.0, 5.0, 1.0], "stratum": list("aab"), "population": [10.0, 10.0, 1.0]}
    assert measure(table_of(**columns)).n == 3


def test_survey_mean_census_of_fewer_than_the_population_is_doubted() -> None:
    result = measure(table_of(value=[2, 4, 6], population=[9.0] * 3), census=True)
    assert (result.low, result.high) == (4, 4)
    text = "The evidence is called a full count, but 3 of 9 answered: the others may differ."
    assert Diagnostic("Full count", False, text) in result.diagnostics


def test_survey_mean_strata_are_listed() -> None:
    result = measure(
        table_of(value=[1, 3] * 3 + [5] * 6, weight=[3.0] * 6 + [1.0] * 6, stratum=list("a" * 6 + "b" * 6))
    )
    assert result.details[0].rows == (("a", 6.0, 6.0, 75.0, 2.0), ("b", 6.0, 6.0, 25.0, 5.0))


def test_survey_mean_answers_that_do_not_vary_are_doubted() -> None:
    assert measure_survey_mean(table_of(value=[3, 3, 3]), context("points")) == NotApplicable(
        "All answers are the same, so the error cannot be known from them: ask more people, or write `census: true` "
        "where everybody was asked."
    )
    result = measure(table_of(value=[3] * 30), low=1, high=5)
    assert (result.low, result.high) == pytest.approx((3 - 2 * 0.11570, 3 + 2 * 0.11570), abs=1e-4)
    assert np.quantile(result.draws, 0.975) > 3.1
    assert [check.passed for check in result.diagnostics if check.name == "Spread of the answers"] == [False]


def test_survey_mean_impossible_weights_are_refused_with_their_number() -> None:
    assert problems(value=[1, 2, 3, 4, None], weight=[1.0, None, 0.0, -2.0, None]) == [
        "weight: 1 of 4 rows with an answer have no weight",
        "weight: 2 of 4 rows with an answer have a weight of 0 or less",
    ]


def test_survey_mean_blank_strata_and_clusters_are_refused() -> None:
    assert problems(value=[1, 2, 3], stratum=["a", None, "a"], cluster=["x", "y", None]) == [
        "stratum: 1 of 3 rows with an answer have no stratum",
        "cluster: 1 of 3 rows with an answer have no cluster",
    ]


def test_survey_mean_impossible_populations_are_refused() -> None:
    assert problems(value=[1, 2, 3, 4, 5], stratum=list("aabbb"), population=[5.0, 6.0, 2.0, 2.0, 2.0]) == [
        "population: stratum 'a' has populations from 5 to 6",
        "population: stratum 'b' has 3 respondents but a population of 2",
    ]


def test_survey_mean_populations_that_differ_within_a_cluster_are_refused() -> None:
    assert problems(value=[1, 2, 3], cluster=list("xxy"), population=[5.0, 6.0, 6.0]) == [
        "population: the sample has populations from 5 to 6"
    ]


def test_survey_mean_answers_off_the_scale_are_refused() -> None:
    with pytest.raises(EvidenceError) as caught:
        measure_survey_mean(table_of(value=[1, 5, 9, 99]), context("points", low=1, high=5))
    assert str(caught.value) == (
        "value: 2 answers lie outside the scale, from 9 to 99\n"
        "    expected: 1 to 5\n"
        "    do: correct them, or blank codes such as 9 for 'no answer'"
    )


def test_survey_mean_one_respondent_is_not_applicable() -> None:
    assert measure_survey_mean(table_of(value=[3, None]), context("points")) == NotApplicable(
        "Only one respondent was drawn, so the error cannot be known: ask in at least two."
    )


@pytest.mark.parametrize(
    ("strata", "which"),
    [
        ("aa" + 5 * "b" + 5 * "c", "Strata 'b', 'c' (column stratum) have"),
        ("aa" + 5 * "b" + "c", "Strata 'b' and others (column stratum) have"),
        # A stratum of fewer than five people may be called as the one in it.
        ("aabc", "2 strata (column stratum) have"),
    ],
)
def test_survey_mean_single_clusters_are_named_where_they_are_of_many(strata: str, which: str) -> None:
    cluster = ["1", "2", *strata[2:]]
    evidence = table_of(value=[1 + n % 5 for n in range(len(strata))], stratum=list(strata), cluster=cluster)
    assert measure_survey_mean(evidence, context("points")) == NotApplicable(
        f"{which} a single cluster, so the error cannot be known: merge similar strata."
    )


@pytest.mark.parametrize(("weight", "refused"), [(1e300, True), (1.1e12, True), (1e12, False)])
def test_a_weight_beyond_all_people_is_refused(weight: float, refused: bool) -> None:
    evidence = table_of(value=[1, 2, 3, 4, 5, 3], weight=[weight, 1, 1, 1, 1, 1])
    if not refused:
        assert measure_survey_mean(evidence, context("points")) is not None
        return
    with pytest.raises(EvidenceError, match="a weight is 1"):
        measure_survey_mean(evidence, context("points"))
