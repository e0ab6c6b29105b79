"""Reads the sheets of a plan to know: how each promise is measured, and the units at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from publicvalue.business_case.planning.model import Frequency, Measuring, PlanningField, PlanToKnow
from publicvalue.instruments.appraisal.book import ReadBook
from publicvalue.instruments.appraisal.written import WrittenFault
from publicvalue.instruments.business_case.prompts import FIELD, MEASURING
from publicvalue.instruments.business_case.rows import Filled, WorkbookRows, asked_row, filled_rows
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

PLAN, FIELD_SHEET = "case_plan", "case_rollout"
HIGHEST_CARRY = 0.95
LARGEST = {"units": 2_000, "months": 240, "waves": 100}
"""Most of each that is simulated."""


def read_plan(book: ReadBook, rows: WorkbookRows, known: Sequence[str]) -> PlanToKnow:
    """Return the plan to know that a workbook holds; what was left blank is not in it.

    Parameters
    ----------
    book, rows
        The workbook, and where problems go.
    known
        Titles of the lines of the proposed option: a plan for anything else is told.
    """
    return PlanToKnow(tuple(_measured(book, rows, known)), _field(book, rows))


def _measured(book: ReadBook, rows: WorkbookRows, known: Sequence[str]) -> Iterator[Measuring]:
    seen: set[str] = set()
    for row in filled_rows(book, PLAN, MEASURING, rows):
        title = row.text("title")
        if title not in known or title in seen:
            what = Text("no line is called {name:quoted}", name=title)
            if title in seen:
                what = Text("{name:quoted} stands on this sheet twice", name=title)
            rows.wrong(row, "title", WrittenFault(what, one_of(known), nearest(title, known)))
            continue
        seen.add(title)
        stop, chance = _stop_rule(row, rows)
        yield Measuring(
            title=title,
            indicator=row.text("indicator"),
            source=row.text("source"),
            frequency=cast(Frequency, row.text("frequency") or None),
            who=row.text("who"),
            hours=_at_least_0(row, "hours", rows),
            action=row.text("action"),
            stop=stop,
            chance=chance,
        )


def _stop_rule(row: Filled, rows: WorkbookRows) -> tuple[float | None, float | None]:
    """Return the value at which it is stopped and its probability, as a share; both or none."""
    stop, percent = row.number_of("stop"), row.number_of("chance")
    if (stop is None) != (percent is None):
        what = Text("a stop rule needs a value and a probability")
        rows.wrong(
            row, "stop" if stop is None else "chance", WrittenFault(what, Text("both, or none"), Text("write both"))
        )
        return None, None
    if percent is not None and not 50 <= percent < 100:
        what = Text("{percent:g} percent", percent=percent)
        do = Text("write from which probability on it is stopped")
        rows.wrong(row, "chance", WrittenFault(what, Text("50 to below 100 percent, such as 80"), do))
        return None, None
    return stop, None if percent is None else percent / 100


def _at_least_0(row: Filled, name: str, rows: WorkbookRows) -> float | None:
    value = row.number_of(name)
    if value is not None and value < 0:
        rows.wrong(row, name, WrittenFault(Text("{value:g} is negative", value=value), Text("0 or more"), _CORRECT))
        return None
    return value


_CORRECT = Text("correct the cell")


def _field(book: ReadBook, rows: WorkbookRows) -> PlanningField:
    row = asked_row(book, FIELD_SHEET, FIELD, rows)
    if row is None:
        return PlanningField()
    for name, most in {"carry": HIGHEST_CARRY, "correlation": 1.0, **LARGEST}.items():
        value = row.number_of(name)
        if value is not None and not 0 <= value <= most:
            what = Text("{asks:quoted}: {value:g}", asks=_asks(name), value=value)
            rows.wrong(row, name, WrittenFault(what, Text("0 to {most:g}", most=most), _CORRECT))
    for name in ("deviation", "case_deviation"):
        _at_least_0(row, name, rows)
    if bool(row.text("new_lot")) != bool(row.text("agreed_by")):
        what = Text("a new lot needs a reason and somebody who answers for it")
        rows.wrong(row, "agreed_by", WrittenFault(what, Text("both, or none"), Text("write both")))
    return PlanningField(
        units=_whole(row, "units"),
        months=_whole(row, "months"),
        first=row.day("first"),
        before=_whole(row, "before"),
        waves=_whole(row, "waves"),
        gap=_whole(row, "gap"),
        lot=_yes(row, "lot"),
        threshold=_yes(row, "threshold"),
        effect=row.number_of("effect"),
        deviation=row.number_of("deviation"),
        carry=row.number_of("carry"),
        cases=_whole(row, "cases"),
        case_deviation=row.number_of("case_deviation"),
        seed=_whole(row, "seed"),
        new_lot=row.text("new_lot"),
        agreed_by=row.text("agreed_by"),
        correlation=row.number_of("correlation") or 0.0,
    )


def _asks(name: str) -> str:
    return next(one.asks for one in FIELD if one.field == name)


def _whole(row: Filled, name: str) -> int | None:
    value = row.number_of(name)
    return None if value is None else int(value)


def _yes(row: Filled, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(row.text(name))
