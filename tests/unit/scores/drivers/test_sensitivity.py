"""What drives the uncertainty, on the small framework where the shares can be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from made_up import number
from publicvalue.errors import InputError
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.measures.result import Measured
from publicvalue.scores.aggregate import aggregate_tree, stated_method
from publicvalue.scores.drivers.design import Factor
from publicvalue.scores.drivers.sensitivity import Driver, find_drivers, find_interactions
from publicvalue.scores.paths import climb_path, path_nodes
from publicvalue.scores.tree import build_tree
from small_framework import TEXT, small_framework

SURE = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)


def drivers(framework: Framework, node: str, over: str, **measured: Measured) -> dict[Factor, Driver]:
    ids = {"a": "economic.benefit.costs.a", "b": "economic.benefit.costs.b", "c": "citizen.benefit.service.a"}
    found = find_drivers(framework, {ids[name]: one for name, one in measured.items()}, 1)
    return {driver.factor: driver for driver in found if (driver.node, driver.over) == (node, over)}


A, B = Factor("indicator", "economic.benefit.costs.a"), Factor("indicator", "economic.benefit.costs.b")


def test_shares_of_an_arithmetic_mean_are_those_of_the_squared_errors() -> None:
    found = drivers(SURE, "economic", "evidenced", a=number(40, 3, seed=1), b=number(60, 4, seed=2))
    assert (found[A].first, found[B].first) == (pytest.approx(9 / 25, abs=0.1), pytest.approx(16 / 25, abs=0.1))
    assert (found[A].total, found[B].total) == (pytest.approx(9 / 25, abs=0.06), pytest.approx(16 / 25, abs=0.06))
    assert found[A].alone == pytest.approx(1.5, rel=0.05)
    assert min(found[A].changed, found[B].changed) > 0.99


def test_largest_driver_comes_first() -> None:
    found = drivers(SURE, "economic", "evidenced", a=number(40, 3, seed=1), b=number(60, 4, seed=2))
    assert next(iter(found)) == B


def test_factor_that_is_not_varied_is_shown_as_such() -> None:
    found = drivers(SURE, "economic", "evidenced", a=number(40, 3))
    weights = found[Factor("weights", "component")]
    assert (weights.total, weights.alone, weights.changed) == (0, 0, 0)


def test_unknown_is_one_input_over_all_and_none_over_what_is_evidenced() -> None:
    unknown = Factor("unknown")
    assert unknown not in drivers(SURE, PUBLIC_VALUE, "evidenced", a=number(40, 3))
    found = drivers(SURE, PUBLIC_VALUE, "all", a=number(40, 3))
    assert found[unknown].total > 0.9
    assert found[unknown].alone > 20


def test_nothing_unknown_leaves_one_scope() -> None:
    measured = {id: number(50, 2, seed=place) for place, id in enumerate(build_tree(SURE).indicators)}
    assert {driver.over for driver in find_drivers(SURE, measured, 1)} == {"evidenced"}


def test_judged_goalposts_are_one_input() -> None:
    judged = small_framework(TEXT.replace("basis: standard", "basis: judgement"))
    found = drivers(replace(judged, weight_spread=0.0), "economic", "evidenced", a=number(40, 1))
    assert found[Factor("goalposts")].total > 0.8
    assert Factor("goalposts") not in drivers(SURE, "economic", "evidenced", a=number(40, 1))


def test_weights_drive_only_from_their_level_up() -> None:
    framework = replace(SURE, weight_spread=0.25)
    exact = {"a": number(20), "b": number(80), "c": number(90)}
    economic = drivers(framework, "economic", "evidenced", **exact)
    assert economic[Factor("weights", "component")].total == pytest.approx(1, abs=0.1)
    assert economic[Factor("weights", PUBLIC_VALUE)].changed == 0
    assert drivers(framework, PUBLIC_VALUE, "evidenced", **exact)[Factor("weights", PUBLIC_VALUE)].total > 0.1


def test_node_that_does_not_vary_has_no_drivers() -> None:
    assert drivers(SURE, "economic", "evidenced", a=number(40)) == {}
    assert find_drivers(SURE, {}, 1) == ()


def test_same_seed_same_numbers() -> None:
    measured = {A.id: number(40, 3)}
    assert find_drivers(SURE, measured, 5) == find_drivers(SURE, measured, 5)


def test_climbing_one_path_gives_the_same_as_climbing_the_tree() -> None:
    tree, rng = build_tree(SURE), np.random.default_rng(1)
    scores = rng.uniform(0, 100, (7, len(tree.indicators)))
    scores[:, 3] = np.nan
    levels = aggregate_tree(tree, scores)
    assert len(tree.indicators) == 6
    for column in range(len(tree.indicators)):
        new = rng.uniform(0, 100, 7)
        changed = scores.copy()
        changed[:, column] = new
        whole = aggregate_tree(tree, changed)
        path = climb_path(tree, (scores, *levels[:-1]), stated_method(tree), column, new)
        for position, node in enumerate(path_nodes(tree, column)):
            assert path[position] == pytest.approx(whole[position][:, node])


@pytest.mark.parametrize("measured", [{}, {"economic.benefit.costs.a": number(50, 5)}])
def test_what_is_no_node_above_the_indicators_is_refused_by_name(measured: dict[str, Measured]) -> None:
    framework = small_framework()
    with pytest.raises(InputError) as caught:
        find_drivers(framework, measured, 1, ["economc", "citizen", "economic.benefit.costs.a"])
    assert [(problem.what, problem.do) for problem in caught.value.problems] == [
        ("there is no node 'economc'", "did you mean 'economic'?"),
        ("there is no node 'economic.benefit.costs.a'", "did you mean 'economic.benefit.costs'?"),
    ]
    with pytest.raises(InputError, match=r"there is no node 'stage\.profits'"):
        find_interactions(framework, measured, 1, "stage.profits")
