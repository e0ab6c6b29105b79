"""The sheets of a workbook on gates, impacts and results: made of what is asked, and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from publicvalue.business_case.delivery import MeasuredAmount
from publicvalue.business_case.gates.decision import Answer, Given
from publicvalue.business_case.gates.model import Gates
from publicvalue.instruments.appraisal.book import KEY, Cell, Page, ReadBook, mark_of
from publicvalue.instruments.appraisal.questions import LINE_ANSWERS, Choice, Prompt
from publicvalue.instruments.appraisal.written import WrittenFault
from publicvalue.instruments.business_case.prompts import RESULTS
from publicvalue.instruments.business_case.rows import Filled, WorkbookRows, filled_rows, read_cell
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.language import Language
from publicvalue.words.text import Text

GATES, IMPACTS, RESULT_SHEET = "case_gates", "case_impacts", "case_results"
ANSWER = Prompt("answer", Text("Answer"), "choice", LINE_ANSWERS)
PROOF = Prompt("document", Text("Document that proves it: title, number or address"), "text")
NOTE = Prompt("note", Text("Notes"), "text")


def gate_pages(gates: Gates, language: Language) -> tuple[Page, ...]:
    """Return the sheets on the gates and on the impact, blank."""
    return _gates(gates, language), _impacts(gates, language)


def _gates(gates: Gates, language: Language) -> Page:
    write = language.write
    titles = {one.id: one.title for one in gates.gates}
    offers = tuple(write(one.text) for one in LINE_ANSWERS)
    heads = (Text("From gate"), Text("Question"), ANSWER.asks, PROOF.asks, NOTE.asks, Text("What would change it"))
    rows = [(Cell(look="key"), *(Cell(write(one), "head") for one in heads))]
    rows += [
        (
            Cell(one.id, "key"),
            Cell(write(Text(titles[one.gate]))),
            Cell(write(Text(one.asks))),
            Cell("", "entry", "text", offers),
            Cell("", "entry"),
            Cell("", "entry"),
            Cell(write(Text(one.change)), "hint"),
        )
        for one in gates.requirements
        if one.test is None
    ]
    keys = ("gate", "question", "answer", "document", "note", "change")
    return Page(mark_of(GATES), write(Text("Gates")), keys, tuple(rows), (14, 50, 14, 34, 34, 50))


def _impacts(gates: Gates, language: Language) -> Page:
    write = language.write
    rows = [(Cell(look="key"), Cell(write(Text("Question")), "head"), Cell(write(ANSWER.asks), "head"))]
    rows += [
        (
            Cell(one.id, "key"),
            Cell(write(Text(one.asks))),
            Cell("", "entry", "text", tuple(write(Text(level)) for level in one.levels)),
        )
        for one in gates.impacts
    ]
    return Page(mark_of(IMPACTS), write(Text("Impact")), ("question", "answer"), tuple(rows), (60, 40))


def read_answers(book: ReadBook, gates: Gates, rows: WorkbookRows) -> Mapping[str, Given]:
    """Return requirement -> what was answered; what was not is left out."""
    asked = {one.id for one in gates.requirements}
    found: dict[str, Given] = {}
    for row in _keyed(book, GATES, asked):
        values = [read_cell(row, one, row.text(one.field), rows, one.field) for one in (ANSWER, PROOF, NOTE)]
        if values[0]:
            found[row.text(KEY)] = Given(cast(Answer, values[0]), values[1] or "", values[2] or "")
    return found


def read_impacts(book: ReadBook, gates: Gates, rows: WorkbookRows) -> Mapping[str, int]:
    """Return impact -> place of the level that was chosen, 0 for the lightest."""
    known = {one.id: one for one in gates.impacts}
    found: dict[str, int] = {}
    for row in _keyed(book, IMPACTS, known):
        levels = known[row.text(KEY)].levels
        prompt = Prompt(
            "answer", ANSWER.asks, "choice", tuple(Choice(str(n), Text(one)) for n, one in enumerate(levels))
        )
        if chosen := read_cell(row, prompt, row.text("answer"), rows, "answer"):
            found[row.text(KEY)] = int(chosen)
    return found


def _keyed(book: ReadBook, sheet: str, known: Sequence[str] | Mapping[str, object] | set[str]) -> Iterator[Filled]:
    read = book.get(sheet)
    for number, cells in read.rows.items() if read else ():
        if read and cells.get(KEY) in known:
            yield Filled(read, number, cells)


def read_results(
    book: ReadBook, rows: WorkbookRows, known: Sequence[str], today: dt.date
) -> Mapping[str, tuple[MeasuredAmount, ...]]:
    """Return title of a line -> what was measured of it, by day; what has no day comes first.

    Parameters
    ----------
    book, rows
        The workbook, and where problems go.
    known
        Titles of what was promised: a result of anything else is told.
    today
        The day: what is dated later is a forecast, and no result.
    """
    found: dict[str, list[MeasuredAmount]] = {}
    for row in filled_rows(book, RESULT_SHEET, RESULTS, rows):
        title, value = row.text("title"), row.number_of("measured")
        if title not in known:
            what = Text("no line is called {name:quoted}", name=title)
            rows.wrong(row, "title", WrittenFault(what, one_of(known), nearest(title, known)))
        elif (row.day("day") or today) > today:
            what = Text("{day} has not come yet: what is expected then is a forecast", day=row.day("day"))
            do = Text("correct the day, or write it on the sheet of forecasts")
            rows.wrong(row, "day", WrittenFault(what, Text("a day until {today}", today=today), do))
        elif value is not None:
            found.setdefault(title, []).append(_result(row, value, rows))
    return {title: tuple(sorted(them, key=lambda one: one.day or dt.date.min)) for title, them in found.items()}


def _result(row: Filled, value: float, rows: WorkbookRows) -> MeasuredAmount:
    low, high = row.number_of("low"), row.number_of("high")
    if (low is None) != (high is None) or (low is not None and high is not None and not low <= value <= high):
        what = Text("the ends of a result are not both there, or it does not lie between them")
        rows.wrong(
            row, "low", WrittenFault(what, Text("lowest <= measured <= highest, or none"), Text("correct the three"))
        )
    pilot, began = row.text("moment") == "pilot", row.day("began")
    return MeasuredAmount(value, row.day("day"), low, high, pilot, began, row.text("source"))
