from __future__ import annotations

import pytest

from evidence_tables import context, table_of
from publicvalue.measures.level.completeness import measure_completeness
from publicvalue.measures.result import Measured, NotApplicable


def test_completeness_shows_each_field() -> None:
    result = measure_completeness(table_of(fields=[["a", None, "c", "d"], [None, None, "c", "d"]]), context())
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(62.5)
    assert [row[:3] for row in result.details[0].rows] == [("fields_1", 3.0, 75.0), ("fields_2", 2.0, 50.0)]


def test_cells_that_are_blank_together_widen_the_interval() -> None:
    together = table_of(fields=[["a", None], ["a", None]], count=[50.0, 50.0])
    apart = table_of(fields=[["a", "a", None, None], ["a", None, "a", None]], count=[25.0] * 4)
    widths = []
    for evidence in (together, apart):
        result = measure_completeness(evidence, context())
        assert isinstance(result, Measured)
        widths.append(result.high - result.low)
    assert widths[0] > 1.3 * widths[1]


@pytest.mark.parametrize("columns", [[["a", "b"], ["c", "d"]], [["a", "b"], [None, None]]])
def test_completeness_without_spread_keeps_an_interval(columns: list[list[str | None]]) -> None:
    result = measure_completeness(table_of(fields=columns), context())
    assert isinstance(result, Measured)
    assert result.high > result.low


def test_completeness_of_no_rows_is_not_applicable() -> None:
    result = measure_completeness(table_of(fields=[["a"], ["b"]], count=[0.0]), context())
    assert result == NotApplicable("The table has no rows: give at least one.")
