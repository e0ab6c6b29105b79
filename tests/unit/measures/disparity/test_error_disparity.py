from __future__ import annotations

import pytest

from evidence_tables import context, table_of
from publicvalue.measures.disparity.error_disparity import measure_error_disparity
from publicvalue.measures.result import Measured, NotApplicable

CASES = table_of(
    truth=[True, True, False, False] * 2,
    prediction=[True, False, True, False] * 2,
    group=["a"] * 4 + ["b"] * 4,
    count=[40.0, 60.0, 50.0, 150.0, 30.0, 20.0, 60.0, 40.0],
)


@pytest.mark.parametrize(
    ("rate", "difference", "n"),
    [
        ("false_positive_rate", 60 - 25, 300),
        ("false_negative_rate", 40 - 60, 150),
        ("sensitivity", 60 - 40, 150),
        ("precision", 100 * (30 / 90 - 40 / 90), 180),
        ("accuracy", 100 * (70 / 150 - 190 / 300), 450),
    ],
)
def test_each_rate_is_compared_over_its_own_cases(rate: str, difference: float, n: float) -> None:
    result = measure_error_disparity(CASES, context("percentage points", rate=rate, reference="a"))
    assert isinstance(result, Measured)
    assert (result.estimate, result.n) == (pytest.approx(difference), n)


def test_groups_without_cases_that_count_are_left_out_as_small() -> None:
    evidence = table_of(
        truth=[False, False, False, False, True],
        prediction=[True, False, True, False, True],
        group=["a", "a", "b", "b", "c"],
        count=[40.0, 60.0, 20.0, 30.0, 500.0],
    )
    result = measure_error_disparity(evidence, context("percentage points", rate="false_positive_rate"))
    assert isinstance(result, Measured)
    assert [row[0] for row in result.details[0].rows] == ["a", "b"]


@pytest.mark.parametrize("rate", ["false_positive_rate", "false_negative_rate", "sensitivity", "precision", "accuracy"])
def test_a_group_with_few_cases_of_one_rate_is_hidden_in_every_rate(rate: str) -> None:
    groups = {"a": (200, 300), "b": (150, 250), "c": (120, 200), "reef": (60, 3)}
    rows = [
        (name, truth, prediction, float(count * share) / 3)
        for name, counts in groups.items()
        for truth, count in zip((True, False), counts, strict=True)
        for prediction, share in ((truth, 2), (not truth, 1))
    ]
    group, truth, prediction, count = (list(column) for column in zip(*rows, strict=True))
    table = table_of(group=group, truth=truth, prediction=prediction, count=count)
    result = measure_error_disparity(table, context("percentage points", rate=rate))
    assert isinstance(result, Measured)
    shown = {row[0]: row[1] is not None for row in result.details[0].rows}
    # Three cases of the reef are not true: all its cases, less those that are, would tell them.
    assert not shown.get("reef")
    assert shown.get("reef", shown.get("1 group of fewer than 5")) is False
    assert sum(shown.values()) in (1, 2)


def test_only_one_group_is_not_applicable() -> None:
    evidence = table_of(truth=[True] * 40, prediction=[True] * 40, group=["a"] * 40)
    result = measure_error_disparity(evidence, context("percentage points", rate="accuracy"))
    assert result == NotApplicable("No group besides a has 30 cases or more: add cases or merge groups.")
