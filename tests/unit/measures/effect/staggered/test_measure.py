from __future__ import annotations

import datetime as dt
from dataclasses import replace

import ibis
import numpy as np
import pytest

from adopting_units import draw_panel, drifting, in_all_periods, rows_of
from evidence_tables import context, measured, notes_of, table_of
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.effect.staggered.group_time import UnitPanel, average_effects
from publicvalue.measures.effect.staggered.measure import measure_staggered_adoption
from publicvalue.measures.effect.staggered.notes import bootstrap_errors
from publicvalue.measures.effect.staggered.two_way import two_way_effect
from publicvalue.measures.result import Measured, NotApplicable

GROUPS = np.repeat([3, 5, 8], [8, 8, 24])


def measure(evidence: EvidenceTable, unit: str = "days", **options: object) -> Measured:
    return measured(measure_staggered_adoption(evidence, context(unit, **options)))


def checks(result: Measured) -> dict[str, bool | None]:
    return {diagnostic.name: diagnostic.passed for diagnostic in result.diagnostics}


def panel(effect: float = -4.0, seed: int = 1) -> UnitPanel:
    return draw_panel(np.random.default_rng(seed), GROUPS, 8, effect)


def test_effect_is_found_with_its_checks_its_picture_and_its_groups() -> None:
    result = measure(rows_of(panel()))
    assert result.low < -4 < result.high < -3
    assert result.strength == 4
    assert checks(result) == {
        "Strength of evidence": None,
        "Same trend before adoption": True,
        "No effect at a date before adoption": True,
        "Enough adopters": True,
        "Enough units to compare with": True,
        "Same units throughout": True,
        "Another estimator": True,
        "Bounds without equal trends": None,
        "Two-way fixed effects, for comparison": None,
        "Wild bootstrap by unit": None,
        "Placebo units": None,
        "Overlap before adoption": None,
    }
    assert [point.period for point in result.pictures[0].points] == list(range(-5, 5))
    assert [row[:2] for row in result.details[0].rows] == [("2013", 8), ("2015", 8)]


def test_draws_agree_with_the_interval() -> None:
    result = measure_staggered_adoption(rows_of(panel()), context("days", draws=400_000))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], rel=0.01)


def test_a_percentage_is_of_the_mean_to_be_expected() -> None:
    days, percent = measure(rows_of(panel())), measure(rows_of(panel()), "percent")
    # About 50 without the system.
    assert percent.estimate == pytest.approx(2 * days.estimate, rel=0.1)
    assert percent.high - percent.low == pytest.approx(2 * (days.high - days.low), rel=0.15)


def test_days_and_marks_of_adoption_say_the_same() -> None:
    evidence = rows_of(panel())
    marks = [time >= adopted for adopted in GROUPS for time in range(8)]
    rows = evidence.rows.to_pyarrow().to_pydict()
    marked = table_of(value=rows["value"], adopter=rows["adopter"], period=rows["period"], with_system=marks)
    assert measure(marked).estimate == pytest.approx(measure(evidence).estimate)


def test_trends_that_differ_before_adoption_lower_the_strength() -> None:
    one = panel(0.0)
    drifting = one.outcome - 2.0 * np.arange(8) * (one.adopted < 8)[:, None]
    result = measure(rows_of(replace(one, outcome=drifting)))
    assert checks(result)["Same trend before adoption"] is False
    assert checks(result)["No effect at a date before adoption"] is False
    assert result.strength == 2
    assert "2 of 5 instead of 4, because a check was not passed: Same trend before adoption; No effect" in notes_of(
        result
    )


def test_few_adopters_lower_the_strength() -> None:
    few = draw_panel(np.random.default_rng(4), np.repeat([4, 8], [5, 40]), 8, -4.0)
    result = measure(rows_of(few))
    assert checks(result)["Enough adopters"] is False
    assert result.strength == 3
    assert "5 units adopted within the time observed, 40 never did. Few adopters" in notes_of(result)


def test_a_changing_composition_lowers_the_strength() -> None:
    one = panel()
    outcome = one.outcome.copy()
    outcome[:12, 6:] = np.nan
    outcome[20:, 0] = np.nan
    result = measure(rows_of(replace(one, outcome=outcome)))
    assert checks(result)["Same units throughout"] is False


def test_units_without_a_before_and_units_that_gave_up_are_named() -> None:
    years = [dt.date(2010 + time, 1, 1) for time in range(4)]
    marks = {"always": [1, 1, 1, 1], "back": [0, 1, 0, 0], **{f"a{i}": [0, 0, 1, 1] for i in range(3)}}
    marks |= {f"n{i}": [0, 0, 0, 0] for i in range(3)}
    rng = np.random.default_rng(2)
    result = measure(
        table_of(
            value=rng.normal(10, 1, 4 * len(marks)).tolist(),
            adopter=[unit for unit in marks for _ in years],
            period=years * len(marks),
            with_system=[bool(mark) for row in marks.values() for mark in row],
        )
    )
    assert result.n == 24
    assert (
        "1 of 8 units had the system in the first period in which they were observed, so they have no before: always."
        in (notes_of(result))
    )
    assert "1 of 8 units gave the system up again, so that their adoption has no one date: back." in notes_of(result)


def test_weights_by_cases_change_what_is_averaged() -> None:
    one = panel()
    evidence = rows_of(one, count=[100.0 if unit < 8 else 1.0 for unit in range(40) for _ in range(8)])
    assert measure(evidence, weigh="cases").estimate != pytest.approx(measure(evidence).estimate, rel=1e-3)


def test_controls_that_never_adopt_can_be_asked_for() -> None:
    assert measure(rows_of(panel()), controls="never").estimate != measure(rows_of(panel())).estimate


@pytest.mark.parametrize(
    ("adopted", "reason"),
    [
        ([8, 8, 8, 8], "No unit adopted the system within the time observed, after a period without it."),
        ([0, 0, 0, 0], "No unit adopted the system within the time observed, after a period without it. 4 of 4 units"),
        ([3, 3, 3, 3], "All units adopted the system in the same period, so that none can be compared with."),
    ],
)
def test_nothing_to_compare_gives_the_reason(adopted: list[int], reason: str) -> None:
    one = draw_panel(np.random.default_rng(1), np.array(adopted), 8)
    result = measure_staggered_adoption(rows_of(one), context("days"))
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith(reason)


def test_one_adopter_is_weak_evidence_with_an_interval_that_knows_its_chance() -> None:
    one = draw_panel(np.random.default_rng(3), np.repeat([4, 8], [1, 20]), 8, -4.0)
    result = measure(rows_of(one))
    assert result.low < -4 < result.high
    assert checks(result)["Enough adopters"] is False
    assert result.strength == 3
    assert "one unit that adopted on one date is compared" in result.method
    several = measure(rows_of(draw_panel(np.random.default_rng(3), np.repeat([4, 8], [20, 20]), 8, -4.0)))
    assert result.high - result.low > 2 * (several.high - several.low)


@pytest.mark.parametrize("never", [1, 2])
def test_one_or_two_controls_are_not_enough(never: int) -> None:
    adopted = np.array([5 + place % 5 for place in range(19)] + [10] * never)
    few = draw_panel(np.random.default_rng(4), adopted, 10, -4.0)
    many = draw_panel(np.random.default_rng(4), np.append(adopted, [10] * 30), 10, -4.0)
    result, known = measure(rows_of(few)), measure(rows_of(many))
    assert checks(result)["Enough units to compare with"] is False
    assert checks(known)["Enough units to compare with"] is True
    assert (result.strength, known.strength) == (3, 4)
    assert result.high - result.low > 1.5 * (known.high - known.low)
    assert "of equal weight. With fewer than 10 the chance events of one unit weigh much." in notes_of(result)


def test_a_second_way_that_disagrees_lowers_the_strength_once() -> None:
    one = panel(0.4)
    # What the last period before adoption had of its own counts whole against it, and a little against the mean before.
    outcome = one.outcome + 1.2 * (np.arange(8) == one.adopted[:, None] - 1)
    result = measure(rows_of(replace(one, outcome=outcome)))
    assert result.estimate < 0
    assert checks(result)["Another estimator"] is False
    assert "The two differ by more than chance" in notes_of(result)
    assert notes_of(result).count("Another estimator") == 1


def test_a_second_way_that_differs_by_chance_around_no_effect_lowers_nothing() -> None:
    quick = replace(context("days", draws=200), notes=False)
    results = [measure_staggered_adoption(rows_of(panel(0.0, seed)), quick) for seed in range(8)]
    found = [checks(result)["Another estimator"] for result in results if isinstance(result, Measured)]
    assert len(found) == 8
    assert sum(one is False for one in found) <= 1


def test_other_estimators_weigh_units_by_their_cases_too() -> None:
    rows = rows_of(panel())
    count = [1 + 9 * (unit % 2) for unit in range(40) for _ in range(8)]
    weighed = table_of(**rows.rows.to_pyarrow().to_pydict(), count=count)
    result = measure(weighed, weigh="cases")
    assert notes_of(result).count("units weighed by their cases") == 2
    assert "units weighed by their cases" not in notes_of(measure(weighed))
    said = {one.name: one.text for one in result.diagnostics}["Another estimator"]
    assert said != {one.name: one.text for one in measure(weighed).diagnostics}["Another estimator"]


def test_columns_before_need_units_to_compare_with() -> None:
    rng = np.random.default_rng(5)
    sizes = rng.normal(0, 1, (14, 8)).ravel().tolist()
    few = draw_panel(rng, np.repeat([4, 8], [12, 2]), 8, -4.0)
    result = measure_staggered_adoption(rows_of(few, before=[sizes]), context("days", adjustment="regression"))
    assert isinstance(result, NotApplicable)
    assert "No group has the 3 units without the system to compare with that 1 column(s) named as before need" in (
        result.reason
    )
    # The group of period 4 has those of period 6 to compare with, until they adopt.
    some = draw_panel(rng, np.repeat([4, 6, 8], [6, 6, 2]), 8, -4.0)
    notes = notes_of(measure(rows_of(some, before=[sizes]), adjustment="regression"))
    assert "4 of 6 groups in a period with the system have fewer than the 3 units to compare with" in notes


def test_one_adopter_with_columns_before_is_compared_by_regression() -> None:
    rng = np.random.default_rng(6)
    one = draw_panel(rng, np.repeat([4, 8], [1, 14]), 8, -4.0)
    # No control is as large as the adopter: weights would tell them fully apart.
    sizes = np.repeat(np.append(9.0, rng.normal(0, 1, 14)), 8).tolist()
    assert "by regression" in measure(rows_of(one, before=[sizes])).method


def test_a_group_that_disappears_leaves_no_period_to_compare() -> None:
    one = draw_panel(np.random.default_rng(1), np.array([3, 3, 8, 8]), 8)
    outcome = one.outcome.copy()
    outcome[:2, 3:] = np.nan
    result = measure_staggered_adoption(rows_of(replace(one, outcome=outcome)), context("days"))
    assert result == NotApplicable(
        "No period after adoption has cases of both an adopter and a unit without the system."
    )


def test_outcomes_below_zero_have_no_percentage() -> None:
    one = panel()
    result = measure_staggered_adoption(rows_of(replace(one, outcome=one.outcome - 100)), context("percent"))
    assert isinstance(result, NotApplicable)
    assert "needs one above 0" in result.reason


def test_no_usable_row_gives_the_reason() -> None:
    evidence = table_of(
        value=[float("nan")], adopter=["a"], period=[dt.date(2020, 1, 1)], adopted=[dt.date(2020, 1, 1)]
    )
    assert measure_staggered_adoption(evidence, context("days")) == NotApplicable(
        "No row has an outcome, a unit and a period."
    )


def test_outcomes_that_move_exactly_alike_have_no_error() -> None:
    outcome = np.tile(np.arange(8.0), (40, 1))
    result = measure_staggered_adoption(rows_of(UnitPanel(outcome, GROUPS, np.ones(40))), context("days"))
    assert isinstance(result, NotApplicable)
    assert "no error can be estimated" in result.reason


@pytest.mark.parametrize("size", ["year", "quarter", "month", "week", "day"])
def test_adoption_within_a_period_counts_from_that_period(size: str) -> None:
    rng = np.random.default_rng(3)
    days = [dt.date(2020, 1, 6) + dt.timedelta(days=91 * step) for step in range(8)]
    units = [f"u{i}" for i in range(12)]
    adopted = [days[4] if i < 4 else days[5] if i < 6 else None for i in range(12)]
    result = measure(
        table_of(
            value=rng.normal(10, 1, 96).tolist(),
            adopter=[unit for unit in units for _ in days],
            period=days * 12,
            adopted=[day for day in adopted for _ in days],
        ),
        period_size=size,
    )
    assert sum(int(row[1]) for row in result.details[0].rows) == 6


def test_the_usual_regression_stands_beside_the_effect_with_why_it_differs() -> None:
    one = draw_panel(np.random.default_rng(8), np.repeat([2, 5, 8], [16, 16, 3]), 8)
    growing = replace(one, outcome=one.outcome + 2.0 * np.maximum(np.arange(8) - one.adopted[:, None] + 1, 0))
    found = two_way_effect(growing)
    assert found
    said = notes_of(measure(rows_of(growing)))
    assert f"A regression on unit, period and system gives {found.effect:.3g} days (95 % interval " in said
    assert f"{100 * found.negative_cells:.0f} % of them have a weight below 0 here, −" in said


def test_weights_of_the_usual_regression_can_all_be_above_zero() -> None:
    assert "None of them has a weight below 0 here." in notes_of(measure(rows_of(panel())))


def test_bootstrap_spreads_as_the_influence_says() -> None:
    one = draw_panel(np.random.default_rng(2), np.repeat([3, 6], [30, 60]), 6)
    found = average_effects(one)
    assert found
    errors = bootstrap_errors(found.overall.influence[None, :], 20_000, np.random.default_rng(3))
    assert errors.shape == (20_000, 1)
    assert errors.mean() == pytest.approx(0, abs=0.01)
    assert errors.std() == pytest.approx(found.overall.standard_error, rel=0.02)


def clustered_rows(clusters: list[str]) -> EvidenceTable:
    return rows_of(panel(), cluster=[one for one in clusters for _ in range(8)])


def test_clusters_count_the_error_and_the_adopters() -> None:
    # Two offices in each of four and four and twelve regions.
    result = measure(clustered_rows([f"region {place // 2}" for place in range(40)]))
    plain = measure(rows_of(panel()))
    assert result.estimate == pytest.approx(plain.estimate)
    assert result.low != pytest.approx(plain.low)
    assert "16 units in 8 clusters adopted within the time observed" in notes_of(result)
    assert checks(result)["Enough adopters"] is False
    assert "999 bootstraps by cluster give" in notes_of(result)
    assert "The error is counted by 20 clusters of units." in result.method


def test_a_unit_in_two_clusters_is_refused() -> None:
    evidence = clustered_rows([f"region {place // 2}" for place in range(40)])
    moved = evidence.rows.mutate(
        cluster=(evidence.rows["period"].year() > 2012).ifelse(ibis.literal("elsewhere"), evidence.rows["cluster"])
    )
    with pytest.raises(MethodError, match="40 units belong to more than one cluster"):
        measure(replace(evidence, rows=moved))


def test_a_unit_in_two_clusters_within_a_period_is_refused() -> None:
    evidence = clustered_rows([f"region {place // 2}" for place in range(40)])
    again = evidence.rows.mutate(cluster=ibis.literal("elsewhere")).filter(evidence.rows["adopter"] == "u0003")
    with pytest.raises(MethodError, match="1 unit belongs to more than one cluster: u0003"):
        measure(replace(evidence, rows=evidence.rows.union(again), rows_read=328))


def test_what_was_measured_before_is_taken_from_the_last_period_before_adoption_and_used() -> None:
    rng = np.random.default_rng(12)
    size = rng.normal(0, 1, 60)
    adopted = np.where(0.5 * size + rng.logistic(0, 1, 60) > 0.7, 4, 8)
    one = draw_panel(rng, adopted, 8, -4.0)
    grown = replace(
        one, outcome=one.outcome + size[:, None] * np.arange(8), covariates=in_all_periods(size[:, None], 8)
    )
    # Earlier values are out of date, and later ones the system's doing: neither must count.
    told = size[:, None] + rng.normal(0, 1, (60, 8)) + 100 * (np.arange(8) >= 4) * (adopted[:, None] < 8)
    told[:, 3] = size
    evidence = with_sizes(grown, told)
    result, known = measure(evidence), average_effects(grown)
    assert known
    assert result.estimate == pytest.approx(known.overall.effect)
    assert "What was measured before, in the last period before adoption, is taken into account" in result.method
    assert "doubly robust" in result.method
    by_line = measure(evidence, adjustment="regression")
    assert by_line.estimate != pytest.approx(result.estimate, abs=1e-6)


def with_sizes(one: UnitPanel, sizes: np.ndarray) -> EvidenceTable:
    """The panel as rows with a size of each unit in each period, blank where it is not a number."""
    told = [None if np.isnan(size) else size for size in sizes.ravel().tolist()]
    evidence = rows_of(one, before_1=told)
    return replace(evidence, roles={**evidence.roles, "before": ("size",)})


def drifting_sizes() -> np.ndarray:
    return drifting(np.random.default_rng(1), 40, 8)[:, :, 0]


def test_units_without_a_value_before_are_left_out_and_named() -> None:
    sizes = drifting_sizes()
    # A unit of the first group, which adopts in period 3; one that never adopts; and one known after adoption alone.
    sizes[[0, 39], 2], sizes[39, 4], sizes[38] = np.nan, np.nan, np.nan
    result = measure(with_sizes(panel(), sizes))
    expected = (
        "3 of 40 units have no value of what was measured before, in the last period before adoption: u0000, u0038, "
        "u0039."
    )
    assert expected in notes_of(result)
    assert "not compared with" not in notes_of(result)
    assert result.n == 37 * 8


def test_units_without_a_value_before_some_dates_are_compared_with_the_other_groups() -> None:
    sizes, one = drifting_sizes(), panel()
    # Two that never adopt, and one of the second group, which is a control of the first.
    sizes[[8, 38, 39], 2] = np.nan
    result = measure(with_sizes(one, sizes))
    expected = (
        "3 of 40 units have no value of what was measured before, in the last period before adoption, for some groups, "
        "and are not compared with these: u0008, u0038, u0039."
    )
    assert expected in notes_of(result)
    assert result.n == 40 * 8
    # The first group by itself, without the three; the second by itself, with all of them.
    kept = np.ones(40, bool)
    kept[[8, 38, 39]] = False
    whole = replace(one, covariates=sizes[:, :, None])
    first = [e for g, t, e, _ in average_effects(whole.of_units(kept)).table if g == 3 and t >= 3]
    second = [e for g, t, e, _ in average_effects(whole).table if g == 5 and t >= 5]
    assert result.estimate == pytest.approx((sum(first) + sum(second)) / 8)
    assert all(len(one) == count for one, count in ((first, 5), (second, 3)))
    never = notes_of(measure(with_sizes(one, sizes), controls="never"))
    assert "2 of 40 units have no value of what was measured before, in the last period before adoption, for" in never


def test_values_that_are_blank_where_they_do_not_count_leave_nobody_out() -> None:
    sizes = drifting_sizes()
    one = draw_panel(np.random.default_rng(1), np.repeat([3, 8], [16, 24]), 8, -4.0)
    only_needed = np.full_like(sizes, np.nan)
    only_needed[:, 2] = sizes[:, 2]
    whole, sparse = (measure(with_sizes(one, told)) for told in (sizes, only_needed))
    assert sparse.estimate == pytest.approx(whole.estimate, abs=1e-12)
    assert "no value" not in notes_of(sparse)
    assert checks(sparse)["No effect at a date before adoption"] is False
    assert "with what was measured before, to pretend" in notes_of(sparse)


def test_nothing_measured_in_the_last_period_before_adoption_gives_no_number() -> None:
    sizes = drifting_sizes()
    sizes[:, [2, 4]] = np.nan
    result = measure_staggered_adoption(with_sizes(panel(), sizes), context("days"))
    assert isinstance(result, NotApplicable)
    assert "40 of 40 units have no value of what was measured before, in the last period before" in result.reason


def test_what_was_measured_before_is_that_before_the_anticipation() -> None:
    rng = np.random.default_rng(5)
    sizes = drifting_sizes()
    known = measure(with_sizes(panel(), sizes), anticipation=1)
    sizes[:, [0, 2, 4, 5, 6, 7]] = rng.normal(0, 1, (40, 6))
    found = measure(with_sizes(panel(), sizes), anticipation=1)
    assert found.estimate == pytest.approx(known.estimate, abs=1e-12)
    assert "in the last period before units may have changed, is taken into account" in found.method


def test_sizes_that_tell_units_apart_at_an_earlier_date_only_fail_that_check() -> None:
    sizes, one = drifting_sizes(), panel()
    # With adoption pretended in periods 2 and 3 the changes are counted from periods 1 and 2.
    sizes[:, 1] = np.where(one.adopted == 3, 1.0, -1.0) * (1 + np.abs(sizes[:, 1]))
    result = measure(with_sizes(one, sizes))
    assert checks(result)["No effect at a date before adoption"] is False
    assert "At an earlier date, the columns named as before tell adopters and the others fully apart." in notes_of(
        result
    )


def test_anticipation_compares_with_the_period_before_it() -> None:
    one = panel()
    # A part of the effect came a year early.
    early = replace(one, outcome=one.outcome - 3.0 * (np.arange(8) == one.adopted[:, None] - 1))
    late, right = measure(rows_of(early)), measure(rows_of(early), anticipation=1)
    assert late.estimate > -3
    assert right.low < -4 < right.high
    assert [point.period for point in right.pictures[0].points if point.low == point.high] == [-2]
    assert checks(right)["Same trend before adoption"] is True


def test_without_notes_the_number_and_its_checks_are_the_same() -> None:
    evidence = rows_of(panel())
    whole = measure(evidence)
    bare = measure_staggered_adoption(evidence, replace(context("days"), notes=False))
    assert isinstance(bare, Measured)
    assert (bare.estimate, bare.low, bare.high, bare.strength) == (
        whole.estimate,
        whole.low,
        whole.high,
        whole.strength,
    )
    left = checks(whole).keys() - checks(bare).keys()
    assert {"Placebo units", "Wild bootstrap by unit", "Two-way fixed effects, for comparison"} <= left
    assert all(checks(whole)[name] is None for name in left)
