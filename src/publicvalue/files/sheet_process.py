"""Read one sheet of a workbook into a CSV file. Run by `limited_start.py` as a program of its own.

Arguments: workbook, sheet (empty for the first), target.
It prints the names of the sheets as JSON, and ends with 0, with NO_SHEET or with NOT_READ.
"""

from __future__ import annotations

import csv
import datetime
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

NO_SHEET = 3
NOT_READ = 4

Cell = object


def main(arguments: list[str]) -> int:
    workbook, sheet, target = arguments
    # Imported here: the package may lie where an isolated interpreter does not look.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_path(workbook)
        sys.stdout.write(json.dumps(book.sheet_names))
        if not book.sheet_names or (sheet and sheet not in book.sheet_names):
            return NO_SHEET
        write_sheet(book, sheet or book.sheet_names[0], target)
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        sys.stderr.write(str(error))
        return NOT_READ
    return 0


def write_sheet(book: CalamineWorkbook, sheet: str, target: str) -> None:
    """Write the rows that hold anything, each with its number in the sheet; the first row is the header."""
    rows = [
        [write_cell(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    ]
    width = max((last_filled(row) for row in rows), default=0)
    with open(target, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows(numbered(rows, width))


def numbered(rows: list[list[str]], width: int) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number == 1 or any(row):
            yield [str(number), *row[:width]]


def last_filled(row: list[str]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)


def write_cell(cell: Cell) -> str:
    """Write a cell as text: dates as year-month-day, whole numbers without a point."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        # A length of time, in days, as workbooks store it.
        return repr(cell / datetime.timedelta(days=1))
    # Line ends as texts have them: a lone carriage return would end a row of the CSV file.
    return repr(cell) if isinstance(cell, float) else str(cell).replace("\r\n", "\n").replace("\r", "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
