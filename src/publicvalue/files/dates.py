"""Dates as people write them: the order of day and month is decided from all cells of a column."""

from __future__ import annotations

import duckdb

from publicvalue.errors import Place, Problem
from publicvalue.files.cells import Cells, Settled
from publicvalue.files.engine import Engine, text

WANTED = ("a date", "dates such as 2014-09-02, 02.09.2014, 2 Sep 2014 or September 2, 2014")

TIME = r"[ T,]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?[AaPp]\.?[Mm]\.?)?$"
NUMERIC = r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}"
NAMED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
# Days since 1899-12-30, from March 1900, where a workbook's calendar is right again, to the year 9999.
SERIAL_DAYS = (61, 2_958_465)


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
            f"'{date_format}' is not a way to write dates",
            "codes such as %d (day), %m (month), %Y (year with four digits) and %b (short name of the month)",
            "write for example date_format: '%d/%m/%Y'",
        )
    return None


def settle_dates(cells: Cells, filled: int) -> Settled:
    """Decide the order of day and month in a column, and return how to read its cells."""
    day = f"regexp_replace({cells.key}, '{TIME}', '')"
    found = cells.classes(class_of_date("tidy"), day)
    years = found.get("year", (0, 0, ""))[0]
    if years == filled:
        note = f"{cells.place.file}, {cells.place.field}: years and months were read as their first day."
        return Settled(first_day(day), note)
    day_first, month_first, either = (found.get(name) for name in ("day first", "month first", "ambiguous"))
    if day_first and month_first:
        return Settled(problem=conflict(cells, day_first, month_first))
    if either and not (day_first or month_first):
        return Settled(problem=ambiguous(cells, either))
    return Settled(any_date(cells, day, bool(month_first)), order_note(cells, day_first, month_first))


def class_of_date(day: str) -> str:
    first = f"try_cast(split_part(replace({day}, '-', '/'), '/', 1) AS INTEGER)"
    second = f"try_cast(split_part(replace({day}, '-', '/'), '/', 2) AS INTEGER)"
    return (
        f"CASE WHEN NOT regexp_full_match({day}, '{NUMERIC}') THEN"
        f" CASE WHEN regexp_full_match({day}, '(1[89]|20|21)[0-9]{{2}}(-[0-9]{{1,2}})?') THEN 'year' ELSE 'other' END"
        f" WHEN {first} > 12 AND {second} <= 12 THEN 'day first'"
        f" WHEN {second} > 12 AND {first} <= 12 THEN 'month first'"
        f" WHEN {first} = {second} OR {first} > 12 THEN 'other' ELSE 'ambiguous' END"
    )


def first_day(day: str) -> str:
    return f"coalesce(try_strptime({day}, '%Y-%m'), try_strptime({day}, '%Y'))::DATE"


def any_date(cells: Cells, day: str, month_first: bool) -> str:
    """Read a cell in any of the ways, with one order of day and month where only numbers are given."""
    order = "%m/%d/%Y" if month_first else "%d/%m/%Y"
    named = rf"trim(regexp_replace(regexp_replace({day}, '[,. -]+', ' ', 'g'), '(?i)\bsept\b', 'Sep'))"
    ways = [
        iso_date(cells.key),
        f"try_strptime(replace({day}, '-', '/'), '{order}')::DATE",
        f"try_strptime({day}, ['%d.%m.%Y', '%Y.%m.%d'])::DATE",
        f"try_strptime({named}, [{', '.join(map(text, NAMED))}])::DATE",
        f"CASE WHEN regexp_full_match({day}, '(19|20)[0-9]{{6}}') THEN try_strptime({day}, '%Y%m%d')::DATE END",
    ]
    if cells.is_sheet:
        low, high = SERIAL_DAYS
        number = f"try_cast({cells.key} AS DOUBLE)"
        ways.append(
            f"CASE WHEN {number} BETWEEN {low} AND {high} THEN DATE '1899-12-30' + floor({number})::INTEGER END"
        )
    # A year of two digits would be read as one of antiquity.
    return f"CASE WHEN coalesce({', '.join(ways)}) >= DATE '1000-01-01' THEN coalesce({', '.join(ways)}) END"


def order_note(cells: Cells, day_first: object, month_first: object) -> str:
    if not (day_first or month_first):
        return ""
    order = "month before day" if month_first else "day before month"
    return f"{cells.place.file}, {cells.place.field}: dates were read with the {order}."


def conflict(cells: Cells, day_first: tuple[int, int, str], month_first: tuple[int, int, str]) -> Problem:
    return Problem(
        Place(cells.place.file, row=min(day_first[1], month_first[1]), field=cells.place.field),
        f"the day comes first in row {day_first[1]} '{day_first[2]}' and the month in row {month_first[1]}"
        f" '{month_first[2]}'",
        "one order of day and month in the column",
        "write the dates as year-month-day, such as 2014-09-02",
    )


def ambiguous(cells: Cells, found: tuple[int, int, str]) -> Problem:
    return Problem(
        Place(cells.place.file, row=found[1], field=cells.place.field),
        f"day and month can be taken for each other in every cell: row {found[1]} '{found[2]}'",
        "dates that can be read in one way",
        "state date_format, such as '%d/%m/%Y' for the day before the month or '%m/%d/%Y' for the month before the day",
    )
