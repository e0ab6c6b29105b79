"""Levels against plain computations by hand: estimates, intervals, tables, and where each begins to be given."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, t

from evidence_tables import context, measured, table_of
from publicvalue.measures.kernels.proportions import Share
from publicvalue.measures.kernels.survival import STILL_OPEN
from publicvalue.measures.level.calibration import measure_calibration
from publicvalue.measures.level.classification_rate import measure_classification_rate
from publicvalue.measures.level.closed_within import measure_closed_within
from publicvalue.measures.level.completeness import completeness_share, measure_completeness
from publicvalue.measures.level.discrimination import Area, measure_discrimination
from publicvalue.measures.level.mean import measure_mean
from publicvalue.measures.level.median import measure_median
from publicvalue.measures.level.percentile import measure_percentile
from publicvalue.measures.level.share import measure_share
from publicvalue.measures.result import Measured, NotApplicable


def jeffreys(events: float, n: float) -> tuple[float, float]:
    low, high = beta.ppf([0.025, 0.975], events + 0.5, n - events + 0.5)
    return (0.0 if events == 0 else 100 * low, 100.0 if events == n else 100 * high)


def test_calibration_has_a_t_interval_with_one_more_case_that_is_wrong() -> None:
    truth, probability = [True, False, False, True, False, False], [0.7, 0.2, 0.1, 0.6, 0.3, 0.2]
    gaps = np.array(probability) - truth
    found = measured(measure_calibration(table_of(truth=truth, probability=probability), context()))
    error = np.sqrt((((gaps - gaps.mean()) ** 2).sum() + 1) / 5 / 6)
    reach = t.ppf(0.975, 5) * error
    assert found.estimate == pytest.approx(100 * gaps.mean())
    assert (found.low, found.high) == pytest.approx((100 * (gaps.mean() - reach), 100 * (gaps.mean() + reach)))
    assert (found.n, found.strength, found.diagnostics) == (6, 3, ())


def test_calibration_of_two_cases_stays_on_the_scale() -> None:
    found = measured(measure_calibration(table_of(truth=[True, False], probability=[0.4, 0.4]), context(draws=5_000)))
    assert (found.low, found.high) == (-100, 100)
    assert (found.draws.min(), found.draws.max()) == (-100, 100)
    one = measure_calibration(table_of(truth=[True], probability=[0.4]), context())
    assert isinstance(one, NotApplicable)


def test_calibration_says_how_many_probabilities_lie_outside() -> None:
    evidence = table_of(truth=[True, False] * 3, probability=[0.5, 0.0, 1.0, 0.25, 25.0, -1.0])
    (check,) = measured(measure_calibration(evidence, context())).diagnostics
    assert check.text.endswith("not between 0 and 1: 2. Give 0.25 for 25 percent.")


def test_calibration_by_tenth_holds_means_and_intervals() -> None:
    evidence = table_of(truth=[True, False], probability=[0.9, 0.32], count=[10.0, 20.0])
    (table,) = measured(measure_calibration(evidence, context())).details
    low, high = jeffreys(0, 20)
    assert table.title == "Predicted and observed, by tenth of the predictions"
    assert table.rows[0] == ("30 to 40", 20.0, pytest.approx(32), 0.0, pytest.approx(low), pytest.approx(high))
    assert [row[0] for row in table.rows] == ["30 to 40", "90 to 100"]


COUNTS = {"truth": [True, True, False, False], "prediction": [True, False, True, False]}


def test_rates_stand_in_a_table_each_with_its_own_cases() -> None:
    evidence = table_of(**COUNTS, count=[30.0, 10.0, 0.0, 0.0])
    found = measured(measure_classification_rate(evidence, context(rate="sensitivity")))
    cases, rates = found.details
    assert cases.title == "Cases by truth and prediction"
    assert cases.columns == ("truth", "predicted true", "predicted not true")
    assert cases.rows == (("true", 30.0, 10.0), ("not true", 0.0, 0.0))
    assert rates.title == "Rates"
    rows = {str(row[0]): row[2:] for row in rates.rows}
    low, high = jeffreys(30, 40)
    assert rows["Sensitivity"] == (40.0, 75.0, pytest.approx(low), pytest.approx(high))
    assert rows["Specificity"] == (0.0, None, None, None)
    assert (found.estimate, found.low, found.high) == pytest.approx((75.0, low, high))


def test_counts_that_never_happen_are_shown_as_none() -> None:
    both = table_of(truth=[True, False], prediction=[True, False], count=[20.0, 30.0])
    table = measured(measure_classification_rate(both, context(rate="accuracy"))).details[0]
    assert table.rows == (("true", 20.0, 0.0), ("not true", 0.0, 30.0))
    neither = table_of(truth=[True, False], prediction=[False, True], count=[20.0, 30.0])
    table = measured(measure_classification_rate(neither, context(rate="accuracy"))).details[0]
    assert table.rows == (("true", 0.0, 20.0), ("not true", 30.0, 0.0))


def test_rate_of_one_case_or_of_half_a_case_is_given() -> None:
    evidence = table_of(truth=[True, False], prediction=[True, False], count=[0.5, 30.0])
    assert measured(measure_classification_rate(evidence, context(rate="sensitivity"))).estimate == 100


def test_balanced_accuracy_has_strength_3() -> None:
    evidence = table_of(**COUNTS, count=[40.0, 10.0, 20.0, 30.0])
    found = measured(measure_classification_rate(evidence, context(rate="balanced_accuracy")))
    assert (found.strength, found.n, found.estimate) == (3, 100, pytest.approx(70))


OPEN = STILL_OPEN.name


def test_half_a_day_is_a_time() -> None:
    evidence = table_of(value=[0.25, 2.0, 3.0, 4.0], **{OPEN: [False] * 4})
    assert measured(measure_closed_within(evidence, context(within=0.5))).estimate == pytest.approx(25)


def test_no_case_that_says_how_long_it_took_is_not_applicable() -> None:
    nobody = table_of(value=[None, 2.0], **{OPEN: [False, None]}, count=[1.0, 1.0])
    assert measure_closed_within(nobody, context(within=1)) == NotApplicable(
        "No case says how long it took and whether it is still open: fill these columns."
    )
    half = table_of(value=[1.0], **{OPEN: [False]}, count=[0.5])
    assert measured(measure_closed_within(half, context(within=1))).estimate == 100


def test_share_is_known_up_to_the_longest_time_that_is_followed() -> None:
    evidence = table_of(value=[5.0, 8.0], **{OPEN: [False, True]})
    assert measured(measure_closed_within(evidence, context(within=8))).estimate == pytest.approx(50)
    beyond = measure_closed_within(evidence, context(within=8.5))
    assert isinstance(beyond, NotApplicable)
    assert "and 1 are still open" in beyond.reason
    # Where the last case has ended, all have ended however long one waits.
    ended = table_of(value=[5.0, 8.0], **{OPEN: [True, False]})
    assert measured(measure_closed_within(ended, context(within=20))).estimate == 100
    nobody = measure_closed_within(table_of(value=[5.0, 8.0], **{OPEN: [True, True]}), context(within=20))
    assert isinstance(nobody, NotApplicable)
    assert nobody.reason.startswith("No case was followed for as long as 20, and 2 are still open")


@pytest.mark.parametrize(("within", "events"), [(1, 0), (30, 20)])
def test_share_without_spread_has_the_interval_of_a_share(within: float, events: int) -> None:
    evidence = table_of(value=[float(value) for value in range(2, 22)], **{OPEN: [False] * 20})
    found = measured(measure_closed_within(evidence, context(within=within)))
    assert (found.estimate, found.n) == (5 * events, 20)
    assert (found.low, found.high) == pytest.approx(jeffreys(events, 20))


def test_completeness_of_alike_rows_counts_rows_and_of_rows_as_full_counts_cells() -> None:
    def share(cells: list[float], cases: list[float]) -> Share:
        return completeness_share(np.array(cells), np.array(cases), 4)

    # All filled: 10 rows that say the same. Half of each row filled: as many cells as there are.
    assert share([4.0], [10.0]).n == pytest.approx(10)
    assert share([0.0], [10.0]).n == pytest.approx(10)
    assert share([2.0], [10.0]).n == pytest.approx(40)
    # Half of the rows full and half empty: as many cases as rows, less one.
    assert share([0.0, 4.0], [20.0, 20.0]).n == pytest.approx(39, abs=1.1)


def test_completeness_by_field_has_the_interval_of_each() -> None:
    found = measured(measure_completeness(table_of(fields=[["a", None, "c", "d"], ["a"] * 4]), context()))
    (table,) = found.details
    assert table.title == "Cells filled by field"
    assert table.rows == (
        ("fields_1", 3.0, 75.0, *map(pytest.approx, jeffreys(3, 4))),
        ("fields_2", 4.0, 100.0, *map(pytest.approx, jeffreys(4, 4))),
    )
    half = measured(measure_completeness(table_of(fields=[["a"], ["b"]], count=[0.5]), context()))
    assert (half.estimate, half.n) == (100, 0.5)


def test_area_has_the_interval_of_delong_with_what_is_expected_beside() -> None:
    area = Area(0.8, 0.002, 0.004, 30.0, 12.0)
    expected = 0.8 * 0.2 * (1 + 20 * (0.2 / 1.2 + 0.8 / 1.8)) / (30 * 12)
    assert area._expected_variance(0.8) == pytest.approx(expected)
    centre, error, _ = area._on_logit_scale()
    low, high = area.interval()
    assert centre == pytest.approx(np.log(4))
    assert 1 / (1 + np.exp(-centre)) == pytest.approx(0.8)
    assert low < 0.8 < high
    draws = area.draws(100_000, np.random.default_rng(1))
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([low, high], abs=0.004)
    assert error > 0


def test_area_weighs_what_is_seen_by_its_cases_and_what_is_expected_by_some_more() -> None:
    from publicvalue.measures.level.discrimination import MORE  # noqa: PLC0415 - beside what it is for

    area = Area(0.7, 0.003, 0.001, 25.0, 40.0)
    expected = area._expected_variance(0.7)
    parts = [
        (24 * 0.003 + MORE * expected) / (24 + MORE),
        (39 * 0.001 + MORE * expected) / (39 + MORE),
    ]
    _, error, freedom = area._on_logit_scale()
    assert error == pytest.approx(np.sqrt(sum(parts)) / (0.7 * 0.3))
    assert freedom == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / (24 + MORE) + parts[1] ** 2 / (39 + MORE)))


@pytest.mark.parametrize(("estimate", "inside"), [(1.0, 1 - 0.5 / 12), (0.0, 0.5 / 12)])
def test_area_at_an_end_is_taken_half_a_case_inside(estimate: float, inside: float) -> None:
    area = Area(estimate, 0.0, 0.0, 30.0, 12.0)
    centre, _, _ = area._on_logit_scale()
    assert 1 / (1 + np.exp(-centre)) == pytest.approx(1 - 0.25 / 12 if estimate else 0.25 / 12)
    half = Area(inside, 0.0, 0.0, 30.0, 12.0)
    assert area._expected_variance(inside) == half._expected_variance(inside) > 0
    assert area.interval()[0 if estimate == 0.0 else 1] == estimate


def test_area_says_its_cases() -> None:
    evidence = table_of(truth=[True, False], score=[2.0, 1.0], count=[30.0, 40.0])
    found = measured(measure_discrimination(evidence, context("index")))
    assert "30 cases that are true and 40 others" in found.method
    assert (found.estimate, found.n) == (1.0, 70)


CLUSTERED = {"value": [1.0, 3.0, 4.0, 8.0], "event": [True, False, True, True]}


def test_mean_of_two_clusters_is_given_and_of_one_is_not() -> None:
    evidence = table_of(value=CLUSTERED["value"], cluster=["a", "a", "b", "b"])
    found = measured(measure_mean(evidence, context("days")))
    assert (found.estimate, found.method) == (4.0, "Mean of 4 cases of 2 clusters, with a t interval.")
    assert isinstance(measure_mean(table_of(value=CLUSTERED["value"], cluster=["a"] * 4), context()), NotApplicable)
    plain = measured(measure_mean(table_of(value=CLUSTERED["value"]), context("days")))
    assert plain.method == "Mean of 4 cases, with a t interval for skewed values."


def test_mean_and_percentile_of_two_cases_are_given_and_of_one_are_not() -> None:
    for measure in (measure_mean, measure_percentile, measure_median):
        assert isinstance(measure(table_of(value=[1.0, 3.0]), context("days")), Measured)
        assert isinstance(measure(table_of(value=[1.0]), context("days")), NotApplicable)


def test_share_of_two_clusters_is_given_and_of_one_is_not() -> None:
    evidence = table_of(event=CLUSTERED["event"] * 20, cluster=[str(place // 4) for place in range(80)])
    found = measured(measure_share(evidence, context()))
    assert (found.estimate, found.n, found.strength) == (75.0, 80, 3)
    few = measured(measure_share(table_of(event=CLUSTERED["event"], cluster=["a", "a", "b", "b"]), context()))
    assert (few.estimate, few.n, few.strength) == (75.0, 4, 2)
    assert isinstance(measure_share(table_of(event=CLUSTERED["event"], cluster=["a"] * 4), context()), NotApplicable)


@pytest.mark.parametrize("percent", [0.5, 99.5])
def test_percent_of_a_percentile_lies_between_0_and_100(percent: float) -> None:
    found = measured(measure_percentile(table_of(value=[1.0, 2.0, 3.0]), context("days", percent=percent)))
    assert found.method.startswith(f"{percent:g}th percentile of 3 cases")


def test_quantiles_with_open_cases() -> None:
    few = table_of(value=[4.0, None], **{OPEN: [False, False]})
    assert measure_median(few, context("days")) == NotApplicable(
        "Fewer than two cases have a value: give at least two."
    )
    two = measured(measure_median(table_of(value=[4.0, 6.0], **{OPEN: [False, False]}), context("days")))
    assert (two.estimate, two.n, two.strength) == (5.0, 2, 3)
    assert two.method == "Median of 2 cases, 0 of them still open, by Kaplan and Meier."


def test_percentile_that_too_few_have_reached_is_not_given() -> None:
    evidence = table_of(value=[1.0, 2.0, 3.0, 4.0], **{OPEN: [False, True, True, True]})
    found = measure_percentile(evidence, context("days", percent=90))
    assert isinstance(found, NotApplicable)
    assert found.reason.startswith(
        "Of 4 cases 3 are still open: 25 percent have ended within the longest time that is known, so the time of 90"
    )
    none = measure_percentile(table_of(value=[1.0, 2.0], **{OPEN: [True, True]}), context("days", percent=90))
    assert isinstance(none, NotApplicable)
    assert ": 0 percent have ended" in none.reason


def test_interval_of_a_quantile_holds_it_and_says_where_it_ends_with_what_is_known() -> None:
    rng = np.random.default_rng(4)
    values = list(np.round(rng.exponential(10, 200), 1))
    enough = measured(measure_median(table_of(value=values, **{OPEN: [False] * 200}), context("days")))
    assert enough.low < enough.estimate < enough.high < max(values)
    assert "Cases followed for long enough" not in [check.name for check in enough.diagnostics]
    still = [value > 12 for value in values]
    short = measured(measure_percentile(table_of(value=values, **{OPEN: still}), context("days", percent=68)))
    (check,) = [one for one in short.diagnostics if one.name == "Cases followed for long enough"]
    assert not check.passed
    assert short.high == pytest.approx(max(values))


def test_interval_of_a_quantile_that_ends_with_the_last_of_all_cases_is_not_bounded() -> None:
    values = [float(day) for day in range(1, 31)]
    found = measured(measure_percentile(table_of(value=values, **{OPEN: [False] * 30}), context("days", percent=90)))
    assert found.high == max(values)
    assert [check.passed for check in found.diagnostics if check.name == "Cases followed for long enough"] == [False]
