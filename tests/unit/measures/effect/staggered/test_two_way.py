from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from adopting_units import draw_panel, library_rows
from publicvalue.measures.effect.staggered.group_time import UnitPanel
from publicvalue.measures.effect.staggered.two_way import TwoWay, imputation_effect, two_way_effect


def made_up(missing: float = 0.0, seed: int = 3) -> UnitPanel:
    rng = np.random.default_rng(seed)
    panel = draw_panel(rng, rng.choice([2, 4, 5, 7], 60), 7, effect=-3.0)
    panel.outcome[rng.random(panel.outcome.shape) < missing] = np.nan
    return panel


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_effects_of_unit_and_period_are_those_of_a_design_matrix(missing: float) -> None:
    panel = made_up(missing)
    cells = np.isfinite(panel.outcome)
    rows, columns = np.nonzero(cells)
    design = np.hstack([np.eye(60)[rows], np.eye(7)[columns]])
    solved, *_ = np.linalg.lstsq(design, panel.outcome[cells], rcond=None)
    assert TwoWay(cells).fit(panel.outcome)[cells] == pytest.approx(design @ solved, abs=1e-9)


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_imputation_equals_that_of_the_library(missing: float) -> None:
    from diff_diff import ImputationDiD  # noqa: PLC0415 - heavy

    panel = made_up(missing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = ImputationDiD().fit(
            library_rows(panel), outcome="outcome", unit="unit", time="time", first_treat="first"
        )
    found = imputation_effect(panel)
    assert found
    effect, influence = found.effect, found.influence
    assert effect == pytest.approx(fitted.overall_att, abs=1e-9)
    assert np.sqrt(influence @ influence) == pytest.approx(fitted.overall_se, rel=1e-6)


def test_imputation_needs_a_cell_without_the_system_in_the_period() -> None:
    panel = draw_panel(np.random.default_rng(4), np.array([2, 2, 3, 3]), 4)
    found = imputation_effect(panel)
    assert found
    # In the last period all have the system: only the third says anything.
    fitted = TwoWay(np.arange(4) < panel.adopted[:, None]).fit(panel.outcome)
    assert found.effect == pytest.approx((panel.outcome - fitted)[:2, 2].mean())


def test_imputation_says_nothing_where_periods_cannot_be_compared() -> None:
    outcome = np.array([[1.0, 2.0, np.nan, np.nan], [np.nan, np.nan, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]])
    assert imputation_effect(UnitPanel(outcome, np.array([4, 4, 1]), np.ones(3))) is None


def test_a_group_of_one_unit_keeps_its_chance_in_the_error() -> None:
    panel = draw_panel(np.random.default_rng(5), np.array([2, 4, *[6] * 20]), 6)
    found = imputation_effect(panel)
    assert found
    assert abs(found.influence[0]) > 0.01
    assert abs(found.influence[1]) > 0.01


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_two_way_coefficient_and_weights_are_those_of_a_regression(missing: float) -> None:
    panel = made_up(missing)
    cells = np.isfinite(panel.outcome)
    rows, columns = np.nonzero(cells)
    with_system = (columns >= panel.adopted[rows]).astype(float)
    effects = np.hstack([np.eye(60)[rows], np.eye(7)[columns]])
    solved, *_ = np.linalg.lstsq(np.hstack([with_system[:, None], effects]), panel.outcome[cells], rcond=None)
    left = with_system - effects @ np.linalg.lstsq(effects, with_system, rcond=None)[0]
    weights = (left / left[with_system > 0].sum())[with_system > 0]
    found = two_way_effect(panel)
    assert found
    assert found.effect == pytest.approx(solved[0], abs=1e-9)
    assert found.negative_cells == pytest.approx((weights < 0).mean())
    assert found.negative_weight == pytest.approx(weights[weights < 0].sum(), abs=1e-9)


def test_effects_that_grow_turn_the_two_way_coefficient_round() -> None:
    # All adopt in the end, and each further period with the system adds 1: no effect is below 1.
    adopted = np.repeat([1, 3], 10)
    since = np.maximum(np.arange(6) - adopted[:, None] + 1, 0)
    found = two_way_effect(UnitPanel(since.astype(float), adopted, np.ones(20)))
    assert found
    assert found.effect < 0
    assert found.negative_weight < 0


def test_two_way_says_nothing_where_all_adopt_at_once() -> None:
    panel = draw_panel(np.random.default_rng(6), np.array([2, 2, 2]), 4)
    assert two_way_effect(panel) is None


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_weights_count_a_unit_as_often_as_copies_of_it(missing: float) -> None:
    panel = made_up(missing)
    times = np.random.default_rng(8).integers(1, 4, 60)
    weighed = replace(panel, weight=7.0 * times)
    copied = UnitPanel(np.repeat(panel.outcome, times, axis=0), np.repeat(panel.adopted, times), np.ones(times.sum()))
    for estimate in (imputation_effect, two_way_effect):
        found, known, plain = estimate(weighed), estimate(copied), estimate(panel)
        assert found
        assert known
        assert plain
        assert found.effect == pytest.approx(known.effect, abs=1e-9)
        assert found.effect != pytest.approx(plain.effect, abs=1e-3)
        # The copies of a unit move together: their influences add up to that of the unit.
        summed = np.add.reduceat(known.influence, np.append(0, np.cumsum(times)[:-1]))
        assert found.influence == pytest.approx(summed, abs=1e-9)
