"""Other weightings beside the main one, against numbers worked out by hand and against scoring everything anew."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from types import MappingProxyType

import numpy as np
import pytest

from made_up import number
from publicvalue.framework.model import PUBLIC_VALUE, Alternatives, Framework
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.scores.tree import build_tree
from publicvalue.scores.weightings import Weighting, own_weightings, score_weightings, summarise
from small_framework import HEAD, VERDICT, component, indicator, small_framework

COSTS, TIME, HARM, SERVICE = (
    "economic.benefit.costs",
    "economic.benefit.time",
    "economic.risk.harm",
    "citizen.benefit.service",
)
COMPONENTS = "components:\n" + "".join(
    (
        component(COSTS, "outputs", indicator(f"{COSTS}.a"), indicator(f"{COSTS}.b")),
        component(TIME, "outputs", indicator(f"{TIME}.a")),
        component(HARM, "outcomes", indicator(f"{HARM}.a")),
        component(SERVICE, "outcomes", indicator(f"{SERVICE}.a")),
    )
)
UNSURE: Framework = small_framework(HEAD + COMPONENTS + VERDICT)
SURE = replace(UNSURE, weight_spread=0.0, anchor_spread=0.0)
VALUES = {f"{COSTS}.a": 20, f"{COSTS}.b": 60, f"{TIME}.a": 90, f"{HARM}.a": 30, f"{SERVICE}.a": 80}
DRAWS = 400


def main_sheet(framework: Framework = SURE, error: float = 0.0, without: str = "") -> ScoreSheet:
    known = {id: number(value, error, draws=DRAWS) for id, value in VALUES.items() if id != without}
    return score_assessment(framework, known, 1, DRAWS)


def under(sheet: ScoreSheet, framework: Framework = SURE) -> dict[str, ScoreSheet]:
    own = own_weightings(framework)
    return {one.id: found for one, found in zip(own, score_weightings(sheet, own), strict=True)}


def value(sheet: ScoreSheet, node: str) -> float | None:
    return sheet.scores[node].value


def test_by_category_a_lone_risk_weighs_as_much_as_all_benefits_together() -> None:
    found = under(main_sheet())["by_category"]
    economic = ((40 * 90) ** 0.5 * 30) ** 0.5
    assert value(found, "economic") == pytest.approx(economic)
    assert value(found, PUBLIC_VALUE) == pytest.approx((economic * 80) ** 0.5)
    assert value(main_sheet(), "economic") == pytest.approx((40 * 90 * 30) ** (1 / 3))


def test_by_category_a_missing_component_leaves_its_weight_to_its_category() -> None:
    found = under(main_sheet(without=f"{TIME}.a"))["by_category"]
    assert value(found, "economic") == pytest.approx((40 * 30) ** 0.5)
    assert found.scores["economic"].coverage == pytest.approx(0.75)
    assert found.scores["economic"].bound_low == pytest.approx(((40 * 1) ** 0.5 * 30) ** 0.5)


def test_equal_indicators_weigh_components_and_dimensions_by_how_many_they_have() -> None:
    found = under(main_sheet())["equal_indicators"]
    assert value(found, "economic") == pytest.approx((40**2 * 90 * 30) ** (1 / 4))
    assert value(found, PUBLIC_VALUE) == pytest.approx((40**2 * 90 * 30 * 80) ** (1 / 5))


def test_equal_indicators_pass_over_what_weighs_nothing() -> None:
    off = replace(SURE, weights=MappingProxyType({f"{COSTS}.a": 0.0, "economic.risk": 0.0}))
    found = under(main_sheet(off), off)["equal_indicators"]
    assert value(found, "economic") == pytest.approx((60 * 90) ** 0.5)
    assert value(found, PUBLIC_VALUE) == pytest.approx((60 * 90 * 80) ** (1 / 3))


def test_equal_indicators_undo_the_weights_within_a_component() -> None:
    weighed = replace(SURE, weights=MappingProxyType({f"{COSTS}.b": 3.0}))
    assert value(main_sheet(weighed), COSTS) == pytest.approx(50)
    found = under(main_sheet(weighed, without=f"{TIME}.a"), weighed)["equal_indicators"]
    assert value(found, "economic") == pytest.approx((40**2 * 30) ** (1 / 3))
    # All that is unknown is drawn alike, as in the main sheet.
    filled = found.everything["economic"]
    assert filled.min() < value(found, "economic") < filled.max()  # type: ignore[operator]


def test_other_weights_give_what_scoring_everything_anew_gives() -> None:
    weights = MappingProxyType({"citizen": 3.0, COSTS: 2.0})
    open_means = Alternatives(MappingProxyType({"dimension": ("arithmetic",), PUBLIC_VALUE: ("arithmetic",)}))
    main = replace(UNSURE, alternatives=open_means)
    other = replace(main, weights=weights)
    sheet, anew = main_sheet(main, 4, without=f"{HARM}.a"), main_sheet(other, 4, without=f"{HARM}.a")
    (found,) = score_weightings(sheet, [Weighting("people_1", "people", other)])
    assert found.scores == {**anew.scores, **{id: sheet.scores[id] for id in sheet.scores if id.count(".") == 1}}
    for node in (PUBLIC_VALUE, "economic", "citizen"):
        np.testing.assert_array_equal(found.evidenced[node], anew.evidenced[node])
        np.testing.assert_array_equal(found.everything[node], anew.everything[node])


def test_the_main_weights_again_give_the_main_sheet() -> None:
    sheet = main_sheet(UNSURE, 4)
    (found,) = score_weightings(sheet, [Weighting("framework", "the same", UNSURE)])
    assert found.scores == sheet.scores


def test_by_category_weights_vary_below_the_category() -> None:
    sheet = main_sheet(replace(UNSURE, weight_spread=0.5))
    found = under(sheet, replace(UNSURE, weight_spread=0.5))["by_category"]
    assert found.evidenced["economic"].std() > 0.5
    # Citizen has one component: its weight cannot matter.
    assert found.evidenced["citizen"].std() == pytest.approx(0)


def test_by_category_each_draw_forms_categories_and_dimensions_by_one_mean() -> None:
    open_mean = replace(SURE, alternatives=Alternatives(MappingProxyType({"dimension": ("arithmetic",)})))
    drawn = under(main_sheet(open_mean), open_mean)["by_category"].evidenced["economic"]
    values, counts = np.unique(np.round(drawn, 6), return_counts=True)
    assert values.tolist() == pytest.approx([((40 * 90) ** 0.5 * 30) ** 0.5, (65 + 30) / 2])
    assert counts.tolist() == [DRAWS / 2] * 2


def test_summary_holds_public_value_and_dimensions_with_their_chances() -> None:
    sheet = main_sheet(UNSURE, 6, without=f"{SERVICE}.a")
    own = own_weightings(UNSURE)[0]
    (found,) = score_weightings(sheet, [own])
    told = summarise(own, found, 60.0, 45.0)
    assert (told.id, list(told.scores)) == ("by_category", [PUBLIC_VALUE, "economic", "citizen"])
    draws, score = found.evidenced["economic"], told.scores["economic"]
    assert (score.good, score.bad) == (np.mean(draws >= 60), np.mean(draws <= 45))
    assert score.bad is not None
    assert 0 < score.bad < 1
    assert (score.value, score.low) == (found.scores["economic"].value, found.scores["economic"].low)
    unknown = told.scores["citizen"]
    assert (unknown.value, unknown.low, unknown.high, unknown.good, unknown.bad) == (None,) * 5


def test_tree_with_categories_has_the_shares_that_it_had() -> None:
    tree = build_tree(replace(SURE, weights=MappingProxyType({"economic.benefit": 2.0})), categories=True)
    assert [level.name for level in tree.levels] == ["component", "category", "dimension", PUBLIC_VALUE]
    assert tree.leaf_shares(3).tolist() == pytest.approx([1 / 12, 1 / 12, 1 / 6, 1 / 6, 1 / 2])
    assert prod(build_tree(SURE).leaf_shares(2)) == pytest.approx((1 / 12) ** 2 * (1 / 6) ** 2 / 2)


def test_no_weighting_gives_no_sheet() -> None:
    assert score_weightings(main_sheet(), []) == ()
