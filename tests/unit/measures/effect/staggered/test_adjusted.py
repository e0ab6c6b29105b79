from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from adopting_units import draw_panel, drifting, in_all_periods, library_rows
from publicvalue.errors import MethodError
from publicvalue.measures.effect.staggered.adjusted import Adjusted, Adjustment, compare_adjusted
from publicvalue.measures.effect.staggered.group_time import Base, ComparisonRules, Controls, UnitPanel, average_effects


def growing_panel(seed: int = 1) -> UnitPanel:
    """Units that grow with two covariates, on which their adoption depends too."""
    rng = np.random.default_rng(seed)
    covariates = rng.normal(0, 1, (200, 2))
    lean = covariates @ [0.6, -0.3] + rng.logistic(0, 1, 200)
    adopted = np.select([lean > 1.5, lean > 0.5], [2, 4], 6)
    panel = draw_panel(rng, adopted, 6, -2.0)
    grown = panel.outcome + (covariates @ [1.0, 0.5])[:, None] * np.arange(6)
    return replace(panel, outcome=grown, covariates=in_all_periods(covariates, 6))


def drifting_panel(seed: int = 4) -> UnitPanel:
    """Units that grow with two covariates that change over time; adoption depends on their last values before it."""
    rng = np.random.default_rng(seed)
    covariates = drifting(rng, 200, 6, 2)
    lean = covariates @ [0.3, -0.2] + rng.logistic(0, 1, (200, 6))
    adopted = np.select([lean[:, 1] > 1.5, lean[:, 3] > 1.0], [2, 4], 6)
    panel = draw_panel(rng, adopted, 6, -2.0)
    grown = panel.outcome + np.cumsum(covariates @ [0.5, 0.3], axis=1)
    return replace(panel, outcome=grown, covariates=covariates)


@pytest.mark.parametrize("panel", [growing_panel(), drifting_panel()], ids=["constant", "drifting"])
@pytest.mark.parametrize("base", ["varying", "universal"])
@pytest.mark.parametrize("controls", ["never", "not_yet"])
@pytest.mark.parametrize(("adjustment", "name"), [("regression", "reg"), ("weighting", "ipw")])
def test_adjusted_effects_and_errors_equal_those_of_the_library(
    panel: UnitPanel, base: Base, controls: Controls, adjustment: Adjustment, name: str
) -> None:
    from diff_diff import CallawaySantAnna  # noqa: PLC0415 - heavy

    group = "never_treated" if controls == "never" else "not_yet_treated"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # It moves small probabilities up to a limit, which the paper does not.
        library = CallawaySantAnna(
            control_group=group, estimation_method=name, pscore_trim=1e-9, base_period=base, anticipation=0
        )
        fitted = library.fit(library_rows(panel), "outcome", "unit", "time", "first", covariates=["x0", "x1"])
    found = average_effects(panel, ComparisonRules(controls, base, 0, adjustment))
    assert found
    single = {(g + 1, t + 1): (effect, error) for g, t, effect, error in found.table}
    known = {(int(g), int(t)): one for (g, t), one in fitted.group_time_effects.items() if one["se"] > 0}
    assert sorted(single) == sorted(known)
    for place, (effect, error) in single.items():
        assert effect == pytest.approx(known[place]["effect"], abs=1e-8)
        assert error == pytest.approx(known[place]["se"], rel=1e-6)
    assert found.overall.effect == pytest.approx(fitted.overall_att, abs=1e-8)
    assert found.overall.standard_error == pytest.approx(fitted.overall_se, rel=1e-6)


def compared(adjustment: Adjustment, weight: np.ndarray) -> Adjusted:
    panel = growing_panel()
    used = (panel.adopted == 2) | (panel.adopted == 6)
    change, adopts = (panel.outcome[:, 3] - panel.outcome[:, 1])[used], (panel.adopted == 2)[used]
    found = compare_adjusted(change, adopts, weight[used], panel.covariates[used, 0], adjustment)
    assert found
    return found


@pytest.mark.parametrize("adjustment", ["doubly robust", "regression", "weighting"])
def test_influence_is_how_the_effect_moves_with_the_weight_of_a_unit(adjustment: Adjustment) -> None:
    step, found = 1e-6, compared(adjustment, np.ones(200))
    used = np.flatnonzero(np.isin(growing_panel().adopted, [2, 6]))
    assert len(used) > 9
    for place in range(0, len(used), 9):
        weight = np.ones(200)
        weight[used[place]] += step
        moved = (compared(adjustment, weight).effect - found.effect) / step
        assert found.influence[place] == pytest.approx(moved, rel=1e-4, abs=1e-8)


def test_doubly_robust_is_the_weighting_of_what_the_regression_leaves() -> None:
    panel = growing_panel()
    used = (panel.adopted == 2) | (panel.adopted == 6)
    change, adopts = (panel.outcome[:, 3] - panel.outcome[:, 1])[used], (panel.adopted == 2)[used]
    design = np.column_stack([np.ones(used.sum()), panel.covariates[used, 0]])
    line = np.linalg.lstsq(design[~adopts], change[~adopts], rcond=None)[0]
    left = change - design @ line
    by_weighting = compare_adjusted(left, adopts, np.ones(len(left)), panel.covariates[used, 0], "weighting")
    assert by_weighting
    assert compared("doubly robust", np.ones(200)).effect == pytest.approx(by_weighting.effect, abs=1e-10)


@pytest.mark.parametrize("adjustment", ["doubly robust", "regression", "weighting"])
def test_without_anything_measured_it_is_the_difference_of_means(adjustment: Adjustment) -> None:
    rng = np.random.default_rng(2)
    change, adopts = rng.normal(0, 1, 40), np.arange(40) < 15
    found = compare_adjusted(change, adopts, np.ones(40), np.zeros((40, 0)), adjustment)
    assert found
    assert found.effect == pytest.approx(change[adopts].mean() - change[~adopts].mean())
    assert found.influence @ found.influence == pytest.approx(change[adopts].var() / 15 + change[~adopts].var() / 25)


def test_scales_and_copies_of_a_covariate_change_nothing() -> None:
    panel = growing_panel()
    other = replace(panel, covariates=np.dstack([panel.covariates * [1000, 1] + [5, -7], panel.covariates[:, :, 1]]))
    found = [average_effects(one) for one in (panel, other)]
    assert found[0]
    assert found[1]
    assert found[0].overall.effect == pytest.approx(found[1].overall.effect, abs=1e-8)
    assert found[0].overall.standard_error == pytest.approx(found[1].overall.standard_error, rel=1e-6)


def test_groups_that_covariates_tell_fully_apart_are_refused() -> None:
    panel = draw_panel(np.random.default_rng(3), np.repeat([3, 6], [8, 8]), 6)
    apart = replace(panel, covariates=in_all_periods((panel.adopted[:, None] == 3) * 1.0, 6))
    with pytest.raises(MethodError, match="tell the 8 unit"):
        average_effects(apart)
    assert average_effects(apart, ComparisonRules(adjustment="regression"))


def test_doubly_robust_effects_are_those_of_the_published_formula_with_the_values_before_adoption() -> None:
    """Equation 2.6 of Sant'Anna and Zhao (2020), with a logistic and a linear regression of statsmodels."""
    import statsmodels.api as sm  # noqa: PLC0415 - heavy

    panel = drifting_panel()
    found = average_effects(panel, ComparisonRules("never"))
    assert found
    for group, time, effect, _ in found.table:
        used = (panel.adopted == group) | (panel.adopted == 6)
        adopts = (panel.adopted == group)[used]
        change = (panel.outcome[:, time] - panel.outcome[:, group - 1])[used]
        design = sm.add_constant(panel.covariates[used, group - 1])
        chance = sm.Logit(adopts.astype(float), design).fit(disp=False, tol=1e-12).predict()
        away = change - sm.OLS(change[~adopts], design[~adopts]).fit().predict(design)
        own, other = adopts / adopts.mean(), np.where(adopts, 0.0, chance / (1 - chance))
        assert effect == pytest.approx(np.mean((own - other / other.mean()) * away), abs=1e-8)
