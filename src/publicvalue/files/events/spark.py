"""Events of a typed Parquet file, read by Spark itself; whatever is not plain is left to the careful way."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.table import fetch
from publicvalue.files.columns.cells import is_text
from publicvalue.files.columns.dates import APART, EARLIEST, LATEST
from publicvalue.files.columns.spark import (
    all_are_there,
    clean_text,
    has_odd_letters,
    plain_where,
    where_of,
    with_plain_names,
)
from publicvalue.files.engines.duckdb import RawColumn, RawTable
from publicvalue.files.events.checks import MOMENTS, TEXTS

if TYPE_CHECKING:
    from publicvalue.files.engines.spark_backend import WatchedBackend

ZONED = "TIMESTAMP WITH TIME ZONE"
WORDS = ("BOOLEAN", "DATE", "TINYINT", "SMALLINT", "INTEGER", "BIGINT")
"""Types that both engines write as the same text."""


def _in_zone(moment: datetime.datetime, zone: str) -> datetime.datetime: ...  # type: ignore[empty-body]


IN_ZONE: Callable[..., ir.Value] = ibis.udf.scalar.builtin(_in_zone, name="from_utc_timestamp")


@dataclass(frozen=True)
class Events:
    """Events as `evidence/events/cases.py` takes them, and the first and last day on their clocks."""

    rows: ir.Table
    first: datetime.date
    last: datetime.date


def typed_events(spark: WatchedBackend, raw: RawTable, mapping: CaseMapping) -> Events | None:
    """Return the events; None where they must be looked at with care.

    Care means: columns of other types, times without a zone where one is stated (an hour in autumn is there twice),
    cells that are blank, events that start after their end, and cases that never end. The engine in the process then
    prepares the events, and names the rows that are wrong.
    """
    columns = {column.name: column for column in raw.columns}
    if any(column.filled for column in raw.columns):
        return None
    if raw.parquet is None or not plain_where(raw, mapping.where) or not is_plain(columns, mapping):
        return None
    from pyspark.errors import PySparkException  # noqa: PLC0415 - with Spark alone

    try:
        source = with_plain_names(spark.read_positions(raw.parquet.as_uri()), raw)
        titles = {mapping.columns[role] for role in TEXTS if role in mapping.columns} | {*mapping.keep, *mapping.where}
        if has_odd_letters(source, {title for title in titles if is_text(columns[title])}):
            return None
    except PySparkException:
        # One column of a type that Spark does not know, used or not, or names that differ by their case alone.
        return None
    if not all_are_there(source, tuple(mapping.where.items())):
        return None
    rows = read_events(where_of(source, mapping.where), columns, mapping)
    return checked(rows, mapping)


def is_plain(columns: Mapping[str, RawColumn], mapping: CaseMapping) -> bool:
    """Whether the columns' types are those that events have."""
    texts = [mapping.columns[role] for role in TEXTS if role in mapping.columns]
    moments = [columns[mapping.columns[role]].type for role in MOMENTS if role in mapping.columns]
    words = all(is_text(columns[title]) or columns[title].type in WORDS for title in (*texts, *mapping.keep))
    zoned = (ZONED,) if mapping.time_zone else (ZONED, "TIMESTAMP", "DATE")
    deadline = columns[mapping.columns["deadline"]].type if "deadline" in mapping.columns else "DATE"
    return words and all(kind in zoned for kind in moments) and deadline in {*zoned, "DATE"}


def read_events(source: ir.Table, columns: Mapping[str, RawColumn], mapping: CaseMapping) -> ir.Table:
    """Return the columns that events have."""
    from publicvalue.files.engines.spark_backend import POSITION  # noqa: PLC0415 - with Spark alone

    def word(title: str) -> ir.Value:
        return clean_text(source[title]) if is_text(columns[title]) else source[title].cast("string")

    def clock(role: str) -> ir.Value:
        moment = source[mapping.columns[role]]
        has_zone = mapping.time_zone and columns[mapping.columns[role]].type == ZONED
        return IN_ZONE(moment.cast("timestamp"), mapping.time_zone) if has_zone else moment.cast("timestamp")

    instant = source[mapping.columns["time"]].cast("timestamp")
    cells: dict[str, ir.Value] = {"instant": instant, "position": source[POSITION] + 1}
    cells |= {role: word(mapping.columns[role]) for role in TEXTS if role in mapping.columns}
    cells |= {f"keep_{i}": word(title) for i, title in enumerate(mapping.keep)}
    if mapping.time_zone:
        cells["local"] = clock("time")
    if "start" in mapping.columns:
        cells["start"] = ibis.coalesce(source[mapping.columns["start"]].cast("timestamp"), instant)
        if mapping.time_zone:
            cells["start_local"] = ibis.coalesce(clock("start"), clock("time"))
    if "deadline" in mapping.columns:
        cells["deadline"] = clock("deadline").date()
    return source.select(**cells)


def checked(rows: ir.Table, mapping: CaseMapping) -> Events | None:
    """Look at all events once; None where one of them is in doubt."""
    doubt = ibis.or_(*(rows[name].isnull() for name in ("case", "activity", "instant")))
    if "start" in mapping.columns:
        doubt |= rows["start"] > rows["instant"]
    local = rows["local" if mapping.time_zone else "instant"]
    begins = {"start_local", "start"} & set(rows.columns)
    # Of `start` and `start_local`, the clock on the wall.
    begin = rows[max(begins)] if begins else local
    closes = rows["activity"].isin(mapping.closed_by) if mapping.closed_by else rows["activity"].notnull()
    found = fetch(
        rows.aggregate(
            rows=rows.count(),
            doubt=doubt.fill_null(True).cast("int64").sum(),
            closes=closes.fill_null(False).cast("int64").sum(),
            first=ibis.least(local, begin).min().date(),
            last=local.max().date(),
        )
    )
    if not found["rows"][0] or found["doubt"][0] or not found["closes"][0]:
        return None
    first, last = (datetime.date.fromisoformat(str(found[name][0])[:10]) for name in ("first", "last"))
    far = str(first) < EARLIEST or str(last) > LATEST or last.year - first.year > APART
    return None if far else Events(rows, first, last)
