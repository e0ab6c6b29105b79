"""Reads a workbook into a business case, or into everything that is wrong with it, each with its sheet and cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from publicvalue.business_case.model import Case, Kind, Line, Option, Range, Timing
from publicvalue.business_case.optimism import BIASES, ProjectClass
from publicvalue.errors import InputError, Place, Problem
from publicvalue.instruments.appraisal.book import ReadBook
from publicvalue.instruments.appraisal.written import WrittenFault
from publicvalue.instruments.business_case.forecast_sheets import with_forecasts
from publicvalue.instruments.business_case.prompts import BENEFITS, COSTS, EXCHANGE, OPTIONS, START
from publicvalue.instruments.business_case.rows import (
    Filled,
    WorkbookRows,
    filled_rows,
    growth_of,
    range_of,
    share_of,
    start_row,
)
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.language import Language
from publicvalue.words.text import Text, counted

LONGEST = 300
"""Years that a case looks at, at most."""
LATEST = 2999
"""Latest year of a day: calendars end at 9999, and what lies near was written by mistake."""
SMALLEST_RATE = 0.3
"""A rate below so many percent was written as a share."""

Placed = tuple[Filled, Line]


def read_case(book: ReadBook, file: str, language: Language) -> Case:
    """Return the business case that a workbook holds.

    Parameters
    ----------
    book
        Its sheets.
    file
        How messages call it.
    language
        Its language.

    Raises
    ------
    InputError
        With every problem.
    """
    rows = WorkbookRows(file, language)
    head = _head(book, rows)
    named_in = list(filled_rows(book, "case_options", OPTIONS, rows))
    options = tuple(row.text("title") for row in named_in)
    exchange = dict(_exchange(book, rows))
    placed = [*_lines(book, "case_costs", rows), *_lines(book, "case_benefits", rows)]
    if not options:
        what, do = Text("no option is named"), Text("name the proposed option on the sheet of options")
        rows.problems.append(Problem(Place(file), what, Text("at least one way to act"), do))
    if not placed and not rows.problems:
        what, do = Text("no cost and no benefit is written"), Text("fill in the sheets of costs and benefits")
        rows.problems.append(Problem(Place(file), what, Text("at least one"), do))
    for row, line in placed:
        _check_option(row, line, options, rows)
        if head:
            _check_days(row, line, head, rows)
            _check_currency(row, line, (head.currency, *exchange), rows)
    if not rows.problems:
        _check_written(named_in, {line.option or options[0] for _, line in placed}, rows)
        _check_titles(placed, options[0], rows)
    if rows.problems or head is None:
        raise InputError(rows.problems)
    lines = tuple(replace(line, option=line.option or options[0]) for _, line in placed)
    named = tuple(Option(one, one) for one in dict.fromkeys(options))
    case = replace(head, options=named, lines=lines, exchange=MappingProxyType(exchange))
    whole = with_forecasts(case, book, rows)
    if rows.problems:
        raise InputError(rows.problems)
    return whole


def _head(book: ReadBook, rows: WorkbookRows) -> Case | None:
    """Return the case without its lines; None where its first sheet cannot be used."""
    row = start_row(book, START, rows)
    if row is None:
        return None
    before = len(rows.problems)
    base, end = cast(dt.date, row.day("base")), cast(dt.date, row.day("end"))
    rate = row.number_of("rate") or 0.0
    _check_horizon(row, (base, end), rows)
    _check_rate(row, rate, rows)
    found = Case(
        title=row.text("title"),
        currency=row.text("currency").upper(),
        base=base,
        end=end,
        rate=rate / 100,
        options=(),
        lines=(),
        timing=cast(Timing, row.text("timing") or "middle"),
        tax_burden=share_of(row, "tax_burden", rows),
        cases=range_of(row, rows, "cases_"),
    )
    return found if len(rows.problems) == before else None


def _check_horizon(row: Filled, days: tuple[dt.date, dt.date], rows: WorkbookRows) -> None:
    base, end = days
    length = (end - base).days + 1
    expected, do = Text("at least one year, at most {years} years", years=LONGEST), Text("correct one of the two days")
    late = next((name for name, day in (("base", base), ("end", end)) if day.year > LATEST), None)
    if late:
        what = Text("{day} is too far away", day=end if late == "end" else base)
        rows.wrong(row, late, WrittenFault(what, Text("a day of the year {year} at the latest", year=str(LATEST)), do))
    elif end <= base:
        what = Text("the last day, {end}, is not after the base day, {base}", end=end, base=base)
        rows.wrong(row, "end", WrittenFault(what, expected, do))
    elif length < 365:
        what = counted(length, "the case looks at {number} day", "the case looks at {number} days")
        rows.wrong(row, "end", WrittenFault(what, expected, do))
    elif length > LONGEST * 366:
        what = Text("the case looks at {years:fixed0} years", years=length / 365.25)
        rows.wrong(row, "end", WrittenFault(what, expected, do))


def _check_rate(row: Filled, rate: float, rows: WorkbookRows) -> None:
    expected = Text("a percentage a year from 0 to below 100, such as 8")
    if not 0 <= rate < 100:
        fault = WrittenFault(Text("a discount rate of {rate:g} percent", rate=rate), expected, Text("correct the rate"))
        rows.wrong(row, "rate", fault)
    elif 0 < rate < SMALLEST_RATE:
        what = Text("a discount rate of {rate:g} percent looks like a share", rate=rate)
        rows.wrong(row, "rate", WrittenFault(what, expected, Text("write {rate:g}", rate=rate * 100)))


def _exchange(book: ReadBook, rows: WorkbookRows) -> Iterator[tuple[str, Range]]:
    for row in filled_rows(book, "case_exchange", EXCHANGE, rows):
        found = range_of(row, rows)
        if found and found.low > 0:
            yield row.text("currency").upper(), found
        elif found:
            fault = WrittenFault(Text("an exchange rate of 0"), Text("more than 0"), Text("correct the rate"))
            rows.wrong(row, "likely", fault)


def _lines(book: ReadBook, sheet: str, rows: WorkbookRows) -> Iterator[Placed]:
    for row in filled_rows(book, sheet, COSTS if sheet == "case_costs" else BENEFITS, rows):
        amount = range_of(row, rows)
        if amount is None:
            continue
        first = cast(dt.date, row.day("first"))
        kind = cast(Kind, row.text("kind"))
        line = Line(
            id=f"{sheet.removeprefix('case_')}-{row.number}",
            title=row.text("title"),
            kind=kind,
            amount=amount,
            first=first,
            last=row.day("last"),
            option=row.text("option"),
            growth=growth_of(row, rows),
            currency=row.text("currency").upper(),
            who=row.text("who"),
            public=row.text("public") != "no",
            cause=row.text("cause"),
        )
        more = _cost(row, line, rows) if line.is_cost else _benefit(row, line, rows)
        yield row, more


def _cost(row: Filled, line: Line, rows: WorkbookRows) -> Line:
    project = row.text("project")
    bias = BIASES[cast(ProjectClass, project)].cost[0] if project else 0.0
    if not project and row.text("mitigation"):
        what, do = Text("a bias is managed, and none is named"), Text("choose the class of the bias, or clear the cell")
        rows.wrong(row, "mitigation", WrittenFault(what, Text("a class and a percentage"), do))
    return replace(line, bias=bias, mitigation=share_of(row, "mitigation", rows))


def _benefit(row: Filled, line: Line, rows: WorkbookRows) -> Line:
    price = row.number_of("price")
    if price is not None and price < 0:
        fault = WrittenFault(Text("a price of {price:g}", price=price), Text("0 or more"), Text("correct the price"))
        rows.wrong(row, "price", fault)
    if line.kind == "time" and price is None:
        what = Text("hours have no price: what an hour of work costs is not known here")
        rows.wrong(row, "price", WrittenFault(what, Text("money for one hour"), Text("write it, with its source")))
    if price is not None and not row.text("source"):
        what = Text("the price has no source")
        rows.wrong(row, "source", WrittenFault(what, Text("a table, law or paper that states it"), Text("name it")))
    share = share_of(row, "redeployed", rows)
    return replace(line, price=1.0 if price is None else price, source=row.text("source"), redeployed=share)


def _check_option(row: Filled, line: Line, options: Sequence[str], rows: WorkbookRows) -> None:
    if line.option and options and line.option not in options:
        what = Text("no option is called {name:quoted}", name=line.option)
        rows.wrong(row, "option", WrittenFault(what, one_of(options), nearest(line.option, options)))


def _check_written(options: Sequence[Filled], written: Set[str], rows: WorkbookRows) -> None:
    """Refuse an option of which nothing is written: it would be worth 0, as if that were known."""
    for row in options:
        if row.text("title") not in written:
            what = Text("no cost and no benefit of this option is written")
            do = Text("name it in the rows of its costs and benefits, or clear it")
            rows.wrong(row, "title", WrittenFault(what, Text("at least one"), do))


def _check_titles(placed: Sequence[Placed], proposed: str, rows: WorkbookRows) -> None:
    """Refuse two lines of one title in one option: a result or a forecast that names it would belong to both."""
    seen: dict[tuple[str, str], Filled] = {}
    for row, line in placed:
        former = seen.setdefault((line.option or proposed, line.title), row)
        if former is not row:
            what = Text(
                "another line of this option is called {name:quoted} too: {sheet}, row {number}",
                name=line.title,
                sheet=former.sheet.name,
                number=former.number,
            )
            do = Text("add what tells them apart")
            rows.wrong(row, "title", WrittenFault(what, Text("a name of its own for each line of an option"), do))


def _check_days(row: Filled, line: Line, case: Case, rows: WorkbookRows) -> None:
    expected = Text("a day from {base} to {end}", base=case.base, end=case.end)
    do = Text("correct the day, or the days on the first sheet")
    if not case.base <= line.first <= case.end:
        what = Text("{day} lies outside the time that the case looks at", day=line.first)
        rows.wrong(row, "first", WrittenFault(what, expected, do))
    if line.last and line.last < line.first:
        what = Text("it ends on {last}, before it begins on {first}", last=line.last, first=line.first)
        rows.wrong(row, "last", WrittenFault(what, Text("days in order"), Text("correct one of the two days")))
    elif line.last and line.last > case.end:
        what = Text("{day} lies outside the time that the case looks at", day=line.last)
        rows.wrong(row, "last", WrittenFault(what, expected, do))


def _check_currency(row: Filled, line: Line, known: Sequence[str], rows: WorkbookRows) -> None:
    if line.currency and line.currency not in known:
        what = Text("there is no exchange rate for {currency:quoted}", currency=line.currency)
        expected = Text("{own}, or a currency of the sheet of exchange rates", own=known[0])
        do = Text("write its rate on that sheet: two currencies cannot be added up without one")
        rows.wrong(row, "currency", WrittenFault(what, expected, do))
