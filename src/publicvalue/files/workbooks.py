"""What a workbook would unpack to, looked at before a reader of workbooks sees it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from publicvalue.files.guards import CHUNK, DEFAULT_LIMITS, MEBIBYTE, Limits, refuse, size_text


@dataclass(frozen=True)
class SheetContent:
    """What the bytes of a sheet say: its cells, those with an error, and formulas that were never calculated."""

    cells: int
    errors: int
    uncalculated: int


def check_workbook(path: Path, file: str, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...]:
    """Refuse a workbook that unpacks to far more than it weighs; return notes on cells that count as blank."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_unpacked(archive, path.stat().st_size, file, limits)
            names = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
            sheets = [check_sheet(archive, name, file, limits) for name in names]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise refuse(
            file, f"the workbook is damaged: {error}", "a workbook that opens", "save it again as .xlsx"
        ) from error
    return blank_notes(file, sum(sheet.errors for sheet in sheets), sum(sheet.uncalculated for sheet in sheets))


def blank_notes(file: str, errors: int, uncalculated: int) -> tuple[str, ...]:
    notes = (
        (errors, "cells with an error such as #N/A"),
        (uncalculated, "formulas without a stored value"),
    )
    return tuple(f"{file}: {kind} count as blank; the workbook has {count:,}." for count, kind in notes if count)


def check_unpacked(archive: zipfile.ZipFile, packed: int, file: str, limits: Limits) -> None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    ratio = max([total / packed, *(m.file_size / max(m.compress_size, 1) for m in members if m.file_size > MEBIBYTE)])
    if len(members) > limits.zip_members:
        what, expected = f"the workbook has {len(members):,} parts", f"at most {limits.zip_members:,}"
    elif total > limits.unpacked_bytes:
        what = f"the workbook unpacks to {size_text(total)}"
        expected = f"at most {size_text(limits.unpacked_bytes)}"
    elif ratio > limits.unpacked_ratio:
        what = f"the workbook unpacks to {ratio:.0f} times its size, as a file does that is made to fill the memory"
        expected = f"at most {limits.unpacked_ratio} times"
    else:
        return
    raise refuse(file, what, expected, "export the one sheet that is needed as CSV")


def check_sheet(archive: zipfile.ZipFile, name: str, file: str, limits: Limits) -> SheetContent:
    with archive.open(name) as stream:
        content, declared = scan_sheet(stream)
    cells = max(content.cells, declared)
    if cells > limits.sheet_cells:
        raise refuse(
            file,
            f"a sheet of the workbook has {cells:,} cells ({name})",
            f"at most {limits.sheet_cells:,} cells in a sheet",
            "delete the empty rows and columns around the table, or export the sheet as CSV",
        )
    return content


def scan_sheet(stream: IO[bytes]) -> tuple[SheetContent, int]:
    """Count a sheet's cells in its bytes, and read the size that it declares."""
    cells = errors = uncalculated = declared = 0
    rest = b""
    while chunk := stream.read(CHUNK):
        if not rest and (found := re.search(rb'<(?:\w+:)?dimension\s+ref="([A-Z0-9:]+)"', chunk)):
            declared = cells_of_range(found.group(1).decode())
        # Cut before the last opening bracket of a cell, so that none is counted twice or missed.
        text = rest + chunk
        cut = max(text.rfind(b"<c "), len(text) - CHUNK, 0)
        text, rest = text[:cut], text[cut:]
        cells, errors, uncalculated = add(text, cells, errors, uncalculated)
    cells, errors, uncalculated = add(rest, cells, errors, uncalculated)
    return SheetContent(cells, errors, uncalculated), declared


def add(text: bytes, cells: int, errors: int, uncalculated: int) -> tuple[int, int, int]:
    return (
        cells + len(re.findall(rb"[<:]c[ >/]", text)),
        errors + len(re.findall(rb'<c [^>]*t="e"', text)),
        uncalculated + len(re.findall(rb"</f>(?:<v ?/>|<v></v>)?</c>", text)),
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
