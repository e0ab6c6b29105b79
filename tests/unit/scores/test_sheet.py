"""Scores, coverage, bounds and strength, against numbers worked out by hand on the small framework."""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from made_up import number
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.scores.sheet import Score, ScoreSheet, score_assessment
from small_framework import small_framework

ALL = {
    "economic.benefit.costs.a": number(40),
    "economic.benefit.costs.b": number(60),
    "economic.risk.harm.a": number(10),
    "economic.risk.harm.b": number(40),
    "citizen.benefit.service.a": number(90),
    "citizen.benefit.service.b": number(50),
}
SURE: Framework = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)


def sheet_of(framework: Framework = SURE, **changes: object) -> ScoreSheet:
    measured = {id: found for id, found in ALL.items() if changes.get("only") is None or id in changes["only"]}  # type: ignore[operator]
    return score_assessment(framework, measured, 1, 4000)


def test_scores_climb_the_tree_by_the_stated_means() -> None:
    scores = sheet_of().scores
    assert scores["economic.benefit.costs"].value == pytest.approx(50)
    assert scores["economic.risk.harm.a"].value == pytest.approx(80)
    assert scores["economic.risk.harm"].value == pytest.approx(60)
    assert scores["citizen.benefit.service"].value == pytest.approx(70)
    assert scores["economic"].value == pytest.approx(math.sqrt(50 * 60))
    assert scores[PUBLIC_VALUE].value == pytest.approx(math.sqrt(math.sqrt(50 * 60) * 70))


def test_without_any_uncertainty_the_interval_is_the_score() -> None:
    score = sheet_of().scores[PUBLIC_VALUE]
    assert score.low == pytest.approx(score.value)
    assert score.high == pytest.approx(score.value)
    assert (score.coverage, score.bound_low) == (pytest.approx(1), pytest.approx(score.value))


def test_missing_is_unknown_never_zero_and_never_the_average() -> None:
    sheet = sheet_of(only={"economic.benefit.costs.a", "economic.benefit.costs.b"})
    assert sheet.scores["citizen"] == Score(
        "citizen", None, None, None, 0.0, pytest.approx(1.0), pytest.approx(100.0), 0
    )
    top = sheet.scores[PUBLIC_VALUE]
    assert top.value == pytest.approx(50)
    assert top.coverage == pytest.approx(0.25)
    # Unknown 0 counts as 1 in a geometric mean: sqrt(sqrt(50 x 1) x 1); unknown 100: sqrt(sqrt(50 x 100) x 100).
    assert top.bound_low == pytest.approx(math.sqrt(math.sqrt(50)))
    assert top.bound_high == pytest.approx(math.sqrt(math.sqrt(5000) * 100))


def test_one_missing_indicator_leaves_its_weight_to_its_siblings() -> None:
    score = sheet_of(only={"economic.benefit.costs.a"}).scores["economic.benefit.costs"]
    assert (score.value, score.coverage) == (pytest.approx(40), pytest.approx(0.5))
    assert (score.bound_low, score.bound_high) == (pytest.approx(20), pytest.approx(70))


def test_nothing_known_at_all() -> None:
    sheet = score_assessment(SURE, {}, 1, 1000)
    assert sheet.scores[PUBLIC_VALUE].value is None
    assert sheet.probability_at_least(PUBLIC_VALUE, 50) is None


def test_unknown_parts_are_drawn_together_so_that_they_do_not_average_out() -> None:
    sheet = sheet_of(only={"economic.benefit.costs.a"})
    low, high = np.quantile(sheet.everything[PUBLIC_VALUE], [0.025, 0.975])
    top = sheet.scores[PUBLIC_VALUE]
    assert low < top.bound_low + 0.1 * (top.bound_high - top.bound_low)
    assert high > top.bound_high - 0.1 * (top.bound_high - top.bound_low)


def test_weights_count() -> None:
    weighed = replace(SURE, weights=MappingProxyType({"citizen": 3.0}))
    expected = math.exp((math.log(math.sqrt(3000)) + 3 * math.log(70)) / 4)
    assert sheet_of(weighed).scores[PUBLIC_VALUE].value == pytest.approx(expected)


def test_weight_zero_takes_a_dimension_out() -> None:
    weighed = replace(SURE, weights=MappingProxyType({"citizen": 0.0}))
    assert sheet_of(weighed).scores[PUBLIC_VALUE].value == pytest.approx(math.sqrt(3000))


def test_stages_hold_the_same_components() -> None:
    scores = sheet_of().scores
    assert scores["stage.outcomes"].value == pytest.approx(70)
    assert scores["stage.outputs"].value == pytest.approx(math.sqrt(50 * 60))
    assert scores["category.risk"].value == pytest.approx(60)


def test_strength_is_the_weighted_median_and_moves_no_score() -> None:
    strong = {id: replace(found, strength=5) for id, found in ALL.items()}
    before, after = sheet_of(), score_assessment(SURE, strong, 1, 4000)
    assert before.scores[PUBLIC_VALUE].value == after.scores[PUBLIC_VALUE].value
    assert (before.scores[PUBLIC_VALUE].strength, after.scores[PUBLIC_VALUE].strength) == (3, 5)


def test_strength_of_mixed_evidence_is_the_weighted_median_not_the_best_or_the_worst() -> None:
    # Shares of public value: costs 1/8 each, harm 1/8 each, service 1/4 each.
    strengths = dict(zip(ALL, (5, 5, 1, 4, 3, 2), strict=True))
    mixed = {id: replace(found, strength=strengths[id]) for id, found in ALL.items()}
    scores = score_assessment(SURE, mixed, 1, 4000).scores
    # In order of strength: 1 (1/8), 2 (3/8), 3 (5/8): half is reached at 3.
    assert scores[PUBLIC_VALUE].strength == 3
    # Half of the weight each: the lower one at a tie.
    assert (scores["economic.risk.harm"].strength, scores["citizen"].strength) == (1, 2)


def test_same_seed_same_numbers_and_another_indicator_changes_no_other() -> None:
    framework = small_framework()
    known = {"economic.benefit.costs.a": number(40, 5), "economic.benefit.costs.b": number(60, 5)}
    once, again = (score_assessment(framework, known, 7, 4000) for _ in range(2))
    assert once.scores == again.scores
    more = score_assessment(framework, {**known, "citizen.benefit.service.a": number(90, 1)}, 7, 4000)
    assert more.scores["economic.benefit.costs"] == once.scores["economic.benefit.costs"]


def test_spread_of_the_weights_widens_the_interval() -> None:
    wide, narrow = (
        score_assessment(replace(SURE, weight_spread=spread), ALL, 1, 4000).evidenced[PUBLIC_VALUE].std()
        for spread in (0.25, 0.0)
    )
    assert wide > narrow + 0.5
