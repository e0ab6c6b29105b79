"""Adopters against a weighted mix of controls."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from evidence_tables import context, measured, table_of
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.effect.synthetic.measure import can_run, measure_synthetic_control, second_way_check
from publicvalue.measures.effect.synthetic.placebos import (
    Placebos,
    each_control,
    placebo_block,
    run_chosen,
    run_placebos,
)
from publicvalue.measures.effect.synthetic.weights import Block, classic_control, simplex_weights, synthetic_difference
from publicvalue.measures.picture import Series
from publicvalue.measures.result import Diagnostic, NotApplicable


def panel(controls: int = 15, effect: float = 8.0, adopters: int = 1, seed: int = 3) -> np.ndarray:
    """Adopters first; twelve years, adoption in the ninth."""
    rng = np.random.default_rng(seed)
    common = np.cumsum(rng.normal(0, 1, 12))
    rows = 50 + rng.normal(0, 4, (adopters + controls, 1)) + common + rng.normal(0, 0.5, (adopters + controls, 12))
    rows[:adopters, 8:] += effect
    return rows


def table(rows: np.ndarray, adopters: int = 1) -> EvidenceTable:
    years = [datetime.date(2001 + place, 1, 1) for place in range(rows.shape[1])]
    start = datetime.date(2009, 1, 1)
    cells = [
        (f"unit {number:02}", year, float(value), start if number < adopters else None)
        for number, line in enumerate(rows)
        for year, value in zip(years, line, strict=True)
        if np.isfinite(value)
    ]
    adopter, period, value, adopted = (list(column) for column in zip(*cells, strict=True))
    return table_of(adopter=adopter, period=period, value=value, adopted=adopted)


@pytest.mark.parametrize("penalty", [0.0, 3.0])
def test_weights_are_those_of_a_plain_optimiser(penalty: float) -> None:
    rng = np.random.default_rng(7)
    columns, target = rng.normal(size=(12, 5)), rng.normal(size=12)

    def distance(weights: np.ndarray) -> float:
        return float(((columns @ weights - target) ** 2).sum() + penalty * (weights**2).sum())

    bounds, one = [(0, 1)] * 5, {"type": "eq", "fun": lambda weights: weights.sum() - 1}
    starts = [rng.dirichlet(np.ones(5)) for _ in range(5)]
    plain = min((minimize(distance, start, bounds=bounds, constraints=[one]) for start in starts), key=lambda f: f.fun)
    weights = simplex_weights(columns, target, penalty)
    assert weights.sum() == pytest.approx(1)
    assert weights == pytest.approx(plain.x, abs=1e-3)
    assert distance(weights) <= plain.fun + 1e-6


def test_adopter_that_is_a_mix_of_controls_is_found_again() -> None:
    rows = panel(seed=4)
    rows[0] = 0.25 * rows[1] + 0.75 * rows[2]
    rows[0, 8:] += 3.0
    found = classic_control(Block(rows[1:], rows[:1], 8))
    assert found.units[:2] == pytest.approx([0.25, 0.75], abs=1e-3)
    assert found.effect == pytest.approx(3.0, abs=1e-2)
    assert found.misfit < 1e-2


def test_level_of_the_outcome_does_not_matter() -> None:
    rows = panel()
    one = synthetic_difference(Block(rows[1:], rows[:1], 8)).effect
    other = synthetic_difference(Block(rows[1:] + 1000.0, rows[:1] - 500.0, 8)).effect
    assert other == pytest.approx(one, abs=1e-6)


def test_true_effect_is_found_and_shown() -> None:
    result = measured(measure_synthetic_control(table(panel()), context("days")))
    assert result.low < 8 < result.high
    assert result.low > 4
    # One adopter: the comparison cannot tell what else happened to it.
    assert result.strength == 3
    picture = result.pictures[0]
    assert isinstance(picture, Series)
    assert (picture.times[8], picture.adoption, picture.low[7]) == ("2009", 8, None)
    assert picture.observed[11] > picture.high[11] > picture.expected[11] > picture.low[11]
    assert sum(row[1] for row in result.details[0].rows) <= 100.0001


def test_percent_is_of_what_was_to_be_expected() -> None:
    rows = panel(effect=0.0)
    rows[0, 8:] *= 1.2
    result = measured(measure_synthetic_control(table(rows), context("percent")))
    assert result.low < 20 < result.high
    assert result.estimate == pytest.approx(20, abs=3)


def test_controls_not_observed_throughout_are_left_out() -> None:
    rows = panel(controls=16)
    rows[16, 3] = np.nan
    result = measured(measure_synthetic_control(table(rows), context("days")))
    without = measured(measure_synthetic_control(table(rows[:16]), context("days")))
    assert result.estimate == pytest.approx(without.estimate)
    assert "unit 16" in next(one for one in result.diagnostics if one.name == "Controls left out").text


def test_adopter_unlike_every_control_fails_the_fit() -> None:
    rows = panel()
    rows[0] += 5 * np.array([0, 1, -1, 2, -2, 3, -3, 2, 0, 0, 0, 0])
    result = measured(measure_synthetic_control(table(rows), context("days")))
    check = next(one for one in result.diagnostics if one.name == "Donors fit before adoption")
    assert check.passed is False
    assert result.strength == 2


def test_several_adopters_reach_strength_4() -> None:
    result = measured(measure_synthetic_control(table(panel(adopters=3), 3), context("days")))
    assert result.strength == 4
    assert [check.passed for check in result.diagnostics if check.name == "More than one unit adopted"] == [True]


def test_degrees_of_freedom_of_equal_weights_are_those_of_a_mean() -> None:
    controls = 12
    contrasts = (np.eye(controls) - np.full((controls, controls), 1 / controls)) * controls / (controls - 1)
    placebos = Placebos((), contrasts, 1 + 1 / controls, lone=False)
    assert placebos.freedom == pytest.approx(controls - 1)
    assert replace(placebos, lone=True).freedom == pytest.approx(0.8 * (controls - 1))
    found = np.random.default_rng(5).normal(size=controls)
    # Of one unit against the mean of the others, the mean square is nearly that of units times 1 + 1 / controls.
    error = placebos.spread(contrasts @ found)
    assert error**2 == pytest.approx(found.var(ddof=1) * (1 + 1 / controls))


@pytest.mark.parametrize(
    ("rows", "adopters", "reason"),
    [
        (
            panel(controls=5),
            1,
            "5 controls were observed in every period; at least 10 are needed to tell chance from effect.",
        ),
        (panel()[:, 5:], 1, None),
        (
            panel(adopters=14, controls=12),
            14,
            "12 controls were observed in every period; at least 15 are needed to tell chance from effect.",
        ),
    ],
)
def test_too_little_to_compare_says_what_is_needed(rows: np.ndarray, adopters: int, reason: str | None) -> None:
    result = measure_synthetic_control(table(rows, adopters), context("days"))
    assert isinstance(result, NotApplicable)
    if reason:
        assert result.reason == reason


def test_without_adoption_the_design_cannot_run() -> None:
    evidence = table_of(value=[1.0], period=[datetime.date(2001, 1, 1)], adopter=["a"])
    assert "adopted" in str(can_run(evidence, context("days")))


def test_every_check_is_one_that_a_file_can_hold() -> None:
    result = measured(measure_synthetic_control(table(panel()), context("days")))
    assert {type(check.passed) for check in result.diagnostics} == {bool, type(None)}


def test_a_check_that_only_looks_like_true_or_false_is_refused() -> None:
    with pytest.raises(MethodError, match="The check Fit is"):
        Diagnostic("Fit", np.bool_(True), "Fits.")  # type: ignore[arg-type]


def test_sentences_count_adopters_and_write_minus_signs() -> None:
    result = measured(measure_synthetic_control(table(panel(effect=-8.0)), context("days")))
    assert "one adopter against a weighted mix of 15 controls" in result.method
    assert "The classic synthetic control gives −" in "".join(check.text for check in result.diagnostics)


def test_a_classic_control_is_a_second_way_only_where_it_follows_the_adopters() -> None:
    rng = np.random.default_rng(6)
    controls = rng.normal(0, 1, (12, 1)) + np.cumsum(rng.normal(0, 0.3, 12)) + rng.normal(0, 0.2, (12, 12))
    adopter = controls[0] + 2.0 * (np.arange(12) >= 8)
    # Far above all others: a mix without an intercept misses it before adoption as well as after.
    for shift, passed in ((30.0, None), (0.0, True)):
        block = Block(controls[1:], (adopter + shift)[None], 8)
        found = synthetic_difference(block)
        check = second_way_check(block, found, run_placebos(block, found, 1, rng), 1.0)
        assert check.passed is passed
        assert ("too much to be a second way" in check.text) is (passed is None)


def test_a_block_with_controls_in_the_adopters_place_holds_the_others() -> None:
    block = Block(np.arange(12.0).reshape(4, 3), np.zeros((1, 3)), 2)
    found = placebo_block(block, np.array([-0.5, 0.5, -0.5, 0.5]))
    assert found.controls[:, 0].tolist() == [0, 6]
    assert found.adopters[:, 0].tolist() == [3, 9]


def test_every_control_once_is_what_controls_one_at_a_time_are_whatever_the_randomness() -> None:
    rows = panel(controls=6)
    block = Block(rows[1:], rows[:1], 8)
    found = synthetic_difference(block)
    by_chance = run_placebos(block, found, 1, np.random.default_rng(5))
    once = run_chosen(block, found, each_control(block))
    assert once.contrasts.tolist() == by_chance.contrasts.tolist()
    assert once.effects.tolist() == by_chance.effects.tolist()
    assert once.lone


def test_of_many_controls_as_many_as_told_are_chosen_by_the_randomness() -> None:
    rows = panel(controls=6)
    block = Block(rows[1:], rows[:1], 8)
    found = synthetic_difference(block)
    chosen = run_placebos(block, found, 1, np.random.default_rng(5), most=4)
    places = np.random.default_rng(5).permutation(6)[:4]
    assert chosen.contrasts.argmax(axis=1).tolist() == places.tolist()
