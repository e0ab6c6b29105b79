from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from adopting_units import library_rows
from publicvalue.measures.effect.staggered.group_time import (
    Base,
    ComparisonRules,
    Controls,
    UnitPanel,
    average_effects,
    group_time_effects,
    overall_effect,
)
from publicvalue.measures.effect.staggered.group_variance import variance, widen


def made_up(units: int = 60, periods: int = 7, missing: float = 0.0, seed: int = 1) -> UnitPanel:
    rng = np.random.default_rng(seed)
    adopted = rng.choice([2, 4, 5, periods], units)
    outcome = rng.normal(10, 2, (units, 1)) + rng.normal(0, 1, (units, periods)) + np.arange(periods)
    outcome -= 3 * (np.arange(periods) >= adopted[:, None])
    outcome[rng.random(outcome.shape) < missing] = np.nan
    return UnitPanel(outcome, adopted, np.ones(units))


@pytest.mark.parametrize("base", ["varying", "universal"])
@pytest.mark.parametrize("controls", ["never", "not_yet"])
@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_effects_and_errors_equal_those_of_the_library(controls: Controls, base: Base, missing: float) -> None:
    from diff_diff import CallawaySantAnna  # noqa: PLC0415 - heavy

    panel = made_up(missing=missing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = CallawaySantAnna(
            control_group="never_treated" if controls == "never" else "not_yet_treated", base_period=base
        ).fit(
            library_rows(panel),
            outcome="outcome",
            unit="unit",
            time="time",
            first_treat="first",
            aggregate="event_study",
        )
    found = average_effects(panel, ComparisonRules(controls, base))
    assert found
    for group, time, effect, _ in found.table:
        assert effect == pytest.approx(fitted.group_time_effects[group + 1, time + 1]["effect"], abs=1e-10)
    if missing:
        # The library weighs a cell by the units seen in it, the paper by the size of the group.
        return
    assert found.overall.effect == pytest.approx(fitted.overall_att, abs=1e-10)
    assert found.overall.standard_error == pytest.approx(fitted.overall_se, rel=1e-6)
    for event, average in found.events.items():
        assert average.effect == pytest.approx(fitted.event_study_effects[event]["effect"], abs=1e-10)
        assert average.standard_error == pytest.approx(fitted.event_study_effects[event]["se"], rel=1e-6)


def test_two_groups_and_two_periods_are_welch_on_the_changes() -> None:
    rng = np.random.default_rng(5)
    outcome = rng.normal(0, 1, (14, 2))
    adopted = np.array([1] * 5 + [2] * 9)
    panel = UnitPanel(outcome, adopted, np.ones(14))
    found = average_effects(panel)
    assert found
    change = outcome[:, 1] - outcome[:, 0]
    welch = stats.ttest_ind(change[:5], change[5:], equal_var=False)
    total, freedom = variance(panel, found.overall.influence, found.overall.rows)
    assert found.overall.effect == pytest.approx(change[:5].mean() - change[5:].mean())
    assert found.overall.effect / np.sqrt(total) == pytest.approx(welch.statistic)
    assert freedom == pytest.approx(welch.df)
    assert (widen(panel, found.overall.influence) ** 2).sum() == pytest.approx(total)


def test_observed_mean_is_that_of_the_cells_with_the_system() -> None:
    panel = made_up()
    found = average_effects(panel)
    assert found
    with_system = np.arange(7) >= panel.adopted[:, None]
    assert found.overall.observed == pytest.approx(panel.outcome[with_system].mean())


def test_weights_count_a_unit_as_often_as_copies_of_it() -> None:
    panel = made_up(units=24)
    weight = np.tile([1.0, 3.0], 12)
    times = weight.astype(int)
    weighted = average_effects(UnitPanel(panel.outcome, panel.adopted, weight))
    copied = average_effects(
        UnitPanel(np.repeat(panel.outcome, times, axis=0), np.repeat(panel.adopted, times), np.ones(48))
    )
    assert weighted
    assert copied
    assert weighted.overall.effect == pytest.approx(copied.overall.effect)
    assert weighted.overall.observed == pytest.approx(copied.overall.observed)


def test_group_of_one_unit_takes_the_error_of_its_controls() -> None:
    outcome = np.vstack([[5.0, 9.0], np.random.default_rng(3).normal(0, 1, (12, 2))])
    panel = UnitPanel(outcome, np.array([1] + [2] * 12), np.ones(13))
    found = average_effects(panel)
    assert found
    total, freedom = variance(panel, found.overall.influence, found.overall.rows)
    change = outcome[1:, 1] - outcome[1:, 0]
    assert total == pytest.approx(change.var(ddof=1) * (1 + 1 / 12))
    assert 10 < freedom <= 13


def test_group_that_disappears_has_no_effect_after_it_is_gone() -> None:
    panel = made_up(units=20)
    outcome = panel.outcome.copy()
    outcome[panel.adopted == 4, 5:] = np.nan
    found = {(one.group, one.time) for one in group_time_effects(UnitPanel(outcome, panel.adopted, panel.weight))}
    assert (4, 4) in found
    assert (4, 5) not in found


def test_nothing_can_be_averaged_without_controls() -> None:
    panel = made_up(units=8)
    assert average_effects(UnitPanel(panel.outcome, np.full(8, 3), panel.weight)) is None


@pytest.mark.parametrize("controls", ["never", "not_yet"])
def test_anticipation_moves_what_a_group_is_compared_with(controls: Controls) -> None:
    from diff_diff import CallawaySantAnna  # noqa: PLC0415 - heavy

    panel = made_up()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = CallawaySantAnna(
            control_group="never_treated" if controls == "never" else "not_yet_treated", anticipation=1
        ).fit(library_rows(panel), "outcome", "unit", "time", "first")
    found = average_effects(panel, ComparisonRules(controls, "varying", 1))
    assert found
    for group, time, effect, error in found.table:
        known = fitted.group_time_effects[group + 1, time + 1]
        assert (effect, error) == pytest.approx((known["effect"], known["se"]), abs=1e-10)


def test_error_by_clusters_is_the_librarys_with_clusters_as_one_group() -> None:
    from diff_diff import CallawaySantAnna  # noqa: PLC0415 - heavy

    panel = made_up(units=120)
    clusters = np.random.default_rng(9).permutation(np.arange(120) % 20)
    rows = library_rows(panel)
    rows["cluster"] = clusters[rows["unit"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = CallawaySantAnna(cluster="cluster").fit(rows, "outcome", "unit", "time", "first")
    mixed = replace(panel, clusters=clusters)
    found = average_effects(mixed, ComparisonRules("never", "varying"))
    assert found
    total, freedom = variance(mixed, found.overall.influence, found.overall.rows)
    assert np.sqrt(total) == pytest.approx(fitted.overall_se, rel=1e-9)
    assert 10 < freedom <= 19


def test_clusters_of_equal_size_that_adopt_as_a_whole_count_like_units() -> None:
    units = made_up(units=30)
    copies = np.repeat(np.arange(30), 4)
    noise = np.random.default_rng(4).normal(0, 1, (30, 4, 7))
    noise -= noise.mean(axis=1, keepdims=True)
    outcome = units.outcome[copies] + noise.reshape(120, 7)
    panel = UnitPanel(outcome, units.adopted[copies], np.ones(120), clusters=copies)
    found, known = average_effects(panel), average_effects(units)
    assert found
    assert known
    assert variance(panel, found.overall.influence, found.overall.rows) == pytest.approx(
        variance(units, known.overall.influence, known.overall.rows)
    )


def test_a_group_of_one_cluster_takes_the_error_of_the_clusters_it_is_compared_with() -> None:
    rng = np.random.default_rng(3)
    one = UnitPanel(rng.normal(0, 1, (13, 2)), np.array([1] + [2] * 12), np.ones(13))
    copies = np.repeat(np.arange(13), 3)
    panel = UnitPanel(one.outcome[copies], one.adopted[copies], np.ones(39), clusters=copies)
    found, known = average_effects(panel), average_effects(one)
    assert found
    assert known
    assert found.overall.rows == pytest.approx(known.overall.rows)
    assert variance(panel, found.overall.influence, found.overall.rows) == pytest.approx(
        variance(one, known.overall.influence, known.overall.rows)
    )


@pytest.mark.parametrize("missing", [0.0, 0.1])
@pytest.mark.parametrize("rules", [ComparisonRules(), ComparisonRules("never", anticipation=1)])
def test_the_overall_effect_alone_is_that_among_all_averages(rules: ComparisonRules, missing: float) -> None:
    panel = made_up(missing=missing)
    alone, found = overall_effect(panel, rules), average_effects(panel, rules)
    assert alone
    assert found
    assert (alone.effect, alone.observed) == (found.overall.effect, found.overall.observed)
    assert alone.influence == pytest.approx(found.overall.influence, abs=0)
    assert alone.rows == pytest.approx(found.overall.rows, abs=0)
    assert alone.controls == pytest.approx(found.overall.controls, abs=0)
    assert alone.controls.sum() == pytest.approx(1)


def test_there_is_no_overall_effect_without_controls() -> None:
    panel = made_up(units=8)
    assert overall_effect(UnitPanel(panel.outcome, np.full(8, 3), panel.weight)) is None
