"""Dates as people write them: the order of day and month is decided from all cells of a column."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from publicvalue.errors import Place, Problem
from publicvalue.files.columns.cells import ColumnCells, Settled
from publicvalue.files.columns.date_words import plain_words, word_day, word_month, word_quarter
from publicvalue.files.engines.duckdb import Engine, text
from publicvalue.words.text import Text, counted, joined

WANTED = (Text("a date"), Text("dates such as 2014-09-02, 02.09.2014, 2 Sep 2014 or September 2, 2014"))

TIME = r"[ T,]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?[AaPp]\.?[Mm]\.?)?$"
NUMERIC = r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}"
EARLIEST, LATEST = "1920-01-01", "2150-12-31"
"""Days between which evidence of our time lies."""
APART = 50
"""Years between two dates of a column with none in between that are too many to be meant."""
DAYS = ("day", "serial", "day first", "month first", "ambiguous")
AS_OTHERS = (
    Text("a year, a month or a quarter, as the other cells are"),
    Text("days in all cells, or years, months and quarters in all"),
)


def iso_date(key: str) -> str:
    """Read year-month-day, with or without a time; the date is the one that is written, whatever the time zone."""
    moment = f"try_cast({key} AS TIMESTAMP)"
    # The engine also reads 12-05-20, as the year 12.
    return f"CASE WHEN {key}[5] IN ('-', '/') AND {moment} >= TIMESTAMP '1000-01-01' THEN {moment}::DATE END"


def formatted_date(key: str, date_format: str) -> str:
    """Read dates written in a stated way, and those of year-month-day that the way does not fit."""
    return f"coalesce(try_strptime({key}, {text(date_format)})::DATE, {iso_date(key)})"


def check_date_format(engine: Engine, date_format: str, place: Place) -> Problem | None:
    try:
        engine.query(f"SELECT strptime(strftime(DATE '2014-09-22', {text(date_format)}), {text(date_format)})")
    except duckdb.Error:
        return Problem(
            place,
            Text("{format:quoted} is not a way to write dates", format=date_format),
            Text("codes such as %d (day), %m (month), %Y (year with four digits) and %b (short name of the month)"),
            Text("write for example date_format: '%d/%m/%Y'"),
        )
    return None


def settle_dates(cells: ColumnCells) -> Settled:
    """Decide what a column holds and the order of day and month, and return how to read its cells."""
    # The words of a cell are worked out once, of which the rest is made.
    found = cells.classes(class_of_date(cells, "cell", "tidy"), plain_words(without_time(cells.key)))
    days = sum(found[kind][0] for kind in DAYS if kind in found)
    periods = found.get("period", (0, 0, ""))[0]
    if periods > days:
        note = Text(
            "{file}, {column}: years, months and quarters were read as their first day.",
            file=cells.place.file,
            column=cells.place.field,
        )
        day = without_time(cells.key)
        return Settled(first_day(day, plain_words(day)), note, wanted=AS_OTHERS if days else ())
    day_first, month_first, either = (found.get(name) for name in ("day first", "month first", "ambiguous"))
    if day_first and month_first:
        return Settled(problem=conflict(cells, day_first, month_first))
    if either and not (day_first or month_first):
        return Settled(problem=ambiguous(cells, either))
    return Settled(any_date(cells, bool(month_first)), day_notes(cells, found))


def without_time(key: str) -> str:
    return f"regexp_replace({key}, '{TIME}', '')"


def class_of_date(cells: ColumnCells, cell: str, words: str) -> str:
    day = without_time(cell)
    first = f"try_cast(split_part(replace({day}, '-', '/'), '/', 1) AS INTEGER)"
    second = f"try_cast(split_part(replace({day}, '-', '/'), '/', 2) AS INTEGER)"
    serial = serial_day(cells, cell)
    return (
        f"CASE WHEN ({iso_date(cell)}) IS NOT NULL OR ({plain_day(day, words)}) IS NOT NULL THEN 'day'"
        f" WHEN regexp_full_match({day}, '{NUMERIC}') THEN"
        f" CASE WHEN {first} > 12 AND {second} <= 12 THEN 'day first'"
        f" WHEN {second} > 12 AND {first} <= 12 THEN 'month first'"
        f" WHEN {first} = {second} THEN 'day' WHEN {first} > 12 THEN 'other' ELSE 'ambiguous' END"
        f" WHEN ({first_day(day, words)}) IS NOT NULL THEN 'period'"
        + (f" WHEN ({serial}) IS NOT NULL THEN 'serial'" if serial else "")
        + " ELSE 'other' END"
    )


def plain_day(day: str, words: str) -> str:
    """Read a day in words, in the order of a dotted one, or as eight digits."""
    ways = [
        f"try_strptime({day}, ['%d.%m.%Y', '%Y.%m.%d'])::DATE",
        f"CASE WHEN regexp_full_match({day}, '(19|20)[0-9]{{6}}') THEN try_strptime({day}, '%Y%m%d')::DATE END",
        word_day(words),
    ]
    # A year of two digits would be read as one of antiquity.
    return f"nullif(greatest(coalesce({', '.join(ways)}), DATE '0999-12-31'), DATE '0999-12-31')"


def first_day(day: str, words: str) -> str:
    """Read a year, a month or a quarter; a year as 2007.0 too, as programs write it that count years as decimals."""
    year = "(1[89]|20|21)[0-9]{2}"
    numbers = f"regexp_full_match({day}, '{year}([-/][0-9]{{1,2}}|[.]0)?|{year}M[0-9]{{2}}|[0-9]{{1,2}}[-/.]{year}')"
    formats = ", ".join(f"'{one}'" for one in ("%Y-%m", "%Y/%m", "%YM%m", "%m-%Y", "%m/%Y", "%m.%Y", "%Y", "%Y.0"))
    read = f"CASE WHEN {numbers} THEN try_strptime({day}, [{formats}])::DATE END"
    return f"coalesce({read}, {word_month(words)}, {word_quarter(words)})"


def any_date(cells: ColumnCells, month_first: bool) -> str:
    """Read a cell in any of the ways, with one order of day and month where only numbers are given."""
    day, order = without_time(cells.key), "%m/%d/%Y" if month_first else "%d/%m/%Y"
    numeric = (
        f"CASE WHEN regexp_full_match({day}, '{NUMERIC}')"
        f" THEN try_strptime(replace({day}, '-', '/'), '{order}')::DATE END"
    )
    ways = [iso_date(cells.key), plain_day(day, plain_words(day)), numeric]
    ways += [serial] if (serial := serial_day(cells, cells.key)) else []
    return f"coalesce({', '.join(ways)})"


def serial_day(cells: ColumnCells, cell: str) -> str:
    """Read a number of days as workbooks count them; empty where the cells come from no workbook."""
    if not (cells.table and cells.table.is_sheet):
        return ""
    epoch, number = f"DATE '{cells.table.epoch}'", f"try_cast({cell} AS DOUBLE)"
    # A year such as 2019 would be a day of 1905.
    inside = f"{number} BETWEEN DATE '1950-01-01' - {epoch} AND DATE '{LATEST}' - {epoch}"
    return f"CASE WHEN {inside} THEN {epoch} + floor({number})::INTEGER END"


def day_notes(cells: ColumnCells, found: Mapping[str, tuple[int, int, str]]) -> Text:
    """Say in which order dates were read, and how many numbers were taken for days."""
    file, column = cells.place.file, cells.place.field
    notes = []
    if "month first" in found:
        notes.append(Text("{file}, {column}: dates were read with the month before day.", file=file, column=column))
    elif "day first" in found:
        notes.append(Text("{file}, {column}: dates were read with the day before month.", file=file, column=column))
    if "serial" in found and cells.table:
        note = counted(
            found["serial"][0],
            "{file}, {column}: 1 number was read as days since {epoch}, as the workbook counts them.",
            "{file}, {column}: {number:count} numbers were read as days since {epoch}, as the workbook counts them.",
            file=file,
            column=column,
            epoch=cells.table.epoch,
        )
        notes.append(note)
    return notes[0] if len(notes) == 1 else joined(*notes)


def conflict(cells: ColumnCells, day_first: tuple[int, int, str], month_first: tuple[int, int, str]) -> Problem:
    return Problem(
        Place(cells.place.file, row=min(day_first[1], month_first[1]), field=cells.place.field),
        Text(
            "the day comes first in row {day_row} {day:quoted} and the month in row {month_row} {month:quoted}",
            day_row=day_first[1],
            day=day_first[2],
            month_row=month_first[1],
            month=month_first[2],
        ),
        Text("one order of day and month in the column"),
        Text("write the dates as year-month-day, such as 2014-09-02"),
    )


def ambiguous(cells: ColumnCells, found: tuple[int, int, str]) -> Problem:
    return Problem(
        Place(cells.place.file, row=found[1], field=cells.place.field),
        Text(
            "day and month can be taken for each other in every cell: row {row} {cell:quoted}",
            row=found[1],
            cell=found[2],
        ),
        Text("dates that can be read in one way"),
        Text(
            "state date_format, such as '%d/%m/%Y' for the day before the month or '%m/%d/%Y' for the month before the"
            " day"
        ),
    )
