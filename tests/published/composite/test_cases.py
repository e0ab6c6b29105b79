"""The small cases of the reference, one by one.

Cases that hold a defect of COINr are in test_composite_defects.py, the estimate of Sobol indices with the sensitivity
analysis.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from publicvalue.errors import InputError
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.denominate import denominate
from publicvalue.scores.composite.describe import correlations, cronbach_alpha, growth_rate
from publicvalue.scores.composite.impute import Imputation, impute, impute_panel
from publicvalue.scores.composite.index import Group, Index, Indicator, remove_item
from publicvalue.scores.composite.normalise import (
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    Goalposts,
    MinMax,
    Normalisation,
    PercentileRank,
    Posts,
    Rank,
    Scaled,
    ZScore,
    normalise,
)
from publicvalue.scores.composite.outrank import copeland_scores, dominated_pairs, outranking_shares
from publicvalue.scores.composite.ranking import rank_scores
from publicvalue.scores.composite.screen import Screening, screen
from publicvalue.scores.composite.treat import Treatment, column_shape, transform, treat, winsorise
from publicvalue.scores.composite.uncertainty import pick_alternatives
from publicvalue.scores.composite.weigh import effective_weights, principal_components

Case = dict[str, Any]
ELSEWHERE = {"agg_genmean_na_defect", "copeland_na_order_dependent", "sobol_estimate_small"}


@pytest.fixture(scope="module")
def cases(shared_data: Callable[[str], Path]) -> dict[str, Case]:
    read = json.loads(shared_data("composite-index/cases.json").read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in read}


def floats(values: Any) -> np.ndarray:
    return np.array(values, dtype=object).astype(np.float64)


def same(ours: Any, expected: Any) -> None:
    np.testing.assert_allclose(floats(ours), floats(expected), rtol=1e-9, atol=1e-12)


def column(values: Any) -> Data:
    numbers = floats(values)
    return Data(tuple(f"u{n}" for n in range(len(numbers))), ("x",), numbers[:, None])


def table(columns: dict[str, Any], units: str | None = None) -> Data:
    codes = tuple(code for code in columns if code not in {units, "Time"})
    values = np.column_stack([floats(columns[code]) for code in codes])
    names = tuple(columns[units]) if units and len(set(columns[units])) == len(values) else None
    return Data(names or tuple(f"u{n}" for n in range(len(values))), codes, values)


def group_of(count: int, weights: Any = None) -> Index:
    weights = weights or [1.0] * count
    return Index(tuple(Indicator(f"i{n}", "top", 1, w) for n, w in enumerate(weights)), (Group("top"),))


def tree(meta: dict[str, Any]) -> Index:
    rows = [dict(zip(meta, row, strict=True)) for row in zip(*meta.values(), strict=True)]
    return Index(
        tuple(Indicator(r["iCode"], r["Parent"], r["Direction"], r["Weight"]) for r in rows if r["Level"] == 1),
        tuple(Group(r["iCode"], r["Parent"] or "", r["Weight"]) for r in rows if r["Level"] > 1),
    )


# ---- normalise

METHODS: dict[str, tuple[Normalisation, int]] = {
    "norm_minmax_0_100": (MinMax(0, 100), 1),
    "norm_scaled_0_10x100": (Scaled(0, 10, 100), 1),
    "norm_zscore_10_2": (ZScore(10, 2), 1),
    "norm_dist2ref_6": (DistanceToReference("u5"), 1),
    "norm_dist2targ_8": (DistanceToTarget({"x": 8}), 1),
    "norm_dist2targ_2_neg": (DistanceToTarget({"x": 2}), -1),
    "norm_fracmax": (FractionOfMaximum(), 1),
    "norm_rank_min": (Rank(), 1),
    "norm_rank_max": (Rank("max"), 1),
    "norm_goalposts": (Goalposts({"x": Posts(2, 8, 100)}), 1),
    "norm_goalposts_no_trunc": (Goalposts({"x": Posts(2, 8, 1)}, cut=False), 1),
    "norm_dirneg_zscore": (ZScore(), -1),
    "norm_dirneg_rank": (Rank(), -1),
    "norm_minmax_constant": (MinMax(0, 100), 1),
    "norm_prank_ties": (PercentileRank(), 1),
}


@pytest.mark.parametrize("id", METHODS)
def test_composite_normalises_a_column(cases: dict[str, Case], id: str) -> None:
    method, direction = METHODS[id]
    scores = normalise(column(cases[id]["input"]["x"]), np.array([float(direction)]), method, constant="missing")
    same(scores.values[:, 0], cases[id]["expect"])


# ---- aggregate

MEANS = {
    "agg_amean_equal": Aggregation("arithmetic"),
    "agg_gmean_na_w": Aggregation("geometric"),
    "agg_gmean_all_na": Aggregation("geometric"),
    "agg_hmean_equal": Aggregation("harmonic"),
    "agg_genmean_p-1": Aggregation("generalised", -1),
    "agg_genmean_p0.5": Aggregation("generalised", 0.5),
    "agg_genmean_p2": Aggregation("generalised", 2),
}


@pytest.mark.parametrize("id", MEANS)
def test_composite_forms_a_mean(cases: dict[str, Case], id: str) -> None:
    given, weights = floats(cases[id]["input"]["x"]), cases[id]["input"]["w"]
    index = group_of(len(given), weights)
    data = Data(("u",), tuple(i.code for i in index.indicators), given[None, :])
    same(aggregate(index, data, MEANS[id]).column("top"), cases[id]["expect"])


def test_composite_harmonic_mean_of_zero_is_an_error(cases: dict[str, Case]) -> None:
    data = Data(("u",), ("i0", "i1", "i2"), floats([cases["agg_hmean_zero_error"]["input"]["x"]]))
    with pytest.raises(InputError, match="unit u, indicator i1: its value under a harmonic mean is 0"):
        aggregate(group_of(3), data, Aggregation("harmonic"))


@pytest.mark.parametrize("share", ["0", "0.5", "1"])
def test_composite_asks_for_a_share_of_data(cases: dict[str, Case], share: str) -> None:
    case = cases[f"agg_amean_thresh_{share}"]
    values = floats(case["input"]["M"])
    data = Data(("a", "b", "c", "d"), ("i0", "i1", "i2", "i3"), values)
    ours = aggregate(group_of(4, case["input"]["w"]), data, Aggregation(threshold=float(share)))
    same(ours.column("top"), case["expect"])


@pytest.mark.parametrize("id", ["outrank_equal", "outrank_ties"])
def test_composite_outranking(cases: dict[str, Case], id: str) -> None:
    values, weights = floats(cases[id]["input"]["X"]), cases[id]["input"].get("w", [1, 1, 1])
    shares = outranking_shares(values, floats(weights))
    same(shares, cases[id]["expect"]["matrix"])
    pairs = len(values) * (len(values) - 1) / 2
    assert dominated_pairs(shares) == cases[id]["expect"]["nDominant"]
    assert dominated_pairs(shares) / pairs == cases[id]["expect"]["fracDominant"]


@pytest.mark.parametrize("id", ["copeland_w", "copeland_tie_pair"])
def test_composite_copeland(cases: dict[str, Case], id: str) -> None:
    values = floats(cases[id]["input"]["X"])
    same(copeland_scores(values, floats(cases[id]["input"].get("w", [1] * values.shape[1]))), cases[id]["expect"])


# ---- treat


@pytest.mark.parametrize("id", ["skewkurt_y2", "skewkurt_y4"])
def test_composite_skewness_and_kurtosis(cases: dict[str, Case], id: str) -> None:
    shape, expected = column_shape(floats(cases[id]["input"]["x"]), Treatment()), cases[id]["expect"]
    same([shape.skewness, shape.kurtosis], [expected["skew"], expected["kurt"]])
    assert shape.passed == expected["pass"]


@pytest.mark.parametrize(
    ("id", "treatment"),
    [
        ("winsorise_y2_1", Treatment(points=1)),
        ("winsorise_y3_5", Treatment(points=5)),
        ("winsorise_y2_force3", Treatment(points=3, force=True)),
        ("winsorise_strict", Treatment(points=5, skewness=1, kurtosis=1)),
    ],
)
def test_composite_winsorises(cases: dict[str, Case], id: str, treatment: Treatment) -> None:
    values, marks = winsorise(floats(cases[id]["input"]["x"]), treatment)
    expected = cases[id]["expect"]
    same(values, expected["x"])
    assert [{0: "", 1: "winhi", -1: "winlo"}[mark] for mark in marks.tolist()] == expected["treated"]
    assert np.count_nonzero(marks) == expected["nwin"]


@pytest.mark.parametrize(
    ("id", "treatment"),
    [
        ("treat_log_CT_plus", Treatment(transformation="log")),
        ("treat_log_CT_orig", Treatment(transformation="log one")),
        ("treat_boxcox_0", Treatment(transformation="box-cox", power=0)),
        ("treat_boxcox_2", Treatment(transformation="box-cox", power=2)),
    ],
)
def test_composite_transforms(cases: dict[str, Case], id: str, treatment: Treatment) -> None:
    same(transform(floats(cases[id]["input"]["x"]), treatment), cases[id]["expect"])


def test_composite_treats_in_two_steps(cases: dict[str, Case]) -> None:
    case = cases["treat_two_step_combine_TRUE"]
    treated = treat(table(case["input"]["df"]), Treatment(points=1, combine=True))
    same(treated.data.values, table(case["expect"]["x"]).values)
    details = case["expect"]["details"]
    assert [treated.columns[code].before.passed for code in details["iCode"]] == details["check_SkewKurt0.Pass"]
    after = [one.after.skewness if one.after else None for one in treated.columns.values()]
    same(after, details["check_SkewKurt2.Skew"])


def test_composite_leaves_a_column_that_winsorising_would_make_constant(cases: dict[str, Case]) -> None:
    case = cases["treat_degenerate_untreated"]
    treated = treat(table(case["input"]["df"]), Treatment(points=5))
    same(treated.data.column("z"), case["expect"]["x"]["z"])
    assert not treated.columns["z"].possible


# ---- impute, denominate, screen


@pytest.mark.parametrize("id", ["impute_mean", "impute_mean_grp", "impute_mean_grp_na_group"])
def test_composite_imputes_a_column(cases: dict[str, Case], id: str) -> None:
    given = cases[id]["input"]
    groups = tuple(group or "" for group in given.get("f", []))
    same(impute(column(given["x"]), Imputation("mean", groups)).values[:, 0], cases[id]["expect"])


def test_composite_imputes_from_the_unit_itself(cases: dict[str, Case]) -> None:
    case = cases["impute_row_median_nonorm"]
    same(impute(table(case["input"]["df"]), Imputation("unit median")).values, table(case["expect"]).values)


@pytest.mark.parametrize(
    ("id", "method"),
    [
        ("impute_panel_latest", "latest"),
        ("impute_panel_linear-constant", "linear"),
        ("impute_panel_testthat_linear", "linear"),
    ],
)
def test_composite_imputes_a_panel(cases: dict[str, Case], id: str, method: Any) -> None:
    given = cases[id]["input"]["df"]
    filled = impute_panel(table(given, "uCode"), given["uCode"], given["Time"], method)
    same(filled.values, table(cases[id]["expect"], "uCode").values)


def test_composite_denominates(cases: dict[str, Case]) -> None:
    case = cases["denominate_scale"]
    data, below = table(case["input"]["D"], "uCode"), table(case["input"]["denoms"], "uCode")
    same(denominate(data, below, {"x": "g"}, {"x": 10}).values, table(case["expect"], "uCode").values)


@pytest.mark.parametrize(
    ("id", "screening"),
    [
        ("screen_byNA_50", Screening(present=0.5)),
        ("screen_byzeros", Screening(nonzero=0.5)),
        ("screen_force", Screening(present=0.75, forced={"A": False, "B": True})),
    ],
)
def test_composite_screens(cases: dict[str, Case], id: str, screening: Screening) -> None:
    found, expected = screen(table(cases[id]["input"]["S"], "uCode"), screening), cases[id]["expect"]
    summary = expected["summary"]
    assert list(found.data.units) == expected["kept"]
    assert found.kept.tolist() == summary["Included"]
    same(found.missing, summary["N_missing"])
    same(found.zeros, summary["N_zero"])
    same(found.present, summary["Dat_Avail"])
    same(found.nonzero, summary["Non_Zero"])


# ---- whole trees, weights, ranks


@pytest.mark.parametrize(
    ("id", "choice"),
    [
        ("tree_4level_gmean", Aggregation("geometric")),
        ("tree_4level_mix", (Aggregation("arithmetic"), Aggregation("geometric"), Aggregation("harmonic"))),
    ],
)
def test_composite_climbs_a_tree(cases: dict[str, Case], id: str, choice: Any) -> None:
    case = cases[id]
    index = tree(case["input"]["iMeta"])
    data = table(case["input"]["iData"], "uCode").columns([i.code for i in index.indicators])
    normalised = normalise(data, index.directions, MinMax(1, 100))
    scores = aggregate(index, normalised, choice)
    expected = table(case["expect"]["aggregated"], "uCode")
    order = [scores.units.index(unit) for unit in expected.units]
    same(normalised.values[order], table(case["expect"]["normalised"], "uCode").values)
    same(scores.columns(expected.indicators).values[order], expected.values)
    same(rank_scores(scores.column("Idx"))[order], case["expect"]["rank_Idx"])


def test_composite_effective_weights(cases: dict[str, Case]) -> None:
    case = cases["effective_weights"]
    index = tree(case["input"]["iMeta"])
    assert list(index.codes) == case["expect"]["iCode"]
    same(effective_weights(index), case["expect"]["EffWeight"])


def test_composite_without_one_group(cases: dict[str, Case]) -> None:
    case = cases["remove_elements_L2"]
    index, data = tree(case["input"]["iMeta"]), table(case["input"]["normalised"], "uCode")
    scores, nominal = case["expect"]["scores"], rank_scores(aggregate(index, data).column("Idx"))
    for code in ("A", "B", "C"):
        ours = aggregate(remove_item(index, code), data).column("Idx")
        same(ours, scores[code])
        same(rank_scores(ours), case["expect"]["ranks"][code])
        same(np.mean(np.abs(rank_scores(ours) - nominal)), case["expect"]["mean_abs"][code])


def test_composite_principal_components(cases: dict[str, Case]) -> None:
    case = cases["pca_weights_C"]
    found, expected = principal_components(table(case["input"]["df"]).values), case["expect"]
    same(found.deviations, expected["sdev"])
    signs = np.sign(np.sum(found.loadings * floats(expected["rotation"]), axis=0))
    same(found.loadings * signs, expected["rotation"])
    same(found.loadings[:, 0] * signs[0], expected["weights"])


@pytest.mark.parametrize("id", ["cronbach_A_complete", "cronbach_C_complete"])
def test_composite_cronbach_alpha(cases: dict[str, Case], id: str) -> None:
    same(cronbach_alpha(table(cases[id]["input"]["df"]).values), cases[id]["expect"])


def test_composite_rank_correlations(cases: dict[str, Case]) -> None:
    case = cases["corr_spearman"]
    same(correlations(table(case["input"]["df"]).values, "spearman"), case["expect"])


def test_composite_growth_rate(cases: dict[str, Case]) -> None:
    given = cases["trend_cagr"]["input"]
    same(growth_rate(floats(given["y"]), floats(given["x"])), cases["trend_cagr"]["expect"])


def test_composite_ranks_downwards(cases: dict[str, Case]) -> None:
    case = cases["rank_df_desc_min"]
    same(rank_scores(table(case["input"]["df"]).values.T).T, table(case["expect"]).values)


def test_composite_alternatives_as_coinr_picks_them(cases: dict[str, Case]) -> None:
    case = cases["cut_index_5"]
    picks = pick_alternatives(floats(case["input"]["u"])[:, None], (5,), ends="sample")
    same(picks[:, 0] + 1, case["expect"])


def test_composite_cases_are_all_tested(cases: dict[str, Case]) -> None:
    text = Path(__file__).read_text(encoding="utf-8").replace('f"agg_amean_thresh_{share}"', "")
    shares = {f"agg_amean_thresh_{share}" for share in ("0", "0.5", "1")}
    assert [id for id in cases if f'"{id}"' not in text and id not in shares] == []
    assert set(cases) >= ELSEWHERE
