from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.errors import MethodError
from publicvalue.measures.effect import cells
from publicvalue.measures.effect.cells import period_label, roll_up


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_rows_become_cells_of_unit_and_month() -> None:
    evidence = table_of(
        value=[1.0, 3.0, 5.0, 7.0, None],
        count=[1.0, 3.0, 2.0, 1.0, 1.0],
        adopter=["b", "b", "a", "b", "a"],
        period=[day("2020-01-02"), day("2020-01-30"), day("2020-03-01"), day("2020-03-09"), day("2020-03-09")],
        with_system=[False, False, True, False, True],
    )
    found = roll_up(evidence, context(), squares=True)
    assert found.units == ("a", "b")
    assert found.size == "month"
    assert [str(period) for period in found.periods] == ["2020-01-01", "2020-03-01"]
    assert found.cases.tolist() == [[0.0, 2.0], [4.0, 1.0]]
    assert found.mean[1].tolist() == [2.5, 7.0]
    assert np.isnan(found.mean[0, 0])
    assert found.squares.tolist() == [[0.0, 0.0], [3.0, 0.0]]
    assert found.exposed[1].tolist() == [0.0, 0.0]
    assert found.exposed[0, 1] == 1.0
    assert not found.shares
    assert (
        found.diagnostics[0].text == "1 of 5 rows was left out because value, period, adopter or with_system is blank."
    )


def test_first_days_of_years_are_years() -> None:
    evidence = table_of(event=[True, False], adopter=["a", "a"], period=[day("2020-01-01"), day("2021-01-01")])
    found = roll_up(evidence, context())
    assert found.size == "year"
    assert found.shares
    assert found.mean.tolist() == [[1.0, 0.0]]
    assert found.squares.size == 0
    assert found.exposed.size == 0


def test_days_of_adoption_follow_the_order_of_the_units() -> None:
    evidence = table_of(
        value=[1.0, 2.0, 3.0],
        adopter=["b", "a", "c"],
        period=[day("2020-01-01")] * 3,
        adopted=[day("2019-05-05"), None, day("2020-02-02")],
    )
    found = roll_up(evidence, context())
    assert [str(one) for one in found.adopted] == ["NaT", "2019-05-05", "2020-02-02"]


@pytest.mark.parametrize("second", [day("2019-06-06"), None])
def test_a_unit_with_two_days_of_adoption_is_refused(second: dt.date | None) -> None:
    evidence = table_of(
        value=[1.0, 2.0],
        adopter=["north", "north"],
        period=[day("2020-01-01"), day("2021-01-01")],
        adopted=[day("2019-05-05"), second],
    )
    with pytest.raises(MethodError, match="1 unit has more than one day of adoption, or none in some") as caught:
        roll_up(evidence, context())
    assert "north" in str(caught.value)


def test_a_grid_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_CELLS", 3)
    evidence = table_of(value=[1.0, 2.0], adopter=["a", "b"], period=[day("2020-01-01"), day("2021-01-01")])
    with pytest.raises(MethodError, match="2 units in 2 periods make 4 cells"):
        roll_up(evidence, context())


def test_no_usable_row_gives_no_cells() -> None:
    found = roll_up(table_of(value=[float("nan")], period=[day("2020-01-01")]), context())
    assert found.units == ()
    assert found.mean.shape == (0, 0)


@pytest.mark.parametrize(
    ("size", "label"), [("year", "2019"), ("quarter", "2019-Q2"), ("month", "2019-05"), ("week", "2019-05-06")]
)
def test_periods_have_names(size: str, label: str) -> None:
    assert period_label(np.datetime64("2019-05-06"), size) == label
