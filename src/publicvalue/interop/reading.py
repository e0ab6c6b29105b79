"""Rows of a published register into records, with a report of what was refused and what was lost."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from publicvalue.errors import InputError, Place, Problem
from publicvalue.interop import eu_cases, nl_register, own_table, uk_records, us_inventory
from publicvalue.interop.conversion import CellLoss, Converted, Format
from publicvalue.interop.fields import FIELDS
from publicvalue.interop.record import SystemRecord, read_record
from publicvalue.schema.node import Row
from publicvalue.words.text import Text

FORMATS: Mapping[str, Format] = MappingProxyType(
    {module.FORMAT.id: module.FORMAT for module in (us_inventory, nl_register, uk_records, eu_cases, own_table)}
)
"""The formats that are read; the register's own, whose columns are the fewest, comes last."""

LATER = frozenset({"phase"})
"""Fields that a record of another register may lack: they are asked for when somebody takes it over."""


@dataclass(frozen=True)
class TakenRow:
    """A row that became a record.

    Parameters
    ----------
    row
        Its number in the file; the header is row 1.
    record, agency, agency_code, country, known_as
        What it says, who reports it, and the last part of its address in this register, where the file names it.
    losses
        Cells that were not taken as they stand.
    """

    row: int
    record: SystemRecord
    agency: str
    agency_code: str
    country: str
    known_as: str
    losses: tuple[CellLoss, ...]


@dataclass(frozen=True)
class RefusedRow:
    """A row that no record was made of, and every reason."""

    row: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class RegisterReading:
    """A file of a register, read.

    Parameters
    ----------
    file, format
        Its name, and the format that was recognised.
    taken, refused
        Every row is in one of the two.
    unused
        Column that records have no place for -> cells in it that say something.
    columns
        Fields of a record that the file has columns for, blank cells in them too: those of its own table alone.
    """

    file: str
    format: Format
    taken: tuple[TakenRow, ...]
    refused: tuple[RefusedRow, ...]
    unused: Mapping[str, int]
    columns: frozenset[str] = frozenset()

    @property
    def losses(self) -> int:
        """Cells of taken rows that were not taken as they stand."""
        return sum(len(one.losses) for one in self.taken)


def recognise(file: str, header: Sequence[str]) -> Format:
    """Return the format of a table by its columns.

    Raises
    ------
    InputError
        When no format has these columns.
    """
    columns = {_column(name) for name in header}
    for known in FORMATS.values():
        if known.columns <= columns:
            return known
    wanted = Text("{formats:parts}", formats=tuple(known.title for known in FORMATS.values()))
    do = Text("use the register's own table: download one, and fill in its columns name, summary, phase and agency")
    raise InputError([Problem(Place(file, row=1), Text("these columns belong to no known register"), wanted, do)])


def _column(name: str) -> str:
    return " ".join(name.split())


def read_register(file: str, header: Sequence[str], rows: Iterable[Row], today: dt.date) -> RegisterReading:
    """Read a published register.

    Parameters
    ----------
    file
        Its name, for messages.
    header, rows
        Its table, every cell as text under the column's name as the header has it.
    today
        The day on which it is read.

    Raises
    ------
    InputError
        When no format has these columns.
    """
    found = recognise(file, header)
    taken: list[TakenRow] = []
    refused: list[RefusedRow] = []
    unused: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for row in rows:
        cells = {_column(name): text for name, text in row.cells.items()}
        unused.update(name for name, text in cells.items() if name not in found.used and text.strip())
        converted = found.convert(cells)
        record, problems = read_record(_numbered(converted, seen), today, Place(file, row=row.number))
        lost, problems = _lost(found, problems, converted)
        if converted.unfit:
            do = Text("nothing: such rows belong in no register of AI systems")
            problems = [Problem(Place(file, row=row.number), converted.unfit, do=do)]
        if problems:
            refused.append(RefusedRow(row.number, tuple(problems)))
        else:
            taken.append(
                TakenRow(
                    row=row.number,
                    record=record,
                    agency=converted.agency,
                    agency_code=converted.agency_code,
                    country=converted.country,
                    known_as=converted.known_as,
                    losses=(*converted.losses, *lost),
                )
            )
    own = frozenset(FIELDS) & {_column(name) for name in header} if found.id == own_table.FORMAT.id else frozenset()
    return RegisterReading(file, found, tuple(taken), tuple(refused), MappingProxyType(dict(unused)), own)


def _lost(form: Format, problems: Sequence[Problem], converted: Converted) -> tuple[list[CellLoss], list[Problem]]:
    """Return what is left out of a row, and what refuses it: of another register only what is needed has to fit."""
    if form.id == own_table.FORMAT.id:
        return [], list(problems)
    refuses = [one for one in problems if FIELDS[one.place.field].needed and one.place.field not in LATER]
    left = [one for one in problems if one not in refuses and converted.values.get(one.place.field)]
    return [CellLoss(one.place.field, converted.values[one.place.field], one.what) for one in left], refuses


def _numbered(converted: Converted, seen: Counter[str]) -> Mapping[str, str]:
    """Return the values; a source that names no record may say one thing twice, and both are kept apart."""
    key = converted.values.get("source_id", "")
    if not key:
        return converted.values
    seen[key] += 1
    return {**converted.values, "source_id": f"{key} #{seen[key]}"} if seen[key] > 1 else converted.values
