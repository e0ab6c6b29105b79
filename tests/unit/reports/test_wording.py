from __future__ import annotations

import pytest

from outcomes import framework
from publicvalue.findings.shares import write_percent
from publicvalue.reports.wording import (
    join_words,
    sentence,
    write_interval,
    write_number,
    write_quantity,
    write_range,
    write_score,
    write_strength,
    write_whole,
)
from publicvalue.scores.sheet import Score


def score(value: float | None, low: float | None = None, high: float | None = None) -> Score:
    return Score("economic", value, low, high, 0.5, 10.0, 90.0, 3)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.037, "3.7 %"),
        (0.05, "5 %"),
        (0.124, "12 %"),
        (0.995, "over 99 %"),
        (0.9999999999999992, "100 %"),
        (1.0, "100 %"),
    ],
)
def test_write_percent_never_claims_none_or_all_wrongly(share: float, text: str) -> None:
    assert write_percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (12.345, "12.3"), (-19.73, "−19.7"), (0.00421, "0.00421"), (7214.0, "7,214"), (70.0, "70")],
)
def test_write_number_keeps_three_significant_digits(value: float, text: str) -> None:
    assert write_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(5.12e-12, "5.1 × 10⁻¹²"), (-2e-6, "−2.0 × 10⁻⁶"), (1.234e-5, "0.0000123")]
)
def test_write_number_that_is_very_small_has_its_power_of_ten(value: float, text: str) -> None:
    assert write_number(value) == text


def test_write_number_that_is_not_finite_is_unknown() -> None:
    assert write_number(float("nan")) == "unknown"


@pytest.mark.parametrize(("unit", "text"), [("percent", "5 %"), ("ratio", "5"), ("days", "5 days")])
def test_write_quantity_by_unit(unit: str, text: str) -> None:
    assert write_quantity(5.0, unit) == text


def test_write_range_gives_both_ends_the_same_decimals() -> None:
    assert write_range(16.0, 23.5, "percent") == "16.0 to 23.5 %"
    assert write_range(-23.5, -16.0) == "−23.5 to −16.0"
    assert write_range(0.0, 0.0) == "0 to 0"
    assert write_range(-0.0001, 20.0, "days") == "0 to 20 days"
    assert write_range(1000.0, 2000.0) == "1,000 to 2,000"


def test_write_score_with_its_interval_or_unknown() -> None:
    assert write_score(score(62.4, 48.2, 70.6)) == "62 (48 to 71)"
    assert write_score(score(None)) == "unknown"
    assert write_interval(score(None)) == "unknown"
    assert write_whole(2.5) == "3"


def test_write_strength_in_words() -> None:
    assert write_strength(framework(), 3) == "measured (3 of 5)"
    assert write_strength(framework(), 0) == "none (0 of 5)"


def test_join_words_as_in_a_sentence() -> None:
    assert [join_words(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_sentence_ends_once() -> None:
    assert [sentence("it works"), sentence("It works."), sentence("Does it?"), sentence("")] == [
        "It works.",
        "It works.",
        "Does it?",
        "",
    ]
