"""Behaviour of prioritisation_early."""

from __future__ import annotations

import datetime as dt

import pytest

from evidence_tables import context, measured, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.order.early_share import measure_prioritisation_early
from publicvalue.measures.result import Measured, NotApplicable

DAYS = [dt.date(2024, 3, day) for day in (1, 2, 3, 4)]


def counted(**more: object) -> EvidenceTable:
    return table_of(date=DAYS, found_as_scheduled=[1.0, 4.0, 5.0, 10.0], found_by_score=[10.0, 5.0, 4.0, 1.0], **more)


def measure(evidence: EvidenceTable, **options: object) -> Measured:
    return measured(measure_prioritisation_early(evidence, context("percentage points", **options)))


def test_prioritisation_early_by_a_stated_date() -> None:
    assert measure(counted(), by=dt.date(2024, 3, 1)).estimate == pytest.approx(45)
    assert measure(counted(), by="2024-03-03").estimate == pytest.approx(95 - 50)


def test_prioritisation_early_by_half_of_the_work_where_it_is_known() -> None:
    result = measure(counted(inspections=[10.0, 20.0, 40.0, 20.0]))
    assert result.details[0].title == "Found by 2024-03-03"
    assert result.n == 90


def test_prioritisation_early_by_half_of_the_days_where_the_work_is_not_known() -> None:
    result = measure(counted())
    assert result.details[0].title == "Found by 2024-03-02"
    assert result.details[0].rows == (("As scheduled", 25.0, None, None), ("By score", 75.0, None, 50.0))


def test_prioritisation_early_work_known_on_some_days_only_counts_as_unknown() -> None:
    assert measure(counted(inspections=[10.0, None, 40.0, 20.0])).n == 20


def test_prioritisation_early_equal_scores_share_their_places() -> None:
    evidence = table_of(date=DAYS, found=[True, False, False, True], score=[0.5] * 4)
    assert measure(evidence).estimate == pytest.approx(0)


@pytest.mark.parametrize("by", ["2024-03-04", "2023-01-01"])
def test_prioritisation_early_date_outside_the_period_is_not_applicable(by: str) -> None:
    assert measure_prioritisation_early(counted(), context("percentage points", by=by)) == NotApplicable(
        f"The date {by} does not split the period 2024-03-01 to 2024-03-04: give option by a date inside it."
    )


def test_prioritisation_early_nothing_found_is_not_applicable() -> None:
    evidence = table_of(date=DAYS[:2], found=[False, False], score=[0.1, 0.2])
    assert isinstance(measure_prioritisation_early(evidence, context("percentage points")), NotApplicable)
