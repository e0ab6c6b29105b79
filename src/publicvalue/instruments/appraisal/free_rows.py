"""Reads the sheets of a workbook whose rows people write themselves: money, documents, and the points of raters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publicvalue.framework.model import Indicator
from publicvalue.instruments.appraisal.asked import rated_indicators, rated_items
from publicvalue.instruments.appraisal.book import KEY, ReadSheet
from publicvalue.instruments.appraisal.model import Flow, NamedDocument, Rating
from publicvalue.instruments.appraisal.questions import RATE, Prompt
from publicvalue.instruments.appraisal.reading import WorkbookReading
from publicvalue.instruments.appraisal.sheets import DOCUMENT_PROMPTS, FLOW_PROMPTS, POINTS, RATER
from publicvalue.instruments.appraisal.written import WrittenFault, read_written
from publicvalue.words.text import Text

RATE_ROW, RATERS_ROW = "head.discount_rate", "raters"
HEADINGS = 2
"""Rows of a sheet of ours before those that people fill in: keys and headings."""


def read_flows(sheet: ReadSheet, reading: WorkbookReading) -> None:
    """Take the money of a sheet into an appraisal, and the discount rate."""
    flows, sound = [], True
    for number, cells in sheet.rows.items():
        if cells.get(KEY) == RATE_ROW:
            rate = _read(sheet, number, RATE, "amount", reading)
            reading.appraisal = replace(reading.appraisal, discount_rate=rate or "")
            sound = sound and rate is not None
        elif given := _free_row(sheet, number, FLOW_PROMPTS, reading):
            faults = list(_flow_faults(given))
            for field, fault in faults:
                reading.wrong(reading.place(sheet, number, field), fault)
            flows += [] if faults else [Flow(**given)]
    if flows and sound and not reading.appraisal.discount_rate:
        row = next((n for n, cells in sheet.rows.items() if cells.get(KEY) == RATE_ROW), HEADINGS + 1)
        expected, do = Text("a share per year, such as 0.035"), Text("ask the ministry of finance for its rate")
        reading.wrong(
            reading.place(sheet, row, "amount"), WrittenFault(Text("money needs a discount rate"), expected, do)
        )
    reading.appraisal = replace(reading.appraisal, flows=tuple(flows))


def _flow_faults(given: Mapping[str, str]) -> Iterator[tuple[str, WrittenFault]]:
    expected = [given[name] for name in ("low", "likely", "high") if name in given]
    if ("amount" in given) == (len(expected) > 0):
        what = Text("the row holds no amount, or both a recorded and an expected one")
        do = Text("fill in the recorded amount, or all three expected ones")
        yield "amount", WrittenFault(what, Text("what was paid, or lowest, most likely and highest"), do)
    elif expected and (len(expected) < 3 or sorted(expected, key=float) != expected):
        what = Text("lowest, most likely and highest are not all there, or out of order")
        yield "low", WrittenFault(what, Text("lowest <= most likely <= highest"), Text("correct the three"))


def read_documents(sheet: ReadSheet, reading: WorkbookReading) -> None:
    """Take the list of documents into an appraisal."""
    rows = (_free_row(sheet, number, DOCUMENT_PROMPTS, reading) for number in sheet.rows)
    reading.appraisal = replace(reading.appraisal, documents=tuple(NamedDocument(**given) for given in rows if given))


def _free_row(sheet: ReadSheet, number: int, prompts: Sequence[Prompt], reading: WorkbookReading) -> dict[str, str]:
    """Return what a row holds; nothing where it is blank, of the headings, or something is wrong with it."""
    cells = sheet.rows[number]
    if number <= HEADINGS or not any(cells.get(prompt.field) for prompt in prompts):
        return {}
    read = {prompt.field: _read(sheet, number, prompt, prompt.field, reading) for prompt in prompts}
    missing = [prompt for prompt in prompts if prompt.needed and read[prompt.field] == ""]
    for prompt in missing:
        what = Text("{asks:quoted} is left blank", asks=prompt.asks)
        fault = WrittenFault(what, Text("a row that is filled in"), Text("fill it in, or clear the row"))
        reading.wrong(reading.place(sheet, number, prompt.field), fault)
    if missing or None in read.values():
        return {}
    return {name: value for name, value in read.items() if value}


def _read(sheet: ReadSheet, number: int, prompt: Prompt, key: str, reading: WorkbookReading) -> str | None:
    """Return what a cell holds, empty where it is blank; None where it cannot be used, which is told."""
    read = read_written(prompt, sheet.rows[number].get(key, ""), reading.language)
    if isinstance(read, WrittenFault):
        reading.wrong(reading.place(sheet, number, key), read)
        return None
    return read


def read_ratings(sheet: ReadSheet, reading: WorkbookReading) -> None:
    """Take the points of raters into an appraisal."""
    asked = {
        f"{one.id}/{item}": (one, item) for one in rated_indicators(reading.framework) for item in rated_items(one)
    }
    columns = [key for key in sheet.columns if key.startswith("rater_")]
    raters = _raters(sheet, columns, reading)
    ratings = []
    for number, cells in sheet.rows.items():
        indicator, item = asked.get(cells.get(KEY, ""), (None, ""))
        for key in columns if indicator else ():
            points = _read(sheet, number, POINTS, key, reading)
            if points and indicator and _on_scale(sheet, (number, key), points, indicator, reading):
                ratings.append(Rating(indicator.id, item, raters[key], points))
    reading.appraisal = replace(reading.appraisal, ratings=tuple(sorted(ratings)))


def _raters(sheet: ReadSheet, columns: Sequence[str], reading: WorkbookReading) -> dict[str, str]:
    """Return the code of the rater of each column; one without a code is called by its number."""
    row = next((n for n, cells in sheet.rows.items() if cells.get(KEY) == RATERS_ROW), None)
    raters: dict[str, str] = {}
    for key in columns:
        code = (row and _read(sheet, row, RATER, key, reading)) or key.replace("rater_", "rater-")
        if code in raters.values() and row:
            what = Text("two raters have the code {code:quoted}", code=code)
            fault = WrittenFault(what, Text("a code of its own for each"), Text("give each rater another code"))
            reading.wrong(reading.place(sheet, row, key), fault)
        raters[key] = code
    return raters


def _on_scale(
    sheet: ReadSheet, cell: tuple[int, str], points: str, indicator: Indicator, reading: WorkbookReading
) -> bool:
    low, high = (indicator.options.get(end) for end in ("low", "high"))
    if not isinstance(low, int | float) or not isinstance(high, int | float) or low <= float(points) <= high:
        return True
    what = Text("{points} points lie outside the scale", points=points)
    expected = Text("{low:g} to {high:g}", low=float(low), high=float(high))
    reading.wrong(reading.place(sheet, *cell), WrittenFault(what, expected, Text("correct the points")))
    return False
