"""Read the file of a published register, and say what became of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.register_files import RegisterTable, check_size, read_register_file, table_with_errors
from publicvalue.interop.reading import RegisterReading, read_register
from publicvalue.words.language import Language
from publicvalue.words.text import Text, counted

SHOWN = 10
"""Kinds of problems and columns that are named."""


def read_published(path: Path, today: dt.date) -> tuple[RegisterTable, RegisterReading]:
    """Read a file; EvidenceError or InputError where it is no register's."""
    if not path.is_file():
        what, do = Text("there is no such file"), Text("look at its name")
        raise EvidenceError([Problem(Place(str(path)), what, Text("the file of a register"), do)])
    check_size(path.name, path.stat().st_size)
    table = read_register_file(path.name, path.read_bytes())
    return table, read_register(table.file, table.header, table.rows, today)


def describe_reading(found: RegisterReading) -> Iterator[Text]:
    """Yield what to say of a file that was read: format, rows, what was lost, why rows were refused."""
    yield Text(
        "{file}: {format}. Licence: {licence}.",
        file=found.file,
        format=found.format.title,
        licence=found.format.licence,
    )
    yield counted(len(found.taken), "One record can be taken.", "{number:count} records can be taken.")
    if found.losses:
        yield counted(
            found.losses,
            "One cell of them is not taken as it stands.",
            "{number:count} cells of them are not taken as they stand.",
        )
    if found.refused:
        yield counted(len(found.refused), "One row is refused:", "{number:count} rows are refused:")
    yield from _reasons(found)
    if found.unused:
        names = tuple(
            f"{name} ({cells})" for name, cells in sorted(found.unused.items(), key=lambda one: -one[1])[:SHOWN]
        )
        yield counted(
            len(found.unused),
            "One column has no place in a record: {columns:parts}.",
            "{number:count} columns have no place in a record, such as: {columns:parts}.",
            columns=names,
        )


def _reasons(found: RegisterReading) -> Iterator[Text]:
    """Yield why rows are refused, equal reasons once."""
    reasons = [_reason(one) for row in found.refused for one in row.problems]
    said = {str(one): one for one in reasons}
    for what, number in Counter(map(str, reasons)).most_common(SHOWN):
        yield counted(number, "- one row: {what}", "- {number:count} rows: {what}", what=said[what])


def _reason(problem: Problem) -> str:
    field = problem.place.field
    return Text("{field}: {what}", field=field, what=problem.what) if field else problem.what


def errors_file(table: RegisterTable, found: RegisterReading, language: Language) -> bytes:
    """Return the file with one more column: what is wrong with each row, in a language."""
    errors = {
        row.row: language.write(Text("{errors:parts}", errors=tuple(map(_reason, row.problems))))
        for row in found.refused
    }
    return table_with_errors(table, errors, language.write(Text("Errors"))).encode()
