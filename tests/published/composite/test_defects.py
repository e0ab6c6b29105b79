"""Where COINr is wrong, what is right instead, and why.

The reference files of these cases hold the wrong numbers on purpose; each test says how they differ from ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from house import ROOT, load
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.impute import impute_panel
from publicvalue.scores.composite.outrank import copeland_scores, outranking_shares
from publicvalue.scores.composite.treat import Treatment, treat

conformance = load(ROOT / "scripts" / "conformance.py")
NAN = np.nan


@pytest.fixture(scope="module")
def reference(shared_data: Callable[[str], Path]) -> Any:
    return conformance.Reference(shared_data("composite-index"))


@pytest.fixture(scope="module")
def missing(reference: Any) -> Data:
    return reference.data("aggregate/input_missing_minmax_1_100")


@pytest.mark.parametrize("id", ["genmean_pm1", "genmean_p2", "genmean_p05", "genmean_p2_walt"])
def test_defect_generalised_mean_leaves_out_what_is_missing(reference: Any, missing: Data, id: str) -> None:
    """Every other mean of COINr leaves missing values out; its generalised mean loses the whole group instead."""
    weights = reference.weights("aggregate/weights_alt") if id.endswith("_walt") else None
    choice = conformance.AGGREGATIONS[id.removesuffix("_walt")]
    ours = aggregate(reference.index, missing, choice, weights)
    theirs = reference.data(f"aggregate/missing_{id}").columns(ours.indicators).values
    lost = np.isnan(theirs) & ~np.isnan(ours.values)
    assert lost.any()
    np.testing.assert_allclose(ours.values[~lost], theirs[~lost], rtol=1e-9)


def test_defect_generalised_mean_of_power_minus_one_is_the_harmonic_mean(reference: Any, missing: Data) -> None:
    ours = aggregate(reference.index, missing, Aggregation("generalised", -1))
    theirs = reference.data("aggregate/missing_hmean").columns(ours.indicators).values
    np.testing.assert_allclose(ours.values, theirs, rtol=1e-9)


def test_defect_generalised_mean_of_a_small_case(shared_data: Callable[[str], Path]) -> None:
    cases = json.loads(shared_data("composite-index/cases.json").read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["id"] == "agg_genmean_na_defect")
    values = np.array(case["input"]["x"], dtype=np.float64)
    weights, known = np.array(case["input"]["w"]), ~np.isnan(values)
    right = np.sqrt(np.sum(weights[known] * values[known] ** 2) / np.sum(weights[known]))
    index = conformance.Index(
        tuple(conformance.Indicator(f"i{n}", "top", 1, weight) for n, weight in enumerate(weights)),
        (conformance.Group("top"),),
    )
    data = Data(("u",), tuple(one.code for one in index.indicators), values[None, :])
    ours = aggregate(index, data, Aggregation("generalised", 2)).column("top")
    assert case["expect"] == [None]
    np.testing.assert_allclose(ours, [right], rtol=1e-12)


def plain_copeland(values: np.ndarray, weights: np.ndarray) -> list[float]:
    """Copeland's rule as it is defined, one pair after the other: only indicators that both units have are compared."""
    scores = []
    for own in values:
        score = 0
        for other in values:
            both = ~np.isnan(own) & ~np.isnan(other)
            ahead = sum(weights[both & (own > other)])
            behind = sum(weights[both & (own < other)])
            score += 0 if np.isclose(ahead, behind, rtol=0, atol=1e-12) else 1 if ahead > behind else -1
        scores.append(NAN if np.isnan(own).all() else float(score))
    return scores


@pytest.mark.parametrize("name", ["copeland", "copeland_walt"])
def test_defect_copeland_with_missing_values(reference: Any, missing: Data, name: str) -> None:
    """COINr gives a pair that lacks a value to whichever unit stands lower in the table."""
    index = reference.index
    weights = reference.weights("aggregate/weights_alt") if name.endswith("_walt") else index.weights
    ours = aggregate(index, missing, Aggregation("copeland"), weights)
    for group, places in index.children.items():
        values = ours.values[:, places]
        np.testing.assert_array_equal(ours.column(group), plain_copeland(values, weights[places]))
    backwards = Data(missing.units[::-1], missing.indicators, missing.values[::-1])
    turned = aggregate(index, backwards, Aggregation("copeland"), weights)
    np.testing.assert_array_equal(turned.values[::-1], ours.values)
    theirs = reference.data(f"aggregate/missing_{name}").columns(ours.indicators).values
    assert not np.allclose(ours.values, theirs, equal_nan=True)


def test_defect_copeland_of_a_small_case(shared_data: Callable[[str], Path]) -> None:
    cases = json.loads(shared_data("composite-index/cases.json").read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["id"] == "copeland_na_order_dependent")
    values = np.array(case["input"]["X"], dtype=np.float64)
    weights = np.ones(3)
    # First and second: equal in the second indicator, first ahead in the third. First and third: one each.
    # Second and third: second ahead in the second indicator, the only one they share.
    assert copeland_scores(values, weights).tolist() == [1, 0, -1]
    assert copeland_scores(values[::-1], weights).tolist() == [-1, 0, 1]
    assert case["expect"]["forward"] != case["expect"]["reversed_back"]


def test_defect_outranking_shares_of_a_pair_add_up_to_one(missing: Data) -> None:
    shares = outranking_shares(missing.values, np.ones(len(missing.indicators)))
    np.testing.assert_allclose(shares + shares.T + np.eye(len(shares)), 1, rtol=1e-12)


def test_defect_logarithm_of_the_global_innovation_index_is_applied() -> None:
    """COINr computes it and returns the values as they were."""
    values = np.array([*range(1, 21), 100.0, 200.0, NAN])
    data = Data(tuple(f"u{n}" for n in range(23)), ("x",), values[:, None])
    treated = treat(data, Treatment(points=0, transformation="log gii"))
    np.testing.assert_allclose(treated.data.column("x"), np.log(199 * (values - 1) / 199 + 1), rtol=1e-12)


def test_defect_forced_winsorising_also_treats_a_column_that_passes() -> None:
    """COINr forgets it where the column passes its check (its issue 53)."""
    data = Data(tuple("abcdef"), ("x",), np.array([[1.0], [2], [3], [4], [5], [9]]))
    assert treat(data, Treatment(points=1)).data.column("x").tolist() == [1, 2, 3, 4, 5, 9]
    assert treat(data, Treatment(points=1, force=True)).data.column("x").tolist() == [1, 2, 3, 4, 5, 5]


def test_defect_panel_with_one_value_is_filled_with_it() -> None:
    """COINr's linear imputation stops there."""
    data = Data(("a18", "a19", "a20"), ("x",), np.array([[NAN], [5.0], [NAN]]))
    assert impute_panel(data, ["a", "a", "a"], [2018, 2019, 2020], "linear").column("x").tolist() == [5, 5, 5]
