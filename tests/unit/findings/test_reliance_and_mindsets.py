"""What staff expect beside how they follow advice, and the units of what is expected."""

from __future__ import annotations

import numpy as np
import pytest

from made_up import number
from publicvalue.evidence.people.checks import check_people
from publicvalue.evidence.people.model import ExpectationAsked, People, SurveyUse
from publicvalue.files.frameworks import load_framework
from publicvalue.findings.mindsets import (
    IN_LINE,
    OPTIMISTIC,
    SCEPTICAL,
    TOO_LITTLE,
    TOO_MUCH,
    UNTOLD,
    Mindset,
    compare_expectation,
    compare_reliance,
)
from publicvalue.measures.survey.people.expectations import Expectation
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.reports.system.people_section import reliance_sentence

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


def test_an_expectation_of_another_quantity_is_refused() -> None:
    days = "administrative.risk.security.repair_time"
    asked = ExpectationAsked(SurveyUse("staff"), "expected_right", "staff", days)
    (problem,) = check_people(People(expectations=(asked,)), FRAMEWORK)
    assert problem.what == f"'expected_right' is answered in percent, '{days}' is measured in days"
    assert problem.expected == "an indicator in percent"
    assert problem.do == f"name {ACCURACY}"
    fits = ExpectationAsked(SurveyUse("staff"), "expected_right", "staff", ACCURACY)
    assert check_people(People(expectations=(fits,)), FRAMEWORK) == []
