"""Lengths of time as Parquet types them and as programs write them."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.evidence.model import Column


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_durations_of_parquet_are_turned_into_the_unit(reader, unit):
    lengths = pa.array([datetime.timedelta(hours=36), None, datetime.timedelta(minutes=-30)], pa.duration(unit))
    pq.write_table(pa.table({"wait": lengths}), reader.folder / "t.parquet")
    rows = reader.read("t.parquet", {"value": Column("wait")}, unit="hours")
    assert rows.columns["value"] == [36.0, None, -0.5]


def test_durations_have_no_place_where_no_time_is_measured(reader):
    pq.write_table(pa.table({"wait": [datetime.timedelta(hours=36)], "day": [1]}), reader.folder / "t.parquet")
    found = reader.refusal("t.parquet", {"value": Column("wait")}, unit="percent")
    assert "the cells of column 'wait' are lengths of time, and the number is wanted in 'percent'" in found
    found = reader.refusal("t.parquet", {"value": Column("day"), "count": Column("wait")})
    assert "column 'wait' holds lengths of time, and the role 'count' takes plain numbers" in found


def test_bounds_of_durations_need_a_unit(reader):
    pq.write_table(pa.table({"wait": [datetime.timedelta(hours=h) for h in (36, 72)]}), reader.folder / "t.parquet")
    assert "write it beside the bounds" in reader.refusal("t.parquet", {"event": Column("wait", at_most=2)})
    rows = reader.read("t.parquet", {"event": Column("wait", at_most=2, unit="days")})
    assert rows.columns["event"] == [True, False]


def test_times_of_day_of_parquet_are_no_numbers(reader):
    pq.write_table(pa.table({"x": [datetime.time(8, 30)]}), reader.folder / "t.parquet")
    assert "1 cell is not a number: row 1 '08:30:00'" in reader.refusal("t.parquet", {"value": Column("x")})


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("PT36H", 36.0),
        ("P1DT12H", 36.0),
        ("P1W", 168.0),
        ("PT90M", 1.5),
        ("-PT1H30M", -1.5),
        ("PT5400.0S", 1.5),
        ("1 days 12:00:00", 36.0),
        ("1 day", 24.0),
        ("-1 days +23:30:00", -0.5),
        ("36:00:00", 36.0),
        ("100:30:00.5", 100.5 + 0.5 / 3600),
    ],
)
def test_written_lengths_of_time_are_turned_into_the_unit(reader, written, hours):
    file = reader.write(f"x;o\n{written};a\n;b\n36:00:00;c\n")
    assert reader.read(file, {"value": Column("x")}, unit="hours").columns["value"] == [
        pytest.approx(hours),
        None,
        36.0,
    ]


def test_clocks_that_may_be_times_of_day_are_refused(refused):
    assert refused("value", "08:30:00", "17:00:00") == (
        "cases.csv, row 2, x: times of day and lengths of time look alike: row 2 '08:30:00'\n"
        "    expected: numbers, or lengths of time that cannot be times of day, such as PT8H30M or 36:00:00\n"
        "    do: write a number and state its unit; in a workbook, format the column as [h]:mm:ss"
    )


def test_a_number_among_lengths_of_time_is_named(refused):
    assert "1 cell is not a number: row 3 '5'" in refused("value", "PT36H", "5")
