"""What a workbook would unpack to, looked at before a reader of workbooks sees it."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from publicvalue.files.untrusted.guards import CHUNK, DEFAULT_LIMITS, MEBIBYTE, Limits, refuse, shares_bytes, size_text
from publicvalue.words.text import Text

EPOCHS = {False: "1899-12-30", True: "1904-01-01"}
"""Whether a workbook counts days from 1904 -> the day of the number 0."""


@dataclass(frozen=True)
class SheetContent:
    """What the bytes of a sheet say: its cells, those in error, formulas never calculated, hidden rows and columns.

    `lost` are cells that name a text of the workbook by what is no number: a reader takes them for blank.
    """

    cells: int = 0
    errors: int = 0
    uncalculated: int = 0
    hidden: int = 0
    lost: int = 0

    def __add__(self, other: SheetContent) -> SheetContent:
        return SheetContent(
            self.cells + other.cells,
            self.errors + other.errors,
            self.uncalculated + other.uncalculated,
            self.hidden + other.hidden,
            self.lost + other.lost,
        )


@dataclass(frozen=True)
class BookContent:
    """What must be known of a workbook before its cells: notes on them, the day of the number 0, what was counted."""

    notes: tuple[Text, ...]
    epoch: str
    counts: SheetContent = SheetContent()


def check_workbook(path: Path, file: str, limits: Limits = DEFAULT_LIMITS) -> BookContent:
    """Refuse a workbook that unpacks to far more than it weighs; return what must be known of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            if shares_bytes(archive, path.stat().st_size):
                raise zipfile.BadZipFile
            check_unpacked(archive, path.stat().st_size, file, limits)
            names = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
            sheets = [check_sheet(archive, name, file, limits) for name in names]
            book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        what = Text("the workbook is damaged: its parts cannot be unpacked")
        raise refuse(file, what, Text("a workbook that opens"), Text("save it again as .xlsx")) from error
    from_1904 = re.search(rb"<(?:\w{1,20}:)?workbookPr\s[^<>]*date1904\s*=\s*[\"'](?:1|true|on)[\"']", book)
    counts = sum(sheets, SheetContent())
    return BookContent(book_notes(file, counts), EPOCHS[from_1904 is not None], counts)


def book_notes(file: str, content: SheetContent) -> tuple[Text, ...]:
    errors = Text(
        "{file}: cells with an error such as #N/A count as blank; the workbook has {cells:count}.",
        file=file,
        cells=content.errors,
    )
    uncalculated = Text(
        "{file}: formulas without a stored value count as blank; the workbook has {cells:count}. Opened and saved in a"
        " spreadsheet program, it holds their values.",
        file=file,
        cells=content.uncalculated,
    )
    hidden = Text(
        "{file}: hidden rows and columns are read like others; the workbook has {parts:count}.",
        file=file,
        parts=content.hidden,
    )
    notes = ((content.errors, errors), (content.uncalculated, uncalculated), (content.hidden, hidden))
    return tuple(note for count, note in notes if count)


def check_unpacked(archive: zipfile.ZipFile, packed: int, file: str, limits: Limits) -> None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    ratio = max([total / packed, *(m.file_size / max(m.compress_size, 1) for m in members if m.file_size > MEBIBYTE)])
    if len(members) > limits.zip_members:
        what = Text("the workbook has {parts:count} parts", parts=len(members))
        expected = Text("at most {most:count}", most=limits.zip_members)
    elif total > limits.unpacked_bytes:
        what = Text("the workbook unpacks to {size}", size=size_text(total))
        expected = Text("at most {most}", most=size_text(limits.unpacked_bytes))
    elif ratio > limits.unpacked_ratio:
        what = Text(
            "the workbook unpacks to {ratio:.0f} times its size, as a file does that is made to fill the memory",
            ratio=ratio,
        )
        expected = Text("at most {ratio} times", ratio=limits.unpacked_ratio)
    else:
        return
    raise refuse(file, what, expected, Text("export the one sheet that is needed as CSV"))


def check_sheet(archive: zipfile.ZipFile, name: str, file: str, limits: Limits) -> SheetContent:
    with archive.open(name) as stream:
        content, declared = scan_sheet(stream)
    if content.lost:
        what = Text(
            "the workbook is damaged: texts that its cells name and that it has not: {cells:count}", cells=content.lost
        )
        raise refuse(file, what, Text("a workbook that opens"), Text("save it again as .xlsx"))
    cells = max(content.cells, declared)
    if cells > limits.sheet_cells:
        raise refuse(
            file,
            Text("a sheet of the workbook has {cells:count} cells ({name})", cells=cells, name=name),
            Text("at most {most:count} cells in a sheet", most=limits.sheet_cells),
            Text("delete the empty rows and columns around the table, or export the sheet as CSV"),
        )
    return content


def scan_sheet(stream: IO[bytes]) -> tuple[SheetContent, int]:
    """Count a sheet's cells in its bytes, and read the size that it declares."""
    content, declared = SheetContent(), 0
    rest = b""
    while chunk := stream.read(CHUNK):
        if not rest and (found := re.search(rb'<(?:\w{1,20}:)?dimension\s{1,20}ref="([A-Z0-9:]+)"', chunk)):
            declared = cells_of_range(found.group(1).decode())
        # Cut before the last opening bracket of a cell, so that none is counted twice or missed.
        text = rest + chunk
        cut = max(text.rfind(b"<c "), len(text) - CHUNK, 0)
        text, rest = text[:cut], text[cut:]
        content += counted(text)
    return content + counted(rest), declared


def counted(text: bytes) -> SheetContent:
    # No pattern passes an opening bracket: of many in a row, each would be looked at to the end from each.
    return SheetContent(
        len(re.findall(rb"[<:]c[ >/]", text)),
        len(re.findall(rb'<c [^<>]*t="e"', text)),
        len(re.findall(rb"</f>(?:<v ?/>|<v></v>)?</c>", text)),
        len(re.findall(rb'<(?:row|col) [^<>]*hidden="(?:1|true)"', text)),
        len(re.findall(rb't="s"[^<>]{0,200}><v>(?!\s{0,20}[0-9<])', text)),
    )


def cells_of_range(reference: str) -> int:
    """Count the cells of a range such as A1:XFD1048576."""
    corners = re.findall(r"([A-Z]{1,3})([0-9]{1,7})", reference)
    if not corners:
        return 0
    columns = [column_number(letters) for letters, _ in corners]
    rows = [int(row) for _, row in corners]
    return (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1)


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
