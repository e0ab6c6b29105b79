"""Open choices of the method are drawn: in the interval, in the drivers, in a portfolio, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from types import MappingProxyType

import numpy as np
import pytest

from made_up import number
from publicvalue.framework.model import PUBLIC_VALUE, Alternatives, Framework
from publicvalue.scores.aggregate import Method, aggregate_tree
from publicvalue.scores.drivers.decisions import explore_decisions
from publicvalue.scores.drivers.design import Factor
from publicvalue.scores.drivers.sensitivity import find_drivers, find_interactions
from publicvalue.scores.means import PowerMean, mixed_means, weighted_means
from publicvalue.scores.portfolio.draws import Plan, gather_evidenced, knot_scores, simulate_portfolio
from publicvalue.scores.sheet import score_assessment
from publicvalue.scores.simulation.samples import Inputs, batch_ends, draw_inputs
from publicvalue.scores.simulation.uncertainty import draw_factors, draw_method, name_inputs
from publicvalue.scores.tree import Tree, build_tree
from small_framework import small_framework

SURE = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)
MEANS = Alternatives(means=MappingProxyType({PUBLIC_VALUE: ("arithmetic",)}))
OPEN = replace(SURE, alternatives=MEANS)
WEIGHED = replace(SURE, weights=MappingProxyType({"citizen": 3.0}), alternatives=Alternatives(weights=("equal",)))
# Exact numbers: economic 20, citizen 80, so public value is 40 (geometric) or 50 (arithmetic).
EXACT = {
    "economic.benefit.costs.a": number(20),
    "economic.risk.harm.b": number(20),
    "citizen.benefit.service.a": number(80),
}


def draws(framework: Framework, node: str = PUBLIC_VALUE) -> np.ndarray:
    return score_assessment(framework, EXACT, 1, 4000).evidenced[node]


def test_half_of_the_draws_take_each_open_mean() -> None:
    values, counts = np.unique(np.round(draws(OPEN), 9), return_counts=True)
    assert values.tolist() == [40, 50]
    assert counts == pytest.approx([2000, 2000], abs=10)
    assert np.ptp(draws(SURE)) == pytest.approx(0, abs=1e-9)


def test_interval_holds_the_open_choices_and_the_score_stays_as_stated() -> None:
    closed, opened = (score_assessment(one, EXACT, 1, 4000).scores[PUBLIC_VALUE] for one in (SURE, OPEN))
    assert opened.value == closed.value == pytest.approx(40)
    assert (opened.low, opened.high) == (pytest.approx(40), pytest.approx(50))
    assert (closed.low, closed.high) == (pytest.approx(40), pytest.approx(40))


def test_an_open_mean_touches_no_other_level() -> None:
    assert np.array_equal(draws(OPEN, "economic"), draws(SURE, "economic"))


def test_given_and_equal_weights_are_drawn_for_all_levels_together() -> None:
    values, counts = np.unique(np.round(draws(WEIGHED), 9), return_counts=True)
    assert values == pytest.approx([40, (20 * 80**3) ** 0.25])
    assert counts == pytest.approx([2000, 2000], abs=10)


def test_drivers_give_an_open_choice_its_share_and_its_proof() -> None:
    found = {(one.factor, one.node): one for one in find_drivers(OPEN, EXACT, 1) if one.over == "evidenced"}
    mean = found[Factor("mean", PUBLIC_VALUE), PUBLIC_VALUE]
    assert (mean.first, mean.total) == (pytest.approx(1, abs=0.1), pytest.approx(1, abs=0.1))
    assert (mean.alone, mean.changed) == (pytest.approx(5, abs=0.1), pytest.approx(0.5, abs=0.05))
    drivers = find_drivers(WEIGHED, EXACT, 1, [PUBLIC_VALUE])
    weighting = next(one for one in drivers if one.over == "evidenced" and one.factor == Factor("weighting"))
    assert weighting.total == pytest.approx(1, abs=0.1)
    assert weighting.changed == pytest.approx(0.5, abs=0.05)


def test_drivers_are_given_for_every_node_that_varies() -> None:
    measured = {id: number(40 + place, 3, seed=place) for place, id in enumerate(EXACT)}
    found = find_drivers(OPEN, measured, 1)
    nodes = list(dict.fromkeys(one.node for one in found if one.over == "evidenced"))
    assert nodes == [
        PUBLIC_VALUE,
        *("economic", "citizen", "economic.benefit.costs", "economic.risk.harm", "citizen.benefit.service"),
        *("economic.benefit", "economic.risk", "citizen.benefit"),
        *("stage.outputs", "stage.outcomes", "category.benefit", "category.risk"),
    ]
    stage = {one.factor: one for one in found if (one.node, one.over) == ("stage.outputs", "evidenced")}
    assert {factor.id for factor, one in stage.items() if one.changed} == {
        "economic.benefit.costs.a",
        "economic.risk.harm.b",
    }


@pytest.mark.parametrize("node", ["economic", "stage.outputs", "economic.risk"])
def test_a_node_asked_for_alone_has_the_same_drivers(node: str) -> None:
    measured = {id: number(40 + place, 3, seed=place) for place, id in enumerate(EXACT)}
    every = [one for one in find_drivers(OPEN, measured, 1) if one.node == node]
    alone = find_drivers(OPEN, measured, 1, [node])
    assert [one.factor for one in alone] == [one.factor for one in every]
    assert [one.total for one in alone] == pytest.approx([one.total for one in every], abs=1e-12)


def test_inputs_that_act_only_together_show_in_the_second_order() -> None:
    # Public value less 50 is w times the error, w a quarter or a half: E[w]^2 / E[w^2] is 0.9, and 0.1 is together.
    framework = replace(WEIGHED, means=MappingProxyType({}))
    even = {"economic.benefit.costs.a": number(50, 12, seed=3), "citizen.benefit.service.a": number(50)}
    found = [find_interactions(framework, even, seed, PUBLIC_VALUE) for seed in range(12)]
    pairs = [one for pairs in found for one in pairs if one.over == "evidenced"]
    assert [{factor.kind for factor in pair.factors} for pair in pairs] == [{"indicator", "weighting"}] * 12
    assert np.mean([pair.second for pair in pairs]) == pytest.approx(0.1, abs=0.04)
    # Resampled rows do not know that the sample is even: half-widths of 95 % hold the spread that other seeds show.
    spread = np.std([pair.second for pair in pairs], ddof=1)
    assert 1.96 * spread < np.mean([pair.second_half for pair in pairs]) < 0.2
    assert find_interactions(SURE, {}, 1, PUBLIC_VALUE) == ()


def test_explorer_shows_each_mean_with_the_choice_closed() -> None:
    sheet = score_assessment(OPEN, EXACT, 1, 4000)
    found = {one.id: one for one in explore_decisions(OPEN, sheet.simulation) if one.node == PUBLIC_VALUE}
    assert (found["stated"].low, found["stated"].high) == (pytest.approx(40), pytest.approx(50))
    assert (found["arithmetic"].low, found["arithmetic"].high) == (pytest.approx(50), pytest.approx(50))


def test_portfolio_draws_the_same_choice_for_all_systems() -> None:
    tree = build_tree(OPEN)
    known = {id: knot_scores(np.full(100, found.estimate)) for id, found in EXACT.items()}
    drawn = simulate_portfolio(tree, gather_evidenced(tree, [known, known]), Plan(1, 400, chunk=200))
    assert np.unique(np.round(drawn.scores, 3), return_counts=True)[1].tolist() == [400, 400]
    assert np.array_equal(drawn.scores[:, 0], drawn.scores[:, 1])


@pytest.mark.parametrize("count", [3, 40])
def test_mixing_means_gives_each_draw_its_own(count: int) -> None:
    rng = np.random.default_rng(1)
    values, weights = rng.uniform(1, 100, (5, 60)), rng.uniform(0, 1, (5, 60))
    starts, means = np.array([0, 3]), [PowerMean(), PowerMean(0.0), PowerMean(-1.0)]
    picks = np.sort(rng.integers(0, 3, 60)) if count == 3 else rng.integers(0, 3, 60)
    found = mixed_means(values, weights, starts, means, picks)
    plain = np.stack([weighted_means(values, weights, starts, mean) for mean in means])
    np.testing.assert_array_equal(found, plain[picks, :, np.arange(60)].T)


def inputs(framework: Framework, tree: Tree, seed: int) -> Inputs:
    return draw_inputs(name_inputs(framework, tree), batch_ends(1000), np.random.default_rng(seed))


def drawn_method(framework: Framework, tree: Tree, seed: int) -> Method:
    own = inputs(framework, tree, seed)
    return draw_method(tree, own, tuple(draw_factors(level, framework.weight_spread, own) for level in tree.levels))


def test_even_weights_leave_less_to_the_luck_of_the_draw() -> None:
    framework = replace(SURE, weight_spread=0.5)
    tree = build_tree(framework)
    scores = np.random.default_rng(2).uniform(10, 90, len(tree.indicators))

    def mean_with(even: bool, seed: int) -> float:
        method = drawn_method(framework, tree, seed)
        if not even:
            rng = np.random.default_rng(seed)
            weights = tuple(level.weights * rng.uniform(0.5, 1.5, (1000, len(level.weights))) for level in tree.levels)
            method = replace(method, weights=weights)
        return float(aggregate_tree(tree, np.broadcast_to(scores, (1000, len(scores))), method)[-1].mean())

    errors = {even: np.std([mean_with(even, seed) for seed in range(60)]) for even in (True, False)}
    assert errors[True] < errors[False] / 2


def test_combinations_of_open_choices_are_all_drawn() -> None:
    levels = {"component": ("geometric",), "dimension": ("arithmetic",), PUBLIC_VALUE: ("arithmetic",)}
    alternatives = Alternatives(means=MappingProxyType(levels))
    tree = build_tree(replace(SURE, alternatives=alternatives))
    picks = [one for one in drawn_method(SURE, tree, 1).picks if one is not None]
    counts = np.unique(np.stack(picks), axis=1, return_counts=True)[1]
    assert len(counts) == prod([2, 2, 2])
    assert counts.min() > 80


def test_equal_weights_take_the_place_of_peoples_weights() -> None:
    people = MappingProxyType({"economic": np.full(50, 3.0), "citizen": np.full(50, 1.0)})
    weights = MappingProxyType({"economic": 3.0, "citizen": 1.0})
    framework = replace(SURE, weights=weights, sampled_weights=people, alternatives=Alternatives(weights=("equal",)))
    tree = build_tree(framework)
    drawn = drawn_method(framework, tree, 1).weights[-1]
    assert np.unique(drawn, axis=0, return_counts=True)[1].tolist() == [500, 500]
    assert np.unique(drawn / drawn.sum(axis=1, keepdims=True), axis=0).tolist() == [[0.5, 0.5], [0.75, 0.25]]
