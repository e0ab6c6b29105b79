"""A framework's own translations: a catalogue beside its files, and the sheet in which a translator edits it.

The catalogue is a gettext file, `translations/<language>.po`, whose ids are the texts of the framework in English.
Those of the frameworks that are shipped are part of the product's own catalogues.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.answers.sources import read_sheet_table
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.frameworks import SHIPPED, FrameworkFiles
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, check_first_bytes, check_size, refuse
from publicvalue.framework.texts import FrameworkText
from publicvalue.instruments.forms.sheets import Sheet, Workbook
from publicvalue.instruments.submissions import TextTable
from publicvalue.words.language import Language
from publicvalue.words.languages import with_own
from publicvalue.words.text import Text

FOLDER = "translations"
ID, ENGLISH = "id", "en"
"""Columns of a sheet; the third is the code of the language."""

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def catalogue_path(files: FrameworkFiles, code: str) -> Path:
    """Return where the catalogue of a framework stands: beside the last of its files, a ministry's own."""
    return files.files[-1][1].parent / FOLDER / f"{code}.po"


def speak_framework(language: Language, files: FrameworkFiles) -> Language:
    """Return a language that knows a ministry's own sentences too, from the catalogues beside its files.

    Raises
    ------
    InputError
        When a catalogue cannot be read.
    """
    own: dict[str, str] = {}
    for folder in dict.fromkeys(path.parent for _, path in files.files):
        path = folder / FOLDER / f"{language.code}.po"
        if not folder.is_relative_to(SHIPPED) and path.is_file():
            own |= read_catalogue(path)
    return with_own(language, own)


def read_catalogue(path: Path) -> Mapping[str, str]:
    """Return a catalogue: English -> its translation; texts without one are left out.

    Raises
    ------
    InputError
        When it is no gettext file.
    """
    # Loaded where a framework has a catalogue of its own alone.
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        with path.open("rb") as stream:
            found = read_po(stream, abort_invalid=True)
    except (PoFileError, ValueError, OSError) as error:
        what = Text("this catalogue of translations cannot be read: {error}", error=str(error))
        do = Text("write it anew with publicvalue framework texts")
        raise InputError([Problem(Place(path.name), what, Text("a gettext file (.po)"), do)]) from None
    pairs = ((one.id, one.string) for one in found if one.id)
    return {id: own for id, own in pairs if isinstance(id, str) and isinstance(own, str) and own}


def catalogue_bytes(texts: Sequence[FrameworkText], known: Mapping[str, str], code: str) -> bytes:
    """Return the catalogue of a framework, each text once, in its order."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415
    from babel.messages.pofile import write_po  # noqa: PLC0415

    catalogue = Catalog(locale=code, header_comment="", fuzzy=False)
    for one in texts:
        catalogue.add(one.text, known.get(one.text, ""), flags=())
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, omit_header=True)
    return HEADER.encode() + stream.getvalue()


def texts_sheet(texts: Sequence[FrameworkText], known: Mapping[str, str], code: str) -> Workbook:
    """Return the sheet that a translator fills in: id, English, and the language."""
    rows = ((one.id, one.text, known.get(one.text)) for one in texts)
    return Workbook((Sheet("texts", ((ID, ENGLISH, code), *rows), widths=(40, 70, 70)),))


def read_texts_sheet(
    path: Path, texts: Sequence[FrameworkText], code: str, limits: Limits = DEFAULT_LIMITS
) -> Mapping[str, str]:
    """Return the translations of a sheet: English -> its translation.

    Raises
    ------
    InputError
        When there is no such file.
    EvidenceError
        When it is no workbook, or has not the columns.
    InputError
        With every row whose text the framework does not have, and every text that is translated in two ways.
    """
    if not path.is_file():
        do = Text("check the path, or write the sheet with --out first")
        raise InputError([Problem(Place(str(path)), Text("there is no such file"), Text("a sheet of texts"), do)])
    check_size(path, path.name, limits)
    check_first_bytes(path, path.name)
    with open_engine(path.parent, limits) as engine:
        table = read_sheet_table(engine, path, path.name)
    if missing := tuple(name for name in (ID, ENGLISH, code) if name not in table.header):
        what = Text("the sheet has no column {missing:or}", missing=missing)
        expected = Text("the columns {names:list}", names=(ID, ENGLISH, code))
        raise refuse(path.name, what, expected, Text("name the columns so, as the sheet has them when it is written"))
    found: dict[str, str] = {}
    if problems := list(_sheet_problems(path.name, table, {one.id: one.text for one in texts}, code, found)):
        raise InputError(problems)
    return found


def _sheet_problems(
    file: str, table: TextTable, texts: Mapping[str, str], code: str, found: dict[str, str]
) -> Iterator[Problem]:
    """Yield what is wrong with the rows; adds what they translate to `found`."""
    for number, cells in table.filled():
        id, english, own = (cells[name].strip() for name in (ID, ENGLISH, code))
        if id not in texts:
            what = Text("the framework has no text {id:quoted}", id=id)
            expected = Text("an id of the sheet as it was written")
            yield Problem(Place(file, row=number, field=ID), what, expected, Text("correct the id, or delete the row"))
        elif english != texts[id]:
            what = Text("the text {id:quoted} is another one in the framework", id=id)
            do = Text("write the sheet anew, and translate the text as it is now")
            yield Problem(Place(file, row=number, field=ENGLISH), what, texts[id], do)
        elif own and found.setdefault(english, own) != own:
            what = Text("{text:quoted} is translated in two ways", text=english)
            do = Text("write the same in both rows")
            yield Problem(Place(file, row=number, field=code), what, found[english], do)
