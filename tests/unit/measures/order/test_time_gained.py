"""Behaviour of prioritisation_time."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError, MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.order.time_gained import measure_prioritisation_time
from publicvalue.measures.order.two_orders import cumulative_table, daily_finds, order_cases
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable


def days(*numbers: int) -> list[dt.date]:
    return [dt.date(2024, 3, 1) + dt.timedelta(number) for number in numbers]


def cases(n: int = 300, seed: int = 4) -> EvidenceTable:
    rng = np.random.default_rng(seed)
    score = rng.random(n)
    return table_of(
        date=days(*sorted(rng.integers(0, 30, n).tolist())),
        found=(rng.random(n) < 0.1 + 0.4 * score).tolist(),
        score=score.tolist(),
    )


def counted() -> EvidenceTable:
    return table_of(
        date=days(0, 1, 2), found_as_scheduled=[1.0, 4.0, 15.0], found_by_score=[12.0, 6.0, 2.0], inspections=[20.0] * 3
    )


def measure(evidence: EvidenceTable, unit: str = "days", **options: object) -> Measured:
    return measured(measure_prioritisation_time(evidence, context(unit, **options)))


def test_prioritisation_time_days_and_percent_from_daily_counts() -> None:
    assert measure(counted()).estimate == pytest.approx(1.7 - 0.5)
    assert measure(counted(), "percent").estimate == pytest.approx(100 * 1.2 / 1.7)
    assert measure(counted()).n == 60


def test_prioritisation_time_counted_equals_cases() -> None:
    evidence = cases()
    columns = evidence.rows.to_pyarrow().to_pydict()
    finds = daily_finds(
        order_cases(np.array(columns["date"], "datetime64[D]"), np.array(columns["found"]), np.array(columns["score"]))
    )
    by_day = table_of(
        date=[day.item() for day in finds.dates],
        found_as_scheduled=finds.scheduled.tolist(),
        found_by_score=finds.by_score.tolist(),
        inspections=np.asarray(finds.worked).tolist(),
    )
    one, other = measure(evidence), measure(by_day)
    assert other.estimate == pytest.approx(one.estimate, abs=1e-12)
    assert other.n == one.n
    assert other.high - other.low == pytest.approx(one.high - one.low, rel=0.1)


def test_prioritisation_time_order_of_rows_does_not_matter() -> None:
    evidence = cases()
    shuffled = EvidenceTable(evidence.rows.order_by("score"), evidence.roles, evidence.rows_read)
    assert measure(shuffled).estimate == pytest.approx(measure(evidence).estimate, abs=1e-12)


def test_prioritisation_time_equal_scores_leave_the_order_as_it_was_on_average() -> None:
    evidence = table_of(date=days(0, 1, 2, 3), found=[True, False, False, True], score=[0.5] * 4)
    assert measure(evidence).estimate == pytest.approx(0.0, abs=1e-12)


def test_prioritisation_time_interval_agrees_with_draws() -> None:
    result = measure_prioritisation_time(cases(), context("days", draws=200_000))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.06)
    assert result.low < result.estimate < result.high


def test_prioritisation_time_same_seed_same_numbers() -> None:
    one, other = measure(cases()), measure(cases())
    assert one == other
    assert (one.draws == other.draws).all()


def test_prioritisation_time_strength_rises_when_cases_are_new_to_the_system() -> None:
    assert measure(cases()).strength == 3
    assert measure(cases(), held_out=True).strength == 4


def test_prioritisation_time_nulls_are_left_out_and_counted() -> None:
    evidence = table_of(date=[*days(0, 1, 2), None], found=[True, None, True, True], score=[0.1, 0.2, 0.9, 0.4])
    result = measure(evidence)
    assert result.n == 2
    assert result.diagnostics[0] == Diagnostic(
        "Rows left out", None, "2 of 4 rows were left out because date, found or score is blank."
    )


@pytest.mark.parametrize(
    ("found", "dates", "reason"),
    [
        ([None, None], days(0, 1), "No row has all of date, found, score: fill these columns."),
        (
            [True, False],
            days(0, 1),
            "Fewer than two cases were found: give a period with more finds, because nothing can be found earlier.",
        ),
        ([True, True], days(1, 1), "All cases were worked on one day: give a period of at least two days."),
    ],
)
def test_prioritisation_time_not_applicable(found: list[bool | None], dates: list[dt.date], reason: str) -> None:
    typed = [None if value is None else bool(value) for value in [*found, False]]
    evidence = table_of(date=[*dates, dates[0]], found=typed, score=[0.2, 0.1, None])
    assert measure_prioritisation_time(evidence, context("days")) == NotApplicable(reason)


def test_prioritisation_time_percent_of_no_time_is_not_applicable() -> None:
    evidence = table_of(date=days(0, 0, 1), found=[True, True, False], score=[0.2, 0.1, 0.3])
    assert measure_prioritisation_time(evidence, context("percent")) == NotApplicable(
        "All finds fell on the first day of the order used: no percentage of that time exists."
    )


def test_prioritisation_time_option_against_unit_is_refused() -> None:
    with pytest.raises(MethodError, match="relative: True and the unit 'days'"):
        measure_prioritisation_time(counted(), context("days", relative=True))


def test_prioritisation_time_impossible_counts_are_all_named() -> None:
    evidence = table_of(
        date=days(0, 1), found_as_scheduled=[5.0, -1.0], found_by_score=[3.0, 2.0], inspections=[4.0, 4.0]
    )
    with pytest.raises(EvidenceError) as raised:
        measure_prioritisation_time(evidence, context("days"))
    assert [problem.what for problem in raised.value.problems] == [
        "2024-03-02: −1 is negative",
        "4 cases found as scheduled and 5 by score",
        "2024-03-01: more cases were found than worked",
    ]


def test_prioritisation_time_details_hold_totals_and_days() -> None:
    result = measure(counted())
    assert result.details[0].rows == (
        ("As scheduled", 20.0, 1.7, "2024-03-03", None, None),
        ("By score", 20.0, 0.5, "2024-03-01", pytest.approx(1.2), pytest.approx(100 * 1.2 / 1.7)),
    )
    assert [row[0] for row in result.details[1].rows] == ["2024-03-01", "2024-03-02", "2024-03-03"]
    assert result.details[1].rows[-1][1:] == (100.0, 100.0)


def test_cumulative_table_counts_up() -> None:
    finds = daily_finds(
        order_cases(np.array(days(0, 1, 1), "datetime64[D]"), np.array([0, 1, 1]) > 0, np.array([1, 2, 3.0]))
    )
    assert cumulative_table(finds).rows == (("2024-03-01", 0.0, 50.0), ("2024-03-02", 100.0, 100.0))
