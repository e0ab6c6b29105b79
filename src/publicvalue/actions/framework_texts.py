"""A framework's texts out to a translator, and back."""

from __future__ import annotations

from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.write import write_bytes
from publicvalue.files.frameworks import load_framework
from publicvalue.files.translations import (
    catalogue_bytes,
    catalogue_path,
    read_catalogue,
    read_texts_sheet,
    texts_sheet,
)
from publicvalue.framework.texts import framework_texts
from publicvalue.words.text import Text

SHEET, CATALOGUE = ".xlsx", ".po"


def write_texts(name: str, code: str, out: Path, sheet: Path | None = None) -> tuple[int, int]:
    """Write a framework's texts with their translations: as a sheet, or as the catalogue that the product reads.

    Parameters
    ----------
    name
        Framework, by name or path.
    code
        Language of the translations.
    out
        What is written: a sheet (.xlsx) or a catalogue (.po).
    sheet
        Sheet that the translations are read from; None for the catalogue beside the framework.

    Returns
    -------
    tuple of int
        How many texts are translated, and how many there are.

    Raises
    ------
    InputError
        When the framework, the sheet or the catalogue cannot be read, or `out` is neither a sheet nor a catalogue.
    EvidenceError
        When the sheet is no workbook.
    """
    if out.suffix not in (SHEET, CATALOGUE):
        what = Text("{out} is neither a sheet nor a catalogue", out=out.name)
        expected = Text("a name that ends in .xlsx or .po")
        raise InputError([Problem(Place("--out"), what, expected, Text("name the file so"))])
    files = load_framework(name)
    texts = framework_texts(files.framework)
    beside = catalogue_path(files, code)
    if sheet is not None:
        known = read_texts_sheet(sheet, texts, code)
    else:
        known = read_catalogue(beside) if beside.is_file() else {}
    if out.suffix == SHEET:
        # Imported here: the writer of workbooks is slow to load.
        from publicvalue.files.tables.sheet_files import workbook_bytes  # noqa: PLC0415

        write_bytes(out, workbook_bytes(texts_sheet(texts, known, code)))
    else:
        write_bytes(out, catalogue_bytes(texts, known, code))
    return len({one.text for one in texts} & known.keys()), len({one.text for one in texts})
