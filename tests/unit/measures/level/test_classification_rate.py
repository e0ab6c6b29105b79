from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.measures.level.classification_rate import measure_classification_rate
from publicvalue.measures.result import Measured, NotApplicable

CASES = table_of(
    truth=[True, True, False, False], prediction=[True, False, True, False], count=[40.0, 10.0, 20.0, 30.0]
)


@pytest.mark.parametrize(
    ("rate", "percent", "n"),
    [
        ("accuracy", 70, 100),
        ("balanced_accuracy", 70, 100),
        ("sensitivity", 80, 50),
        ("specificity", 60, 50),
        ("precision", 100 * 40 / 60, 60),
        ("negative_predictive_value", 75, 40),
        ("false_positive_rate", 40, 50),
        ("false_negative_rate", 20, 50),
    ],
)
def test_rate_is_a_share_of_its_own_cases(rate: str, percent: float, n: float) -> None:
    result = measure_classification_rate(CASES, context(rate=rate))
    assert isinstance(result, Measured)
    assert (result.estimate, result.n) == (pytest.approx(percent), n)


def test_details_hold_the_confusion_table_and_all_rates() -> None:
    result = measure_classification_rate(CASES, context(rate="accuracy"))
    assert isinstance(result, Measured)
    assert result.details[0].rows == (("true", 40.0, 10.0), ("not true", 20.0, 30.0))
    assert [row[0] for row in result.details[1].rows][:2] == ["Accuracy", "Sensitivity"]
    assert len(result.details[1].rows) == 7


def test_few_cases_of_one_kind_are_not_told_by_the_tables() -> None:
    table = table_of(
        truth=[True, True, False, False], prediction=[True, False, True, False], count=[1.0, 2.0, 9.0, 80.0]
    )
    result = measure_classification_rate(table, context(rate="accuracy"))
    assert isinstance(result, Measured)
    # Three are true; precision and accuracy together would tell how many of them were found.
    assert result.details == ()


def test_draws_of_balanced_accuracy_agree_with_its_interval() -> None:
    result = measure_classification_rate(CASES, context(draws=200_000, rate="balanced_accuracy"))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.1)


def test_rate_without_cases_is_not_applicable_but_others_are() -> None:
    evidence = table_of(truth=[True, True], prediction=[True, False])
    result = measure_classification_rate(evidence, context(rate="balanced_accuracy"))
    assert result == NotApplicable(
        "There are no cases that are not true, so the rate cannot be computed: add such cases."
    )
    assert isinstance(measure_classification_rate(evidence, context(rate="sensitivity")), Measured)
