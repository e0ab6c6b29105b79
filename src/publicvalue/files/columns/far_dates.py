"""Dates that cannot be: of another age, or far from all others of their column, as programs write them for no date."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.errors import Problem
from publicvalue.files.columns.cells import ColumnCells, find_cells
from publicvalue.files.columns.dates import APART, EARLIEST, LATEST
from publicvalue.files.columns.typed import Read, Reading
from publicvalue.words.text import Text, counted

DO = Text(
    "correct them, or leave them blank where the date is not known; convert years of another calendar"
    " (2567 of the Buddhist era is 2024)"
)


def far_dates(read: Read, reading: Reading) -> Iterator[Problem]:
    """Name the dates of a column that cannot be meant."""
    return far_days(reading.cells, read.rows, f"({reading.sql})")


def far_days(cells: ColumnCells, rows: str, moment: str) -> Iterator[Problem]:
    """Name the days or moments of a column that cannot be meant; `moment` reads them in the query `rows`."""
    query, day = cells.engine.query, f"({moment})::DATE"
    # The first and the last stand in the statistics of many files; they tell whether any is outside.
    ends = f"SELECT min({moment})::DATE AS first_day, max({moment})::DATE AS last_day FROM ({rows})"
    first, last, outside = query(f"SELECT first_day, last_day, {_outside('first_day', 'last_day')} FROM ({ends})")[0]
    if outside:
        yield from _of_another_age(cells, rows, _outside(day, day))
    elif first is not None and last.year - first.year > APART:
        years = query(f"SELECT year({day}), count(*) FROM ({rows}) WHERE {day} IS NOT NULL GROUP BY 1 ORDER BY 1")
        if few := _apart([(int(year), int(number)) for year, number in years]):
            yield from _far_from_others(cells, rows, f"year({day}) BETWEEN {few[0]} AND {few[1]}")


def _outside(first: str, last: str) -> str:
    return f"({first} < DATE '{EARLIEST}' OR {last} > DATE '{LATEST}')"


def _apart(years: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the first and last year of the fewer dates on one side of a gap."""
    for i in range(1, len(years)):
        if years[i][0] - years[i - 1][0] > APART:
            before, after = years[:i], years[i:]
            few = min(before, after, key=lambda side: sum(number for _, number in side))
            return few[0][0], few[-1][0]
    return None


def _of_another_age(cells: ColumnCells, rows: str, condition: str) -> Iterator[Problem]:
    if found := find_cells(cells, rows, condition):
        what = counted(
            found.count,
            "1 date is before {first} or after {last}: {cells}",
            "{number:count} dates are before {first} or after {last}: {cells}",
            first=EARLIEST[:4],
            last=LATEST[:4],
            cells=found.shown,
        )
        yield Problem(found.place, what, _days_of_our_time(), DO)


def _far_from_others(cells: ColumnCells, rows: str, condition: str) -> Iterator[Problem]:
    if found := find_cells(cells, rows, condition):
        what = counted(
            found.count,
            "1 date is more than {years} years away from all others: {cells}",
            "{number:count} dates are more than {years} years away from all others: {cells}",
            years=APART,
            cells=found.shown,
        )
        yield Problem(found.place, what, _days_of_our_time(), DO)


def _days_of_our_time() -> Text:
    return Text("days from {first} to {last}, near each other", first=EARLIEST, last=LATEST)
