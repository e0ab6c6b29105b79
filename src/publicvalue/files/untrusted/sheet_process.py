"""Read one sheet of a workbook into a CSV file. Run by `limited_start.py` as a program of its own.

Arguments: workbook, sheet (empty for the first that is not hidden), target.
It prints as JSON the names of the sheets that hold cells, those of them that are not hidden, and the one that it read;
and ends with 0, with NO_SHEET or with NOT_READ.
"""

from __future__ import annotations

import csv
import datetime
import decimal
import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from publicvalue.files.untrusted.limited_start import tell_reason
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

NO_SHEET = 3
NOT_READ = 4

PERCENT_FORMATS = (9, 10)
"""Numbers of the formats of per cent that every workbook has."""
OPEN_NUMBER = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,][0-9]{3})+")
"""Written numbers whose marks may be decimal or part thousands."""
WORKBOOK = "xl/workbook.xml"

Cell = object
Position = tuple[int, int]
"""Row and column, from 0."""


class DamagedError(ValueError):
    """A part of the workbook is not what it should be."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.reason = Text("{part} is damaged", part=part[:100])


def main(arguments: list[str]) -> int:
    workbook, sheet, target = arguments
    # Imported here: the package may lie where an isolated interpreter does not look.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_path(workbook)
        found = sheets_of(book)
        chosen = sheet or next(iter(found["shown"] or found["names"]), "")
        sys.stdout.write(json.dumps({**found, "read": chosen}))
        if chosen not in found["names"]:
            return NO_SHEET
        write_sheet(book, chosen, target, percent_cells(workbook, chosen))
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        locked = Text("it is damaged, or locked with a password")
        tell_reason(error.reason if isinstance(error, DamagedError) else locked)
        return NOT_READ
    except BaseException as error:
        if not is_panic(error):
            raise
        tell_reason(no_day())
        return NOT_READ
    return 0


def is_panic(error: BaseException) -> bool:
    """Whether the library gave up within itself, which it does at numbers that are shown as days and are none."""
    return type(error).__name__ == "PanicException"


def no_day() -> Text:
    return Text("a cell that is shown as a day or a time holds a number that is none")


def sheets_of(book: CalamineWorkbook) -> dict[str, list[str]]:
    """Return the sheets that hold cells, and those of them that are not hidden."""
    sheets = [one for one in book.sheets_metadata if str(one.typ).endswith("WorkSheet")]
    shown = [one.name for one in sheets if str(one.visible).endswith(".Visible")]
    return {"names": [one.name for one in sheets], "shown": shown}


def write_sheet(book: CalamineWorkbook, sheet: str, target: str, percent: Collection[Position]) -> None:
    """Write the rows that hold anything, each with its number in the sheet; the first row is the header."""
    cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    mixed = {j for row in cells for j, cell in enumerate(row) if isinstance(cell, str) and is_open_number(cell)}
    rows = [
        [write_percent(cell) if (i, j) in percent else write_cell(cell, j in mixed) for j, cell in enumerate(row)]
        for i, row in enumerate(cells)
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


def write_cell(cell: Cell, beside_texts: bool = False) -> str:
    """Write a cell as text: dates as year-month-day, whole numbers without a point."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else write_number(cell, beside_texts)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return write_length(cell)
    # Line ends as texts have them: a lone carriage return would end a row of the CSV file.
    return str(cell).replace("\r\n", "\n").replace("\r", "\n")


def is_open_number(cell: str) -> bool:
    return len(cell) < 30 and OPEN_NUMBER.fullmatch(cell.strip(" %\u00a0")) is not None


def write_number(number: float, beside_texts: bool) -> str:
    """Write a number; in a form that shows no mark where its mark could be taken for one that a person wrote."""
    text = repr(number)
    if "e" in text or not (beside_texts or OPEN_NUMBER.fullmatch(text)):
        return text
    whole, _, rest = text.partition(".")
    return f"{int(whole + rest)}e-{len(rest)}"


def write_percent(cell: Cell) -> str:
    """Write a number as a person sees it: 0.45 in the format of per cent as 45 %."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return write_cell(cell)
    number = decimal.Decimal(repr(float(cell))) * 100
    return f"{number.normalize():f} %"


def write_length(length: datetime.timedelta) -> str:
    """Write a length of time as seconds, in the form of ISO 8601."""
    microseconds = length // datetime.timedelta(microseconds=1)
    sign, (whole, rest) = "-" if microseconds < 0 else "", divmod(abs(microseconds), 1_000_000)
    return f"{sign}PT{whole}" + (f".{rest:06d}".rstrip("0") if rest else "") + "S"


def percent_cells(workbook: str, sheet: str) -> set[Position]:
    """Return where the numbers of a sheet stand that are shown as per cent."""
    with zipfile.ZipFile(workbook) as archive:
        names = set(archive.namelist())
        if not {WORKBOOK, "xl/styles.xml"} <= names:
            return set()
        styles = percent_styles(parsed(archive, "xl/styles.xml"))
        part = part_of(archive, sheet) if styles else ""
        return styled_cells(archive, part, styles) if part in names else set()


def parsed(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree  # noqa: PLC0415 - where an isolated interpreter may not look

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(archive.read(name), parser)
    except etree.XMLSyntaxError:
        raise DamagedError(name) from None


def percent_styles(styles: Any) -> set[str]:
    """Return the numbers of the styles that show a number as per cent."""
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iterfind(".//{*}numFmts/{*}numFmt")}
    # A sign in quotation marks, in brackets or behind a backslash is a text beside the number.
    plain = {id: re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code) for id, code in formats.items()}
    percent = {id for id, code in plain.items() if "%" in code} | {str(id) for id in PERCENT_FORMATS}
    used = styles.iterfind(".//{*}cellXfs/{*}xf")
    return {str(i) for i, one in enumerate(used) if one.get("numFmtId") in percent}


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the part of the workbook that holds a sheet."""
    relations = {
        one.get("Id"): one.get("Target", "")
        for one in parsed(archive, "xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
    }
    for one in parsed(archive, WORKBOOK).iterfind(".//{*}sheets/{*}sheet"):
        if one.get("name") == sheet:
            id = next((value for name, value in one.attrib.items() if name.endswith("}id")), "")
            target = relations.get(id, "")
            return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return ""


def styled_cells(archive: zipfile.ZipFile, part: str, styles: Collection[str]) -> set[Position]:
    from lxml import etree  # noqa: PLC0415 - where an isolated interpreter may not look

    found: set[Position] = set()
    number = 0
    try:
        with archive.open(part) as stream:
            for _, row in etree.iterparse(stream, tag="{*}row", resolve_entities=False, no_network=True):
                number = int(row.get("r") or number + 1)
                found.update((number - 1, column) for column in styled_columns(row, styles))
                row.clear()
                while row.getprevious() is not None:
                    del row.getparent()[0]
    except etree.XMLSyntaxError:
        raise DamagedError(part) from None
    return found


def styled_columns(row: Any, styles: Collection[str]) -> Iterator[int]:
    column = -1
    for cell in row.iterfind("{*}c"):
        letters = re.match("[A-Z]+", cell.get("r") or "")
        column = column_of(letters.group()) if letters else column + 1
        if cell.get("s") in styles and cell.get("t", "n") == "n":
            yield column


def column_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
