"""Write the workbook of an appraisal. Text stays text, what is not filled in is locked, and nothing is calculated."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from openpyxl import Workbook as Workfile
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from publicvalue.files.tables.sheet_files import without_times
from publicvalue.framework.written.text import without_steering
from publicvalue.instruments.appraisal.book import KEY_ROWS, Book, Cell, Page

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "lists"
ENTRY = PatternFill("solid", fgColor="FFF7DC")
LINE = Side(style="thin", color="C8B98A")
FONTS = {
    "key": Font(color="999999", size=8),
    "title": Font(bold=True, size=16),
    "head": Font(bold=True),
    "text": Font(size=11),
    "hint": Font(size=10, color="444444"),
    "entry": Font(size=11),
}
LINE_HEIGHT, HIGHEST = 15, 400
"""Height of a line of text, and of the highest row, in points."""
NOTE_LENGTH = 250
"""Letters of a hint that a cell shows when it is chosen."""

Lists = dict[tuple[str, ...], str]


def appraisal_bytes(book: Book) -> bytes:
    """Return a workbook as the bytes of an XLSX file."""
    file = Workfile()
    file.remove(file.worksheets[0])
    offered = dict.fromkeys(cell.offers for page in book.pages for row in page.rows for cell in row if cell.offers)
    lists: Lists = {}
    sheets = [file.create_sheet(page.name) for page in book.pages]
    _write_lists(file.create_sheet(LISTS), list(offered), lists)
    for sheet, page in zip(sheets, book.pages, strict=True):
        _write_page(sheet, page, lists)
    file.security.lockStructure = True
    stream = io.BytesIO()
    file.save(stream)
    return without_times(stream.getvalue())


def _write_lists(sheet: Worksheet, offered: list[tuple[str, ...]], lists: Lists) -> None:
    sheet.sheet_state = "hidden"
    for column, texts in enumerate(offered, 1):
        letter = get_column_letter(column)
        for row, text in enumerate(texts, 1):
            _set_text(sheet.cell(row, column), text)
        lists[texts] = f"={LISTS}!${letter}$1:${letter}${len(texts)}"


def _write_page(sheet: Worksheet, page: Page, lists: Lists) -> None:
    keys = (page.mark, *page.keys)
    for column, key in enumerate(keys, 1):
        _set_text(sheet.cell(1, column), key)
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["A"].hidden = True
    for column, width in enumerate(page.widths, 2):
        sheet.column_dimensions[get_column_letter(column)].width = width
    checks: dict[object, DataValidation] = {}
    for number, row in enumerate(page.rows, KEY_ROWS + 1):
        for column, cell in enumerate(row, 1):
            _write_cell(sheet.cell(number, column), cell)
            _add_check(sheet, sheet.cell(number, column), cell, (checks, lists))
        sheet.row_dimensions[number].height = _height(row, page.widths)
    _protect(sheet, page)


def _write_cell(target: SheetCell, cell: Cell) -> None:
    entry = cell.look == "entry"
    if cell.value and cell.takes == "number" and entry and _number(cell.value) is not None:
        target.value = _number(cell.value)
    elif cell.value and cell.takes == "day" and entry and _day(cell.value):
        target.value = _day(cell.value)
        target.number_format = "yyyy-mm-dd"
    elif cell.value:
        _set_text(target, cell.value)
    target.font = FONTS[cell.look]
    target.alignment = Alignment(wrap_text=cell.look != "title", vertical="top")
    if entry:
        target.fill = ENTRY
        target.border = Border(LINE, LINE, LINE, LINE)
        target.protection = Protection(locked=False)
        if cell.takes == "day":
            target.number_format = "yyyy-mm-dd"


def _set_text(target: SheetCell, text: str) -> None:
    target.value = without_steering(text)
    target.data_type = "s"
    # Keeps a text that begins with = + - @ a text when somebody edits the cell.
    target.quotePrefix = text[:1] in "=+-@\t\r"


def _number(written: str) -> float | int | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _day(written: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        return None
    # A workbook counts days from 1900, and its first weeks wrongly.
    return day if day.year > 1900 else None


def _add_check(
    sheet: Worksheet, target: SheetCell, cell: Cell, known: tuple[dict[object, DataValidation], Lists]
) -> None:
    """Let a cell offer its list, or warn of what is no number or day; a warning can be passed over."""
    checks, lists = known
    if cell.look != "entry" or (cell.takes == "text" and not cell.offers):
        return
    key = cell.offers or cell.takes
    if key not in checks:
        checks[key] = _check(cell, lists)
        sheet.add_data_validation(checks[key])
    checks[key].add(target.coordinate)


def _check(cell: Cell, lists: Lists) -> DataValidation:
    if cell.offers:
        return DataValidation(type="list", formula1=lists[cell.offers], allow_blank=True, showErrorMessage=True)
    if cell.takes == "day":
        check = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
    else:
        check = DataValidation(type="decimal", operator="between", formula1="-1E15", formula2="1E15", allow_blank=True)
    # `unknown` may stand in place of a number, and a day may be written as text.
    check.showErrorMessage, check.errorStyle = True, "warning"
    return check


def _height(row: tuple[Cell, ...], widths: tuple[int, ...]) -> float:
    """Return how high a row must be so that its texts can be read: programs do not find it out by themselves."""
    lines = [
        sum(len(part) // max(width - 2, 8) + 1 for part in cell.value.split("\n"))
        for cell, width in zip(row[1:], widths, strict=False)
        if cell.look != "title"
    ]
    return float(min(LINE_HEIGHT * max(lines, default=1) + 4, HIGHEST))


def _protect(sheet: Worksheet, page: Page) -> None:
    protection = sheet.protection
    protection.sheet = True
    # Widths, heights, sorting and filtering stay possible.
    for name in ("formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(protection, name, False)
    if page.frozen:
        # Rows alone: on a small screen a column that stays would hide the others.
        sheet.freeze_panes = f"A{KEY_ROWS + page.frozen + 1}"
    sheet.sheet_view.zoomScale = 100
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
