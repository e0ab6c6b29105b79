"""Dates that cannot be: of another age, or far from all others of their column, as programs write them for no date."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.errors import Place, Problem
from publicvalue.files.columns.cells import SHOWN, Cells, list_cells
from publicvalue.files.columns.dates import APART, EARLIEST, LATEST
from publicvalue.files.columns.typed import Read, Reading

DO = (
    "correct them, or leave them blank where the date is not known; convert years of another calendar"
    " (2567 of the Buddhist era is 2024)"
)


def far_dates(read: Read, reading: Reading) -> Iterator[Problem]:
    """Name the dates of a column that cannot be meant."""
    return far_days(reading.cells, read.rows, f"({reading.sql})")


def far_days(cells: Cells, rows: str, day: str) -> Iterator[Problem]:
    """Name the days of a column that cannot be meant; `day` reads them in the query `rows`."""
    outside = f"({day} < DATE '{EARLIEST}' OR {day} > DATE '{LATEST}')"
    query = cells.engine.query
    first, last, count = query(f"SELECT min({day}), max({day}), count(*) FILTER ({outside}) FROM ({rows})")[0]
    if count:
        what = f"before {EARLIEST[:4]} or after {LATEST[:4]}"
        yield _problem(cells, rows, (count, outside), what)
    elif first is not None and last.year - first.year > APART:
        years = query(f"SELECT year({day}), count(*) FROM ({rows}) WHERE {day} IS NOT NULL GROUP BY 1 ORDER BY 1")
        if few := _apart([(int(year), int(number)) for year, number in years]):
            low, high, number = few
            what = f"more than {APART} years away from all others"
            yield _problem(cells, rows, (number, f"year({day}) BETWEEN {low} AND {high}"), what)


def _apart(years: Sequence[tuple[int, int]]) -> tuple[int, int, int] | None:
    """Return the first and last year, and the number, of the fewer dates on one side of a gap."""
    for i in range(1, len(years)):
        if years[i][0] - years[i - 1][0] > APART:
            before, after = years[:i], years[i:]
            few = min(before, after, key=lambda side: sum(number for _, number in side))
            return few[0][0], few[-1][0], sum(number for _, number in few)
    return None


def _problem(cells: Cells, rows: str, bad: tuple[int, str], what: str) -> Problem:
    count, condition = bad
    found = cells.engine.query(
        f"SELECT row, {cells.key}::VARCHAR FROM ({rows}) WHERE {condition} ORDER BY row LIMIT {SHOWN}"
    )
    place = Place(cells.place.file, row=int(found[0][0]), field=cells.place.field)
    number = "1 date is" if count == 1 else f"{count:,} dates are"
    shown = list_cells([(int(row), str(cell)) for row, cell in found])
    return Problem(place, f"{number} {what}: {shown}", f"days from {EARLIEST} to {LATEST}, near each other", DO)
