"""Reads the past records of units: a table with a row for each unit and month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from publicvalue.business_case.planning.past import LEAST_MONTHS, PastRecords
from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.measures.judgement.answer_row import number_in
from publicvalue.schema.node import Row
from publicvalue.words.text import Text, counted

COLUMNS = ("unit", "month", "value")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

Found = dict[tuple[str, str], float]


def past_records(file: str, header: Sequence[str], lines: Sequence[Row]) -> PastRecords:
    """Return past records from the rows of a table: one for each unit and month.

    Raises
    ------
    EvidenceError
        With every problem: a column that is missing, a value that is no number, a month that is not there, or twice.
    """
    missing = tuple(one for one in COLUMNS if one not in header)
    if missing:
        what = Text("the columns {missing:list} are missing", missing=missing)
        expected = Text("columns called unit, month (such as 2026-03) and value")
        raise EvidenceError([Problem(Place(file), what, expected, Text("name the columns so"))])
    found: Found = {}
    problems = [one for line in lines for one in _taken(line, found)]
    units = tuple(dict.fromkeys(unit for unit, _ in found))
    months = tuple(sorted({month for _, month in found}))
    if problems := problems or list(_lacking(file, units, months, found)):
        raise EvidenceError(problems)
    values = np.array([[found[unit, month] for month in months] for unit in units])
    return PastRecords(units, months, values)


def _taken(line: Row, found: Found) -> Iterator[Problem]:
    """Take the value of a row; yields what is wrong with it."""
    unit, month, written = (line.cells.get(one, "").strip() for one in COLUMNS)
    value = number_in(written)
    if not unit:
        yield Problem(
            line.at("unit"), Text("no unit is named"), Text("its name"), Text("name it, or leave the row out")
        )
    elif not MONTH.fullmatch(month):
        what, do = Text("{written:quoted} is no month", written=month), Text("write year and month")
        yield Problem(line.at("month"), what, Text("a month such as 2026-03"), do)
    elif value is None:
        what = Text("{written:quoted} is no number", written=written)
        do = Text("write the number alone; what is not known leaves the unit out, and is no zero")
        yield Problem(line.at("value"), what, Text("a number such as 1250 or 12.5"), do)
    elif (unit, month) in found:
        what = Text("{unit} has a value in {month} already", unit=unit, month=month)
        yield Problem(line.at("month"), what, Text("one value for each unit and month"), Text("leave one of them out"))
    else:
        found[unit, month] = value


def _lacking(file: str, units: Sequence[str], months: Sequence[str], found: Found) -> Iterator[Problem]:
    holes = [(unit, month) for unit in units for month in months if (unit, month) not in found]
    if holes:
        what = counted(
            len(holes),
            "{unit} has no value in {month}",
            "{unit} has no value in {month}; {number} values are missing in all",
            unit=holes[0][0],
            month=holes[0][1],
        )
        do = Text("fill it in, or leave out units or months that are not whole: what is missing is no zero")
        yield Problem(Place(file), what, Text("a value for each unit in each month"), do)
    if len(months) < LEAST_MONTHS:
        what = Text("the past records are of {own} months", own=len(months))
        yield Problem(Place(file), what, Text("at least {least}", least=LEAST_MONTHS), Text("bring more months"))
