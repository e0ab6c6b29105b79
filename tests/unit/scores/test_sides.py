"""Components that count alike, and what stands beside the tree, against numbers worked out by hand.

The framework has two dimensions. Economic holds two benefits and one risk; citizen holds one benefit. The indicators of
one component belong to two stages.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from math import prod
from types import MappingProxyType

import numpy as np
import pytest

from made_up import number
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.scores.drivers.decisions import explore_decisions
from publicvalue.scores.drivers.design import Factor, Over, build_design
from publicvalue.scores.drivers.sensitivity import find_drivers
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.scores.sides import build_sides
from publicvalue.scores.tree import build_tree
from small_framework import HEAD, VERDICT, component, indicator, small_framework

COSTS, TIME, HARM, SERVICE = (
    "economic.benefit.costs",
    "economic.benefit.time",
    "economic.risk.harm",
    "citizen.benefit.service",
)
COMPONENTS = "components:\n" + "".join(
    (
        component(COSTS, "outputs", indicator(f"{COSTS}.a"), indicator(f"{COSTS}.b") + "        stage: outcomes\n"),
        component(TIME, "outputs", indicator(f"{TIME}.a")),
        component(HARM, "outcomes", indicator(f"{HARM}.a")),
        component(SERVICE, "outcomes", indicator(f"{SERVICE}.a"), indicator(f"{SERVICE}.b")),
    )
)
UNSURE: Framework = small_framework(HEAD + COMPONENTS + VERDICT)
SURE = replace(UNSURE, weight_spread=0.0, anchor_spread=0.0)
VALUES = {f"{COSTS}.a": 20, f"{COSTS}.b": 60, f"{TIME}.a": 90, f"{HARM}.a": 30, f"{SERVICE}.a": 80, f"{SERVICE}.b": 40}
DRAWS = 500
KNOWN = {id: number(value, draws=DRAWS) for id, value in VALUES.items()}


def geometric(*scores: float) -> float:
    return prod(scores) ** (1 / len(scores))


def values_of(framework: Framework = SURE, without: str = "") -> dict[str, float | None]:
    known = {id: found for id, found in KNOWN.items() if id != without}
    scores = score_assessment(framework, known, 1, DRAWS).scores
    return {node: score.value for node, score in scores.items()}


def test_components_count_alike_within_their_dimension_however_few_a_category_has() -> None:
    found = values_of()
    assert found["economic"] == pytest.approx(geometric(40, 90, 30))
    assert found["citizen"] == pytest.approx(60)
    assert found[PUBLIC_VALUE] == pytest.approx(geometric(geometric(40, 90, 30), 60))


def test_categories_within_dimensions_stand_beside_the_tree_under_their_former_ids() -> None:
    found = values_of()
    assert found["economic.benefit"] == pytest.approx(geometric(40, 90))
    assert found["economic.risk"] == pytest.approx(30)
    assert found["citizen.benefit"] == pytest.approx(60)
    # Costs, time and harm are a sixth of public value each, service is a half.
    assert found["category.benefit"] == pytest.approx((40 * 90 * 60**3) ** (1 / 5))


def test_stage_takes_of_a_component_the_indicators_that_belong_to_it() -> None:
    sheet = score_assessment(SURE, KNOWN, 1, DRAWS)
    # Of costs, outputs take the first indicator and outcomes the second, each a twelfth of public value.
    outputs, outcomes = sheet.scores["stage.outputs"], sheet.scores["stage.outcomes"]
    assert outputs.value == pytest.approx(np.exp((np.log(20) / 12 + np.log(90) / 6) / (1 / 12 + 1 / 6)))
    assert outcomes.value == pytest.approx(
        np.exp((np.log(60) / 12 + np.log(30) / 6 + np.log(60) / 2) / (1 / 12 + 1 / 6 + 1 / 2))
    )
    without = score_assessment(SURE, {id: one for id, one in KNOWN.items() if id != f"{COSTS}.a"}, 1, DRAWS)
    assert without.scores["stage.outputs"].value == pytest.approx(90)
    assert without.scores["stage.outputs"].coverage == pytest.approx(2 / 3)
    assert without.scores["stage.outputs"].bound_low == pytest.approx(90 ** (2 / 3))
    assert without.scores["stage.outcomes"] == outcomes


def test_weight_of_a_category_multiplies_that_of_its_components() -> None:
    weights = MappingProxyType({"economic.benefit": 2.0, COSTS: 3.0})
    found = values_of(replace(SURE, weights=weights))
    assert found["economic"] == pytest.approx((40**6 * 90**2 * 30) ** (1 / 9))
    off = values_of(replace(SURE, weights=MappingProxyType({"economic.benefit": 0.0})))
    assert off["economic"] == pytest.approx(30)


def test_parts_of_a_component_vary_with_its_weights_and_what_is_unknown() -> None:
    sheet = score_assessment(replace(SURE, weight_spread=0.5), KNOWN, 1, DRAWS)
    sides = build_sides(SURE, sheet.simulation.tree)
    assert [part.tolist() for part in sides.parts] == [[0], [1]]
    whole = sides.columns(sheet.simulation.indicators, sheet.simulation.evidenced[0], sheet.simulation.method)
    assert whole.shape == (DRAWS, 6)
    np.testing.assert_allclose(whole[:, 4:], np.tile([20.0, 60.0], (DRAWS, 1)))
    unknown = score_assessment(SURE, {}, 1, DRAWS)
    np.testing.assert_allclose(unknown.everything["stage.outputs"], unknown.everything[COSTS].clip(1))


def test_shares_of_the_stages_add_up_to_the_whole() -> None:
    tree = build_tree(SURE)
    sides = build_sides(SURE, tree)
    stages = [place for place, node in enumerate(sides.nodes) if node.startswith("stage.")]
    leaves = np.array(sides.leaves(tree))[stages]
    assert leaves.sum(axis=0).tolist() == [1] * len(tree.indicators)
    assert sum(sides.weights[sides.members[place]].sum() for place in stages) == pytest.approx(1)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_order_of_components_in_the_file_changes_no_score(order: tuple[int, ...]) -> None:
    shuffled = replace(SURE, components=tuple(SURE.components[place] for place in order))
    found, expected = values_of(shuffled, without=f"{COSTS}.b"), values_of(without=f"{COSTS}.b")
    assert set(found) == set(expected)
    assert {node: pytest.approx(value) for node, value in found.items()} == expected


@pytest.mark.parametrize("id", VALUES)
def test_better_indicator_lowers_no_node(id: str) -> None:
    def sheet(**changed: object) -> ScoreSheet:
        return score_assessment(UNSURE, {**KNOWN, **changed}, 1, DRAWS)

    before, after = sheet(), sheet(**{id: number(VALUES[id] + 5, draws=DRAWS)})
    assert all((after.evidenced[node] >= before.evidenced[node] - 1e-9).all() for node in before.evidenced)
    assert (after.evidenced[PUBLIC_VALUE] > before.evidenced[PUBLIC_VALUE]).all()


@pytest.mark.parametrize("id", VALUES)
@pytest.mark.parametrize("over", ["evidenced", "all"])
def test_exchanging_one_indicator_gives_what_scoring_everything_anew_gives(id: str, over: Over) -> None:
    known = {one: value for one, value in VALUES.items() if one in (id, *list(VALUES)[:4])}
    design = build_design(
        UNSURE, {id: number(value, 4, seed=place) for place, (id, value) in enumerate(known.items())}, 3
    )
    base, scores = design.climb(design.a, over), design.a.scores.copy()
    column = design.tree.indicators.index(id)
    scores[:, column] = design.numbers_from_b[:, column]
    anew = design.climb(replace(design.a, scores=scores), over).outputs
    np.testing.assert_allclose(design.exchange(Factor("indicator", id), over, base), anew, rtol=1e-12)


def test_drivers_of_a_stage_are_the_indicators_that_it_takes() -> None:
    measured = {id: number(value, 4, seed=place) for place, (id, value) in enumerate(VALUES.items())}
    found = find_drivers(UNSURE, measured, 1, ["stage.outputs"])
    moving = {one.factor.id for one in found if one.factor.kind == "indicator" and one.changed}
    assert moving == {f"{COSTS}.a", f"{TIME}.a"}


def test_other_means_reach_what_stands_beside_the_tree() -> None:
    sheet = score_assessment(SURE, KNOWN, 1, DRAWS)
    found = {(one.node, one.id): one.value for one in explore_decisions(SURE, sheet.simulation)}
    assert found["economic.benefit", "arithmetic"] == pytest.approx(65)
    assert found["economic.benefit", "stated"] == pytest.approx(60)
    assert found["stage.outputs", "arithmetic"] == pytest.approx((20 / 12 + 90 / 6) / (1 / 12 + 1 / 6))
