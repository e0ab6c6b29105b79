"""Read every sheet of a workbook into a JSON file. Run by `limited_start.py` as a program of its own.

Arguments: workbook, target. The target holds for each sheet its name, its rows of cells as
texts, and the ranges of cells that were merged. It ends with 0 or with NOT_READ.
"""

from __future__ import annotations

import datetime
import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

from publicvalue.files.untrusted.limited_start import tell_reason
from publicvalue.files.untrusted.sheet_process import (
    NOT_READ,
    DamagedError,
    is_panic,
    no_day,
    percent_cells,
    write_percent,
)
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_COLUMNS = 200
MOST_ROWS = 5_000


def main(arguments: list[str]) -> int:
    workbook, target = arguments
    # Imported here: the package may lie where an isolated interpreter does not look.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_path(workbook)
        found = [read_sheet(book, workbook, name) for name in sheet_names(book)]
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        locked = Text("it is damaged, or locked with a password")
        tell_reason(error.reason if isinstance(error, DamagedError) else locked)
        return NOT_READ
    except BaseException as error:
        if not is_panic(error):
            raise
        tell_reason(no_day())
        return NOT_READ
    with open(target, "w", encoding="utf-8") as stream:
        json.dump(found, stream)
    return 0


def sheet_names(book: CalamineWorkbook) -> list[str]:
    return [one.name for one in book.sheets_metadata if str(one.typ).endswith("WorkSheet")]


def read_sheet(book: CalamineWorkbook, workbook: str, name: str) -> dict[str, object]:
    sheet = book.get_sheet_by_name(name)
    percent = percent_cells(workbook, name)
    cells = sheet.to_python(skip_empty_area=False)[:MOST_ROWS]
    rows = [
        [write_percent(cell) if (i, j) in percent else write_cell(cell) for j, cell in enumerate(row[:MOST_COLUMNS])]
        for i, row in enumerate(cells)
    ]
    return {"name": name, "rows": rows, "merged": merged_ranges(sheet)}


def write_cell(cell: object) -> str:
    """Write a cell as a text: numbers with all their digits, days as year-month-day."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        digits = f"{Decimal(repr(float(cell))).normalize():f}"
        return "0" if digits == "-0" else digits
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def merged_ranges(sheet: CalamineSheet) -> list[str]:
    found = sheet.merged_cell_ranges or []
    return [f"{letters(start[1])}{start[0] + 1}:{letters(end[1])}{end[0] + 1}" for start, end in found]


def letters(column: int) -> str:
    """Return the letters of a column that is counted from 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
