from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from outcomes import GROUPS, partial_outcome
from publicvalue.measures.result import Detail
from publicvalue.reports.system.groups import find_gaps
from publicvalue.results.model import AssessmentResult

GAP = "economic.risk.economic_harm.false_positive_gap"


def changed(**parts: object) -> AssessmentResult:
    outcome = partial_outcome()
    answered = dict(outcome.answered)
    answered[GAP] = replace(answered[GAP], result=replace(answered[GAP].result, **parts))  # type: ignore[type-var]
    return replace(outcome, answered=MappingProxyType(answered))


def test_find_gaps_names_both_groups_with_their_numbers() -> None:
    assert [gap.text for gap in find_gaps(partial_outcome()) if gap.indicator.id == GAP] == [
        "Gap in wrongly flagged people: 44.9 % for South against 23.4 % for North, 21.4 percentage points higher "
        "(95 % interval 18.2 to 24.5)."
    ]


def test_find_gaps_leaves_out_what_chance_could_explain() -> None:
    assert [gap for gap in find_gaps(changed(low=-0.1)) if gap.indicator.id == GAP] == []


def test_find_gaps_turns_a_lower_rate_into_plain_words() -> None:
    rows = (GROUPS.rows[0], ("South", 1795, 3.0, 2.0, 4.0, -20.45, 0.13))
    outcome = changed(estimate=-20.45, low=-23.0, high=-18.0, details=(replace(GROUPS, rows=rows),))
    assert [gap.text for gap in find_gaps(outcome) if gap.indicator.id == GAP] == [
        "Gap in wrongly flagged people: 3.0 % for South against 23.4 % for North, 20.4 percentage points lower "
        "(95 % interval 18 to 23)."
    ]


@pytest.mark.parametrize("details", [(), (Detail("Other", ("group", "cases"), (("North", 3),)),)])
def test_find_gaps_without_rates_by_group_says_nothing(details: tuple[Detail, ...]) -> None:
    assert [gap for gap in find_gaps(changed(details=details)) if gap.indicator.id == GAP] == []


def test_find_gaps_names_means_in_the_unit_of_the_values() -> None:
    columns = ("group", "cases", "mean", "low", "high", "difference")
    rows = (("North", 200, 20.0, 19.0, 21.0, None), ("South", 60, 24.8, 22.7, 27.0, 4.8), ("West", 3, *(None,) * 4))
    detail = Detail("Mean by group", columns, rows, ("label", "", "mean", "low", "high", "difference"))
    outcome = changed(estimate=4.8, low=2.1, high=7.4, unit="days", details=(detail,))
    assert [gap.text for gap in find_gaps(outcome) if gap.indicator.id == GAP] == [
        "Gap in wrongly flagged people: 24.8 days for South against 20 days for North, 4.8 days higher "
        "(95 % interval 2.1 to 7.4)."
    ]
