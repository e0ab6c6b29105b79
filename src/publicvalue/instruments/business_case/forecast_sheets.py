"""Reads what forecasters expect of the lines of a case, and what came of comparable systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from publicvalue.business_case.forecasts import from_quantiles, pooled
from publicvalue.business_case.model import Case, Comparable, Forecast, Line, Range
from publicvalue.instruments.appraisal.book import ReadBook
from publicvalue.instruments.appraisal.written import WrittenFault
from publicvalue.instruments.business_case.prompts import COMPARABLES, FORECASTS
from publicvalue.instruments.business_case.rows import Filled, WorkbookRows, filled_rows, range_of
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

FORECAST, COMPARABLE = "case_forecasts", "case_comparables"
TENTHS = (0.1, 0.5, 0.9)


def with_forecasts(case: Case, book: ReadBook, rows: WorkbookRows) -> Case:
    """Return the case with its forecasters and comparable systems; what forecasters expect, pooled, is the amount.

    Parameters
    ----------
    case
        The case as its lines have it.
    book, rows
        The workbook, and where problems go.
    """
    known = [one.title for one in case.lines_of(case.proposed.id)]
    forecasts = tuple(_forecasts(book, rows, known))
    comparables = tuple(_comparables(book, rows, known))

    def amount(line: Line) -> Range:
        own = [one for one in forecasts if one.title == line.title and line.option == case.proposed.id]
        return pooled(own) if own else line.amount

    lines = tuple(replace(line, amount=amount(line)) for line in case.lines)
    return replace(case, lines=lines, forecasts=forecasts, comparables=comparables)


def _is_known(row: Filled, known: Sequence[str], rows: WorkbookRows) -> bool:
    title = row.text("title")
    if title not in known:
        what = Text("no line is called {name:quoted}", name=title)
        rows.wrong(row, "title", WrittenFault(what, one_of(known), nearest(title, known)))
    return title in known


def _forecasts(book: ReadBook, rows: WorkbookRows, known: Sequence[str]) -> Iterator[Forecast]:
    for row in filled_rows(book, FORECAST, FORECASTS, rows):
        found = range_of(row, rows)
        if not _is_known(row, known, rows) or found is None:
            continue
        if row.text("form") == "quantiles":
            if found.is_certain:
                what = Text("one number is no distribution")
                rows.wrong(
                    row, "form", WrittenFault(what, Text("three numbers"), Text("write the first and the last too"))
                )
                continue
            found = from_quantiles(TENTHS, (found.low, found.likely, found.high))
        yield Forecast(row.text("title"), found, row.text("who"), row.day("day"), row.text("why"))


def _comparables(book: ReadBook, rows: WorkbookRows, known: Sequence[str]) -> Iterator[Comparable]:
    for row in filled_rows(book, COMPARABLE, COMPARABLES, rows):
        promised, came = row.number_of("promised") or 0.0, row.number_of("came") or 0.0
        if not _is_known(row, known, rows):
            continue
        for name, value in (("promised", promised), ("came", came)):
            if value < 0 or (name == "promised" and value == 0):
                what = Text("{value:g} cannot be compared", value=value)
                rows.wrong(
                    row, name, WrittenFault(what, Text("more than 0"), Text("correct it, or leave the system out"))
                )
                break
        else:
            yield Comparable(row.text("title"), row.text("system"), promised, came, row.text("source"))
