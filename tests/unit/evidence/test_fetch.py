"""Fetched columns are what Arrow itself converts them to, by the quick way and by Arrow's own."""

from __future__ import annotations

import datetime

import ibis
import numpy as np
import pyarrow as pa
import pytest

from publicvalue.evidence import table
from publicvalue.evidence.table import _as_array, fetch_coded

DAY = datetime.date(2020, 2, 29)
COLUMNS = (
    pa.array([1.0, None, float("nan")]),
    pa.array([1.5, 2.0]),
    pa.array([1, 2]),
    pa.array([1, None], pa.int32()),
    pa.array([True, None]),
    pa.array([True, False]),
    pa.array(["a", None]),
    pa.array([DAY, None]),
    pa.array([DAY]).cast(pa.timestamp("us")),
    pa.array([None, None], pa.float64()),
    pa.array([None], pa.date32()),
    *(pa.array([], kind) for kind in (pa.float64(), pa.int64(), pa.bool_(), pa.string(), pa.date32())),
)


@pytest.mark.parametrize("few", [0, 20_000])
@pytest.mark.parametrize("values", COLUMNS, ids=lambda values: f"{values.type}-{len(values)}-{values.null_count}")
def test_columns_are_what_arrow_converts_them_to(values: pa.Array, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "FEW", few)
    whole = pa.chunked_array([values])
    for column in (whole, pa.chunked_array([values, values]), whole[1:], pa.chunked_array([], type=values.type)):
        expected, found = column.to_numpy(zero_copy_only=False), _as_array(column)
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("units", [["b", "ä", "a", "b", "Z"], ["a"], []])
def test_words_stand_in_order_and_each_row_knows_its_own(units: list[str]) -> None:
    numbers = np.arange(len(units), dtype=float)
    rows = ibis.memtable(pa.table({"unit": pa.array(units, pa.string()), "number": numbers}))
    words, places, others = fetch_coded(rows, "unit")
    assert words == sorted(set(units))
    assert [words[place] for place in places] == [units[int(number)] for number in others["number"]]
    assert list(others) == ["number"]
