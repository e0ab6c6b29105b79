"""Reads the rows of a workbook of a business case: each as numbers and days, with all that is wrong in its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publicvalue.business_case.model import NONE, Range, certain
from publicvalue.errors import Place, Problem
from publicvalue.instruments.appraisal.book import KEY, ReadBook, ReadSheet
from publicvalue.instruments.appraisal.questions import Prompt
from publicvalue.instruments.appraisal.written import WrittenFault, read_written
from publicvalue.words.language import Language
from publicvalue.words.text import Text

HEADINGS = 2
"""Rows before those that people fill in: keys and headings."""
HYPERINFLATION = 26.0
"""Percent a year, at which prices double in three years: no change of price beyond inflation is so large."""


@dataclass
class WorkbookRows:
    """A workbook while it is read: how messages call it, its language, and everything that is wrong."""

    file: str
    language: Language
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: Filled, name: str, fault: WrittenFault) -> None:
        """Add what is wrong with a cell."""
        number, column = (row.asked[name], "answer") if name in row.asked else (row.number, name)
        place = Place(self.file, field=f"{row.sheet.name}!{row.sheet.columns.get(column, 'A')}{number}")
        self.problems.append(Problem(place, fault.what, fault.expected, fault.do))


@dataclass(frozen=True)
class Filled:
    """A row that somebody filled in: where it is, what its cells hold, and the rows of cells that have one each."""

    sheet: ReadSheet
    number: int
    given: Mapping[str, str]
    asked: Mapping[str, int] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text; empty where nothing is."""
        return self.given.get(name, "")

    def number_of(self, name: str) -> float | None:
        """Return a number; None where nothing is."""
        return float(self.given[name]) if self.given.get(name) else None

    def day(self, name: str) -> dt.date | None:
        """Return a day; None where nothing is."""
        return dt.date.fromisoformat(self.given[name]) if self.given.get(name) else None


def filled_rows(book: ReadBook, name: str, prompts: Sequence[Prompt], rows: WorkbookRows) -> Iterator[Filled]:
    """Yield the rows of a sheet that are filled in and can be read; what is wrong with others is told."""
    sheet = book.get(name)
    for number, cells in sheet.rows.items() if sheet else ():
        if sheet and number > HEADINGS and any(cells.get(one.field) for one in prompts):
            row = _read(Filled(sheet, number, cells), prompts, rows)
            if row:
                yield row


def start_row(book: ReadBook, prompts: Sequence[Prompt], rows: WorkbookRows) -> Filled | None:
    """Return what the first sheet asks, as one row; None where something in it cannot be used."""
    if "case_start" not in book:
        what, do = Text("the sheet {name:quoted} is missing", name="Start"), Text("begin with a new workbook")
        rows.problems.append(Problem(Place(rows.file), what, Text("all sheets of the workbook"), do))
        return None
    return asked_row(book, "case_start", prompts, rows)


def asked_row(book: ReadBook, name: str, prompts: Sequence[Prompt], rows: WorkbookRows) -> Filled | None:
    """Return what a sheet asks one below another, as one row; None where it is missing, or something cannot be used."""
    sheet = book.get(name)
    if sheet is None:
        return None
    given: dict[str, str] = {}
    asked: dict[str, int] = {}
    sound = True
    for prompt in prompts:
        number = next((n for n, cells in sheet.rows.items() if cells.get(KEY) == f"case.{prompt.field}"), 1)
        row = Filled(sheet, number, {})
        read = read_cell(row, prompt, sheet.rows.get(number, {}).get("answer", ""), rows, "answer")
        sound = sound and read is not None
        given[prompt.field], asked[prompt.field] = read or "", number
    return Filled(sheet, 1, given, asked) if sound else None


def _read(row: Filled, prompts: Sequence[Prompt], rows: WorkbookRows) -> Filled | None:
    read = {one.field: read_cell(row, one, row.text(one.field), rows, one.field) for one in prompts}
    if None in read.values():
        return None
    return Filled(row.sheet, row.number, {name: value for name, value in read.items() if value})


def read_cell(row: Filled, prompt: Prompt, written: str, rows: WorkbookRows, column: str) -> str | None:
    """Return what a cell holds, empty where it is blank; None where it cannot be used, which is told.

    Parameters
    ----------
    row, rows
        Its row, and where problems go.
    prompt, written
        What was to be filled in, and what was.
    column
        Key of its column.
    """
    read = read_written(prompt, written, rows.language)
    if not isinstance(read, WrittenFault) and not read and prompt.needed:
        read = WrittenFault(
            Text("{asks:quoted} is left blank", asks=prompt.asks),
            Text("an answer") if column == "answer" else Text("a row that is filled in"),
            Text("fill it in") if column == "answer" else Text("fill it in, or clear the row"),
        )
    if isinstance(read, WrittenFault):
        rows.wrong(row, column, read)
        return None
    return read


def range_of(row: Filled, rows: WorkbookRows, prefix: str = "", least: float | None = 0.0) -> Range | None:
    """Return a forecast of a row: certain where it has a most likely value alone, none where it has nothing.

    Parameters
    ----------
    row, rows
        The row, and where problems go.
    prefix
        What the names of its three cells begin with.
    least
        The lowest value that may stand there; None for any.
    """
    names = [f"{prefix}{end}" for end in ("low", "likely", "high")]
    values = [row.number_of(one) for one in names]
    low, likely, high = values
    if likely is None:
        if low is not None or high is not None:
            what = Text("lowest, most likely and highest are not all there, or out of order")
            rows.wrong(row, names[1], WrittenFault(what, _ORDER, Text("correct the three")))
        return None
    if (low is None) != (high is None) or (low is not None and high is not None and not low <= likely <= high):
        what = Text("lowest, most likely and highest are not all there, or out of order")
        rows.wrong(row, names[0], WrittenFault(what, _ORDER, Text("correct the three")))
        return None
    found = certain(likely) if low is None or high is None else Range(low, likely, high)
    if least is not None and found.low < least:
        what = Text("the amount {amount:g} is negative", amount=found.low)
        do = Text("write it without its sign: costs and benefits have sheets of their own")
        rows.wrong(row, names[0] if low is not None else names[1], WrittenFault(what, Text("0 or more"), do))
        return None
    return found


_ORDER = Text("lowest <= most likely <= highest, or the most likely alone")


def growth_of(row: Filled, rows: WorkbookRows) -> Range:
    """Return the change of a row's price a year, as a share; none where nothing is."""
    found = range_of(row, rows, "growth_", least=None)
    if found is None:
        return NONE
    if found.high >= HYPERINFLATION or found.low <= -100:
        what = Text("a price that changes by {percent:g} percent a year", percent=max(found.high, found.low, key=abs))
        expected = Text("a change beyond inflation, above -100 and below 26 percent a year")
        do = Text("leave inflation out: write amounts at prices of the base day, or in a currency that keeps its value")
        rows.wrong(row, "growth_likely", WrittenFault(what, expected, do))
        return NONE
    return Range(found.low / 100, found.likely / 100, found.high / 100)


def share_of(row: Filled, name: str, rows: WorkbookRows) -> float:
    """Return a percentage of a row as a share; 0 where nothing is."""
    percent = row.number_of(name)
    if percent is None:
        return 0.0
    if not 0 <= percent <= 100:
        what = Text("{percent:g} percent", percent=percent)
        rows.wrong(row, name, WrittenFault(what, Text("0 to 100 percent"), Text("correct the cell")))
        return 0.0
    return percent / 100
