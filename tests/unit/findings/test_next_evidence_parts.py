"""The steps by which the next evidence is ranked, each against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from judged import known_of
from judged_framework import asking_core
from made_up import number
from publicvalue.findings.advice import next_evidence
from publicvalue.findings.advice.next_evidence import NextEvidence, find_next_evidence
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.sheet import Score, score_assessment
from small_framework import small_framework

FRAMEWORK = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)
COSTS = {f"economic.benefit.costs.{letter}": number(80, 2) for letter in "ab"}
SHEET = score_assessment(FRAMEWORK, COSTS, 1, 4000)
TODAY = next_evidence._today(known_of(FRAMEWORK, COSTS, SHEET), 1)


@pytest.mark.parametrize(
    ("narrowing", "verdict", "leaning", "effort", "worth"),
    [
        (3.0, 0.5, 0.0, "days", 8.0),
        (3.0, 0.5, 0.8, "weeks", 4.0),
        (3.0, 0.2, 1.0, "months", 2.0),
        (-4.0, 0.1, 0.0, "days", 1.0),
    ],
)
def test_worth_is_narrowing_and_the_chance_of_another_verdict_for_its_effort(
    narrowing: float, verdict: float, leaning: float, effort: Any, worth: float
) -> None:
    one = NextEvidence(FRAMEWORK.indicators[0], "unknown", narrowing, verdict, leaning, effort)
    assert one.worth == pytest.approx(worth)


@pytest.mark.parametrize(("width", "is_open"), [(20.0, False), (20.5, True)])
def test_known_indicator_is_open_where_its_interval_is_wide(width: float, is_open: bool) -> None:
    assert next_evidence._is_open(Score("i", 50.0, 40.0, 40.0 + width, 1.0, 50.0, 50.0, 3)) is is_open


def test_first_answers_lie_on_the_grid_with_the_usual_error_and_within_the_scale() -> None:
    noise = np.array([0.0, 1.0, -1.0, 30.0, -30.0])
    drawn = next_evidence._first(replace(TODAY, error=2.0, noise=noise))
    for answer, row in zip((10.0, 30.0, 50.0, 70.0, 90.0), drawn, strict=True):
        assert row.tolist() == [answer, answer + 2, answer - 2, min(answer + 60, 100), max(answer - 60, 0)]


def test_error_of_new_evidence_is_the_middle_one_of_what_is_known_else_five_points() -> None:
    a, b = SHEET.simulation.indicators[:, :2].std(axis=0)
    assert TODAY.error == pytest.approx((a + b) / 2)
    assert next_evidence._today(known_of(FRAMEWORK), 1).error == 5.0


def test_thousand_draws_are_tried_and_what_is_unknown_lies_anywhere_on_the_scale() -> None:
    assert {len(below) for below in (*TODAY.evidenced, *TODAY.everything)} == {1_000}
    service = TODAY.everything[0][:, -1]
    assert 0 <= service.min() < 1
    assert 99 < service.max() <= 100
    assert TODAY.width == pytest.approx(np.ptp(np.quantile(TODAY.everything[-1][:, 0], [0.025, 0.975])))


def test_width_is_that_of_95_percent() -> None:
    assert next_evidence._widths(np.arange(1001.0)[np.newaxis]).tolist() == pytest.approx([950.0])


def test_sharper_answers_halve_the_error_and_vary_as_what_was_known() -> None:
    draws = np.linspace(40.0, 60.0, 101)
    sharper = next_evidence._sharper(draws)
    for percent, row in zip((10, 30, 50, 70, 90), sharper, strict=True):
        middle = 50 + np.sqrt(0.75) * (40 + 0.2 * percent - 50)
        assert row == pytest.approx(np.linspace(middle - 5, middle + 5, 101))


def test_sharper_answers_stay_on_the_scale() -> None:
    for draws in (np.linspace(0.0, 20.0, 101), np.linspace(80.0, 100.0, 101)):
        sharper = next_evidence._sharper(draws)
        assert (sharper.min() == 0.0) is (draws[0] == 0.0)
        assert (sharper.max() == 100.0) is (draws[0] == 80.0)


def test_coverage_with_one_more_answer_never_passes_one() -> None:
    nearly = replace(SHEET.scores[PUBLIC_VALUE], coverage=0.9)
    today = replace(TODAY, sheet=replace(SHEET, scores={**SHEET.scores, PUBLIC_VALUE: nearly}))
    column = TODAY.tree.indicators.index("citizen.benefit.service.a")
    sheet, nodes = next_evidence._with_coverage(today, column)
    assert nodes == ("citizen.benefit.service", "citizen", PUBLIC_VALUE)
    assert [sheet.scores[node].coverage for node in nodes] == [0.5, 0.5, 1.0]


def test_chance_that_the_leaning_changes_is_that_of_the_answers_that_change_it() -> None:
    listed = {one.indicator.id: one for one in find_next_evidence(known_of(FRAMEWORK, COSTS, SHEET), 1)}
    # With costs 80, the answers 10 and 30 bring public value (their geometric mean) below 60; 50, 70 and 90 do not.
    assert listed["citizen.benefit.service.a"].leaning_change == pytest.approx(0.4)


def test_of_equal_worth_the_one_that_narrows_more_stands_first(monkeypatch: pytest.MonkeyPatch) -> None:
    gains = {"a": next_evidence._Gain(0.0, 1.0, 0.0), "b": next_evidence._Gain(10.0, 0.0, 0.0)}
    weighed = replace(FRAMEWORK, weights={"citizen.benefit.service.b": 2.0})
    results = {**COSTS, "economic.risk.harm.a": number(9), "economic.risk.harm.b": number(9)}
    monkeypatch.setattr(
        next_evidence, "_try_answers", lambda today, column, _: gains[today.tree.indicators[column][-1]]
    )
    found = find_next_evidence(known_of(weighed, results), 1)
    assert [one.indicator.id[-1] for one in found] == ["b", "a"]


def test_unknown_indicators_whose_weights_people_gave_are_each_tried() -> None:
    rng = np.random.default_rng(2)
    names = ("citizen.benefit.service.a", "citizen.benefit.service.b")
    sampled = {names[0]: rng.uniform(0.1, 3.0, 500), names[1]: np.full(500, 1.0)}
    weighed = replace(FRAMEWORK, sampled_weights=MappingProxyType(sampled))
    listed = {one.indicator.id: one for one in find_next_evidence(known_of(weighed, COSTS), 1)}
    one, other = (listed[name].narrowing for name in names)
    assert one != other
    harm = [listed[f"economic.risk.harm.{letter}"].narrowing for letter in "ab"]
    assert harm[0] == harm[1]


def test_core_question_is_tried_apart_from_the_rest_of_its_component() -> None:
    core = asking_core(FRAMEWORK)
    today = next_evidence._today(known_of(core, COSTS), 1)
    a, b = (today.tree.indicators.index(f"citizen.benefit.service.{letter}") for letter in "ab")
    assert next_evidence._tried_as(today, [a, b]) == {a: a, b: b}
    assert next_evidence._tried_as(TODAY, [a, b]) == {a: a, b: a}
