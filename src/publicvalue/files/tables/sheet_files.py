"""Write workbooks. Text stays text: a cell that begins as a formula does is never calculated."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from openpyxl import Workbook as Book
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from publicvalue.framework.written.text import without_steering
from publicvalue.instruments.forms.sheets import Sheet, Workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as BookCell
    from openpyxl.worksheet.worksheet import Worksheet

PROPERTIES = "docProps/core.xml"
LAST_ROW = 5000
"""Last row whose cells offer a list."""


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return a workbook as the bytes of an XLSX file."""
    book = Book()
    book.remove(book.worksheets[0])
    for sheet in workbook.sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return without_times(stream.getvalue())


def without_times(content: bytes) -> bytes:
    """Return a workbook without the moment at which it was written: equal sheets are equal bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as written,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as timeless,
    ):
        for name in written.namelist():
            part = written.read(name)
            if name == PROPERTIES:
                part = re.sub(rb"(?<=>)\d{4}-\d\d-\d\dT[\d:]{8}Z(?=<)", b"1980-01-01T00:00:00Z", part)
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            timeless.writestr(info, part)
    return stream.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    for number in range(1, width + 1):
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.width = sheet.widths[min(number, len(sheet.widths)) - 1]
        if sheet.locked_rows is not None and sheet.locked_rows >= 0:
            dimension.protection = Protection(locked=False)
    for r, row in enumerate(sheet.rows, start=1):
        for c, value in enumerate(row, start=1):
            if value is not None:
                _write_cell(page.cell(r, c), value, heading=r == 1)
    if sheet.locked_rows is not None:
        _protect(page, sheet)
    for entry in sheet.entries:
        offered = DataValidation(type="list", formula1=f"={entry.source}", allow_blank=True, showErrorMessage=True)
        letter = get_column_letter(entry.column)
        offered.add(f"{letter}{(sheet.locked_rows or 1) + 1}:{letter}{LAST_ROW}")
        page.add_data_validation(offered)


def _write_cell(cell: BookCell, value: str | int | float, *, heading: bool) -> None:
    cell.value = without_steering(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        # Keeps a text that begins with = + - @ a text when somebody edits the cell.
        cell.quotePrefix = value[:1] in "=+-@\t\r"
    cell.font = Font(bold=heading)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _protect(page: Worksheet, sheet: Sheet) -> None:
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatRows = False
    if sheet.locked_rows and sheet.locked_rows > 0:
        page.freeze_panes = f"A{sheet.locked_rows + 1}"
        for row in page.iter_rows(min_row=1, max_row=sheet.locked_rows):
            for cell in row:
                cell.protection = Protection(locked=True)
