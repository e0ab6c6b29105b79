"""What staff expect beside how they follow advice, and the units of what is expected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from made_up import number
from publicvalue.evidence.people.checks import check_people
from publicvalue.evidence.people.model import ExpectationAsked, People, SurveyUse
from publicvalue.files.frameworks import load_framework
from publicvalue.findings.people.mindsets import (
    TOO_LITTLE,
    TOO_MUCH,
    UNTOLD,
    Mindset,
    compare_expectation,
    compare_reliance,
)
from publicvalue.framework.model import Indicator
from publicvalue.measures.survey.people.expectations import IN_LINE, OPTIMISTIC, SCEPTICAL, Expectation, verdict_of
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.reports.system.people.section import reliance_sentence

FRAMEWORK = load_framework("public-value/1.0").framework
ACCURACY = "administrative.benefit.security_accuracy.balanced_accuracy"


def mindset(verdict: str) -> Mindset:
    some = Interval(1, 0, 2)
    return Mindset("staff", ACCURACY, "q", "t", "percent", some, some, some, verdict, 1.0, 1.0, 50)


@pytest.mark.parametrize(
    ("verdict", "over", "under", "conduct", "agree"),
    [
        (OPTIMISTIC, 70, 5, TOO_MUCH, True),
        (SCEPTICAL, 70, 5, TOO_MUCH, False),
        (SCEPTICAL, 5, 40, TOO_LITTLE, True),
        (OPTIMISTIC, 5, 40, TOO_LITTLE, False),
        (OPTIMISTIC, 20, 21, UNTOLD, None),
        (IN_LINE, 70, 5, TOO_MUCH, None),
    ],
)
def test_what_staff_think_stands_beside_what_they_do(
    verdict: str, over: float, under: float, conduct: str, agree: bool | None
) -> None:
    found = compare_reliance(mindset(verdict), number(over, 2), number(under, 2))
    assert (found.conduct, found.agree) == (conduct, agree)
    assert (found.over.value, found.under.value) == (over, under)


def test_the_sentence_says_both_rates_and_whether_they_fit() -> None:
    found = compare_reliance(mindset(OPTIMISTIC), number(70, 2), number(5, 1))
    assert reliance_sentence(found) == (
        "Staff: they followed 70 % (66.1 to 73.9) of the advice that was wrong, and overruled 5 % (3.04 to 6.96) of "
        "what was right: they rely on it too much. What they think and what they do point the same way."
    )


def test_an_expectation_in_another_unit_is_turned_into_the_indicators() -> None:
    values = np.full(40, 0.9)
    expected = Expectation("staff", "e", "q", "t", ACCURACY, values, np.ones(40), 0.9, np.full(200, 0.9))
    found = compare_expectation(expected, FRAMEWORK.indicator(ACCURACY), number(80, 1), factor=100.0)
    assert found.expected.value == pytest.approx(90)
    assert found.gap.value == pytest.approx(10)
    assert (found.verdict, found.better) == (OPTIMISTIC, 100)


@pytest.mark.parametrize(("over", "under"), [((20, 30), (10, 20)), ((10, 20), (20, 30))])
def test_intervals_that_touch_tell_no_conduct(over: tuple[int, int], under: tuple[int, int]) -> None:
    measured = [replace(number(low + 5), low=float(low), high=float(high)) for low, high in (over, under)]
    assert compare_reliance(mindset(OPTIMISTIC), *measured).conduct == UNTOLD


def expected_of(values: list[float], draws: list[float] | None = None) -> Expectation:
    people = np.array(values)
    mean = float(people.mean())
    drawn = np.full(200, mean) if draws is None else np.array(draws)
    return Expectation("staff", "e", "q", "t", ACCURACY, people, np.ones(len(people)), mean, drawn)


def scored_by(*anchors: tuple[float, float]) -> Indicator:
    indicator = FRAMEWORK.indicator(ACCURACY)
    return replace(indicator, goalposts=replace(indicator.goalposts, anchors=anchors))


RISING, FALLING = ((0.0, 0.0), (100.0, 100.0)), ((0.0, 100.0), (100.0, 0.0))


@pytest.mark.parametrize(
    ("anchors", "expected", "verdict"),
    [
        (RISING, 90.0, OPTIMISTIC),
        (RISING, 70.0, SCEPTICAL),
        (RISING, 80.0, IN_LINE),
        (FALLING, 90.0, SCEPTICAL),
        (FALLING, 70.0, OPTIMISTIC),
        # What the worst and the best number score decides, whatever lies between.
        (((0.0, 0.0), (50.0, 0.0), (100.0, 100.0)), 90.0, OPTIMISTIC),
        (((0.0, 0.0), (50.0, 100.0), (100.0, 100.0)), 90.0, OPTIMISTIC),
        (((0.0, 100.0), (50.0, 100.0), (100.0, 0.0)), 90.0, SCEPTICAL),
        (((0.0, 100.0), (50.0, 0.0), (100.0, 0.0)), 90.0, SCEPTICAL),
    ],
)
def test_better_is_where_the_indicator_scores_higher(anchors: Any, expected: float, verdict: str) -> None:
    found = compare_expectation(expected_of([expected] * 40), scored_by(*anchors), number(80, 1))
    assert found.verdict == verdict


def test_people_who_expect_the_ends_of_the_interval_expect_neither_better_nor_worse() -> None:
    measured = replace(number(80), low=70.0, high=90.0)
    values = [70.0] * 10 + [69.0] * 6 + [90.0] * 10 + [91.0] * 14
    rising, falling = (
        compare_expectation(expected_of(values), scored_by(*anchors), measured) for anchors in (RISING, FALLING)
    )
    assert (rising.better, rising.worse) == (35.0, 15.0)
    assert (falling.better, falling.worse) == (15.0, 35.0)
    assert (rising.measured.value, rising.measured.low, rising.measured.high) == (80.0, 70.0, 90.0)


def test_few_who_expect_better_are_hidden_with_the_smaller_of_the_others() -> None:
    measured = replace(number(80), low=70.0, high=90.0)
    # Three expect better: hidden, and so are the 20 between, who are fewer than the 30 below.
    found = compare_expectation(expected_of([95.0] * 3 + [60.0] * 30 + [80.0] * 20), scored_by(*RISING), measured)
    assert (found.better, found.worse) == (None, pytest.approx(100 * 30 / 53))


def test_factor_multiplies_values_and_draws() -> None:
    found = compare_expectation(expected_of([0.5] * 40), scored_by(*RISING), number(80, 1), factor=100.0)
    assert (found.worse, found.better) == (100, 0)
    assert (found.expected.low, found.expected.high) == pytest.approx((50, 50))


def test_gap_varies_as_expectation_less_measure() -> None:
    draws = np.linspace(70.0, 90.0, 200)
    measured = replace(number(80), draws=draws)
    # Both vary together: the gap does not vary at all.
    found = compare_expectation(expected_of([80.0] * 40, list(draws + 5)), scored_by(*RISING), measured)
    assert (found.gap.low, found.gap.high) == pytest.approx((0, 5))
    assert found.verdict == IN_LINE


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.0, 2.0, IN_LINE), (0.5, 2.0, OPTIMISTIC), (-2, 0, IN_LINE), (-2, -0.5, SCEPTICAL)]
)
def test_gap_that_touches_nothing_is_in_line(low: float, high: float, verdict: str) -> None:
    assert verdict_of(Interval(1.0, low, high), 1) == verdict
    other = {OPTIMISTIC: SCEPTICAL, SCEPTICAL: OPTIMISTIC}.get(verdict, verdict)
    assert verdict_of(Interval(1.0, low, high), -1) == other


def test_an_expectation_of_another_quantity_is_refused() -> None:
    days = "administrative.risk.security.repair_time"
    asked = ExpectationAsked(SurveyUse("staff"), "expected_right", "staff", days)
    (problem,) = check_people(People(expectations=(asked,)), FRAMEWORK)
    assert problem.what == f"'expected_right' is answered in percent, '{days}' is measured in days"
    assert problem.expected == "an indicator in percent"
    assert problem.do == "name citizen.benefit.service_quality.right_first_time"
    fits = ExpectationAsked(SurveyUse("staff"), "expected_right", "staff", ACCURACY)
    assert check_people(People(expectations=(fits,)), FRAMEWORK) == []
