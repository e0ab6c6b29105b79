from __future__ import annotations

import datetime

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.drift.level_drift import measure_level_drift
from publicvalue.measures.drift.periods import shown_periods
from publicvalue.measures.picture import Series
from publicvalue.measures.result import Measured, Result


def shares(counts: list[tuple[float, float]]) -> EvidenceTable:
    """Months with (cases with the event, cases without)."""
    months = [datetime.date(2020 + number // 12, number % 12 + 1, 15) for number in range(len(counts))]
    return table_of(
        event=[event for _ in counts for event in (True, False)],
        period=[month for month in months for _ in range(2)],
        count=[float(count) for pair in counts for count in pair],
    )


def measure(evidence: EvidenceTable, unit: str = "percentage points", **options: object) -> Measured:
    result: Result = measure_level_drift(evidence, context(unit, **options))
    assert isinstance(result, Measured), result
    return result


SHIFTED = shares([(20 + place % 2, 80) for place in range(12)] + [(40 + place % 2, 60) for place in range(12)])


def test_a_shift_is_found_where_it_is_and_named() -> None:
    result = measure(SHIFTED)
    flag = next(check for check in result.diagnostics if check.name == "Stable level")
    assert flag.passed is False
    assert flag.text == "The level changed with 2021-01 (p = 0.001); a stable series is flagged in 5 % of cases."
    assert result.details[1].rows == (("2021-01", "rose", 0.001),)
    assert [row[-1] for row in result.details[0].rows] == [1] * 12 + [2] * 12


def test_latest_and_first_quarter_are_compared_when_nothing_is_said() -> None:
    result = measure(SHIFTED)
    assert result.n == pytest.approx(2 * 6 * 100 + 6)
    assert result.estimate == pytest.approx(100 * (243 / 603 - 123 / 603))
    assert result.low > 0
    assert "40.3 % in 2021-07 to 2021-12 against 20.4 % in 2020-01 to 2020-06." in result.diagnostics[0].text


def test_a_stable_series_is_not_flagged() -> None:
    rng = np.random.default_rng(5)
    events = rng.binomial(200, 0.3, 24)
    result = measure(shares([(float(of), float(200 - of)) for of in events]))
    flag = next(check for check in result.diagnostics if check.name == "Stable level")
    assert flag.passed is True
    assert len(result.details) == 1


def test_each_period_has_its_interval_in_table_and_picture() -> None:
    result = measure(SHIFTED)
    assert result.details[0].rows[0][:3] == ("2020-01", 100.0, 20.0)
    assert result.details[0].rows[0][3:5] == pytest.approx((13.1, 28.6), abs=0.1)
    picture = result.pictures[0]
    assert isinstance(picture, Series)
    assert picture.adoption == 12
    assert picture.expected[0] == pytest.approx(100 * 246 / 1206)
    assert picture.low[0] == pytest.approx(100 * 246 / 1206 - 7.9, abs=0.05)


def test_draws_agree_with_the_interval() -> None:
    result = measure_level_drift(SHIFTED, context("percentage points", draws=200_000))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], rel=0.01)


def test_a_small_period_is_not_shown_and_cannot_be_had_by_subtracting() -> None:
    result = measure(shares([(1, 2), (20, 80), (15, 80), (20, 80), (20, 80), (20, 80), (15, 75), (20, 80)]))
    rows = result.details[0].rows
    assert rows[0] == ("2020-01", None, None, None, None, 1)
    hidden = [row[0] for row in rows if row[1] is None]
    assert hidden == ["2020-01", "2020-02"]
    assert result.pictures[0].rows[0][1] is None


@pytest.mark.parametrize(
    ("cases", "latest", "hidden"),
    [
        ([9, 9, 9, 9, 9], 1, []),
        ([3, 9, 9, 9, 8], 1, [0, 1]),
        # The 3 is hidden by the 8; as the total of the last two is known, the 8 would be told by the 9 after it.
        ([9, 9, 3, 8, 9], 2, [2, 3, 4]),
        ([9, 9, 9, 1, 2, 8], 3, [3, 4, 5]),
    ],
)
def test_hidden_periods_hold_five_cases_together(cases: list[int], latest: int, hidden: list[int]) -> None:
    count = len(cases)
    shown = shown_periods(np.array(cases, float), [slice(0, 2), slice(count - latest, count), slice(0, count)])
    assert np.flatnonzero(~shown).tolist() == hidden


def test_published_figures_by_year_need_no_cases() -> None:
    years = [datetime.date(2000 + number, 1, 1) for number in range(12)]
    values = [5.0, 5.2, 4.9, 5.1, 5.0, 5.2, 8.0, 8.1, 7.9, 8.2, 8.0, 8.1]
    result = measure(table_of(value=values, period=years), "days")
    assert result.estimate == pytest.approx(np.mean(values[-3:]) - np.mean(values[:3]))
    assert [row[0] for row in result.details[1].rows] == ["2006"]


def test_too_few_periods_to_search_is_said() -> None:
    result = measure(shares([(20, 80)] * 5))
    assert result.diagnostics[1].text == "Not searched: 5 periods, and 8 are needed."


@pytest.mark.parametrize(
    ("unit", "options"), [("percent", {}), ("percentage points", {"latest": 0}), ("percentage points", {"latest": "x"})]
)
def test_what_cannot_be_understood_is_refused(unit: str, options: dict[str, object]) -> None:
    with pytest.raises(MethodError):
        measure(SHIFTED, unit, **options)
