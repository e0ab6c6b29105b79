"""What harm says of its size, groups and age, and when the best evidence alone is bad."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from judged import known_of
from judged_framework import SERVICE, harm_rule, judged_framework
from made_up import number
from publicvalue.findings.judgement.harms import find_harms
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.outcomes import Outcome, best_is_bad
from publicvalue.framework.judgement.harms import HarmRule
from publicvalue.measures.result import ColumnId, Detail, Measured
from publicvalue.words.text import Text

PLAIN = judged_framework(lines=())
A, B = f"{SERVICE}.a", f"{SERVICE}.b"
"""Two outcomes of the same component."""


def scored(**bad: int) -> Known:
    """Two outcomes with ten draws, so many of them just on the limit of bad, which is 40."""
    known = known_of(PLAIN, {A: number(85, 2, 5, draws=10), B: number(85, 2, 5, draws=10)})
    simulation = known.sheet.simulation
    drawn = simulation.indicators.copy()
    for letter, count in bad.items():
        drawn[:, simulation.tree.indicators.index(f"{SERVICE}.{letter}")] = [40.0] * count + [50.0] * (10 - count)
    return replace(known, sheet=replace(known.sheet, simulation=replace(simulation, indicators=drawn)))


def outcome(id: str, strength: int) -> Outcome:
    return Outcome(id, strength, True, ())


@pytest.mark.parametrize(
    ("bad", "strengths", "found"),
    [
        ({"a": 9, "b": 0}, (5, 4), A),
        ({"a": 8, "b": 0}, (5, 4), None),
        ({"a": 9, "b": 9}, (4, 5), B),
        ({"a": 9, "b": 0}, (4, 5), None),
        ({"a": 9, "b": 9}, (5, 5), None),
        ({"a": 9, "b": 0}, (3, 2), A),
        ({"a": 9, "b": 0}, (2, 1), None),
    ],
)
def test_best_evidence_is_bad_where_it_stands_alone_is_measured_and_is_surely_bad(
    bad: dict[str, int], strengths: tuple[int, int], found: str | None
) -> None:
    outcomes = [outcome(id, strength) for id, strength in zip((A, B), strengths, strict=True)]
    one = best_is_bad(scored(**bad), outcomes)
    assert (one and one.indicator) == found


def test_no_outcome_is_no_bad_one() -> None:
    assert best_is_bad(scored(a=10), []) is None


def harm_said(value: Measured, rule: HarmRule, **changes: str) -> list[str]:
    return [str(one.text) for one in find_harms(known_of(judged_framework(rule, lines=()), {B: value}, **changes))]


def ninety(**changes: Any) -> Measured:
    return replace(number(90, 1, 5), **{"low": 88.0, "high": 92.0} | changes)


def of_groups(*ids: ColumnId) -> Detail:
    rows = (("north", 10.0, 0.0), ("south", None, 0.0), ("east", 31.0, 21.0), ("west", 20.5, 10.5))
    return Detail(Text("Rates"), tuple(Text(id or "other") for id in ids), rows, ids)


COMPARED = of_groups("label", "percent", "difference")


@pytest.mark.parametrize(
    ("collected", "behind"),
    [("", ""), ("2021-01-02", ""), ("2020-12-30", "; the evidence ends 2020-12-30"), ("2024-06-30", "")],
)
def test_harm_says_when_its_evidence_ends_where_it_is_three_years_older_than_the_period(
    collected: str, behind: str
) -> None:
    assert harm_said(ninety(), harm_rule("harm"), collected=collected) == [f"It reached 90 % (88 to 92 %).{behind}"]


@pytest.mark.parametrize(
    ("details", "unit", "sign", "says"),
    [
        ((COMPARED,), "percentage points", 1, "It reached 90 percentage points (88 to 92 percentage points)"),
        ((COMPARED,), "percentage points", -1, "It reached 90 percentage points (88 to 92 percentage points)"),
        ((COMPARED,), "percent", -1, "It reached \N{MINUS SIGN}90 % (\N{MINUS SIGN}92 to \N{MINUS SIGN}88 %)"),
        ((of_groups("label", "percent", "ratio"),), "percent", 1, "It reached 90 % (88 to 92 %)"),
    ],
)
def test_harm_between_groups_names_the_highest_and_the_lowest_and_gives_a_gap_no_sign(
    details: tuple[Detail, ...], unit: str, sign: int, says: str
) -> None:
    own, ends = number(90 * sign, 1, 5), sorted((88.0 * sign, 92.0 * sign))
    value = replace(own, details=details, unit=unit, low=ends[0], high=ends[1])
    rule = replace(harm_rule("harm"), below=-60.0, text="It reached {value} ({low} to {high})")
    (said,) = harm_said(value, rule)
    assert said == f"{says}: 31.0 % for east, 10.0 % for north"


@pytest.mark.parametrize(
    "ids", [("label", "percent", ""), ("label", "mean", "difference"), ("", "percent", "difference")]
)
def test_table_that_compares_no_rates_of_groups_names_no_group(ids: tuple[ColumnId, ...]) -> None:
    (said,) = harm_said(ninety(details=(of_groups(*ids),)), harm_rule("harm"))
    assert said == "It reached 90 % (88 to 92 %)."


def test_interval_of_nothing_but_zero_is_said_as_it_is() -> None:
    rule = replace(harm_rule("harm"), below=10.0)
    assert harm_said(number(0, 0, 5), rule) == ["It reached 0 % (0 to 0 %)."]
