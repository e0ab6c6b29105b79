from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.result import Measured, NotApplicable
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.share import measure_survey_share


def measure(evidence: EvidenceTable, draws: int = 2000, **options: object) -> Measured:
    return measured(measure_survey_share(evidence, context("percent", draws=draws, **options)))


def test_survey_share_is_the_mean_of_yes_and_no() -> None:
    event, weight = [True, False, False, True, False], [1.0, 2.0, 1.0, 0.5, 3.0]
    mean = measure_survey_mean(table_of(value=[float(one) for one in event], weight=weight), context("points"))
    assert isinstance(mean, Measured)
    assert measure(table_of(event=event, weight=weight)).estimate == pytest.approx(100 * mean.estimate)


def test_survey_share_counted_rows_are_the_rows_written_out() -> None:
    counted = table_of(event=[True, False, True], cluster=list("xyz"), count=[3, 2, 4])
    written = table_of(event=[True] * 3 + [False] * 2 + [True] * 4, cluster=list("xxxyyzzzz"))
    one, other = measure(counted), measure(written)
    assert [one.estimate, one.low, one.high, one.n] == pytest.approx([other.estimate, other.low, other.high, other.n])


@pytest.mark.parametrize("yes", [0, 3, 12, 15])
def test_survey_share_draws_agree_with_the_interval(yes: int) -> None:
    result = measure(table_of(event=[True] * yes + [False] * (15 - yes)), draws=200_000)
    low, high = np.quantile(result.draws, [0.025, 0.975])
    assert 0 <= result.draws.min() <= result.draws.max() <= 100
    if yes > 0:
        assert low == pytest.approx(result.low, abs=0.5)
    if yes < 15:
        assert high == pytest.approx(result.high, abs=0.5)


def test_survey_share_yes_and_no_mirror_each_other() -> None:
    event, weight = [True, False, False, True, False], [1.0, 2.0, 1.0, 0.5, 3.0]
    one = measure(table_of(event=event, weight=weight))
    other = measure(table_of(event=[not answer for answer in event], weight=weight))
    assert [one.low, one.high] == pytest.approx([100 - other.high, 100 - other.low])


def test_survey_share_unequal_weights_widen_the_interval_of_agreement() -> None:
    equal = measure(table_of(event=[True] * 10, weight=[1.0] * 10))
    unequal = measure(table_of(event=[True] * 10, weight=[1.0] * 9 + [20.0]))
    assert equal.high == unequal.high == 100
    assert unequal.low < equal.low


def test_survey_share_few_answers_of_one_sort_are_doubted() -> None:
    checks = {check.name: check.passed for check in measure(table_of(event=[True] + [False] * 99)).diagnostics}
    assert checks["Answers of both sorts"] is False


def test_survey_share_answers_of_both_sorts_are_counted_as_in_a_simple_sample() -> None:
    checks = {check.name: check for check in measure(table_of(event=[True] * 30 + [False] * 71)).diagnostics}
    text = "The rarer answer is worth 29.7 respondents of a simple random sample; 5 are wanted."
    assert (checks["Answers of both sorts"].passed, checks["Answers of both sorts"].text) == (True, text)


def test_survey_share_census_has_no_error_even_when_all_agree() -> None:
    result = measure(table_of(event=[True] * 4), census=True)
    assert (result.low, result.high, result.strength) == (100, 100, 3)
    assert np.unique(result.draws).tolist() == [100]


def test_survey_share_one_cluster_is_not_applicable() -> None:
    evidence = table_of(event=[True, False], cluster=["x", "x"])
    assert measure_survey_share(evidence, context()) == NotApplicable(
        "Only one cluster was drawn, so the error cannot be known: ask in at least two."
    )
